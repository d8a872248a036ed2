/**
 * The golden runs: training runs whose every bit is written down in `fixtures/article/goldens.json`.
 * The three presets of the article, and three small networks that differ in every option, so that
 * between them each line of the network has been run.
 */
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { sha256OfNumbers } from "../numerics/digest.ts";
import { fromRows, type Matrix, zeros } from "../numerics/matrix.ts";
import { type RandomStream, randomStream } from "../numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import { type Initialization, initializeParameters } from "../rnn/initialization.ts";
import { parameterArrays } from "../rnn/parameters.ts";
import { oneHot, type Sequence } from "../rnn/sequence.ts";
import { type TrainingOptions, train } from "../rnn/train.ts";
import { articleRun } from "./run.ts";
import { PRESETS, type Preset, runSettings } from "./settings.ts";

/** What is written down of a golden run. */
export interface Golden {
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
  /** over the bits of trainLoss, valLoss, and the final U, W, V and, where there are, b, c */
  readonly sha256: string;
}

interface SmallNetwork {
  readonly config: NetworkConfig;
  readonly initialization: Initialization;
  readonly seed: number;
  /** T */
  readonly length: number;
  readonly withInitialState: boolean;
  readonly options: TrainingOptions;
}

type SmallName =
  | "small-relu-softmax-window"
  | "small-identity-linear-chunk"
  | "small-tanh-softmax-full";
export type GoldenName = Preset | SmallName;

const SMALL_NETWORKS: Readonly<Record<SmallName, SmallNetwork>> = {
  "small-relu-softmax-window": {
    config: defineNetwork({
      inputSize: 3,
      hiddenSize: 5,
      outputSize: 4,
      activation: "relu",
      output: "softmax",
      lossAt: "every",
      outputBias: false,
      truncation: { kind: "window", hops: 3 },
    }),
    initialization: { kind: "he" },
    seed: 1,
    length: 9,
    withInitialState: false,
    options: { epochs: 12, learningRate: 0.05, clipping: { kind: "norm", limit: 1 } },
  },
  "small-identity-linear-chunk": {
    config: defineNetwork({
      inputSize: 2,
      hiddenSize: 7,
      outputSize: 2,
      activation: "identity",
      lossAt: "every",
      hiddenBias: false,
      truncation: { kind: "chunk", k1: 4, k2: 6 },
    }),
    initialization: { kind: "uniform", low: -0.25, high: 0.25 },
    seed: 2,
    length: 10,
    withInitialState: true,
    options: {
      epochs: 12,
      learningRate: 0.02,
      clipping: { kind: "value", limit: 0.5 },
      updateEvery: "chunk",
    },
  },
  "small-tanh-softmax-full": {
    config: defineNetwork({ inputSize: 1, hiddenSize: 4, outputSize: 3, output: "softmax" }),
    initialization: { U: { kind: "glorot" }, W: { kind: "lecun" }, V: { kind: "glorot" } },
    seed: 3,
    length: 6,
    withInitialState: true,
    options: { epochs: 12, learningRate: 0.1, patience: 5 },
  },
};

export const GOLDEN_NAMES: readonly GoldenName[] = [
  ...(Object.keys(SMALL_NETWORKS) as SmallName[]),
  ...PRESETS,
];

/** Runs a golden run; no engine may make a difference. */
export function goldenRun(name: GoldenName, engine: Engine = bestEngine()): Golden {
  if (!isPreset(name)) return smallRun(engine, SMALL_NETWORKS[name]);
  const { trainLoss, valLoss, sha256 } = articleRun(runSettings(name), undefined, engine);
  return { trainLoss, valLoss, sha256 };
}

function isPreset(name: GoldenName): name is Preset {
  return (PRESETS as readonly string[]).includes(name);
}

function smallRun(
  engine: Engine,
  { config, initialization, seed, length, withInitialState, options }: SmallNetwork,
): Golden {
  const random = randomStream("seedrandom", seed);
  const start = initializeParameters(config, random, initialization);
  const record = (): Sequence => randomSequence(config, length, withInitialState, random);
  const training = Array.from({ length: 8 }, record);
  const validation = Array.from({ length: 4 }, record);
  const epochs = [...train(config, start, { training, validation }, { ...options, engine })];
  const trainLoss = epochs.map((epoch) => epoch.trainLoss.sum);
  const valLoss = epochs.map((epoch) => epoch.valLoss.sum);
  const last = epochs[epochs.length - 1];
  return {
    trainLoss,
    valLoss,
    sha256: sha256OfNumbers([trainLoss, valLoss, ...parameterArrays(last.parameters)]),
  };
}

/** Inputs, targets and initial state drawn uniformly from [−1, 1), classes likewise. */
function randomSequence(
  { inputSize: D, hiddenSize: H, outputSize: O, output, lossAt }: NetworkConfig,
  T: number,
  withInitialState: boolean,
  random: RandomStream,
): Sequence {
  const losses = lossAt === "every" ? T : 1;
  return {
    x: drawn(T, D, random),
    y:
      output === "linear"
        ? drawn(losses, O, random)
        : fromRows(Array.from({ length: losses }, () => oneHot(Math.floor(O * random.next()), O))),
    ...(withInitialState && { initialState: drawn(1, H, random).data }),
  };
}

function drawn(rows: number, cols: number, random: RandomStream): Matrix {
  const A = zeros(rows, cols);
  for (let i = 0; i < A.data.length; i++) A.data[i] = 2 * random.next() - 1;
  return A;
}
