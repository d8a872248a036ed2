/**
 * What the truncations of a gradient have to do with each other, whoever computes it. Each property
 * takes the implementation.
 */
import fc from "fast-check";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  EXACT,
  type Limits,
  type NetworkCase,
  networkCases,
  truncated,
} from "../support/arbitraries.ts";
import { differences, sameGradientBits } from "../support/compare.ts";

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
