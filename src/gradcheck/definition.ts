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
 * and no other step does better, since one part grows as the other shrinks. Of 31,000 derivatives of
 * random networks (D, H, O up to 8, T up to 12, weights up to 1.5) the worst was off by
 * 580·max(1, |f|)·10^(−2d/3); 10^10 is allowed, so that with 60 digits and h = 10^-20
 *
 *     |q − f′| ≤ ε = max(1, |f|) · 10^-30
 *
 * (A variable x beyond ±1 is stepped by h|x|, as if |x| were its unit, and ε is divided by |x|.)
 *
 * When q − ε and q + ε round to the same binary64 number, that number is f′ correctly rounded. A
 * derivative near 1, whose neighbours are 2^-52 apart, is too close to the middle of two of them for
 * that about once in 10^14; a small one sooner. Such are computed again with twice the digits, where
 * ε is 10^-70 (Ziv, ACM TOMS 17, 1991: correct rounding by doing it again more precisely where it is
 * in doubt). What is in doubt even then is either in the very middle, where both neighbours are
 * nearest, or below ε altogether, and then it is returned as zero.
 *
 * All this holds where f has a derivative. At a kink, where relu's pre-activation is exactly 0, the
 * quotient is the mean of the derivatives on either side.
 */
import {
  requireInteger,
  requireObject,
  requireOnlyKeys,
  requireVector,
} from "../numerics/require.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { type Gradients, type Parameters, requireParameters } from "../rnn/parameters.ts";
import { requireSequence, type Sequence } from "../rnn/sequence.ts";
import { asVector, rowsOf, type ScalarFunction, type VectorFunction } from "./arithmetic.ts";
import { type Decimal, decimalArithmetic, toNearestBinary64 } from "./decimal.ts";
import { flat, gradientsOf, truncatedLossOf } from "./network.ts";

const DIGITS = 60;
/** Twice as many are as many as decimal.js knows of ln 10, which its ln is built on. */
const MOST_DIGITS = 480;

/**
 * ε in the end, with 60 digits and 120 where 60 leave a doubt, for each 1 of max(1, |f|): what is
 * smaller is returned as zero.
 */
export const RESOLUTION: number = 1e-70;

export interface DefinitionOptions {
  /** d, the number of decimal digits, 30 to 480; 60 when not given */
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
  requireVector("at", at);
  requireInteger("at.length", at.length, { min: 1 });
  requireObject("options", options);
  requireOnlyKeys("options", options, ["digits"]);
  const { digits = DIGITS } = options;
  requireInteger("digits", digits, { min: 30, max: MOST_DIGITS });
  const first = estimator(f, at, digits);
  let second: Estimator | undefined;
  const columns = Array.from(at, (_, p) => {
    const estimates = first(p);
    if (estimates.every(isCertain)) return estimates.map(rounded);
    second ??= estimator(f, at, 2 * digits);
    return second(p).map(rounded);
  });
  return rowsOf(columns);
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
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network, or as
 *   {@link definitionJacobian}
 */
export function definitionGradient(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  options?: DefinitionOptions,
): Gradients {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const loss = truncatedLossOf(config, parameters, sequence);
  return gradientsOf(config, definitionDerivatives(loss, flat(parameters), options));
}

/** A derivative, and how far off it may be. */
interface Estimate {
  readonly quotient: Decimal;
  readonly error: Decimal;
}

/** The derivatives of each component with respect to variable p. */
type Estimator = (p: number) => Estimate[];

/** Central differences with so many digits. */
function estimator(f: VectorFunction, at: Float64Array, digits: number): Estimator {
  const arithmetic = decimalArithmetic(digits);
  const one = arithmetic.constant(1);
  const atLeastOne = (x: Decimal): Decimal => (x.abs().lt(one) ? one : x.abs());
  const thirds = Math.floor(digits / 3);
  const h = arithmetic.powerOfTen(-thirds);
  const margin = arithmetic.powerOfTen(10 - 2 * thirds);

  const valuesAt = f(arithmetic);
  const x = Array.from(at, (value) => arithmetic.constant(value));
  const scales = valuesAt(x).map(atLeastOne);
  return (p) => {
    const size = atLeastOne(x[p]);
    const step = size.times(h);
    const above = valuesAt(x.with(p, x[p].plus(step)));
    const below = valuesAt(x.with(p, x[p].minus(step)));
    const divisor = step.plus(step);
    return scales.map((scale, m) => ({
      quotient: above[m].minus(below[m]).div(divisor),
      error: scale.div(size).times(margin),
    }));
  };
}

/** Whether every number within the error rounds to the same binary64 number. */
function isCertain({ quotient, error }: Estimate): boolean {
  return toNearestBinary64(quotient.minus(error)) === toNearestBinary64(quotient.plus(error));
}

/** The quotient as a binary64 number; zero when it cannot be told from zero. */
function rounded({ quotient, error }: Estimate): number {
  return quotient.abs().lte(error) ? 0 : toNearestBinary64(quotient);
}
