/**
 * A function whose ordinary derivative is the truncated gradient, exactly.
 *
 * Truncation says that the loss at step t contributes through the steps start(t) … t and no further.
 * So recompute loss_t from the state before start(t), held constant at the value it has now: every
 * path through an earlier step is cut, every other one is kept. The sum over the steps with a loss,
 *
 *     F(θ) = Σ_t loss_t(θ; s_{start(t)−1} frozen),
 *
 * has at θ the value of the loss and the truncated gradient as its derivative. At any other θ it is
 * not the loss of the network. Nothing in here knows how back-propagation goes about it.
 */
import { type Matrix, row } from "../numerics/matrix.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { stateBefore, unroll } from "../rnn/forward.ts";
import { stepLoss } from "../rnn/loss.ts";
import { type Gradients, type Parameters, requireParameters } from "../rnn/parameters.ts";
import { requireSequence, type Sequence, targetAt } from "../rnn/sequence.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { centralDifferences } from "./centralDifferences.ts";

/** start(t), the earliest step through which the loss at step t contributes; 0 ≤ t < T. */
export function firstStep(truncation: Truncation, t: number, T: number): number {
  switch (truncation.kind) {
    case "full":
      return 0;
    case "window":
      return Math.max(0, t - truncation.hops);
    case "chunk": {
      // τ, the first update at or after t: the last step of t's run of k1 steps, or of the sequence.
      const run = Math.floor(t / truncation.k1);
      const update = Math.min((run + 1) * truncation.k1, T) - 1;
      return Math.max(0, update - truncation.k2 + 1);
    }
  }
}

/**
 * F as above, frozen at the given parameters.
 *
 * @returns a function of parameters of the same shapes; it checks nothing, and keeps the sequence
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network
 */
export function frozenLosses(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): (theta: Parameters) => number {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const { x, y, initialState } = sequence;
  const T = x.rows;
  const frozen = unroll(config, parameters, x, initialState);

  function lossAt(t: number, theta: Parameters): number {
    const target = targetAt(config, y, t, T);
    if (target === undefined) return 0;
    const start = firstStep(config.truncation, t, T);
    const { o } = unroll(config, theta, steps(x, start, t), stateBefore(frozen, start));
    return stepLoss(config.output, row(o, t - start), target);
  }

  return (theta) => {
    let sum = 0;
    for (let t = 0; t < T; t++) sum += lossAt(t, theta);
    return sum;
  };
}

/**
 * The truncated gradient by central differences of the frozen losses.
 *
 * @param step as in {@link centralDifferences}
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network
 */
export function frozenDifferences(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  step?: number,
): Gradients {
  const loss = frozenLosses(config, parameters, sequence);
  return asGradients(centralDifferences(loss, parameters, step));
}

/** Derivatives under the names of the parameters, under their own: that of U is dU. */
export function asGradients({ U, W, V, b, c }: Parameters): Gradients {
  return { dU: U, dW: W, dV: V, ...(b && { db: b }), ...(c && { dc: c }) };
}

/** Gradients under the names of the parameters: the other way round. */
export function asParameters({ dU, dW, dV, db, dc }: Gradients): Parameters {
  return { U: dU, W: dW, V: dV, ...(db && { b: db }), ...(dc && { c: dc }) };
}

/** The rows `from` … `to` of A, as a view. */
function steps(A: Matrix, from: number, to: number): Matrix {
  const data = A.data.subarray(from * A.cols, (to + 1) * A.cols);
  return { rows: to - from + 1, cols: A.cols, data };
}
