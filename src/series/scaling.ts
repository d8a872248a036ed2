/** Each column to mean 0 and standard deviation 1, as the training part has them. */
import { type Matrix, row, zeros } from "../numerics/matrix.ts";

export interface Scaling {
  /** of each column */
  readonly mean: readonly number[];
  /** the standard deviation of each column, dividing by the number of rows; 1 where it is constant */
  readonly scale: readonly number[];
}

/**
 * The scaling of the first rows, in two passes and about the first value: the mean is exact for a
 * constant column, and offsets that are large beside the spread cost no digits (Chan, Golub and
 * LeVeque 1983, "Algorithms for computing the sample variance").
 *
 * @param rows how many: at least 1
 * @throws {RangeError} when a column's numbers are so large that their spread overflows
 */
export function fitScaling(values: Matrix, rows: number, columns: readonly string[]): Scaling {
  const mean: number[] = [];
  const scale: number[] = [];
  for (let d = 0; d < values.cols; d++) {
    const at = (i: number): number => values.data[i * values.cols + d];
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += at(i) - at(0);
    const m = at(0) + sum / rows;
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += (at(i) - m) * (at(i) - m);
    const deviation = Math.sqrt(squares / rows);
    if (!Number.isFinite(deviation)) {
      throw new RangeError(
        `columns: expected numbers whose squares can be summed, got larger ones in ${columns[d]}`,
      );
    }
    mean.push(m);
    scale.push(deviation === 0 ? 1 : deviation);
  }
  return { mean, scale };
}

/** (v − mean) / scale, column by column. */
export function scaled(values: Matrix, { mean, scale }: Scaling): Matrix {
  const result = zeros(values.rows, values.cols);
  for (let i = 0; i < values.rows; i++) {
    const v = row(values, i);
    const z = row(result, i);
    for (let d = 0; d < z.length; d++) z[d] = (v[d] - mean[d]) / scale[d];
  }
  return result;
}
