import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, solve } from "../../src/conformance/bugs/solve.ts";
import { bitsOf } from "../../src/conformance/dtype.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { type AnyRequest, referenceAnswer } from "../../src/conformance/reference.ts";
import { exactDecimal } from "../../src/gradcheck/decimal.ts";
import { EXACT } from "../support/arbitraries.ts";
import { finite, sampleFile } from "../support/caseFiles.ts";
import { thrownBy } from "../support/refusals.ts";
import { distance, numbersIn, solvedCases } from "../support/solvedCases.ts";

/** The result of a request that can be carried out. */
function resultOf(request: AnyRequest): unknown {
  const answer = referenceAnswer(request);
  expect(answer.kind).toBe("result");
  return answer.kind === "result" && answer.result;
}

const network = {
  inputSize: 1,
  hiddenSize: 1,
  outputSize: 1,
  activation: "identity",
  output: "linear",
  lossAt: "every",
  hiddenBias: false,
  outputBias: false,
  truncation: { kind: "full" },
};

describe("the reference answer", () => {
  it.each(["forward", "gradient", "pairs"] as const)(
    "is that of the plain program where all arithmetic is exact: %s",
    (kind) => {
      const property = fc.property(solvedCases(kind, EXACT), (testCase) => {
        // Numbers and not bits, since zeros may differ in sign.
        expect(distance(resultOf(testCase), solve(RIGHT, testCase))).toBe(0);
      });
      fc.assert(property);
    },
  );

  it.each(SOLVED_KINDS)("is that of the plain program up to rounding: %s", (kind) => {
    const property = fc.property(solvedCases(kind), (testCase) => {
      const result = resultOf(testCase);
      const plain = solve(RIGHT, testCase);
      expect(Object.keys(Object(result))).toEqual(Object.keys(Object(plain)));
      // Sums of some tens of terms, twice through a network: a thousand roundings, not a wrong term.
      expect(distance(result, plain)).toBeLessThanOrEqual(1e3 * 2 ** -53 * largest(plain));
    });
    fc.assert(property);
  });

  it("has the training losses of each epoch's start, over records of any length and start", () => {
    const request: AnyRequest = {
      kind: "trajectory",
      config: { ...network, truncation: { kind: "chunk", k1: 1, k2: 1 } },
      inputs: {
        parameters: { U: [[1]], W: [[1]], V: [[1]] },
        records: [
          { x: [[1], [0]], y: [[0], [0]] },
          { x: [[0]], y: [[0]], initialState: [2] },
        ],
        epochs: 1,
        learningRate: 0.5,
        clipping: null,
        updateEvery: "chunk",
      },
    };
    // Losses before any update: s = 1, 1 and 2, so ½ + ½ + 2.
    // Record 1, step 0: s = o = e = 1: U −= ½, V −= ½. Step 1: s = 1 carried on, o = e = ½, δ = ¼;
    // dW = ¼ · 1, dV = ½ · 1: W = 7/8, V = ¼.
    // Record 2: s = 7/4, o = e = 7/16, δ = 7/64; dW = 7/32, dV = 49/64.
    expect(resultOf(request)).toEqual({
      trainLoss: [3],
      U: [[0.5]],
      W: [[0.875 - 7 / 64]],
      V: [[0.25 - 49 / 128]],
    });
  });

  it("draws NumPy's uniform numbers", () => {
    const inputs = { seed: 42, low: -1, high: 1, count: 2 };
    // np.random.seed(42); np.random.uniform(-1, 1, 2)
    expect(resultOf({ kind: "random", config: { generator: "mt19937" }, inputs })).toEqual({
      values: [-0.250919762305275, 0.9014286128198323],
    });
  });

  const largest = (plain: unknown): number => {
    return numbersIn(plain).reduce((size, value) => Math.max(size, Math.abs(value)), 1);
  };
});

describe("the reference answer to a canary", () => {
  const canary = (dtype: string, values: number[], decimals: string[]): unknown =>
    resultOf({ kind: "canary", config: { dtype }, inputs: { values, decimals } });

  it("is the sample's", () => {
    const [sample] = sampleFile("canary").cases;
    expect(resultOf({ kind: "canary", ...sample })).toEqual(sample.expected);
  });

  it("rounds values to the dtype", () => {
    expect(canary("float32", [0.1, -0], [])).toEqual({
      values: [0.10000000149011612, -0],
      bits: ["3dcccccd", "80000000"],
      decimalBits: [],
    });
  });

  it.each([
    // Halfway between 1 and the next binary32, exactly, above and below by less than binary64 shows.
    ["1.000000059604644775390625", "3f800000"],
    ["1.0000000596046447753906250000000001", "3f800001"],
    ["1.0000000596046447753906249999999999", "3f800000"],
    ["-1.0000000596046447753906250000000001", "bf800001"],
    // Halfway between the next and the one after, of which the latter is even.
    ["1.000000178813934326171875", "3f800002"],
    ["1.0000001788139343261718749999999999", "3f800001"],
    // Beside half the smallest binary32, and far below the smallest binary64.
    ["7.006492321624085354618647916449580656401309709382578858785e-46", "00000000"],
    ["7.00649232162408535461864791644958065640130970938257886e-46", "00000001"],
    ["-1e-400", "80000000"],
    // Halfway from the largest number to what would come after it.
    ["340282356779733661637539395458142568448", "7f800000"],
    ["340282356779733661637539395458142568447.9999", "7f7fffff"],
    ["1e999", "7f800000"],
    ["0.1", "3dcccccd"],
    ["-0", "80000000"],
  ])("rounds %s once", (decimal, bits) => {
    expect(canary("float32", [0], [decimal])).toMatchObject({ decimalBits: [bits] });
  });

  it("rounds the exact decimal of a binary64 number as a store of it does", () => {
    const property = fc.property(finite, (value) => {
      const decimal = new Decimal(exactDecimal(value)).valueOf();
      // −0, which has no digits of its own, becomes 0; it is in the table.
      const decimalBits = [bitsOf("float32", value + 0)];
      expect(canary("float32", [0], [decimal])).toMatchObject({ decimalBits });
    });
    fc.assert(property);
  });
});

describe("the reference answer to an impossible request", () => {
  const { inputs } = sampleFile("reject").cases[0];

  it.each([
    [{ kind: "reject", config: {}, inputs }, "request.inputs.y: expected 2×3, got 1 row"],
    [inputs, "request.inputs.y: expected 2×3, got 1 row"],
    [
      { ...inputs, config: { ...inputs.config, hiddenSize: 0 } },
      "request: config.hiddenSize: expected a number of at least 1, got 0",
    ],
    [
      { ...inputs, inputs: { ...inputs.inputs, x: [["1"], [1]] } },
      'request: inputs.x[0][0]: expected a number, got "1"',
    ],
    [
      { kind: "reject", config: {}, inputs: {} },
      "request: inputs.kind: expected a value, got none",
    ],
  ] as [AnyRequest, string][])("%#", (request, message) => {
    expect(referenceAnswer(request)).toEqual({ kind: "error", message });
  });

  it("is an error where a training diverges", () => {
    const request: AnyRequest = {
      kind: "trajectory",
      config: network,
      inputs: {
        parameters: { U: [[1]], W: [[0]], V: [[1]] },
        records: [{ x: [[1]], y: [[0]] }],
        epochs: 9,
        learningRate: 1e300,
        clipping: null,
        updateEvery: "sequence",
      },
    };
    const message = "epoch 2: expected finite numbers, got others";
    expect(referenceAnswer(request)).toEqual({ kind: "error", message });
  });

  it("is no answer where the program itself is at fault", () => {
    const request = Object.defineProperty({ kind: "clip" }, "config", {
      get: () => {
        throw new Error("a fault");
      },
    }) as AnyRequest;
    expect(thrownBy(() => referenceAnswer(request))).toBe("Error: a fault");
  });

  it("leaves a case as it was", () => {
    const property = fc.property(solvedCases("trajectory"), (testCase: Case) => {
      const before = JSON.stringify(testCase);
      referenceAnswer(testCase);
      expect(JSON.stringify(testCase)).toBe(before);
    });
    fc.assert(property);
  });
});
