/** A series as the network of a model is shown it, and the way back into the data's own units. */
import type { SeriesTask } from "../conformance/types.ts";
import { type Fractions, type Parts, requireFractions } from "../data/parts.ts";
import { type Matrix, zeros } from "../numerics/matrix.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { fitScaling, type Scaling, scaled } from "./scaling.ts";
import { rowsLost, type Transform, transformed, valueAfter } from "./transform.ts";
import { sharedWindows } from "./windows.ts";

/** What a network is to predict, and from what. */
export interface Question {
  readonly columns: readonly string[];
  /** some of the columns */
  readonly targets: readonly string[];
  /** T */
  readonly window: number;
  readonly transform: Transform;
}

export interface SeriesData {
  readonly task: SeriesTask;
  /** N×D, in the data's own units */
  readonly values: Matrix;
  /** the values as the network is shown them: transformed and scaled, (N or N − 1)×D */
  readonly standard: Matrix;
  /** the windows in order; record n's target is what leads to row `firstTarget` + n of the values */
  readonly records: readonly Sequence[];
  readonly firstTarget: number;
  /** the targets among the columns, by index */
  readonly targets: readonly number[];
}

/**
 * How many windows each part has: one at least, but none for a test of 0.
 *
 * @throws {TypeError | RangeError} when the fractions leave nothing to train on or to choose by, or there
 *   are too few windows
 */
export function splitCounts(
  rows: number,
  { window, transform }: Pick<Question, "window" | "transform">,
  fractions: Fractions,
): Parts {
  requireInteger("window", window, { min: 1 });
  requireNumber("validation", fractions.validation, { above: 0 });
  requireFractions(fractions);
  const windows = rows - rowsLost(transform) - window;
  const needed = fractions.test > 0 ? 3 : 2;
  if (windows < needed) {
    const longest = window + windows - needed;
    const expected = longest < 1 ? "a longer series" : `at most ${longest}`;
    const others = needed === 3 ? "two others" : "another";
    throw new RangeError(
      `window: expected ${expected}, to train on one window of ${rows} rows and hold out ${others}, got ${window}`,
    );
  }
  const held = (fraction: number, most: number): number =>
    Math.min(most, Math.max(1, Math.round(windows * fraction)));
  const test = fractions.test > 0 ? held(fractions.test, windows - 2) : 0;
  const validation = held(fractions.validation, windows - test - 1);
  return { training: windows - validation - test, validation, test };
}

/**
 * The scaling that the training part gives: all rows that its windows and their targets see, and none
 * after them.
 */
export function fitTask(values: Matrix, question: Question, training: number): SeriesTask {
  const { columns, targets, transform, window } = question;
  const shown = transformed(values, transform, columns);
  const { mean, scale } = fitScaling(shown, training + window, columns);
  return {
    kind: "series",
    columns: [...columns],
    targets: [...targets],
    window,
    transform,
    mean: [...mean],
    scale: [...scale],
  };
}

/**
 * The windows of a series, as a network of this task is shown them.
 *
 * @param values with the task's columns
 * @throws {RangeError} when the series is no longer than a window, or a number in it is too far from
 *   those of the training
 */
export function seriesData(values: Matrix, task: SeriesTask): SeriesData {
  const { window, transform, columns } = task;
  const lost = rowsLost(transform);
  if (values.rows - lost < window) {
    throw new RangeError(
      `csv: expected at least ${window + lost} rows, as many as the model's window takes, got ${values.rows}`,
    );
  }
  const standard = scaled(transformed(values, transform, columns), task);
  const at = standard.data.findIndex((z) => !Number.isFinite(z));
  if (at >= 0) {
    throw new RangeError(
      `csv: expected numbers such as those trained on, got one out of all proportion in ${columns[at % columns.length]}`,
    );
  }
  const targets = targetIndices(task);
  return {
    task,
    values,
    standard,
    records: sharedWindows(standard, window, targets),
    firstTarget: window + lost,
    targets,
  };
}

/** Where the targets are among the columns. */
export function targetIndices({
  columns,
  targets,
}: Pick<Question, "columns" | "targets">): number[] {
  return targets.map((name) => columns.indexOf(name));
}

/**
 * Predictions as they come from a network, one row for each record from `first` on, in the data's own
 * units.
 */
export function inOwnUnits(
  { task, values, firstTarget, targets }: SeriesData,
  predictions: Matrix,
  first: number,
): Matrix {
  const result = zeros(predictions.rows, predictions.cols);
  for (let n = 0; n < result.rows; n++) {
    const before = (firstTarget + first + n - 1) * values.cols;
    for (let k = 0; k < result.cols; k++) {
      const z = predictions.data[n * result.cols + k];
      result.data[n * result.cols + k] = ownUnit(
        task,
        targets[k],
        values.data[before + targets[k]],
        z,
      );
    }
  }
  return result;
}

/** The value of column d after `before`, when the network says z. */
export function ownUnit(
  { transform, mean, scale }: Scaling & { readonly transform: Transform },
  d: number,
  before: number,
  z: number,
): number {
  return valueAfter(transform, before, mean[d] + scale[d] * z);
}

/** The columns that do not vary in the training part, and so can tell nothing. */
export function constantColumns({ task, standard }: SeriesData, training: number): string[] {
  const D = standard.cols;
  const seen = standard.data.subarray(0, (training + task.window) * D);
  return task.columns.filter((_, d) => seen.every((z, n) => n % D !== d || z === 0));
}
