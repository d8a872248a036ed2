/**
 * How far rounding can move a forward and backward pass: first-order running error bounds, in any
 * order of summation.
 *
 * With u = 2^-53 and γ_n = n·u / (1 − n·u), a sum of products, each of whose terms goes through at
 * most n roundings, is within γ_n · Σ|terms| of the exact one, whatever the order (Higham, Accuracy
 * and Stability of Numerical Algorithms, 2nd ed., §3.1 and lemma 3.1). Errors that come in are carried
 * through by the absolute value of the derivative. Products of two errors are left out: they are
 * below 2^-100, and every use takes the bound twice, once for each side of a comparison.
 */
import { toRows } from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF as u } from "../../src/numerics/ulp.ts";
import type { NetworkCase } from "./arbitraries.ts";
import { plainForward, startOf } from "./plainBptt.ts";

type Rows = number[][];

export interface ErrorBounds {
  /** T×H and T×O: for each entry of s and o */
  readonly s: Rows;
  readonly o: Rows;
  /** for the loss of the sequence, and of any sequence nearby */
  readonly loss: number;
  /** for the entries of dU, dW, dV, db, dc, in this order, biases that are absent left out */
  readonly gradients: readonly Float64Array[];
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

export function errorBounds(network: NetworkCase): ErrorBounds {
  const { config, parameters, sequence } = network;
  const { inputSize: D, hiddenSize: H, outputSize: O, activation } = config;
  const U = toRows(parameters.U);
  const W = toRows(parameters.W);
  const V = toRows(parameters.V);
  const x = toRows(sequence.x);
  const T = x.length;
  const { s, o } = plainForward(network);
  const initial = Array.from(sequence.initialState ?? new Float64Array(H));
  const before = (t: number): number[] => (t === 0 ? initial : s[t - 1]);
  const rounded = activation === "sigmoid" || activation === "tanh";

  // |f′| and the error of the computed f′: from s − s² or 1 − s², through an s that is off by E_s.
  const slope = s.map((st) => st.map((v) => Math.abs(derivative(v))));
  const slopeError = (t: number, h: number): number => {
    const v = s[t][h];
    if (activation === "sigmoid") return Math.abs(1 - 2 * v) * Es[t][h] + 2 * u * Math.abs(v);
    if (activation === "tanh") return 2 * Math.abs(v) * Es[t][h] + 2 * u;
    return 0;
  };
  function derivative(v: number): number {
    if (activation === "sigmoid") return v * (1 - v);
    if (activation === "tanh") return 1 - v * v;
    return activation === "identity" || v > 0 ? 1 : 0;
  }

  // E_a = γ_{D+H+1} (|b| + |U||x| + |W||s|) + |W| E_s, E_s = |f′| E_a + the elementary function's.
  // The scale is Σ|terms| with states as large as |U|, |W|, |b| could make them.
  const Es: Rows = [];
  const Eo: Rows = [];
  const oScale: Rows = [];
  let scaleBefore = initial.map(Math.abs);
  for (let t = 0; t < T; t++) {
    const scale: number[] = [];
    Es[t] = s[t].map((value, h) => {
      const fixed = Math.abs(parameters.b?.[h] ?? 0) + sum(D, (d) => Math.abs(U[h][d] * x[t][d]));
      const terms = fixed + sum(H, (j) => Math.abs(W[h][j] * before(t)[j]));
      const carried = t === 0 ? 0 : sum(H, (j) => Math.abs(W[h][j]) * Es[t - 1][j]);
      scale[h] = rounded ? 1 : fixed + sum(H, (j) => Math.abs(W[h][j]) * scaleBefore[j]);
      const own = rounded ? ELEMENTARY * Math.abs(value) : 0;
      return slope[t][h] * (gamma(D + H + 1) * terms + carried) + own;
    });
    Eo[t] = o[t].map((_, k) => {
      const terms = Math.abs(parameters.c?.[k] ?? 0) + sum(H, (h) => Math.abs(V[k][h] * s[t][h]));
      return gamma(H + 1) * terms + sum(H, (h) => Math.abs(V[k][h]) * Es[t][h]);
    });
    oScale[t] = o[t].map(
      (_, k) => Math.abs(parameters.c?.[k] ?? 0) + sum(H, (h) => Math.abs(V[k][h]) * scale[h]),
    );
    scaleBefore = scale;
  }

  const EU = table(H, D);
  const EW = table(H, H);
  const EV = table(O, H);
  const Eb = new Float64Array(H);
  const Ec = new Float64Array(O);
  let loss = 0;
  // Each term of a gradient entry is a path: at the most T times a product with W or V, a sum of
  // O + H and a product with f′, then the outer product and a sum over at most T(T+1)/2 pairs.
  const path = gamma(T * (O + H + 2) + 1 + (T * (T + 1)) / 2);

  for (let t = 0; t < T; t++) {
    if (config.lossAt === "last" && t < T - 1) continue;
    const target = toRows(sequence.y)[config.lossAt === "last" ? 0 : t];
    const { e, Ee, lossError } = outputBounds(config.output, o[t], target, Eo[t], oScale[t]);
    loss += lossError;
    for (let k = 0; k < O; k++) {
      Ec[k] += gamma(T) * e[k] + Ee[k];
      for (let h = 0; h < H; h++) {
        EV[k][h] += (gamma(T + 1) * e[k] + Ee[k]) * Math.abs(s[t][h]) + e[k] * Es[t][h];
      }
    }
    // A majorizes |δ_{t,i}| term by term, B the error that came in with e, s and f′.
    let back = indices(H).map((h) => sum(O, (k) => Math.abs(V[k][h]) * e[k]));
    let backError = indices(H).map((h) => sum(O, (k) => Math.abs(V[k][h]) * Ee[k]));
    for (let i = t; i >= startOf(network, t); i--) {
      const A = back.map((value, h) => slope[i][h] * value);
      const B = backError.map((v, h) => slope[i][h] * v + slopeError(i, h) * back[h]);
      for (let h = 0; h < H; h++) {
        const off = path * A[h] + B[h];
        Eb[h] += off;
        for (let d = 0; d < D; d++) EU[h][d] += off * Math.abs(x[i][d]);
        for (let j = 0; j < H; j++) {
          EW[h][j] += off * Math.abs(before(i)[j]) + (i === 0 ? 0 : A[h] * Es[i - 1][j]);
        }
      }
      back = indices(H).map((j) => sum(H, (h) => Math.abs(W[h][j]) * A[h]));
      backError = indices(H).map((j) => sum(H, (h) => Math.abs(W[h][j]) * B[h]));
    }
  }
  const gradients = [EU, EW, EV].map((rows) => Float64Array.from(rows.flat()));
  if (config.hiddenBias) gradients.push(Eb);
  if (config.outputBias) gradients.push(Ec);
  return { s: Es, o: Eo, loss: loss * (1 + gamma(T)), gradients };
}

/**
 * |e|, its error, and the error of the loss, at one step. The loss's is taken with Σ|terms| in place
 * of o − y and of o, so that it also holds a finite-difference step away, where o − y need not be as
 * small as it is here.
 */
function outputBounds(
  output: "linear" | "softmax",
  o: number[],
  y: number[],
  Eo: number[],
  scale: number[],
): { readonly e: number[]; readonly Ee: number[]; readonly lossError: number } {
  const n = o.length;
  if (output === "linear") {
    const e = o.map((ok, k) => Math.abs(ok - y[k]));
    const Ee = e.map((ek, k) => Eo[k] + u * ek);
    // ½ Σ e²: |e| E_e each, and γ_{O+1} for the square and the sum.
    const lossError = sum(n, (k) => {
      const size = scale[k] + Math.abs(y[k]);
      return size * (Eo[k] + u * size) + (gamma(n + 1) * size * size) / 2;
    });
    return { e, Ee, lossError };
  }
  const m = Math.max(...o);
  const weights = o.map((ok) => Math.exp(ok - m));
  const total = sum(n, (k) => weights[k]);
  const p = weights.map((w) => w / total);
  // e^(o − m): the difference is off by u|o − m|, which is the relative error of the exponential.
  const own = o.map((ok) => u * (m - ok) + ELEMENTARY);
  const ownTotal = sum(n, (k) => p[k] * own[k]) + gamma(n);
  const came = sum(n, (k) => p[k] * Eo[k]);
  const e = p.map((pk, k) => Math.abs(pk - y[k]));
  const Ee = p.map((pk, k) => pk * (own[k] + ownTotal + u + Eo[k] + came) + u * e[k]);
  // (m + ln Σ) − o_y: the sum's relative error, ln's own, and the two operations after it.
  const ln = Math.log(total);
  const size = Math.max(...scale) + ln;
  const lossError = ownTotal + ELEMENTARY * ln + 3 * u * size + sum(n, (k) => e[k] * Eo[k]);
  return { e, Ee, lossError };
}

function table(rows: number, cols: number): Rows {
  return indices(rows).map(() => Array<number>(cols).fill(0));
}

function indices(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function sum(n: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
}
