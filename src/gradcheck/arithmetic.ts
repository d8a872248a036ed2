/**
 * Arithmetic as a value: a function is written once, over numbers N of which it knows nothing, and
 * then runs over binary64, over dual numbers (./dual.ts) or over decimals (./decimal.ts).
 */
import { exp, ln, tanh } from "../numerics/elementary.ts";

export interface Arithmetic<N> {
  /** A binary64 number as it is: nothing that is differentiated depends on it. */
  constant(x: number): N;
  add(a: N, b: N): N;
  subtract(a: N, b: N): N;
  multiply(a: N, b: N): N;
  divide(a: N, b: N): N;
  /** start + a_0 b_0 + a_1 b_1 + …, summed in this order; a and b have the same length */
  sumOfProducts(start: N, a: readonly N[], b: readonly N[]): N;
  exp(a: N): N;
  ln(a: N): N;
  tanh(a: N): N;
  /** a ≤ b; false for NaN */
  isAtMost(a: N, b: N): boolean;
}

/** A real function of n numbers, over any arithmetic. */
export type ScalarFunction = <N>(arithmetic: Arithmetic<N>) => (x: readonly N[]) => N;

/** Several functions of the same n numbers, over any arithmetic. */
export type VectorFunction = <N>(arithmetic: Arithmetic<N>) => (x: readonly N[]) => readonly N[];

/** The one function as a vector of one. */
export function asVector(f: ScalarFunction): VectorFunction {
  return (arithmetic) => {
    const value = f(arithmetic);
    return (x) => [value(x)];
  };
}

/** The rows of a Jacobian, one a component, from its columns, one a variable. */
export function rowsOf(columns: readonly (readonly number[])[]): Float64Array[] {
  return columns[0].map((_, m) => Float64Array.from(columns, (column) => column[m]));
}

/** One rounding per operation, and the elementary functions of `numerics/elementary`. */
export const binary64: Arithmetic<number> = {
  constant: (x) => x,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  sumOfProducts(start, a, b) {
    let sum = start;
    for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  },
  exp,
  ln,
  tanh,
  isAtMost: (a, b) => a <= b,
};
