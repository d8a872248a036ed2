/** Gradients at the edges of truncation: no hops at all, past the sequence, ragged tails. */
import type { LossPlacement, NetworkConfig } from "../../rnn/config.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import { type SequenceRecipe, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import { gradient } from "./gradient.ts";

/** The case of a truncation on a network of two inputs, three units and, unless told, one output. */
function truncated(
  name: string,
  comment: string,
  lossAt: LossPlacement,
  truncation: Truncation,
  {
    network,
    ...recipe
  }: Pick<SequenceRecipe, "seed" | "steps" | "initialState"> & {
    readonly network?: Partial<NetworkConfig>;
  },
): Draft<"gradient"> {
  const all = { ...sizes(2, 3, 1), lossAt, truncation, ...network };
  return gradient(name, comment, [], { network: all, ...recipe });
}

function window(hops: number): Truncation {
  return { kind: "window", hops };
}

function chunk(k1: number, k2: number): Truncation {
  return { kind: "chunk", k1, k2 };
}

export const TRUNCATION_EDGES: readonly Draft<"gradient">[] = [
  truncated(
    "window-0-every",
    "No hop is one term, not none: every loss still reaches its own step.",
    "every",
    window(0),
    { seed: 2001, steps: 5, initialState: true },
  ),
  truncated(
    "window-0-last",
    "With one loss and no hop only the last step is left.",
    "last",
    window(0),
    { seed: 2002, steps: 4 },
  ),
  truncated(
    "window-to-the-first-step",
    "A window of T - 1 hops is just long enough for the last loss, and one hop fewer would show.",
    "every",
    window(4),
    { seed: 2003, steps: 5, initialState: true },
  ),
  truncated(
    "window-past-the-first-step",
    "A window longer than the sequence must end at step 0, and not wrap around to its end.",
    "every",
    window(9),
    { seed: 2004, steps: 4, network: { activation: "sigmoid" } },
  ),
  truncated(
    "window-1-of-7",
    "Two terms for each of seven losses, so that a window of one term or of three is far off.",
    "every",
    window(1),
    { seed: 2005, steps: 7, network: { activation: "identity", ...sizes(3, 4, 2) } },
  ),
  truncated(
    "window-4-of-7",
    "Some windows end at the first step and some do not.",
    "every",
    window(4),
    { seed: 2006, steps: 7, initialState: true, network: sizes(3, 4, 2) },
  ),
  truncated(
    "window-3-last-of-6",
    "With one loss a window from the end is right; the same program fails where there are more.",
    "last",
    window(3),
    { seed: 2007, steps: 6, network: { activation: "identity" } },
  ),
  truncated(
    "window-2-softmax-without-biases",
    "Where there is no bias that could take part, the window shows in dU and dW alone.",
    "every",
    window(2),
    {
      seed: 2008,
      steps: 6,
      network: { ...sizes(2, 4, 3), output: "softmax", hiddenBias: false, outputBias: false },
    },
  ),
  truncated(
    "chunk-1-1",
    "An update after every step with nothing beyond it is a window without hops.",
    "every",
    chunk(1, 1),
    { seed: 2011, steps: 5 },
  ),
  truncated(
    "chunk-1-3",
    "With k1 = 1 every loss ends its own chunk, and k2 steps are k2 - 1 hops of a window.",
    "every",
    chunk(1, 3),
    { seed: 2012, steps: 6, initialState: true },
  ),
  truncated(
    "chunk-2-2-of-6",
    "The state is detached after every second step and chunks fit the sequence: the plainest chunks.",
    "every",
    chunk(2, 2),
    { seed: 2013, steps: 6, network: { activation: "identity", ...sizes(3, 4, 2) } },
  ),
  truncated(
    "chunk-2-5-of-7",
    "Updates reach over two chunks before them, and the last one has a step of its own only.",
    "every",
    chunk(2, 5),
    { seed: 2014, steps: 7, network: { activation: "identity", ...sizes(3, 4, 2) } },
  ),
  truncated(
    "chunk-3-3-of-7",
    "The tail of one step reaches back into the chunk before, which detaching would not allow.",
    "every",
    chunk(3, 3),
    { seed: 2015, steps: 7, initialState: true, network: sizes(3, 4, 2) },
  ),
  truncated(
    "chunk-3-5-of-7",
    "k1 and k2 differ by less than a chunk, so that start(t) falls within one.",
    "every",
    chunk(3, 5),
    { seed: 2016, steps: 7, network: { activation: "identity", ...sizes(2, 4, 3) } },
  ),
  truncated(
    "chunk-3-4-of-6",
    "One step beyond the chunk is enough to tell k2 from k1.",
    "every",
    chunk(3, 4),
    { seed: 2017, steps: 6, network: { output: "softmax", ...sizes(2, 4, 3) } },
  ),
  truncated(
    "chunk-4-4-of-6-last",
    "The one loss lies in the shorter chunk at the end and reaches beyond where that begins.",
    "last",
    chunk(4, 4),
    { seed: 2018, steps: 6, initialState: true, network: { activation: "identity" } },
  ),
  truncated(
    "chunk-4-6-of-7-last",
    "k2 counts from the last step, whatever k1 is, if there is no other loss.",
    "last",
    chunk(4, 6),
    { seed: 2019, steps: 7, network: sizes(3, 4, 2) },
  ),
  truncated(
    "chunk-1-1-last",
    "What a detach at every step leaves of one loss at the end.",
    "last",
    chunk(1, 1),
    { seed: 2020, steps: 5, network: { activation: "sigmoid" } },
  ),
  truncated(
    "chunk-k2-past-the-first-step",
    "k2 beyond the length of the sequence is full back-propagation for every chunk.",
    "every",
    chunk(2, 9),
    { seed: 2021, steps: 5, initialState: true },
  ),
  truncated(
    "chunk-k1-past-the-last-step",
    "A chunk longer than the sequence is cut off by its end.",
    "every",
    chunk(9, 9),
    { seed: 2022, steps: 4, network: { output: "softmax", ...sizes(3, 4, 2) } },
  ),
  truncated(
    "chunk-5-5-of-7",
    "Losses of the long chunk and of the short one share steps, and each is to be counted once.",
    "every",
    chunk(5, 5),
    { seed: 2023, steps: 7, network: { activation: "identity", hiddenBias: false } },
  ),
];
