/**
 * What the estimate is, digit for digit. That it is right, the other specs say; here it shows when a
 * factor, a comparison or the choice of a row is no longer what it was.
 */
import { describe, expect, it } from "vitest";
import type { RiddersOptions } from "../../src/gradcheck/ridders.ts";
import { exp, sin, tanh } from "../../src/numerics/elementary.ts";
import { nextUp } from "../../src/numerics/ulp.ts";
import { type Estimate, estimate } from "../support/riddersEstimate.ts";

/** x in so many bits after the point. */
const rounded = (x: number, bits: number): number => Math.round(x * 2 ** bits) / 2 ** bits;

type Asked = readonly [f: (x: number) => number, x: number, options?: RiddersOptions];
/** value, error, step, kink, calls */
type Figures = readonly [number, number, number, number, number];

const FIGURES: readonly [what: string, asked: Asked, figures: Figures][] = [
  [
    "sin at 0.3",
    [sin, 0.3],
    [0.9553364891256073, 4.153802432440492e-13, 0.0050000000000000044, 0, 17],
  ],
  ["exp at 1", [exp, 1], [2.7182818284590664, 3.2152880618109664e-12, 0.004999999999999893, 0, 17]],
  [
    "1/x at 2",
    [(x) => 1 / x, 2],
    [-0.2500000000000062, 6.349111972973281e-13, 0.004472135954999512, 0, 19],
  ],
  [
    "√x, some steps outside its domain",
    [Math.sqrt, 0.09],
    [1.6666666666666479, 2.7514545772005894e-12, 0.00044721359549995676, 0, 23],
  ],
  [
    "a cube, no noise",
    [(x) => x * x * x, 0.3, { noise: 0 }],
    [0.2700000000000001, 1.1966356346976827e-15, 0.011180339887498947, 0, 15],
  ],
  [
    "exp, no noise",
    [exp, 1, { noise: 0 }],
    [2.718281828459165, 8.849403482846539e-8, 0.011180339887499002, 0, 27],
  ],
  [
    "a wave",
    [(x) => sin(300 * x), 0.3],
    [-134.42208483872832, 1.2832067746494642e-9, 0.0000894427190999969, 0, 27],
  ],
  [
    "a steep tanh",
    [(x) => tanh(3000 * x + 0.5), 0],
    [2360.8729954324167, 54.602489171723484, 0.00008944271909999156, 0, 27],
  ],
  [
    "a short wave on a slope",
    [(x) => x + sin(3000 * x) / 3000, 0.3],
    [1.0662466890437368, 0.00006883548795626147, 0.0000894427190999969, 0, 27],
  ],
  [
    "one that is too short",
    [(x) => x + sin(3e4 * x) / 3e4, 0.3],
    [0.8700408192571515, Infinity, 0.0000894427190999969, 0, 27],
  ],
  [
    "a kink not far off",
    [(x) => Math.abs(x - 0.01), 0],
    [-0.9999999999999998, 1.092438768646075e-13, 0.0022360679774997894, 0, 19],
  ],
  [
    "a kink nearby",
    [(x) => Math.abs(x - 1e-3), 0],
    [-1, 5.025671056684225e-13, 0.00044721359549995785, 0, 23],
  ],
  [
    "a kink among the last steps",
    [(x) => Math.abs(x - 1e-4) + exp(x), 0],
    [0.4145518540113512, Infinity, 0.00019999999999999996, 0, 27],
  ],
  [
    "a kink",
    [(x) => Math.max(sin(x), 2 * sin(x)), 0],
    [1.5, Infinity, 0.00008944271909999156, 0.9999999986666668, 27],
  ],
  [
    "a kink and a curve",
    [(x) => Math.max(x, x / 4) + x * x, 0],
    [0.625, Infinity, 0.004999999999999999, 0.7501788854382001, 27],
  ],
  [
    "30 bits of sin, noise too low",
    [(x) => rounded(sin(x), 30), 0.3, { noise: 2 ** -36 }],
    [0.9553364697903732, 1.6437058750305236e-7, 0.011180339887498947, 0, 27],
  ],
  [
    "30 bits of exp, noise too low",
    [(x) => rounded(exp(x), 30), 0.3, { noise: 2 ** -33 }],
    [1.3498587919423108, 1.0510346445774513e-7, 0.011180339887498947, 0, 27],
  ],
  [
    "20 bits of exp, noise unknown",
    [(x) => rounded(exp(x), 20), 0.3],
    [1.3487939794240311, Infinity, 0.0000894427190999969, 0, 27],
  ],
  [
    "36 bits of exp, noise too low",
    [(x) => rounded(exp(x), 36), 0.3, { noise: 2 ** -40 }],
    [1.3498588089083694, 6.63612731680647e-9, 0.0050000000000000044, 0, 27],
  ],
  [
    "30 bits of exp, noise known",
    [(x) => rounded(exp(2 * x), 30), 0.7, { noise: 2 ** -31 }],
    [8.110399986671318, 3.2404307865699717e-7, 0.0050000000000000044, 0, 19],
  ],
  [
    "a jump to the left, above the noise",
    [(x) => (x < 0 ? -1 : 0), 0, { noise: 0.03 }],
    [8.94427190999916, Infinity, 0.05590169943749474, 0, 27],
  ],
  [
    "a jump to the left, in the noise",
    [(x) => (x < 0 ? -1 : 0), 0, { noise: 0.1 }],
    [8.94427190999916, 35.77708763999664, 0.05590169943749474, 0, 27],
  ],
  [
    "a jump to the right, above the noise",
    [(x) => (x > 0 ? 1 : 0), 0, { noise: 0.03 }],
    [8.94427190999916, Infinity, 0.05590169943749474, 0, 27],
  ],
  [
    "a jump to the right, in the noise",
    [(x) => (x > 0 ? 1 : 0), 0, { noise: 0.1 }],
    [8.94427190999916, 35.77708763999664, 0.05590169943749474, 0, 27],
  ],
  [
    "a stair as far as it is looked for",
    [(x) => (x < 0.75 ? 0 : x <= 1 ? 1 : x), 0],
    [0, Infinity, 0.05590169943749474, 0, 19],
  ],
  [
    "a stair in the noise",
    [(x) => (x < 0.15 ? 0 : 1), 0, { noise: 0.2 }],
    [0, 3.577708763999664, 0.05590169943749474, 0, 17],
  ],
  [
    "a stair that just stands out",
    [(x) => (x < 0.15 ? 0 : 1), 0, { noise: 1 / 8 - 2 ** -49 }],
    [0, Infinity, 0.05590169943749474, 0, 19],
  ],
  [
    "a stair, no number at short steps",
    [(x) => (x !== 0 && Math.abs(x) < 1e-3 ? Number.NaN : x < 0.15 ? 0 : 1), 0],
    [0, Infinity, 0.05590169943749474, 0, 19],
  ],
  ["a constant, no noise", [() => 7, 3, { noise: 0 }], [0, 0, 0.03354101966249701, 0, 17]],
  [
    "differences that overflow on both sides",
    [(x) => (Math.abs(x) < 0.1 ? 1e308 : -1e308), 0],
    [0, 7.105427357601003e294, 0.024999999999999998, 0, 19],
  ],
  [
    "and to the right only",
    [(x) => (x > 2 ? -1e308 : x < -2 ? -0.5e308 : 1e308), 0, { step: 4 }],
    [0, 2.2204460492503135e293, 0.7999999999999999, 0, 19],
  ],
  [
    "and to the left only",
    [(x) => (x < -2 ? -1e308 : x > 2 ? -0.5e308 : 1e308), 0, { step: 4 }],
    [0, 2.2204460492503135e293, 0.7999999999999999, 0, 19],
  ],
  [
    "near the least number there is",
    [(x) => tanh(x / 1e308), -1.7e308],
    [1.250098706334323e-309, 8.705e-321, 3.8013155617496584e305, 0, 17],
  ],
];

describe("the estimate", () => {
  it.each(FIGURES)("of %s", (_, asked, figures) => {
    const { value, error, step, kink, calls } = estimate(...asked);
    expect([value, error, step, kink, calls]).toEqual(figures);
  });
});

describe("the excess of the rounding", () => {
  // One short step, 2^-16 to either side, contradicts a constant: as much as 1024 times its rounding,
  // which is (1 + 16u c) / h, at this c, and more at the next.
  const c = 1024.0068239397822;
  const shown = (jump: number): Estimate =>
    estimate((x) => (Math.abs(x) === 2 ** -16 ? Math.sign(x) * jump : 0), 0, { noise: 1 });

  it("is allowed up to 2^10, and then more steps are taken", () => {
    expect([shown(c).calls, shown(nextUp(c)).calls]).toEqual([19, 21]);
  });

  it("raises the error as far as it is allowed, and rules the row out from there on", () => {
    const [within, beyond] = [c, nextUp(c)].map((jump) => shown(jump));
    // 1024 times the noise over the step, and over a longer step for the row that is left.
    expect((within.error * within.step) / 2 ** 10).toBeCloseTo(1, 9);
    expect(beyond.step).toBeLessThan(within.step);
  });
});

describe("a row", () => {
  it("falls back on its first column where the differences to all others overflow", () => {
    // From step to step the quotient is 10^308 with the other sign.
    const f = (x: number): number => {
      const level = Math.round(Math.log(Math.abs(x) * 8) / Math.log(Math.sqrt(5)));
      return x === 0 ? 0 : x * (level % 2 === 0 ? 1e308 : -1e308);
    };
    const { value, error } = estimate(f, 0);
    expect([Math.abs(value), error]).toEqual([1e308, Infinity]);
  });
});

describe("f", () => {
  it("is asked of finite numbers only", () => {
    for (const x of [-1.7e308, 1.7e308]) {
      const asked: number[] = [];
      estimate((y) => asked.push(y), x);
      expect(asked.every(Number.isFinite)).toBe(true);
    }
  });
});
