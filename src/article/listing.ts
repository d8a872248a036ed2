/**
 * The article's network and its training, bug for bug: what the listing computes, in the order in
 * which it computes it. Nothing here is to be imitated; the right way is in `rnn/`.
 *
 * No biases; U H×T, W H×H, V 1×H. `src/article/errata.ts` explains the numbers E01–E16.
 *
 * Two things are left out because they reach no result: the listing's back-propagated signals, which
 * it computes and drops, and all columns but one of its dU and dW, which are equal.
 */
import { addProductTo, addTo, type Matrix, row, zeros } from "../numerics/matrix.ts";
import { sigmoid } from "../rnn/activation.ts";
import type { Parameters } from "../rnn/parameters.ts";

/** U H×T (a column for each step, E16), W H×H, V 1×H. */
export type ListingWeights = Pick<Parameters, "U" | "W" | "V">;

export interface ListingSettings {
  /** how many hops back the inner loop counts */
  readonly hops: number;
  /** every partial sum is clipped to [−clip, clip] */
  readonly clip: number;
}

/** What one forward pass over a window leaves behind; row t is step t. */
export interface ListingTrace {
  /** T×H, U x_t */
  readonly Ux: Matrix;
  /** T×H, W s_{t−1} */
  readonly Ws: Matrix;
  /** T×H, a_t = U x_t + W s_{t−1} */
  readonly a: Matrix;
  /** T×H, s_t = σ(a_t), s_{−1} = 0 */
  readonly s: Matrix;
  /** o_{T−1} = V s_{T−1} */
  readonly o: number;
}

/** The forward pass as trained: value t of the window enters at step t, through column t of U. */
export function listingForward(weights: ListingWeights, window: Float64Array): ListingTrace {
  return run(weights, window.length, (Ux, t) => {
    const { cols, data } = weights.U;
    for (let i = 0; i < Ux.length; i++) Ux[i] = data[i * cols + t] * window[t];
  });
}

/** The forward pass as the listing predicts: the whole window enters at every step (E12). */
export function listingPredict(weights: ListingWeights, window: Float64Array): number {
  return run(weights, window.length, (Ux) => addProductTo(Ux, weights.U, window)).o;
}

function run(
  { W, V }: ListingWeights,
  T: number,
  writeUx: (Ux: Float64Array, t: number) => void,
): ListingTrace {
  const H = W.rows;
  const trace = { Ux: zeros(T, H), Ws: zeros(T, H), a: zeros(T, H), s: zeros(T, H) };
  for (let t = 0; t < T; t++) {
    const Ux = row(trace.Ux, t);
    const Ws = row(trace.Ws, t);
    const a = row(trace.a, t);
    const s = row(trace.s, t);
    writeUx(Ux, t);
    // W s_{−1} is zero.
    if (t > 0) addProductTo(Ws, W, row(trace.s, t - 1));
    for (let i = 0; i < H; i++) {
      const ai = Ws[i] + Ux[i];
      a[i] = ai;
      s[i] = sigmoid(ai);
    }
  }
  const o = new Float64Array(1);
  addProductTo(o, V, row(trace.s, T - 1));
  return { ...trace, o: o[0] };
}

/**
 * What the listing takes for the gradient of one record. dU and dW are one column each: every column
 * of the listing's matrices is that column (E01, E02).
 */
export interface ListingGradient {
  /** H, every column of dU */
  readonly dU: Float64Array;
  /** H, every column of dW */
  readonly dW: Float64Array;
  /** H, the one row of dV */
  readonly dV: Float64Array;
}

/**
 * @param trace the forward pass of the record
 * @param y its target
 * @returns the sums, clipped on the way
 */
export function listingGradient(
  trace: ListingTrace,
  y: number,
  { hops, clip }: ListingSettings,
): ListingGradient {
  const { rows: T, cols: H } = trace.s;
  const dU = new Float64Array(H);
  const dW = new Float64Array(H);
  const dV = new Float64Array(H);
  // E03: these two run on from step to step.
  const sumU = new Float64Array(H);
  const sumW = new Float64Array(H);
  const e = trace.o - y;
  for (let t = 0; t < T; t++) {
    // E04: the last step's error with every step's state.
    const s = row(trace.s, t);
    for (let i = 0; i < H; i++) dV[i] += e * s[i];
    const Ux = row(trace.Ux, t);
    const Ws = row(trace.Ws, t);
    // E09: from t − 1 and not from t; E07: and nothing in the loop depends on i.
    for (let i = t - 1; i >= Math.max(0, t - hops); i--) {
      for (let h = 0; h < H; h++) {
        sumU[h] += Ux[h];
        sumW[h] += Ws[h];
      }
    }
    addTo(dU, sumU);
    addTo(dW, sumW);
    // E10: clipped here, before the sum is finished.
    clipInPlace(dU, clip);
    clipInPlace(dV, clip);
    clipInPlace(dW, clip);
  }
  return { dU, dW, dV };
}

/** Moves every entry into [−limit, limit]. */
export function clipInPlace(values: Float64Array, limit: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value > limit) values[i] = limit;
    else if (value < -limit) values[i] = -limit;
  }
}

/** θ − η dθ, with the column of dU and of dW subtracted from every column. */
export function listingStep(
  { U, W, V }: ListingWeights,
  { dU, dW, dV }: ListingGradient,
  learningRate: number,
): ListingWeights {
  return {
    U: subtractColumn(U, dU, learningRate),
    W: subtractColumn(W, dW, learningRate),
    V: { ...V, data: V.data.map((v, i) => v - learningRate * dV[i]) },
  };
}

function subtractColumn(A: Matrix, column: Float64Array, learningRate: number): Matrix {
  const data = new Float64Array(A.data.length);
  for (let i = 0; i < A.rows; i++) {
    const step = learningRate * column[i];
    for (let j = 0; j < A.cols; j++) data[i * A.cols + j] = A.data[i * A.cols + j] - step;
  }
  return { ...A, data };
}
