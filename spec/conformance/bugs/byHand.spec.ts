/** What bugs of clipping, of the update and of the state do to cases that can be worked by hand. */
import { describe, expect, it } from "vitest";
import { bugOf } from "../../../src/conformance/bugs/catalogue.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { solve } from "../../../src/conformance/bugs/solve.ts";
import type { Case, CaseOf } from "../../../src/conformance/kinds.ts";
import { sampleFile } from "../../support/caseFiles.ts";

const SIZES = { inputSize: 1, hiddenSize: 1, outputSize: 1, hiddenBias: true, outputBias: false };

/** dU = 2, dW = −3, dV = 0, db = 6: the norm is 7. */
function clipCase(kind: "value" | "norm", limit: number): Case {
  const gradients = { dU: [[2]], dW: [[-3]], dV: [[0]], db: [6] };
  const inputs = { gradients, clipping: { kind, limit } };
  return { ...sampleFile("clip").cases[0], kind: "clip", config: SIZES, inputs };
}

describe("clipping of (2, −3, 0, 6), by hand", () => {
  it.each([
    ["clip-missing", "value", 1, [2, -3, 0, 6]],
    ["clip-value-for-norm", "norm", 4, [2, -3, 0, 4]],
    ["clip-norm-for-value", "value", 3.5, [1, -1.5, 0, 3]],
    ["clip-one-sided", "value", 1, [1, -3, 0, 1]],
    ["clip-to-zero", "value", 2.5, [2, 0, 0, 0]],
    ["clip-norm-of-each-tensor", "norm", 2.5, [2, -2.5, 0, 2.5]],
    ["clip-norm-always-scales", "norm", 14, [4, -6, 0, 12]],
    ["clip-norm-squared", "norm", 24.5, [1, -1.5, 0, 3]],
  ] as const)("%s by %s %d", (id, kind, limit, [dU, dW, dV, db]) => {
    const result = bugOf(id)?.apply(clipCase(kind, limit));
    expect(result).toEqual({ dU: [[dU]], dW: [[dW]], dV: [[dV]], db: [db] });
  });

  it("clip-norm-without-biases takes √13 for 7", () => {
    const result = bugOf("clip-norm-without-biases")?.apply(clipCase("norm", Math.sqrt(13) / 2));
    // (2, −3, 0, 6) / 2, whatever the rounding of √13.
    expect(Number(Object(result).db[0])).toBeCloseTo(3, 12);
    expect(Number(Object(result).dU[0][0])).toBeCloseTo(1, 12);
  });
});

const NETWORK = {
  inputSize: 1,
  hiddenSize: 1,
  outputSize: 1,
  activation: "identity",
  output: "linear",
  hiddenBias: true,
  outputBias: false,
} as const;

/**
 * With s_0 = x_0 and s_1 = x_1 + 2 s_0 + 0, o = s: for x = (1, 1), y = (0, 0) the states are 1, 3, the
 * errors 1, 3, δ_1 = 3, δ_0 = 1 + 2·3 = 7: dU = db = 7 + 3 = 10, dW = 3·1 = 3, dV = 1·1 + 3·3 = 10.
 */
function stepCase(learningRate: number, clipping: { kind: "value"; limit: number } | null): Case {
  const parameters = { U: [[1]], W: [[2]], V: [[1]], b: [0] };
  const inputs = { parameters, x: [[1], [1]], y: [[0], [0]], learningRate, clipping };
  const config = { ...NETWORK, lossAt: "every" as const, truncation: { kind: "full" as const } };
  return { ...sampleFile("step").cases[0], kind: "step", config, inputs };
}

describe("an update by (10, 3, 10, 10), by hand", () => {
  it.each([
    ["update-sign", 0.5, null, [6, 3.5, 6, 5]],
    ["update-twice", 0.5, null, [-9, -1, -9, -10]],
    ["learning-rate-missing", 0.5, null, [-9, -1, -9, -10]],
    ["learning-rate-over-steps", 0.5, null, [-1.5, 1.25, -1.5, -2.5]],
    ["biases-not-updated", 0.5, null, [-4, 0.5, -4, 0]],
    // Of loss 0: dU = db = dV = 1, dW = 0. Of loss 1: dU = db = 9, dW = 3, dV = 9.
    ["clip-per-step", 0.5, 4, [-1.5, 0.5, -1.5, -2.5]],
    // Of loss 1 through step 1: dU = db = 3, dW = 3, dV = 9; through step 0: 6, 0, 0.
    ["clip-before-summing", 0.5, 4, [-3, 0.5, -1.5, -4]],
    ["clip-partial-sums", 0.5, 4, [-1, 0.5, -1, -2]],
    ["clip-after-learning-rate", 0.5, 4, [-3, 0.5, -3, -4]],
    ["clip-after-learning-rate", 0, 4, [1, 2, 1, 0]],
  ] as const)("%s with η = %d, clipped at %s", (id, eta, limit, [U, W, V, b]) => {
    const clipping = limit === null ? null : { kind: "value" as const, limit };
    const result = bugOf(id)?.apply(stepCase(eta, clipping));
    expect(result).toEqual({ U: [[U]], W: [[W]], V: [[V]], b: [b] });
  });
});

describe("the states of x = (1, 2), by hand", () => {
  it.each([
    // From s = 4: 1 + 2·4 = 9, 2 + 2·9 = 20. The prediction of a linear output is right.
    ["logits-for-probabilities", [9, 20]],
    ["initial-state-ignored", [1, 4]],
    ["state-not-fed-back", [9, 10]],
    ["state-reset-at-every-chunk", [9, 2]],
    ["time-reversed", [10, 21]],
  ] as const)("%s", (id, [first, second]) => {
    const parameters = { U: [[1]], W: [[2]], V: [[1]], b: [0] };
    const config = {
      ...NETWORK,
      lossAt: "last" as const,
      truncation: { kind: "chunk" as const, k1: 1, k2: 1 },
    };
    const inputs = { parameters, x: [[1], [2]], initialState: [4] };
    const testCase: Case = {
      ...sampleFile("forward").cases[0],
      kind: "forward",
      config,
      inputs,
    };
    const states = [[first], [second]];
    expect(bugOf(id)?.apply(testCase)).toEqual({
      a: states,
      s: states,
      o: states,
      prediction: states,
    });
  });
});

describe("the last step of a program that updates after every step is the step itself", () => {
  const parameters = { U: [[1]], W: [[0.5]], V: [[2]], b: [0.25] };
  const [sample] = sampleFile("trajectory").cases;
  const testCase: CaseOf<"trajectory"> = {
    ...sample,
    kind: "trajectory",
    config: {
      ...NETWORK,
      activation: "tanh",
      lossAt: "every",
      truncation: { kind: "chunk", k1: 1, k2: 1 },
    },
    inputs: {
      parameters,
      records: [{ x: [[1], [-0.5], [0.75]], y: [[0], [1], [0.5]] }],
      epochs: 2,
      learningRate: 0.125,
      clipping: null,
      updateEvery: "chunk",
    },
  };

  it.each([
    "derivative-of-last-step",
    "derivative-of-step-after",
    "output-error-last-step-only",
    "output-error-of-last-step-everywhere",
  ])("%s has nothing to get wrong", (id) => {
    expect(bugOf(id)?.apply(testCase)).toEqual(solve(RIGHT, testCase));
  });

  it("and has no error to propagate where only the sequence's last step has a loss", () => {
    const [{ x }] = testCase.inputs.records;
    const inputs = { ...testCase.inputs, records: [{ x, y: [[0.5]] }] };
    const last = { ...testCase, config: { ...testCase.config, lossAt: "last" as const }, inputs };
    expect(bugOf("output-error-last-step-only")?.apply(last)).toEqual(solve(RIGHT, last));
  });
});
