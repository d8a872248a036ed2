import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneColumnPerStep } from "../../src/article/data.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "../../src/article/errata.ts";
import { listingForward, listingGradient } from "../../src/article/listing.ts";
import { mend, mendedGradient } from "../../src/article/mended.ts";
import {
  addOuterProductTo,
  addTransposedProductTo,
  fromRows,
  row,
  zeros,
} from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { backward } from "../../src/rnn/backward.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { type ListingCase, listingCases } from "../support/listingCases.ts";

function gradient(
  { weights, window, y, hops, clip }: ListingCase,
  correct: readonly GradientErratum[] | "all",
): Gradients {
  const trace = listingForward(weights, window);
  return mendedGradient(weights, window, trace, y, mend(correct), { hops, clip });
}

/**
 * The truncated gradient of `rnn/` for the same network, with an input for each step, from the very
 * states of the listing's forward pass: so that the two differ by the backward pass alone.
 */
function trueGradient({ weights, window, y, hops }: ListingCase): Gradients {
  const config = defineNetwork({
    inputSize: window.length,
    hiddenSize: weights.W.rows,
    outputSize: 1,
    activation: "sigmoid",
    hiddenBias: false,
    outputBias: false,
    truncation: { kind: "window", hops },
  });
  const record = { x: { rows: window.length, cols: 1, data: window }, y: fromRows([[y]]) };
  const sequence = oneColumnPerStep(record);
  const { a, s, o } = listingForward(weights, window);
  const trace = forward(config, weights, sequence.x);
  const outputs = { ...trace.o, data: trace.o.data.with(window.length - 1, o) };
  return backward(config, weights, { ...trace, a, s, o: outputs }, sequence.y);
}

/**
 * How far rounding alone can move each entry, to first order: (number of roundings) · u · (the entry
 * with every term taken by its absolute value). A δ is computed from the next one with at most
 * H + 4 roundings (H products and their sum, the derivative's two, one product), over at most
 * T hops, and an entry sums at most T of them; both sides round, hence twice.
 */
function roundingBounds({ weights, window, y, hops }: ListingCase): Gradients {
  const { s, o } = listingForward(weights, window);
  const { rows: T, cols: H } = s;
  const [dU, dW, dV] = [zeros(H, T), zeros(H, H), zeros(1, H)];
  const e = Math.abs(o - y);
  const unit = 2 * (T * (H + 4) + T + 2) * UNIT_ROUNDOFF;
  addOuterProductTo(dV, Float64Array.of(e * unit), row(s, T - 1));
  let upstream = weights.V.data.map((v) => Math.abs(v) * e);
  for (let i = T - 1; i >= Math.max(0, T - 1 - hops); i--) {
    const delta = upstream.map((d, j) => d * row(s, i)[j] * (1 - row(s, i)[j]));
    for (let j = 0; j < H; j++) {
      dU.data[j * T + i] += unit * delta[j] * Math.abs(window[i]);
      for (let k = 0; i > 0 && k < H; k++) dW.data[j * H + k] += unit * delta[j] * row(s, i - 1)[k];
    }
    upstream = new Float64Array(H);
    const absolute = { ...weights.W, data: weights.W.data.map(Math.abs) };
    addTransposedProductTo(upstream, absolute, delta);
  }
  return { dU, dW, dV };
}

const arrays = (g: Gradients): number[][] => gradientArrays(g).map((values) => Array.from(values));

describe("the listing with errata mended", () => {
  it("none mended, it is the listing bit for bit", () => {
    fc.assert(
      fc.property(listingCases(), (listing) => {
        const { weights, window, y, hops, clip } = listing;
        const column = listingGradient(listingForward(weights, window), y, { hops, clip });
        const { dU, dW, dV } = gradient(listing, []);
        expect(Array.from(dV.data)).toEqual(Array.from(column.dV));
        for (let i = 0; i < dW.rows; i++) {
          for (const entry of row(dW, i)) expect(entry).toBe(column.dW[i]);
          for (const entry of row(dU, i)) expect(entry).toBe(column.dU[i]);
        }
      }),
    );
  });

  it("all mended, it is back-propagation through time truncated to a window", () => {
    fc.assert(
      fc.property(listingCases(), (listing) => {
        const [ours, truth] = [arrays(gradient(listing, "all")), arrays(trueGradient(listing))];
        const bounds = arrays(roundingBounds(listing));
        ours.forEach((values, n) => {
          values.forEach((value, i) => {
            expect(Math.abs(value - truth[n][i])).toBeLessThanOrEqual(bounds[n][i]);
          });
        });
      }),
    );
  });

  it("E03 is hidden once E01, E02 and E04 are mended, which leave one step to sum, and not before", () => {
    const before = ["E01", "E02"] as const;
    const differs = (listing: ListingCase, mended: readonly GradientErratum[]): boolean =>
      JSON.stringify(arrays(gradient(listing, [...mended, "E03"]))) !==
      JSON.stringify(arrays(gradient(listing, mended)));
    fc.assert(fc.property(listingCases(), (listing) => !differs(listing, [...before, "E04"])));
    const seen = fc.sample(listingCases(), 300).filter((listing) => differs(listing, before));
    // One in ten, whatever the seed: what is seen now and then is there.
    expect(seen.length).toBeGreaterThan(30);
  });

  it.each(GRADIENT_ERRATA.filter((id) => id !== "E03"))(
    "%s is all that is wrong when the others are mended",
    (id) => {
      // Mended but for one, the gradient must differ from the true one somewhere: by far more than
      // rounding, so that no bound hides it.
      const others = GRADIENT_ERRATA.filter((erratum) => erratum !== id);
      const caught = fc.sample(listingCases(), 300).filter((listing) => {
        const [ours, truth] = [arrays(gradient(listing, others)), arrays(trueGradient(listing))];
        return ours.some((values, n) =>
          values.some((value, i) => !(Math.abs(value - truth[n][i]) <= 1e-6)),
        );
      });
      expect(caught.length).toBeGreaterThan(10);
    },
  );

  it.each(["E05", "E06", "E07", "E08", "E09"] as const)(
    "%s changes nothing while E01 and E02 stand, and something once they are mended",
    (id) => {
      fc.assert(
        fc.property(listingCases(), (listing) => {
          expect(arrays(gradient(listing, [id]))).toEqual(arrays(gradient(listing, [])));
        }),
      );
      const both = ["E01", "E02"] as const;
      const changed = fc
        .sample(listingCases(), 300)
        .filter(
          (listing) =>
            JSON.stringify(arrays(gradient(listing, [...both, id]))) !==
            JSON.stringify(arrays(gradient(listing, both))),
        );
      // One in ten, whatever the seed.
      expect(changed.length).toBeGreaterThan(30);
    },
  );

  it.each([
    ["E01", "dW"],
    ["E02", "dU"],
    ["E04", "dV"],
  ] as const)("%s alone is about %s alone", (id, tensor) => {
    fc.assert(
      fc.property(listingCases(), (listing) => {
        const [mended, listings] = [gradient(listing, [id]), gradient(listing, [])];
        for (const other of ["dU", "dW", "dV"] as const) {
          if (other !== tensor) expect(mended[other]).toEqual(listings[other]);
        }
      }),
    );
  });

  it("clips on the way unless E10 is mended, and then not at all", () => {
    fc.assert(
      fc.property(listingCases(), (listing) => {
        for (const values of arrays(gradient({ ...listing, clip: 0.5 }, []))) {
          for (const value of values) expect(Math.abs(value)).toBeLessThanOrEqual(0.5);
        }
        const unclipped = arrays(gradient({ ...listing, clip: 0.5 }, ["E10"]));
        expect(unclipped).toEqual(arrays(gradient({ ...listing, clip: 1e300 }, [])));
      }),
    );
  });
});

describe("mend", () => {
  it("takes all, or ids", () => {
    expect([...mend("all")]).toEqual(GRADIENT_ERRATA);
    expect([...mend(["E03", "E01", "E03"])]).toEqual(["E03", "E01"]);
    expect(mend([]).size).toBe(0);
  });

  it.each([
    [["E11"], RangeError, 'correct: expected "all" or ids from E01 to E10, got "E11"'],
    [[7], RangeError, 'correct: expected "all" or ids from E01 to E10, got 7'],
    ["E01", TypeError, 'correct: expected "all" or an array of ids, got "E01"'],
    [null, TypeError, 'correct: expected "all" or an array of ids, got null'],
  ])("refuses %j", (correct, kind, message) => {
    expect(() => mend(correct as GradientErratum[])).toThrow(new kind(message));
  });
});
