/** Extrapolated differences of what is rounded: by f, by its argument, by their own arithmetic. */
import { describe, expect, it } from "vitest";
import { RELATIVE_NOISE, type RiddersOptions } from "../../src/gradcheck/ridders.ts";
import { sin } from "../../src/numerics/elementary.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { estimate } from "../support/riddersEstimate.ts";

describe("the error of the derivative", () => {
  it("counts rounding errors that the table does not show", () => {
    // Two steps of a linear function give the same quotient, and the table is as certain as can be;
    // but each value of f may be off by half a unit of 2^52, and is: 1 here, 1 ± 2u/h in general.
    const f = (x: number): number => 2 ** 52 + x;
    const { value, error } = estimate(f, 0.25);
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(error);
    expect(error).toBeGreaterThan(1);
  });

  it("carries them through the table with its weights", () => {
    // x³ has a table that is exact in column 1, known to be so in column 2, and reaches it in four
    // steps. There the bound N/h of the last difference has become, with q = √5,
    // (5 N/h + N/(q h))/4 = 1.3618 N/h and (25 · 1.3618 + 1.3618/q)/24 N/h = 1.4439 N/h.
    const { error, step } = estimate((x) => x * x * x, 0.5, { noise: 1e-6 });
    expect((error * step) / 1e-6).toBeCloseTo(1.4439, 4);
  });

  it("counts the rounding errors of its own arithmetic, where f has none", () => {
    const { value, error } = estimate((x) => 2 * x, 0.3, { noise: 0 });
    expect(value).toBe(2);
    expect(error).toBeGreaterThan(2 * UNIT_ROUNDOFF);
    expect(error).toBeLessThan(1e-14);
  });

  it("counts underflow", () => {
    // The last digits of 1e-320 x are lost: a subnormal number is a multiple of 5e-324.
    for (let n = 0; n < 100; n++) {
      const { value, error } = estimate((x) => 1e-320 * x, n / 64);
      expect(Math.abs(value - 1e-320)).toBeLessThanOrEqual(error);
    }
  });

  it("takes the caller's word for the rounding errors, and no less than the steps show", () => {
    const smooth = (x: number): number => sin(3 * x + 1);
    const known = estimate(smooth, 0.2, { noise: 1e-6 });
    // At the first step, 1/8, two values that are off by 1e-6 are 1e-6/h = 8e-6 in the quotient.
    expect(known.error).toBeGreaterThan(8e-6);
    expect(known.error).toBeLessThan(1e-3);
    // f known to 2^-24, as a float is. Said so, no error is above its estimate, which is the noise
    // over the best of the steps, some hundredth. Not said, the short steps still disagree by it.
    const rough = (x: number): number => Math.fround(smooth(x));
    const points = Array.from({ length: 201 }, (_, n) => n / 100 - 1);
    const ratios = (options: RiddersOptions): number[] =>
      points
        .map((x) => {
          const { value, error } = estimate(rough, x, options);
          expect(error).toBeGreaterThan(1e-7);
          return Math.abs(value - 3 * Math.cos(3 * x + 1)) / error;
        })
        .sort((one, other) => one - other);
    expect(ratios({ noise: 2 ** -24 })[200]).toBeLessThanOrEqual(1);
    expect(ratios({})[195]).toBeLessThanOrEqual(1);
    const errors = points.map((x) => estimate(rough, x, { noise: 2 ** -24 }).error);
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });

  it("has a default for them that counts the argument's", () => {
    // w x + p is off by u |w x|, here 1000 times what sin itself is.
    expect(RELATIVE_NOISE).toBe(16 * UNIT_ROUNDOFF);
    for (let n = 0; n < 200; n++) {
      const x = 10 + n / 64;
      const { value, error } = estimate((x) => sin(100 * x), x);
      // The expected value is off by the argument's rounding too: u |w x| times w.
      const own = 100 * 2 ** -53 * 100 * x;
      expect(Math.abs(value - 100 * Math.cos(100 * x))).toBeLessThanOrEqual(error + own);
    }
  });

  it("bounds what a function that lost its digits is off by", () => {
    // Multiples of 2^-20 to 2^-4, and of a decimal: whole rows of the table are 0.
    for (let n = 0; n < 400; n++) {
      const x = n / 100 - 2;
      const C = 2 ** (33 + (n % 17));
      const cancelled = estimate((x) => C + sin(x) - C, x);
      const rounded = estimate((x) => Math.round(sin(x) * 500) / 500, x);
      for (const { value, error } of [cancelled, rounded]) {
        expect(Math.abs(value - Math.cos(x))).toBeLessThanOrEqual(error);
      }
    }
  });
});
