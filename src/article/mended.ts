/**
 * The listing's gradient with any of the errata E01–E10 mended, each by a switch at the line it is
 * about. With none mended it is the listing's, bit for bit; with all mended it is back-propagation
 * through time truncated to a window. A demonstration, not a way to compute a gradient.
 *
 * E05–E09 are about signals that never reach the listing's gradient: they take effect in dW once E01
 * is mended, and in dU once E02 is.
 */

import type { ListingStateSums, ListingSums, ListingTerm } from "../engine/engine.ts";
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
  clipped,
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
 * @param sumStates an engine's, where dW is not to be summed here
 */
export function mendedGradient(
  weights: ListingWeights,
  window: Float64Array,
  trace: ListingTrace,
  y: number,
  mended: Mended,
  { hops, clip }: ListingSettings,
  activation: Activation = "sigmoid",
  sumStates?: ListingStateSums,
): Gradients {
  const { U, W } = weights;
  const lastError = trace.o - y;
  const sums: ListingSums = {
    carried: !mended.has("E03"),
    limit: mended.has("E10") ? Infinity : clip,
  };
  const isMended = mended.has("E01") || mended.has("E02");
  const terms = isMended ? innerSums(activation, weights, trace, lastError, hops, mended) : [];
  return {
    dU: mended.has("E02")
      ? inputSums(terms, window, U, sums)
      : repeated(forwardSums(trace.Ux, hops, sums), U.cols),
    dW: mended.has("E01")
      ? (sumStates?.(terms, trace.s, sums) ?? stateSums(terms, trace.s, sums))
      : repeated(forwardSums(trace.Ws, hops, sums), W.cols),
    dV: outputSums(trace.s, lastError, mended.has("E04"), sums.limit),
  };
}

/** The terms of the inner sum at every step t, none where there is no error. */
function innerSums(
  activation: Activation,
  weights: ListingWeights,
  trace: ListingTrace,
  lastError: number,
  hops: number,
  mended: Mended,
): ListingTerm[][] {
  const { rows: T, cols: H } = trace.s;
  const signals = (t: number): Float64Array[] =>
    listingSignals(activation, weights, trace, lastError, t, hops, mended);
  // With the last step's derivative at every step (E06), the signals do not depend on where they start.
  const fromLast = mended.has("E06") ? null : signals(T - 1);
  const first = mended.has("E09") ? 0 : 1;
  return Array.from({ length: T }, (_, t) => {
    if (lastError === 0 || (mended.has("E04") && t < T - 1)) return [];
    const deltas = fromLast?.slice(0, Math.min(t, hops) + 1) ?? signals(t);
    if (mended.has("E07")) return deltas.map((delta, n) => ({ read: t - n, delta })).slice(first);
    // They all meet step t, so they may as well meet it together.
    const delta = new Float64Array(H);
    for (const signal of deltas.slice(first)) addTo(delta, signal);
    return [{ read: t, delta }];
  });
}

/** dW with E01 mended, H×H, of terms δ s_{read−1}ᵀ. */
function stateSums(
  terms: readonly (readonly ListingTerm[])[],
  s: Matrix,
  { carried, limit }: ListingSums,
): Matrix {
  const { rows: T, cols: H } = s;
  const dW = zeros(H, H);
  const states = Array.from({ length: T }, (_, t) => row(s, t));
  const begin = firstWithTerms(terms);
  const sum = new Float64Array(H);
  for (let i = 0; i < H; i++) {
    const dWi = row(dW, i);
    sum.fill(0);
    for (let t = begin; t < T; t++) {
      if (!carried) sum.fill(0);
      for (const { read, delta } of terms[t]) {
        // s_{−1} = 0 adds nothing.
        if (read > 0) addScaledTo(sum, delta[i], states[read - 1]);
      }
      addClippedTo(dWi, sum, limit);
    }
  }
  return dW;
}

/** The first step with a term, before which all sums are zero; T where there is none. */
function firstWithTerms(terms: readonly (readonly ListingTerm[])[]): number {
  const first = terms.findIndex((step) => step.length > 0);
  return first < 0 ? terms.length : first;
}

/** y += c x. */
function addScaledTo(y: Float64Array, c: number, x: Float64Array): void {
  for (let j = 0; j < y.length; j++) y[j] += c * x[j];
}

/** y += x, moved into [−limit, limit]. */
function addClippedTo(y: Float64Array, x: Float64Array, limit: number): void {
  for (let j = 0; j < y.length; j++) y[j] = clipped(y[j] + x[j], limit);
}

/** dU with E02 mended, in U's shape, of terms δ x_read in the column through which it enters. */
function inputSums(
  terms: readonly ListingTerm[][],
  window: Float64Array,
  U: Matrix,
  { carried, limit }: ListingSums,
): Matrix {
  const dU = zeros(U.rows, U.cols);
  const begin = firstWithTerms(terms);
  const sum = new Float64Array(U.cols);
  for (let i = 0; i < U.rows; i++) {
    const dUi = row(dU, i);
    sum.fill(0);
    for (let t = begin; t < terms.length; t++) {
      if (!carried) sum.fill(0);
      for (const { read, delta } of terms[t]) sum[columnOf(U, read)] += delta[i] * window[read];
      // The columns of later steps are still zero.
      const end = Math.min(t + 1, U.cols);
      for (let j = 0; j < end; j++) dUi[j] = clipped(dUi[j] + sum[j], limit);
    }
  }
  return dU;
}

/** While E01 (E02) stands, the column that all of dW (dU) are, of terms W s_{t−1} (U x_t). */
function forwardSums(
  products: Matrix,
  hops: number,
  { carried, limit }: ListingSums,
): Float64Array {
  const { rows: T, cols: H, data } = products;
  const column = new Float64Array(H);
  for (let h = 0; h < H; h++) {
    let sum = 0;
    for (let t = 0; t < T; t++) {
      if (!carried) sum = 0;
      for (let i = t - 1; i >= Math.max(0, t - hops); i--) sum += data[t * H + h];
      column[h] = clipped(column[h] + sum, limit);
    }
  }
  return column;
}

/** dV, 1×H, of terms e s_tᵀ: with the error of the last step at every step, unless E04 is mended. */
function outputSums(s: Matrix, lastError: number, onlyLast: boolean, limit: number): Matrix {
  const { rows: T, cols: H } = s;
  const dV = zeros(1, H);
  for (let t = 0; t < T; t++) {
    const e = onlyLast && t < T - 1 ? 0 : lastError;
    addOuterProductTo(dV, Float64Array.of(e), row(s, t));
    clipInPlace(dV.data, limit);
  }
  return dV;
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

/** A matrix of equal columns. */
function repeated(column: Float64Array, cols: number): Matrix {
  const A = zeros(column.length, cols);
  for (let i = 0; i < A.rows; i++) row(A, i).fill(column[i]);
  return A;
}
