/**
 * What the truncations of a gradient have to do with each other, whoever computes it. Each property
 * takes the implementation.
 */
import fc from "fast-check";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";
import {
  type Gradients,
  gradientArrays,
  mapGradients,
  zeroGradients,
} from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  EXACT,
  type Limits,
  type NetworkCase,
  networkCases,
  truncated,
} from "../support/arbitraries.ts";
import { differences, sameGradientBits } from "../support/compare.ts";
import { plainForward } from "../support/plainBptt.ts";

export type GradientOf = (network: NetworkCase) => Gradients;

const FULL: Truncation = { kind: "full" };

/**
 * Where two gradients are further apart than rounding can bring them. Both sides sum the same
 * products, in orders of their own, so each is within the running bound of the exact sum, and the two
 * within twice the bound of each other.
 */
export function beyondRounding(network: NetworkCase, a: Gradients, b: Gradients): string[] {
  const { config, parameters, sequence } = network;
  const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
  return differences(a, b, (n, i) => 2 * bounds[n][i]);
}

/** A window of T−1 hops or more reaches the first step from everywhere. */
export function longWindowIsFull(gradientOf: GradientOf): void {
  fc.assert(
    fc.property(networkCases(), fc.nat({ max: 3 }), (network, more) => {
      const hops = network.sequence.x.rows - 1 + more;
      const full = truncated(network, FULL);
      const window = truncated(network, { kind: "window", hops });
      return beyondRounding(full, gradientOf(window), gradientOf(full)).length === 0;
    }),
  );
}

/** With the loss at the last step the long window has but one sweep: that of full BPTT, bit for bit. */
export function longWindowOfOneLossIsFull(gradientOf: GradientOf): void {
  fc.assert(
    fc.property(networkCases({ lossAt: ["last"] }), (network) => {
      const hops = network.sequence.x.rows - 1;
      return sameGradientBits(
        gradientOf(truncated(network, { kind: "window", hops })),
        gradientOf(truncated(network, FULL)),
      );
    }),
  );
}

/** One chunk of all T steps is full BPTT: the same sums in the same order, so the same bits. */
export function wholeChunkIsFull(gradientOf: GradientOf): void {
  fc.assert(
    fc.property(networkCases(), fc.nat({ max: 3 }), (network, more) => {
      const T = network.sequence.x.rows;
      return sameGradientBits(
        gradientOf(truncated(network, { kind: "chunk", k1: T, k2: T + more })),
        gradientOf(truncated(network, FULL)),
      );
    }),
  );
}

/** Chunks that reach back over the whole sequence, however short their steps, leave nothing out. */
export function longChunkIsFull(gradientOf: GradientOf): void {
  fc.assert(
    fc.property(networkCases(), fc.integer({ min: 1, max: 8 }), (network, k1) => {
      const k2 = Math.max(k1, network.sequence.x.rows);
      const full = truncated(network, FULL);
      const chunk = truncated(network, { kind: "chunk", k1, k2 });
      return beyondRounding(full, gradientOf(chunk), gradientOf(full)).length === 0;
    }),
  );
}

/**
 * Chunks with k1 = k2 are what detaching the state computes when k1 divides T: each chunk a sequence
 * of its own, from the state that the one before left, with full BPTT, and the sum of all. The states
 * and the reference's gradients are other code's.
 */
export function dividingChunksAreDetached(gradientOf: GradientOf, chunkOf: GradientOf): void {
  fc.assert(detachment(gradientOf, chunkOf, (n, T) => divisors(T)[n % divisors(T).length]));
}

/** Whether some k1 that does not divide T tells chunks with k1 = k2 from detaching the state. */
export function otherChunksAreNot(gradientOf: GradientOf, chunkOf: GradientOf): boolean {
  const any = detachment(gradientOf, chunkOf, (n, T) => 1 + (n % T));
  return fc.check(any, { endOnFailure: true }).failed;
}

function detachment(
  gradientOf: GradientOf,
  chunkOf: GradientOf,
  lengthOf: (n: number, T: number) => number,
): fc.IProperty<[network: NetworkCase, n: number]> {
  return fc.property(networkCases(), fc.nat(), (network, n) => {
    const k = lengthOf(n, network.sequence.x.rows);
    const chunks = truncated(network, { kind: "chunk", k1: k, k2: k });
    const sum = detachedSum(network, k, chunkOf);
    const found = beyondRounding(chunks, gradientOf(chunks), sum);
    if (found.length > 0) throw new Error(found.join("\n"));
  });
}

function divisors(T: number): number[] {
  return Array.from({ length: T }, (_, n) => n + 1).filter((k) => T % k === 0);
}

/** Σ over the chunks of k steps of the full gradient of a chunk from the state it starts with. */
function detachedSum(network: NetworkCase, k: number, gradientOf: GradientOf): Gradients {
  const { config, sequence } = network;
  const { x, y, initialState } = sequence;
  const { s } = plainForward(network);
  let sum = zeroGradients(config);
  for (let first = 0; first < x.rows; first += k) {
    const end = Math.min(first + k, x.rows);
    const state = first === 0 ? initialState : Float64Array.from(s[first - 1]);
    if (config.lossAt === "last" && end < x.rows) continue;
    const chunk = {
      x: rowsOf(x, first, end),
      y: config.lossAt === "last" ? y : rowsOf(y, first, end),
      ...(state && { initialState: state }),
    };
    sum = plus(sum, gradientOf(truncated({ ...network, sequence: chunk }, FULL)));
  }
  return sum;
}

/** Rows `from` … `to` − 1. */
function rowsOf(A: Matrix, from: number, to: number): Matrix {
  return { rows: to - from, cols: A.cols, data: A.data.slice(from * A.cols, to * A.cols) };
}

function plus(a: Gradients, b: Gradients): Gradients {
  const others = gradientArrays(b).flatMap((values) => [...values]);
  let i = 0;
  return mapGradients(a, (g) => g + others[i++]);
}

/** An update after every step that looks back over k2 steps is a window of k2 − 1 hops: same bits. */
export function chunkOfOneIsWindow(gradientOf: GradientOf): void {
  fc.assert(
    fc.property(networkCases(), fc.integer({ min: 1, max: 9 }), (network, k2) =>
      sameGradientBits(
        gradientOf(truncated(network, { kind: "chunk", k1: 1, k2 })),
        gradientOf(truncated(network, { kind: "window", hops: k2 - 1 })),
      ),
    ),
  );
}

/** Two implementations agree up to rounding, for every truncation. */
export function agreesWith(reference: GradientOf, gradientOf: GradientOf): void {
  fc.assert(agreement(reference, gradientOf));
}

/** Whether some network and truncation tells the two implementations apart. */
export function isToldFrom(reference: GradientOf, gradientOf: GradientOf): boolean {
  return fc.check(agreement(reference, gradientOf), { endOnFailure: true }).failed;
}

function agreement(
  reference: GradientOf,
  gradientOf: GradientOf,
): fc.IProperty<[network: NetworkCase]> {
  return fc.property(networkCases(), (network) => {
    const found = beyondRounding(network, gradientOf(network), reference(network));
    if (found.length > 0) throw new Error(found.join("\n"));
  });
}

/** Where every sum is exact they agree without any tolerance, −0 and +0 aside. */
export function agreesExactlyWith(
  reference: GradientOf,
  gradientOf: GradientOf,
  limits: Limits = EXACT,
): void {
  fc.assert(
    fc.property(networkCases(limits), (network) => {
      const found = differences(gradientOf(network), reference(network), () => 0);
      if (found.length > 0) throw new Error(found.join("\n"));
    }),
  );
}
