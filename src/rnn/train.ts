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
import { type Passes, referencePasses, requirePasses, unrollBy } from "./engine.ts";
import { emptyTrace, traceLoss } from "./forward.ts";
import { copyOfParameters, type Parameters, requireParameters } from "./parameters.ts";
import { requireSequence, type Sequence } from "./sequence.ts";
import { sgdStep } from "./sgd.ts";
import { sweeps } from "./truncation.ts";

const UPDATES = ["sequence", "chunk"] as const;

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
  readonly signal?: { readonly aborted: boolean };
  /** what computes the passes, such as `engineOf("wasm")`; the reference when absent */
  readonly engine?: Passes;
}

export interface TrainingData {
  readonly training: readonly Sequence[];
  readonly validation?: readonly Sequence[];
}

/** The loss over a data set: the sum over its sequences, and that sum divided by their number. */
export interface DataLoss {
  readonly sum: number;
  readonly mean: number;
}

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
  const update = options.updateEvery === "chunk" ? updateEveryChunk : updateOnce;

  let parameters = copyOfParameters(start);
  let best: Best = { parameters, epoch: 0, loss: null };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (signal?.aborted) return { parameters, best: best.parameters, stoppedBy: "abort" };

    const trainLoss = dataLoss(engine, config, parameters, data.training);
    const valLoss = data.validation && dataLoss(engine, config, parameters, data.validation);
    const judged = (valLoss ?? trainLoss).mean;
    best = lower(best, { parameters, epoch, loss: judged });

    for (const sequence of data.training) {
      parameters = update(engine, config, parameters, sequence, options);
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

/** The parameters after the one update of a sequence; checks nothing. */
export function updateOnce(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  { x, y, initialState }: Sequence,
  { clipping, learningRate }: Pick<TrainingOptions, "clipping" | "learningRate">,
): Parameters {
  const trace = unrollBy(engine, config, parameters, x, initialState);
  const along = sweeps(config.truncation, x.rows);
  const gradients = engine.propagate(config, parameters, trace, y, along);
  return sgdStep(parameters, clip(gradients, clipping), learningRate);
}

/**
 * The parameters after one update for every chunk of a sequence, the state carried on: BPTT(h; h′)
 * of Williams and Peng (1990) with h = k2 and h′ = k1. Steps of earlier chunks keep the states that
 * the parameters of their time gave them; what flows back through them uses the parameters of now.
 */
function updateEveryChunk(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  { x, y, initialState }: Sequence,
  { clipping, learningRate }: TrainingOptions,
): Parameters {
  const trace = emptyTrace(config, x, initialState);
  let current = parameters;
  for (const sweep of sweeps(config.truncation, x.rows)) {
    engine.writeSteps(trace, config, current, sweep.firstLoss, sweep.end);
    const gradients = engine.propagate(config, current, trace, y, [sweep]);
    current = sgdStep(current, clip(gradients, clipping), learningRate);
  }
  return current;
}

/** The loss over sequences; checks nothing. */
export function dataLoss(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  sequences: readonly Sequence[],
): DataLoss {
  let sum = 0;
  for (const { x, y, initialState } of sequences) {
    sum += traceLoss(config, unrollBy(engine, config, parameters, x, initialState), y);
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
