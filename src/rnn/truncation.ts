/**
 * How far the loss at step t reaches back: through step i when start(t) ≤ i ≤ t.
 *
 * | truncation      | start(t)                                                        |
 * | --------------- | --------------------------------------------------------------- |
 * | full            | 0                                                               |
 * | window, k hops  | max(0, t − k), which is k + 1 terms                             |
 * | chunk, k1, k2   | max(0, τ − k2 + 1), τ the first update at or after t            |
 *
 * Chunk updates happen at τ = k1 − 1, 2·k1 − 1, … and at T − 1. It is BPTT(h; h′) of Williams and
 * Peng (1990) with h = k2 and h′ = k1. With k1 = k2 it is what detaching the state between chunks
 * computes when k1 divides T; otherwise the shorter last run still looks back k2 steps from its end.
 */
import {
  requireInteger,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";

/** How the derivative is truncated; `hops`, `k1` and `k2` count steps. */
export type Truncation =
  | { readonly kind: "full" }
  | {
      readonly kind: "window";
      /** k, at least 0: k + 1 terms */
      readonly hops: number;
    }
  | {
      readonly kind: "chunk";
      /** steps from one update to the next, at least 1 */
      readonly k1: number;
      /** steps that an update looks back over, its own included; at least k1 */
      readonly k2: number;
    };

const KINDS = ["full", "window", "chunk"] as const;

/**
 * @throws {TypeError} when the value is not a truncation
 * @throws {RangeError} when its kind is unknown, hops < 0, k1 < 1, k2 < k1, or any is fractional
 */
export function requireTruncation(label: string, value: unknown): asserts value is Truncation {
  requireObject(label, value);
  const { kind, hops, k1, k2 } = value as {
    kind?: unknown;
    hops?: unknown;
    k1?: unknown;
    k2?: unknown;
  };
  requireOneOf(`${label}.kind`, kind, KINDS);
  if (kind === "full") {
    requireOnlyKeys(label, value, ["kind"]);
  } else if (kind === "window") {
    requireOnlyKeys(label, value, ["kind", "hops"]);
    requireInteger(`${label}.hops`, hops, { min: 0 });
  } else {
    requireOnlyKeys(label, value, ["kind", "k1", "k2"]);
    requireInteger(`${label}.k1`, k1, { min: 1 });
    requireInteger(`${label}.k2`, k2, { min: 1 });
    if (k2 < k1) {
      throw new RangeError(
        `${label}.k2: expected at least k1 = ${k1}, or losses would be left out, got ${k2}`,
      );
    }
  }
}

/**
 * One backward sweep: from step `end` down to step `start`, taking in on its way the losses of the
 * steps `firstLoss` … `end`.
 */
export interface Sweep {
  /** the step that it begins at */
  readonly end: number;
  /** the first step whose loss it takes in */
  readonly firstLoss: number;
  /** the step that it ends at, at most `firstLoss` */
  readonly start: number;
}

/**
 * The sweeps that cover every loss of a sequence of T steps exactly once: losses that share their
 * start share a sweep, which is all that distinguishes the truncations.
 */
export function sweeps(truncation: Truncation, T: number): Sweep[] {
  switch (truncation.kind) {
    case "full":
      return [{ end: T - 1, firstLoss: 0, start: 0 }];
    case "window":
      return Array.from({ length: T }, (_, t) => ({
        end: t,
        firstLoss: t,
        start: Math.max(0, t - truncation.hops),
      }));
    case "chunk":
      return updateSteps(truncation.k1, T).map((tau, n) => ({
        end: tau,
        firstLoss: n * truncation.k1,
        start: Math.max(0, tau - truncation.k2 + 1),
      }));
  }
}

/** The steps τ after which chunked training updates: k1 − 1, 2·k1 − 1, … and T − 1. */
function updateSteps(k1: number, T: number): number[] {
  return Array.from({ length: Math.ceil(T / k1) }, (_, n) => Math.min((n + 1) * k1, T) - 1);
}
