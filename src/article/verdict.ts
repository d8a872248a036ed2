/** Our run held against the published table, figure by figure. */
import type { Spread } from "../numerics/statistics.ts";
import { type Ensemble, firstChaoticEpoch } from "./ensemble.ts";
import {
  PRINTED_DECIMALS,
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "./published.ts";

/** One published figure beside ours. */
export interface Comparison {
  /** as the article prints it */
  readonly published: string;
  readonly ours: number;
  /** how many significant digits agree from the first on, of those the article prints */
  readonly leadingDigits: number;
  /** whether ours, printed as the article prints, is the same text */
  readonly digitForDigit: boolean;
  /** whether both lie within the ensemble's range; NaN never does */
  readonly insideEnsemble: boolean;
}

export interface Verdict {
  /** figures that are equal digit for digit */
  readonly digitForDigit: number;
  /** the others, if they and ours are inside the range of the rounding ensemble */
  readonly insideEnsemble: number;
  /** what is left: figures that nothing explains */
  readonly outside: number;
  readonly trainLoss: readonly Comparison[];
  readonly valLoss: readonly Comparison[];
  /** null unless the run has as many epochs as the published one */
  readonly valRmse: Comparison | null;
  /** {@link firstChaoticEpoch} of the ensemble; null when the run ended before it */
  readonly chaoticFrom: number | null;
}

/** The losses of a run and its RMSE predicted in the article's way. */
export interface PublishedRun {
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
  readonly valRmse: { readonly articlePrediction: number };
}

/** A verdict on the 50 losses and the RMSE; for a run of fewer epochs, on as many losses as it has. */
export function verdict(run: PublishedRun, ensemble: Ensemble): Verdict {
  const trainLoss = compareAll(PUBLISHED_TRAIN_LOSS, run.trainLoss, ensemble.trainLoss);
  const valLoss = compareAll(PUBLISHED_VAL_LOSS, run.valLoss, ensemble.valLoss);
  const all = [...trainLoss, ...valLoss];
  const digitForDigit = all.filter((figure) => figure.digitForDigit).length;
  const insideEnsemble = all.filter((f) => !f.digitForDigit && f.insideEnsemble).length;
  const chaoticFrom = firstChaoticEpoch(ensemble);
  return {
    digitForDigit,
    insideEnsemble,
    outside: all.length - digitForDigit - insideEnsemble,
    trainLoss,
    valLoss,
    valRmse:
      run.trainLoss.length === PUBLISHED_TRAIN_LOSS.length
        ? compare(
            PUBLISHED_VAL_RMSE,
            run.valRmse.articlePrediction,
            ensemble.valRmse.articlePrediction,
          )
        : null,
    chaoticFrom: chaoticFrom !== null && chaoticFrom <= trainLoss.length ? chaoticFrom : null,
  };
}

/** Whether nothing is left that neither equal digits nor the ensemble account for. */
export function isExplained({ outside, valRmse }: Verdict): boolean {
  return outside === 0 && valRmse?.insideEnsemble !== false;
}

function compareAll(
  published: readonly string[],
  ours: readonly number[],
  range: readonly Spread[],
): Comparison[] {
  return published.slice(0, ours.length).map((figure, n) => compare(figure, ours[n], range[n]));
}

function compare(published: string, ours: number, { min, max }: Spread): Comparison {
  const inside = (value: number): boolean => value >= min && value <= max;
  return {
    published,
    ours,
    leadingDigits: leadingDigits(published, ours),
    digitForDigit: asPrinted(ours) === published,
    insideEnsemble: inside(Number(published)) && inside(ours),
  };
}

/** A number as NumPy prints it by default: eight decimals at most, trailing zeros dropped. */
export function asPrinted(value: number): string {
  return value.toFixed(PRINTED_DECIMALS).replace(/\.?0+$/, "");
}

/**
 * How many significant digits agree from the first on, when ours is written with as many decimals as
 * the published figure has; leading zeros do not count.
 */
export function leadingDigits(published: string, ours: number): number {
  const decimals = published.split(".")[1]?.length ?? 0;
  const theirs = published.padStart(40);
  const mine = ours.toFixed(decimals).padStart(40);
  let agree = 0;
  for (let n = 0; n < theirs.length && theirs[n] === mine[n]; n++) {
    if (/[1-9]/.test(theirs[n]) || (agree > 0 && theirs[n] === "0")) agree++;
  }
  return agree;
}
