/** Extrapolated differences where f has no derivative, or seems to have none. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_STEP, riddersGradient } from "../../src/gradcheck/ridders.ts";
import { exp, sin, tanh } from "../../src/numerics/elementary.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { estimate, LAST_STEP } from "../support/riddersEstimate.ts";
import { noiseNear, SMOOTH } from "../support/smoothFunctions.ts";

/** Up to 3e-5 of either sign, as good as random from point to point: the rounding of a float. */
function noisy(x: number): number {
  return Math.fround(1000 * x) - 1000 * x;
}

describe("a kink", () => {
  const relu = (x: number): number => Math.max(0, x);
  const KINKED: readonly [what: string, f: (x: number) => number, jump: number][] = [
    ["relu", relu, 1],
    ["|x|", Math.abs, 2],
    ["relu on a slope", (x) => relu(x) - 3 * x, 1],
    ["relu on a curve", (x) => relu(x) + exp(2 * x), 1],
    ["a small one on a curve", (x) => 1e-3 * relu(x) + exp(x), 1e-3],
  ];

  it.each(KINKED)("at the point is certain of nothing: %s", (_, f, jump) => {
    const { error, kink } = estimate(f, 0);
    // A curve adds h f″ to the jump.
    expect(Math.abs(kink - jump)).toBeLessThan(5 * LAST_STEP);
    expect(error).toBe(Infinity);
  });

  it.each(KINKED)("anywhere near is certain of nothing, or out of sight: %s", (_, f, jump) => {
    const distance = fc.double({ min: -7, max: 0, noNaN: true }).map((e) => 10 ** e);
    fc.assert(
      fc.property(distance, fc.boolean(), (d, isLeft) => {
        const x = isLeft ? -d : d;
        const { value, error, kink } = estimate(f, x);
        // f is smooth on this side: a difference over h = d/1024 is off by f‴h²/6, f‴ ≤ 8e², and by
        // the rounding of f ≤ e² over h.
        const h = d / 1024;
        const truth = (f(x + h) - f(x - h)) / (2 * h);
        const off = 10 * h * h + (64 * UNIT_ROUNDOFF) / h;
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + off);
        if (d < LAST_STEP) expect(error).toBeGreaterThan(0.1 * jump * (1 - d / LAST_STEP));
        if (d < LAST_STEP / 5 && jump > 0.1)
          expect([kink > jump / 2, error]).toEqual([true, Infinity]);
        if (d > 6 * LAST_STEP) expect([kink, error < 1e-4 * jump]).toEqual([0, true]);
      }),
      { numRuns: 5 * FC_RUNS },
    );
  });

  it("is not hidden by a curve, whatever their sizes", () => {
    // h f″ cancels the jump at one of the steps, if it can; the slope of f is 0.3 up to the kink.
    const sizes = fc.record({
      distance: fc.double({ min: -2, max: 3, noNaN: true }).map((e) => LAST_STEP * 10 ** e),
      isLeft: fc.boolean(),
      jump: fc.double({ min: -1, max: 1, noNaN: true }),
      scale: fc.integer({ min: -8, max: 0 }).map((e) => 10 ** e),
      curve: fc.double({ min: -4, max: 1, noNaN: true }).map((e) => 10 ** e),
      cubic: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(sizes, ({ distance, isLeft, jump, scale, curve, cubic }) => {
        const kinked = isLeft
          ? (x: number) => relu(-x - distance)
          : (x: number) => relu(x - distance);
        const f = (x: number): number =>
          jump * scale * kinked(x) + ((cubic * x + curve) * x + 0.3) * x;
        const { value, error } = estimate(f, 0);
        expect(Math.abs(value - 0.3)).toBeLessThanOrEqual(error);
      }),
      { numRuns: 50 * FC_RUNS },
    );
  });

  it("too small to be flagged on its curve is in the error, half of it where it is at the point", () => {
    for (let e = -32; e <= -16; e++) {
      const jump = (e % 2 === 0 ? -1 : 1) * 10 ** (e / 4);
      for (let n = 0; n < 60; n++) {
        const distance = (n / 100) * LAST_STEP;
        const f = (x: number): number => jump * relu(x - distance) + ((x + 0.1) * x + 0.3) * x;
        const { value, error } = estimate(f, 0);
        expect(Math.abs(value - 0.3)).toBeLessThanOrEqual(error);
        if (n === 0) expect(error).toBeGreaterThan(Math.abs(jump) / 2);
      }
    }
  });

  it.each<[string, (x: number) => number, number]>([
    ["sin 300x", (x) => sin(300 * x), 0.7],
    ["tanh 300x", (x) => tanh(300 * x), 0],
    ["tanh 300x at its bend", (x) => tanh(300 * x), 0.002],
    ["exp 100x", (x) => exp(100 * x), 0.5],
    ["exp(−(100x)²)", (x) => exp(-100 * x * 100 * x), 0],
    ["1/(1 + (100x)²)", (x) => 1 / (1 + 100 * x * (100 * x)), 0.005],
    ["√(x² + 1e-4), all but |x|", (x) => Math.sqrt(x * x + 1e-4), 0],
    ["|x|³, whose third derivative jumps", (x) => Math.abs(x * x * x), 0],
    ["x|x|, whose second derivative jumps", (x) => x * Math.abs(x), 0],
    ["the square of a relu", (x) => relu(x) * relu(x), 0],
  ])("is not what %s has, however curved", (_, f, x) => {
    const { kink, error, value } = estimate(f, x);
    expect(kink).toBe(0);
    expect(error).toBeLessThan(1e-3 * Math.max(1, Math.abs(value)));
  });

  it("is not seen in rounding errors, declared or not", () => {
    const flat = (x: number): number => 1 + noisy(x);
    const curved = (x: number): number => sin(3 * x + 1) + noisy(x);
    for (let n = 0; n < 1000; n++) {
      const x = n / 500 - 1;
      expect(estimate(curved, x).kink).toBe(0);
      for (const f of [flat, curved]) {
        const { kink, error } = estimate(f, x, { noise: 2 ** -15 });
        expect([kink, error < 0.1]).toEqual([0, true]);
      }
    }
    // The one value that both slopes share is off: a kink that grows as 1/h.
    const off = (x: number): number => 2 * x + (x === 0.25 ? 2 ** -15 : 0);
    expect(estimate(off, 0.25, { noise: 2 ** -15 }).kink).toBe(0);
  });

  it("is never seen in random smooth functions", () => {
    const family = fc.oneof(...Object.values(SMOOTH));
    const x = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(family, x, (smooth, x) => {
        const noise = noiseNear(smooth, x, FIRST_STEP * Math.max(1, Math.abs(x)));
        return estimate(smooth.f, x, { noise }).kink === 0;
      }),
      { numRuns: 20 * FC_RUNS },
    );
  });
});

describe("no derivative at all", () => {
  it.each<[string, (x: number) => number, number]>([
    ["a step at the point", (x) => (x > 0 ? 1 : 0), 0],
    ["a step within the last difference", (x) => (x > 0 ? 1 : 0), LAST_STEP / 3],
    ["a step across the point, as seen from afar", (x) => tanh(1e6 * x), 0],
    ["waves far shorter than the last step", (x) => sin(1e7 * x + 1), 0.3],
  ])("has an error without bound: %s", (_, f, x) => {
    const { error, kink } = estimate(f, x);
    expect([error, kink]).toEqual([Infinity, 0]);
  });

  it.each<[string, (x: number) => number, number]>([
    ["on one side", Math.sqrt, 0],
    ["on both", (x) => (x === 1 ? 0 : Number.NaN), 1],
    ["with an infinite value close by", (x) => (x === 0 ? 0 : 1 / 0), 0],
    ["and beyond the largest number", (x) => x * 1e-308, Number.MAX_VALUE],
  ])("where f is not finite %s", (_, f, x) => {
    expect(estimate(f, x)).toMatchObject({ value: NaN, error: Infinity, step: NaN, kink: 0 });
  });

  it("where fewer than three steps stay finite; with three there is one", () => {
    const within = (reach: number) => (x: number) => (Math.abs(x) < reach ? 2 * x : Number.NaN);
    expect(estimate(within(2.3 * LAST_STEP), 0)).toMatchObject({ value: NaN, error: Infinity });
    const { value, error } = estimate(within(5.1 * LAST_STEP), 0);
    expect(Math.abs(value - 2)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-9);
  });

  it("not where some steps hit values that are not finite, and shorter ones do not", () => {
    // The second step, 0.056, is in the gap.
    const gap = (x: number): number => (Math.abs(x) > 0.05 && Math.abs(x) < 0.06 ? NaN : sin(x));
    const { value, error } = estimate(gap, 0);
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-11);
  });

  it("not where x + h is beyond the largest number, and f is never asked for it", () => {
    const x = 0.95 * Number.MAX_VALUE;
    const seen: number[] = [];
    const f = (y: number): number => {
      seen.push(y);
      return y / x;
    };
    const { value, error } = estimate(f, x);
    expect(Math.abs(value * x - 1)).toBeLessThanOrEqual(error * x);
    expect(error * x).toBeLessThan(1e-11);
    expect(seen.every(Number.isFinite)).toBe(true);
  });

  it("is only said of the entries that it is true of", () => {
    const { values, errors } = riddersGradient(({ x }) => Math.sqrt(x[0]) + 3 * x[1], {
      x: Float64Array.of(0, 1),
    });
    expect([...values.x].map(Number.isNaN)).toEqual([true, false]);
    expect(errors.x[0]).toBe(Infinity);
    expect(Math.abs(values.x[1] - 3)).toBeLessThanOrEqual(errors.x[1]);
  });
});
