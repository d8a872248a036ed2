/**
 * How far rounding can move a forward and backward pass: running error bounds, in any order
 * of summation.
 *
 * With u = 2^-53 and γ_n = n·u / (1 − n·u), a sum of products, each of whose terms goes through at
 * most n roundings, is within γ_n · Σ|terms| of the exact one, whatever the order (Higham, Accuracy
 * and Stability of Numerical Algorithms, 2nd ed., §3.1 and lemma 3.1). Errors that come in are carried
 * through by the absolute value of the derivative (running error analysis, Higham §3.3). Products of
 * two errors are kept where the first order can vanish, behind a saturated unit, and left out where
 * it cannot, in the loss. Where a bound overflows it is infinite, and never NaN.
 *
 * E stands for the bound of an error below: E_s for that of s, and so on.
 */
import { exp, ln } from "../numerics/elementary.ts";
import {
  addOuterProductTo,
  addProductTo,
  addTo,
  type Matrix,
  product,
  row,
  transposedProduct,
  zeros,
} from "../numerics/matrix.ts";
import { UNIT_ROUNDOFF as u } from "../numerics/ulp.ts";
import type { Activation } from "../rnn/activation.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { stateBefore, type Trace, unroll } from "../rnn/forward.ts";
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
 * quotient, but its exponential only counts by the factor 1 − s.
 */
const ELEMENTARY = 4 * u;

function gamma(n: number): number {
  return (n * u) / (1 - n * u);
}

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
  const pass: Pass = {
    config,
    trace: unroll(config, parameters, x, initialState),
    size: absoluteParameters(parameters),
  };
  const forward = forwardErrors(pass);
  const gradients = zeroGradients(config);
  let loss = 0;
  for (let t = 0; t < T; t++) {
    const target = targetAt(config, y, t, T);
    if (!target) continue;
    const [o, Eo, scale] = [pass.trace.o, forward.o, forward.scale].map((rows) => row(rows, t));
    const output = outputErrors(config.output, o, target, Eo, scale);
    loss += output.loss;
    addBackwardErrorsTo(gradients, pass, forward, t, output);
  }
  const { a, s, o } = forward;
  for (const values of [a.data, s.data, o.data, ...gradientArrays(gradients)]) {
    values.forEach((bound, i) => {
      values[i] = least(bound, Infinity);
    });
  }
  return { a, s, o, loss: least(loss * (1 + gamma(T)), Infinity), gradients };
}

/** What was computed, and the absolute values of the parameters it was computed with. */
interface Pass {
  readonly config: NetworkConfig;
  readonly trace: Trace;
  readonly size: Parameters;
}

/** The bound or the most there can be; the latter, too, where the bound is NaN: 0·∞ bounds nothing. */
function least(bound: number, most: number): number {
  return bound <= most ? bound : most;
}

interface ForwardErrors {
  /** T×H, E_a */
  readonly a: Matrix;
  /** T×H, E_s */
  readonly s: Matrix;
  /** T×O, E_o */
  readonly o: Matrix;
  /** T×O, Σ|terms| of o, with states as large as |U|, |W| and |b| could make them */
  readonly scale: Matrix;
}

/**
 * E_a = γ_{D+H+1} (|b| + |U||x_t| + |W||s_{t−1}|) + |W| E_s of step t−1
 * E_s = |f′| E_a + |f″|/2 E_a² + the elementary function's own, at most the length of f's range
 * E_o = γ_{H+1} (|c| + |V||s_t|) + |V| E_s
 */
function forwardErrors({ config, trace, size: { U, W, V, b, c } }: Pass): ForwardErrors {
  const { inputSize: D, hiddenSize: H, outputSize: O, activation } = config;
  const T = trace.x.rows;
  const { own, curvature, range } = SHAPES[activation];
  const errors = { a: zeros(T, H), s: zeros(T, H), o: zeros(T, O), scale: zeros(T, O) };
  let errorBefore = new Float64Array(H);
  let scaleBefore = absolute(trace.initialState);
  for (let t = 0; t < T; t++) {
    const s = row(trace.s, t);
    const fromInput = affine(b, U, absolute(row(trace.x, t)));
    const terms = affine(fromInput, W, absolute(stateBefore(trace, t)));
    const carried = product(W, errorBefore);
    const Ea = terms.map((sum, h) => gamma(D + H + 1) * sum + carried[h]);
    const Es = s.map((sh, h) => {
      const carriedOn = slope(activation, sh) * Ea[h] + curvature * Ea[h] * Ea[h];
      return least(carriedOn + own * Math.abs(sh), range);
    });
    const isBounded = range < Infinity;
    const scale = isBounded ? new Float64Array(H).fill(1) : affine(fromInput, W, scaleBefore);
    const outputTerms = affine(c, V, absolute(s));
    const outputCarried = product(V, Es);
    row(errors.a, t).set(Ea);
    row(errors.s, t).set(Es);
    row(errors.o, t).set(outputTerms.map((sum, k) => gamma(H + 1) * sum + outputCarried[k]));
    row(errors.scale, t).set(affine(c, V, scale));
    errorBefore = Es;
    scaleBefore = scale;
  }
  return errors;
}

/** What there is to know of an activation besides its slope. */
interface Shape {
  /** the length of the interval that s lies in, computed or exact: [−1, 1] or a part of it, or all */
  readonly range: number;
  /** what computing s adds, relative to it */
  readonly own: number;
  /** at least |f″|/2 */
  readonly curvature: number;
}

const STRAIGHT: Shape = { range: Infinity, own: 0, curvature: 0 };

/** |f″|/2 is at most 0.05 for the sigmoid and 0.39 for tanh. */
const SHAPES: Readonly<Record<Activation, Shape>> = {
  sigmoid: { range: 1, own: ELEMENTARY, curvature: 1 / 2 },
  tanh: { range: 2, own: ELEMENTARY, curvature: 1 / 2 },
  relu: STRAIGHT,
  identity: STRAIGHT,
};

/** |f′|, in terms of s = f(a). */
function slope(activation: Activation, s: number): number {
  switch (activation) {
    case "sigmoid":
      return Math.abs(s * (1 - s));
    case "tanh":
      return Math.abs(1 - s * s);
    case "relu":
      return s > 0 ? 1 : 0;
    case "identity":
      return 1;
  }
}

/** The error of f′ computed as s − s² or 1 − s² from an s that is off by E_s. */
function slopeError(activation: Activation, s: number, Es: number): number {
  switch (activation) {
    case "sigmoid":
      return (Math.abs(1 - 2 * s) + Es) * Es + 2 * u * Math.abs(s);
    case "tanh":
      return (2 * Math.abs(s) + Es) * Es + 2 * u;
    case "relu":
    case "identity":
      return 0;
  }
}

/** |e| for e = ∂loss/∂o at one step, its error, and that of the loss. */
interface OutputErrors {
  readonly e: Float64Array;
  readonly Ee: Float64Array;
  readonly loss: number;
}

function outputErrors(
  output: Output,
  o: Float64Array,
  y: Float64Array,
  Eo: Float64Array,
  scale: Float64Array,
): OutputErrors {
  return output === "linear" ? squaredErrors(o, y, Eo, scale) : softmaxErrors(o, y, Eo, scale);
}

/**
 * Of ½ Σ e²: |e| E_e each, and γ_{O+1} for the square and the sum. The loss's is taken with Σ|terms|
 * in place of o − y, so that it also holds a finite-difference step away, where o − y need not be as
 * small as it is here.
 */
function squaredErrors(
  o: Float64Array,
  y: Float64Array,
  Eo: Float64Array,
  scale: Float64Array,
): OutputErrors {
  const e = o.map((ok, k) => Math.abs(ok - y[k]));
  const Ee = e.map((ek, k) => Eo[k] + u * ek);
  let loss = 0;
  for (let k = 0; k < o.length; k++) {
    const size = scale[k] + Math.abs(y[k]);
    loss += size * (Eo[k] + u * size) + (gamma(o.length + 1) * size * size) / 2;
  }
  return { e, Ee, loss };
}

/**
 * Of (m + ln Σ e^(o − m)) − o_y: the sum's relative error, ln's own, and the two operations after it,
 * with Σ|terms| in place of o as above.
 */
function softmaxErrors(
  o: Float64Array,
  y: Float64Array,
  Eo: Float64Array,
  scale: Float64Array,
): OutputErrors {
  const m = Math.max(...o);
  const weights = o.map((ok) => exp(ok - m));
  const sum = total(weights);
  const p = weights.map((weight) => weight / sum);
  // e^(o − m): the difference is off by u|o − m|, which is the relative error of the exponential.
  const own = o.map((ok) => u * (m - ok) + ELEMENTARY);
  const ofSum = total(p.map((pk, k) => pk * own[k])) + gamma(o.length);
  const carried = total(p.map((pk, k) => pk * Eo[k]));
  const e = p.map((pk, k) => Math.abs(pk - y[k]));
  const Ee = p.map((pk, k) => pk * (own[k] + ofSum + u + Eo[k] + carried) + u * e[k]);
  const size = Math.max(...scale) + ln(sum);
  const loss = ofSum + ELEMENTARY * ln(sum) + 3 * u * size + total(e.map((ek, k) => ek * Eo[k]));
  return { e, Ee, loss };
}

/** What loss_t adds to the bounds of the gradient, back to start(t). */
function addBackwardErrorsTo(
  { dU, dW, dV, db, dc }: Gradients,
  { config, trace, size: { W, V } }: Pass,
  forward: ForwardErrors,
  t: number,
  { e, Ee }: OutputErrors,
): void {
  const { hiddenSize: H, outputSize: O, activation } = config;
  const T = trace.x.rows;
  // Each term of a gradient entry is a path: at the most T times a product with W or V, a sum of
  // O + H and a product with f′, then the outer product and a sum over at most T(T+1)/2 pairs.
  const path = gamma(T * (O + H + 2) + 1 + (T * (T + 1)) / 2);

  // Whatever has E added to it is at least as large as the exact number and any computed one.
  const eMost = weighted(1, e, Ee);
  const sMost = weighted(1, absolute(row(trace.s, t)), row(forward.s, t));
  addOuterProductTo(dV, weighted(gamma(T + 1), eMost, Ee), sMost);
  addOuterProductTo(dV, eMost, row(forward.s, t));
  if (dc) addTo(dc, weighted(gamma(T), eMost, Ee));

  // δ is at least |δ_{t,i}|, term by term; E_δ is the error that came in with e, s and f′.
  let back = transposedProduct(V, eMost);
  let backError = transposedProduct(V, Ee);
  for (let i = t; i >= firstStep(config.truncation, t, T); i--) {
    const s = row(trace.s, i);
    const Es = row(forward.s, i);
    const f = s.map((sh) => slope(activation, sh));
    const Ef = s.map((sh, h) => slopeError(activation, sh, Es[h]));
    const delta = f.map((fh, h) => (fh + Ef[h]) * back[h]);
    const Edelta = f.map((fh, h) => fh * backError[h] + Ef[h] * back[h]);
    const off = weighted(path, delta, Edelta);
    const EsBefore = i > 0 ? row(forward.s, i - 1) : new Float64Array(H);
    addOuterProductTo(dU, off, absolute(row(trace.x, i)));
    addOuterProductTo(dW, off, weighted(1, absolute(stateBefore(trace, i)), EsBefore));
    addOuterProductTo(dW, delta, EsBefore);
    if (db) addTo(db, off);
    back = transposedProduct(W, delta);
    backError = transposedProduct(W, Edelta);
  }
}

/** c + A x, with zeros for a bias that is absent. */
function affine(c: Float64Array | undefined, A: Matrix, x: Float64Array): Float64Array {
  const y = c ? c.slice() : new Float64Array(A.rows);
  addProductTo(y, A, x);
  return y;
}

/** γ x + E. */
function weighted(factor: number, x: Float64Array, E: Float64Array): Float64Array {
  return x.map((value, i) => factor * value + E[i]);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function absolute(values: Float64Array): Float64Array {
  return values.map(Math.abs);
}

function absoluteParameters({ U, W, V, b, c }: Parameters): Parameters {
  return {
    U: { ...U, data: absolute(U.data) },
    W: { ...W, data: absolute(W.data) },
    V: { ...V, data: absolute(V.data) },
    ...(b && { b: absolute(b) }),
    ...(c && { c: absolute(c) }),
  };
}
