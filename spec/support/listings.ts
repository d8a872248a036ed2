/**
 * The article's listing once more, for the specs: dense, in plain nested arrays, with the steps in
 * the order in which the listing takes them. It shares no code with `src/article`.
 */
export interface DenseWeights {
  readonly U: readonly (readonly number[])[];
  readonly W: readonly (readonly number[])[];
  readonly V: readonly number[];
}

type Rows = number[][];

const table = (rows: number, cols: number): Rows =>
  Array.from({ length: rows }, () => new Array<number>(cols).fill(0));

const times = (A: readonly (readonly number[])[], x: readonly number[]): number[] =>
  A.map((row) => row.reduce((sum, value, j) => sum + value * x[j], 0));

/** The gradient that the listing comes to for one record: every column of dU and dW written out. */
export function denseListingGradient(
  { U, W, V }: DenseWeights,
  window: readonly number[],
  y: number,
  sigmoid: (a: number) => number,
  hops: number,
  clip: number,
): { dU: Rows; dW: Rows; dV: number[]; o: number } {
  const [T, H] = [window.length, W.length];
  const states: number[][] = [];
  const [Ux, Ws]: [number[][], number[][]] = [[], []];
  for (let t = 0; t < T; t++) {
    Ux.push(U.map((row) => row[t] * window[t]));
    Ws.push(times(W, states[t - 1] ?? new Array<number>(H).fill(0)));
    states.push(Ux[t].map((u, i) => sigmoid(Ws[t][i] + u)));
  }
  const o = V.reduce((sum, v, i) => sum + v * states[T - 1][i], 0);
  const e = o - y;
  const [dU, dW, sumU, sumW] = [table(H, T), table(H, H), table(H, T), table(H, H)];
  const dV = new Array<number>(H).fill(0);
  const clipped = (g: number): number => Math.max(-clip, Math.min(clip, g));
  for (let t = 0; t < T; t++) {
    for (let count = 0; count < Math.min(t, hops); count++) {
      for (let i = 0; i < H; i++) {
        for (let j = 0; j < T; j++) sumU[i][j] += Ux[t][i];
        for (let j = 0; j < H; j++) sumW[i][j] += Ws[t][i];
      }
    }
    for (let i = 0; i < H; i++) {
      dV[i] = clipped(dV[i] + e * states[t][i]);
      for (let j = 0; j < T; j++) dU[i][j] = clipped(dU[i][j] + sumU[i][j]);
      for (let j = 0; j < H; j++) dW[i][j] = clipped(dW[i][j] + sumW[i][j]);
    }
  }
  return { dU, dW, dV, o };
}
