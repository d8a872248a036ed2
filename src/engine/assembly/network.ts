/**
 * Both passes of the network of `src/rnn`, over a page: so many steps of a sequence as are in memory
 * at once.
 *
 *     a_t = b + U x_t + W s_{t−1}     s_t = f(a_t)     o_t = c + V s_t
 *
 *     δ_i = f′(a_i) ⊙ (Vᵀ e_i + Wᵀ δ_{i+1})     dV += e_i s_iᵀ     dc += e_i
 *     dU += Σδ_i x_iᵀ     dW += Σδ_i s_{i−1}ᵀ     db += Σδ_i
 *
 * What does not need the neighbouring step is done for all steps together: no element's own order of
 * operations knows of it.
 */
import { timesDerivative, writeStates } from "./activation";
import { F64, layoutSize, place, startLayout } from "./memory";
import { addPanelProductTo, addProductTo, addTo, writePanels, writeTransposed } from "./product";

let D: usize = 0;
let H: usize = 0;
let O: usize = 0;

/** H×D */
export let U: usize = 0;
/** H×H */
export let W: usize = 0;
/** O×H */
export let V: usize = 0;
/** H; zeros when the network has no b, since that is what its sums start with */
export let b: usize = 0;
/** O; likewise */
export let c: usize = 0;

/** D×H */
let Ut: usize = 0;
/** H×H, of W for a forward pass and of Wᵀ for a backward pass */
let panels: usize = 0;
/** H×O */
let Vt: usize = 0;

/** D columns; a row for each step of the page, here and below */
export let x: usize = 0;
/** H columns, a_t */
export let a: usize = 0;
/** H columns, a row for the state before the page and then s_t */
export let s: usize = 0;
/** O columns, o_t */
export let o: usize = 0;
/** O columns, e_t = ∂loss_t/∂o_t where there is a loss */
export let e: usize = 0;
/** H columns, Σδ_i over the sweeps so far */
export let sums: usize = 0;
/** H columns, δ_i of the steps that are swept and then of the step after them */
let delta: usize = 0;
/** H columns; a row for each pair of a loss and a step that it reaches, δ there */
let pairDeltas: usize = 0;

/** H×D */
export let dU: usize = 0;
/** H×H */
export let dW: usize = 0;
/** O×H */
export let dV: usize = 0;
/** H */
export let db: usize = 0;
/** O */
export let dc: usize = 0;
let endOfGradients: usize = 0;

/**
 * Lays out a network of these sizes, a page of so many steps, and so many pairs for
 * {@link backwardWindows}; the bytes that they take.
 */
export function layOutNetwork(inputs: f64, hidden: f64, outputs: f64, steps: f64, pairs: f64): f64 {
  const d = <u64>inputs;
  const h = <u64>hidden;
  const k = <u64>outputs;
  const T = <u64>steps;
  const n = <u64>pairs;
  D = <usize>d;
  H = <usize>h;
  O = <usize>k;
  startLayout();
  U = place(h * d);
  W = place(h * h);
  V = place(k * h);
  b = place(h);
  c = place(k);
  Ut = place(d * h);
  panels = place(h * h);
  Vt = place(h * k);
  x = place(T * d);
  a = place(T * h);
  s = place((T + 1) * h);
  o = place(T * k);
  e = place(T * k);
  sums = place(T * h);
  delta = place((T + 1) * h);
  pairDeltas = place(n * h);
  dU = place(h * d);
  dW = place(h * h);
  dV = place(k * h);
  db = place(h);
  dc = place(k);
  endOfGradients = place(0);
  return layoutSize();
}

/** To be called once the parameters have been written, before {@link forward}. */
export function startForward(): void {
  writeTransposed(Ut, U, H, D);
  writePanels(panels, H, H, W, H * F64, F64);
  writeTransposed(Vt, V, O, H);
}

/** The forward pass over the first n steps of the page: a, s and o from x and the state before. */
export function forward(f: u32, n: usize): void {
  const row = H * F64;
  for (let t: usize = 0; t < n; t++) {
    memory.copy(a + t * row, b, row);
    memory.copy(o + t * O * F64, c, O * F64);
  }
  addProductTo(n, H, D, a, row, x, D * F64, F64, Ut, row);
  for (let t: usize = 0; t < n; t++) {
    const at = a + t * row;
    const before = s + t * row;
    addPanelProductTo(H, H, at, before, panels);
    writeStates(f, before + row, at, H);
  }
  addProductTo(n, O, H, o, O * F64, s + row, row, F64, Vt, O * F64);
}

/** To be called once the parameters have been written, before {@link backward} adds to the gradients. */
export function startBackward(): void {
  writePanels(panels, H, H, W, F64, H * F64);
  memory.fill(dU, 0, endOfGradients - dU);
}

/**
 * Back through n steps of the page, the first of them being its step `first`; the last ones, so many
 * as there are losses, have one.
 *
 * @param goesOn whether this sweep was at the step after these just now, so that δ is carried on
 */
export function backward(f: u32, first: usize, n: usize, losses: usize, goesOn: bool): void {
  const row = H * F64;
  const states = s + (first + 1) * row;
  const firstLoss = n - losses;
  const last = n - 1;

  if (goesOn) memory.copy(delta + n * row, delta, row);
  memory.fill(delta, 0, n * row);
  const errors = e + (first + firstLoss) * O * F64;
  addProductTo(losses, H, O, delta + firstLoss * row, row, errors, O * F64, F64, V, row);
  for (let i: isize = last; i >= 0; i--) {
    const di = delta + i * row;
    if (<usize>i < last || goesOn) addPanelProductTo(H, H, di, di + row, panels);
    timesDerivative(f, di, states + i * row, H);
  }
  addTo(sums + first * row, delta, n * H);
  addOutputTerms(first + firstLoss, losses);
}

/**
 * Back from n losses at once, those of the page's steps from `first` on, each over so many hops to
 * steps of the page: a hop of all of them is one product.
 */
export function backwardWindows(f: u32, first: usize, n: usize, hops: usize): void {
  const row = H * F64;
  const lossRow = (hops + 1) * row;
  const errors = e + first * O * F64;
  const states = s + (first + 1) * row;

  memory.fill(pairDeltas, 0, n * lossRow);
  addProductTo(n, H, O, pairDeltas, lossRow, errors, O * F64, F64, V, row);
  for (let hop: usize = 0; hop <= hops; hop++) {
    const deltas = pairDeltas + hop * row;
    if (hop > 0) addProductTo(n, H, H, deltas, lossRow, deltas - row, lossRow, F64, W, row);
    for (let k: usize = 0; k < n; k++) {
      timesDerivative(f, deltas + k * lossRow, states + (k - hop) * row, H);
    }
  }
  for (let k: isize = n - 1; k >= 0; k--) {
    for (let hop: usize = 0; hop <= hops; hop++) {
      addTo(sums + (first + k - hop) * row, pairDeltas + k * lossRow + hop * row, H);
    }
  }
  addOutputTerms(first, n);
}

/** dV and dc of n losses, those of the page's steps from `first` on, the last one first. */
function addOutputTerms(first: usize, n: usize): void {
  const row = H * F64;
  const errorRow = O * F64;
  const lastError = e + (first + n - 1) * errorRow;
  const lastState = s + (first + n) * row;
  addProductTo(O, H, n, dV, row, lastError, F64, -errorRow, lastState, -row);
  for (let k: usize = 0; k < n; k++) addTo(dc, lastError - k * errorRow, O);
}

/** Before the sweeps over a page of n steps: none has reached any. */
export function clearSums(n: usize): void {
  memory.fill(sums, 0, n * H * F64);
}

/** dU, dW and db of n steps whose sums are complete, from the page's step `first` on, the last first. */
export function addSteps(first: usize, n: usize): void {
  const row = H * F64;
  const inputRow = D * F64;
  const last = first + n - 1;
  const lastSum = sums + last * row;
  addProductTo(H, D, n, dU, inputRow, lastSum, F64, -row, x + last * inputRow, -inputRow);
  addProductTo(H, H, n, dW, row, lastSum, F64, -row, s + last * row, -row);
  for (let k: usize = 0; k < n; k++) addTo(db, lastSum - k * row, H);
}
