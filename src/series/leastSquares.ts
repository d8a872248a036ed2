/**
 * Linear least squares over more rows than memory should hold: Householder's QR factorisation, a
 * block of rows at a time, keeping nothing but the triangle R (Golub and Van Loan, Matrix
 * Computations, §5.2 and §6.5.3). The normal equations would keep as little and square the condition.
 * `numerics/leastSquares.ts` has the left inverse of a matrix that is there as a whole.
 */
import { type Matrix, row, zeros } from "../numerics/matrix.ts";

/**
 * R of QR = [A | B], upper triangular, with n columns of A and then those of B. What is left of B's
 * columns below the rows of A is in the last rows.
 */
export type Triangle = Matrix;

/** R of no rows at all. */
export function emptyTriangle(columns: number): Triangle {
  return zeros(columns, columns);
}

/**
 * Turns R of some rows into R of those and of the block's, which is used up: one reflection a column,
 * of the diagonal's row and of the whole block, since between them the column is zero already.
 *
 * @param block m×(columns of R)
 */
export function addRowsTo(R: Triangle, block: Matrix): void {
  for (let k = 0; k < R.cols; k++) reflect(row(R, k), block, k);
}

/** Zeroes the block's column k by a reflection with a row above it; leaves the columns before k. */
function reflect(top: Float64Array, block: Matrix, k: number): void {
  const { rows, cols } = block;
  let below = 0;
  for (let i = 0; i < rows; i++) {
    const b = block.data[i * cols + k];
    below += b * b;
  }
  if (below === 0) return;
  const length = Math.sqrt(top[k] * top[k] + below);
  const head = top[k] + (top[k] < 0 ? -length : length);
  const half = (head * head + below) / 2;
  const sums = new Float64Array(cols);
  for (let j = k + 1; j < cols; j++) sums[j] = head * top[j];
  for (let i = 0; i < rows; i++) {
    const values = row(block, i);
    const v = values[k];
    for (let j = k + 1; j < cols; j++) sums[j] += v * values[j];
  }
  top[k] = top[k] < 0 ? length : -length;
  for (let j = k + 1; j < cols; j++) top[j] -= (head * sums[j]) / half;
  for (let i = 0; i < rows; i++) {
    const values = row(block, i);
    const v = values[k];
    values[k] = 0;
    for (let j = k + 1; j < cols; j++) values[j] -= (v * sums[j]) / half;
  }
}

/**
 * A column whose part that is independent of those before it is so much shorter than the column
 * itself counts as dependent, as in R's `lm` (`tol = 1e-07` of `lm.fit`).
 */
const DEPENDENT = 1e-7;

/**
 * The x that makes ‖Ax − b‖ smallest, for each column b of B. A column of A that depends on those
 * before it gets the coefficient 0, as in R's `lm` (dqrdc2): of all solutions this one uses as few
 * columns as it can, the first ones.
 *
 * @param n columns of A
 * @returns a row for each column of B, of n coefficients
 */
export function solution(R: Triangle, n: number): Matrix {
  // R again from its own rows, but with a row only for each column that is independent.
  const kept: number[] = [];
  const work = { rows: n, cols: R.cols, data: R.data.slice(0, n * R.cols) };
  for (let k = 0; k < n; k++) {
    const rest = rowsFrom(work, kept.length);
    if (!(norm(rest, k) > DEPENDENT * norm(R, k))) continue;
    reflect(row(rest, 0), rowsFrom(rest, 1), k);
    kept.push(k);
  }
  const x = zeros(R.cols - n, n);
  for (let b = 0; b < x.rows; b++) {
    const coefficients = row(x, b);
    for (let i = kept.length - 1; i >= 0; i--) {
      const values = row(work, i);
      let rest = values[n + b];
      for (let j = i + 1; j < kept.length; j++) rest -= values[kept[j]] * coefficients[kept[j]];
      coefficients[kept[i]] = rest / values[kept[i]];
    }
  }
  return x;
}

/** The rows from one on, as a view. */
function rowsFrom(A: Matrix, first: number): Matrix {
  return { rows: A.rows - first, cols: A.cols, data: A.data.subarray(first * A.cols) };
}

/** The Euclidean norm of column k. */
function norm(A: Matrix, k: number): number {
  let squares = 0;
  for (let i = 0; i < A.rows; i++) {
    const value = A.data[i * A.cols + k];
    squares += value * value;
  }
  return Math.sqrt(squares);
}
