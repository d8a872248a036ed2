import { describe, expect, it } from "vitest";
import { withFormulas } from "../../../src/conformance/expected/formulas.ts";
import {
  clippedOver,
  descendedOver,
  stepLosses,
  sumOf,
  traceOver,
  trainedOver,
  wholeOf,
} from "../../../src/conformance/expected/trainingOver.ts";
import { binary64 } from "../../../src/gradcheck/arithmetic.ts";
import { defineNetwork } from "../../../src/rnn/config.ts";

const arithmetic = withFormulas(
  { ...binary64, sqrt: Math.sqrt, toNumber: (x: number): number => x },
  { slope: "state", crossEntropy: "logSumExp" },
);

/** s_t = x_t + 2 s_{t−1}, o = 3 s: with x = 1, 0 the states are 1, 2, the outputs 3, 6. */
const NETWORK = {
  arithmetic,
  merged: true,
  config: defineNetwork({
    inputSize: 1,
    hiddenSize: 1,
    outputSize: 1,
    activation: "identity",
    lossAt: "every",
    hiddenBias: false,
    outputBias: false,
    truncation: { kind: "chunk", k1: 1, k2: 1 },
  }),
  x: [[1], [0]],
  y: [[2], [5]],
  initialState: [0],
};
const THETA = { U: [[1]], W: [[2]], V: [[3]] };
const GRADIENTS = { dU: [[3]], dW: [[0]], dV: [[-4]], db: [12], dc: [0] };

describe("training over any arithmetic", () => {
  it("runs a sequence at once or by spans", () => {
    const whole = traceOver(NETWORK, THETA, wholeOf(NETWORK));
    expect(whole).toEqual({ a: [[1], [2]], s: [[1], [2]], o: [[3], [6]] });
    const first = traceOver(NETWORK, THETA, { from: 0, to: 0 });
    expect(traceOver(NETWORK, THETA, { from: 1, to: 1 }, first)).toEqual(whole);
    expect(sumOf(arithmetic, stepLosses(NETWORK, whole))).toBe(1);
  });

  it("clips by value, by the norm of all entries, or not", () => {
    const clip = (kind: "value" | "norm", limit: number) =>
      clippedOver(arithmetic, GRADIENTS, { kind, limit });
    expect(clip("value", 3.5)).toEqual({ dU: [[3]], dW: [[0]], dV: [[-3.5]], db: [3.5], dc: [0] });
    // ‖g‖ = 13
    expect(clip("norm", 6.5)).toEqual({ dU: [[1.5]], dW: [[0]], dV: [[-2]], db: [6], dc: [0] });
    expect(clip("norm", 13)).toEqual(GRADIENTS);
    expect(clippedOver(arithmetic, GRADIENTS, null)).toBe(GRADIENTS);
  });

  it("descends against the gradient", () => {
    const theta = { ...THETA, b: [1], c: [2] };
    expect(descendedOver(arithmetic, theta, GRADIENTS, 0.5)).toEqual({
      U: [[-0.5]],
      W: [[2]],
      V: [[5]],
      b: [-5],
      c: [2],
    });
  });

  it("updates after each span, carrying the state on, and measures an epoch before it", () => {
    // Step 0: e = 1, δ = 3: U = 1 − ¼·3, V = 3 − ¼·1. Step 1: a = 2·1, o = 2.75·2, e = ½,
    // δ = 2.75/2: W = 2 − ¼·1.375·1, V = 2.75 − ¼·½·2; x = 0 leaves U.
    const spans = () => [
      { from: 0, to: 0 },
      { from: 1, to: 1 },
    ];
    const update = { arithmetic, clipping: null, learningRate: 0.25 };
    const { trainLoss, parameters } = trainedOver([NETWORK], THETA, 1, spans, update);
    expect(trainLoss).toEqual([1]);
    expect(parameters).toEqual({ U: [[0.25]], W: [[1.65625]], V: [[2.5]] });
  });
});
