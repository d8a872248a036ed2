/**
 * The forward pass of an Elman network (Elman 1990; Goodfellow, Bengio and Courville, Deep
 * Learning, equations 10.8–10.10), for one sequence:
 *
 *     a_t = b + U x_t + W s_{t−1}
 *     s_t = f(a_t)
 *     o_t = c + V s_t
 *
 * Not a graph, not a tape: what the backward pass needs is kept in a trace, and that is all.
 */
import { addProductTo, firstRows, type Matrix, row, zeros } from "../numerics/matrix.ts";
import { type Activation, activate } from "./activation.ts";
import type { NetworkConfig } from "./config.ts";
import { prediction, stepLoss } from "./loss.ts";
import { type Parameters, requireParameters } from "./parameters.ts";
import { requireInputs, requireSequence, type Sequence, targetAt } from "./sequence.ts";

/** Everything the forward pass computed for one sequence of T steps. */
export interface Trace {
  /** T×D, the inputs */
  readonly x: Matrix;
  /** H, s_{−1} */
  readonly initialState: Float64Array;
  /** T×H, a_t in row t */
  readonly a: Matrix;
  /** T×H, s_t in row t */
  readonly s: Matrix;
  /** T×O, o_t in row t */
  readonly o: Matrix;
}

/**
 * Runs the network over a sequence. A sum that overflows is ±Infinity, and what follows from it may
 * be NaN: numbers are checked on their way in, not out.
 *
 * @param x T×D
 * @param initialState s_{−1}, of length H; zeros when not given
 * @throws {TypeError | RangeError} when a shape disagrees with the configuration or a number is not
 *   finite
 */
export function forward(
  config: NetworkConfig,
  parameters: Parameters,
  x: Matrix,
  initialState?: Float64Array,
): Trace {
  requireParameters(config, parameters);
  requireInputs(config, x, initialState);
  return unroll(config, parameters, x, initialState);
}

/** {@link forward} without its checks, for data that were checked before. */
export function unroll(
  config: NetworkConfig,
  parameters: Parameters,
  x: Matrix,
  initialState?: Float64Array,
): Trace {
  const trace = emptyTrace(config, x, initialState);
  writeSteps(trace, config, parameters, 0, x.rows - 1);
  return trace;
}

/** The trace of a forward pass that has not begun: zeros. */
export function emptyTrace(config: NetworkConfig, x: Matrix, initialState?: Float64Array): Trace {
  return traceIn(traceRoom(config, x.rows), x, initialState);
}

/** Where the forward passes over sequences of up to T steps can be written, one after the other. */
export type TraceRoom = Pick<Trace, "a" | "s" | "o">;

/** Room for the forward pass over T steps: zeros. */
export function traceRoom({ hiddenSize: H, outputSize: O }: NetworkConfig, T: number): TraceRoom {
  return { a: zeros(T, H), s: zeros(T, H), o: zeros(T, O) };
}

/**
 * The trace of a forward pass that has not begun, as views of the room: it holds what the pass before
 * left there, and is overwritten by the next one.
 */
export function traceIn(
  room: TraceRoom,
  x: Matrix,
  initialState: Float64Array = new Float64Array(room.s.cols),
): Trace {
  const T = x.rows;
  return {
    x,
    initialState,
    a: firstRows(room.a, T),
    s: firstRows(room.s, T),
    o: firstRows(room.o, T),
  };
}

/** Runs the steps `from` … `to` into a trace that has those before them. */
export function writeSteps(
  trace: Trace,
  config: NetworkConfig,
  parameters: Parameters,
  from: number,
  to: number,
): void {
  for (let t = from; t <= to; t++) {
    const a = row(trace.a, t);
    const s = row(trace.s, t);
    const o = row(trace.o, t);
    writePreActivation(a, parameters, row(trace.x, t), stateBefore(trace, t));
    writeState(s, config.activation, a);
    writeOutput(o, parameters, s);
  }
}

/** s_{t−1}, of length H, for t ≥ 0. */
export function stateBefore(trace: Trace, t: number): Float64Array {
  return t === 0 ? trace.initialState : row(trace.s, t - 1);
}

/** a = b + U x + W s_{t−1}, summed in this order. */
function writePreActivation(
  a: Float64Array,
  { U, W, b }: Parameters,
  x: Float64Array,
  sBefore: Float64Array,
): void {
  if (b) a.set(b);
  else a.fill(0);
  addProductTo(a, U, x);
  addProductTo(a, W, sBefore);
}

/** s = f(a), entry by entry. */
function writeState(s: Float64Array, activation: Activation, a: Float64Array): void {
  for (let i = 0; i < a.length; i++) s[i] = activate(activation, a[i]);
}

/** o = c + V s. */
function writeOutput(o: Float64Array, { V, c }: Parameters, s: Float64Array): void {
  if (c) o.set(c);
  else o.fill(0);
  addProductTo(o, V, s);
}

/**
 * What the network predicts at every step: T×O, ŷ_t in row t (o_t itself, or softmax(o_t)), by the
 * same forward pass as in training. Not finite where that overflows.
 *
 * @throws {TypeError | RangeError} as {@link forward}
 */
export function predict(
  config: NetworkConfig,
  parameters: Parameters,
  x: Matrix,
  initialState?: Float64Array,
): Matrix {
  const { o } = forward(config, parameters, x, initialState);
  const yHat = zeros(o.rows, o.cols);
  for (let t = 0; t < o.rows; t++) row(yHat, t).set(prediction(config.output, row(o, t)));
  return yHat;
}

/**
 * The loss of one sequence: the sum over its steps that have one. Infinity or NaN when it overflows.
 *
 * @throws {TypeError | RangeError} when a shape disagrees with the configuration, a number is not
 *   finite, or a softmax target is not one-hot
 */
export function sequenceLoss(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): number {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  return traceLoss(
    config,
    unroll(config, parameters, sequence.x, sequence.initialState),
    sequence.y,
  );
}

/** The loss of a sequence whose forward pass is done; checks nothing. */
export function traceLoss(config: NetworkConfig, trace: Trace, y: Matrix): number {
  const T = trace.x.rows;
  let loss = 0;
  for (let t = 0; t < T; t++) {
    const target = targetAt(config, y, t, T);
    if (target) loss += stepLoss(config.output, row(trace.o, t), target);
  }
  return loss;
}
