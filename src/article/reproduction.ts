/** Everything that a reproduction of the article found out, as plain data: what reports are made of. */
import { row } from "../numerics/matrix.ts";
import { articleData } from "./data.ts";
import { type Ensemble, runFigures } from "./ensemble.ts";
import type { Rung } from "./ladder.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS, PUBLISHED_VAL_RMSE } from "./published.ts";
import type { RunResult } from "./run.ts";
import type { Preset, RunSettings } from "./settings.ts";
import { isAsPublished } from "./settings.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** A run in the form in which it is written down. */
export interface RunRecord {
  readonly settings: {
    readonly generator: string;
    readonly seed: number;
    /** as asked for; the losses tell how many were run */
    readonly epochs: number;
    readonly hidden: number;
    readonly length: number;
    readonly learningRate: number;
    readonly truncation: RunSettings["truncation"];
    readonly clip: number;
    readonly mended: readonly string[];
  };
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
  readonly valRmse: RunResult["valRmse"];
  readonly sha256: string;
  readonly predictions: {
    readonly asTrained: SplitNumbers;
    readonly articlePrediction: SplitNumbers | null;
    readonly targets: SplitNumbers;
  };
}

/** One number a record. */
export interface SplitNumbers {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

export interface Reproduction {
  readonly runs: { readonly [preset in Preset]?: RunRecord };
  /** the published figures, as numbers */
  readonly published: {
    readonly trainLoss: readonly number[];
    readonly valLoss: readonly number[];
    readonly valRmse: number;
  };
  /** null when no run has the settings of the published one */
  readonly verdict: Verdict | null;
  readonly ladder: readonly Rung[] | null;
  readonly ensemble: Ensemble;
  /** whether every run and rung went to its end */
  readonly complete: boolean;
}

/** Puts the results of runs together with what the article published. */
export function reproduction(
  results: readonly { readonly settings: RunSettings; readonly result: RunResult }[],
  ladder: readonly Rung[] | null,
  ensemble: Ensemble,
  complete: boolean,
): Reproduction {
  const published = results.find(({ settings }) => isAsPublished(settings));
  return {
    runs: Object.fromEntries(
      results.map(({ settings, result }) => [settings.preset, runRecord(settings, result)]),
    ),
    published: {
      trainLoss: PUBLISHED_TRAIN_LOSS.map(Number),
      valLoss: PUBLISHED_VAL_LOSS.map(Number),
      valRmse: Number(PUBLISHED_VAL_RMSE),
    },
    verdict: published ? verdict(runFigures(published.result), ensemble) : null,
    ladder,
    ensemble,
    complete,
  };
}

/** A run in the form in which it is written down. */
export function runRecord(settings: RunSettings, result: RunResult): RunRecord {
  const { preset: _preset, mended, ...rest } = settings;
  const { training, validation } = articleData(settings.length);
  const { asTrained, articlePrediction } = result;
  return {
    settings: { ...rest, mended: [...mended] },
    trainLoss: result.trainLoss,
    valLoss: result.valLoss,
    valRmse: result.valRmse,
    sha256: result.sha256,
    predictions: {
      asTrained: asLists(asTrained),
      articlePrediction: articlePrediction && asLists(articlePrediction),
      targets: {
        training: training.map(({ y }) => row(y, 0)[0]),
        validation: validation.map(({ y }) => row(y, 0)[0]),
      },
    },
  };
}

function asLists({ training, validation }: RunResult["asTrained"]): SplitNumbers {
  return { training: Array.from(training), validation: Array.from(validation) };
}
