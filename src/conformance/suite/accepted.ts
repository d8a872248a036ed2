/** The right requests that those to be refused are made from, by one change each. */
import type { Kind } from "../kinds.ts";
import type { Request } from "../request.ts";
import type { ParameterArrays, TrainingRecord } from "../types.ts";

/** Parameters of a network with D = 2, H = 3, O = 2. */
export const PARAMETERS: Required<ParameterArrays> = {
  U: [
    [0.5, -0.25],
    [0.125, 1],
    [-0.75, 0.375],
  ],
  W: [
    [0.25, -0.5, 0.125],
    [0.75, 0.375, -0.25],
    [-0.125, 0.625, 0.5],
  ],
  V: [
    [1, -0.5, 0.25],
    [0.5, 0.75, -1],
  ],
  b: [0.125, -0.25, 0.0625],
  c: [-0.5, 0.25],
};

const CONFIG = {
  inputSize: 2,
  hiddenSize: 3,
  outputSize: 2,
  activation: "tanh",
  output: "linear",
  lossAt: "every",
  hiddenBias: true,
  outputBias: true,
  truncation: { kind: "chunk", k1: 2, k2: 3 },
} as const;

const X = [
  [1, -0.5],
  [0.25, 0.75],
  [-1.25, 0.5],
];
export const RECORD: Required<TrainingRecord> = {
  x: X,
  y: [
    [0.5, 1],
    [-1, 0.25],
    [0.75, -0.5],
  ],
  initialState: [0.5, -0.25, 0.125],
};
const ONE_HOT = {
  x: X,
  y: [
    [1, 0],
    [0, 1],
    [1, 0],
  ],
};

const { U: dU, W: dW, V: dV, b: db, c: dc } = PARAMETERS;

/** What the requests would be if nothing were changed; an implementation must not refuse these. */
export const ACCEPTED: Readonly<Record<Exclude<Kind, "canary" | "reject"> | "softmax", Request>> = {
  random: {
    kind: "random",
    config: { generator: "mt19937" },
    inputs: { seed: 42, low: -1, high: 1, count: 3 },
  },
  activation: { kind: "activation", config: { activation: "relu" }, inputs: { a: [-1, 2] } },
  loss: {
    kind: "loss",
    config: { output: "softmax" },
    inputs: { o: [0.5, -1, 2], y: [0, 1, 0] },
  },
  forward: {
    kind: "forward",
    config: CONFIG,
    inputs: { parameters: PARAMETERS, x: X, initialState: RECORD.initialState },
  },
  gradient: {
    kind: "gradient",
    config: CONFIG,
    inputs: { parameters: PARAMETERS, ...RECORD },
  },
  softmax: {
    kind: "gradient",
    config: { ...CONFIG, output: "softmax" },
    inputs: { parameters: PARAMETERS, ...ONE_HOT },
  },
  pairs: { kind: "pairs", config: CONFIG, inputs: { parameters: PARAMETERS, ...RECORD } },
  clip: {
    kind: "clip",
    config: { inputSize: 2, hiddenSize: 3, outputSize: 2, hiddenBias: true, outputBias: true },
    inputs: { gradients: { dU, dW, dV, db, dc }, clipping: { kind: "norm", limit: 1 } },
  },
  step: {
    kind: "step",
    config: CONFIG,
    inputs: {
      parameters: PARAMETERS,
      ...RECORD,
      clipping: { kind: "value", limit: 0.5 },
      learningRate: 0.25,
    },
  },
  trajectory: {
    kind: "trajectory",
    config: CONFIG,
    inputs: {
      parameters: PARAMETERS,
      records: [RECORD],
      epochs: 2,
      learningRate: 0.25,
      clipping: null,
      updateEvery: "chunk",
    },
  },
};
