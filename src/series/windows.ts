/** Sliding windows that share the series' memory: a long series has as many windows as rows. */
import { type Matrix, zeros } from "../numerics/matrix.ts";
import type { Sequence } from "../rnn/sequence.ts";

/**
 * Every window in order, as `slidingWindows` of data/ makes them, but of views: record n has the rows
 * n … n+T−1 as x (T×D) and the targets' columns of row n+T as y (1×O).
 *
 * @param series of more than T rows
 * @param targets columns, by index
 */
export function sharedWindows(series: Matrix, T: number, targets: readonly number[]): Sequence[] {
  const { rows, cols: D, data } = series;
  const O = targets.length;
  const y = columnsOf(series, targets).data;
  return Array.from({ length: rows - T }, (_, n) => ({
    x: { rows: T, cols: D, data: data.subarray(n * D, (n + T) * D) },
    y: { rows: 1, cols: O, data: y.subarray((n + T) * O, (n + T + 1) * O) },
  }));
}

/** The chosen columns of a matrix, in the order given. */
export function columnsOf(A: Matrix, chosen: readonly number[]): Matrix {
  const result = zeros(A.rows, chosen.length);
  for (let i = 0; i < A.rows; i++) {
    for (let k = 0; k < chosen.length; k++) {
      result.data[i * chosen.length + k] = A.data[i * A.cols + chosen[k]];
    }
  }
  return result;
}
