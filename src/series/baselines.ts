/**
 * What any network has to beat: the last value, and the linear autoregression of the same window.
 */
import { type Matrix, zeros } from "../numerics/matrix.ts";
import type { Sequence } from "../rnn/sequence.ts";
import type { SeriesData } from "./data.ts";
import { addRowsTo, emptyTriangle, solution } from "./leastSquares.ts";

/** For each record from `first` on, the targets' values in the row before, in the data's own units. */
export function lastValues({ values, firstTarget, targets }: SeriesData, first: number): Matrix {
  const result = zeros(values.rows - firstTarget - first, targets.length);
  for (let n = 0; n < result.rows; n++) {
    const before = (firstTarget + first + n - 1) * values.cols;
    targets.forEach((d, k) => {
      result.data[n * result.cols + k] = values.data[before + d];
    });
  }
  return result;
}

/** y = coefficients · [1, x_{T−1}, x_{T−2}, …, x_0]: a row for each target. */
export type Autoregression = Matrix;

/** Rows that are reflected together. */
const BLOCK = 256;

/**
 * The autoregression that is nearest to the targets of records, by least squares. Where their
 * regressors depend on each other, as with a constant column or with more of them than records, it
 * keeps to the first that do not: the intercept and the most recent steps.
 */
export function fitAutoregression(records: readonly Sequence[]): Autoregression {
  const [{ x, y }] = records;
  const n = 1 + x.data.length;
  const columns = n + y.cols;
  const R = emptyTriangle(columns);
  for (let start = 0; start < records.length; start += BLOCK) {
    const block = zeros(Math.min(BLOCK, records.length - start), columns);
    for (let i = 0; i < block.rows; i++) {
      const record = records[start + i];
      writeRegressors(block.data.subarray(i * columns, i * columns + n), record.x);
      block.data.set(record.y.data, i * columns + n);
    }
    addRowsTo(R, block);
  }
  return solution(R, n);
}

/** What an autoregression predicts for records: a row for each. */
export function regressed(regression: Autoregression, records: readonly Sequence[]): Matrix {
  const { rows: O, cols: n, data } = regression;
  const result = zeros(records.length, O);
  const regressors = new Float64Array(n);
  records.forEach(({ x }, i) => {
    writeRegressors(regressors, x);
    for (let k = 0; k < O; k++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += data[k * n + j] * regressors[j];
      result.data[i * O + k] = sum;
    }
  });
  return result;
}

/** 1, then the steps from the most recent to the first. */
function writeRegressors(regressors: Float64Array, { rows: T, cols: D, data }: Matrix): void {
  regressors[0] = 1;
  for (let t = 0; t < T; t++) {
    for (let d = 0; d < D; d++) regressors[1 + t * D + d] = data[(T - 1 - t) * D + d];
  }
}
