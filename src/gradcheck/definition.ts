/**
 * The derivative by its definition, in decimal arithmetic, rounded once to binary64: central
 * differences with so small a step, and so many digits, that the quotient is the derivative as far
 * as binary64 can tell. There is no calculus in it, so no mistake in calculus either.
 *
 * How far off is it? With d digits, the step h = 10^(−d/3), and values of f that are each within
 * η = C·max(1, |f|)·10^−d of the exact one, the quotient q of the differences satisfies, by Taylor's
 * theorem to the third order,
 *
 *     |q − f′| ≤ h² |f‴|/6 + η/h ≤ (|f‴|/6 + C·max(1, |f|)) · 10^(−2d/3)
 *
 * and no other step does better, since one part grows as the other shrinks. So much is proven; C and
 * f‴ are not known, and are measured. Of 31,000 derivatives of random networks (D, H, O up to 8, T up
 * to 12, weights up to 1.5) the worst was off by 580·max(1, |f|)·10^(−2d/3); 10^10 is allowed. What
 * f‴ adds beyond that shows in a fourth value, by the third difference
 *
 *     f(x + 2h) − 3 f(x + h) + 3 f(x) − f(x − h) = h³ f‴(ξ),
 *
 * with an error of at most 8η: divided by 6h it is both parts of the error of q, up to how much f‴
 * changes within the step, and a thousand times as much is allowed. So
 *
 *     ε = max(1, |f|) · 10^(10 − 2d/3) + 1000 · |third difference| / 6h
 *
 * (A variable x beyond ±1 is stepped by h|x|, as if |x| were its unit, and the first part of ε is
 * divided by |x|.)
 *
 * When q − ε and q + ε round to the same binary64 number, that number is f′ correctly rounded. A
 * derivative near 1, whose neighbours are 2^-52 apart, is too close to the middle of two of them for
 * that about once in 10^14; a small one sooner. Such are computed again with twice the digits (Ziv,
 * ACM TOMS 17, 1991: correct rounding by doing it again more precisely where it is in doubt), and once
 * more for as long as the third difference is what leaves the doubt, up to 960 digits. What is in
 * doubt by the first part alone, 10^-70 with 120 digits, is either in the very middle, where both
 * neighbours are nearest, or below ε altogether, and then it is returned as zero. What 960 digits
 * leave in doubt is returned with its ε.
 *
 * A network whose numbers reach beyond 10^2 starts with more digits, twelve for each further power of
 * ten: its derivatives, and what is cancelled in its sums, grow as products of several of them.
 *
 * All this holds where f has a derivative. At a kink, where relu's pre-activation is exactly 0, the
 * quotient is the mean of the derivatives on either side, and what digits do not settle.
 */
import {
  requireInteger,
  requireObject,
  requireOnlyKeys,
  requireVector,
} from "../numerics/require.ts";
import { UNIT_ROUNDOFF } from "../numerics/ulp.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { type Gradients, type Parameters, requireParameters } from "../rnn/parameters.ts";
import { requireSequence, type Sequence } from "../rnn/sequence.ts";
import { asVector, type ScalarFunction, type VectorFunction } from "./arithmetic.ts";
import { type Decimal, decimalArithmetic, toNearestBinary64 } from "./decimal.ts";
import { flat, gradientsOf, truncatedLossOf } from "./network.ts";
import type { Estimate } from "./verdict.ts";

const DIGITS = 60;
/** Twice as many are as many as decimal.js knows of ln 10, which its ln is built on. */
const MOST_DIGITS = 480;
/** What a network has for each power of ten that its numbers reach beyond 10^2. */
const DIGITS_FOR_TEN = 12;

/**
 * What is allowed of ε with the 120 digits that follow where 60 leave a doubt, for each 1 of
 * max(1, |f|): what is smaller is returned as zero.
 */
export const RESOLUTION: number = 1e-70;

/** How precisely the definition is computed. */
export interface DefinitionOptions {
  /** d, the number of decimal digits, 30 to 480; when not given 60, for a large network more */
  readonly digits?: number;
}

/**
 * The derivatives of each component of f with respect to each variable.
 *
 * @param at the point, n ≥ 1 finite numbers
 * @returns one row of n derivatives for each component
 * @throws {TypeError | RangeError} when the point is not a vector of finite numbers, or the number of
 *   digits is not a whole number from 30 to 480
 */
export function definitionJacobian(
  f: VectorFunction,
  at: Float64Array,
  options: DefinitionOptions = {},
): Float64Array[] {
  return jacobianOf(f, at, options, DIGITS).map((row) =>
    Float64Array.from(row, ({ value }) => value),
  );
}

/**
 * The derivatives of f with respect to each variable.
 *
 * @throws {TypeError | RangeError} as {@link definitionJacobian}
 */
export function definitionDerivatives(
  f: ScalarFunction,
  at: Float64Array,
  options?: DefinitionOptions,
): Float64Array {
  return definitionJacobian(asVector(f), at, options)[0];
}

/**
 * The gradient of a sequence's loss, truncated as the configuration says, by the definition: that of
 * the losses recomputed from the states before start(t), which are held at what they are.
 *
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network, or the
 *   number of digits is not a whole number from 30 to 480
 */
export function definitionGradient(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  options?: DefinitionOptions,
): Gradients {
  return definitionEstimate(config, parameters, sequence, options).values;
}

/**
 * The gradient of {@link definitionGradient}, and how far each entry may be off: half a unit in the
 * last place where it is correctly rounded, ε where the digits did not settle it.
 *
 * @throws {TypeError | RangeError} as {@link definitionGradient}
 */
export function definitionEstimate(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  options: DefinitionOptions = {},
): Estimate<Gradients> {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const f = asVector(truncatedLossOf(config, parameters, sequence));
  const enough = digitsFor(parameters, sequence);
  const [row] = jacobianOf(f, flat(parameters), options, enough);
  return {
    values: gradientsOf(
      config,
      Float64Array.from(row, ({ value }) => value),
    ),
    errors: gradientsOf(
      config,
      Float64Array.from(row, ({ error }) => error),
    ),
  };
}

/**
 * Some of the derivatives of {@link definitionGradient}, for a network that is too large to have all
 * of them by the definition.
 *
 * @param entries which ones: places in the order U, W, V, b, c, each row by row
 * @throws {TypeError | RangeError} as {@link definitionGradient}
 */
export function definitionEntries(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  entries: readonly number[],
): Float64Array {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const f = asVector(truncatedLossOf(config, parameters, sequence));
  const enough = digitsFor(parameters, sequence);
  const [row] = jacobianOf(f, flat(parameters), {}, enough, entries);
  return Float64Array.from(row, ({ value }) => value);
}

/** 60 digits, and more for a network with large numbers. */
function digitsFor(parameters: Parameters, { x, y, initialState }: Sequence): number {
  const numbers = [flat(parameters), x.data, y.data, initialState ?? new Float64Array(0)];
  let digits = DIGITS;
  let reach = 100;
  while (digits < MOST_DIGITS && numbers.some((some) => some.some((n) => Math.abs(n) > reach))) {
    digits += DIGITS_FOR_TEN;
    reach *= 10;
  }
  return digits;
}

/** A derivative in binary64, and how far off it may be. */
interface Derivative {
  readonly value: number;
  readonly error: number;
}

/**
 * As {@link definitionJacobian}, each derivative with its error.
 *
 * @param enough digits when the options do not say
 * @param variables with respect to which; all of them when not given
 */
function jacobianOf(
  f: VectorFunction,
  at: Float64Array,
  options: DefinitionOptions,
  enough: number,
  variables: readonly number[] = Array.from(at.keys()),
): Derivative[][] {
  requireVector("at", at);
  requireInteger("at.length", at.length, { min: 1 });
  requireObject("options", options);
  requireOnlyKeys("options", options, ["digits"]);
  const { digits = enough } = options;
  requireInteger("digits", digits, { min: 30, max: MOST_DIGITS });
  const estimators = [estimator(f, at, digits)];
  const columns = variables.map((p) => {
    let quotients = estimators[0](p);
    let areSettled = quotients.every(isCertain);
    let doubled = digits;
    for (let n = 1; !areSettled && doubled <= MOST_DIGITS; n++) {
      doubled *= 2;
      estimators[n] ??= estimator(f, at, doubled);
      const coarser = quotients;
      quotients = estimators[n](p);
      areSettled = quotients.every((quotient, m) => isSettled(quotient, coarser[m]));
    }
    return quotients.map(derivativeOf);
  });
  return columns[0].map((_, m) => columns.map((column) => column[m]));
}

/** A quotient of differences, and the two parts of ε. */
interface Quotient {
  readonly quotient: Decimal;
  readonly allowed: Decimal;
  readonly measured: Decimal;
}

/** The quotients of each component with respect to variable p. */
type Estimator = (p: number) => Quotient[];

/** Differences with so many digits. */
function estimator(f: VectorFunction, at: Float64Array, digits: number): Estimator {
  const arithmetic = decimalArithmetic(digits);
  const one = arithmetic.constant(1);
  const three = arithmetic.constant(3);
  // 1000 / 6h is 1000/3 over the divisor of the central difference.
  const margin = arithmetic.constant(1000).div(three);
  const atLeastOne = (x: Decimal): Decimal => (x.abs().lt(one) ? one : x.abs());
  const thirds = Math.floor(digits / 3);
  const h = arithmetic.powerOfTen(-thirds);
  const share = arithmetic.powerOfTen(10 - 2 * thirds);

  const valuesAt = f(arithmetic);
  const x = Array.from(at, (value) => arithmetic.constant(value));
  const here = valuesAt(x);
  return (p) => {
    const size = atLeastOne(x[p]);
    const step = size.times(h);
    const divisor = step.plus(step);
    const beyond = valuesAt(x.with(p, x[p].plus(divisor)));
    const above = valuesAt(x.with(p, x[p].plus(step)));
    const below = valuesAt(x.with(p, x[p].minus(step)));
    return here.map((value, m) => {
      const third = beyond[m].minus(below[m]).minus(above[m].minus(value).times(three));
      return {
        quotient: above[m].minus(below[m]).div(divisor),
        allowed: atLeastOne(value).div(size).times(share),
        measured: third.abs().div(divisor).times(margin),
      };
    });
  };
}

/** Whether every number within ε rounds to the same binary64 number. */
function isCertain({ quotient, allowed, measured }: Quotient): boolean {
  const error = allowed.plus(measured);
  return toNearestBinary64(quotient.minus(error)) === toNearestBinary64(quotient.plus(error));
}

/**
 * Whether more digits would not help: the quotient is certain, or in doubt by what is allowed to
 * every one, or no number, or its third difference stays what it was with half the digits, as at a
 * kink.
 */
function isSettled(found: Quotient, coarser: Quotient): boolean {
  const { quotient, allowed, measured } = found;
  const change = measured.minus(coarser.measured).abs();
  return (
    isCertain(found) ||
    measured.lte(allowed) ||
    !quotient.isFinite() ||
    change.times(1000).lte(measured)
  );
}

/** The nearest binary64 number; zero when what is allowed does not tell it from zero. */
function derivativeOf(found: Quotient): Derivative {
  const { quotient, allowed, measured } = found;
  const value = quotient.abs().lte(allowed) ? 0 : toNearestBinary64(quotient);
  const rest = isCertain(found) ? 0 : toNearestBinary64(allowed.plus(measured));
  return { value, error: Math.max(UNIT_ROUNDOFF * Math.abs(value), Number.MIN_VALUE) + rest };
}
