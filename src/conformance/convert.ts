/** Between the nested arrays of the files and the matrices of the network. */
import { fromRows, toRows } from "../numerics/matrix.ts";
import type { Gradients, Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import type { GradientArrays, ParameterArrays, TrainingRecord } from "./types.ts";

/** Parameters from arrays whose shapes were checked. */
export function parametersFrom({ U, W, V, b, c }: ParameterArrays): Parameters {
  return {
    U: fromRows(U),
    W: fromRows(W),
    V: fromRows(V),
    ...(b && { b: Float64Array.from(b) }),
    ...(c && { c: Float64Array.from(c) }),
  };
}

/** Gradients from arrays whose shapes were checked. */
export function gradientsFrom({ dU, dW, dV, db, dc }: GradientArrays): Gradients {
  return {
    dU: fromRows(dU),
    dW: fromRows(dW),
    dV: fromRows(dV),
    ...(db && { db: Float64Array.from(db) }),
    ...(dc && { dc: Float64Array.from(dc) }),
  };
}

/** A sequence from arrays whose shapes were checked; whatever else stands beside them is left out. */
export function sequenceFrom({ x, y, initialState }: TrainingRecord): Sequence {
  return {
    x: fromRows(x),
    y: fromRows(y),
    ...(initialState && { initialState: Float64Array.from(initialState) }),
  };
}

/** Parameters as nested arrays. */
export function parametersToArrays({ U, W, V, b, c }: Parameters): ParameterArrays {
  return {
    U: toRows(U),
    W: toRows(W),
    V: toRows(V),
    ...(b && { b: Array.from(b) }),
    ...(c && { c: Array.from(c) }),
  };
}

/** Gradients as nested arrays. */
export function gradientsToArrays({ dU, dW, dV, db, dc }: Gradients): GradientArrays {
  return {
    dU: toRows(dU),
    dW: toRows(dW),
    dV: toRows(dV),
    ...(db && { db: Array.from(db) }),
    ...(dc && { dc: Array.from(dc) }),
  };
}

/** A sequence as nested arrays. */
export function sequenceToArrays({ x, y, initialState }: Sequence): TrainingRecord {
  return {
    x: toRows(x),
    y: toRows(y),
    ...(initialState && { initialState: Array.from(initialState) }),
  };
}
