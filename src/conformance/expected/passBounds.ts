/**
 * How far a right program may be from the exact result of a forward and backward pass: the rules of
 * `gradcheck/roundingErrors`, for the losses as they are and with each path's own roundings.
 */
import { firstStep } from "../../gradcheck/frozenLoss.ts";
import {
  type Accuracy,
  addHiddenErrorsTo,
  addOutputErrorsTo,
  type ForwardErrors,
  gamma,
  type HiddenErrors,
  hiddenErrors,
  noForwardErrors,
  type OutputErrors,
  outputErrors,
  type Pass,
  type PredictionErrors,
  predictionErrors,
  total,
  writeForwardErrors,
} from "../../gradcheck/roundingErrors.ts";
import { exp, ln } from "../../numerics/elementary.ts";
import { type Matrix, row } from "../../numerics/matrix.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import { emptyTrace, writeSteps } from "../../rnn/forward.ts";
import { type Output, stepLoss } from "../../rnn/loss.ts";
import { type Gradients, type Parameters, zeroGradients } from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import type { Span } from "../bugs/program.ts";
import type { Dtype } from "../dtype.ts";
import { accuracyOf, inputErrors } from "./accuracy.ts";

/** A forward pass in binary64, the targets, and the bounds of its errors in a dtype. */
export interface BoundedPass {
  readonly pass: Pass;
  readonly forward: ForwardErrors;
  readonly y: Matrix;
  readonly Ey: Matrix;
}

/**
 * A pass that has not begun.
 *
 * @param Etheta how far off the parameters may be
 */
export function boundedPass(
  dtype: Dtype,
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  Etheta?: Parameters,
): BoundedPass {
  const { x, y, initialState } = sequence;
  const errors = inputErrors(dtype, parameters, sequence);
  const pass: Pass = {
    config,
    accuracy: accuracyOf(dtype),
    parameters,
    trace: emptyTrace(config, x, initialState),
    off: { ...errors, ...(Etheta && { parameters: Etheta }) },
  };
  return { pass, forward: noForwardErrors(pass), y, Ey: errors.y };
}

/** The same pass with other parameters from here on. */
export function withParameters(
  bounded: BoundedPass,
  parameters: Parameters,
  Etheta: Parameters,
): BoundedPass {
  const { pass } = bounded;
  return { ...bounded, pass: { ...pass, parameters, off: { ...pass.off, parameters: Etheta } } };
}

/** Runs the steps of a span, writing to the trace and to its bounds. */
export function writeBoundedSpan({ pass, forward }: BoundedPass, { from, to }: Span): void {
  writeSteps(pass.trace, pass.config, pass.parameters, from, to);
  writeForwardErrors(forward, pass, from, to);
}

/** The whole sequence, run. */
export function finishedPass(
  dtype: Dtype,
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  Etheta?: Parameters,
): BoundedPass {
  const bounded = boundedPass(dtype, config, parameters, sequence, Etheta);
  writeBoundedSpan(bounded, { from: 0, to: sequence.x.rows - 1 });
  return bounded;
}

/** A step's output and target. */
export interface StepTarget {
  readonly output: Output;
  readonly o: Float64Array;
  readonly Eo: Float64Array;
  readonly y: Float64Array;
  readonly Ey: Float64Array;
}

/** What is known of one step's loss. */
export interface StepLoss {
  readonly loss: number;
  readonly Eloss: number;
  readonly outputs: OutputErrors;
}

/** The loss of a step and e, each with its error. */
export function stepLossErrors(accuracy: Accuracy, step: StepTarget): StepLoss {
  const { output, o, Eo, y, Ey } = step;
  const prediction = predictionErrors(accuracy, output, o, Eo);
  const outputs = outputErrors(accuracy, prediction, y, Ey);
  const loss = stepLoss(output, o, y);
  const Eloss =
    output === "linear"
      ? squaredErrorBound(accuracy, outputs)
      : crossEntropyBound(accuracy, step, loss, prediction, outputs);
  return { loss, Eloss, outputs };
}

/** Of ½ Σ e²: (|e| + E_e/2) E_e each, and γ_{O+1} for the square and the sum. */
function squaredErrorBound(accuracy: Accuracy, { e, Ee }: OutputErrors): number {
  const own = gamma(accuracy, e.length + 1) / 2;
  return total(e.map((ek, k) => (ek + Ee[k] / 2) * Ee[k] + own * (ek + Ee[k]) * (ek + Ee[k])));
}

/**
 * Of (m + ln Σ) − o_y, or of −ln p_y. What comes in with o counts by e, up to half its square. Then
 * there are the relative error of Σ and the logarithm's own; and, the one way, those of a sum and a
 * difference, the other way, of an exponential and a quotient.
 */
function crossEntropyBound(
  { unit, elementary }: Accuracy,
  { o, Eo, y }: StepTarget,
  loss: number,
  { ofSum }: PredictionErrors,
  { e }: OutputErrors,
): number {
  const m = Math.max(...o);
  const lnSum = ln(total(o.map((ok) => exp(ok - m))));
  const most = Math.max(...Eo);
  const carried = total(e.map((ek, k) => ek * Eo[k])) + most * most;
  const asSum = elementary * lnSum + unit * (Math.abs(m) + lnSum + loss);
  const asQuotient = elementary * (loss + 1) + unit * (m - o[y.indexOf(1)] + 1);
  return carried + ofSum + Math.max(asSum, asQuotient);
}

/** The loss of step t; undefined where it has none. */
function lossErrorsAt({ pass, forward, y, Ey }: BoundedPass, t: number): StepLoss | undefined {
  const { config, accuracy, trace } = pass;
  if (config.lossAt === "last" && t < trace.x.rows - 1) return undefined;
  const n = config.lossAt === "every" ? t : 0;
  return stepLossErrors(accuracy, {
    output: config.output,
    o: row(trace.o, t),
    Eo: row(forward.o, t),
    y: row(y, n),
    Ey: row(Ey, n),
  });
}

/** A number and how far it may be off. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

/** The sum of numbers that are off already. */
export function boundedSum(accuracy: Accuracy, terms: readonly Bounded[]): Bounded {
  let [value, error, size] = [0, 0, 0];
  for (const term of terms) {
    value += term.value;
    error += term.error;
    size += Math.abs(term.value) + term.error;
  }
  return { value, error: error + gamma(accuracy, Math.max(0, terms.length - 1)) * size };
}

/** The losses of a pass, step by step, those there are. */
export function stepLosses(bounded: BoundedPass): Bounded[] {
  return Array.from({ length: bounded.pass.trace.x.rows }, (_, t) => lossErrorsAt(bounded, t))
    .filter((step) => step !== undefined)
    .map(({ loss, Eloss }) => ({ value: loss, error: Eloss }));
}

/** The bounds of the gradient of the losses of a span, truncated as the network says. */
export function spanGradientBounds(bounded: BoundedPass, span: Span): Gradients {
  const { pass, forward } = bounded;
  const { config, trace } = pass;
  const losses = lossesOf(bounded, span);
  const start = (t: number): number => firstStep(config.truncation, t, trace.x.rows);
  const pairs = losses.reduce((sum, { t }) => sum + t - start(t) + 1, 0);
  const bounds = zeroGradients(config);
  for (const { t, outputs } of losses) {
    addOutputErrorsTo(bounds, pass, forward, outputs, t, losses.length);
    for (const hidden of hiddenErrors(pass, forward, outputs, t, start(t))) {
      // The outer product, and the sum over all pairs.
      addHiddenErrorsTo(bounds, pass, forward, hidden, wayBack(config, t, hidden) + pairs);
    }
  }
  return bounds;
}

/** The bounds of each g(t, i), 0 ≤ i ≤ t; null where step t has no loss. */
export function pairBounds(bounded: BoundedPass): (Gradients[] | null)[] {
  const { pass, forward } = bounded;
  const T = pass.trace.x.rows;
  const pairs: (Gradients[] | null)[] = Array.from({ length: T }, () => null);
  for (const { t, outputs } of lossesOf(bounded, { from: 0, to: T - 1 })) {
    const terms = Array.from({ length: t + 1 }, () => zeroGradients(pass.config));
    addOutputErrorsTo(terms[t], pass, forward, outputs, t, 1);
    for (const hidden of hiddenErrors(pass, forward, outputs, t, 0)) {
      const path = wayBack(pass.config, t, hidden) + 1;
      addHiddenErrorsTo(terms[hidden.i], pass, forward, hidden, path);
    }
    pairs[t] = terms;
  }
  return pairs;
}

function lossesOf(
  bounded: BoundedPass,
  { from, to }: Span,
): { readonly t: number; readonly outputs: OutputErrors }[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n).flatMap((t) => {
    const step = lossErrorsAt(bounded, t);
    return step ? [{ t, outputs: step.outputs }] : [];
  });
}

/**
 * The roundings on the way from e_t to δ_i. A step is a product with V or W, a sum of O or H terms
 * and a product with f′; with a loss at every step the sum may be of both, where several losses go
 * back together.
 */
function wayBack(
  { hiddenSize: H, outputSize: O, lossAt }: NetworkConfig,
  t: number,
  { i }: HiddenErrors,
): number {
  return lossAt === "every" ? (t - i + 1) * (H + O + 1) : O + 1 + (t - i) * (H + 1);
}
