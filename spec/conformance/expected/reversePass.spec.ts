import { describe, expect, it } from "vitest";
import { withFormulas } from "../../../src/conformance/expected/formulas.ts";
import {
  gradientsOver,
  lossSteps,
  outputErrorOf,
  pairsOver,
  type TrainedNetwork,
} from "../../../src/conformance/expected/reversePass.ts";
import { binary64 } from "../../../src/gradcheck/arithmetic.ts";
import { defineNetwork, type NetworkConfig } from "../../../src/rnn/config.ts";

const arithmetic = withFormulas(
  { ...binary64, sqrt: Math.sqrt, toNumber: (x: number): number => x },
  { slope: "state", crossEntropy: "logSumExp" },
);

/** s_t = x_t + 2 s_{t−1}, o = 3 s: with x = 1, 0, 0 the states are 1, 2, 4, the outputs 3, 6, 12. */
function network(config: Partial<NetworkConfig>, merged = true): TrainedNetwork<number> {
  return {
    arithmetic,
    merged,
    config: defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      lossAt: "every",
      ...config,
    }),
    x: [[1], [0], [0]],
    y: [[2], [5], [11]],
    initialState: [0],
  };
}
const THETA = { U: [[1]], W: [[2]], V: [[3]], b: [0], c: [0] };
const TRACE = { a: [[1], [2], [4]], s: [[1], [2], [4]], o: [[3], [6], [12]] };
const WHOLE = { from: 0, to: 2 };

describe("the reverse pass", () => {
  it("is what one gets by hand, each loss alone", () => {
    // e = 1 at each step; δ_{t,t} = 3, then 6, then 12.
    const pairs = pairsOver(network({}), THETA, TRACE);
    expect(pairs[2]).toEqual([
      { dU: [[12]], dW: [[0]], dV: [[0]], db: [12], dc: [0] },
      { dU: [[0]], dW: [[6]], dV: [[0]], db: [6], dc: [0] },
      { dU: [[0]], dW: [[6]], dV: [[4]], db: [3], dc: [1] },
    ]);
    expect(pairsOver(network({ lossAt: "last" }), THETA, TRACE).slice(0, 2)).toEqual([null, null]);
  });

  it.each([true, false])("is what one gets by hand, all losses, merged or not: %s", (merged) => {
    // db: 3 + (6 + 3) + (12 + 6 + 3); dW: 3 · 1 + 6 · 1 + 3 · 2.
    const sum = { dU: [[21]], dW: [[15]], dV: [[7]], db: [33], dc: [3] };
    expect(gradientsOver(network({}, merged), THETA, TRACE, WHOLE)).toEqual(sum);
    // One hop: without δ_{2,0} = 12.
    const window = network({ truncation: { kind: "window", hops: 1 } }, merged);
    expect(gradientsOver(window, THETA, TRACE, WHOLE)).toEqual({ ...sum, dU: [[9]], db: [21] });
    // Chunks of two: the last loss, alone in its own, reaches one step into the one before.
    const chunk = network({ truncation: { kind: "chunk", k1: 2, k2: 2 } }, merged);
    expect(gradientsOver(chunk, THETA, TRACE, WHOLE)).toEqual({ ...sum, dU: [[9]], db: [21] });
  });

  it("sees the losses of its span only", () => {
    const first = gradientsOver(network({}), THETA, TRACE, { from: 0, to: 0 });
    expect(first).toEqual({ dU: [[3]], dW: [[0]], dV: [[1]], db: [3], dc: [1] });
    expect(lossSteps(network({}), { from: 1, to: 2 })).toEqual([1, 2]);
    expect(lossSteps(network({ lossAt: "last" }), { from: 0, to: 1 })).toEqual([]);
    const none = gradientsOver(network({ lossAt: "last" }), THETA, TRACE, { from: 0, to: 1 });
    expect(none).toEqual({ dU: [[0]], dW: [[0]], dV: [[0]], db: [0], dc: [0] });
  });

  it("has e as prediction less target", () => {
    expect(outputErrorOf(arithmetic, "softmax", [0, 0], [0, 1])).toEqual([0.5, -0.5]);
  });
});
