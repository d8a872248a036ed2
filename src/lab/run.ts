/** A run of the laboratory, epoch by epoch, and what there is to say about it. */
import { articleData } from "../article/data.ts";
import { type Ensemble, runFigures } from "../article/ensemble.ts";
import {
  type EpochLosses,
  type Predictions,
  planEpochs,
  planResult,
  type RunEpoch,
  type RunResult,
} from "../article/plan.ts";
import { type Verdict, verdict } from "../article/verdict.ts";
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { type Parameters, parameterArrays } from "../rnn/parameters.ts";
import { labPlan, labStart } from "./plan.ts";
import { differencesFromPublished } from "./published.ts";
import { isMended, type LabSettings, requireLabSettings } from "./settings.ts";

/** Over the records of a split. */
export type LossUnit = "sum" | "mean";

/** The figures of both splits as they are shown: sums, or means where E11 is mended. */
export interface ShownLoss {
  readonly trainLoss: number;
  readonly valLoss: number;
}

export interface LabEpoch extends RunEpoch {
  readonly shown: ShownLoss;
}

export interface LabResult {
  readonly settings: LabSettings;
  /** the figures as they are, losses as sums; its SHA-256 is that of the same run elsewhere */
  readonly run: RunResult;
  readonly targets: Predictions;
  /** what the errata E11–E13 leave to be shown of them */
  readonly shown: {
    readonly loss: LossUnit;
    readonly epochs: readonly ShownLoss[];
    /** the way of predicting (E12) */
    readonly way: "asTrained" | "articlePrediction";
    readonly predictions: Predictions;
    /** on the validation records; null where the line that prints it does not run (E13) */
    readonly valRmse: number | null;
  };
  /** null where the run is another than the published one; {@link differences} says in what */
  readonly verdict: Verdict | null;
  /** what keeps the run from being held against the published table; empty where nothing does */
  readonly differences: readonly string[];
  /** whether a loss or a parameter is no longer finite */
  readonly diverged: boolean;
}

/**
 * The run, one epoch a step; each costs its time when it is asked for.
 *
 * @param ensemble the rounding ensemble of the published run, as `fixtures/article` holds it
 * @param engine the fastest there is when absent, with the same bits
 * @throws {TypeError | RangeError} at the first call of `next()`, when the settings are not such as
 *   `labSettings` returns
 */
export function* labRun(
  settings: LabSettings,
  ensemble: Ensemble,
  engine: Engine = bestEngine(),
): Generator<LabEpoch, LabResult> {
  requireLabSettings(settings);
  const losses: EpochLosses[] = [];
  let parameters = labStart(settings);
  for (const epoch of planEpochs(labPlan(settings), parameters, engine)) {
    const { parameters: updated, ...loss } = epoch;
    losses.push(loss);
    parameters = updated;
    yield { ...epoch, shown: lossAs(lossUnit(settings), settings, epoch) };
  }
  return labResult(settings, losses, parameters, ensemble, engine);
}

/**
 * What there is to say after the given epochs, be they all or those until the run was stopped.
 *
 * @param parameters after the last of the epochs
 * @throws {RangeError} when there is no epoch
 */
export function labResult(
  settings: LabSettings,
  epochs: readonly EpochLosses[],
  parameters: Parameters,
  ensemble: Ensemble,
  engine: Engine = bestEngine(),
): LabResult {
  if (epochs.length === 0) throw new RangeError("epochs: expected at least one, got none");
  const run = planResult(labPlan(settings), epochs, parameters, engine);
  const { training, validation } = articleData(settings.length);
  const article = isMended(settings, "E12") ? null : run.articlePrediction;
  const way = article ? "articlePrediction" : "asTrained";
  const differences = differencesFromPublished(settings);
  return {
    settings,
    run,
    targets: {
      training: Float64Array.from(training, ({ y }) => y.data[0]),
      validation: Float64Array.from(validation, ({ y }) => y.data[0]),
    },
    shown: {
      loss: lossUnit(settings),
      epochs: lossesAs(lossUnit(settings), { settings, run }),
      way,
      predictions: article ?? run.asTrained,
      valRmse: isMended(settings, "E13") ? run.valRmse[way] : null,
    },
    verdict: differences.length === 0 ? publishedVerdict(settings, run, ensemble) : null,
    differences,
    diverged: !stayedFinite(epochs[epochs.length - 1], parameters),
  };
}

/** The RMSE is the published one only if it is predicted and printed as that was (E12, E13). */
function publishedVerdict(settings: LabSettings, run: RunResult, ensemble: Ensemble): Verdict {
  const found = verdict(runFigures(run), ensemble);
  const printsRmse = !isMended(settings, "E12") && isMended(settings, "E13");
  return printsRmse ? found : { ...found, valRmse: null };
}

function stayedFinite({ trainLoss, valLoss }: EpochLosses, parameters: Parameters): boolean {
  const values = [[trainLoss, valLoss], ...parameterArrays(parameters)];
  return values.every((numbers) => numbers.every(Number.isFinite));
}

/** What the settings show of the losses (E11). */
export function lossUnit(settings: LabSettings): LossUnit {
  return isMended(settings, "E11") ? "mean" : "sum";
}

/** The losses of a run in a unit that may be another than its own, to be set beside another run's. */
export function lossesAs(
  unit: LossUnit,
  { settings, run }: Pick<LabResult, "settings" | "run">,
): readonly ShownLoss[] {
  return run.trainLoss.map((trainLoss, n) =>
    lossAs(unit, settings, { trainLoss, valLoss: run.valLoss[n] }),
  );
}

function lossAs(
  unit: LossUnit,
  settings: LabSettings,
  { trainLoss, valLoss }: ShownLoss,
): ShownLoss {
  if (unit === "sum") return { trainLoss, valLoss };
  const { training, validation } = articleData(settings.length);
  return { trainLoss: trainLoss / training.length, valLoss: valLoss / validation.length };
}
