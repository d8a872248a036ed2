/**
 * The article's network and its training, bug for bug: what the listing computes, in the order in
 * which it computes it. Nothing here is to be imitated; the right way is in `rnn/`.
 *
 * No biases; U H×T, W H×H, V 1×H. `src/article/errata.ts` explains the numbers E01–E16.
 *
 * What is asked for otherwise, another activation than the sigmoid or one column of U for all steps
 * (E16 mended), the same program computes.
 *
 * Two things are left out because they reach no result: the listing's back-propagated signals, which
 * it computes and drops, and all columns but one of its dU and dW, which are equal.
 */
import type { ListingRoom, ListingStates } from "../engine/engine.ts";
import { addProductTo, type Matrix, row, zeros } from "../numerics/matrix.ts";
import { type Activation, activate } from "../rnn/activation.ts";
import type { Parameters } from "../rnn/parameters.ts";

/** U H×T (a column for each step, E16) or H×1 (one for all), W H×H, V 1×H. */
export type ListingWeights = Pick<Parameters, "U" | "W" | "V">;

export interface ListingSettings {
  /** how many hops back the inner loop counts */
  readonly hops: number;
  /** every partial sum is clipped to [−clip, clip] */
  readonly clip: number;
}

/** What one forward pass over a window leaves behind; row t is step t. */
export interface ListingTrace extends ListingRoom {
  /** o_{T−1} = V s_{T−1} */
  readonly o: number;
}

/** Room for a forward pass over T steps of H units. */
export function listingRoom(T: number, H: number): ListingRoom {
  return { Ux: zeros(T, H), Ws: zeros(T, H), a: zeros(T, H), s: zeros(T, H) };
}

/**
 * The forward pass as trained: value t of the window enters at step t, through column t of U.
 *
 * @param states an engine's, where they are not to be computed here
 * @param room where it is written, over what is there; new room when absent
 */
export function listingForward(
  { U, W, V }: ListingWeights,
  window: Float64Array,
  states?: ListingStates,
  activation: Activation = "sigmoid",
  room: ListingRoom = listingRoom(window.length, U.rows),
): ListingTrace {
  const { Ux, s } = room;
  for (let t = 0; t < Ux.rows; t++) {
    const Uxt = row(Ux, t);
    const column = columnOf(U, t);
    for (let i = 0; i < Uxt.length; i++) Uxt[i] = U.data[i * U.cols + column] * window[t];
  }
  writeStates(states, activation, W, room);
  return { ...room, o: lastOutput(V, s) };
}

/** The column of U through which value t of the window enters. */
export function columnOf(U: Matrix, t: number): number {
  return U.cols === 1 ? 0 : t;
}

/**
 * The forward pass as the listing predicts: the whole window enters at every step (E12), for which U
 * must have a column for each.
 *
 * @param states as for {@link listingForward}
 */
export function listingPredict(
  { U, W, V }: ListingWeights,
  window: Float64Array,
  states?: ListingStates,
  activation: Activation = "sigmoid",
): number {
  const room = listingRoom(window.length, U.rows);
  for (let t = 0; t < window.length; t++) addProductTo(row(room.Ux, t), U, window);
  writeStates(states, activation, W, room);
  return lastOutput(V, room.s);
}

/** a_t = W s_{t−1} + U x_t and s_t = f(a_t), with s_{−1} = 0; by an engine, where it can. */
function writeStates(
  states: ListingStates | undefined,
  activation: Activation,
  W: Matrix,
  room: ListingRoom,
): void {
  if (states?.(activation, W, room)) return;
  const { Ux, Ws, a, s } = room;
  const { rows: T, cols: H } = Ux;
  Ws.data.fill(0);
  for (let t = 0; t < T; t++) {
    // W s_{−1} is zero.
    if (t > 0) addProductTo(row(Ws, t), W, row(s, t - 1));
    for (let i = t * H; i < (t + 1) * H; i++) {
      a.data[i] = Ws.data[i] + Ux.data[i];
      s.data[i] = activate(activation, a.data[i]);
    }
  }
}

/** o_{T−1} = V s_{T−1}. */
function lastOutput(V: Matrix, s: Matrix): number {
  const o = new Float64Array(1);
  addProductTo(o, V, row(s, s.rows - 1));
  return o[0];
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
  const [dU, dW, dV] = [new Float64Array(H), new Float64Array(H), new Float64Array(H)];
  const e = trace.o - y;
  // One unit after another: none of this mixes them.
  for (let h = 0; h < H; h++) {
    let dUh = 0;
    let dWh = 0;
    let dVh = 0;
    // E03: these two run on from step to step.
    let sumU = 0;
    let sumW = 0;
    for (let t = 0; t < T; t++) {
      const at = t * H + h;
      // E09: from t − 1 and not from t; E07: and nothing in the loop depends on i.
      for (let i = t - 1; i >= Math.max(0, t - hops); i--) {
        sumU += trace.Ux.data[at];
        sumW += trace.Ws.data[at];
      }
      // E10: clipped here, before the sum is finished.
      dUh = clipped(dUh + sumU, clip);
      dWh = clipped(dWh + sumW, clip);
      // E04: the last step's error with every step's state.
      dVh = clipped(dVh + e * trace.s.data[at], clip);
    }
    dU[h] = dUh;
    dW[h] = dWh;
    dV[h] = dVh;
  }
  return { dU, dW, dV };
}

/** The nearest number in [−limit, limit], with limit > 0; without branches, which are hard to predict. */
export function clipped(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/** Moves every entry into [−limit, limit]. */
export function clipInPlace(values: Float64Array, limit: number): void {
  for (let i = 0; i < values.length; i++) values[i] = clipped(values[i], limit);
}

/** θ ← θ − η dθ, with the column of dU and of dW subtracted from every column. */
export function listingStepInPlace(
  { U, W, V }: ListingWeights,
  { dU, dW, dV }: ListingGradient,
  learningRate: number,
): void {
  subtractColumn(U, dU, learningRate);
  subtractColumn(W, dW, learningRate);
  for (let i = 0; i < dV.length; i++) V.data[i] -= learningRate * dV[i];
}

function subtractColumn({ rows, cols, data }: Matrix, column: Float64Array, eta: number): void {
  for (let i = 0; i < rows; i++) {
    const step = eta * column[i];
    for (let j = i * cols; j < (i + 1) * cols; j++) data[j] -= step;
  }
}
