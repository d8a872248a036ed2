/** One record through the network of a run: what its states were, and what goes back through time. */
import { articleData } from "../article/data.ts";
import { listingSignals } from "../article/mended.ts";
import { planSequence, type RunPlan } from "../article/plan.ts";
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { firstStep } from "../gradcheck/frozenLoss.ts";
import { SATURATED } from "../gradcheck/networkCheck.ts";
import { row } from "../numerics/matrix.ts";
import { norm, spectralRadius } from "../numerics/norm.ts";
import { requireInteger } from "../numerics/require.ts";
import { activationDerivative } from "../rnn/activation.ts";
import { hiddenErrors } from "../rnn/backward.ts";
import { unrollBy } from "../rnn/engine.ts";
import { stateBefore, type Trace } from "../rnn/forward.ts";
import type { Parameters } from "../rnn/parameters.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { labPlan } from "./plan.ts";
import type { LabSettings } from "./settings.ts";

/** A record of the training data and what the parameters make of it; {@link labTrace} obtains it. */
export interface LabTrace {
  readonly plan: RunPlan;
  readonly parameters: Parameters;
  /** the T values of the record */
  readonly window: Float64Array;
  /** the value after them, which is to be predicted */
  readonly target: number;
  /** a, s and o of every step: T×H, T×H, T×1 */
  readonly trace: Trace;
  /** the part of the units and steps that pass less than {@link SATURATED} of a signal on, 0 to 1 */
  readonly saturated: number;
}

/**
 * @param record its number among the training records
 * @throws {TypeError | RangeError} when there is no such record
 */
export function labTrace(
  settings: LabSettings,
  parameters: Parameters,
  record: number = 0,
  engine: Engine = bestEngine(),
): LabTrace {
  const { training } = articleData(settings.length);
  requireInteger("record", record, { min: 0, max: training.length - 1 });
  const plan = labPlan(settings);
  const { x, y } = training[record];
  const trace = unrollBy(engine, plan.config, parameters, planSequence(plan, training[record]).x);
  const idle = trace.s.data.filter(
    (s) => !(Math.abs(activationDerivative(plan.config.activation, s)) >= SATURATED),
  );
  return {
    plan,
    parameters,
    window: x.data,
    target: y.data[0],
    trace,
    saturated: idle.length / trace.s.data.length,
  };
}

/** What arrives at each step of the error at the last one. */
export interface GradientFlow {
  /** ‖∂loss_{T−1}/∂a_i‖ for i = 0 … T−1, whatever the truncation */
  readonly truth: readonly number[];
  /** start(T−1): what arrives before this step is left out of the truncated gradient */
  readonly start: number;
  /**
   * The size of what the listing with its errata has in this place, null at steps that its window
   * leaves out; absent for the true gradient. While E01 and E02 stand it computes them and drops them.
   */
  readonly listing: readonly (number | null)[] | null;
}

/** The error at the last step on its way back, true and as the listing has it. */
export function gradientFlow({ plan, parameters, target, trace }: LabTrace): GradientFlow {
  const { config, length: T, mended } = plan;
  const last = T - 1;
  const e = trace.o.data[last] - target;
  const start = firstStep(config.truncation, last, T);
  const truth = hiddenErrors(config, parameters, trace, last, Float64Array.of(e)).map(norm);
  if (!mended) return { truth, start, listing: null };
  const hops = last - start;
  const signals = listingSignals(config.activation, parameters, trace, e, last, hops, mended);
  return { truth, start, listing: truth.map((_, i) => sizeOf(signals[last - i])) };
}

function sizeOf(signal: Float64Array | undefined): number | null {
  return signal ? norm(signal) : null;
}

/** How much each loss contributes through each step. */
export interface PairSizes {
  /**
   * ‖g(t, i)‖ over dU, dW and dV, in row t for i = 0 … t: with a loss at every step, the value after
   * the step its target. The last row are the pairs of the article's own loss.
   */
  readonly sizes: readonly (readonly number[])[];
  /** which pairs each truncation counts: in row t those from i = starts[t] on */
  readonly truncations: readonly {
    readonly truncation: Truncation;
    readonly starts: readonly number[];
  }[];
}

/** @param truncations to be shown beside that of the settings, which comes first */
export function pairSizes(
  { plan, parameters, window, target, trace }: LabTrace,
  truncations: readonly Truncation[] = [],
): PairSizes {
  const { config, length: T } = plan;
  // The norm of an outer product is the product of the norms.
  const read = Array.from(window, (x, i) => norm(Float64Array.of(x, norm(stateBefore(trace, i)))));
  const sizes = Array.from(window, (_, t) => {
    const e = trace.o.data[t] - (t < T - 1 ? window[t + 1] : target);
    const deltas = hiddenErrors(config, parameters, trace, t, Float64Array.of(e));
    const ofHidden = deltas.map((delta, i) => norm(delta) * read[i]);
    const ofOutput = Math.abs(e) * norm(row(trace.s, t));
    return ofHidden.with(t, norm(Float64Array.of(ofHidden[t], ofOutput)));
  });
  return {
    sizes,
    truncations: [config.truncation, ...truncations].map((truncation) => ({
      truncation,
      starts: sizes.map((_, t) => firstStep(truncation, t, T)),
    })),
  };
}

/** How large the weights are that a signal is multiplied by from step to step. */
export interface WeightSizes {
  /** of the entries of W */
  readonly largest: number;
  /** of W; above 1 what goes back can grow where nothing is saturated, below 1 it fades */
  readonly spectralRadius: number;
}

/** The sizes of the recurrent weights. */
export function weightSizes({ W }: Parameters): WeightSizes {
  const largest = W.data.reduce((size, w) => Math.max(size, Math.abs(w)), 0);
  return { largest, spectralRadius: spectralRadius(W) };
}
