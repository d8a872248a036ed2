/** Clipping of a gradient that is given, so that nothing but the clipping can be wrong. */
import { randomStream } from "../../numerics/random.ts";
import type { Clipping, GradientArrays, Sizes } from "../types.ts";
import { about, drawnParameters, type Spread, sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

const WITH_BIASES: Sizes = { ...sizes(2, 3, 4), hiddenBias: true, outputBias: true };
const WITHOUT_BIASES: Sizes = { ...sizes(3, 2, 1), hiddenBias: false, outputBias: false };
const HIDDEN_BIAS_ONLY: Sizes = { ...sizes(1, 2, 3), hiddenBias: true, outputBias: false };
const OUTPUT_BIAS_ONLY: Sizes = { ...sizes(3, 2, 4), hiddenBias: false, outputBias: true };

function clip(
  name: string,
  comment: string,
  flags: readonly Flag[],
  { config, gradients, clipping }: ClipRecipe,
): Draft<"clip"> {
  const { hiddenBias, outputBias } = config;
  const own: readonly Flag[] = [
    clipping.kind === "value" ? "ByValue" : "ByNorm",
    ...(hiddenBias && outputBias ? [] : (["NoBias"] as const)),
  ];
  return {
    kind: "clip",
    ...about(`clip-${clipping.kind}-${name}`, comment, ["ByArithmetic", ...own, ...flags]),
    config,
    inputs: { gradients, clipping },
  };
}

interface ClipRecipe {
  readonly config: Sizes;
  readonly gradients: GradientArrays;
  readonly clipping: Clipping;
}

/** Gradients in the shapes of the sizes, all drawn alike. */
function drawn(config: Sizes, seed: number, spread: Spread): GradientArrays {
  const spreads = { U: spread, W: spread, V: spread, b: spread, c: spread };
  const { U, W, V, b, c } = drawnParameters(randomStream("numpy", seed), config, spreads);
  return { dU: U, dW: W, dV: V, ...(b && { db: b }), ...(c && { dc: c }) };
}

const ORDINARY: Spread = { grain: 1 / 8, largest: 3 };
const SMALL: Spread = { grain: 1 / 64, largest: 0.25 };

/** A gradient without biases whose norm is exactly 5. */
const NORM_5: GradientArrays = {
  dU: [
    [1, 0, -2],
    [0, 0, 0],
  ],
  dW: [
    [0, 2],
    [0, 0],
  ],
  dV: [[-4, 0]],
};

export const CLIP: readonly Draft<"clip">[] = [
  clip("inside", "No entry is beyond the limit, so that every one of them keeps its bits.", [], {
    config: WITH_BIASES,
    gradients: drawn(WITH_BIASES, 6001, SMALL),
    clipping: { kind: "value", limit: 0.5 },
  }),
  clip("both-signs", "Entries beyond the limit on either side, and others within it.", [], {
    config: WITH_BIASES,
    gradients: drawn(WITH_BIASES, 6002, ORDINARY),
    clipping: { kind: "value", limit: 1 },
  }),
  clip(
    "all-outside",
    "Every entry becomes the limit with its own sign, and the direction is lost.",
    [],
    {
      config: WITHOUT_BIASES,
      gradients: drawn(WITHOUT_BIASES, 6003, ORDINARY),
      clipping: { kind: "value", limit: 0.0625 },
    },
  ),
  clip("at-the-limit", "What is exactly at the limit, on either side, stays.", ["AtTheLimit"], {
    config: WITHOUT_BIASES,
    gradients: NORM_5,
    clipping: { kind: "value", limit: 2 },
  }),
  clip("negative-only", "Only negative entries are too large, which min alone never sees.", [], {
    config: HIDDEN_BIAS_ONLY,
    gradients: {
      dU: [[-2], [0.5]],
      dW: [
        [-1.5, 0.25],
        [0.75, -4],
      ],
      dV: [
        [0.125, -1.25],
        [-3, 0.5],
        [0.375, -0.625],
      ],
      db: [-2.5, 0.875],
    },
    clipping: { kind: "value", limit: 1 },
  }),
  clip("one-bias-absent", "The bias that is absent stays so.", [], {
    config: OUTPUT_BIAS_ONLY,
    gradients: drawn(OUTPUT_BIAS_ONLY, 6006, ORDINARY),
    clipping: { kind: "value", limit: 1.5 },
  }),
  clip("below", "The norm is within the limit, so that nothing is scaled, least of all up.", [], {
    config: WITH_BIASES,
    gradients: drawn(WITH_BIASES, 6011, SMALL),
    clipping: { kind: "norm", limit: 2 },
  }),
  clip("above", "Everything is scaled by one factor, biases too.", [], {
    config: WITH_BIASES,
    gradients: drawn(WITH_BIASES, 6012, ORDINARY),
    clipping: { kind: "norm", limit: 2 },
  }),
  clip(
    "at-the-limit",
    "The norm is exactly the limit: the factor is 1 whether or not one scales.",
    ["AtTheLimit"],
    { config: WITHOUT_BIASES, gradients: NORM_5, clipping: { kind: "norm", limit: 5 } },
  ),
  clip(
    "exact-factor",
    "Norm 5 and limit 2.5 give a half: each entry comes out exactly half as large.",
    [],
    { config: WITHOUT_BIASES, gradients: NORM_5, clipping: { kind: "norm", limit: 2.5 } },
  ),
  clip(
    "each-tensor-within",
    "No tensor exceeds the limit on its own; all of them together do.",
    [],
    {
      config: HIDDEN_BIAS_ONLY,
      gradients: {
        dU: [[0.75], [-0.5]],
        dW: [
          [0.5, -0.25],
          [0.375, 0.625],
        ],
        dV: [
          [-0.25, 0.5],
          [0.5, -0.375],
          [0.25, 0.125],
        ],
        db: [0.875, -0.25],
      },
      clipping: { kind: "norm", limit: 1 },
    },
  ),
  clip(
    "biases-decide",
    "The matrices alone are within the limit; with the biases the norm is not.",
    [],
    {
      config: WITH_BIASES,
      gradients: {
        ...drawn(WITH_BIASES, 6014, SMALL),
        db: [2, -1.5, 0.5],
        dc: [-1, 2.5, 0.25, 1.5],
      },
      clipping: { kind: "norm", limit: 1.5 },
    },
  ),
  clip("one-huge-entry", "One entry makes up nearly all of the norm and shrinks the rest.", [], {
    config: WITH_BIASES,
    gradients: {
      ...drawn(WITH_BIASES, 6015, ORDINARY),
      dW: [
        [0.5, -1.25, 2],
        [-0.25, 4096, 1],
        [0.75, -2, 0.125],
      ],
    },
    clipping: { kind: "norm", limit: 64 },
  }),
  clip("all-zero", "The norm is zero, by which nothing must be divided.", ["Zeros"], {
    config: WITHOUT_BIASES,
    gradients: {
      dU: [
        [0, 0, 0],
        [0, 0, 0],
      ],
      dW: [
        [0, 0],
        [0, 0],
      ],
      dV: [[0, 0]],
    },
    clipping: { kind: "norm", limit: 1 },
  }),
  clip(
    "less-than-one",
    "Norm and limit below 1, where a norm without its root is smaller than the norm.",
    [],
    {
      config: OUTPUT_BIAS_ONLY,
      gradients: drawn(OUTPUT_BIAS_ONLY, 6017, { grain: 1 / 64, largest: 0.125 }),
      clipping: { kind: "norm", limit: 0.25 },
    },
  ),
];
