/**
 * The listing's gradient with any of the errata E01–E10 mended, each by a switch at the line it is
 * about. With none mended it is the listing's, bit for bit; with all mended it is back-propagation
 * through time truncated to a window. A demonstration, not a way to compute a gradient.
 *
 * E05–E09 are about signals that never reach the listing's gradient: they take effect in dW once E01
 * is mended, and in dU once E02 is.
 */
import {
  addOuterProductTo,
  addTo,
  addTransposedProductTo,
  type Matrix,
  row,
  zeros,
} from "../numerics/matrix.ts";
import { describe } from "../numerics/require.ts";
import { type Activation, activationDerivative } from "../rnn/activation.ts";
import type { Gradients } from "../rnn/parameters.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "./errata.ts";
import {
  clipInPlace,
  columnOf,
  type ListingSettings,
  type ListingTrace,
  type ListingWeights,
} from "./listing.ts";

/** Which errata are mended. */
export type Mended = ReadonlySet<GradientErratum>;

/**
 * The set of errata for a list of ids, or for "all".
 *
 * @throws {TypeError | RangeError} when an id is none of E01–E10
 */
export function mend(correct: readonly GradientErratum[] | "all"): Mended {
  if (correct === "all") return new Set(GRADIENT_ERRATA);
  if (!Array.isArray(correct)) {
    throw new TypeError(`correct: expected "all" or an array of ids, got ${describe(correct)}`);
  }
  for (const id of correct) {
    if (!GRADIENT_ERRATA.includes(id)) {
      throw new RangeError(`correct: expected "all" or ids from E01 to E10, got ${describe(id)}`);
    }
  }
  return new Set(correct);
}

/**
 * The gradient of one record; clipped on the way unless E10 is mended, and then not at all: clipping
 * the finished gradient is the caller's.
 *
 * @param window the T values of the record
 * @param trace its forward pass
 * @param y its target
 */
export function mendedGradient(
  weights: ListingWeights,
  window: Float64Array,
  trace: ListingTrace,
  y: number,
  mended: Mended,
  { hops, clip }: ListingSettings,
  activation: Activation = "sigmoid",
): Gradients {
  const { rows: T, cols: H } = trace.s;
  // While E01 (E02) stands, every column of dW (dU) is the same, and one is kept.
  const colsW = mended.has("E01") ? H : 1;
  const colsU = mended.has("E02") ? weights.U.cols : 1;
  const [dU, dW, dV] = [zeros(H, colsU), zeros(H, colsW), zeros(1, H)];
  const [sumU, sumW] = [zeros(H, colsU), zeros(H, colsW)];
  const lastError = trace.o - y;

  for (let t = 0; t < T; t++) {
    const e = mended.has("E04") && t < T - 1 ? 0 : lastError;
    addOuterProductTo(dV, Float64Array.of(e), row(trace.s, t));
    // Without an error, and without the terms that need none, a step adds nothing.
    if (e === 0 && mended.has("E01") && mended.has("E02")) continue;

    if (mended.has("E03")) {
      sumU.data.fill(0);
      sumW.data.fill(0);
    }
    for (let i = t - 1; i >= Math.max(0, t - hops); i--) {
      if (!mended.has("E01")) addTo(sumW.data, row(trace.Ws, t));
      if (!mended.has("E02")) addTo(sumU.data, row(trace.Ux, t));
    }
    if (e !== 0 && (mended.has("E01") || mended.has("E02"))) {
      for (const { read, delta } of terms(activation, weights, trace, e, t, hops, mended)) {
        // s_{−1} = 0 adds nothing to dW.
        if (mended.has("E01") && read > 0) addOuterProductTo(sumW, delta, row(trace.s, read - 1));
        if (mended.has("E02")) addToColumn(sumU, columnOf(sumU, read), delta, window[read]);
      }
    }

    addTo(dU.data, sumU.data);
    addTo(dW.data, sumW.data);
    if (!mended.has("E10")) {
      for (const gradient of [dU, dW, dV]) clipInPlace(gradient.data, clip);
    }
  }
  return { dU: widened(dU, weights.U.cols), dW: widened(dW, H), dV };
}

/** A term of the inner sum: δ, and the step whose state and input it meets. */
interface Term {
  readonly read: number;
  readonly delta: Float64Array;
}

/** The terms of the inner sum at step t. */
function terms(
  activation: Activation,
  weights: ListingWeights,
  trace: ListingTrace,
  e: number,
  t: number,
  hops: number,
  mended: Mended,
): Term[] {
  const deltas = listingSignals(activation, weights, trace, e, t, hops, mended);
  const first = mended.has("E09") ? 0 : 1;
  if (mended.has("E07")) return deltas.map((delta, n) => ({ read: t - n, delta })).slice(first);
  // They all meet step t, so they may as well meet it together.
  const sum = new Float64Array(trace.s.cols);
  for (const delta of deltas.slice(first)) addTo(sum, delta);
  return [{ read: t, delta: sum }];
}

/** What the listing has for δ_i, i = t, t − 1, … max(0, t − hops), from the error e at step t. */
export function listingSignals(
  activation: Activation,
  { W, V }: ListingWeights,
  { a, s }: Pick<ListingTrace, "a" | "s">,
  e: number,
  t: number,
  hops: number,
  mended: Mended,
): Float64Array[] {
  const { rows: T, cols: H } = s;
  const fromOutput = V.data.map((v) => v * e);
  const deltas: Float64Array[] = [];
  for (let i = t; i >= Math.max(0, t - hops); i--) {
    const delta = new Float64Array(H);
    const after = deltas.at(-1);
    if (!after || !mended.has("E08")) addTo(delta, fromOutput);
    if (after) addTransposedProductTo(delta, W, after);
    const at = mended.has("E06") ? i : T - 1;
    const z = row(mended.has("E05") ? s : a, at);
    for (let j = 0; j < H; j++) delta[j] *= activationDerivative(activation, z[j]);
    deltas.push(delta);
  }
  return deltas;
}

/** A[·][column] += y x. */
function addToColumn(A: Matrix, column: number, y: Float64Array, x: number): void {
  for (let i = 0; i < A.rows; i++) A.data[i * A.cols + column] += y[i] * x;
}

/** The matrix itself, or its one column repeated. */
function widened(A: Matrix, cols: number): Matrix {
  if (A.cols === cols) return A;
  const wide = zeros(A.rows, cols);
  for (let i = 0; i < A.rows; i++) row(wide, i).fill(A.data[i]);
  return wide;
}
