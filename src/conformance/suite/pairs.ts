/** What each loss contributes through each step, which no truncation can hide. */
import type { Activation } from "../../rnn/activation.ts";
import type { Output } from "../../rnn/loss.ts";
import { about, drawnSequence, type SequenceRecipe, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

function pairs(
  name: string,
  comment: string,
  flags: readonly Flag[],
  recipe: SequenceRecipe,
): Draft<"pairs"> {
  const { config, inputs, themes } = drawnSequence(recipe);
  const known = about(`pairs-${name}`, comment, ["ByDefinition", ...themes, ...flags]);
  return { kind: "pairs", ...known, config, inputs };
}

/** One of the eight combinations of activation and output, with a loss at every step. */
function combined(
  activation: Activation,
  output: Output,
  comment: string,
  { network, ...recipe }: SequenceRecipe,
): Draft<"pairs"> {
  const all = {
    ...recipe,
    network: { ...network, activation, output, lossAt: "every" },
  } as const;
  return pairs(`${activation}-${output}-every`, comment, [], all);
}

const COMBINATIONS: readonly Draft<"pairs">[] = [
  combined("sigmoid", "linear", "Every factor of s(1 - s) on the way back is seen on its own.", {
    network: sizes(2, 3, 4),
    seed: 5001,
    steps: 3,
    initialState: true,
  }),
  combined(
    "sigmoid",
    "softmax",
    "Of two losses with a target each, neither may take the other's error.",
    { network: { ...sizes(3, 2, 4), hiddenBias: false }, seed: 5002, steps: 3 },
  ),
  combined("tanh", "linear", "The plain case: sum these and any truncated gradient results.", {
    network: sizes(2, 3, 4),
    seed: 5003,
    steps: 4,
  }),
  combined("tanh", "softmax", "dc and dV belong to the pairs with i = t and to no others.", {
    network: sizes(3, 2, 4),
    seed: 5004,
    steps: 3,
    initialState: true,
  }),
  combined("relu", "linear", "A unit that is off at step i cuts all pairs that pass through it.", {
    network: sizes(2, 4, 3),
    seed: 5005,
    steps: 4,
    initialState: true,
  }),
  combined("relu", "softmax", "What is off for one loss may be on for the next.", {
    network: { ...sizes(3, 4, 2), outputBias: false },
    seed: 5006,
    steps: 3,
  }),
  combined("identity", "linear", "Pairs are powers of W here, and arithmetic is exact.", {
    network: { ...sizes(2, 3, 1), hiddenBias: false, outputBias: false },
    seed: 5007,
    steps: 4,
    initialState: true,
  }),
  combined("identity", "softmax", "Powers of W, begun by p - y.", {
    network: sizes(3, 2, 4),
    seed: 5008,
    steps: 4,
  }),
];

export const PAIRS: readonly Draft<"pairs">[] = [
  ...COMBINATIONS,
  pairs(
    "tanh-linear-last",
    "One loss, so that only the last row of pairs is not null: the chain of the carry, hop by hop.",
    [],
    { network: sizes(2, 3, 4), seed: 5011, steps: 5, initialState: true },
  ),
  pairs(
    "sigmoid-softmax-last",
    "One softmax error on its whole way back, through ever smaller derivatives.",
    [],
    {
      network: { ...sizes(3, 4, 2), activation: "sigmoid", output: "softmax" },
      seed: 5012,
      steps: 4,
    },
  ),
  pairs(
    "identity-linear-last",
    "The carry is the transpose of W, once for each hop, and nothing besides.",
    [],
    { network: { ...sizes(2, 3, 1), activation: "identity" }, seed: 5013, steps: 5 },
  ),
  pairs("relu-softmax-last", "Units that are off end the chain for good.", ["DeadUnits"], {
    network: { ...sizes(2, 4, 3), activation: "relu", output: "softmax", hiddenBias: false },
    seed: 5116,
    steps: 4,
    initialState: true,
  }),
  pairs(
    "window-0",
    "Pairs are not truncated: a window of no hops is in the config and must change nothing.",
    [],
    {
      network: { ...sizes(2, 3, 1), lossAt: "every", truncation: { kind: "window", hops: 0 } },
      seed: 5015,
      steps: 4,
    },
  ),
  pairs(
    "chunk-2-2",
    "Pairs reach beyond the chunk that they are in, and the state runs on between chunks.",
    [],
    {
      network: { ...sizes(2, 3, 1), lossAt: "every", truncation: { kind: "chunk", k1: 2, k2: 2 } },
      seed: 5016,
      steps: 4,
      initialState: true,
    },
  ),
  pairs(
    "single-step",
    "With one step there is one pair, and its dW comes from the initial state.",
    [],
    {
      network: { ...sizes(2, 3, 4), lossAt: "every" },
      seed: 5017,
      steps: 1,
      initialState: true,
    },
  ),
  pairs("single-unit", "Each pair is a product of numbers that one can work by hand.", [], {
    network: { ...sizes(1, 1, 1), lossAt: "every" },
    seed: 5018,
    steps: 4,
    initialState: true,
  }),
  pairs("square-matrices", "D = H = O: no shape tells a pair's matrix from its transpose.", [], {
    network: { ...sizes(3, 3, 3), lossAt: "every" },
    seed: 5019,
    steps: 3,
    initialState: true,
  }),
];
