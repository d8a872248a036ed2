/**
 * The one product that a recurrent network is made of, with the bits of the plain double loop: two
 * lanes hold two elements of the result, never two parts of one sum, so that each element sees its
 * own terms in its own order, one rounding per operation. What is summed stays in registers, and the
 * tiles differ in nothing but how many elements are summed at once.
 *
 * Addresses and strides are in bytes; a stride may be negative, and unsigned numbers wrap as it needs.
 */

import { F64 } from "./memory";

/**
 * C += A B, with A rows×terms, B terms×cols, C rows×cols: C_rc gains A_r0 B_0c, then A_r1 B_1c, …
 *
 * @param cRow from a row of C to the next; its columns are neighbours
 * @param aRow from a row of A to the next
 * @param aTerm from a column of A to the next
 * @param bTerm from a row of B to the next; its columns are neighbours
 */
export function addProductTo(
  rows: usize,
  cols: usize,
  terms: usize,
  C: usize,
  cRow: usize,
  A: usize,
  aRow: usize,
  aTerm: usize,
  B: usize,
  bTerm: usize,
): void {
  let r: usize = 0;
  for (; r + 3 < rows; r += 4) {
    let c: usize = 0;
    for (; c + 3 < cols; c += 4) {
      addTile4x4(terms, C + c * F64, cRow, A, aRow, aTerm, B + c * F64, bTerm);
    }
    for (; c < cols; c++) {
      addTile4x1(terms, C + c * F64, cRow, A, aRow, aTerm, B + c * F64, bTerm);
    }
    C += 4 * cRow;
    A += 4 * aRow;
  }
  for (; r < rows; r++) {
    let c: usize = 0;
    for (; c + 15 < cols; c += 16) addTile1x16(terms, C + c * F64, A, aTerm, B + c * F64, bTerm);
    for (; c + 3 < cols; c += 4) addTile1x4(terms, C + c * F64, A, aTerm, B + c * F64, bTerm);
    for (; c < cols; c++) addTile1x1(terms, C + c * F64, A, aTerm, B + c * F64, bTerm);
    C += cRow;
    A += aRow;
  }
}

/** How many columns a panel has: those of the widest tile. */
const PANEL: usize = 16;

/**
 * y += B x, where B, rows×terms, is in panels: y_r gains B_r0 x_0, then B_r1 x_1, …
 *
 * @param panels what {@link writePanels} made of B
 */
export function addPanelProductTo(
  rows: usize,
  terms: usize,
  y: usize,
  x: usize,
  panels: usize,
): void {
  let r: usize = 0;
  for (; r + PANEL <= rows; r += PANEL) {
    addTile1x16(terms, y + r * F64, x, F64, panels, PANEL * F64);
    panels += PANEL * terms * F64;
  }
  const rest = (rows - r) * F64;
  for (; r + 3 < rows; r += 4, panels += 4 * F64) {
    addTile1x4(terms, y + r * F64, x, F64, panels, rest);
  }
  for (; r < rows; r++, panels += F64) addTile1x1(terms, y + r * F64, x, F64, panels, rest);
}

/**
 * B, rows×terms, in panels of 16 rows, in each of them column by column: in the order in which
 * {@link addPanelProductTo} reads it. A matrix of many rows would be read across otherwise, and the
 * cache would hold little of it at strides of a power of two.
 *
 * @param bRow from a row of B to the next
 * @param bTerm from a column of B to the next
 */
export function writePanels(
  panels: usize,
  rows: usize,
  terms: usize,
  B: usize,
  bRow: usize,
  bTerm: usize,
): void {
  for (let r: usize = 0; r < rows; r += PANEL) {
    const end = min(r + PANEL, rows);
    for (let k: usize = 0; k < terms; k++) {
      for (let i = r; i < end; i++, panels += F64) {
        store<f64>(panels, load<f64>(B + i * bRow + k * bTerm));
      }
    }
  }
}

/** c + a b, both lanes, two roundings. */
function plus(c: v128, a: v128, b: v128): v128 {
  return f64x2.add(c, f64x2.mul(a, b));
}

function addTile1x16(terms: usize, C: usize, A: usize, aTerm: usize, B: usize, bTerm: usize): void {
  let c0 = v128.load(C);
  let c1 = v128.load(C, 16);
  let c2 = v128.load(C, 32);
  let c3 = v128.load(C, 48);
  let c4 = v128.load(C, 64);
  let c5 = v128.load(C, 80);
  let c6 = v128.load(C, 96);
  let c7 = v128.load(C, 112);
  for (let k: usize = 0; k < terms; k++) {
    const a = v128.load_splat<f64>(A);
    c0 = plus(c0, a, v128.load(B));
    c1 = plus(c1, a, v128.load(B, 16));
    c2 = plus(c2, a, v128.load(B, 32));
    c3 = plus(c3, a, v128.load(B, 48));
    c4 = plus(c4, a, v128.load(B, 64));
    c5 = plus(c5, a, v128.load(B, 80));
    c6 = plus(c6, a, v128.load(B, 96));
    c7 = plus(c7, a, v128.load(B, 112));
    A += aTerm;
    B += bTerm;
  }
  v128.store(C, c0);
  v128.store(C, c1, 16);
  v128.store(C, c2, 32);
  v128.store(C, c3, 48);
  v128.store(C, c4, 64);
  v128.store(C, c5, 80);
  v128.store(C, c6, 96);
  v128.store(C, c7, 112);
}

function addTile1x4(terms: usize, C: usize, A: usize, aTerm: usize, B: usize, bTerm: usize): void {
  let c0 = v128.load(C);
  let c1 = v128.load(C, 16);
  for (let k: usize = 0; k < terms; k++) {
    const a = v128.load_splat<f64>(A);
    c0 = plus(c0, a, v128.load(B));
    c1 = plus(c1, a, v128.load(B, 16));
    A += aTerm;
    B += bTerm;
  }
  v128.store(C, c0);
  v128.store(C, c1, 16);
}

function addTile1x1(terms: usize, C: usize, A: usize, aTerm: usize, B: usize, bTerm: usize): void {
  let c = load<f64>(C);
  for (let k: usize = 0; k < terms; k++) {
    c += load<f64>(A) * load<f64>(B);
    A += aTerm;
    B += bTerm;
  }
  store<f64>(C, c);
}

function addTile4x4(
  terms: usize,
  C: usize,
  cRow: usize,
  A: usize,
  aRow: usize,
  aTerm: usize,
  B: usize,
  bTerm: usize,
): void {
  const C1 = C + cRow;
  const C2 = C1 + cRow;
  const C3 = C2 + cRow;
  let A1 = A + aRow;
  let A2 = A1 + aRow;
  let A3 = A2 + aRow;
  let c00 = v128.load(C);
  let c01 = v128.load(C, 16);
  let c10 = v128.load(C1);
  let c11 = v128.load(C1, 16);
  let c20 = v128.load(C2);
  let c21 = v128.load(C2, 16);
  let c30 = v128.load(C3);
  let c31 = v128.load(C3, 16);
  for (let k: usize = 0; k < terms; k++) {
    const b0 = v128.load(B);
    const b1 = v128.load(B, 16);
    const a0 = v128.load_splat<f64>(A);
    c00 = plus(c00, a0, b0);
    c01 = plus(c01, a0, b1);
    const a1 = v128.load_splat<f64>(A1);
    c10 = plus(c10, a1, b0);
    c11 = plus(c11, a1, b1);
    const a2 = v128.load_splat<f64>(A2);
    c20 = plus(c20, a2, b0);
    c21 = plus(c21, a2, b1);
    const a3 = v128.load_splat<f64>(A3);
    c30 = plus(c30, a3, b0);
    c31 = plus(c31, a3, b1);
    A += aTerm;
    A1 += aTerm;
    A2 += aTerm;
    A3 += aTerm;
    B += bTerm;
  }
  v128.store(C, c00);
  v128.store(C, c01, 16);
  v128.store(C1, c10);
  v128.store(C1, c11, 16);
  v128.store(C2, c20);
  v128.store(C2, c21, 16);
  v128.store(C3, c30);
  v128.store(C3, c31, 16);
}

function addTile4x1(
  terms: usize,
  C: usize,
  cRow: usize,
  A: usize,
  aRow: usize,
  aTerm: usize,
  B: usize,
  bTerm: usize,
): void {
  const C1 = C + cRow;
  const C2 = C1 + cRow;
  const C3 = C2 + cRow;
  let A1 = A + aRow;
  let A2 = A1 + aRow;
  let A3 = A2 + aRow;
  let c0 = load<f64>(C);
  let c1 = load<f64>(C1);
  let c2 = load<f64>(C2);
  let c3 = load<f64>(C3);
  for (let k: usize = 0; k < terms; k++) {
    const b = load<f64>(B);
    c0 += load<f64>(A) * b;
    c1 += load<f64>(A1) * b;
    c2 += load<f64>(A2) * b;
    c3 += load<f64>(A3) * b;
    A += aTerm;
    A1 += aTerm;
    A2 += aTerm;
    A3 += aTerm;
    B += bTerm;
  }
  store<f64>(C, c0);
  store<f64>(C1, c1);
  store<f64>(C2, c2);
  store<f64>(C3, c3);
}

/** y += x, n numbers each. */
export function addTo(y: usize, x: usize, n: usize): void {
  const end = y + n * F64;
  for (; y + F64 < end; y += 2 * F64, x += 2 * F64) {
    v128.store(y, f64x2.add(v128.load(y), v128.load(x)));
  }
  if (y < end) store<f64>(y, load<f64>(y) + load<f64>(x));
}

/** At, cols×rows, becomes A, rows×cols, transposed. */
export function writeTransposed(At: usize, A: usize, rows: usize, cols: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    for (let c: usize = 0; c < cols; c++) {
      store<f64>(At + (c * rows + r) * F64, load<f64>(A + (r * cols + c) * F64));
    }
  }
}
