/** Where the published run stands among runs that differ in nothing but the seed. */
import { type Spread, spread } from "../numerics/statistics.ts";
import type { RunFigures } from "./ensemble.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_RMSE } from "./published.ts";

export interface SeedRun {
  readonly seed: number;
  /** the last epoch's */
  readonly trainLoss: number;
  /** by the article's prediction */
  readonly valRmse: number;
}

export interface SeedSurvey {
  readonly from: number;
  readonly to: number;
  readonly trainLoss: Spread;
  readonly valRmse: Spread;
  /** how many seeds did as well as the published figures or better */
  readonly asGoodAsPublished: { readonly trainLoss: number; readonly valRmse: number };
  /** the share of seeds that did worse than seed 42, from 0 to 1; null when 42 is not among them */
  readonly worseThan42: { readonly trainLoss: number; readonly valRmse: number } | null;
  readonly runs: readonly SeedRun[];
}

/** The two figures of a run by which seeds are compared. */
export function seedRun(seed: number, { trainLoss, valRmse }: RunFigures): SeedRun {
  return {
    seed,
    trainLoss: trainLoss[trainLoss.length - 1],
    valRmse: valRmse.articlePrediction,
  };
}

/**
 * @param runs in the order of their seeds
 * @throws {RangeError} when there is none
 */
export function seedSurvey(runs: readonly SeedRun[]): SeedSurvey {
  const trainLosses = runs.map(({ trainLoss }) => trainLoss);
  const valRmses = runs.map(({ valRmse }) => valRmse);
  const published = {
    trainLoss: Number(PUBLISHED_TRAIN_LOSS.at(-1)),
    valRmse: Number(PUBLISHED_VAL_RMSE),
  };
  const lucky = runs.find(({ seed }) => seed === 42);
  return {
    from: runs[0]?.seed ?? 0,
    to: runs.at(-1)?.seed ?? 0,
    trainLoss: spread(trainLosses),
    valRmse: spread(valRmses),
    asGoodAsPublished: {
      trainLoss: trainLosses.filter((loss) => loss <= published.trainLoss).length,
      valRmse: valRmses.filter((rmse) => rmse <= published.valRmse).length,
    },
    worseThan42: lucky
      ? {
          trainLoss: trainLosses.filter((loss) => loss > lucky.trainLoss).length / runs.length,
          valRmse: valRmses.filter((rmse) => rmse > lucky.valRmse).length / runs.length,
        }
      : null,
    runs,
  };
}
