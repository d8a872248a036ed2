/** The few operations that the catalogue's programs are written in; each returns something new. */
import { addOuterProductTo, addTo, type Matrix, zeros } from "../../numerics/matrix.ts";

/** y xᵀ, as many rows as y is long. */
export function outer(y: Float64Array, x: Float64Array): Matrix {
  const A = zeros(y.length, x.length);
  addOuterProductTo(A, y, x);
  return A;
}

/** v + w. */
export function plus(v: Float64Array, w: Float64Array): Float64Array {
  const sum = v.slice();
  addTo(sum, w);
  return sum;
}

/** v ⊙ w, entry by entry. */
export function times(v: Float64Array, w: Float64Array): Float64Array {
  return v.map((vi, i) => vi * w[i]);
}

/**
 * The same numbers in the same order with rows and cols exchanged: what one has who takes a matrix
 * for its transpose. A square matrix is itself.
 */
export function reshaped(A: Matrix): Matrix {
  return { rows: A.cols, cols: A.rows, data: A.data };
}

/** The vector in every column of a matrix. */
export function inEveryColumn(v: Float64Array, cols: number): Matrix {
  return outer(v, new Float64Array(cols).fill(1));
}
