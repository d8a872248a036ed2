/** Forward passes: every activation with every output, then smallest, longest and driest ones. */
import type { Activation } from "../../rnn/activation.ts";
import type { Output } from "../../rnn/loss.ts";
import { about, drawnSequence, type SequenceRecipe, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

function forward(
  name: string,
  comment: string,
  flags: readonly Flag[],
  recipe: SequenceRecipe,
): Draft<"forward"> {
  const { config, inputs, themes } = drawnSequence(recipe);
  const { parameters, x, initialState } = inputs;
  return {
    kind: "forward",
    ...about(`forward-${name}`, comment, ["ByArithmetic", ...themes, ...flags]),
    config,
    inputs: { parameters, x, ...(initialState && { initialState }) },
  };
}

/** One of the eight combinations of activation and output. */
function combined(
  activation: Activation,
  output: Output,
  comment: string,
  { network, ...recipe }: SequenceRecipe,
): Draft<"forward"> {
  const all = { ...recipe, network: { ...network, activation, output } };
  return forward(`${activation}-${output}`, comment, [], all);
}

const COMBINATIONS: readonly Draft<"forward">[] = [
  combined("sigmoid", "linear", "All states are positive, so that no two mistakes cancel.", {
    network: sizes(2, 3, 4),
    seed: 4001,
    steps: 4,
    initialState: true,
  }),
  combined(
    "sigmoid",
    "softmax",
    "Without the hidden bias a sigmoid still starts from a half, not from zero.",
    { network: { ...sizes(3, 4, 2), hiddenBias: false }, seed: 4002, steps: 4 },
  ),
  combined("tanh", "linear", "The plain Elman network, from a state of zeros.", {
    network: sizes(2, 3, 4),
    seed: 4003,
    steps: 5,
  }),
  combined("tanh", "softmax", "Predictions are probabilities, not the outputs they come from.", {
    network: { ...sizes(4, 3, 2), lossAt: "every" },
    seed: 4004,
    steps: 4,
    initialState: true,
  }),
  combined("relu", "linear", "Units that are off hand on a zero, and the bias wakes them.", {
    network: sizes(2, 4, 3),
    seed: 4005,
    steps: 5,
    initialState: true,
  }),
  combined(
    "relu",
    "softmax",
    "Without an output bias a network whose units are off is undecided.",
    {
      network: { ...sizes(3, 2, 4), outputBias: false },
      seed: 4006,
      steps: 4,
    },
  ),
  combined("identity", "linear", "All arithmetic is exact here: whatever is off is no rounding.", {
    network: sizes(2, 3, 4),
    seed: 4007,
    steps: 3,
    initialState: true,
  }),
  combined("identity", "softmax", "A softmax over outputs that nothing has bounded.", {
    network: { ...sizes(3, 4, 2), hiddenBias: false, outputBias: false },
    seed: 4008,
    steps: 4,
  }),
];

export const FORWARD: readonly Draft<"forward">[] = [
  ...COMBINATIONS,
  forward(
    "single-step",
    "One step from a given state: each of the five products is seen on its own.",
    [],
    { network: sizes(2, 3, 4), seed: 4011, steps: 1, initialState: true },
  ),
  forward("single-unit", "W is 1×1, and libraries drop the dimension.", [], {
    network: sizes(3, 1, 2),
    seed: 4012,
    steps: 4,
  }),
  forward(
    "single-input-and-output",
    "Sequences of numbers, as in most tutorials: x is T×1 and not T.",
    [],
    { network: sizes(1, 3, 1), seed: 4013, steps: 5 },
  ),
  forward("all-sizes-one", "Everything is a number, so no shape can be wrong.", [], {
    network: { ...sizes(1, 1, 1), activation: "sigmoid" },
    seed: 4014,
    steps: 4,
    initialState: true,
  }),
  forward("square-matrices", "D = H = O: no shape tells a matrix from its transpose.", [], {
    network: sizes(3, 3, 3),
    seed: 4015,
    steps: 4,
    initialState: true,
  }),
  forward("without-biases", "Without biases a state of zeros and inputs of zeros give zeros.", [], {
    network: { ...sizes(2, 3, 4), hiddenBias: false, outputBias: false },
    seed: 4016,
    steps: 4,
  }),
  forward("no-input", "The state decays on its own, and nothing else enters.", ["Zeros"], {
    network: { ...sizes(2, 3, 4), hiddenBias: false },
    seed: 4017,
    steps: 4,
    initialState: true,
    given: {
      x: [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    },
  }),
  forward(
    "chunk-carries-the-state",
    "Truncation is of the gradient: the state runs on from chunk to chunk.",
    [],
    {
      network: { ...sizes(2, 3, 4), lossAt: "every", truncation: { kind: "chunk", k1: 2, k2: 2 } },
      seed: 4018,
      steps: 6,
    },
  ),
  forward(
    "window-changes-nothing",
    "A window leaves the forward pass alone, also where it is shorter than the sequence.",
    [],
    {
      network: { ...sizes(3, 4, 2), truncation: { kind: "window", hops: 1 } },
      seed: 4019,
      steps: 5,
      initialState: true,
    },
  ),
  forward(
    "saturated-tanh",
    "Pre-activations beyond ten, of which the states show next to nothing.",
    ["Saturated"],
    {
      network: sizes(2, 3, 4),
      seed: 4120,
      steps: 4,
      spreads: { U: { grain: 1, largest: 8 }, W: { grain: 0.5, largest: 4 } },
    },
  ),
  forward(
    "softmax-overflow",
    "Outputs in the hundreds at every step, for which a plain exponential overflows.",
    ["Overflow", "Saturated"],
    {
      network: { ...sizes(2, 3, 4), output: "softmax" },
      seed: 4021,
      steps: 4,
      spreads: { V: { grain: 8, largest: 480 } },
    },
  ),
  forward("exploding-identity", "States that grow by a factor at every step.", ["Exploding"], {
    network: { ...sizes(2, 3, 4), activation: "identity" },
    seed: 4022,
    steps: 7,
    spreads: { W: { grain: 0.25, largest: 2.5 } },
  }),
  forward("long", "Thirty steps, over which an error that grows slowly has time to.", [], {
    network: sizes(1, 2, 1),
    seed: 4023,
    steps: 30,
    spreads: { W: { grain: 1 / 8, largest: 1.5 } },
  }),
];

const FINE = { grain: 1 / 1024, largest: 0.125 };

/** The article's sizes. */
export const LARGE_FORWARD: readonly Draft<"forward">[] = [
  forward(
    "large",
    "A hundred units over fifty steps, where sums are long and their order counts.",
    ["Large"],
    {
      network: { ...sizes(1, 100, 1), activation: "sigmoid" },
      seed: 4031,
      steps: 50,
      spreads: { U: FINE, W: FINE, V: FINE },
    },
  ),
];
