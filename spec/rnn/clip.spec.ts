import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import { clip, clipByNorm, clipByValue, globalNorm } from "../../src/rnn/clip.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { matrixOf, NOT_OBJECTS } from "../support/handSized.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

/** The squares sum to 1 + 25 + 25 + 9 + 4 + 16 + 0 + 16 + 1 + 1 + 2 = 100. */
function gradients(scale = 1): Gradients {
  const g = (v: number): number => v * scale;
  return {
    dU: fromRows([[g(1)], [g(-5)]]),
    dW: fromRows([
      [g(5), g(3)],
      [g(-2), g(4)],
    ]),
    dV: fromRows([[g(0), g(-4)]]),
    db: Float64Array.of(g(-1), g(1)),
    dc: Float64Array.of(g(Math.sqrt(2))),
  };
}

function numbers(g: Gradients): number[] {
  return gradientArrays(g).flatMap((values) => [...values]);
}

describe("clipByValue", () => {
  it("moves each entry into the interval, which need not lie around zero", () => {
    expect(numbers(clipByValue(gradients(), -2, 3))).toEqual([
      1,
      -2,
      3,
      3,
      -2,
      3,
      0,
      -2,
      -1,
      1,
      Math.sqrt(2),
    ]);
    expect(numbers(clipByValue(gradients(), 1, 1))).toEqual(Array(11).fill(1));
  });

  it("returns the gradient itself where it reaches to the bounds, and no further", () => {
    const g = gradients();
    expect(clipByValue(g, -5, 5)).toBe(g);
  });

  it("sees one entry outside, on either side and in whichever tensor", () => {
    const [low, high] = [gradients(), gradients()];
    low.dU.data[1] = -6;
    expect(numbers(clipByValue(low, -5, 5))).toEqual(numbers(gradients()));
    high.dW.data[0] = 6;
    expect(numbers(clipByValue(high, -5, 5))).toEqual(numbers(gradients()));
  });

  it("keeps NaN, so that a broken gradient shows, and −0 at either bound", () => {
    const g = { ...gradients(), db: Float64Array.of(Number.NaN, -0) };
    expect([...(clipByValue(g, 0, 1).db ?? [])]).toEqual([Number.NaN, -0]);
    expect([...(clipByValue(g, -1, 0).db ?? [])]).toEqual([Number.NaN, -0]);
  });
});

describe("globalNorm", () => {
  it("is the length of all tensors together", () => {
    const g = { ...gradients(), dc: Float64Array.of(0) };
    // 1 + 25 + 25 + 9 + 4 + 16 + 16 + 1 + 1 = 98, and √2² more is 100 up to rounding.
    expect(Math.abs(globalNorm(g) - Math.sqrt(98))).toBeLessThanOrEqual(20 * 2 ** -53 * 10);
    expect(Math.abs(globalNorm(gradients()) - 10)).toBeLessThanOrEqual(20 * 2 ** -53 * 10);
  });

  it("neither overflows nor underflows on the way", () => {
    for (const scale of [2 ** 1000, 2 ** -1040]) {
      // 20 roundings, and near the smallest number the entries' own: half of 2^-1074 each.
      const tolerance = 20 * 2 ** -53 * 10 * scale + 11 * 2 ** -1074;
      expect(Math.abs(globalNorm(gradients(scale)) - 10 * scale)).toBeLessThanOrEqual(tolerance);
    }
    expect(globalNorm(gradients(0))).toBe(0);
  });

  it("of what is not finite is not finite", () => {
    expect(globalNorm({ ...gradients(), dc: Float64Array.of(-Infinity) })).toBe(Infinity);
    expect(globalNorm({ ...gradients(), dc: Float64Array.of(Number.NaN) })).toBeNaN();
  });
});

describe("clipByNorm", () => {
  it("scales all tensors by the same factor", () => {
    const nothing = { dW: fromRows([[0, 0]]), dV: fromRows([[0]]), db: Float64Array.of(0) };
    const g = { ...nothing, dU: fromRows([[3]]), dc: Float64Array.of(-4) };
    expect(numbers(clipByNorm(g, 2.5))).toEqual([1.5, 0, 0, 0, 0, -2]);
  });

  it("returns the gradient itself when it is short enough, or not finite", () => {
    const g = { ...gradients(0), dU: fromRows([[3], [4]]) };
    expect(clipByNorm(g, 5)).toBe(g);
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const broken = { ...g, dc: Float64Array.of(bad) };
      expect(clipByNorm(broken, 1)).toBe(broken);
    }
  });

  it("keeps the direction where the norm is above all numbers, though no entry is", () => {
    // Six entries of 1e308 are √6 · 1e308 ≈ 2.4e308 long; clipped to √6 each is 1, up to four roundings.
    const six = { ...gradients(0), dU: fromRows([[1e308], [1e308]]) };
    const g = { ...six, dW: matrixOf(2, 2, 1e308, 1e308, 1e308, -1e308) };
    expect(globalNorm(g)).toBe(Infinity);
    const clipped = numbers(clipByNorm(g, Math.sqrt(6)));
    expect(clipped.slice(6).every((value) => value === 0)).toBe(true);
    for (const [n, value] of clipped.slice(0, 6).entries()) {
      expect(Math.abs(value - (n === 5 ? -1 : 1))).toBeLessThanOrEqual(8 * 2 ** -53);
    }
    // The limit may be large too: an entry 18 orders below the largest keeps all its digits.
    const small = { ...g, db: Float64Array.of(1e290, 0) };
    const kept = clipByNorm(small, 1e308).db?.[0] ?? Number.NaN;
    expect(Math.abs(kept / (1e290 / Math.sqrt(6)) - 1)).toBeLessThanOrEqual(8 * 2 ** -53);
    // And one so small that as a part of the largest it would be subnormal.
    const tiny = { ...g, db: Float64Array.of(1e-10, 0) };
    const still = clipByNorm(tiny, 1e308).db?.[0] ?? Number.NaN;
    expect(Math.abs(still / (1e-10 / Math.sqrt(6)) - 1)).toBeLessThanOrEqual(8 * 2 ** -53);
  });

  it("multiplies by limit / norm, rounded once, down to the smallest factor of 53 bits", () => {
    const of = (a: number, b: number): Gradients => ({ ...gradients(0), dU: fromRows([[a], [b]]) });
    for (const size of [3, 5, 7]) {
      const factor = 2 / globalNorm(of(1, size));
      expect(clipByNorm(of(1, size), 2).dU.data).toEqual(Float64Array.of(factor, size * factor));
    }
    const large = of(7 * 2 ** 1000, 7 * 2 ** 1000);
    const clipped = clipByNorm(large, globalNorm(large) * 2 ** -1022);
    expect(clipped.dU.data).toEqual(Float64Array.of(7 * 2 ** -22, 7 * 2 ** -22));
  });

  it("keeps the digits where limit / norm has none left", () => {
    // 1e-20 / 1e300 is 1e-320, which has 11 bits.
    const g = { ...gradients(0), dU: fromRows([[1e300], [0]]) };
    const [clipped] = numbers(clipByNorm(g, 1e-20));
    expect(Math.abs(clipped / 1e-20 - 1)).toBeLessThanOrEqual(4 * 2 ** -53);
  });
});

describe("clip", () => {
  it("applies the clipping there is", () => {
    const g = gradients();
    expect(clip(g, undefined)).toBe(g);
    expect(clip(g, { kind: "value", limit: 2 })).toEqual(clipByValue(g, -2, 2));
    expect(clip(g, { kind: "norm", limit: 2 })).toEqual(clipByNorm(g, 2));
  });
});

describe("what does not fit", () => {
  const value = untyped(clipByValue);
  const norm = untyped(clipByNorm);
  const any = untyped(clip);
  const G = gradients();
  const LIMIT = "expected a finite number above 0, got";
  itRefuses([
    ...NOT_OBJECTS.flatMap(([bad, words]): Refusal[] => [
      [
        `${words} for gradients, by value`,
        () => value(bad, -1, 1),
        `TypeError: gradients: expected an object, got ${words}`,
      ],
      [
        `${words} for gradients, by norm`,
        () => norm(bad, 1),
        `TypeError: gradients: expected an object, got ${words}`,
      ],
      [
        `${words} for gradients, the norm itself`,
        () => untyped(globalNorm)(bad),
        `TypeError: gradients: expected an object, got ${words}`,
      ],
      [
        `${words} for a limit`,
        () => norm(G, bad),
        typeof bad === "number"
          ? `RangeError: limit: ${LIMIT} ${words}`
          : `TypeError: limit: ${LIMIT} ${words}`,
      ],
    ]),
    [
      "gradients without members",
      () => norm({}, 1),
      "TypeError: dU: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "parameters for gradients",
      () => norm({ U: G.dU }, 1),
      'RangeError: gradients: expected only dU, dW, dV, db, dc, got "U"',
    ],
    [
      "a bias gradient of null",
      () => norm({ ...G, db: null }, 1),
      "TypeError: db: expected a Float64Array, got null",
    ],
    [
      "a gradient at odds with its shape",
      () => norm({ ...G, dW: { ...G.dW, cols: 3 } }, 1),
      "RangeError: dW.data: expected 6 numbers for a 2×3 matrix, got 4",
    ],
    [
      "an interval the wrong way round",
      () => value(G, 1, -1),
      "RangeError: high: expected a finite number of at least 1, got -1",
    ],
    [
      "an interval without an end",
      () => value(G, -1, Infinity),
      "RangeError: high: expected a finite number of at least -1, got Infinity",
    ],
    [
      "an interval that begins with NaN",
      () => value(G, Number.NaN, 1),
      "RangeError: low: expected a finite number, got NaN",
    ],
    ["a clipping of null", () => any(G, null), "TypeError: clipping: expected an object, got null"],
    ["a clipping by number", () => any(G, 1), "TypeError: clipping: expected an object, got 1"],
    [
      "a clipping of no kind",
      () => any(G, { limit: 1 }),
      "TypeError: clipping.kind: expected one of value, norm, got undefined",
    ],
    [
      "a clipping of unknown kind",
      () => any(G, { kind: "l1", limit: 1 }),
      'RangeError: clipping.kind: expected one of value, norm, got "l1"',
    ],
    [
      "a clipping to nothing",
      () => any(G, { kind: "value", limit: 0 }),
      `RangeError: clipping.limit: ${LIMIT} 0`,
    ],
    [
      "a clipping with more to it",
      () => any(G, { kind: "value", limit: 1, low: 0 }),
      'RangeError: clipping: expected only kind, limit, got "low"',
    ],
  ]);
});
