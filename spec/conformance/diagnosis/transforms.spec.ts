import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { type Result, solve } from "../../../src/conformance/bugs/solve.ts";
import { catalogueCandidates, diagnose } from "../../../src/conformance/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../../src/conformance/diagnosis/diagnosis.ts";
import { findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import { transformsFor } from "../../../src/conformance/diagnosis/transforms.ts";
import { DTYPES, type Dtype } from "../../../src/conformance/dtype.ts";
import type { Case } from "../../../src/conformance/kinds.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { answerOf, evidenceOf, SOME_CASES, SUITE } from "../../support/implementations.ts";

const CATALOGUE = catalogueCandidates();

/** What becomes of the right results when they are changed by hand. */
function changed(
  change: (result: Result, testCase: Case) => Result,
  dtype: Dtype = "float64",
  cases: readonly Case[] = SOME_CASES,
): Diagnosis {
  const noise = randomStream("seedrandom", 1);
  const evidence = cases.map((testCase) => {
    const result = change(solve(RIGHT, testCase) ?? {}, testCase);
    return { case: testCase, answer: answerOf(result, testCase, dtype, noise) };
  });
  return diagnose(evidence, dtype, CATALOGUE);
}

function titlesOf({ causes }: Diagnosis): string[] {
  return causes.map(({ title }) => title);
}

function scaled(tensor: unknown, k: number): unknown {
  return Array.isArray(tensor) ? tensor.map((part) => scaled(part, k)) : Number(tensor) * k;
}

function isGradient({ kind }: Case): boolean {
  return kind === "gradient";
}

const ALL = ["dU", "dW", "dV", "db", "dc"];
const GRADIENTS = SOME_CASES.filter(isGradient);

const SOME_PAIRS = [...GRADIENTS, ...SUITE.filter(({ kind }) => kind === "pairs")];

/** The gradients of a result with some of them scaled. */
function withScaled(result: Result, names: readonly string[], k: number): Result {
  return Object.fromEntries(
    Object.entries(result).map(([name, part]) => [
      name,
      names.includes(name) ? scaled(part, k) : part,
    ]),
  );
}

describe.each(DTYPES)("a multiple of the right gradient in %s", (dtype) => {
  it.each<[string, readonly string[], number]>([
    ["dW has the wrong sign", ["dW"], -1],
    ["dU is missing: zero everywhere", ["dU"], 0],
    ["dV is 3 times what it should be", ["dV"], 3],
    ["dU is 1.3 times what it should be", ["dU"], 1.3],
    ["db is 0.5 times what it should be", ["db"], 1 / 2],
    ["dc is −2 times what it should be", ["dc"], -2],
    ["dW is 0.333333 times what it should be", ["dW"], 1 / 3],
    ["The gradient of the hidden layer (dU, dW, db) has the wrong sign", ["dU", "dW", "db"], -1],
    ["The gradient of the output layer (dV, dc) has the wrong sign", ["dV", "dc"], -1],
    ["The whole gradient is 0.7 times what it should be", ALL, 0.7],
  ])("%s", (title, names, k) => {
    const change = (result: Result): Result => withScaled(result, names, k);
    expect(titlesOf(changed(change, dtype, GRADIENTS))).toEqual([title]);
  });
});

describe("a multiple that goes by the case", () => {
  it.each<[string, (T: number, O: number, H: number) => number]>([
    ["is multiplied by the number of steps T", (T) => T],
    ["is divided by the number of outputs O", (_, O) => 1 / O],
    ["is multiplied by the number of outputs O", (_, O) => O],
    ["is divided by the number of units H", (_, _O, H) => 1 / H],
  ])("dU %s", (said, factor) => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const { outputSize, hiddenSize } = testCase.config;
      return withScaled(result, ["dU"], factor(testCase.inputs.x.length, outputSize, hiddenSize));
    };
    expect(titlesOf(changed(change, "float64", GRADIENTS))).toEqual([`dU ${said}`]);
  });

  it.each<[string, (losses: number) => number]>([
    ["is divided by the number of losses", (losses) => 1 / losses],
    ["is multiplied by the number of losses", (losses) => losses],
  ])("dU %s", (said, factor) => {
    const change = (result: Result, testCase: Case): Result =>
      testCase.kind === "gradient"
        ? withScaled(result, ["dU"], factor(testCase.inputs.y.length))
        : result;
    expect(titlesOf(changed(change, "float64", GRADIENTS))).toEqual([`dU ${said}`]);
  });

  it("a factor for which only one number speaks is none", () => {
    const [single] = SUITE.filter(({ id }) => id === "gradient-single-unit");
    const evidence = [{ case: single, answer: { kind: "result", result: {} } as const }];
    expect(transformsFor(findingsOf(evidence, "float64").compared, "float64").length).toBe(
      transformsFor([], "float64").length,
    );
    const { causes } = changed((result) => withScaled(result, ["dW"], 3), "float64", [single]);
    expect(causes.map(({ origin }) => origin)).not.toContain("transform");
  });
});

describe("where it is made", () => {
  it("in the pairs: they show it too", () => {
    const change = (result: Result, { kind }: Case): Result => {
      if (kind !== "pairs") return withScaled(result, ["dW"], 3);
      const pairs = Object(result["pairs"]).map(
        (terms: Result[] | null) => terms?.map((term) => withScaled(term, ["dW"], 3)) ?? null,
      );
      return { pairs };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-3-dW-in-pairs"]);
  });

  it("in the sum: they do not", () => {
    const cases = SOME_PAIRS;
    const change = (result: Result): Result => withScaled(result, ["dW"], 3);
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-3-dW-in-sum"]);
    expect(causes[0].explanation).toContain("in the gradient of a sequence");
  });

  it("in the update: the gradients are right", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "step") return result;
      const start = testCase.inputs.parameters.U;
      const U = Object(result["U"]).map((row: number[], i: number) =>
        row.map((value, j) => start[i][j] + 5 * (value - start[i][j])),
      );
      return { ...result, U };
    };
    const cases = SUITE.filter(({ kind }) => kind === "step" || kind === "gradient");
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-5-dU-in-update"]);
  });

  it("over the records: a single sequence shows nothing", () => {
    const cases = SUITE.filter(({ kind }) => kind === "trajectory" || kind === "step");
    const evidence = cases.map((testCase) => {
      const eta =
        testCase.kind === "trajectory"
          ? testCase.inputs.learningRate / testCase.inputs.records.length
          : 0;
      const other = { ...testCase, inputs: { ...testCase.inputs, learningRate: eta } } as Case;
      const asked = testCase.kind === "trajectory" ? other : testCase;
      return {
        case: testCase,
        answer: answerOf(solve(RIGHT, asked), testCase, "float64", randomStream("seedrandom", 1)),
      };
    });
    const { causes } = diagnose(evidence, "float64", CATALOGUE);
    expect(causes.map(({ title }) => title)).toEqual([
      "The whole gradient is divided by the number of records N",
    ]);
  });
});

describe("a tensor transposed", () => {
  it("dW in the sum", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const dW: number[][] = Object(result["dW"]);
      return { ...result, dW: dW.map((_, i) => dW.map((row) => row[i])) };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["transposed-dW-in-sum"]);
  });

  it("dU, whose numbers are those of its transpose", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const dU: number[][] = Object(result["dU"]);
      const numbers = dU[0].flatMap((_, j) => dU.map((row) => row[j]));
      const D = dU[0].length;
      return { ...result, dU: dU.map((_, i) => numbers.slice(i * D, (i + 1) * D)) };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["transposed-dU-in-sum"]);
  });
});

describe("another order", () => {
  type Records = Extract<Case, { kind: "trajectory" }>["inputs"]["records"];

  it.each<[string, (records: Records) => Records]>([
    ["records-reversed", (records) => records.toReversed()],
    ["records-from-second", ([first, ...rest]) => [...rest, first]],
    ["records-last-to-front", (records) => [...records.slice(-1), ...records.slice(0, -1)]],
    [
      "records-first-exchanged",
      ([first, second, ...rest]) => (second ? [second, first, ...rest] : [first]),
    ],
    [
      "records-last-exchanged",
      (records) => [...records.slice(0, -2), ...records.slice(-2).toReversed()],
    ],
  ])("%s", (id, order) => {
    const cases = SUITE.filter(
      (testCase) => testCase.kind === "trajectory" && testCase.inputs.records.length > 2,
    );
    const change = (_: Result, testCase: Case): Result => {
      if (testCase.kind !== "trajectory") throw new Error("expected a trajectory");
      const { inputs } = testCase;
      const asked = { ...testCase, inputs: { ...inputs, records: order(inputs.records) } };
      return solve(RIGHT, asked) ?? {};
    };
    expect(cases.length).toBeGreaterThan(0);
    expect(changed(change, "float64", cases).causes.map((cause) => cause.id)).toEqual([id]);
  });

  it("time from its end, with the targets", () => {
    const turned = (sequence: Records[number]): Records[number] => ({
      ...sequence,
      x: sequence.x.toReversed(),
      y: sequence.y.toReversed(),
    });
    const change = (result: Result, testCase: Case): Result => {
      switch (testCase.kind) {
        case "forward":
        case "gradient":
        case "pairs":
        case "step": {
          const { x, y } = turned({ y: [], ...testCase.inputs });
          const inputs = { ...testCase.inputs, x, ...(y.length > 0 && { y }) };
          return solve(RIGHT, { ...testCase, inputs } as Case) ?? {};
        }
        case "trajectory": {
          const inputs = { ...testCase.inputs, records: testCase.inputs.records.map(turned) };
          return solve(RIGHT, { ...testCase, inputs }) ?? {};
        }
        default:
          return result;
      }
    };
    const { causes } = changed(change);
    expect(causes.map(({ id }) => id)).toEqual(["time-reversed-with-targets"]);
  });
});

describe("the transforms that are tried", () => {
  const right = findingsOf(evidenceOf(RIGHT, SOME_CASES, "float64"), "float64").compared;

  it("have an id each", () => {
    const ids = transformsFor(right, "float64").map(({ causes }) => causes[0].id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("leave out the biases that no case has", () => {
    const without = right.filter(({ case: { config } }) => {
      return (
        Reflect.get(config, "hiddenBias") === false && Reflect.get(config, "outputBias") === false
      );
    });
    expect(without.length).toBeGreaterThan(0);
    const ids = transformsFor(without, "float64").map(({ causes }) => causes[0].id);
    expect(ids.filter((id) => /d[bc]/.test(id))).toEqual([]);
    expect(ids.some((id) => id.includes("dU-dW-dV"))).toBe(true);
  });
});
