/** What is assumed of the arithmetic of a program that is judged, in either dtype. */
import type { Accuracy, InputErrors } from "../../gradcheck/roundingErrors.ts";
import type { Matrix } from "../../numerics/matrix.ts";
import type { Parameters } from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import { type Dtype, roundTo, UNIT_ROUNDOFFS } from "../dtype.ts";

/**
 * exp, ln and tanh good to 4 units in the last place, of at most 2u each: what NumPy and the
 * vectorised libraries publish for float32 and float64 at their worst.
 */
const ELEMENTARY = 8;

/**
 * + − × ÷ and the square root correctly rounded, as IEEE 754 has them, and elementary functions to 4
 * units in the last place.
 *
 * Sigmoid is 1 / (1 + e^−a), whose exponential counts by the factor 1 − s, with a sum and a quotient;
 * or ½ + ½ tanh ½a, where that of tanh, |2s − 1|, counts by half. Its derivative is s(1 − s), or
 * s − s²; or a product or quotient of two exponentials and sums, which is good to two elementary
 * functions and four roundings of its own size. So is sech² a beside 1 − s².
 */
export function accuracyOf(dtype: Dtype): Accuracy {
  const u = UNIT_ROUNDOFFS[dtype];
  const elementary = ELEMENTARY * u;
  const fromPreActivation = 2 * elementary + 4 * u;
  return {
    unit: u,
    elementary,
    state: (activation, s) =>
      activation === "sigmoid"
        ? elementary * Math.max(s * (1 - s), Math.abs(s - 1 / 2)) + 2 * u * s
        : elementary * Math.abs(s),
    slope: (activation, s) =>
      activation === "sigmoid"
        ? Math.max(2 * u * s, fromPreActivation * s * (1 - s))
        : Math.max(2 * u, fromPreActivation * (1 - s * s)),
    holdsAtKinks: true,
  };
}

/** What a number is off by once it is read into the dtype. */
export function readingError(dtype: Dtype, x: number): number {
  return Math.abs(x - roundTo(dtype, x));
}

/** {@link readingError} for each of them. */
export function readingErrors(dtype: Dtype, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (x) => readingError(dtype, x));
}

/** {@link readingError} for whatever a network reads. */
export function inputErrors(
  dtype: Dtype,
  parameters: Parameters,
  { x, y, initialState }: Sequence,
): Required<Pick<InputErrors, "parameters" | "x" | "y">> & InputErrors {
  const matrix = (A: Matrix): Matrix => ({ ...A, data: readingErrors(dtype, A.data) });
  const { U, W, V, b, c } = parameters;
  return {
    parameters: {
      U: matrix(U),
      W: matrix(W),
      V: matrix(V),
      ...(b && { b: readingErrors(dtype, b) }),
      ...(c && { c: readingErrors(dtype, c) }),
    },
    x: matrix(x),
    y: matrix(y),
    ...(initialState && { initialState: readingErrors(dtype, initialState) }),
  };
}
