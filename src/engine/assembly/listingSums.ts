/**
 * dW of the article's listing with E01 mended: a sum over the steps of what is summed at each step,
 * clipped at every one of them,
 *
 *     sum += Σ δ_i s_{read−1}     dW_i ← the nearest of dW_i + sum in [−limit, limit]
 *
 * where the terms of a step, and whether its sum starts from the last one's or from zero, are the
 * caller's. No entry knows of another, so that eight are taken at once.
 */
import { F64, layoutSize, place, startLayout } from "./memory";

/** How many columns are summed at once: what fits in registers beside their sums. */
const TILE: usize = 8;

let H: usize = 0;
/** H, and up to seven more */
let columns: usize = 0;

/** T×H, s_t */
export let sumsStates: usize = 0;
/** T; how many terms there are up to step t, that one included */
export let sumsEnds: usize = 0;
/** a row for each term, read − 1: the step of the state that it meets */
export let sumsReads: usize = 0;
/** H columns, δ of each term */
export let sumsDeltas: usize = 0;
/** H×H */
export let sumsDW: usize = 0;
/** T rows of so many columns that tiles fit */
let padded: usize = 0;
/** a row of dW, likewise */
let dWi: usize = 0;

/** Lays out T steps of H units with so many terms; the bytes that they take. */
export function layOutSums(hidden: f64, steps: f64, terms: f64): f64 {
  const h = <u64>hidden;
  const T = <u64>steps;
  const n = <u64>terms;
  const wide = (h + TILE - 1) & ~(<u64>TILE - 1);
  H = <usize>h;
  columns = <usize>wide;
  startLayout();
  sumsStates = place(T * h);
  sumsEnds = place(T);
  sumsReads = place(n);
  sumsDeltas = place(n * h);
  sumsDW = place(h * h);
  padded = place(T * wide);
  dWi = place(wide);
  return layoutSize();
}

/** dW of T steps, the first of them with a term being step `begin`. */
export function listingStateSums(begin: usize, T: usize, carried: bool, limit: f64): void {
  const row = H * F64;
  for (let t: usize = 0; t < T; t++) {
    memory.copy(padded + t * columns * F64, sumsStates + t * row, row);
  }
  for (let i: usize = 0; i < H; i++) {
    for (let j: usize = 0; j < columns; j += TILE) {
      writeTile(dWi + j * F64, padded + j * F64, sumsDeltas + i * F64, begin, T, carried, limit);
    }
    memory.copy(sumsDW + i * row, dWi, row);
  }
}

function writeTile(
  dW: usize,
  states: usize,
  deltas: usize,
  begin: usize,
  T: usize,
  carried: bool,
  limit: f64,
): void {
  const low = f64x2.splat(-limit);
  const high = f64x2.splat(limit);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let dW0 = sum0;
  let dW1 = sum0;
  let dW2 = sum0;
  let dW3 = sum0;
  let n: usize = 0;
  for (let t = begin; t < T; t++) {
    if (!carried) {
      sum0 = f64x2.splat(0);
      sum1 = sum0;
      sum2 = sum0;
      sum3 = sum0;
    }
    for (const end = <usize>load<f64>(sumsEnds + t * F64); n < end; n++) {
      const delta = v128.load_splat<f64>(deltas + n * H * F64);
      const s = states + <usize>load<f64>(sumsReads + n * F64) * columns * F64;
      sum0 = f64x2.add(sum0, f64x2.mul(delta, v128.load(s)));
      sum1 = f64x2.add(sum1, f64x2.mul(delta, v128.load(s, 16)));
      sum2 = f64x2.add(sum2, f64x2.mul(delta, v128.load(s, 32)));
      sum3 = f64x2.add(sum3, f64x2.mul(delta, v128.load(s, 48)));
    }
    dW0 = clipped(f64x2.add(dW0, sum0), low, high);
    dW1 = clipped(f64x2.add(dW1, sum1), low, high);
    dW2 = clipped(f64x2.add(dW2, sum2), low, high);
    dW3 = clipped(f64x2.add(dW3, sum3), low, high);
  }
  v128.store(dW, dW0);
  v128.store(dW, dW1, 16);
  v128.store(dW, dW2, 32);
  v128.store(dW, dW3, 48);
}

/** The nearest numbers in [low, high]; NaN stays NaN. */
function clipped(values: v128, low: v128, high: v128): v128 {
  return f64x2.pmax(f64x2.pmin(values, high), low);
}
