/**
 * Dense matrices of binary64, row-major, and the three products that a recurrent network is made of.
 *
 * Every sum runs left to right from index 0, one rounding per operation. Rows are taken four at a
 * time where that breaks the chain of dependent additions; each element still sees its own terms in
 * its own order, so the bits are those of the plain double loop.
 *
 * Not a linear algebra library: nothing is here that the network does not use. The products rely on
 * shapes that were checked where the data came in, and check nothing themselves.
 */

import { isFloat64Array, requireAnyMatrix, requireArray, requireNumber } from "./require.ts";
import type { Matrix } from "./shape.ts";

export type { Matrix } from "./shape.ts";

/** The most entries that one matrix may have: 32 GiB of them. */
export const MAX_ENTRIES: number = 2 ** 32;

/**
 * A rows×cols matrix of zeros.
 *
 * @throws {RangeError} when there is no memory for it
 */
export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: allocated(rows * cols, `${rows}×${cols}`) };
}

/**
 * A vector of zeros.
 *
 * @throws {RangeError} when there is no memory for it
 */
export function zeroVector(length: number): Float64Array {
  return allocated(length, String(length));
}

function allocated(entries: number, asked: string): Float64Array {
  try {
    return new Float64Array(entries);
  } catch (cause) {
    throw new RangeError(`memory: expected room for ${asked} numbers, got none`, { cause });
  }
}

/** A matrix with its own copy of the data. */
export function copyOf(A: Matrix): Matrix {
  return { rows: A.rows, cols: A.cols, data: A.data.slice() };
}

/** Row i of A as a view: writing to it writes to A. */
export function row(A: Matrix, i: number): Float64Array {
  return A.data.subarray(i * A.cols, (i + 1) * A.cols);
}

/** The first n rows of A as a view. */
export function firstRows(A: Matrix, n: number): Matrix {
  return { rows: n, cols: A.cols, data: A.data.subarray(0, n * A.cols) };
}

/**
 * A matrix from its rows.
 *
 * @throws {TypeError} when the rows are not arrays of numbers
 * @throws {RangeError} when there is no row, the rows differ in length, or a number is not finite
 */
export function fromRows(rows: readonly (readonly number[] | Float64Array)[]): Matrix {
  requireArray("rows", rows, "rows");
  if (rows.length === 0) throw new RangeError("rows: expected at least one row, got none");
  for (let i = 0; i < rows.length; i++) {
    requireRow(`rows[${i}]`, rows[i]);
    if (rows[i].length !== rows[0].length) {
      throw new RangeError(
        `rows[${i}]: expected ${rows[0].length} numbers like rows[0], got ${rows[i].length}`,
      );
    }
  }
  const A = zeros(rows.length, rows[0].length);
  rows.forEach((values, i) => {
    A.data.set(values, i * A.cols);
  });
  return A;
}

function requireRow(label: string, values: unknown): void {
  if (!isFloat64Array(values)) requireArray(label, values, "numbers");
  for (let j = 0; j < values.length; j++) {
    // Asked first, since a label for every entry would cost more than the matrix.
    if (!Number.isFinite(values[j])) requireNumber(`${label}[${j}]`, values[j]);
  }
}

/**
 * The rows of A as nested arrays of numbers.
 *
 * @throws {TypeError | RangeError} when A is not a matrix
 */
export function toRows(A: Matrix): number[][] {
  requireAnyMatrix("A", A);
  return Array.from({ length: A.rows }, (_, i) => Array.from(row(A, i)));
}

/** y += A x, with A m×n, x of length n, y of length m: y_i gains A_i0 x_0, then A_i1 x_1, … */
export function addProductTo(y: Float64Array, A: Matrix, x: Float64Array): void {
  const { rows, cols, data } = A;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const row0 = i * cols;
    const row1 = row0 + cols;
    const row2 = row1 + cols;
    const row3 = row2 + cols;
    let y0 = y[i];
    let y1 = y[i + 1];
    let y2 = y[i + 2];
    let y3 = y[i + 3];
    for (let j = 0; j < cols; j++) {
      const xj = x[j];
      y0 += data[row0 + j] * xj;
      y1 += data[row1 + j] * xj;
      y2 += data[row2 + j] * xj;
      y3 += data[row3 + j] * xj;
    }
    y[i] = y0;
    y[i + 1] = y1;
    y[i + 2] = y2;
    y[i + 3] = y3;
  }
  for (; i < rows; i++) {
    let yi = y[i];
    for (let j = 0; j < cols; j++) yi += data[i * cols + j] * x[j];
    y[i] = yi;
  }
}

/** y += Aᵀ x, with A m×n, x of length m, y of length n: y_j gains A_0j x_0, then A_1j x_1, … */
export function addTransposedProductTo(y: Float64Array, A: Matrix, x: Float64Array): void {
  const { rows, cols, data } = A;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const row0 = i * cols;
    const row1 = row0 + cols;
    const row2 = row1 + cols;
    const row3 = row2 + cols;
    const x0 = x[i];
    const x1 = x[i + 1];
    const x2 = x[i + 2];
    const x3 = x[i + 3];
    for (let j = 0; j < cols; j++) {
      y[j] =
        y[j] +
        data[row0 + j] * x0 +
        data[row1 + j] * x1 +
        data[row2 + j] * x2 +
        data[row3 + j] * x3;
    }
  }
  for (; i < rows; i++) {
    const xi = x[i];
    for (let j = 0; j < cols; j++) y[j] += data[i * cols + j] * xi;
  }
}

/** A x, with A m×n, x of length n; the result is of length m. */
export function product(A: Matrix, x: Float64Array): Float64Array {
  const y = new Float64Array(A.rows);
  addProductTo(y, A, x);
  return y;
}

/** Aᵀ x, with A m×n, x of length m; the result is of length n. */
export function transposedProduct(A: Matrix, x: Float64Array): Float64Array {
  const y = new Float64Array(A.cols);
  addTransposedProductTo(y, A, x);
  return y;
}

/** A += y xᵀ, the outer product, with A m×n, y of length m, x of length n. */
export function addOuterProductTo(A: Matrix, y: Float64Array, x: Float64Array): void {
  const { rows, cols, data } = A;
  for (let i = 0; i < rows; i++) {
    const yi = y[i];
    const start = i * cols;
    for (let j = 0; j < cols; j++) data[start + j] += yi * x[j];
  }
}

/** y += x. */
export function addTo(y: Float64Array, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += x[i];
}
