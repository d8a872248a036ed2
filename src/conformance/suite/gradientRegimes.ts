/** Gradients that vanish or explode, units that saturate or are off. */
import type { NetworkOptions } from "../../rnn/config.ts";
import { sizes } from "./build.ts";
import type { Draft } from "./draft.ts";
import { gradient } from "./gradient.ts";

/** Rows that are all the same. */
function rows(count: number, row: readonly number[]): number[][] {
  return Array.from({ length: count }, () => [...row]);
}

/** The first input, then nothing more. */
function pulse(steps: number, first: readonly number[]): number[][] {
  return [[...first], ...rows(steps - 1, new Array<number>(first.length).fill(0))];
}

const MANY_TO_MANY: NetworkOptions = { ...sizes(2, 3, 4), lossAt: "every" };

/** Weights whose powers shrink, and weights whose powers grow. */
const SMALL = { grain: 1 / 64, largest: 1 / 32 };
const BIG = { grain: 1 / 4, largest: 2 };

const VANISHING: readonly Draft<"gradient">[] = [
  gradient(
    "vanishing-tanh",
    "Only the first input is not zero, so that dU is what is left after six hops and nothing else.",
    ["Vanishing"],
    {
      network: { ...sizes(2, 3, 1), hiddenBias: false },
      seed: 3001,
      steps: 7,
      spreads: { W: SMALL, V: SMALL },
      given: { x: pulse(7, [0.75, -1.25]) },
    },
  ),
  gradient(
    "vanishing-sigmoid",
    "A derivative of at most 1/4 at each hop makes gradients vanish faster than small weights alone.",
    ["Vanishing"],
    {
      network: { ...sizes(2, 3, 4), activation: "sigmoid", output: "softmax" },
      seed: 3002,
      steps: 6,
      spreads: { W: SMALL },
      given: { x: pulse(6, [1, -0.5]) },
    },
  ),
  gradient(
    "vanishing-identity",
    "Without an activation gradients vanish all the same: what shrinks are the powers of W.",
    ["Vanishing"],
    {
      network: {
        ...sizes(2, 3, 4),
        activation: "identity",
        hiddenBias: false,
      },
      seed: 3003,
      steps: 6,
      spreads: { W: SMALL },
      given: { x: pulse(6, [1.25, 0.75]) },
    },
  ),
];

const EXPLODING: readonly Draft<"gradient">[] = [
  gradient(
    "exploding-identity",
    "Nothing holds the states of an identity network back, nor the errors on their way.",
    ["Exploding"],
    {
      network: { ...sizes(2, 3, 1), activation: "identity" },
      seed: 3011,
      steps: 6,
      spreads: { W: BIG },
    },
  ),
  gradient(
    "exploding-relu",
    "Units that stay on let the error grow from step to step, as without an activation.",
    ["Exploding"],
    {
      network: { ...sizes(2, 3, 1), activation: "relu" },
      seed: 3012,
      steps: 6,
      given: {
        parameters: {
          U: [
            [0.5, 0.25],
            [0.75, -0.25],
            [0.25, 0.5],
          ],
          W: [
            [1.5, 0.5, 0.75],
            [0.25, 1.25, 1],
            [1, 0.5, 1.75],
          ],
          V: [[0.5, -1, 0.25]],
          b: [0.125, 0.25, 0.0625],
          c: [-0.5],
        },
        x: [
          [1, 0.5],
          [0.5, 1],
          [0.75, -0.25],
          [1.25, 0.5],
          [0.25, 0.75],
          [1, -0.5],
        ],
      },
    },
  ),
  gradient(
    "exploding-identity-window-2",
    "Truncation is what keeps such a gradient small, and a hop too many multiplies it.",
    ["Exploding"],
    {
      network: {
        ...MANY_TO_MANY,
        activation: "identity",
        truncation: { kind: "window", hops: 2 },
      },
      seed: 3014,
      steps: 6,
      spreads: { W: BIG },
    },
  ),
];

const SATURATED: readonly Draft<"gradient">[] = [
  gradient(
    "saturated-tanh",
    "Some states are so near to 1 or -1 that 1 - s² has lost half its digits, beside others that learn.",
    ["Saturated"],
    {
      network: { ...sizes(2, 3, 4), lossAt: "every" },
      seed: 3021,
      steps: 4,
      spreads: { b: { grain: 1, largest: 6 }, U: { grain: 1, largest: 6 } },
    },
  ),
  gradient(
    "saturated-sigmoid",
    "Units at both ends: s near 0 keeps all its digits, 1 - s near 0 does not.",
    ["Saturated"],
    {
      network: { ...sizes(2, 4, 3), activation: "sigmoid", lossAt: "every" },
      seed: 3022,
      steps: 4,
      spreads: { U: { grain: 0.5, largest: 6 } },
      given: { initialState: [0.5, 0.75, 0.25, 1] },
    },
  ),
  gradient(
    "saturated-softmax-wrong",
    "A softmax that is sure of the wrong class: the loss is large, and the error is 1 in size, not more.",
    ["Saturated"],
    {
      network: { ...sizes(2, 3, 4), output: "softmax" },
      seed: 3023,
      steps: 4,
      given: { y: [[1, 0, 0, 0]] },
      spreads: { V: { grain: 1, largest: 24 } },
    },
  ),
  gradient(
    "saturated-softmax-every",
    "Sure of a class at every step, at some steps the right one: errors of very different size are summed.",
    ["Saturated"],
    {
      network: { ...sizes(3, 4, 2), output: "softmax", lossAt: "every" },
      seed: 3024,
      steps: 5,
      spreads: { V: { grain: 0.5, largest: 8 } },
    },
  ),
];

const POSITIVE = [
  [0.5, 0.25],
  [0.25, 1],
  [1, 0.5],
  [0.75, 0.75],
];

/** On positive inputs the hidden bias alone decides which units are on. */
const RELU_PARAMETERS = {
  U: [
    [1, 0.5],
    [0.25, 0.75],
    [0.5, 0.625],
  ],
  W: [
    [0.5, -0.25, 0.375],
    [-0.125, 0.75, 0.25],
    [0.25, 0.5, -0.375],
  ],
  V: [
    [1, -0.5, 0.25],
    [0.5, 0.75, -1],
    [-0.25, 0.5, 0.5],
    [0.75, -1, 1],
  ],
  c: [0.5, -0.25, 0.125, -0.5],
};

const RELU: readonly Draft<"gradient">[] = [
  gradient(
    "relu-all-dead",
    "No unit is ever on: dU, dW, dV and db are exactly zero, and dc is all that is learned.",
    ["DeadUnits", "Zeros"],
    {
      network: { ...MANY_TO_MANY, activation: "relu" },
      seed: 3031,
      steps: 4,
      given: { x: POSITIVE, parameters: { ...RELU_PARAMETERS, b: [-4, -3, -5] } },
    },
  ),
  gradient(
    "relu-all-alive",
    "Every unit is on at every step, so that relu is the identity and its derivative 1.",
    [],
    {
      network: { ...MANY_TO_MANY, activation: "relu" },
      seed: 3032,
      steps: 4,
      given: {
        x: POSITIVE,
        parameters: { ...RELU_PARAMETERS, b: [0.125, 0.25, 0.5] },
        initialState: [0.5, 0.25, 0.75],
      },
    },
  ),
  gradient(
    "relu-one-unit-dead",
    "One unit is off throughout: its row of dW is zero while its column of W still carries nothing.",
    ["DeadUnits"],
    {
      network: { ...MANY_TO_MANY, activation: "relu", output: "softmax" },
      seed: 3033,
      steps: 4,
      initialState: true,
      given: { x: POSITIVE, parameters: { ...RELU_PARAMETERS, b: [0.125, -6, 0.5] } },
    },
  ),
];

export const REGIMES: readonly Draft<"gradient">[] = [
  ...VANISHING,
  ...EXPLODING,
  ...SATURATED,
  ...RELU,
];
