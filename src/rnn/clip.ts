/**
 * Gradient clipping, by value and by global norm. Both take the finished gradient of an update and
 * leave it untouched: what they return is new, or the gradient itself where nothing is to be done.
 */
import { type ScaledNorm, scaledNorm } from "../numerics/norm.ts";
import {
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { type Gradients, gradientArrays, mapGradients, requireGradients } from "./parameters.ts";

/** `value`: each entry into [−limit, limit]. `norm`: the whole gradient's length to at most limit. */
export type Clipping =
  | {
      readonly kind: "value";
      /** the largest absolute value that an entry may have */
      readonly limit: number;
    }
  | {
      readonly kind: "norm";
      /** the largest Euclidean norm that all entries together may have */
      readonly limit: number;
    };

/**
 * Every entry moved to the nearest point of [low, high]; entries inside keep their bits, and NaN
 * stays NaN. Where all are inside, the gradient itself.
 *
 * @throws {TypeError | RangeError} when a bound is not a finite number, or high < low, or the
 *   gradients are malformed
 */
export function clipByValue(gradients: Gradients, low: number, high: number): Gradients {
  requireGradients(gradients);
  requireNumber("low", low);
  requireNumber("high", high, { min: low });
  if (gradientArrays(gradients).every((values) => isInside(values, low, high))) return gradients;
  return mapGradients(gradients, (g) => nearest(g, low, high));
}

/** Whether clipping leaves all as they are, as in most updates: to see that costs less than a copy. */
function isInside(values: Float64Array, low: number, high: number): boolean {
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high) return false;
  }
  return true;
}

/** By comparison, not by Math.min and Math.max: those would turn −0 into +0 at a bound of zero. */
function nearest(g: number, low: number, high: number): number {
  if (g < low) return low;
  if (g > high) return high;
  return g;
}

/**
 * The gradient scaled by limit / ‖g‖ when its norm over all tensors together exceeds the limit, else
 * unchanged (Pascanu, Mikolov and Bengio 2013, algorithm 1). The result is never longer than the
 * gradient was, and longer than the limit by rounding at most. A gradient with an entry that is not
 * finite has no direction to keep, and is returned as it is, so that it shows.
 *
 * @throws {TypeError | RangeError} when the limit is not a finite number above 0, or the gradients
 *   are malformed
 */
export function clipByNorm(gradients: Gradients, limit: number): Gradients {
  requireNumber("limit", limit, { above: 0 });
  const { largest, relative } = scaled(gradients);
  const norm = largest * relative;
  if (!(norm > limit) || largest === Infinity) return gradients;
  // The norm can overflow where no entry does.
  const factor = norm < Infinity ? limit / norm : limit / largest / relative;
  return factor >= SMALLEST_NORMAL
    ? mapGradients(gradients, (g) => g * factor)
    : mapGradients(gradients, (g) => (g / largest) * (limit / relative));
}

/** 2^-1022: below it a number has fewer than 53 bits, and a factor would take them from all entries. */
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * ‖g‖ = √(Σ g²) over the entries of all tensors in the order dU, dW, dV, db, dc; scaled by the
 * largest entry, so that it neither overflows nor underflows on the way. Infinity when it is above
 * all numbers or an entry is infinite, NaN when one is NaN.
 *
 * @throws {TypeError | RangeError} when the gradients are malformed
 */
export function globalNorm(gradients: Gradients): number {
  const { largest, relative } = scaled(gradients);
  return largest * relative;
}

/** ‖g‖ over all tensors. */
function scaled(gradients: Gradients): ScaledNorm {
  requireGradients(gradients);
  return scaledNorm(gradientArrays(gradients));
}

/**
 * Applies the clipping, if there is one.
 *
 * @throws {TypeError | RangeError} when the clipping or the gradients are malformed
 */
export function clip(gradients: Gradients, clipping: Clipping | undefined): Gradients {
  if (clipping === undefined) return gradients;
  requireClipping(clipping);
  const { kind, limit } = clipping;
  return kind === "value" ? clipByValue(gradients, -limit, limit) : clipByNorm(gradients, limit);
}

/** @throws {TypeError | RangeError} when the value is not a clipping with a limit above 0 */
export function requireClipping(value: unknown): asserts value is Clipping {
  requireObject("clipping", value);
  requireOnlyKeys("clipping", value, ["kind", "limit"]);
  requireOneOf("clipping.kind", value["kind"], ["value", "norm"]);
  requireNumber("clipping.limit", value["limit"], { above: 0 });
}
