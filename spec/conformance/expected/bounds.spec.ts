import { describe, expect, it } from "vitest";
import { boundingMethod } from "../../../src/conformance/expected/bounds.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";

function activation(T: number): Draft<"forward"> {
  return {
    kind: "forward",
    id: "forward-a",
    comment: "",
    flags: [],
    config: {
      inputSize: 1,
      hiddenSize: 3000,
      outputSize: 1,
      activation: "tanh",
      output: "linear",
      lossAt: "last",
      hiddenBias: false,
      outputBias: false,
      truncation: { kind: "full" },
    },
    inputs: { parameters: { U: [], W: [], V: [] }, x: Array.from({ length: T }, () => [1]) },
  };
}

describe("boundingMethod", () => {
  it("tells errors apart while that is affordable", () => {
    // 9·10^6 terms a step leave 1111 errors; with 2000 steps there are none.
    for (const [T, length] of [
      [1, 1],
      [2000, 0],
    ]) {
      const { arithmetic, merged } = boundingMethod("float64", activation(T));
      const third = arithmetic.divide(arithmetic.constant(1), arithmetic.constant(3));
      expect(third.noise).toHaveLength(length);
      expect(third.radius).toBe(2 ** -53 / 3);
      expect(merged).toBe(false);
    }
  });
});
