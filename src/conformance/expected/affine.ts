/**
 * How far a right program may be from the exact result: affine arithmetic (de Figueiredo and Stolfi,
 * Affine arithmetic: concepts and applications, Numerical Algorithms 37, 2004).
 *
 * A number is its exact value and what it may be off by, to first order a sum Σ_k c_k ε_k over
 * rounding errors ε_k ∈ [−1, 1] that were made on the way, and a rest that nothing else is known of.
 * Each operation carries the c_k on by its derivative, signs and all, so that an error that reaches a
 * number on two ways may cancel there as it does in truth; and adds one error of its own:
 *
 * - of a sum of n products, in whatever order, with or without fused multiply-add,
 *   γ_n Σ|terms| with γ_n = n·u / (1 − n·u) (Higham, Accuracy and Stability of Numerical Algorithms,
 *   2nd ed., §3.1 and lemma 3.1), or nothing where every order of it is exact;
 * - of the functions of a network, the largest that one of the usual formulas makes;
 * - whatever the derivative leaves out: the product of two errors, half the curvature times the
 *   square of one.
 *
 * So the result's error is at most Σ|c_k| + rest, in units of u nearly the same number for every u,
 * but for what the squares add.
 */
import { exp, ln } from "../../numerics/elementary.ts";
import { type Activation, activate, activationDerivative } from "../../rnn/activation.ts";
import { type Output, softmax, stepLoss } from "../../rnn/loss.ts";
import { type Dtype, roundTo, UNIT_ROUNDOFFS } from "../dtype.ts";
import { type NetworkArithmetic, withFormulas } from "./formulas.ts";

/** A number that a right program computes. */
export interface Form {
  /** what it is without rounding */
  readonly value: number;
  /** c_k; those past the end are 0 */
  readonly noise: Float64Array;
  readonly rest: number;
  /** Σ|c_k| + rest, the most that it may be off by */
  readonly radius: number;
}

/**
 * exp, ln and tanh good to 4 units in the last place, of at most 2u each: what NumPy and the
 * vectorised libraries publish for float32 and float64 at their worst.
 */
const ELEMENTARY = 8;
/** Of f′ from a, relative: two elementary functions and four other roundings. */
const SLOPE = 2 * ELEMENTARY + 4;

/**
 * How many ε_k stay for each number that a training goes on with: after 32 epochs the bounds were less
 * than twice those with all of them, at a tenth of the cost.
 */
const KEPT = 64;

const NO_NOISE = new Float64Array(0);

/**
 * The arithmetic of a dtype, whose numbers come out as their bounds: infinite, or NaN, where these
 * overflow.
 *
 * @param symbols the most ε_k: any later error goes into the rest, which grows faster
 */
export function affineArithmetic(dtype: Dtype, symbols: number): NetworkArithmetic<Form> {
  const u = UNIT_ROUNDOFFS[dtype];
  const elementary = ELEMENTARY * u;
  const gamma = (n: number): number => (n * u) / (1 - n * u);
  let used = 0;
  // Those of what was read before anything was computed.
  let read = 0;

  /** value + Σ coefficient · (form's errors), and an error of its own. */
  function linear(value: number, terms: readonly Term[], own: number): Form {
    const isNew = own > 0 && used < symbols;
    let length = isNew ? used + 1 : 0;
    for (const { form } of terms) length = Math.max(length, form.noise.length);
    const noise = length > 0 ? new Float64Array(length) : NO_NOISE;
    let rest = isNew ? 0 : own;
    for (const { coefficient, form } of terms) {
      const from = form.noise;
      for (let k = 0; k < from.length; k++) noise[k] += coefficient * from[k];
      rest += Math.abs(coefficient) * form.rest;
    }
    if (isNew) {
      noise[used] = own;
      used++;
    }
    let radius = rest;
    for (let k = 0; k < length; k++) radius += Math.abs(noise[k]);
    return { value, noise, rest, radius };
  }

  /** A number that is only known to within an error. */
  const within = (value: number, error: number): Form => linear(value, [], error);
  function constant(x: number): Form {
    const isFirst = used === read;
    const form = within(x, Math.abs(x - roundTo(dtype, x)));
    if (isFirst) read = used;
    return form;
  }
  const [zero, one] = [constant(0), constant(1)];

  /** f(a), given the derivative and the most curvature where a may be, and the function's own error. */
  function smooth(
    a: Form,
    value: number,
    derivative: number,
    curvature: number,
    own: number,
  ): Form {
    const square = (curvature * a.radius * a.radius) / 2;
    return linear(value, [{ coefficient: derivative, form: a }], own + square);
  }

  /** At most as far off as its range is long. */
  function ranged(form: Form, range: number): Form {
    return form.radius <= range ? form : within(form.value, range);
  }

  /** a ± b, rounded once unless it is exact. */
  function sum(a: Form, b: Form, sign: 1 | -1): Form {
    const value = a.value + sign * b.value;
    const terms = [
      { coefficient: 1, form: a },
      { coefficient: sign, form: b },
    ];
    const radius = a.radius + b.radius;
    const isExact =
      isNothing(a) || isNothing(b) || (radius === 0 && isExactSum(u, [a.value, b.value], [1, 1]));
    return linear(value, terms, isExact ? 0 : u * (Math.abs(value) + radius));
  }

  function multiply(a: Form, b: Form): Form {
    if (isNothing(a) || isNothing(b)) return zero;
    const value = a.value * b.value;
    const terms = [
      { coefficient: b.value, form: a },
      { coefficient: a.value, form: b },
    ];
    const square = a.radius * b.radius;
    const size = (Math.abs(a.value) + a.radius) * (Math.abs(b.value) + b.radius);
    return linear(value, terms, square + (isPowerOfTwo(a) || isPowerOfTwo(b) ? 0 : u * size));
  }

  function divide(a: Form, b: Form): Form {
    const value = a.value / b.value;
    const least = Math.abs(b.value) - b.radius;
    if (!(least > 0)) return within(value, Infinity);
    const terms = [
      { coefficient: 1 / b.value, form: a },
      { coefficient: -value / b.value, form: b },
    ];
    const carried = (a.radius + Math.abs(value) * b.radius) / least;
    const own = isPowerOfTwo(b) ? 0 : u * (Math.abs(value) + carried);
    return linear(value, terms, own + (carried * b.radius) / Math.abs(b.value));
  }

  function sumOfProducts(start: Form, a: readonly Form[], b: readonly Form[], others = 0): Form {
    let [value, products, squares, count] = [start.value, 0, 0, 0];
    const terms: Term[] = [{ coefficient: 1, form: start }];
    let radius = start.radius;
    for (let j = 0; j < a.length; j++) {
      const [left, right] = [a[j], b[j]];
      if (isNothing(left) || isNothing(right)) continue;
      value += left.value * right.value;
      products += (Math.abs(left.value) + left.radius) * (Math.abs(right.value) + right.radius);
      squares += left.radius * right.radius;
      radius += left.radius + right.radius;
      count++;
      if (right.radius > 0) terms.push({ coefficient: left.value, form: right });
      if (left.radius > 0) terms.push({ coefficient: right.value, form: left });
    }
    const size = products + (isNothing(start) ? 0 : Math.abs(start.value) + start.radius);
    const isExact =
      radius === 0 &&
      others === 0 &&
      isExactSum(u, [start.value, ...a.map((x) => x.value)], [1, ...b.map((x) => x.value)]);
    const sums = Math.max(0, count + (isNothing(start) ? 0 : 1) - 1) + others;
    const ofSums =
      sums === 1
        ? u * (Math.abs(value) + carriedBy(terms) + squares + u * size)
        : gamma(sums) * size;
    return linear(value, terms, squares + (isExact ? 0 : gamma(1) * products + ofSums));
  }

  function sqrt(x: Form): Form {
    const value = Math.sqrt(x.value);
    if (x.radius === 0) return within(value, u * value);
    // Near zero the root is steeper than any derivative; it is between 0 and the root of the most.
    if (x.value <= 2 * x.radius) return within(value, (1 + u) * Math.sqrt(x.value + x.radius));
    const own = u * Math.sqrt(x.value + x.radius);
    // |√(x + d) − √x − d / 2√x| = d² / 2√x (√(x + d) + √x)²
    return smooth(x, value, 1 / (2 * value), 1 / (value * x.value), own);
  }

  /** What computing s = f(a) adds: see {@link activated}. */
  function ownOfState(activation: Activation, s: number): number {
    return activation === "sigmoid"
      ? elementary * Math.max(s * (1 - s), Math.abs(s - 1 / 2)) + 2 * u * s
      : elementary * Math.abs(s);
  }

  /**
   * Sigmoid is 1 / (1 + e^−a), whose exponential counts by the factor 1 − s, with a sum and a
   * quotient; or ½ + ½ tanh ½a, where that of tanh, |2s − 1|, counts by half. Relu is 1 at its
   * steepest, on either side of the kink.
   */
  function activated(activation: Activation, a: Form): Form {
    const s = activate(activation, a.value);
    switch (activation) {
      case "sigmoid":
        return ranged(smooth(a, s, s * (1 - s), 1 / 8, ownOfState(activation, s)), 1);
      case "tanh":
        return ranged(smooth(a, s, 1 - s * s, 1, ownOfState(activation, s)), 2);
      case "relu":
        if (a.value - a.radius > 0) return a;
        return a.value + a.radius <= 0 ? zero : within(s, a.radius);
      case "identity":
        return a;
    }
  }

  /**
   * From a the error that comes in counts by f″; from s, by |1 − 2s| or 2|s|, so does what computing s
   * has added. Its own is that of s − s² or 1 − s², or of two elementary functions.
   */
  function slope(activation: Activation, a: Form, s: Form): Form {
    const f = activationDerivative(activation, s.value);
    const ofState = ownOfState(activation, s.value);
    switch (activation) {
      case "sigmoid": {
        const steepness = 1 - 2 * s.value;
        const own = Math.max(2 * u * s.value, SLOPE * u * f);
        const fromState = (Math.abs(steepness) + ofState) * ofState;
        return ranged(smooth(a, f, f * steepness, 1 / 8, own + fromState), 1 / 4);
      }
      case "tanh": {
        const own = Math.max(2 * u, SLOPE * u * f);
        const fromState = (2 * Math.abs(s.value) + ofState) * ofState;
        return ranged(smooth(a, f, -2 * s.value * f, 2, own + fromState), 1);
      }
      case "relu":
        return within(f, a.radius > 0 && Math.abs(a.value) <= a.radius ? 1 : 0);
      case "identity":
        return one;
    }
  }

  /** What e^(o − m) is off by, relative, for each o; and their sum. */
  function ownOfWeights(
    o: readonly Form[],
    p: Float64Array,
  ): { readonly own: readonly number[]; readonly ofSum: number } {
    const m = o.reduce((most, { value }) => Math.max(most, value), -Infinity);
    const own = o.map(({ value }) => u * (m - value) + elementary);
    const ofSum = own.reduce((sumOwn, ownK, k) => sumOwn + p[k] * ownK, gamma(o.length));
    return { own, ofSum };
  }

  /** Softmax with m = max o taken out: ∂p_k/∂o_j = p_k ([j = k] − p_j). */
  function prediction(output: Output, o: readonly Form[]): readonly Form[] {
    if (output === "linear") return o;
    const p = softmax(valuesOf(o));
    const { own, ofSum } = ownOfWeights(o, p);
    const most = o.reduce((radius, form) => Math.max(radius, form.radius), 0);
    return o.map((_, k) => {
      const terms = o.map((form, j) => ({
        coefficient: p[k] * ((j === k ? 1 : 0) - p[j]),
        form,
      }));
      const first = own[k] + ofSum + u;
      // The second derivatives come to at most 4 p_k in all; errors of errors to (first + 2 most)².
      const second = (first + 2 * most) * (first + 2 * most);
      return ranged(linear(p[k], terms, p[k] * (first + second)), 1);
    });
  }

  /**
   * The cross-entropy as (m + ln Σ) − o_y, with the sum's relative error, the logarithm's own, and
   * those of a sum and a difference; or as −ln p_y, with those of an exponential and a quotient. Its
   * derivative is e, its second one at most ½ the square of the largest error that comes in.
   */
  function crossEntropy(o: readonly Form[], y: readonly Form[]): Form {
    const values = valuesOf(o);
    const p = softmax(values);
    const target = y.findIndex(({ value }) => value === 1);
    const loss = stepLoss("softmax", values, valuesOf(y));
    const m = Math.max(...values);
    const lnSum = loss - (m - values[target]);
    const { own, ofSum } = ownOfWeights(o, p);
    const asSum = elementary * Math.abs(lnSum) + u * (Math.abs(m) + Math.abs(lnSum) + loss);
    const asQuotient = elementary * loss + own[target] + u;
    const most = o.reduce((radius, form) => Math.max(radius, form.radius), 0);
    const terms = o.map((form, k) => ({ coefficient: p[k] - y[k].value, form }));
    return linear(loss, terms, ofSum + Math.max(asSum, asQuotient) + (most * most) / 2);
  }

  /**
   * The largest ε_k stay, and the others make one for each number: order reduction of a zonotope
   * (Girard, Reachability of uncertain linear systems using zonotopes, HSCC 2005).
   */
  function settled(forms: readonly Form[]): readonly Form[] {
    const kept = KEPT * forms.length;
    if (used - read <= kept + forms.length) return forms;
    const sizes = new Float64Array(used);
    for (const { noise } of forms) {
      for (let k = read; k < noise.length; k++) sizes[k] += Math.abs(noise[k]);
    }
    const places = Array.from({ length: used - read }, (_, n) => read + n);
    places.sort((k, l) => sizes[l] - sizes[k]);
    const largest = places.slice(0, kept);
    const others = places.slice(kept);
    used = read + kept + forms.length;
    return forms.map((form, n) => {
      const { value, noise, radius } = form;
      const left = new Float64Array(read + kept + n + 1);
      left.set(noise.subarray(0, read));
      largest.forEach((k, place) => {
        left[read + place] = noise[k] ?? 0;
      });
      left[read + kept + n] = others.reduce((sum, k) => sum + Math.abs(noise[k] ?? 0), form.rest);
      return { value, noise: left, rest: 0, radius };
    });
  }

  const basis = {
    constant,
    add: (a: Form, b: Form) => sum(a, b, 1),
    subtract: (a: Form, b: Form) => sum(a, b, -1),
    multiply,
    divide,
    sumOfProducts,
    sqrt,
    exp: (a: Form) => {
      const most = exp(a.value + a.radius);
      return smooth(a, exp(a.value), exp(a.value), most, elementary * most);
    },
    ln: (a: Form) => {
      const least = a.value - a.radius;
      if (!(least > 0)) return within(ln(a.value), Infinity);
      const own = elementary * Math.max(Math.abs(ln(least)), Math.abs(ln(a.value + a.radius)));
      return smooth(a, ln(a.value), 1 / a.value, 1 / (least * least), own);
    },
    tanh: (a: Form) => activated("tanh", a),
    isAtMost: (a: Form, b: Form) => a.value <= b.value,
    toNumber: ({ radius }: Form) => radius,
  };
  const plain = withFormulas(basis, { slope: "state", crossEntropy: "logSumExp" });
  return {
    ...plain,
    settled,
    sumOfProducts,
    activated,
    slope,
    prediction,
    stepLoss: (output, o, y) =>
      output === "linear" ? plain.stepLoss(output, o, y) : crossEntropy(o, y),
    // The nearest number of an interval moves no further than the number itself.
    clamped(x, limit) {
      const clamped = plain.clamped(x, limit);
      const margin = x.radius + limit.radius;
      const isNear = Math.abs(Math.abs(x.value) - limit.value) < margin;
      return isNear ? within(clamped.value, Math.max(x.radius, limit.radius)) : clamped;
    },
    // Between limit / (the most that the length may be) and 1.
    shortening(length, limit) {
      const isNear = Math.abs(length.value - limit.value) <= length.radius + limit.radius;
      if (!isNear) return plain.shortening(length, limit);
      const shortest = (limit.value - limit.radius) / (length.value + length.radius);
      return within(Math.min(1, limit.value / length.value), (1 + u) * (1 - shortest) + u);
    },
  };
}

/** A multiple of another form's errors. */
interface Term {
  readonly coefficient: number;
  readonly form: Form;
}

/** The most that a sum of multiples may be off by, if nothing cancels. */
function carriedBy(terms: readonly Term[]): number {
  return terms.reduce((sum, { coefficient, form }) => sum + Math.abs(coefficient) * form.radius, 0);
}

function valuesOf(forms: readonly Form[]): Float64Array {
  return Float64Array.from(forms, ({ value }) => value);
}

/** Exactly zero, in every program. */
function isNothing({ value, radius }: Form): boolean {
  return value === 0 && radius === 0;
}

/** Exactly a power of two, so that a product with it is exact. */
function isPowerOfTwo({ value, radius }: Form): boolean {
  return radius === 0 && lowestBit(value) === Math.abs(value);
}

/**
 * Whether Σ a_j b_j is exact in any order: all terms are whole multiples of a power of two q, and so
 * is every partial sum, which is a number of the precision while it is at most q / u.
 */
function isExactSum(u: number, a: readonly number[], b: readonly number[]): boolean {
  let [size, quantum] = [0, Infinity];
  for (let j = 0; j < a.length; j++) {
    size += Math.abs(a[j] * b[j]);
    quantum = Math.min(quantum, lowestBit(a[j]) * lowestBit(b[j]));
  }
  return size * u <= quantum;
}

/** The largest power of two that divides x; infinite for 0. */
function lowestBit(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return Infinity;
  let bit = 1;
  while (!Number.isInteger(x / bit)) bit /= 2;
  while (Number.isInteger(x / (2 * bit))) bit *= 2;
  return bit;
}
