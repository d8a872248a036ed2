import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/conformance/compare.ts";
import {
  findingsOf,
  largest,
  numbersAt,
  tensorsOf,
} from "../../../src/conformance/diagnosis/evidence.ts";
import { type Case, type CaseOf, casesOf, KINDS } from "../../../src/conformance/kinds.ts";
import { sampleFile } from "../../support/caseFiles.ts";

const [trajectory] = casesOf(sampleFile("trajectory")) as CaseOf<"trajectory">[];

/** What is expected, handed in. */
function rightAnswer({ expected, kind }: Case): Answer {
  if (kind === "reject") return { kind: "error", message: "no" };
  const { horizon, ranges, ...result }: Record<string, unknown> = { ...expected };
  return { kind: "result", result };
}

const evidence = KINDS.flatMap((kind) => casesOf(sampleFile(kind))).map((testCase) => ({
  case: testCase,
  answer: rightAnswer(testCase),
}));

describe("the findings", () => {
  it("are of the kinds that a program answers, the least work first", () => {
    const { compared, passed, failed, skipped, observations, elsewhere } = findingsOf(
      evidence,
      "float64",
    );
    expect({ passed, failed, skipped }).toEqual({ passed: KINDS.length, failed: 0, skipped: 0 });
    expect([...observations, ...elsewhere]).toEqual([]);
    expect(compared.map(({ case: { kind } }) => kind)).toEqual([
      "activation",
      "loss",
      "clip",
      "forward",
      "gradient",
      "pairs",
      "step",
      "trajectory",
    ]);
  });

  it("put failing ones first among their like", () => {
    const wrong = evidence.map((item) =>
      item.case.kind === "forward" || item.case.kind === "gradient"
        ? { ...item, answer: wrongBy(item.case) }
        : item,
    );
    const { compared, failed } = findingsOf(wrong, "float64");
    expect(failed).toBe(2);
    expect(compared.map(({ case: { kind } }) => kind).slice(0, 3)).toEqual([
      "forward",
      "gradient",
      "activation",
    ]);
    expect(compared.map(({ passed }) => passed).slice(0, 3)).toEqual([false, false, true]);
  });

  it("leave out what is skipped, canaries of the other dtype too", () => {
    const skipping = evidence.map((item) => ({
      ...item,
      answer: { kind: "skipped", reason: "later" } as const,
    }));
    expect(findingsOf(skipping, "float64").skipped).toBe(KINDS.length);
    expect(findingsOf(evidence, "float32").skipped).toBe(1);
  });

  it("hold nothing against a canary or a refusal that has no result", () => {
    const unasked = evidence.map((item) => ({ ...item, answer: { kind: "none" } as const }));
    const { failed, observations, elsewhere } = findingsOf(unasked, "float64");
    expect([failed, observations.length, elsewhere]).toEqual([KINDS.length, KINDS.length, []]);
  });

  it("name at most five of the tensors that hold no finite numbers", () => {
    const testCase = { ...trajectory, expected: { ...trajectory.expected } };
    const result = {
      trainLoss: [NaN, null, -Infinity],
      U: [[NaN], [1]],
      W: [
        [0, 0],
        [0, Infinity],
      ],
      V: [
        [0, 0],
        [0, 0],
        [0, NaN],
      ],
      b: [0, 0],
    };
    const { observations, compared } = findingsOf(
      [{ case: testCase, answer: { kind: "result", result } }],
      "float64",
    );
    expect(compared).toEqual([]);
    expect(observations).toEqual([
      {
        id: "trajectory-a-1",
        seen: "not all numbers are finite in trainLoss[0], trainLoss[1], trainLoss[2], U, W, …",
      },
    ]);
  });

  it("name five of them without saying that there are more", () => {
    const result = {
      trainLoss: [NaN, NaN, NaN],
      U: [[NaN], [1]],
      W: [
        [0, 0],
        [0, NaN],
      ],
      V: trajectory.expected.V,
      b: trajectory.expected.b,
    };
    const answer = { kind: "result", result } as const;
    expect(findingsOf([{ case: trajectory, answer }], "float64").observations[0].seen).toBe(
      "not all numbers are finite in trainLoss[0], trainLoss[1], trainLoss[2], U, W",
    );
  });

  it.each<[string, unknown, string]>([
    [
      "one of several values that is no number",
      [1, "a"],
      "not all values are numbers in outputError",
    ],
    ["a number too many", [-1, 1, 0], "outputError has another shape"],
    ["a list in place of a number", [-1, [1]], "outputError has another shape"],
    ["a list in place of the first number", [[-1], 1], "outputError has another shape"],
  ])("tell %s", (_, outputError, seen) => {
    const [testCase] = casesOf(sampleFile("loss"));
    const answer = { kind: "result", result: { loss: 1, outputError } } as const;
    expect(findingsOf([{ case: testCase, answer }], "float64").observations).toEqual([
      { id: testCase.id, seen },
    ]);
  });

  it("tell a loss out of its range where nothing else is compared", () => {
    const horizon = { float64: 0, float32: 0 };
    const range = { min: 0.5, max: 4.5 };
    const ranges = { float64: [range, range, range], float32: [range, range, range] };
    const { trainLoss: _, ...errorFactor } = trajectory.errorFactor;
    const chaotic: Case = {
      ...trajectory,
      expected: { ...trajectory.expected, horizon, ranges },
      errorFactor: { trainLoss: [], ...errorFactor },
    };
    const { horizon: _h, ranges: _r, ...result } = trajectory.expected;
    const answer = { kind: "result", result: { ...result, trainLoss: [4, 2, 99] } } as const;
    const { compared, observations } = findingsOf([{ case: chaotic, answer }], "float64");
    expect(compared).toEqual([]);
    expect(observations[0].seen).toBe("trainLoss[2]: expected from 0.5 to 4.5, got 99");
  });

  it("know about how much work each case is, in products of a matrix and a vector", () => {
    // Two steps have three pairs (t, i); the training has epochs of its records' pairs and steps.
    const { compared } = findingsOf(evidence, "float64");
    const work = Object.fromEntries(compared.map((finding) => [finding.case.kind, finding.work]));
    const { epochs, records } = trajectory.inputs;
    const each = records.map(({ x: { length: T } }) => (T * (T + 1)) / 2 + T);
    expect(work).toEqual({
      activation: 1,
      loss: 1,
      clip: 1,
      forward: 2,
      gradient: 3,
      pairs: 3,
      step: 3,
      trajectory: epochs * each.reduce((sum, n) => sum + n, 0),
    });
  });

  it("tell a loss past the horizon that is out of its range, and compare nothing of it", () => {
    const result = {
      trainLoss: [4, 2, 99],
      U: trajectory.expected.U,
      W: trajectory.expected.W,
      V: trajectory.expected.V,
      b: trajectory.expected.b,
    };
    const { observations, compared } = findingsOf(
      [{ case: trajectory, answer: { kind: "result", result } }],
      "float32",
    );
    expect(compared).toEqual([]);
    expect(observations[0].seen).toBe("trainLoss[2]: expected from 0.5 to 1.5, got 99");
  });
});

function wrongBy({ expected }: Case): Answer {
  const result = JSON.parse(JSON.stringify(expected), (_, value: unknown) =>
    typeof value === "number" ? value + 1 : value,
  );
  return { kind: "result", result };
}

describe("the tensors of a case", () => {
  it("each have their factor", () => {
    const [testCase] = casesOf(sampleFile("loss")) as CaseOf<"loss">[];
    expect(tensorsOf(testCase, "float64")).toEqual([
      { keys: ["loss"], expected: [1], size: 1, errorFactor: 4 },
      { keys: ["outputError"], expected: [-1, 1], size: 1, errorFactor: 4 },
    ]);
  });

  it("of pairs are those of each pair", () => {
    const [testCase] = casesOf(sampleFile("pairs")) as CaseOf<"pairs">[];
    const names = tensorsOf(testCase, "float64").map(({ keys }) => keys.join("."));
    expect(names).toHaveLength(12);
    expect(names).toContain("pairs.1.0.dW");
  });

  it("of a training are those within the horizon", () => {
    const names = (dtype: "float64" | "float32"): string[] =>
      tensorsOf(trajectory, dtype).map(({ keys }) => keys.join("."));
    expect(names("float64")).toEqual([
      "trainLoss.0",
      "trainLoss.1",
      "trainLoss.2",
      "U",
      "W",
      "V",
      "b",
    ]);
    expect(names("float32")).toEqual(["trainLoss.0", "trainLoss.1"]);
  });
});

it("numbers are read in their order, NaN for what is none", () => {
  expect(
    numbersAt(
      {
        a: [
          [1, 2],
          [3, "x"],
        ],
      },
      ["a"],
    ),
  ).toEqual([1, 2, 3, NaN]);
  expect(
    numbersAt(
      {
        a: [
          [1, 2],
          [3, "x"],
        ],
      },
      ["a", 1, 0],
    ),
  ).toEqual([3]);
  expect(numbersAt(null, ["a"])).toEqual([NaN]);
});

it("the largest is that of the absolute values, and NaN wins", () => {
  expect(largest([1, -3, 2])).toBe(3);
  expect(largest([])).toBe(0);
  expect(largest([1, NaN, 2])).toBeNaN();
});
