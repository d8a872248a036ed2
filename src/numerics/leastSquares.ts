/**
 * The left inverse, by Householder's QR factorisation (Golub and Van Loan, Matrix Computations, §5.3).
 * `series/leastSquares.ts` solves for many rows, of which it keeps none.
 */
import { type Matrix, row, zeros } from "./matrix.ts";
import { nextDown, UNIT_ROUNDOFF } from "./ulp.ts";

/**
 * The left inverse A⁺ = R⁻¹Qᵀ, n×m, of an m×n matrix A = QR: x = A⁺b makes ‖Ax − b‖ smallest, and an
 * error in b moves x_j by at most the sum of |A⁺_ji| times the error in b_i.
 *
 * Each column is brought to one size first, so that no square of it overflows or underflows:
 * A = BD, A⁺ = D⁻¹B⁺.
 *
 * @returns undefined where the columns of A depend on each other to within rounding, so that more
 *   than one x would do; so it is when there are more of them than rows, or an entry is not finite
 */
export function leftInverse(A: Matrix): Matrix | undefined {
  const { rows: m, cols: n } = A;
  const ofA = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: m }, (_, i) => A.data[i * n + j]),
  );
  const scales = ofA.map(scaleOf);
  const columns = ofA.map((column, j) => column.map((value) => value / scales[j]));
  const reflectors: Float64Array[] = [];
  for (let k = 0; k < n; k++) {
    const length = norm(columns[k], k);
    if (!(length > m * UNIT_ROUNDOFF * norm(columns[k], 0))) return undefined;
    const v = columns[k].slice();
    v.fill(0, 0, k);
    v[k] += v[k] < 0 ? -length : length;
    reflectors.push(v);
    for (let j = k; j < n; j++) reflect(columns[j], v);
  }
  const inverse = zeros(n, m);
  for (let k = n - 1; k >= 0; k--) {
    // Column k of Q, then row k of R⁻¹Qᵀ from those below it.
    const entries = row(inverse, k);
    entries[k] = 1;
    for (const v of reflectors.toReversed()) reflect(entries, v);
    for (let j = k + 1; j < n; j++) {
      const below = row(inverse, j);
      for (let i = 0; i < m; i++) entries[i] -= columns[j][k] * below[i];
    }
    for (let i = 0; i < m; i++) entries[i] /= columns[k][k];
  }
  scales.forEach((scale, j) => {
    const entries = row(inverse, j);
    entries.set(entries.map((value) => value / scale));
  });
  return inverse;
}

/**
 * The distance from the largest entry, in size, to the number below it: a power of two, by which
 * division is exact. Of zeros it is not 0, and of what is not finite it makes no number.
 */
function scaleOf(column: Float64Array): number {
  const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest - nextDown(largest);
}

/** x − 2 v (vᵀx) / (vᵀv), in place. */
function reflect(x: Float64Array, v: Float64Array): void {
  let vx = 0;
  let vv = 0;
  for (let i = 0; i < v.length; i++) {
    vx += v[i] * x[i];
    vv += v[i] * v[i];
  }
  for (let i = 0; i < v.length; i++) x[i] -= (2 * vx * v[i]) / vv;
}

/** The Euclidean norm of the entries from an index on. */
function norm(x: Float64Array, from: number): number {
  let squares = 0;
  for (let i = from; i < x.length; i++) squares += x[i] * x[i];
  return Math.sqrt(squares);
}
