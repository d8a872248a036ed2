/** One run of the article's problem, epoch by epoch, and what there is to say about it afterwards. */
import { type Engine, requireEngine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import {
  requireAnyNumber,
  requireArray,
  requireInteger,
  requireObject,
} from "../numerics/require.ts";
import { type Parameters, requireParameterShapes, requireParameters } from "../rnn/parameters.ts";
import { mend } from "./mended.ts";
import { articleNetwork, startParameters } from "./network.ts";
import {
  type EpochLosses,
  planEpochs,
  planResult,
  type RunEpoch,
  type RunPlan,
  type RunResult,
} from "./plan.ts";
import { type RunSettings, requireRunSettings } from "./settings.ts";

export type { EpochLosses, Predictions, RunEpoch, RunResult } from "./plan.ts";

/**
 * The epochs of a run, one a step; each costs its time when it is asked for.
 *
 * @returns the parameters after the last one
 * @param start where the parameters start; the settings' own draw when absent
 * @param engine what computes it; the fastest there is when absent, with the same bits
 * @throws {TypeError | RangeError} at the first call of `next()`, when the settings are not such as
 *   `runSettings` returns, or the start does not fit their network
 */
export function* articleEpochs(
  settings: RunSettings,
  start?: Parameters,
  engine: Engine = bestEngine(),
): Generator<RunEpoch, Parameters> {
  requireRunSettings(settings);
  requireEngine("engine", engine);
  if (start !== undefined) requireParameters(articleNetwork(settings), start);
  const from = start ?? startParameters(settings);
  return yield* planEpochs(runPlan(settings), from, engine);
}

/**
 * What there is to say about a run after the given epochs, be they all or those until it was
 * stopped. Losses and parameters may be of any size: where a run has diverged, so do the figures.
 *
 * @param parameters after the last of the epochs
 * @param engine as for {@link articleEpochs}
 * @throws {TypeError | RangeError} when the settings are not such as `runSettings` returns, there is
 *   no epoch, an epoch or a loss is not a number, or the parameters do not have the shapes of the network
 */
export function summarize(
  settings: RunSettings,
  epochs: readonly EpochLosses[],
  parameters: Parameters,
  engine: Engine = bestEngine(),
): RunResult {
  requireRunSettings(settings);
  requireEpochs(epochs);
  requireParameterShapes(articleNetwork(settings), parameters);
  requireEngine("engine", engine);
  return planResult(runPlan(settings), epochs, parameters, engine);
}

/** What a run with these settings computes. */
export function runPlan(settings: RunSettings): RunPlan {
  const { preset, length, epochs, learningRate, clip, mended } = settings;
  return {
    config: articleNetwork(settings),
    sharedInput: preset === "sane",
    length,
    epochs,
    learningRate,
    clipping: { kind: "value", limit: clip },
    mended: preset === "as-published" ? mend(mended) : null,
  };
}

function requireEpochs(epochs: readonly EpochLosses[]): void {
  requireArray("epochs", epochs, "epochs");
  if (epochs.length === 0) throw new RangeError("epochs: expected at least one, got none");
  for (let n = 0; n < epochs.length; n++) {
    requireObject(`epochs[${n}]`, epochs[n]);
    requireInteger(`epochs[${n}].epoch`, epochs[n].epoch, { min: 1 });
    requireAnyNumber(`epochs[${n}].trainLoss`, epochs[n].trainLoss);
    requireAnyNumber(`epochs[${n}].valLoss`, epochs[n].valLoss);
  }
}

/**
 * A whole run.
 *
 * @throws {TypeError | RangeError} as {@link articleEpochs}
 */
export function articleRun(
  settings: RunSettings,
  start?: Parameters,
  engine: Engine = bestEngine(),
): RunResult {
  const run = articleEpochs(settings, start, engine);
  const losses: EpochLosses[] = [];
  for (;;) {
    const { value, done } = run.next();
    if (done) return summarize(settings, losses, value, engine);
    const { parameters: _parameters, ...epoch } = value;
    losses.push(epoch);
  }
}
