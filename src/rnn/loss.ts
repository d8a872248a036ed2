/**
 * The two output–loss pairs. In both the derivative of the loss with respect to o is
 * (prediction − target), which is why they go in pairs (Bishop, Pattern Recognition and Machine
 * Learning, §4.3.6, canonical link functions).
 */
import { exp, ln } from "../numerics/elementary.ts";

/** The names of the pairs of output and loss. */
export const OUTPUTS = ["linear", "softmax"] as const;
Object.freeze(OUTPUTS);
/** `linear`: ŷ = o with half squared error. `softmax`: ŷ = softmax(o) with cross-entropy. */
export type Output = (typeof OUTPUTS)[number];

/** ŷ, of length O, from o of length O. */
export function prediction(output: Output, o: Float64Array): Float64Array {
  return output === "linear" ? o.slice() : softmax(o);
}

/** p_k = e^(o_k − m) / Σ_j e^(o_j − m), with m = max o, so that nothing overflows. */
export function softmax(o: Float64Array): Float64Array {
  const m = maximum(o);
  const p = o.map((ok) => exp(ok - m));
  const sum = total(p);
  return p.map((pk) => pk / sum);
}

/**
 * The loss at one step, for o and the target y, both of length O; never negative.
 *
 * - linear: ½ Σ_k (o_k − y_k)²
 * - softmax: −ln p_y = (m + ln Σ_k e^(o_k − m)) − o_y for the one-hot target y
 */
export function stepLoss(output: Output, o: Float64Array, y: Float64Array): number {
  return output === "linear" ? halfSquaredError(o, y) : crossEntropy(o, y);
}

function halfSquaredError(o: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < o.length; k++) {
    const e = o[k] - y[k];
    sum += e * e;
  }
  return sum / 2;
}

function crossEntropy(o: Float64Array, y: Float64Array): number {
  const m = maximum(o);
  const logSumExp = m + ln(total(o.map((ok) => exp(ok - m))));
  return logSumExp - o[y.indexOf(1)];
}

/** e = ∂loss/∂o = ŷ − y, of length O. */
export function outputError(output: Output, o: Float64Array, y: Float64Array): Float64Array {
  return prediction(output, o).map((yHat, k) => yHat - y[k]);
}

function maximum(o: Float64Array): number {
  return o.reduce((m, ok) => Math.max(m, ok), -Infinity);
}

/** Σ_k v_k, left to right. */
function total(v: Float64Array): number {
  return v.reduce((sum, vk) => sum + vk, 0);
}
