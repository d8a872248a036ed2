/**
 * Training by stochastic gradient descent, one sequence at a time and in order, as an iterator of
 * epochs: the caller decides when to look, when to stop and what to print.
 */
import {
  requireArray,
  requireBoolean,
  requireInteger,
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { type Clipping, clip, requireClipping } from "./clip.ts";
import type { NetworkConfig } from "./config.ts";
import { allFinite, type Best, isPatienceOver, lower } from "./earlyStopping.ts";
import { type Passes, referencePasses, requirePasses } from "./engine.ts";
import { type TraceRoom, traceIn, traceLoss, traceRoom } from "./forward.ts";
import {
  copyOfParameters,
  type Gradients,
  type Parameters,
  requireParameters,
  zeroGradients,
} from "./parameters.ts";
import { requireSequence, type Sequence } from "./sequence.ts";
import { sgdStepInPlace } from "./sgd.ts";
import { sweeps } from "./truncation.ts";

const UPDATES = ["sequence", "chunk"] as const;

/** How a network is trained, and when it stops. */
export interface TrainingOptions {
  /** how many epochs at most */
  readonly epochs: number;
  /** η, at least 0 */
  readonly learningRate: number;
  /** applied to the finished gradient of every update; none when absent */
  readonly clipping?: Clipping;
  /**
   * `sequence` (the default): one update a sequence. `chunk`: one after every k1 steps, the state
   * carried on; the truncation must then be `chunk`.
   */
  readonly updateEvery?: (typeof UPDATES)[number];
  /**
   * Stop once the mean validation loss has not fallen for this many epochs in a row; needs
   * validation sequences. Never when absent.
   */
  readonly patience?: number;
  /** looked at before every epoch; an AbortSignal, or anything else that tells */
  readonly signal?: {
    /** true once the training is to stop */
    readonly aborted: boolean;
  };
  /** what computes the passes, such as `engineOf("wasm")`; the reference when absent */
  readonly engine?: Passes;
}

/** The sequences of a training; their order is that of the updates. */
export interface TrainingData {
  /** what the updates are made from, at least one */
  readonly training: readonly Sequence[];
  /** what is only measured */
  readonly validation?: readonly Sequence[];
}

/** The loss over a data set: the sum over its sequences, and that sum divided by their number. */
export interface DataLoss {
  /** Σ over the sequences */
  readonly sum: number;
  /** the sum over the number of sequences, not of steps */
  readonly mean: number;
}

/** What is told of an epoch. */
export interface Epoch {
  /** 1 for the first */
  readonly epoch: number;
  /** measured before the epoch's updates: epoch 1 is the untrained network */
  readonly trainLoss: DataLoss;
  /** likewise; absent without validation sequences */
  readonly valLoss?: DataLoss;
  /** after the epoch's updates; a copy, so that nothing done to it reaches the training */
  readonly parameters: Parameters;
}

/** What a training comes to. */
export interface TrainingResult {
  /** after the last update */
  readonly parameters: Parameters;
  /**
   * those with the lowest mean validation loss among the losses of the epochs (training loss
   * without validation sequences)
   */
  readonly best: Parameters;
  /** `diverged`: a loss or a parameter is no longer finite */
  readonly stoppedBy: "epochs" | "patience" | "abort" | "diverged";
}

/** An epoch of training with validation sequences. */
export interface ValidatedEpoch extends Epoch {
  readonly valLoss: DataLoss;
}

/**
 * Trains a network, yielding once an epoch and returning the result. The arguments are left
 * untouched; data and options are read until the end and must not change before it.
 *
 * @throws {TypeError | RangeError} at the first call of `next()`, naming what does not fit
 */
export function train(
  config: NetworkConfig,
  start: Parameters,
  data: Required<TrainingData>,
  options: TrainingOptions,
): Generator<ValidatedEpoch, TrainingResult>;
export function train(
  config: NetworkConfig,
  start: Parameters,
  data: TrainingData,
  options: TrainingOptions,
): Generator<Epoch, TrainingResult>;
export function* train(
  config: NetworkConfig,
  start: Parameters,
  data: TrainingData,
  options: TrainingOptions,
): Generator<Epoch, TrainingResult> {
  requireParameters(config, start);
  requireTrainingData(config, data);
  requireTrainingOptions(config, data, options);
  const { epochs, patience = Infinity, signal, engine = referencePasses } = options;
  const update = options.updateEvery === "chunk" ? updateEveryChunkInPlace : updateInPlace;

  const parameters = copyOfParameters(start);
  const room = roomFor(config, [...data.training, ...(data.validation ?? [])]);
  let best: Best = { parameters: copyOfParameters(start), epoch: 0, loss: null };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (signal?.aborted) return { parameters, best: best.parameters, stoppedBy: "abort" };

    const trainLoss = dataLoss(engine, config, parameters, data.training, room);
    const valLoss = data.validation && dataLoss(engine, config, parameters, data.validation, room);
    const judged = (valLoss ?? trainLoss).mean;
    best = lower(best, { parameters: copyOfParameters(parameters), epoch, loss: judged });

    for (const sequence of data.training) {
      update(parameters, room, engine, config, sequence, options);
    }
    yield {
      epoch,
      trainLoss,
      ...(valLoss && { valLoss }),
      parameters: copyOfParameters(parameters),
    };

    if (!allFinite([trainLoss.sum, judged], parameters)) {
      return { parameters, best: best.parameters, stoppedBy: "diverged" };
    }
    if (isPatienceOver(best, epoch, patience)) {
      return { parameters, best: best.parameters, stoppedBy: "patience" };
    }
  }
  return { parameters, best: best.parameters, stoppedBy: "epochs" };
}

/** What the passes of a training are written to, one sequence after the other. */
export interface TrainingRoom {
  readonly trace: TraceRoom;
  readonly gradients: Gradients;
}

/** Room for the longest of the sequences. */
export function roomFor(config: NetworkConfig, sequences: readonly Sequence[]): TrainingRoom {
  const T = sequences.reduce((longest, { x }) => Math.max(longest, x.rows), 0);
  return { trace: traceRoom(config, T), gradients: zeroGradients(config) };
}

/** The one update of a sequence; checks nothing. */
export function updateInPlace(
  parameters: Parameters,
  room: TrainingRoom,
  engine: Passes,
  config: NetworkConfig,
  { x, y, initialState }: Sequence,
  { clipping, learningRate }: Pick<TrainingOptions, "clipping" | "learningRate">,
): void {
  const trace = traceIn(room.trace, x, initialState);
  engine.writeSteps(trace, config, parameters, 0, x.rows - 1);
  const along = sweeps(config.truncation, x.rows);
  engine.propagate(config, parameters, trace, y, along, room.gradients);
  sgdStepInPlace(parameters, clip(room.gradients, clipping), learningRate);
}

/**
 * One update for every chunk of a sequence, the state carried on: BPTT(h; h′) of Williams and Peng
 * (1990) with h = k2 and h′ = k1. Steps of earlier chunks keep the states that the parameters of their
 * time gave them; what flows back through them uses the parameters of now.
 */
function updateEveryChunkInPlace(
  parameters: Parameters,
  room: TrainingRoom,
  engine: Passes,
  config: NetworkConfig,
  { x, y, initialState }: Sequence,
  { clipping, learningRate }: TrainingOptions,
): void {
  const trace = traceIn(room.trace, x, initialState);
  for (const sweep of sweeps(config.truncation, x.rows)) {
    engine.writeSteps(trace, config, parameters, sweep.firstLoss, sweep.end);
    engine.propagate(config, parameters, trace, y, [sweep], room.gradients);
    sgdStepInPlace(parameters, clip(room.gradients, clipping), learningRate);
  }
}

/**
 * The loss over sequences; checks nothing.
 *
 * @param room with as many steps as the longest of them
 */
export function dataLoss(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  sequences: readonly Sequence[],
  room: TrainingRoom,
): DataLoss {
  let sum = 0;
  for (const { x, y, initialState } of sequences) {
    const trace = traceIn(room.trace, x, initialState);
    engine.writeSteps(trace, config, parameters, 0, x.rows - 1);
    sum += traceLoss(config, trace, y);
  }
  return { sum, mean: sum / sequences.length };
}

function requireTrainingData(config: NetworkConfig, data: TrainingData): void {
  requireObject("data", data);
  requireOnlyKeys("data", data, ["training", "validation"]);
  requireSequences(config, "training", data.training);
  if (data.validation !== undefined) requireSequences(config, "validation", data.validation);
}

function requireSequences(
  config: NetworkConfig,
  label: string,
  sequences: readonly Sequence[],
): void {
  requireArray(label, sequences, "sequences");
  if (sequences.length === 0) {
    throw new RangeError(`${label}: expected at least one sequence, got none`);
  }
  for (let n = 0; n < sequences.length; n++) {
    requireSequence(config, sequences[n], `${label}[${n}]`);
  }
}

function requireTrainingOptions(
  config: NetworkConfig,
  data: TrainingData,
  options: TrainingOptions,
): void {
  requireObject("options", options);
  requireOnlyKeys("options", options, [
    "epochs",
    "learningRate",
    "clipping",
    "updateEvery",
    "patience",
    "signal",
    "engine",
  ]);
  const { epochs, learningRate, clipping, updateEvery, patience, signal, engine } = options;
  requireInteger("epochs", epochs, { min: 0 });
  requireNumber("learningRate", learningRate, { min: 0 });
  if (clipping !== undefined) requireClipping(clipping);
  if (updateEvery !== undefined) {
    requireOneOf("updateEvery", updateEvery, UPDATES);
    if (updateEvery === "chunk" && config.truncation.kind !== "chunk") {
      throw new RangeError(
        `updateEvery: expected "sequence" with the truncation ${config.truncation.kind}, got "chunk"`,
      );
    }
  }
  if (patience !== undefined) {
    requireInteger("patience", patience, { min: 1 });
    if (data.validation === undefined) {
      throw new RangeError("patience: expected validation sequences to judge by, got none");
    }
  }
  if (signal !== undefined) {
    requireObject("signal", signal);
    requireBoolean("signal.aborted", signal["aborted"]);
  }
  if (engine !== undefined) requirePasses("engine", engine);
}
