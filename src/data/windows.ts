/** Sliding windows over a series: a run of values goes in, the value after it should come out. */
import { type Matrix, row, zeros } from "../numerics/matrix.ts";
import {
  requireAnyMatrix,
  requireArray,
  requireInteger,
  requireMatrix,
  requireObject,
  requireOnlyKeys,
} from "../numerics/require.ts";
import type { Sequence } from "../rnn/sequence.ts";

export interface WindowOptions {
  /** T, the number of consecutive values in a window */
  readonly length: number;
  /** the features to predict, by index; all of them when absent */
  readonly targets?: readonly number[];
}

/**
 * Every window of the series in order: record n has the rows n … n+T−1 as x (T×D) and row n+T as y
 * (1×O).
 *
 * @param series N×D, one row a time, one column a feature
 * @throws {TypeError | RangeError} when the series holds a number that is not finite, is too short
 *   for one window and its target, or a target is not one of its columns
 */
export function slidingWindows(series: Matrix, options: WindowOptions): Sequence[] {
  requireAnyMatrix("series", series);
  requireInteger("series.cols", series.cols, { min: 1 });
  requireMatrix("series", series, series.rows, series.cols);
  requireObject("options", options);
  requireOnlyKeys("options", options, ["length", "targets"]);
  const { length: T, targets = Array.from({ length: series.cols }, (_, d) => d) } = options;
  requireInteger("length", T, { min: 1 });
  if (T + 1 > series.rows) {
    throw new RangeError(
      `length: expected at most ${series.rows - 1}, a window and its target in a series of ${series.rows}, got ${T}`,
    );
  }
  requireColumns(targets, series.cols);
  return Array.from({ length: series.rows - T }, (_, n) => ({
    x: rows(series, n, n + T),
    y: columns(row(series, n + T), targets),
  }));
}

/**
 * Records split in their order, the first ones to train and the next ones to validate: in a series
 * the past must not be told the future.
 *
 * @throws {TypeError | RangeError} when a count is not a whole number of at least 1, or the two are
 *   more than there are records
 */
export function splitInOrder(
  records: readonly Sequence[],
  counts: { readonly training: number; readonly validation: number },
): { training: Sequence[]; validation: Sequence[] } {
  requireArray("records", records, "sequences");
  requireObject("counts", counts);
  requireOnlyKeys("counts", counts, ["training", "validation"]);
  const { training, validation } = counts;
  requireInteger("training", training, { min: 1 });
  requireInteger("validation", validation, { min: 1 });
  if (training + validation > records.length) {
    throw new RangeError(
      `training + validation: expected at most ${records.length} records, got ${training + validation}`,
    );
  }
  return {
    training: records.slice(0, training),
    validation: records.slice(training, training + validation),
  };
}

/**
 * The shapes of a data set as the literature writes them: inputs records×T×D, targets records×O.
 *
 * @throws {TypeError | RangeError} when there is no record, or the first one is malformed
 */
export function shapes(records: readonly Sequence[]): {
  inputs: [number, number, number];
  targets: [number, number];
} {
  requireArray("records", records, "sequences");
  if (records.length === 0) throw new RangeError("records: expected at least one, got none");
  const first = records[0];
  requireObject("records[0]", first);
  requireAnyMatrix("records[0].x", first.x);
  requireAnyMatrix("records[0].y", first.y);
  return {
    inputs: [records.length, first.x.rows, first.x.cols],
    targets: [records.length, first.y.cols],
  };
}

function requireColumns(targets: readonly number[], cols: number): void {
  requireArray("targets", targets, "column indices");
  if (targets.length === 0) throw new RangeError("targets: expected at least one column, got none");
  for (let n = 0; n < targets.length; n++) {
    requireInteger(`targets[${n}]`, targets[n], { min: 0, max: cols - 1 });
  }
}

/** Rows from … to − 1, copied. */
function rows(A: Matrix, from: number, to: number): Matrix {
  return { rows: to - from, cols: A.cols, data: A.data.slice(from * A.cols, to * A.cols) };
}

/** The chosen entries of a row, as a 1×n matrix. */
function columns(values: Float64Array, chosen: readonly number[]): Matrix {
  const A = zeros(1, chosen.length);
  chosen.forEach((d, k) => {
    A.data[k] = values[d];
  });
  return A;
}
