/** Gradients of the smallest and the largest shapes, and of networks with much that is zero. */
import type { NetworkOptions } from "../../rnn/config.ts";
import { sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import { gradient } from "./gradient.ts";

const MANY_TO_MANY: NetworkOptions = { ...sizes(2, 3, 4), lossAt: "every" };

/** Rows that are all the same. */
function rows(count: number, row: readonly number[]): number[][] {
  return Array.from({ length: count }, () => [...row]);
}

const SHAPES: readonly Draft<"gradient">[] = [
  gradient(
    "single-step-last",
    "With one step there is nothing to carry, and dW comes from the initial state alone.",
    [],
    { network: sizes(3, 2, 4), seed: 3041, steps: 1, initialState: true },
  ),
  gradient(
    "single-step-from-zero",
    "With one step and no initial state dW is exactly zero.",
    ["Zeros"],
    {
      network: { ...sizes(2, 3, 4), output: "softmax", lossAt: "every" },
      seed: 3042,
      steps: 1,
    },
  ),
  gradient(
    "single-unit",
    "W is 1×1, so a product with it is a number, and libraries drop the dimension.",
    [],
    {
      network: { ...sizes(3, 1, 2), lossAt: "every" },
      seed: 3043,
      steps: 5,
      initialState: true,
    },
  ),
  gradient(
    "single-input-and-output",
    "The shape of most tutorials: numbers in, numbers out, and a vector of one entry for both.",
    [],
    { network: sizes(1, 3, 1), seed: 3044, steps: 6 },
  ),
  gradient(
    "all-sizes-one",
    "Everything is a number: whoever fails here has no trouble with shapes.",
    [],
    {
      network: { ...sizes(1, 1, 1), activation: "sigmoid", lossAt: "every" },
      seed: 3045,
      steps: 4,
      initialState: true,
    },
  ),
  gradient(
    "softmax-of-one-class",
    "A softmax of one output is 1 whatever it is, so the loss and its whole gradient are zero.",
    ["Zeros"],
    { network: { ...sizes(2, 3, 1), output: "softmax", lossAt: "every" }, seed: 3046, steps: 3 },
  ),
  gradient(
    "many-inputs-one-output",
    "U is wide and V is a row: numbers read by columns cannot hide.",
    [],
    { network: { ...sizes(4, 2, 1), lossAt: "every" }, seed: 3047, steps: 4 },
  ),
  gradient(
    "one-input-many-outputs",
    "U is a column and V is tall: the output error comes back through many rows.",
    [],
    { network: { ...sizes(1, 2, 4), lossAt: "every" }, seed: 3048, steps: 4 },
  ),
  gradient(
    "square-matrices",
    "D = H = O: no shape tells U from its transpose, only numbers do.",
    [],
    { network: { ...sizes(3, 3, 3), lossAt: "every" }, seed: 3049, steps: 5, initialState: true },
  ),
];

const PLAIN: readonly Draft<"gradient">[] = [
  gradient(
    "cyclic-w",
    "W hands each state to the next unit, so W for its transpose sends errors round the wrong way.",
    [],
    {
      network: { ...sizes(3, 3, 3), activation: "identity" },
      seed: 3051,
      steps: 4,
      given: {
        parameters: {
          U: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
          W: [
            [0, 0, 1],
            [1, 0, 0],
            [0, 1, 0],
          ],
          V: [
            [1, 0, 0],
            [0, 2, 0],
            [0, 0, 4],
          ],
          b: [0, 0, 0],
          c: [0, 0, 0],
        },
        x: [
          [1, 2, -1],
          [0.5, -1, 2],
          [2, 1, 0.25],
          [-1, 0.5, 1],
        ],
      },
    },
  ),
  gradient(
    "w-zero",
    "Without recurrence nothing is carried, yet dW is not zero: W would have had an effect.",
    ["Zeros"],
    {
      network: { ...MANY_TO_MANY, hiddenBias: false, outputBias: false },
      seed: 3052,
      steps: 4,
      initialState: true,
      given: {
        parameters: {
          U: [
            [0.5, -0.75],
            [-0.25, 1],
            [0.875, 0.125],
          ],
          W: rows(3, [0, 0, 0]),
          V: [
            [1, -0.5, 0.25],
            [0.5, 0.75, -1],
            [-0.25, 0.5, 0.5],
            [0.75, -1, 1],
          ],
        },
      },
    },
  ),
  gradient(
    "no-input",
    "A network that is driven by its initial state alone: dU is exactly zero and dW is not.",
    ["Zeros"],
    {
      network: MANY_TO_MANY,
      seed: 3053,
      steps: 4,
      initialState: true,
      given: { x: rows(4, [0, 0]) },
    },
  ),
  gradient("initial-state-of-zeros", "A given state of zeros is the same as none.", ["Zeros"], {
    network: MANY_TO_MANY,
    seed: 3054,
    steps: 4,
    given: { initialState: [0, 0, 0] },
  }),
  gradient(
    "large-initial-state",
    "An initial state beyond what tanh can reach: it is a number like any other, and no state.",
    [],
    { network: sizes(2, 3, 4), seed: 3055, steps: 3, given: { initialState: [3, -2.5, 4] } },
  ),
  gradient(
    "perfect-fit",
    "The outputs are the targets, so the loss is at its minimum and the gradient exactly zero.",
    ["Zeros"],
    {
      network: {
        ...sizes(1, 2, 1),
        activation: "identity",
        lossAt: "every",
        hiddenBias: false,
        outputBias: false,
      },
      seed: 3056,
      steps: 3,
      given: {
        parameters: {
          U: [[1], [0.5]],
          W: [
            [0.5, 0],
            [0, -0.5],
          ],
          V: [[1, 2]],
        },
        x: [[1], [2], [-1]],
        y: [[2], [4], [-1.5]],
      },
    },
  ),
];

export const SHAPES_AND_ZEROS: readonly Draft<"gradient">[] = [...SHAPES, ...PLAIN];

const FINE = { grain: 1 / 64, largest: 0.5 };

/** Large ones, for which differences for every entry would take too long. */
export const LARGE_GRADIENTS: readonly Draft<"gradient">[] = [
  gradient(
    "large-tanh-window-5",
    "A window over long sums, in which the order of summation counts.",
    ["Large"],
    {
      network: { ...sizes(3, 16, 2), lossAt: "every", truncation: { kind: "window", hops: 5 } },
      seed: 3061,
      steps: 20,
      spreads: { U: FINE, W: FINE, V: FINE },
    },
  ),
  gradient(
    "large-sigmoid-chunk-5-10",
    "Chunks as people train with them, a softmax on top.",
    ["Large"],
    {
      network: {
        ...sizes(4, 16, 5),
        activation: "sigmoid",
        output: "softmax",
        lossAt: "every",
        truncation: { kind: "chunk", k1: 5, k2: 10 },
      },
      seed: 3062,
      steps: 20,
      initialState: true,
      spreads: { U: FINE, W: FINE, V: FINE },
    },
  ),
  gradient(
    "large-tanh-full",
    "Twelve steps all the way back through a thousand weights.",
    ["Large"],
    {
      network: { ...sizes(2, 32, 3), hiddenBias: false },
      seed: 3063,
      steps: 12,
      spreads: { U: FINE, W: { grain: 1 / 64, largest: 0.25 }, V: FINE },
    },
  ),
];
