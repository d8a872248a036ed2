/**
 * How far rounding can move a forward and backward pass in binary64: running error bounds, in any
 * order of summation, by the rules of ./roundingErrors.ts. Where a bound overflows it is infinite,
 * and never NaN.
 */
import { exp, ln } from "../numerics/elementary.ts";
import { addProductTo, type Matrix, row, zeros } from "../numerics/matrix.ts";
import { UNIT_ROUNDOFF as u } from "../numerics/ulp.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { unroll } from "../rnn/forward.ts";
import type { Output } from "../rnn/loss.ts";
import {
  type Gradients,
  gradientArrays,
  type Parameters,
  requireParameters,
  zeroGradients,
} from "../rnn/parameters.ts";
import { requireSequence, type Sequence, targetAt } from "../rnn/sequence.ts";
import { firstStep } from "./frozenLoss.ts";
import {
  type Accuracy,
  absolute,
  absoluteParameters,
  addHiddenErrorsTo,
  addOutputErrorsTo,
  gamma,
  hiddenErrors,
  least,
  noForwardErrors,
  outputErrors,
  type Pass,
  type PredictionErrors,
  predictionErrors,
  total,
  writeForwardErrors,
} from "./roundingErrors.ts";

/** For each number of a forward and backward pass, how far it may be from the exact one. */
export interface ErrorBounds {
  /** T×H, of a_t */
  readonly a: Matrix;
  /** T×H, of s_t */
  readonly s: Matrix;
  /** T×O, of o_t */
  readonly o: Matrix;
  /** of the loss of the sequence, and of any sequence nearby */
  readonly loss: number;
  /** of the truncated gradient */
  readonly gradients: Gradients;
}

/**
 * @stdlib's exp, ln and tanh are good to one or two units in the last place (their ports name
 * FreeBSD's < 1 ulp, Cephes' 2.5e-16 for tanh); a unit is at most 2u. Sigmoid adds a sum and a
 * quotient, but its exponential only counts by the factor 1 − s. f′ is s − s² or 1 − s².
 */
const BINARY64: Accuracy = {
  unit: u,
  elementary: 4 * u,
  state: (_, s) => 4 * u * Math.abs(s),
  slope: (activation, s) => (activation === "sigmoid" ? 2 * u * Math.abs(s) : 2 * u),
  holdsAtKinks: false,
};

/**
 * The bounds for one sequence. They hold for every computation of the loss and of the truncated
 * gradient by the usual formulas in binary64, so that two of them differ by at most twice as much.
 * Not at relu's kink, nor within E_a of it: there the derivative itself is in doubt.
 *
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network
 */
export function errorBounds(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): ErrorBounds {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const { x, y, initialState } = sequence;
  const T = x.rows;
  const trace = unroll(config, parameters, x, initialState);
  const pass: Pass = { config, accuracy: BINARY64, parameters, trace, off: {} };
  const forward = noForwardErrors(pass);
  writeForwardErrors(forward, pass, 0, T - 1);
  const scales = outputScales(pass);
  // Each term of a gradient entry is a path: at the most T times a product with W or V, a sum of
  // O + H and a product with f′, then the outer product and a sum over at most T(T+1)/2 pairs.
  const { hiddenSize: H, outputSize: O } = config;
  const path = T * (O + H + 2) + 1 + (T * (T + 1)) / 2;
  const gradients = zeroGradients(config);
  let loss = 0;
  for (let t = 0; t < T; t++) {
    const target = targetAt(config, y, t, T);
    if (!target) continue;
    const [o, Eo, scale] = [trace.o, forward.o, scales].map((rows) => row(rows, t));
    const prediction = predictionErrors(BINARY64, config.output, o, Eo);
    const output = outputErrors(BINARY64, prediction, target, undefined);
    loss += lossError(config.output, { o, Eo, scale, target }, prediction, output.e);
    addOutputErrorsTo(gradients, pass, forward, output, t, T);
    const start = firstStep(config.truncation, t, T);
    for (const hidden of hiddenErrors(pass, forward, output, t, start)) {
      addHiddenErrorsTo(gradients, pass, forward, hidden, path);
    }
  }
  const { a, s, o } = forward;
  for (const values of [a.data, s.data, o.data, ...gradientArrays(gradients)]) {
    values.forEach((bound, i) => {
      values[i] = least(bound, Infinity);
    });
  }
  return { a, s, o, loss: least(loss * (1 + gamma(BINARY64, T)), Infinity), gradients };
}

/** T×O: Σ|terms| of o, with states as large as |U|, |W| and |b| could make them. */
function outputScales({ config, parameters, trace }: Pass): Matrix {
  const { hiddenSize: H, outputSize: O, activation } = config;
  const { U, W, V, b, c } = absoluteParameters(parameters);
  const isElementary = activation === "sigmoid" || activation === "tanh";
  const scales = zeros(trace.x.rows, O);
  let before = absolute(trace.initialState);
  for (let t = 0; t < trace.x.rows; t++) {
    const fromInput = affine(b, U, absolute(row(trace.x, t)));
    const scale = isElementary ? new Float64Array(H).fill(1) : affine(fromInput, W, before);
    row(scales, t).set(affine(c, V, scale));
    before = scale;
  }
  return scales;
}

/** One step's output, its error, its Σ|terms|, and what it should have been. */
interface StepOutput {
  readonly o: Float64Array;
  readonly Eo: Float64Array;
  readonly scale: Float64Array;
  readonly target: Float64Array;
}

/**
 * Of ½ Σ e²: |e| E_e each, and γ_{O+1} for the square and the sum. Of (m + ln Σ e^(o − m)) − o_y: the
 * sum's relative error, ln's own, and the two operations after it. Both with Σ|terms| in place of
 * o − y and of o, so that they also hold a finite-difference step away, where o − y need not be as
 * small as it is here. Products of two errors are left out: the first order does not vanish.
 */
function lossError(
  output: Output,
  { o, Eo, scale, target }: StepOutput,
  { ofSum }: PredictionErrors,
  e: Float64Array,
): number {
  let loss = 0;
  if (output === "linear") {
    for (let k = 0; k < o.length; k++) {
      const size = scale[k] + Math.abs(target[k]);
      loss += size * (Eo[k] + u * size) + (gamma(BINARY64, o.length + 1) * size * size) / 2;
    }
    return loss;
  }
  const m = Math.max(...o);
  const lnSum = ln(total(o.map((ok) => exp(ok - m))));
  const size = Math.max(...scale) + lnSum;
  return ofSum + BINARY64.elementary * lnSum + 3 * u * size + total(e.map((ek, k) => ek * Eo[k]));
}

/** c + A x, with zeros for a bias that is absent. */
function affine(c: Float64Array | undefined, A: Matrix, x: Float64Array): Float64Array {
  const y = c ? c.slice() : new Float64Array(A.rows);
  addProductTo(y, A, x);
  return y;
}
