/**
 * The gradient of a run before the oracles: on a network that is small enough to be asked while
 * someone waits, with the same errata, activation, truncation, input and start.
 */

import { articleData } from "../article/data.ts";
import type { GradientErratum } from "../article/errata.ts";
import { relativeDistance } from "../article/ladder.ts";
import { listingForward } from "../article/listing.ts";
import { listingPlanGradient, planSequence, type RunPlan } from "../article/plan.ts";
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { checkNetwork, ORACLES, type Oracle } from "../gradcheck/networkCheck.ts";
import type { CheckReport } from "../gradcheck/report.ts";
import { maxNorm } from "../numerics/norm.ts";
import { clip } from "../rnn/clip.ts";
import { unrollBy } from "../rnn/engine.ts";
import { type Gradients, gradientArrays, type Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { sweeps } from "../rnn/truncation.ts";
import { standing } from "./explain.ts";
import { labPlan, labStart } from "./plan.ts";
import { changed, type LabSettings } from "./settings.ts";

/** The sizes of the network that is checked, where the run's are larger. */
export const CHECKED: { readonly hidden: number; readonly length: number } = Object.freeze({
  hidden: 4,
  length: 7,
});

export interface LabCheck {
  /** of the run whose gradient it is */
  readonly settings: LabSettings;
  /** the sizes of the network that was asked */
  readonly hidden: number;
  readonly length: number;
  /** the errata of the gradient that are in force */
  readonly standing: readonly GradientErratum[];
  /**
   * What E10 clips its partial sums to there: half the largest entry of the true gradient, since at the
   * run's own limit there might be nothing to clip; null where E10 is not in force
   */
  readonly limit: number | null;
  /** the oracles' findings, tensor by tensor */
  readonly report: CheckReport;
  /** ‖g − g*‖ / ‖g*‖ over all tensors, on the same network; NaN where g* is zero */
  readonly distance: number;
}

/**
 * Asks the oracles of a run's gradient at its start, or of a network of the same kind that is drawn
 * like it where the run's own is larger than {@link CHECKED}; before the finished gradient is clipped.
 */
export function labCheck(
  settings: LabSettings,
  oracles: readonly Oracle[] = ORACLES,
  engine: Engine = bestEngine(),
): LabCheck {
  const hidden = Math.min(settings.hidden, CHECKED.hidden);
  const length = Math.min(settings.length, CHECKED.length);
  const small = changed(settings, { hidden, length });
  const plan = labPlan(small);
  const parameters = labStart(small);
  const [record] = articleData(length).training;
  const truth = trueGradient(plan, parameters, record, engine);
  const inForce = standing(small);
  const limit = inForce.includes("E10") ? maxNorm(gradientArrays(truth)) / 2 : null;
  const limited: RunPlan = limit === null ? plan : { ...plan, clipping: { kind: "value", limit } };
  const gradients = planGradient(limited, parameters, record, engine);
  return {
    settings,
    hidden,
    length,
    standing: inForce,
    limit,
    report: checkNetwork(plan.config, parameters, planSequence(plan, record), gradients, oracles),
    distance: relativeDistance(gradients, truth),
  };
}

/**
 * ‖g − g*‖ / ‖g*‖ for the first record at the run's own size, both as an update applies them, which is
 * clipped. 0 for the true gradient; NaN where g* is zero, or the run has diverged.
 */
export function gradientDistance(
  settings: LabSettings,
  parameters: Parameters,
  engine: Engine = bestEngine(),
): number {
  const plan = labPlan(settings);
  const [record] = articleData(settings.length).training;
  const [g, truth] = [planGradient, trueGradient].map((gradient) =>
    clip(gradient(plan, parameters, record, engine), plan.clipping),
  );
  return relativeDistance(g, truth);
}

/** What the plan takes for the gradient of a record. */
function planGradient(
  plan: RunPlan,
  parameters: Parameters,
  record: Sequence,
  engine: Engine,
): Gradients {
  const { config, mended } = plan;
  if (!mended) return trueGradient(plan, parameters, record, engine);
  const { listingStates } = engine;
  const trace = listingForward(parameters, record.x.data, listingStates, config.activation);
  return listingPlanGradient(plan, mended, parameters, record, trace);
}

function trueGradient(
  plan: RunPlan,
  parameters: Parameters,
  record: Sequence,
  engine: Engine,
): Gradients {
  const { x, y } = planSequence(plan, record);
  const trace = unrollBy(engine, plan.config, parameters, x);
  return engine.propagate(
    plan.config,
    parameters,
    trace,
    y,
    sweeps(plan.config.truncation, x.rows),
  );
}
