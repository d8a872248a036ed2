import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import {
  FIRST_STEP,
  MAX_LEVELS,
  RELATIVE_NOISE,
  type RiddersOptions,
  riddersGradient,
} from "../../src/gradcheck/ridders.ts";
import { exp, ln, sin, tanh } from "../../src/numerics/elementary.ts";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { backward } from "../../src/rnn/backward.ts";
import { forward } from "../../src/rnn/forward.ts";
import { gradientArrays, parameterArrays } from "../../src/rnn/parameters.ts";
import { type NetworkCase, networkCases } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { itRefuses, thrownBy, untyped } from "../support/refusals.ts";
import { noiseNear, SMOOTH } from "../support/smoothFunctions.ts";

interface One {
  readonly value: number;
  readonly error: number;
  readonly step: number;
  readonly kink: number;
  readonly calls: number;
}

/** The estimate of a function of one variable. */
function estimate(f: (x: number) => number, x: number, options?: RiddersOptions): One {
  let calls = 0;
  const { values, errors, steps, kinks } = riddersGradient(
    (at) => {
      calls++;
      return f(at.x[0]);
    },
    { x: Float64Array.of(x) },
    options,
  );
  return { value: values.x[0], error: errors.x[0], step: steps.x[0], kink: kinks.x[0], calls };
}

/** Up to 3e-5 of either sign, as good as random from point to point: the rounding of a float. */
function noisy(x: number): number {
  return Math.fround(1000 * x) - 1000 * x;
}

/** The last step for an entry up to 1 in size, at which a kink can only be noticed. */
const LAST_STEP = FIRST_STEP / Math.sqrt(5) ** (MAX_LEVELS - 1);

describe("the derivative", () => {
  it.each<[string, (x: number) => number, number, number]>([
    ["a constant", () => 7, 3, 0],
    ["x", (x) => x, 0.1, 1],
    ["x²", (x) => x * x, 0.3, 0.6],
    ["x³ at its saddle", (x) => x * x * x, 0, 0],
    ["1/x", (x) => 1 / x, 2, -0.25],
    ["exp", exp, 1, Math.E],
    ["ln", ln, 3, 1 / 3],
    ["sin", sin, 0, 1],
    ["tanh", tanh, 0.5, 1 - Math.tanh(0.5) ** 2],
    ["a saturated tanh", tanh, 40, 0],
    ["√x where the first steps leave its domain", Math.sqrt, 0.09, 1 / 0.6],
    ["exp(sin 3x)", (x) => exp(sin(3 * x)), 0.2, 3 * Math.cos(0.6) * Math.exp(Math.sin(0.6))],
  ])("of %s is within its error, and that is below 1e-11", (_, f, x, expected) => {
    const { value, error, kink, calls } = estimate(f, x);
    // What is expected is itself rounded, a few times.
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error + 4e-16);
    expect(error).toBeLessThan(1e-11);
    expect(kink).toBe(0);
    expect(calls).toBeLessThanOrEqual(30);
  });

  it.each(Object.entries(SMOOTH))(
    "of random %s is within its error, in every case",
    (_, family) => {
      // The bound on the rounding errors is given; what is on trial is the rest of the estimate.
      const x = fc.double({ min: -4, max: 4, noNaN: true });
      const property = fc.property(family, x, (smooth, x) => {
        const reach = FIRST_STEP * Math.max(1, Math.abs(x));
        const noise = noiseNear(smooth, x, reach);
        const { value, error, calls } = estimate(smooth.f, x, { noise });
        const off = Math.abs(value - smooth.derivative(x));
        const allowed = error + smooth.derivativeNoise(x);
        if (!(off <= allowed))
          throw new Error(`${smooth.formula} at ${x}: ${off} above ${allowed}`);
        expect(calls).toBeGreaterThanOrEqual(15);
        expect(calls).toBeLessThanOrEqual(31);
      });
      fc.assert(property, { numRuns: 30 * FC_RUNS });
    },
  );

  it.each(Object.entries(SMOOTH))("of random %s is known to ten digits and more", (_, family) => {
    // Of the larger of f and f′, with nothing known of the rounding errors; the same cases each time.
    const x = fc.double({ min: -4, max: 4, noNaN: true });
    const cases = fc.sample(fc.tuple(family, x), { numRuns: 1000, seed: 1 });
    const relative = cases.map(([{ f, derivative, derivativeNoise }, x]) => {
      const { value, error } = estimate(f, x);
      expect(Math.abs(value - derivative(x))).toBeLessThanOrEqual(error + derivativeNoise(x));
      const size = Math.max(Math.abs(f(x)), Math.abs(derivative(x)));
      return size === 0 ? 0 : error / size;
    });
    relative.sort((one, other) => one - other);
    // Measured: medians of 2e-13 to 2e-12, nine in ten below 3e-11.
    expect(relative[500]).toBeLessThan(1e-11);
    expect(relative[900]).toBeLessThan(1e-10);
  });

  it("takes no more values of f than it needs", () => {
    expect(estimate((x) => x * x, 0.3).calls).toBe(15);
    expect(estimate(sin, 0.3).calls).toBeLessThanOrEqual(17);
    expect(estimate((x) => sin(300 * x), 0.3).calls).toBeLessThanOrEqual(27);
  });

  it.each<[string, (x: number) => number, number, number]>([
    // Saturated at the long steps, where D is near 1/h and the table all but converges.
    ["a steep tanh", (x) => tanh(3000 * x + 0.5), 0, 3000 * (1 - Math.tanh(0.5) ** 2)],
    // Over at the long steps, where D and J are next to nothing.
    ["a narrow Gaussian", (x) => exp(-2e6 * x * x), 2e-4, -800 * Math.exp(-0.08)],
    // And here they are nothing, and the table is done at the fourth.
    ["an odd one", (x) => x * exp(-6.1e6 * x * x), 0, 1],
    // Lost in the slope of 1 at the long steps.
    ["a short wave on a slope", (x) => x + sin(3000 * x) / 3000, 0.3, 1 + Math.cos(900)],
  ])("is not fooled by long steps that agree: %s", (_, f, x, expected) => {
    const { value, error } = estimate(f, x);
    // What is expected is off by the rounding of an argument of 900.
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error + 900 * UNIT_ROUNDOFF);
    // 3000 times the last step is a quarter: of the series in h² but one or two terms are left.
    expect(error).toBeLessThan(0.2 * Math.abs(expected));
  });

  it("is not claimed where only the short steps see it", () => {
    // The wave is a quarter of the last step of the table, and ten of the shortest.
    for (let n = 0; n < 200; n++) {
      const x = n / 100;
      const { value, error } = estimate((x) => x + sin(3e5 * x) / 3e5, x);
      expect(Math.abs(value - 1 - Math.cos(3e5 * x))).toBeLessThanOrEqual(error + 1e-9);
    }
  });

  it("of a function that lost its digits is within its error", () => {
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

  it("is 0 to the left of a relu, at any distance", () => {
    for (const distance of [1e-3, 1e-2, 0.06, 0.1, 0.5, 3]) {
      const right = estimate((x) => Math.max(0, x), -distance);
      const left = estimate((x) => Math.max(0, -x), distance);
      for (const { value, error } of [left, right]) {
        expect(value).toBe(0);
        expect(error).toBeLessThan(1e-9);
      }
    }
    // Nor does it matter that f is not finite further off.
    const within = estimate((x) => (Math.abs(x) < 0.5 ? 7 : Number.NaN), 0);
    expect([within.value, within.error < 1e-9]).toEqual([0, true]);
  });

  it("is not fooled by a period that divides a power of two", () => {
    // From step to step over 2 every step down to 2^-9 is a multiple of the period: all the same.
    const f = (x: number): number => sin(2 * Math.PI * 512 * x);
    const x = 0.1;
    const naive = [3, 4, 5, 6, 7, 8, 9].map(
      (n) => (f(x + 2 ** -n) - f(x - 2 ** -n)) * 2 ** (n - 1),
    );
    expect(Math.max(...naive.map(Math.abs))).toBeLessThan(1e-9);
    const { value, error } = estimate(f, x);
    const expected = 1024 * Math.PI * Math.cos(1024 * Math.PI * x);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-2 * Math.abs(expected));
  });

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
});

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

describe("the steps", () => {
  it("are divided by as they were stored: f = x has the derivative 1, to a few units", () => {
    for (const x of [0.1, 1e6 / 3, 1e20, -7e-9, 2 ** 30, 1e300, -5e-324, -0]) {
      expect(Math.abs(estimate((x) => x, x).value - 1)).toBeLessThan(4 * UNIT_ROUNDOFF);
    }
  });

  it("grow with the entry, where a fixed one is lost in it", () => {
    const x = 2 ** 30;
    expect(x + 1e-8 === x).toBe(true);
    const naive = (f: (x: number) => number): number => (f(x + 1e-8) - f(x - 1e-8)) / 2e-8;
    expect(naive((x) => x * x)).toBe(0);
    const { value, error, step } = estimate((x) => x * x, x);
    expect(Math.abs(value - 2 ** 31)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-2);
    expect(step).toBeGreaterThan(1e-5 * x);
  });

  it.each([1e300, -1e300, 1e-300, 2 ** -1022, 5e-324, -5e-324, 0, -0])(
    "suit an entry of %d",
    (x) => {
      // (x/s)² + x/s for an s of the size of a large entry: 2x/s² + 1/s, which is 3/s or 1.
      const s = Math.max(1, Math.abs(x));
      const f = (y: number): number => (y / s) * (y / s) + y / s;
      const { value, error, step } = estimate(f, x);
      expect(Math.abs(value * s - ((2 * x) / s + 1))).toBeLessThanOrEqual(error * s);
      expect(error * s).toBeLessThan(1e-12);
      expect(step / s).toBeGreaterThan(LAST_STEP / 2);
      expect(step / s).toBeLessThanOrEqual(FIRST_STEP);
    },
  );

  it("start where they are told to", () => {
    const seen: number[] = [];
    estimate((x) => seen.push(x), 4, { step: 0.5 });
    // Then the short steps, which are parts of it.
    expect(seen.slice(0, 5)).toEqual([4, 6, 2, 4 + 2 ** -12, 4 - 2 ** -12]);
    // A function of scale 1e-6 needs it: at 1e-4 it is long over.
    const f = (x: number): number => tanh(1e6 * x);
    expect(estimate(f, 1e-7).error).toBe(Infinity);
    const { value, error } = estimate(f, 1e-7, { step: 1e-7 });
    const expected = 1e6 * (1 - Math.tanh(0.1) ** 2);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-3);
  });

  it("are as far below as above, or f″ would enter", () => {
    // The numbers below 1 are closer than those above: 1 − h is not rounded as 1 + h is. Where it is
    // not taken from what 1 + h became, this is off by some 1e-16.
    const { value } = estimate((x) => (x - 1) * (x - 1), 1, { noise: 0 });
    expect(value).toBe(0);
  });
});

describe("the point", () => {
  interface Layer {
    readonly W: Matrix;
    readonly b?: Float64Array;
  }
  const layer = (): Required<Layer> => ({
    W: fromRows([
      [0.1, -0],
      [1e9, -5e-324],
    ]),
    b: Float64Array.of(-0, 1e-3),
  });
  const f = ({ W, b }: Layer): number =>
    sin(W.data[0]) + W.data[1] + W.data[2] * 1e-9 + tanh(W.data[3]) + (b ? b[0] - 2 * b[1] : 0);

  it("lends the gradient its names and shapes, the absent ones too", () => {
    const { W } = layer();
    const bare: Layer = { W };
    const { values, errors, steps, kinks } = riddersGradient(f, bare);
    for (const tensors of [values, errors, steps, kinks]) {
      expect(Object.keys(tensors)).toEqual(["W"]);
      expect([tensors.W.rows, tensors.W.cols, tensors.W.data.length]).toEqual([2, 2, 4]);
    }
    expect(values.W).not.toBe(errors.W);
    const both: Layer = riddersGradient(f, layer()).values;
    const expected = [Math.cos(0.1), 1, 1e-9, 1, 1, -2];
    [...both.W.data, ...(both.b ?? [])].forEach((value, i) => {
      expect(Math.abs(value / expected[i] - 1)).toBeLessThan(1e-11);
    });
  });

  it("is left as it is, to the bit, and so when f throws", () => {
    const at = layer();
    riddersGradient(f, at);
    let calls = 0;
    const failing = (theta: Layer): number => {
      if (++calls === 30) throw new Error("enough");
      return f(theta);
    };
    expect(thrownBy(() => riddersGradient(failing, at))).toBe("Error: enough");
    expect(sameBits(at.W.data, layer().W.data) && sameBits(at.b, layer().b)).toBe(true);
  });

  it("moves in one entry at a time, in arrays that are not the caller's", () => {
    const at = layer();
    const original = [...at.W.data, ...at.b];
    const moved: number[] = [];
    riddersGradient((theta) => {
      expect(theta.W.data).not.toBe(at.W.data);
      expect(theta.b).not.toBe(at.b);
      const now = [...theta.W.data, ...(theta.b ?? [])];
      const changed = now.flatMap((value, i) => (Object.is(value, original[i]) ? [] : [i]));
      expect(changed.length).toBeLessThanOrEqual(1);
      moved.push(changed[0] ?? -1);
      return f(theta);
    }, at);
    // Once at the point, and then entry by entry: one that was not put back would be there later.
    expect(moved.filter((i) => i < 0)).toHaveLength(1);
    expect(moved).toEqual([...moved].sort((one, other) => one - other));
    expect(new Set(moved).size).toBe(1 + original.length);
  });
});

describe("the truncated gradient of a network", () => {
  const failures = ({ config, parameters, sequence }: NetworkCase, wrong = 1): string[] => {
    const bounds = errorBounds(config, parameters, sequence);
    const f = frozenLosses(config, parameters, sequence);
    const { values, errors } = riddersGradient(f, parameters, { noise: bounds.loss });
    const trace = forward(config, parameters, sequence.x, sequence.initialState);
    const analytic = gradientArrays(backward(config, parameters, trace, sequence.y));
    const [numeric, epsilon] = [values, errors].map(parameterArrays);
    const rho = gradientArrays(bounds.gradients);
    return analytic.flatMap((entries, n) =>
      Array.from(entries, (g, i) => {
        const off = Math.abs(wrong * g - numeric[n][i]);
        return off <= epsilon[n][i] + rho[n][i] ? "" : `${n}[${i}]: off by ${off}`;
      }).filter((failure) => failure !== ""),
    );
  };

  it("is within its error of back-propagation, kinks and all", () => {
    fc.assert(
      fc.property(networkCases({ maxSize: 4, maxSteps: 6 }), (network) => {
        expect(failures(network)).toEqual([]);
      }),
    );
  });

  it("and not of a gradient that is off by a millionth", () => {
    const smooth = networkCases({ activations: ["tanh"], outputs: ["linear"], maxSize: 3 });
    const networks = fc.sample(smooth, { numRuns: 20, seed: 1 });
    expect(networks.every((network) => failures(network, 1 + 1e-6).length > 0)).toBe(true);
  });
});

describe("what is refused", () => {
  const attempt = untyped(riddersGradient);
  const at = { x: Float64Array.of(1) };
  const f = (): number => 0;
  itRefuses([
    ["no function", () => attempt("f", at), 'TypeError: f: expected a function, got "f"'],
    [
      "a function of no number",
      () => attempt(() => "1", at),
      'TypeError: f: expected a function that returns a number, got "1"',
    ],
    [
      "a function that returns none later on",
      () => attempt(({ x }: typeof at) => (x[0] === 1 ? 1 : null), at),
      "TypeError: f: expected a function that returns a number, got null",
    ],
    ["no point", () => attempt(f), "TypeError: at: expected an object, got undefined"],
    [
      "nothing in it",
      () => attempt(f, {}),
      "RangeError: at: expected at least one tensor, got none",
    ],
    [
      "NaN in it",
      () => attempt(f, { x: Float64Array.of(Number.NaN) }),
      "RangeError: at.x[0]: expected a finite number, got NaN",
    ],
    [
      "f that is not finite there",
      () => attempt(() => Infinity, at),
      "RangeError: f(at): expected a finite number, got Infinity",
    ],
    [
      "options of no kind",
      () => attempt(f, at, 1e-6),
      "TypeError: options: expected an object, got 0.000001",
    ],
    [
      "an option that does not exist",
      () => attempt(f, at, { h: 1 }),
      'RangeError: options: expected only noise, step, got "h"',
    ],
    [
      "noise below 0",
      () => attempt(f, at, { noise: -1 }),
      "RangeError: options.noise: expected a finite number of at least 0, got -1",
    ],
    [
      "a step of 0",
      () => attempt(f, at, { step: 0 }),
      "RangeError: options.step: expected a finite number above 0, got 0",
    ],
  ]);
});
