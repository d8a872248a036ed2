/**
 * Random smooth functions of one variable with their derivatives, worked by hand, and bounds on the
 * rounding errors of both: first-order, as in Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., §3.1. The elementary functions are taken to be good to 8u, and their argument
 * w x + p to 2u (|w x| + |p|).
 */
import fc from "fast-check";
import { exp, sin, tanh } from "../../src/numerics/elementary.ts";
import { UNIT_ROUNDOFF as u } from "../../src/numerics/ulp.ts";

export interface SmoothFunction {
  /** readable when a case fails */
  readonly formula: string;
  readonly f: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** bounds the rounding error of f at a point; a convex function */
  readonly noise: (x: number) => number;
  /** bounds the rounding error of the derivative at a point */
  readonly derivativeNoise: (x: number) => number;
}

const ELEMENTARY = 8 * u;
const sixteenths = (size: number): fc.Arbitrary<number> =>
  fc.integer({ min: -16 * size, max: 16 * size }).map((n) => n / 16);

/** Frequencies from an eighth to 64 of either sign: waves from far longer to far shorter than a step. */
const frequencies = fc
  .tuple(fc.integer({ min: -3, max: 5 }), fc.integer({ min: 16, max: 32 }), fc.boolean())
  .map(([e, m, negative]) => ((negative ? -m : m) / 16) * 2 ** e);

const parts = fc.record(
  { w: frequencies, p: sixteenths(2), A: sixteenths(3), B: sixteenths(3) },
  { noNullPrototype: true },
);

/** The error of w x + p. */
function argument(w: number, p: number, x: number): number {
  return 2 * u * (Math.abs(w * x) + Math.abs(p));
}

const polynomials = fc
  .array(sixteenths(3), { minLength: 1, maxLength: 7 })
  .map((c): SmoothFunction => {
    const horner = (coefficients: readonly number[], x: number): number =>
      coefficients.reduceRight((sum, ck) => sum * x + ck, 0);
    const derived = c.map((ck, k) => k * ck).slice(1);
    // Horner's rule in 2n operations, on Σ |c_k x^k|.
    const bound = (coefficients: readonly number[], x: number): number =>
      2 * c.length * u * horner(coefficients.map(Math.abs), Math.abs(x));
    return {
      formula: `Σ c_k x^k, c = ${c.join(", ")}`,
      f: (x) => horner(c, x),
      derivative: (x) => horner(derived, x),
      noise: (x) => bound(c, x),
      derivativeNoise: (x) => bound(derived, x),
    };
  });

const exponentials = parts.map(({ w, p, A, B }): SmoothFunction => {
  const term = (x: number): number => A * exp(w * x + p);
  const noise = (x: number): number => Math.abs(term(x)) * (ELEMENTARY + argument(w, p, x));
  return {
    formula: `${A} exp(${w} x + ${p}) + ${B}`,
    f: (x) => term(x) + B,
    derivative: (x) => w * term(x),
    noise: (x) => noise(x) + u * (Math.abs(term(x)) + Math.abs(B)),
    derivativeNoise: (x) => Math.abs(w) * noise(x),
  };
});

const sines = parts.map(({ w, p, A, B }): SmoothFunction => {
  const noise = (x: number): number => Math.abs(A) * (ELEMENTARY + argument(w, p, x));
  return {
    formula: `${A} sin(${w} x + ${p}) + ${B} x`,
    f: (x) => A * sin(w * x + p) + B * x,
    derivative: (x) => A * w * Math.cos(w * x + p) + B,
    noise: (x) => noise(x) + 2 * u * (Math.abs(A) + Math.abs(B * x)),
    derivativeNoise: (x) => Math.abs(w) * noise(x) + 2 * u * (Math.abs(A * w) + Math.abs(B)),
  };
});

const tangents = parts.map(({ w, p, A, B }): SmoothFunction => {
  // |tanh′| ≤ 1, and |tanh″| ≤ 1 as well.
  const noise = (x: number): number => Math.abs(A) * (ELEMENTARY + argument(w, p, x));
  const square = (x: number): number => x * x;
  return {
    formula: `${A} tanh(${w} x + ${p}) + ${B}`,
    f: (x) => A * tanh(w * x + p) + B,
    derivative: (x) => A * w * (1 - square(tanh(w * x + p))),
    noise: (x) => noise(x) + u * (Math.abs(A) + Math.abs(B)),
    derivativeNoise: (x) => 2 * Math.abs(w) * noise(x),
  };
});

const rationals = parts.map(({ w, A, B }): SmoothFunction => {
  const q = (x: number): number => 1 + w * x * (w * x);
  const numerator = (x: number): number => Math.abs(A) + Math.abs(B * x);
  return {
    formula: `(${A} + ${B} x)/(1 + (${w} x)²)`,
    f: (x) => (A + B * x) / q(x),
    derivative: (x) => B / q(x) - ((A + B * x) * 2 * w * w * x) / (q(x) * q(x)),
    // Eight operations, and q is at least 1.
    noise: (x) => 8 * u * numerator(x),
    derivativeNoise: (x) =>
      16 * u * (Math.abs(B) / q(x) + (numerator(x) * 2 * w * w * Math.abs(x)) / (q(x) * q(x))),
  };
});

export const SMOOTH: Readonly<Record<string, fc.Arbitrary<SmoothFunction>>> = {
  polynomials,
  exponentials,
  sines,
  tangents,
  rationals,
};

/** A bound on the rounding errors of f from x − reach to x + reach: each of the above is convex. */
export function noiseNear({ noise }: SmoothFunction, x: number, reach: number): number {
  return Math.max(noise(x - reach), noise(x + reach));
}
