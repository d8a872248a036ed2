/** The size of vectors and matrices. */
import { addTransposedProductTo, type Matrix, row, zeros } from "./matrix.ts";

/**
 * ‖v‖∞, the largest |v_i| over all arrays together: 0 when there is none, NaN when one is NaN. However
 * many there are, unlike Math.max of all of them, which runs out of stack.
 */
export function maxNorm(arrays: readonly Float64Array[]): number {
  let largest = 0;
  for (const values of arrays) for (const v of values) largest = Math.max(largest, Math.abs(v));
  return largest;
}

/** A norm as the largest entry, in size, and √(Σ (v / largest)²); 1 where that has no sense. */
export interface ScaledNorm {
  readonly largest: number;
  readonly relative: number;
}

/** ‖v‖ over all arrays together, in parts that neither overflow nor underflow on the way. */
export function scaledNorm(arrays: readonly Float64Array[]): ScaledNorm {
  const largest = maxNorm(arrays);
  if (largest === 0 || !Number.isFinite(largest)) return { largest, relative: 1 };
  let sum = 0;
  for (const values of arrays) for (const v of values) sum += (v / largest) * (v / largest);
  return { largest, relative: Math.sqrt(sum) };
}

/**
 * ‖v‖ = √(Σ v²). Infinity when it is above all numbers or an entry is infinite, NaN when one is NaN.
 */
export function norm(values: Float64Array): number {
  const { largest, relative } = scaledNorm([values]);
  return largest * relative;
}

/** How often the matrix is squared. */
const SQUARINGS = 10;

/**
 * The spectral radius ρ of a square matrix, the size of its largest eigenvalue, by Gelfand's formula
 * ρ = lim ‖Aⁿ‖^(1/n), at n = 2^10: never below ρ but for rounding, and above it by a factor of c^(1/n)
 * where ‖Aⁿ‖ is c ρⁿ, which is 1.4 % for a c of 10^6. NaN when an entry is not finite, or ‖A‖ is above
 * all numbers.
 */
export function spectralRadius(A: Matrix): number {
  let [power, radius] = [A, 1];
  for (let m = 0; m <= SQUARINGS; m++) {
    const size = norm(power.data);
    if (!(size > 0 && size < Infinity)) return size === 0 ? 0 : Number.NaN;
    // Aⁿ was divided by the sizes so far; this one counts with the power 1/n.
    let root = size;
    for (let k = 0; k < m; k++) root = Math.sqrt(root);
    radius *= root;
    const unit = { ...power, data: power.data.map((v) => v / size) };
    power = product(unit, unit);
  }
  return radius;
}

/** A B, row by row. */
function product(A: Matrix, B: Matrix): Matrix {
  const C = zeros(A.rows, B.cols);
  for (let i = 0; i < A.rows; i++) addTransposedProductTo(row(C, i), B, row(A, i));
  return C;
}
