/** Mistakes in start(t), the earliest step that the loss at step t reaches. */
import type { Truncation } from "../../rnn/truncation.ts";
import { type Bug, bugFrom, SUMMED } from "./bug.ts";
import type { Program } from "./program.ts";
import { RIGHT } from "./right.ts";

/** start(t) of a window that differs by so many hops; other truncations as they should be. */
function withMoreHops(more: number): Program["start"] {
  return (truncation, t, T) => {
    if (truncation.kind !== "window") return RIGHT.start(truncation, t, T);
    return Math.min(t, Math.max(0, t - truncation.hops - more));
  };
}

/** start(t) as it should be, but for another truncation than the one asked for. */
function exchanged(other: (truncation: Truncation) => Truncation): Program["start"] {
  return (truncation, t, T) => RIGHT.start(other(truncation), t, T);
}

/** The first step of the run of k1 steps that t is in. */
export function chunkStart(k1: number, t: number): number {
  return t - (t % k1);
}

export const TRUNCATION_BUGS: readonly Bug[] = [
  bugFrom({
    id: "window-one-hop-short",
    title: "The window is one hop short",
    explanation:
      "The code counts k terms where k hops were asked for, which are k + 1 terms: the step of the loss itself is the first. The loss at t reaches t − k + 1 instead of t − k.",
    kinds: SUMMED,
    seams: { start: withMoreHops(-1) },
  }),
  bugFrom({
    id: "window-one-hop-long",
    title: "The window is one hop long",
    explanation:
      "The loop's condition takes in one step too many, as with <= for <. The loss at t reaches t − k − 1 instead of t − k.",
    kinds: SUMMED,
    seams: { start: withMoreHops(1) },
  }),
  bugFrom({
    id: "truncation-ignored",
    title: "The gradient is not truncated",
    explanation:
      "The backward pass runs down to step 0 whatever the configuration says: the number of hops or steps is read and not used. start(t) is 0 for every t.",
    kinds: SUMMED,
    seams: { start: () => 0 },
  }),
  bugFrom({
    id: "window-for-chunk",
    title: "A window of k2 steps for each loss, where chunks were asked for",
    explanation:
      "Each loss is propagated back over k2 steps of its own. With chunks all losses of an update start at the same step, so that only the last of them reaches back k2 steps and the others fewer.",
    kinds: SUMMED,
    seams: {
      start: exchanged((truncation) =>
        truncation.kind === "chunk" ? { kind: "window", hops: truncation.k2 - 1 } : truncation,
      ),
    },
  }),
  bugFrom({
    id: "chunk-for-window",
    title: "Chunks of k + 1 steps, where a window of k hops was asked for",
    explanation:
      "The state is detached after every k + 1 steps and the losses between are propagated together. A loss right after a cut reaches itself only, where a window takes every loss back k hops.",
    kinds: SUMMED,
    seams: {
      start: exchanged((truncation) =>
        truncation.kind === "window"
          ? { kind: "chunk", k1: truncation.hops + 1, k2: truncation.hops + 1 }
          : truncation,
      ),
    },
  }),
  bugFrom({
    id: "k2-ignored",
    title: "The gradient ends where its chunk begins",
    explanation:
      "The state is detached between chunks of k1 steps, and k2 is read and not used. start(t) is the first step of the chunk, where it should lie k2 steps back from its end.",
    kinds: SUMMED,
    seams: {
      start: (truncation, t, T) =>
        truncation.kind === "chunk" ? chunkStart(truncation.k1, t) : RIGHT.start(truncation, t, T),
    },
  }),
  bugFrom({
    id: "k2-counted-from-the-chunk",
    title: "k2 steps are counted from the beginning of the chunk",
    explanation:
      "The code takes start(t) k2 steps before the first step of a chunk, where they count back from its last. Every loss reaches k1 steps too far.",
    kinds: SUMMED,
    seams: {
      start: (truncation, t, T) =>
        truncation.kind === "chunk"
          ? Math.max(0, chunkStart(truncation.k1, t) - truncation.k2)
          : RIGHT.start(truncation, t, T),
    },
  }),
  bugFrom({
    id: "window-from-the-last-step",
    title: "One window, counted from the last step, for all losses",
    explanation:
      "The code lets the backward pass take k hops from the end of the sequence and then stops. Each loss should have a window of its own: start(t) = t − k, not T − 1 − k.",
    kinds: SUMMED,
    seams: {
      start: (truncation, t, T) =>
        truncation.kind === "window"
          ? Math.min(t, Math.max(0, T - 1 - truncation.hops))
          : RIGHT.start(truncation, t, T),
    },
  }),
];
