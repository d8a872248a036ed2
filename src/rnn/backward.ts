/**
 * Back-propagation through time (Rumelhart, Hinton and Williams 1986; Werbos 1990; Goodfellow,
 * Bengio and Courville, Deep Learning, §10.2.2), full or truncated. With e_t = ∂loss_t/∂o_t and
 * δ_i = ∂loss/∂a_i, for a sweep that ends at step τ:
 *
 *     δ_i = f′(a_i) ⊙ (Vᵀ e_i + Wᵀ δ_{i+1})        e_i where step i has a loss, δ_{τ+1} = 0
 *     dV += e_t s_tᵀ     dc += e_t
 *
 * and for each step, with Σδ_i over the sweeps that reach it, which is all that the sums below need to
 * know, since they are linear in δ:
 *
 *     dU += Σδ_i x_iᵀ     dW += Σδ_i s_{i−1}ᵀ     db += Σδ_i
 *
 * Sweeps and steps are taken from the last to the first. Clipping has no place here: it applies to the
 * finished gradient.
 */
import {
  addOuterProductTo,
  addTo,
  addTransposedProductTo,
  type Matrix,
  row,
} from "../numerics/matrix.ts";
import { requireMatrix, requireObject, requireVector } from "../numerics/require.ts";
import { type Activation, activationDerivative } from "./activation.ts";
import type { NetworkConfig } from "./config.ts";
import { stateBefore, type Trace } from "./forward.ts";
import { outputError } from "./loss.ts";
import {
  type Gradients,
  gradientArrays,
  type PairContributions,
  type Parameters,
  requireParameters,
  zeroGradients,
} from "./parameters.ts";
import { requireInputs, requireTargets, targetAt } from "./sequence.ts";
import { type Sweep, sweeps } from "./truncation.ts";

/**
 * The gradient of a sequence's loss, truncated as the configuration says.
 *
 * @param trace what {@link forward} returned for the sequence
 * @param y the targets: 1×O with the loss at the last step, T×O with a loss at every step
 * @throws {TypeError | RangeError} when a shape disagrees with the configuration, a number is not
 *   finite, or a softmax target is not one-hot
 */
export function backward(
  config: NetworkConfig,
  parameters: Parameters,
  trace: Trace,
  y: Matrix,
): Gradients {
  requireParameters(config, parameters);
  requireTrace(config, trace);
  requireTargets(config, y, trace.x.rows);
  return propagate(config, parameters, trace, y, sweeps(config.truncation, trace.x.rows));
}

/**
 * {@link backward} without its checks, along the given sweeps.
 *
 * @param along in the order of time, each ending after the one before it and starting no earlier
 * @param gradients where to write them, over what is there, and what is returned; new ones when absent
 */
export function propagate(
  config: NetworkConfig,
  parameters: Parameters,
  trace: Trace,
  y: Matrix,
  along: readonly Sweep[],
  gradients: Gradients = zeroGradients(config),
): Gradients {
  for (const values of gradientArrays(gradients)) values.fill(0);
  const sums: HiddenErrorSums = new Map();
  for (let n = along.length - 1; n >= 0; n--) {
    const nextEnd = n > 0 ? along[n - 1].end : -1;
    addSweepTo(gradients, sums, config, parameters, trace, y, along[n], nextEnd);
  }
  return gradients;
}

/**
 * Each loss's contribution through each step on its own. Every truncation of the gradient is a sum
 * of these: of g(t, i) over start(t) ≤ i ≤ t.
 *
 * @throws {TypeError | RangeError} as {@link backward}
 */
export function pairContributions(
  config: NetworkConfig,
  parameters: Parameters,
  trace: Trace,
  y: Matrix,
): PairContributions {
  requireParameters(config, parameters);
  requireTrace(config, trace);
  requireTargets(config, y, trace.x.rows);
  return Array.from({ length: trace.x.rows }, (_, t) => {
    const e = errorAt(config, trace, y, t);
    return e ? pairsOf(config, parameters, trace, t, e) : null;
  });
}

/**
 * δ_{t,i} = ∂loss_t/∂a_i for i = 0 … t, of length H each: what of the error at step t arrives at step
 * i, whatever the truncation. Checks nothing.
 *
 * @param e e_t = ∂loss_t/∂o_t, of length O
 */
export function hiddenErrors(
  { activation }: NetworkConfig,
  parameters: Parameters,
  { s }: Pick<Trace, "s">,
  t: number,
  e: Float64Array,
): Float64Array[] {
  let delta = hiddenError(activation, parameters, row(s, t), e, undefined);
  const deltas = [delta];
  for (let i = t - 1; i >= 0; i--) {
    delta = hiddenError(activation, parameters, row(s, i), undefined, delta);
    deltas.push(delta);
  }
  return deltas.reverse();
}

/** g(t, 0) … g(t, t), for the e_t of a step that has a loss. */
function pairsOf(
  config: NetworkConfig,
  parameters: Parameters,
  trace: Trace,
  t: number,
  e: Float64Array,
): Gradients[] {
  const pairs = Array.from({ length: t + 1 }, () => zeroGradients(config));
  addOutputTermTo(pairs[t], e, row(trace.s, t));
  hiddenErrors(config, parameters, trace, t, e).forEach((delta, i) => {
    addHiddenTermTo(pairs[i], delta, row(trace.x, i), stateBefore(trace, i));
  });
  return pairs;
}

/** Σδ_i, of length H, by the step i, of those that the sweeps to come may still reach. */
type HiddenErrorSums = Map<number, Float64Array>;

/**
 * One sweep back through time, from step `end` down to step `start`.
 *
 * @param nextEnd where the next sweep, which is the one before it in time, begins: what it cannot
 *   reach is complete
 */
function addSweepTo(
  gradients: Gradients,
  sums: HiddenErrorSums,
  config: NetworkConfig,
  parameters: Parameters,
  trace: Trace,
  y: Matrix,
  { end, firstLoss, start }: Sweep,
  nextEnd: number,
): void {
  let delta: Float64Array | undefined;
  for (let i = end; i >= start; i--) {
    const e = i >= firstLoss ? errorAt(config, trace, y, i) : undefined;
    if (e) addOutputTermTo(gradients, e, row(trace.s, i));
    // Until the sweep meets its first loss there is nothing to carry back.
    if (e || delta) {
      delta = hiddenError(config.activation, parameters, row(trace.s, i), e, delta);
      addHiddenErrorTo(sums, i, delta);
    }
    if (i > nextEnd) addStepTo(gradients, sums, trace, i);
  }
}

/** Σδ_i += δ_i. */
function addHiddenErrorTo(sums: HiddenErrorSums, i: number, delta: Float64Array): void {
  const sum = sums.get(i);
  if (sum) addTo(sum, delta);
  else sums.set(i, delta);
}

/** The terms of step i, whose sum is complete; none where no loss has reached it. */
function addStepTo(gradients: Gradients, sums: HiddenErrorSums, trace: Trace, i: number): void {
  const sum = sums.get(i);
  if (!sum) return;
  addHiddenTermTo(gradients, sum, row(trace.x, i), stateBefore(trace, i));
  sums.delete(i);
}

/** e_t = ∂loss_t/∂o_t, of length O; undefined when step t has no loss. */
function errorAt(
  config: NetworkConfig,
  trace: Trace,
  y: Matrix,
  t: number,
): Float64Array | undefined {
  const target = targetAt(config, y, t, trace.x.rows);
  return target && outputError(config.output, row(trace.o, t), target);
}

/** dV += e_t s_tᵀ, dc += e_t. */
function addOutputTermTo({ dV, dc }: Gradients, e: Float64Array, s: Float64Array): void {
  addOuterProductTo(dV, e, s);
  if (dc) addTo(dc, e);
}

/** δ_i = f′(a_i) ⊙ (Vᵀ e_i + Wᵀ δ_{i+1}), of length H; either term may be absent. */
function hiddenError(
  activation: Activation,
  { V, W }: Parameters,
  s: Float64Array,
  e: Float64Array | undefined,
  deltaAfter: Float64Array | undefined,
): Float64Array {
  const delta = new Float64Array(s.length);
  if (e) addTransposedProductTo(delta, V, e);
  if (deltaAfter) addTransposedProductTo(delta, W, deltaAfter);
  for (let i = 0; i < s.length; i++) delta[i] *= activationDerivative(activation, s[i]);
  return delta;
}

/** dU += δ_i x_iᵀ, dW += δ_i s_{i−1}ᵀ, db += δ_i. */
function addHiddenTermTo(
  { dU, dW, db }: Gradients,
  delta: Float64Array,
  x: Float64Array,
  sBefore: Float64Array,
): void {
  addOuterProductTo(dU, delta, x);
  addOuterProductTo(dW, delta, sBefore);
  if (db) addTo(db, delta);
}

/** @throws {TypeError | RangeError} when the trace is none of a network so configured */
export function requireTrace(config: NetworkConfig, trace: Trace): void {
  requireObject("trace", trace);
  requireInputs(config, trace.x, undefined, "trace.");
  requireVector("trace.initialState", trace.initialState, config.hiddenSize);
  requireMatrix("trace.s", trace.s, trace.x.rows, config.hiddenSize);
  requireMatrix("trace.o", trace.o, trace.x.rows, config.outputSize);
}
