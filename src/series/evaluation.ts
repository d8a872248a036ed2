/** How far predictions are from what came, in the data's own units, beside the baselines. */
import { judgedFrom, type Parts } from "../data/parts.ts";
import type { Matrix } from "../numerics/matrix.ts";
import type { Passes } from "../rnn/engine.ts";
import { rootMeanSquaredError } from "../rnn/metrics.ts";
import { fitAutoregression, lastValues, regressed } from "./baselines.ts";
import { inOwnUnits, type SeriesData } from "./data.ts";
import { predicted } from "./forecast.ts";
import type { SeriesModel } from "./training.ts";
import { columnsOf } from "./windows.ts";

export type Predictor = "network" | "last value" | "autoregression";

export interface Judged {
  readonly predictor: Predictor;
  /** a row for each record, a column for each target, in the data's own units */
  readonly predictions: Matrix;
  /** for each target; NaN where a prediction is not finite */
  readonly rmse: readonly number[];
}

/** All predictors on exactly the same records. */
export interface Evaluation {
  /** the first record that is judged; all after it are too */
  readonly first: number;
  /** what came, as {@link Judged.predictions} */
  readonly actual: Matrix;
  /** the network first */
  readonly judged: readonly Judged[];
  /** for each target, how many rows of `actual` lie outside the range of the rows that are trained on, or
   *  that come before it where none are */
  readonly outside: readonly number[];
}

/**
 * Judges a model's best parameters on the part that judges, which must not be empty. The autoregression
 * is fitted to the training part, where there is one.
 */
export function evaluate(
  engine: Passes,
  model: SeriesModel,
  data: SeriesData,
  parts: Parts,
): Evaluation {
  const { training } = parts;
  const first = judgedFrom(parts);
  const { values, firstTarget, targets, records } = data;
  const held = records.slice(first);
  const from = (firstTarget + first) * values.cols;
  const actual = columnsOf(
    { rows: held.length, cols: values.cols, data: values.data.subarray(from) },
    targets,
  );
  const judge = (predictor: Predictor, predictions: Matrix): Judged => ({
    predictor,
    predictions,
    rmse: rmseOf(predictions, actual),
  });
  const ofNetwork = predicted(engine, model.network, model.best, held);
  const judged = [
    judge("network", inOwnUnits(data, ofNetwork, first)),
    judge("last value", lastValues(data, first)),
  ];
  if (training > 0) {
    const regression = fitAutoregression(records.slice(0, training));
    judged.push(judge("autoregression", inOwnUnits(data, regressed(regression, held), first)));
  }
  const seen = columnsOf({ ...values, rows: firstTarget + training }, targets);
  const outside = targets.map((_, k) => countOutside(columnsOf(seen, [k]), columnsOf(actual, [k])));
  return { first, actual, judged, outside };
}

function rmseOf(predictions: Matrix, actual: Matrix): number[] {
  return Array.from({ length: actual.cols }, (_, k) => {
    const { data } = columnsOf(predictions, [k]);
    return data.every(Number.isFinite)
      ? rootMeanSquaredError(data, columnsOf(actual, [k]).data)
      : Number.NaN;
  });
}

function countOutside(seen: Matrix, actual: Matrix): number {
  const low = seen.data.reduce((a, b) => Math.min(a, b));
  const high = seen.data.reduce((a, b) => Math.max(a, b));
  return actual.data.filter((value) => value < low || value > high).length;
}
