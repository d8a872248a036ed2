import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile, spread } from "../../src/numerics/statistics.ts";
import { eighths } from "../support/arbitraries.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("quantile", () => {
  const sample = [3.5, -1, 2, 10, 0.25, 7];

  it("is NumPy's quantile", () => {
    // np.quantile([3.5, -1, 2, 10, 0.25, 7], p); positions 5p are exact but for p = 0.05.
    expect([0, 0.05, 0.25, 0.5, 0.95, 1].map((p) => quantile(sample, p))).toEqual([
      -1, -0.6875, 0.6875, 2.75, 9.25, 10,
    ]);
  });

  it("sorts numbers as numbers", () => {
    expect(quantile([10, 9, 100], 0.5)).toBe(10);
    expect(quantile([-2, -10], 0)).toBe(-10);
  });

  it("lies in the sample's range, and grows with p", () => {
    const samples = fc.array(eighths, { minLength: 1, maxLength: 9 });
    const p = fc.integer({ min: 0, max: 16 }).map((n) => n / 16);
    fc.assert(
      fc.property(samples, p, p, (values, a, b) => {
        // Sixteenths times whole numbers times eighths: exact, so no tolerance is needed.
        const [low, high] = [quantile(values, Math.min(a, b)), quantile(values, Math.max(a, b))];
        return Math.min(...values) <= low && low <= high && high <= Math.max(...values);
      }),
    );
  });

  const q = untyped(quantile);
  itRefuses([
    [
      "an empty sample",
      () => q([], 0.5),
      "RangeError: sample: expected at least one number, got none",
    ],
    [
      "no sample",
      () => q(undefined, 0.5),
      "TypeError: sample: expected an array of numbers, got undefined",
    ],
    [
      "NaN in the sample",
      () => q([1, Number.NaN], 0.5),
      "RangeError: sample[1]: expected a finite number, got NaN",
    ],
    [
      "a hole in the sample",
      () => q(Object.assign([], { 1: 1 }), 0.5),
      "TypeError: sample[0]: expected a finite number, got undefined",
    ],
    [
      "p above 1",
      () => q([1], 5),
      "RangeError: p: expected a finite number of at least 0 and at most 1, got 5",
    ],
    [
      "p below 0",
      () => q([1], -0.1),
      "RangeError: p: expected a finite number of at least 0 and at most 1, got -0.1",
    ],
    [
      "no p",
      () => q([1]),
      "TypeError: p: expected a finite number of at least 0 and at most 1, got undefined",
    ],
  ]);
});

describe("spread", () => {
  it("is the extremes, the mean and three quantiles", () => {
    expect(spread([3.5, -1, 2, 10, 0.25, 7])).toEqual({
      min: -1,
      p05: -0.6875,
      median: 2.75,
      mean: 3.625,
      p95: 9.25,
      max: 10,
    });
    expect(spread([5])).toEqual({ min: 5, p05: 5, median: 5, mean: 5, p95: 5, max: 5 });
  });

  itRefuses([
    [
      "an empty sample",
      () => spread([]),
      "RangeError: sample: expected at least one number, got none",
    ],
    [
      "null",
      () => untyped(spread)(null),
      "TypeError: sample: expected an array of numbers, got null",
    ],
  ]);
});
