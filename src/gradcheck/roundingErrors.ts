/**
 * How far rounding can move each number of a forward and backward pass, in any order of summation
 * and in any precision: the rules that ./errorBounds.ts and the error factors of the fixtures are
 * made of.
 *
 * With the unit roundoff u and γ_n = n·u / (1 − n·u), a sum of products, each of whose terms goes
 * through at most n roundings, is within γ_n · Σ|terms| of the exact one, whatever the order (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1 and lemma 3.1). A fused multiply-add
 * leaves one rounding out. Errors that come in are carried through by the absolute value of the
 * derivative (running error analysis, Higham §3.3). Products of two errors are kept where the first
 * order can vanish, behind a saturated unit, and where errors come in from outside.
 *
 * E stands for the bound of an error below: E_s for that of s, and so on.
 */
import { exp } from "../numerics/elementary.ts";
import {
  addOuterProductTo,
  addProductTo,
  addTo,
  addTransposedProductTo,
  type Matrix,
  row,
  zeros,
} from "../numerics/matrix.ts";
import type { Activation } from "../rnn/activation.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { stateBefore, type Trace } from "../rnn/forward.ts";
import type { Output } from "../rnn/loss.ts";
import type { Gradients, Parameters } from "../rnn/parameters.ts";

/** What a program computes in. */
export interface Accuracy {
  /** u */
  readonly unit: number;
  /** the relative error of exp and ln */
  readonly elementary: number;
  /** what computing s = f(a) adds to the error of s; asked for sigmoid and tanh only */
  readonly state: (activation: Activation, s: number) => number;
  /** what computing f′ adds to its error; asked for sigmoid and tanh only */
  readonly slope: (activation: Activation, s: number) => number;
  /**
   * Whether the bounds hold at relu's kink, too: f′ is in doubt where a may be on either side of 0,
   * and a sum that is exact in any order is known to be.
   */
  readonly holdsAtKinks: boolean;
}

/** How far off the numbers may be that a pass begins with; exact where absent. */
export interface InputErrors {
  readonly parameters?: Parameters;
  /** T×D */
  readonly x?: Matrix;
  readonly y?: Matrix;
  /** H */
  readonly initialState?: Float64Array;
}

/** A forward pass that was computed, and what is known of the numbers it was computed from. */
export interface Pass {
  readonly config: NetworkConfig;
  readonly accuracy: Accuracy;
  readonly parameters: Parameters;
  readonly trace: Trace;
  readonly off: InputErrors;
}

/** The bounds of the errors of a forward pass. */
export interface ForwardErrors {
  /** T×H, E_a */
  readonly a: Matrix;
  /** T×H, E_s */
  readonly s: Matrix;
  /** T×O, E_o */
  readonly o: Matrix;
}

/** γ_n. */
export function gamma({ unit }: Accuracy, n: number): number {
  return (n * unit) / (1 - n * unit);
}

/** The bound or the most there can be; the latter, too, where the bound is NaN: 0·∞ bounds nothing. */
export function least(bound: number, most: number): number {
  return bound <= most ? bound : most;
}

/** Bounds for a forward pass that has not begun: zeros. */
export function noForwardErrors({ config, trace }: Pass): ForwardErrors {
  const { hiddenSize: H, outputSize: O } = config;
  const T = trace.x.rows;
  return { a: zeros(T, H), s: zeros(T, H), o: zeros(T, O) };
}

/**
 * E_a = γ_{D+H+1} (|b| + |U||x_t| + |W||s_{t−1}|) + |W| E_s of step t−1 + what comes in
 * E_s = |f′| E_a + |f″|/2 E_a² + the elementary function's own, at most the length of f's range
 * E_o = γ_{H+1} (|c| + |V||s_t|) + |V| E_s + what comes in
 *
 * Written into `errors` for the steps `from` … `to`; those before have theirs.
 */
export function writeForwardErrors(
  errors: ForwardErrors,
  { config, accuracy, parameters, trace, off }: Pass,
  from: number,
  to: number,
): void {
  const { hiddenSize: H } = config;
  const { U, W, V, b, c } = absoluteParameters(parameters);
  const noError = new Float64Array(H);
  for (let t = from; t <= to; t++) {
    const sBefore = absolute(stateBefore(trace, t));
    const EsBefore = t > 0 ? row(errors.s, t - 1) : (off.initialState ?? noError);
    const fromInput: Product = {
      A: U,
      EA: off.parameters?.U,
      v: absolute(row(trace.x, t)),
      Ev: off.x && row(off.x, t),
    };
    const fromState: Product = { A: W, EA: off.parameters?.W, v: sBefore, Ev: EsBefore };
    const Ea = sumErrors(accuracy, b, off.parameters?.b, [fromInput, fromState]);
    const s = row(trace.s, t);
    const Es = s.map((sh, h) => stateError(accuracy, config.activation, sh, Ea[h]));
    const fromHidden: Product = { A: V, EA: off.parameters?.V, v: absolute(s), Ev: Es };
    row(errors.a, t).set(Ea);
    row(errors.s, t).set(Es);
    row(errors.o, t).set(sumErrors(accuracy, c, off.parameters?.c, [fromHidden]));
  }
}

/** |A| |v| within a sum, and how far off both may be. */
interface Product {
  readonly A: Matrix;
  readonly EA: Matrix | undefined;
  readonly v: Float64Array;
  readonly Ev: Float64Array | undefined;
}

/** The error of bias + Σ A v, entry by entry. */
function sumErrors(
  accuracy: Accuracy,
  bias: Float64Array | undefined,
  Ebias: Float64Array | undefined,
  products: readonly Product[],
): Float64Array {
  const { rows } = products[0].A;
  const terms = bias ? bias.slice() : new Float64Array(rows);
  const carried = Ebias ? Ebias.slice() : new Float64Array(rows);
  let n = 1;
  for (const { A, EA, v, Ev } of products) {
    n += A.cols;
    addProductTo(terms, A, v);
    if (Ev) addProductTo(carried, A, Ev);
    if (EA) addProductTo(carried, EA, Ev ? weighted(1, v, Ev) : v);
  }
  return terms.map((sum, i) => {
    const isExact =
      accuracy.holdsAtKinks &&
      carried[i] === 0 &&
      sum * accuracy.unit <= quantumOf(i, bias, products);
    return isExact ? 0 : gamma(accuracy, n) * sum + carried[i];
  });
}

/**
 * A power of two that every term of a sum is a whole multiple of. Where Σ|terms| is at most 1/u of
 * it, each partial sum is a number of the precision, in whichever order: nothing is rounded.
 */
function quantumOf(
  i: number,
  bias: Float64Array | undefined,
  products: readonly Product[],
): number {
  let quantum = bias ? lowestBit(bias[i]) : Infinity;
  for (const { A, v } of products) {
    const Ai = row(A, i);
    for (let j = 0; j < v.length; j++) {
      quantum = Math.min(quantum, lowestBit(Ai[j]) * lowestBit(v[j]));
    }
  }
  return quantum;
}

/** The largest power of two that divides x; infinite for 0. */
function lowestBit(x: number): number {
  if (x === 0) return Infinity;
  let bit = 1;
  while (!Number.isInteger(x / bit)) bit /= 2;
  while (Number.isInteger(x / (2 * bit))) bit *= 2;
  return bit;
}

/** The length of the interval that s lies in, computed or exact. */
const RANGES: Readonly<Record<Activation, number>> = {
  sigmoid: 1,
  tanh: 2,
  relu: Infinity,
  identity: Infinity,
};

/** E_s, for s = f(a). */
export function stateError(
  accuracy: Accuracy,
  activation: Activation,
  s: number,
  Ea: number,
): number {
  // Relu is as steep as identity as soon as a may be above 0.
  if (accuracy.holdsAtKinks && activation === "relu") return Ea;
  const isElementary = activation === "sigmoid" || activation === "tanh";
  const own = isElementary ? accuracy.state(activation, s) : 0;
  // |f″|/2 is at most 0.05 for the sigmoid and 0.39 for tanh.
  const curvature = isElementary ? 1 / 2 : 0;
  const carriedOn = slope(activation, s) * Ea + curvature * Ea * Ea;
  return least(carriedOn + own, RANGES[activation]);
}

/** |f′|, in terms of s = f(a). */
export function slope(activation: Activation, s: number): number {
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

/** The error of f′ computed from an s that is off by E_s, where a is off by E_a. */
export function slopeError(
  accuracy: Accuracy,
  activation: Activation,
  s: number,
  Es: number,
  a: number,
  Ea: number,
): number {
  switch (activation) {
    case "sigmoid":
      return (Math.abs(1 - 2 * s) + Es) * Es + accuracy.slope(activation, s);
    case "tanh":
      return (2 * Math.abs(s) + Es) * Es + accuracy.slope(activation, s);
    case "relu":
      return accuracy.holdsAtKinks && Ea > 0 && Math.abs(a) <= Ea ? 1 : 0;
    case "identity":
      return 0;
  }
}

/** ŷ at one step and its error, of length O. */
export interface PredictionErrors {
  readonly p: Float64Array;
  readonly Ep: Float64Array;
  /** of Σ e^(o − m), relative; 0 without one */
  readonly ofSum: number;
}

/** Of ŷ = o, or of softmax with m = max o taken out. */
export function predictionErrors(
  accuracy: Accuracy,
  output: Output,
  o: Float64Array,
  Eo: Float64Array,
): PredictionErrors {
  if (output === "linear") return { p: o, Ep: Eo, ofSum: 0 };
  const { unit, elementary } = accuracy;
  const m = Math.max(...o);
  const weights = o.map((ok) => exp(ok - m));
  const sum = total(weights);
  const p = weights.map((weight) => weight / sum);
  // e^(o − m): the difference is off by u|o − m|, which is the relative error of the exponential.
  const own = o.map((ok) => unit * (m - ok) + elementary);
  const ofSum = total(p.map((pk, k) => pk * own[k])) + gamma(accuracy, o.length);
  const carried = total(p.map((pk, k) => pk * Eo[k]));
  const most = Math.max(...Eo);
  const Ep = p.map((pk, k) => {
    const relative = own[k] + ofSum + unit + Eo[k] + carried;
    return least(pk * (relative + relative * relative + most * most), 1);
  });
  return { p, Ep, ofSum };
}

/** |e| for e = ŷ − y at one step, and its error. */
export interface OutputErrors {
  readonly e: Float64Array;
  readonly Ee: Float64Array;
}

/** @param Ey how far off the target may be, if it is */
export function outputErrors(
  { unit }: Accuracy,
  { p, Ep }: PredictionErrors,
  y: Float64Array,
  Ey: Float64Array | undefined,
): OutputErrors {
  const e = p.map((pk, k) => Math.abs(pk - y[k]));
  return { e, Ee: Ep.map((bound, k) => bound + unit * e[k] + (Ey ? Ey[k] : 0)) };
}

/** |δ_i| for one loss, and the error that came in with e, s, f′, W and V. */
export interface HiddenErrors {
  readonly i: number;
  /** H, at least |δ_i|, term by term */
  readonly delta: Float64Array;
  /** H, E_δ without the roundings on the way of δ itself, which depend on how long that is */
  readonly Edelta: Float64Array;
}

/** From step t back to `start`, given e_t. */
export function* hiddenErrors(
  { config, accuracy, parameters, trace, off }: Pass,
  forward: ForwardErrors,
  { e, Ee }: OutputErrors,
  t: number,
  start: number,
): Generator<HiddenErrors, void> {
  const { W, V } = absoluteParameters(parameters);
  const { activation } = config;
  // Whatever has E added to it is at least as large as the exact number and any computed one.
  let back = transposed(V, weighted(1, e, Ee));
  let backError = transposed(V, Ee);
  if (off.parameters) carryTo(back, backError, off.parameters.V, weighted(1, e, Ee));
  for (let i = t; i >= start; i--) {
    const [a, s, Ea, Es] = [trace.a, trace.s, forward.a, forward.s].map((rows) => row(rows, i));
    const f = s.map((sh) => slope(activation, sh));
    const Ef = s.map((sh, h) => slopeError(accuracy, activation, sh, Es[h], a[h], Ea[h]));
    const delta = f.map((fh, h) => (fh + Ef[h]) * back[h]);
    const Edelta = f.map((fh, h) => fh * backError[h] + Ef[h] * back[h]);
    yield { i, delta, Edelta };
    back = transposed(W, delta);
    backError = transposed(W, Edelta);
    if (off.parameters) carryTo(back, backError, off.parameters.W, delta);
  }
}

/** What a matrix that is off by E_A adds to the size and to the error of Aᵀ v. */
function carryTo(back: Float64Array, backError: Float64Array, EA: Matrix, v: Float64Array): void {
  addTransposedProductTo(back, EA, v);
  addTransposedProductTo(backError, EA, v);
}

/**
 * What δ_i adds to the bounds of dU, dW and db.
 *
 * @param path the roundings that a term of the gradient goes through, from e_t to the sum it ends in
 */
export function addHiddenErrorsTo(
  { dU, dW, db }: Gradients,
  { config, accuracy, trace, off }: Pass,
  forward: ForwardErrors,
  { i, delta, Edelta }: HiddenErrors,
  path: number,
): void {
  const own = weighted(gamma(accuracy, path), delta, Edelta);
  const x = absolute(row(trace.x, i));
  const Ex = off.x && row(off.x, i);
  const EsBefore =
    i > 0 ? row(forward.s, i - 1) : (off.initialState ?? new Float64Array(config.hiddenSize));
  addOuterProductTo(dU, own, Ex ? weighted(1, x, Ex) : x);
  if (Ex) addOuterProductTo(dU, delta, Ex);
  addOuterProductTo(dW, own, weighted(1, absolute(stateBefore(trace, i)), EsBefore));
  addOuterProductTo(dW, delta, EsBefore);
  if (db) addTo(db, own);
}

/**
 * What e_t adds to the bounds of dV and dc.
 *
 * @param losses that are summed
 */
export function addOutputErrorsTo(
  { dV, dc }: Gradients,
  { accuracy, trace }: Pass,
  forward: ForwardErrors,
  { e, Ee }: OutputErrors,
  t: number,
  losses: number,
): void {
  const eMost = weighted(1, e, Ee);
  const s = row(trace.s, t);
  const Es = row(forward.s, t);
  addOuterProductTo(
    dV,
    weighted(gamma(accuracy, losses + 1), eMost, Ee),
    weighted(1, absolute(s), Es),
  );
  addOuterProductTo(dV, eMost, Es);
  if (dc) addTo(dc, weighted(gamma(accuracy, losses), eMost, Ee));
}

/** Aᵀ x. */
function transposed(A: Matrix, x: Float64Array): Float64Array {
  const y = new Float64Array(A.cols);
  addTransposedProductTo(y, A, x);
  return y;
}

/** γ x + E. */
function weighted(factor: number, x: Float64Array, E: Float64Array): Float64Array {
  return x.map((value, i) => factor * value + E[i]);
}

/** Σ v. */
export function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** |v|, entry by entry. */
export function absolute(values: Float64Array): Float64Array {
  return values.map(Math.abs);
}

/** |θ|, entry by entry. */
export function absoluteParameters({ U, W, V, b, c }: Parameters): Parameters {
  return {
    U: { ...U, data: absolute(U.data) },
    W: { ...W, data: absolute(W.data) },
    V: { ...V, data: absolute(V.data) },
    ...(b && { b: absolute(b) }),
    ...(c && { c: absolute(c) }),
  };
}
