/** Sliding windows over a series: a run of values goes in, the value after it should come out. */
import { type Matrix, row, zeros } from "../numerics/matrix.ts";
import {
  requireArray,
  requireFiniteMatrix,
  requireInteger,
  requireMatrixShape,
  requireObject,
  requireOnlyKeys,
  requireVector,
} from "../numerics/require.ts";
import type { Sequence } from "../rnn/sequence.ts";

/** How windows are cut from a series. */
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
  requireFiniteMatrix("series", series);
  requireInteger("series.cols", series.cols, { min: 1 });
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
 * @throws {TypeError | RangeError} when a record is malformed or holds a number that is not finite, a
 *   count is not a whole number of at least 1, or the two are more than there are records
 */
export function splitInOrder(
  records: readonly Sequence[],
  counts: { readonly training: number; readonly validation: number },
): {
  /** the first ones */
  training: Sequence[];
  /** those after them */
  validation: Sequence[];
} {
  requireRecords(records);
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
 * @throws {TypeError | RangeError} when there is no record, or one is malformed, holds a number that is
 *   not finite, or has other shapes than the first
 */
export function shapes(records: readonly Sequence[]): {
  /** [records, T, D] */
  inputs: [number, number, number];
  /** [records, O] */
  targets: [number, number];
} {
  requireRecords(records);
  if (records.length === 0) throw new RangeError("records: expected at least one, got none");
  const { x, y } = records[0];
  for (let n = 1; n < records.length; n++) {
    requireMatrixShape(`records[${n}].x`, records[n].x, x.rows, x.cols);
    requireMatrixShape(`records[${n}].y`, records[n].y, y.rows, y.cols);
  }
  return { inputs: [records.length, x.rows, x.cols], targets: [records.length, y.cols] };
}

/** Sequences of whatever network. */
function requireRecords(records: readonly Sequence[]): void {
  requireArray("records", records, "sequences");
  for (let n = 0; n < records.length; n++) {
    const record: unknown = records[n];
    requireObject(`records[${n}]`, record);
    requireOnlyKeys(`records[${n}]`, record, ["x", "y", "initialState"]);
    const { x, y, initialState } = record;
    requireFiniteMatrix(`records[${n}].x`, x);
    requireFiniteMatrix(`records[${n}].y`, y);
    if (initialState !== undefined) requireVector(`records[${n}].initialState`, initialState);
  }
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
