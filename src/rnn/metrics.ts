/** How far predictions are from targets. */
import { requireVector } from "../numerics/require.ts";

/**
 * √(Σ (ŷ_n − y_n)² / N), in the unit of the targets.
 *
 * @throws {TypeError | RangeError} when the two differ in length, are empty, or hold a number that
 *   is not finite
 */
export function rootMeanSquaredError(predictions: Float64Array, targets: Float64Array): number {
  requireVector("targets", targets);
  requireVector("predictions", predictions, targets.length);
  if (targets.length === 0) throw new RangeError("targets: expected at least one number, got none");
  let sum = 0;
  for (let n = 0; n < targets.length; n++) {
    const e = predictions[n] - targets[n];
    sum += e * e;
  }
  return Math.sqrt(sum / targets.length);
}
