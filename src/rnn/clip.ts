/**
 * Gradient clipping, by value and by global norm. Both take the finished gradient of an update and
 * return a new one.
 */
import { requireNumber } from "../numerics/require.ts";
import { type Gradients, gradientArrays, mapGradients } from "./parameters.ts";

/** `value`: each entry into [−limit, limit]. `norm`: the whole gradient's length to at most limit. */
export type Clipping =
  | { readonly kind: "value"; readonly limit: number }
  | { readonly kind: "norm"; readonly limit: number };

/**
 * Every entry moved to the nearest point of [low, high]; entries inside keep their bits.
 *
 * @throws {TypeError | RangeError} when a bound is not a finite number, or high < low
 */
export function clipByValue(gradients: Gradients, low: number, high: number): Gradients {
  requireNumber("low", low);
  requireNumber("high", high, { min: low });
  return mapGradients(gradients, (g) => Math.min(Math.max(g, low), high));
}

/**
 * The gradient scaled by limit / ‖g‖ when its norm over all tensors together exceeds the limit, else
 * unchanged (Pascanu, Mikolov and Bengio 2013, algorithm 1). The result is never longer than the
 * gradient was, and longer than the limit by rounding at most.
 *
 * @throws {TypeError | RangeError} when the limit is not a finite number above 0
 */
export function clipByNorm(gradients: Gradients, limit: number): Gradients {
  requireNumber("limit", limit, { above: 0 });
  const norm = globalNorm(gradients);
  return norm > limit ? mapGradients(gradients, (g) => g * (limit / norm)) : gradients;
}

/**
 * ‖g‖ = √(Σ g²) over the entries of all tensors in the order dU, dW, dV, db, dc; scaled by the
 * largest entry, so that it neither overflows nor underflows on the way.
 */
export function globalNorm(gradients: Gradients): number {
  const arrays = gradientArrays(gradients);
  let largest = 0;
  for (const values of arrays) for (const g of values) largest = Math.max(largest, Math.abs(g));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const values of arrays) for (const g of values) sum += (g / largest) * (g / largest);
  return largest * Math.sqrt(sum);
}

/** Applies the clipping, if there is one. */
export function clip(gradients: Gradients, clipping: Clipping | undefined): Gradients {
  if (clipping === undefined) return gradients;
  const { kind, limit } = clipping;
  return kind === "value" ? clipByValue(gradients, -limit, limit) : clipByNorm(gradients, limit);
}
