/**
 * Functions of every scale before the check of a gradient: steep, narrow, bent, rounded to few digits,
 * and sums of these. What the check cannot see it may not judge: a right gradient never fails, and one
 * that is off by a tenth never passes.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGradient } from "../../src/gradcheck/check.ts";
import { exp, sin, tanh } from "../../src/numerics/elementary.ts";
import { FC_RUNS } from "../support/fastCheck.ts";

/** A function of one number around the point x, and its derivative there. */
interface Term {
  readonly formula: string;
  readonly f: (x: number) => number;
  readonly derivative: number;
}

/** Of either sign, as likely between 1 and 10 as between 10 and 100. */
function scales(from: number, to: number): fc.Arbitrary<number> {
  const power = fc.double({ min: Math.log10(from), max: Math.log10(to), noNaN: true });
  return fc.tuple(power, fc.constantFrom(-1, 1)).map(([p, sign]) => sign * 10 ** p);
}

const unit = fc.double({ min: -1, max: 1, noNaN: true });
const weight = scales(1e-2, 1);

/** Terms at x; of a feature of width 1/k, what is left of z = k (y − x) + p is seen at x as p. */
function termsAt(x: number): fc.Arbitrary<Term> {
  const waves = fc.tuple(scales(1e-2, 1e6), unit, weight).map(([k, p, w]) => ({
    formula: `${w} sin(${k} (x - ${x}) + ${p})/${k}`,
    f: (y: number) => (w * sin(k * (y - x) + p)) / k,
    derivative: w * Math.cos(p),
  }));
  const slopes = fc.tuple(scales(1e-2, 1e6), unit, weight).map(([k, p, w]) => ({
    formula: `${w} tanh(${k} (x - ${x}) + ${p})`,
    f: (y: number) => w * tanh(k * (y - x) + p),
    derivative: w * k * (1 - Math.tanh(p) ** 2),
  }));
  const gaussians = fc.tuple(scales(1e-6, 1e3), unit, weight).map(([s, p, w]) => ({
    formula: `${w} gauss((x - ${x})/${s} + ${p})`,
    f: (y: number) => {
      const z = (y - x) / s + p;
      return w * exp((-z * z) / 2);
    },
    derivative: ((-w * p) / s) * Math.exp((-p * p) / 2),
  }));
  const kinks = fc.tuple(scales(1e-12, 1), weight).map(([d, w]) => {
    const at = x + d;
    return {
      formula: `${w} |x - ${at}|`,
      f: (y: number) => w * Math.abs(y - at),
      derivative: w * Math.sign(x - at),
    };
  });
  const powers = fc.tuple(fc.integer({ min: 1, max: 6 }), scales(1e-3, 1e3)).map(([n, a]) => ({
    formula: `${a} x^${n}`,
    f: (y: number) => a * y ** n,
    derivative: a * n * x ** (n - 1),
  }));
  const exponentials = fc.tuple(scales(1e-3, 30), weight).map(([k, w]) => ({
    formula: `${w} exp(${k} (x - ${x}))`,
    f: (y: number) => w * exp(k * (y - x)),
    derivative: w * k,
  }));
  return fc.oneof(waves, slopes, gaussians, kinks, powers, exponentials);
}

interface Case {
  readonly formula: string;
  readonly f: (at: { readonly x: Float64Array }) => number;
  readonly x: number[];
  /** whether the terms cancel at x, between entries, to where nothing tells how large they are */
  readonly cancels: boolean;
  readonly gradient: number[];
  /** where the terms of an entry cancel, their rounding stays: γ_1000 of their sizes */
  readonly rounding: number[];
}

/** One to three entries, each with a sum of one or two terms; half of all lose digits to a constant. */
const entries = fc.array(
  fc
    .double({ min: -2, max: 2, noNaN: true })
    .chain((x) => fc.tuple(fc.constant(x), fc.array(termsAt(x), { minLength: 1, maxLength: 2 }))),
  { minLength: 1, maxLength: 3 },
);
const lost = fc.oneof(fc.constant(0), scales(1, 1e14));
const cases: fc.Arbitrary<Case> = fc.tuple(entries, lost).map(([parts, C]) => ({
  formula: `C = ${C}: ${parts.map(([x, terms]) => `at ${x}: ${terms.map(({ formula }) => formula).join(" + ")}`).join("; ")}`,
  f: ({ x }) => {
    let sum = C;
    parts.forEach(([, terms], i) => {
      for (const { f } of terms) sum += f(x[i]);
    });
    return sum - C;
  },
  x: parts.map(([x]) => x),
  cancels: cancel(parts.flatMap(([x, terms]) => terms.map(({ f }) => f(x)))),
  rounding: parts.map(([, terms]) =>
    terms.reduce((sum, term) => sum + 1.2e-13 * Math.abs(term.derivative), 0),
  ),
  gradient: parts.map(([, terms]) => terms.reduce((sum, term) => sum + term.derivative, 0)),
}));

function cancel(terms: readonly number[]): boolean {
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  return Math.abs(terms.reduce((sum, term) => sum + term, 0)) < size / 8;
}

/** Of a sum that is lost in the constant altogether no value tells that it is there. */
function moves(f: Case["f"], x: readonly number[], i: number): boolean {
  const here = f({ x: Float64Array.from(x) });
  return [-1, -1 / 8, 1 / 8, 1].every(
    (d) => f({ x: Float64Array.from(x, (xi, k) => (k === i ? xi + d : xi)) }) !== here,
  );
}

describe("a gradient of a function of any scale", () => {
  it("does not fail when it is right; off by a tenth it does not pass, and fails where that passed", () => {
    const tally: Record<string, number> = {};
    fc.assert(
      fc.property(cases, ({ formula, f, x, cancels, gradient, rounding }) => {
        const at = { x: Float64Array.from(x) };
        // That is what the option `noise` is for; none is given here.
        fc.pre(!cancels && x.every((_, i) => moves(f, x, i)));
        const options = { rounding: { x: Float64Array.from(rounding) } };
        const right = checkGradient(f, { x: Float64Array.from(gradient) }, at, options);
        if (right.verdict === "fail") {
          throw new Error(`${formula}: ${right.tensors["dx"].reasons.join("; ")}`);
        }
        const sizes = gradient.map(Math.abs);
        const largest = sizes.indexOf(Math.max(...sizes));
        const off = Float64Array.from(gradient, (g, i) => (i === largest ? 1.1 * g : g));
        const { verdict } = checkGradient(f, { x: off }, at, options);
        tally[`${right.verdict} ${verdict}`] = (tally[`${right.verdict} ${verdict}`] ?? 0) + 1;
        if (verdict === "pass" || (right.verdict === "pass" && verdict !== "fail")) {
          throw new Error(`${formula}: off by a tenth it is a ${verdict}`);
        }
      }),
      { numRuns: 4 * FC_RUNS },
    );
    expect(tally["pass fail"]).toBeGreaterThan(FC_RUNS);
  });
});
