/** Trainings of a few epochs, in which what one update leaves behind meets the next. */
import type { CaseOf } from "../kinds.ts";
import { about, drawnRecords, type NetworkRecipe, type RecordRecipe, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";
import { clippingThemes } from "./step.ts";

type Training = Pick<
  CaseOf<"trajectory">["inputs"],
  "epochs" | "learningRate" | "clipping" | "updateEvery"
>;

interface TrajectoryRecipe extends NetworkRecipe, Training {
  readonly records: readonly RecordRecipe[];
}

function trajectory(
  name: string,
  comment: string,
  flags: readonly Flag[],
  { epochs, learningRate, clipping, updateEvery, ...recipe }: TrajectoryRecipe,
): Draft<"trajectory"> {
  const { config, inputs, themes } = drawnRecords(recipe);
  const own: readonly Flag[] = [
    ...clippingThemes(clipping),
    ...(updateEvery === "chunk" ? (["ManyUpdates"] as const) : []),
  ];
  return {
    kind: "trajectory",
    ...about(`trajectory-${name}`, comment, ["ByReversePass", ...themes, ...own, ...flags]),
    config,
    inputs: { ...inputs, epochs, learningRate, clipping, updateEvery },
  };
}

const EVERY = { ...sizes(2, 3, 4), lossAt: "every" } as const;
const BY_SEQUENCE = { clipping: null, updateEvery: "sequence" } as const;
const BY_CHUNK = { clipping: null, updateEvery: "chunk" } as const;

/** Two and three records, the lengths and initial states of which differ. */
const TWO: readonly RecordRecipe[] = [{ steps: 4 }, { steps: 3, initialState: true }];
const THREE: readonly RecordRecipe[] = [
  { steps: 3, initialState: true },
  { steps: 5 },
  { steps: 2 },
];

export const TRAJECTORY: readonly Draft<"trajectory">[] = [
  trajectory("one-epoch", "The first loss is the untrained network's, before any update.", [], {
    network: EVERY,
    seed: 8001,
    records: [{ steps: 4, initialState: true }],
    ...BY_SEQUENCE,
    epochs: 1,
    learningRate: 0.125,
  }),
  trajectory("tanh-records", "Records follow each other; states and gradients do not.", [], {
    network: EVERY,
    seed: 8002,
    records: TWO,
    ...BY_SEQUENCE,
    epochs: 3,
    learningRate: 0.0625,
  }),
  trajectory(
    "sigmoid-records",
    "Three records of different length, the first of which alone has an initial state.",
    [],
    {
      network: { ...sizes(3, 2, 4), activation: "sigmoid", output: "softmax" },
      seed: 8003,
      records: THREE,
      ...BY_SEQUENCE,
      epochs: 4,
      learningRate: 0.25,
    },
  ),
  trajectory("relu-records", "Units may be switched off by an update and stay so.", [], {
    network: { ...sizes(2, 4, 3), activation: "relu" },
    seed: 8118,
    records: TWO,
    ...BY_SEQUENCE,
    epochs: 3,
    learningRate: 0.0625,
  }),
  trajectory(
    "identity-window-value",
    "The article's setting in small: a window, and a clipping of each entry of its gradient.",
    [],
    {
      network: {
        ...EVERY,
        activation: "identity",
        hiddenBias: false,
        outputBias: false,
        truncation: { kind: "window", hops: 1 },
      },
      seed: 8005,
      records: TWO,
      epochs: 3,
      learningRate: 0.0625,
      clipping: { kind: "value", limit: 1 },
      updateEvery: "sequence",
    },
  ),
  trajectory("softmax-norm", "Every update is scaled, until the gradient is small enough.", [], {
    network: { ...EVERY, output: "softmax" },
    seed: 8006,
    records: THREE,
    epochs: 5,
    learningRate: 0.25,
    clipping: { kind: "norm", limit: 1 },
    updateEvery: "sequence",
  }),
  trajectory(
    "chunk-updates",
    "The second chunk already sees what the first has changed, and goes on from its state.",
    [],
    {
      network: { ...EVERY, truncation: { kind: "chunk", k1: 2, k2: 2 } },
      seed: 8007,
      records: [{ steps: 6, initialState: true }],
      ...BY_CHUNK,
      epochs: 3,
      learningRate: 0.125,
    },
  ),
  trajectory(
    "chunk-updates-reaching-back",
    "What flows back into the chunk before meets its old states and the new weights.",
    [],
    {
      network: { ...EVERY, activation: "identity", truncation: { kind: "chunk", k1: 2, k2: 4 } },
      seed: 8008,
      spreads: { W: { grain: 1 / 16, largest: 0.5 } },
      records: [{ steps: 7 }, { steps: 4, initialState: true }],
      ...BY_CHUNK,
      epochs: 2,
      learningRate: 0.03125,
    },
  ),
  trajectory(
    "chunk-updates-norm",
    "Each chunk's gradient has a norm of its own, and each record ends with a ragged tail.",
    [],
    {
      network: {
        ...EVERY,
        activation: "sigmoid",
        output: "softmax",
        truncation: { kind: "chunk", k1: 2, k2: 3 },
      },
      seed: 8009,
      records: [{ steps: 5 }, { steps: 3, initialState: true }],
      epochs: 4,
      learningRate: 0.5,
      clipping: { kind: "norm", limit: 0.5 },
      updateEvery: "chunk",
    },
  ),
  trajectory(
    "chunk-updates-every-step",
    "An update after every step, each clipped: nothing of a sequence is seen with one set of weights.",
    [],
    {
      network: { ...sizes(3, 2, 4), lossAt: "every", truncation: { kind: "chunk", k1: 1, k2: 2 } },
      seed: 8015,
      records: [{ steps: 3, initialState: true }, { steps: 4 }],
      epochs: 2,
      learningRate: 0.125,
      clipping: { kind: "value", limit: 1.5 },
      updateEvery: "chunk",
    },
  ),
  trajectory(
    "chunk-updates-last",
    "Chunks without a loss have a gradient of zero, and only the last one moves anything.",
    [],
    {
      network: { ...sizes(2, 3, 1), truncation: { kind: "chunk", k1: 2, k2: 3 } },
      seed: 8010,
      records: [{ steps: 5, initialState: true }, { steps: 6 }],
      ...BY_CHUNK,
      epochs: 3,
      learningRate: 0.25,
    },
  ),
  trajectory(
    "chunks-one-update",
    "Truncation in chunks does not ask for an update after each: here there is one a record.",
    [],
    {
      network: { ...EVERY, truncation: { kind: "chunk", k1: 2, k2: 3 } },
      seed: 8011,
      records: [{ steps: 5 }, { steps: 4 }],
      epochs: 3,
      learningRate: 0.125,
      clipping: { kind: "value", limit: 0.75 },
      updateEvery: "sequence",
    },
  ),
  trajectory(
    "window-norm",
    "One window a loss, one norm an update, over more epochs than records.",
    [],
    {
      network: { ...sizes(1, 3, 2), lossAt: "every", truncation: { kind: "window", hops: 2 } },
      seed: 8012,
      records: [{ steps: 6 }, { steps: 4, initialState: true }],
      epochs: 6,
      learningRate: 0.25,
      clipping: { kind: "norm", limit: 1.5 },
      updateEvery: "sequence",
    },
  ),
  trajectory("single-unit", "A training that one can follow by hand.", [], {
    network: { ...sizes(1, 1, 1), activation: "identity" },
    seed: 8013,
    records: [{ steps: 2 }, { steps: 1, initialState: true }],
    ...BY_SEQUENCE,
    epochs: 2,
    learningRate: 0.25,
  }),
  trajectory(
    "learning-rate-0",
    "Nothing is learned: each epoch's loss is the first one's, and the parameters are the first ones.",
    ["Zeros"],
    {
      network: EVERY,
      seed: 8014,
      records: TWO,
      ...BY_SEQUENCE,
      epochs: 3,
      learningRate: 0,
    },
  ),
];

/** A training whose rounding errors grow until they decide how it goes on. */
export const CHAOTIC_TRAJECTORY: readonly Draft<"trajectory">[] = [
  trajectory(
    "chaotic",
    "With so large a learning rate the losses jump up and down, and no two arithmetics agree for long.",
    ["Chaotic"],
    {
      network: { ...sizes(1, 3, 1), lossAt: "every" },
      seed: 8051,
      records: [{ steps: 5 }, { steps: 4, initialState: true }],
      // Unclipped, some orders of summation lead to losses without bound.
      clipping: { kind: "norm", limit: 4 },
      updateEvery: "sequence",
      epochs: 40,
      learningRate: 1,
    },
  ),
];

const FINE = { grain: 1 / 1024, largest: 0.125 };

/** The article's sizes, for which decimal arithmetic takes its time. */
export const LARGE_TRAJECTORY: readonly Draft<"trajectory">[] = [
  trajectory(
    "large",
    "A hundred units over fifty steps, with the article's window and its clipping of each entry.",
    ["Large"],
    {
      network: {
        ...sizes(1, 100, 1),
        activation: "sigmoid",
        hiddenBias: false,
        outputBias: false,
        truncation: { kind: "window", hops: 5 },
      },
      seed: 8031,
      spreads: { U: FINE, W: FINE, V: FINE },
      records: [{ steps: 50 }, { steps: 50 }],
      epochs: 3,
      learningRate: 0.0625,
      clipping: { kind: "value", limit: 0.5 },
      updateEvery: "sequence",
    },
  ),
];
