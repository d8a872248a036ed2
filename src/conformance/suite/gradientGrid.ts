/**
 * Every activation with every output, loss placement and kind of truncation. Biases, initial states
 * and sizes go round, so that any two values of any two options meet in some case.
 */
import { ACTIVATIONS, type Activation } from "../../rnn/activation.ts";
import { LOSS_PLACEMENTS, type LossPlacement } from "../../rnn/config.ts";
import { OUTPUTS, type Output } from "../../rnn/loss.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import { sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import { gradient } from "./gradient.ts";

type TruncationKind = Truncation["kind"];
const TRUNCATION_KINDS: readonly TruncationKind[] = ["full", "window", "chunk"];

/**
 * D, H, O, T. The sizes differ, so that a transposition shows, and H D + H H entries are enough to
 * tell from a gradient which of its T (T + 1) / 2 pairs of steps went into it.
 */
const SHAPES = [
  [2, 3, 4, 5],
  [4, 3, 2, 6],
  [3, 4, 2, 6],
  [1, 3, 2, 4],
  [2, 4, 3, 6],
  [4, 2, 3, 4],
  [3, 2, 4, 4],
] as const;

const HOPS = [1, 2, 3] as const;
const CHUNKS = [
  [2, 2],
  [1, 2],
  [2, 3],
  [3, 3],
  [1, 3],
] as const;

const WHY_PLACED: Readonly<Record<TruncationKind, Readonly<Record<LossPlacement, string>>>> = {
  full: {
    last: "One loss goes back to the first step",
    every: "Every loss goes back to the first step, and none twice",
  },
  window: {
    last: "One loss stops at the end of its window",
    every: "The windows of the losses overlap, and each ends where it should",
  },
  chunk: {
    last: "One loss goes k2 steps back, wherever the chunks lie",
    every: "The losses of a chunk all end at the same step",
  },
};

const WHY_ACTIVATED: Readonly<Record<Activation, string>> = {
  sigmoid: "by way of s(1 - s), at most 1/4",
  tanh: "by way of 1 - s², with states of both signs",
  relu: "through units that are on at some steps and off at others",
  identity: "with no derivative that could be to blame",
};

const WHY_OUTPUT: Readonly<Record<Output, string>> = {
  linear: "from o - y",
  softmax: "from p - y",
};

const FIRST_SEED = 1000;

/**
 * For relu, with which every unit is on at some steps and off at others, some unit is on at every
 * step, and none is near its kink.
 */
const RELU_SEEDS = [
  1105, 1109, 1114, 1117, 1120, 1123, 1126, 1132, 1134, 1141, 1148, 1152,
] as const;

/** The complete grid, 48 cases. */
export const GRID: readonly Draft<"gradient">[] = ACTIVATIONS.flatMap((activation, a) =>
  OUTPUTS.flatMap((output, o) =>
    LOSS_PLACEMENTS.flatMap((lossAt, p) =>
      TRUNCATION_KINDS.map((kind, k): Draft<"gradient"> => {
        const n = ((a * 2 + o) * 2 + p) * 3 + k;
        const [D, H, O, T] = SHAPES[n % SHAPES.length];
        const truncation = truncationOf(kind, n, T);
        const fine = { grain: 1 / 16, largest: 1 };
        const name = [activation, output, lossAt, ...Object.values(truncation)].join("-");
        const comment = `${WHY_PLACED[kind][lossAt]}, ${WHY_OUTPUT[output]} ${WHY_ACTIVATED[activation]}.`;
        return gradient(name, comment, [], {
          network: {
            ...sizes(D, H, O),
            activation,
            output,
            lossAt,
            hiddenBias: (a + k + o) % 2 === 0,
            outputBias: (a + k + p) % 2 === 0,
            truncation,
          },
          seed: activation === "relu" ? RELU_SEEDS[n % RELU_SEEDS.length] : FIRST_SEED + n,
          steps: T,
          initialState: (o + p + k) % 2 === 0,
          // Finer, so that few sums of products are exactly zero.
          ...(activation === "relu" && { spreads: { U: fine, W: fine, x: fine } }),
        });
      }),
    ),
  ),
);

/** Hops and chunks go round as well; a window ends within the sequence, so that it shows. */
function truncationOf(kind: TruncationKind, n: number, T: number): Truncation {
  const turn = Math.floor(n / TRUNCATION_KINDS.length);
  if (kind === "full") return { kind };
  if (kind === "window") return { kind, hops: Math.min(HOPS[turn % HOPS.length], T - 2) };
  const [k1, k2] = CHUNKS[turn % CHUNKS.length];
  return { kind, k1, k2 };
}
