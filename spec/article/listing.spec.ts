import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clipInPlace,
  type ListingWeights,
  listingForward,
  listingGradient,
  listingPredict,
  listingStepInPlace,
} from "../../src/article/listing.ts";
import { fromRows, row, toRows } from "../../src/numerics/matrix.ts";
import { sigmoid } from "../../src/rnn/activation.ts";
import { listingCases } from "../support/listingCases.ts";
import { denseListingGradient } from "../support/listings.ts";

describe("the listing", () => {
  it("computes what its dense form computes, bit for bit", () => {
    fc.assert(
      fc.property(listingCases(), ({ weights, window, y, hops, clip }) => {
        const dense = { U: toRows(weights.U), W: toRows(weights.W), V: toRows(weights.V)[0] };
        const expected = denseListingGradient(dense, Array.from(window), y, sigmoid, hops, clip);
        const trace = listingForward(weights, window);
        const { dU, dW, dV } = listingGradient(trace, y, { hops, clip });
        expect(trace.o).toBe(expected.o);
        expect(Array.from(dV)).toEqual(expected.dV);
        for (let i = 0; i < dU.length; i++) {
          for (const entry of expected.dU[i]) expect(dU[i]).toBe(entry);
          for (const entry of expected.dW[i]) expect(dW[i]).toBe(entry);
        }
      }),
    );
  });

  it("keeps U x_t, W s_{t−1}, a_t and s_t of every step", () => {
    fc.assert(
      fc.property(listingCases(), ({ weights, window }) => {
        const { Ux, Ws, a, s } = listingForward(weights, window);
        for (let t = 0; t < window.length; t++) {
          for (let i = 0; i < a.cols; i++) {
            expect(row(Ux, t)[i]).toBe(row(weights.U, i)[t] * window[t]);
            expect(row(a, t)[i]).toBe(row(Ws, t)[i] + row(Ux, t)[i]);
            expect(row(s, t)[i]).toBe(sigmoid(row(a, t)[i]));
          }
        }
        expect(Array.from(row(Ws, 0))).toEqual(new Array(a.cols).fill(0));
      }),
    );
  });

  it("subtracts the one column from every column", () => {
    const weights: ListingWeights = {
      U: fromRows([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      W: fromRows([
        [1, 0],
        [0, 1],
      ]),
      V: fromRows([[7, 8]]),
    };
    const dU = Float64Array.of(2, 4);
    const dW = Float64Array.of(6, 8);
    const dV = Float64Array.of(10, 12);
    listingStepInPlace(weights, { dU, dW, dV }, 0.5);
    expect(toRows(weights.U)).toEqual([
      [0, 1, 2],
      [2, 3, 4],
    ]);
    expect(toRows(weights.W)).toEqual([
      [-2, -3],
      [-4, -3],
    ]);
    expect(toRows(weights.V)).toEqual([[2, 2]]);
    expect([dU, dW, dV].map((g) => [...g])).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
  });

  it("predicts with the whole window at every step (E12)", () => {
    const weights: ListingWeights = {
      U: fromRows([[0.5, -0.25]]),
      W: fromRows([[2]]),
      V: fromRows([[3]]),
    };
    const window = Float64Array.of(4, 2);
    const s0 = sigmoid(0.5 * 4 - 0.25 * 2);
    const s1 = sigmoid(2 * s0 + 1.5);
    expect(listingPredict(weights, window)).toBe(3 * s1);
    expect(listingForward(weights, window).o).toBe(3 * sigmoid(2 * sigmoid(2) - 0.5));
  });

  it("clips in place, both ways, and keeps what is inside", () => {
    const values = Float64Array.of(-11, -10, -0, 3, 10, 11);
    clipInPlace(values, 10);
    expect(Array.from(values)).toEqual([-10, -10, -0, 3, 10, 10]);
  });
});
