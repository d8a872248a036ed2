/**
 * The states of the article's listing, which sums W s_{t−1} on its own and adds U x_t as one number:
 *
 *     a_t = W s_{t−1} + U x_t     s_t = f(a_t)     s_{−1} = 0
 */
import { writeStates } from "./activation";
import { F64, layoutSize, place, startLayout } from "./memory";
import { addPanelProductTo, addTo, writePanels } from "./product";

let H: usize = 0;
/** H×H */
export let listingW: usize = 0;
let panels: usize = 0;
/** T×H, as are all below; row t is U x_t */
export let listingUx: usize = 0;
/** W s_{t−1} */
export let listingWs: usize = 0;
export let listingA: usize = 0;
export let listingS: usize = 0;

/** Lays out T steps of H units; the bytes that they take. */
export function layOutListing(hidden: f64, steps: f64): f64 {
  const h = <u64>hidden;
  const T = <u64>steps;
  H = <usize>h;
  startLayout();
  listingW = place(h * h);
  panels = place(h * h);
  listingUx = place(T * h);
  listingWs = place(T * h);
  listingA = place(T * h);
  listingS = place(T * h);
  return layoutSize();
}

/** Ws, a and s of T steps from W and Ux. */
export function listingStates(activation: u32, T: usize): void {
  const row = H * F64;
  writePanels(panels, H, H, listingW, row, F64);
  memory.fill(listingWs, 0, T * row);
  for (let t: usize = 0; t < T; t++) {
    const Ws = listingWs + t * row;
    const a = listingA + t * row;
    const s = listingS + t * row;
    // W s_{−1} is zero.
    if (t > 0) addPanelProductTo(H, H, Ws, s - row, panels);
    memory.copy(a, Ws, row);
    addTo(a, listingUx + t * row, H);
    writeStates(activation, s, a, H);
  }
}
