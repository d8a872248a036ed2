import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { defineNetwork } from "../../../src/rnn/config.ts";
import { sweeps } from "../../../src/rnn/truncation.ts";
import { truncations } from "../../support/arbitraries.ts";

describe("start", () => {
  it("is that of the sweep which takes in the loss", () => {
    fc.assert(
      fc.property(truncations, fc.integer({ min: 1, max: 20 }), (truncation, T) => {
        for (const { firstLoss, end, start } of sweeps(truncation, T)) {
          for (let t = firstLoss; t <= end; t++) {
            expect(RIGHT.start(truncation, t, T)).toBe(start);
          }
        }
      }),
    );
  });
});

describe("spans", () => {
  const sizes = { inputSize: 1, hiddenSize: 1, outputSize: 1 };
  const chunked = defineNetwork({ ...sizes, truncation: { kind: "chunk", k1: 3, k2: 5 } });

  it("are the chunks, of which the last may be shorter", () => {
    expect(RIGHT.spans(chunked, "chunk", 7)).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 5 },
      { from: 6, to: 6 },
    ]);
  });

  it("are one with one update a sequence, whatever the truncation", () => {
    expect(RIGHT.spans(chunked, "sequence", 7)).toEqual([{ from: 0, to: 6 }]);
    expect(RIGHT.spans(defineNetwork(sizes), "chunk", 7)).toEqual([{ from: 0, to: 6 }]);
  });
});
