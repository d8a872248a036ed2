import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import { FIRST_STEP, riddersGradient } from "../../src/gradcheck/ridders.ts";
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
import { estimate, LAST_STEP } from "../support/riddersEstimate.ts";
import { noiseNear, SMOOTH } from "../support/smoothFunctions.ts";

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
