import { describe, expect, it } from "vitest";
import type { SolvedDraft } from "../../../src/conformance/fuzz/drafts.ts";
import { fairCase } from "../../../src/conformance/fuzz/fair.ts";
import type { Network } from "../../../src/conformance/types.ts";

const ABOUT = { id: "gradient-a", comment: "A case.", flags: [] };
const SCALAR = { inputSize: 1, hiddenSize: 1, outputSize: 1 };
const RELU: Network = {
  ...SCALAR,
  activation: "relu",
  output: "linear",
  lossAt: "last",
  hiddenBias: false,
  outputBias: false,
  truncation: { kind: "full" },
};

function gradient(x: number, U = 1, V = 1): SolvedDraft {
  const parameters = { U: [[U]], W: [[1]], V: [[V]] };
  return { ...ABOUT, kind: "gradient", config: RELU, inputs: { parameters, x: [[x]], y: [[2]] } };
}

describe("fairCase", () => {
  it("keeps a network away from relu's kink wherever its derivative is taken", () => {
    expect(fairCase(gradient(1))).toMatchObject({ expected: { dU: [[-1]] } });
    expect(fairCase(gradient(-1))).toMatchObject({ expected: { dU: [[0]] } });
    expect(fairCase(gradient(0))).toBeUndefined();
  });

  it("takes the states at the kink, where there is nothing to differ about", () => {
    const { config, inputs } = gradient(0) as Extract<SolvedDraft, { kind: "gradient" }>;
    const { y: _, ...rest } = inputs;
    expect(fairCase({ ...ABOUT, kind: "forward", config, inputs: rest })).toBeDefined();
  });

  it("asks for f′ of relu, at 0 too", () => {
    const activation = (a: number): SolvedDraft => {
      return {
        ...ABOUT,
        kind: "activation",
        config: { activation: "relu" },
        inputs: { a: [1, a] },
      };
    };
    expect(fairCase(activation(0.5))).toBeDefined();
    expect(fairCase(activation(0))).toMatchObject({ expected: { derivative: [1, 0] } });
  });

  it("gives softmax no numbers whose exponentials are out of range", () => {
    const softmax = (V: number): SolvedDraft => {
      const draft = gradient(1, 1, V) as Extract<SolvedDraft, { kind: "gradient" }>;
      const config: Network = { ...draft.config, output: "softmax" };
      return { ...draft, config, inputs: { ...draft.inputs, y: [[1]] } };
    };
    expect(fairCase(softmax(64))).toBeDefined();
    expect(fairCase(softmax(65))).toBeUndefined();
  });

  it("has no tolerances that tell nothing", () => {
    expect(fairCase(gradient(1, 2 ** 20))).toBeDefined();
    expect(fairCase(gradient(1, 2 ** 60, 3))).toBeUndefined();
  });

  it("leaves trainings that no bound holds, or that end too high for softmax", () => {
    const training = (learningRate: number, output: "linear" | "softmax"): SolvedDraft => ({
      ...ABOUT,
      kind: "trajectory",
      config: { ...RELU, activation: "identity", outputSize: 2, output },
      inputs: {
        parameters: { U: [[1]], W: [[1]], V: [[1], [-1]] },
        records: [
          { x: [[1]], y: [[0, 1]] },
          { x: [[1]], y: [[1, 0]] },
        ],
        epochs: 2,
        learningRate,
        clipping: null,
        updateEvery: "sequence",
      },
    });
    expect(fairCase(training(0.25, "linear"))).toBeDefined();
    expect(fairCase(training(2 ** 40, "linear"))).toBeUndefined();
    expect(fairCase(training(0.25, "softmax"))).toBeDefined();
    expect(fairCase(training(16, "softmax"))).toBeUndefined();
  });
});
