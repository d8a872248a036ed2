/**
 * Truncated BPTT by its definition, in plain arrays: every pair (t, i) on its own,
 *
 *     g(t, i) = what loss_t contributes through step i,    start(t) ≤ i ≤ t,
 *
 * and the gradient as their sum. Slow, and written without a look at `src/rnn/backward.ts`: it
 * shares no function with it. Each mistake of the list below is one line of it done wrong.
 */
import { exp, tanh } from "../../src/numerics/elementary.ts";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import type { Activation } from "../../src/rnn/activation.ts";
import type { Gradients } from "../../src/rnn/parameters.ts";
import type { NetworkCase } from "./arbitraries.ts";

export const MISTAKES = [
  "derivative at the pre-activation",
  "derivative missing",
  "derivative of the last step everywhere",
  "W for its transpose",
  "no carry",
  "window one hop short",
  "window one hop long",
  "s_i for s_{i-1}",
  "initial state's term dropped",
  "x shifted by one",
  "db missing",
  "output error at the last step only",
  "target's sign",
  "mean for sum",
] as const;
export type Mistake = (typeof MISTAKES)[number];

type Rows = number[][];

export interface PlainTrace {
  readonly a: Rows;
  readonly s: Rows;
  readonly o: Rows;
}

/** f(a), and f′ from s or from a. */
const PLAIN: Readonly<
  Record<
    Activation,
    {
      readonly state: (a: number) => number;
      readonly derivative: (s: number, a: number) => number;
    }
  >
> = {
  sigmoid: { state: (a) => 1 / (1 + exp(-a)), derivative: (s) => s * (1 - s) },
  tanh: { state: tanh, derivative: (s) => 1 - s * s },
  relu: { state: (a) => Math.max(a, 0), derivative: (_, a) => (a > 0 ? 1 : 0) },
  identity: { state: (a) => a, derivative: () => 1 },
};

/** a_t, s_t, o_t by the three equations, each sum from left to right in the order b, U x, W s. */
export function plainForward({ config, parameters, sequence }: NetworkCase): PlainTrace {
  const { inputSize: D, hiddenSize: H, outputSize: O, activation } = config;
  const U = toRows(parameters.U);
  const W = toRows(parameters.W);
  const V = toRows(parameters.V);
  const trace: PlainTrace = { a: [], s: [], o: [] };
  let before = Array.from(sequence.initialState ?? new Float64Array(H));
  for (const x of toRows(sequence.x)) {
    const a: number[] = [];
    const s: number[] = [];
    const o: number[] = [];
    for (let h = 0; h < H; h++) {
      a[h] = parameters.b ? parameters.b[h] : 0;
      for (let d = 0; d < D; d++) a[h] += U[h][d] * x[d];
      for (let j = 0; j < H; j++) a[h] += W[h][j] * before[j];
      s[h] = PLAIN[activation].state(a[h]);
    }
    for (let k = 0; k < O; k++) {
      o[k] = parameters.c ? parameters.c[k] : 0;
      for (let h = 0; h < H; h++) o[k] += V[k][h] * s[h];
    }
    trace.a.push(a);
    trace.s.push(s);
    trace.o.push(o);
    before = s;
  }
  return trace;
}

/** The table of truncations, read off row by row. */
export function startOf({ config, sequence }: NetworkCase, t: number): number {
  const { truncation } = config;
  if (truncation.kind === "full") return 0;
  if (truncation.kind === "window") return Math.max(0, t - truncation.hops);
  let tau = truncation.k1 - 1;
  while (tau < t) tau += truncation.k1;
  return Math.max(0, Math.min(tau, sequence.x.rows - 1) - truncation.k2 + 1);
}

/** The truncated gradient as the sum of its pairs, rightly or with one mistake. */
export function plainGradients(network: NetworkCase, mistake?: Mistake): Gradients {
  const { config, parameters, sequence } = network;
  const { hiddenSize: H, outputSize: O, inputSize: D } = config;
  const W = toRows(parameters.W);
  const V = toRows(parameters.V);
  const x = toRows(sequence.x);
  const y = toRows(sequence.y);
  const T = x.length;
  const { a, s, o } = plainForward(network);
  const initial = Array.from(sequence.initialState ?? new Float64Array(H));
  const stateAt = (t: number): number[] => (t < 0 ? initial : s[t]);

  const dU = table(H, D);
  const dW = table(H, H);
  const dV = table(O, H);
  const db = new Float64Array(H);
  const dc = new Float64Array(O);
  let losses = 0;

  for (let t = 0; t < T; t++) {
    if (config.lossAt === "last" && t < T - 1) continue;
    if (mistake === "output error at the last step only" && t < T - 1) continue;
    losses++;
    const target = config.lossAt === "last" ? y[0] : y[t];
    const e = errors(o[t], target);
    for (let k = 0; k < O; k++) {
      dc[k] += e[k];
      for (let h = 0; h < H; h++) dV[k][h] += e[k] * s[t][h];
    }
    let start = startOf(network, t);
    if (mistake === "window one hop short") start = Math.min(t, start + 1);
    if (mistake === "window one hop long") start = Math.max(0, start - 1);
    if (mistake === "no carry") start = t;
    let back = Array.from({ length: H }, (_, h) => dot(O, (k) => V[k][h] * e[k]));
    for (let i = t; i >= start; i--) {
      const delta = back.map((value, h) => value * derivative(i, t, h));
      addPair(i, delta);
      back = Array.from({ length: H }, (_, j) =>
        dot(H, (h) => (mistake === "W for its transpose" ? W[j][h] : W[h][j]) * delta[h]),
      );
    }
  }
  if (mistake === "mean for sum") for (const m of [...dU, ...dW, ...dV, db, dc]) divide(m, losses);
  return {
    dU: fromRows(dU),
    dW: fromRows(dW),
    dV: fromRows(dV),
    ...(config.hiddenBias && { db }),
    ...(config.outputBias && { dc }),
  };

  /** g(t, i) for the δ_{t,i} that it hangs on. */
  function addPair(i: number, delta: number[]): void {
    const input = mistake === "x shifted by one" ? x[Math.max(0, i - 1)] : x[i];
    const before = stateAt(mistake === "s_i for s_{i-1}" ? i : i - 1);
    const dropped = mistake === "initial state's term dropped" && i === 0;
    for (let h = 0; h < H; h++) {
      if (mistake !== "db missing") db[h] += delta[h];
      for (let d = 0; d < D; d++) dU[h][d] += delta[h] * input[d];
      if (!dropped) for (let j = 0; j < H; j++) dW[h][j] += delta[h] * before[j];
    }
  }

  function derivative(i: number, t: number, h: number): number {
    if (mistake === "derivative missing") return 1;
    const step = mistake === "derivative of the last step everywhere" ? t : i;
    const state = mistake === "derivative at the pre-activation" ? a[step][h] : s[step][h];
    return PLAIN[config.activation].derivative(state, a[step][h]);
  }

  function errors(output: number[], target: number[]): number[] {
    const sign = mistake === "target's sign" ? -1 : 1;
    if (config.output === "linear") return output.map((ok, k) => ok - sign * target[k]);
    const m = Math.max(...output);
    const sum = output.reduce((partial, ok) => partial + exp(ok - m), 0);
    return output.map((ok, k) => exp(ok - m) / sum - sign * target[k]);
  }
}

function table(rows: number, cols: number): Rows {
  return Array.from({ length: rows }, () => Array<number>(cols).fill(0));
}

function dot(n: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
}

function divide(values: number[] | Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] /= by;
}
