/** One update: gradient, clipping, learning rate. */
import type { Clipping } from "../types.ts";
import { about, drawnSequence, type SequenceRecipe, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

interface StepRecipe extends SequenceRecipe {
  readonly clipping: Clipping | null;
  readonly learningRate: number;
}

function step(
  name: string,
  comment: string,
  flags: readonly Flag[],
  { clipping, learningRate, ...recipe }: StepRecipe,
): Draft<"step"> {
  const { config, inputs, themes } = drawnSequence(recipe);
  const own = clippingThemes(clipping);
  return {
    kind: "step",
    ...about(`step-${name}`, comment, ["ByDefinition", ...themes, ...own, ...flags]),
    config,
    inputs: { ...inputs, clipping, learningRate },
  };
}

/** What a clipping says of a case. */
export function clippingThemes(clipping: Clipping | null): readonly Flag[] {
  if (clipping === null) return [];
  return clipping.kind === "value" ? ["ByValue"] : ["ByNorm"];
}

function value(limit: number): Clipping {
  return { kind: "value", limit };
}

function norm(limit: number): Clipping {
  return { kind: "norm", limit };
}

const EVERY = { ...sizes(2, 3, 4), lossAt: "every" } as const;
const WINDOW = { kind: "window", hops: 1 } as const;
const CHUNK = { kind: "chunk", k1: 2, k2: 3 } as const;

export const STEP: readonly Draft<"step">[] = [
  step("full-plain", "Nothing but θ - η dθ: a wrong sign or a missing η stands out.", [], {
    network: EVERY,
    seed: 7001,
    steps: 4,
    clipping: null,
    learningRate: 0.125,
  }),
  step("full-value", "The sum of all pairs is clipped, and not each before it is added.", [], {
    network: EVERY,
    seed: 7002,
    steps: 5,
    initialState: true,
    clipping: value(1.5),
    learningRate: 0.25,
  }),
  step("full-norm", "One norm for all tensors, taken when the gradient is finished.", [], {
    network: { ...EVERY, output: "softmax" },
    seed: 7003,
    steps: 4,
    clipping: norm(0.5),
    learningRate: 0.5,
  }),
  step("window-plain", "An update with what a window has left of the gradient.", [], {
    network: { ...EVERY, activation: "sigmoid", truncation: WINDOW },
    seed: 7004,
    steps: 5,
    initialState: true,
    clipping: null,
    learningRate: 0.25,
  }),
  step(
    "window-value",
    "Each loss has its own window, but the clipping is of the sum over all of them.",
    [],
    {
      network: { ...EVERY, activation: "identity", truncation: WINDOW },
      seed: 7005,
      steps: 5,
      clipping: value(16),
      learningRate: 0.125,
    },
  ),
  step("window-norm", "As by value, with a norm that exceeds the limit several times over.", [], {
    network: { ...EVERY, activation: "relu", truncation: WINDOW },
    seed: 7106,
    steps: 4,
    initialState: true,
    clipping: norm(8),
    learningRate: 0.25,
  }),
  step("chunk-plain", "One update for a sequence whose gradient is cut into chunks.", [], {
    network: { ...EVERY, truncation: CHUNK },
    seed: 7007,
    steps: 5,
    clipping: null,
    learningRate: 0.0625,
  }),
  step("chunk-value", "The chunks are summed and then clipped, since there is one update.", [], {
    network: { ...EVERY, activation: "identity", truncation: CHUNK },
    seed: 7008,
    steps: 6,
    initialState: true,
    clipping: value(24),
    learningRate: 0.0625,
  }),
  step("chunk-norm", "The norm is that of all chunks together.", [], {
    network: { ...EVERY, output: "softmax", truncation: CHUNK },
    seed: 7009,
    steps: 5,
    clipping: norm(0.25),
    learningRate: 1,
  }),
  step(
    "last-full-value",
    "A single loss, where clipping each loss on its own goes unnoticed.",
    [],
    {
      network: { ...sizes(3, 4, 2), activation: "identity" },
      seed: 7010,
      steps: 4,
      clipping: value(8),
      learningRate: 0.125,
    },
  ),
  step("last-window-norm", "A single loss, a window and a norm.", [], {
    network: { ...sizes(3, 4, 2), truncation: { kind: "window", hops: 2 } },
    seed: 7011,
    steps: 5,
    initialState: true,
    clipping: norm(1),
    learningRate: 0.5,
  }),
  step("last-chunk-plain", "A single loss, and chunks that it reaches back over.", [], {
    network: {
      ...sizes(3, 2, 4),
      activation: "sigmoid",
      output: "softmax",
      truncation: { kind: "chunk", k1: 2, k2: 4 },
    },
    seed: 7012,
    steps: 6,
    clipping: null,
    learningRate: 2,
  }),
  step("within-value", "A limit that no entry reaches changes nothing.", [], {
    network: { ...EVERY, output: "softmax" },
    seed: 7013,
    steps: 3,
    clipping: value(64),
    learningRate: 0.5,
  }),
  step(
    "within-norm",
    "A limit above the norm changes nothing; the step is not stretched to it.",
    [],
    {
      network: { ...EVERY, output: "softmax" },
      seed: 7014,
      steps: 3,
      initialState: true,
      clipping: norm(64),
      learningRate: 0.5,
    },
  ),
  step(
    "cancelling-value",
    "Targets of either sign make terms that cancel, which clipping on the way does not let them.",
    [],
    {
      network: { ...sizes(1, 2, 1), activation: "identity", lossAt: "every" },
      seed: 7015,
      steps: 4,
      given: { y: [[4], [-6], [5], [-3]] },
      clipping: value(2),
      learningRate: 0.25,
    },
  ),
  step(
    "cancelling-norm",
    "The norm of a sum of large terms that cancel is small, and nothing is to be scaled.",
    [],
    {
      network: { ...sizes(2, 3, 1), lossAt: "every", truncation: WINDOW },
      seed: 7016,
      steps: 4,
      spreads: { W: { grain: 1 / 16, largest: 0.25 } },
      given: {
        x: [
          [0.75, -0.5],
          [0.75, -0.5],
          [0.75, -0.5],
          [0.75, -0.5],
        ],
        y: [[6], [-6], [5], [-5]],
      },
      clipping: norm(6),
      learningRate: 0.25,
    },
  ),
  step("learning-rate-0", "A step of no length gives the parameters back as they are.", ["Zeros"], {
    network: sizes(2, 3, 4),
    seed: 7017,
    steps: 3,
    clipping: null,
    learningRate: 0,
  }),
  step("learning-rate-4", "A learning rate above 1 must not be limited in silence.", [], {
    network: { ...sizes(2, 3, 4), outputBias: false },
    seed: 7018,
    steps: 4,
    clipping: norm(0.5),
    learningRate: 4,
  }),
  step("without-biases", "There are three tensors to update and to take the norm of.", [], {
    network: { ...EVERY, hiddenBias: false, outputBias: false },
    seed: 7019,
    steps: 4,
    clipping: norm(0.75),
    learningRate: 0.5,
  }),
  step("single-step", "One step, one pair, one update.", [], {
    network: sizes(3, 2, 4),
    seed: 7020,
    steps: 1,
    initialState: true,
    clipping: value(0.25),
    learningRate: 0.5,
  }),
];
