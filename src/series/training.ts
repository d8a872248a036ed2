/** Training a network on the windows of a series, from the beginning or from where a model stands. */
import type { ModelTraining, SeriesTask } from "../conformance/types.ts";
import type { Fractions } from "../data/parts.ts";
import { MOST_HIDDEN, type Model } from "../model/modelFile.ts";
import { sha256OfNumbers } from "../numerics/digest.ts";
import type { Matrix } from "../numerics/matrix.ts";
import { type Generator as Numbers, randomStream } from "../numerics/random.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import type { Clipping } from "../rnn/clip.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import { allFinite, type Best, isPatienceOver, lower } from "../rnn/earlyStopping.ts";
import type { Passes } from "../rnn/engine.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import { copyOfParameters, type Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import {
  type DataLoss,
  dataLoss,
  roomFor,
  type TrainingRoom,
  updateInPlace,
} from "../rnn/train.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { fitTask, type Question, splitCounts } from "./data.ts";

/** A model whose task is a series. */
export interface SeriesModel extends Model {
  readonly task: SeriesTask;
}

/** What determines a model before it sees its first window. */
export interface SeriesSettings extends Question, Fractions {
  /** H */
  readonly hidden: number;
  readonly truncation: Truncation;
  readonly generator: Numbers;
  readonly seed: number;
  readonly learningRate: number;
  readonly clipping: Clipping | null;
}

/** SHA-256 of a series' numbers. */
export function digestOf(values: Matrix): string {
  return sha256OfNumbers([values.data]);
}

/**
 * An untrained model: tanh, linear output, both biases, a loss at the last step, and the matrices
 * drawn as Glorot and Bengio (2010) have it.
 *
 * @param values N×D, with the settings' columns
 * @throws {TypeError | RangeError} naming the setting that is not possible, or not with this series
 */
export function newModel(values: Matrix, settings: SeriesSettings): SeriesModel {
  const { columns, targets, hidden, truncation } = settings;
  const { generator, seed, learningRate, clipping, validation, test } = settings;
  requireInteger("hidden", hidden, { min: 1, max: MOST_HIDDEN });
  requireNumber("learningRate", learningRate, { min: 0 });
  const counts = splitCounts(values.rows, settings, settings);
  const task = fitTask(values, settings, counts.training);
  const network = defineNetwork({
    inputSize: columns.length,
    hiddenSize: hidden,
    outputSize: targets.length,
    truncation,
  });
  const parameters = initializeParameters(network, randomStream(generator, seed), {
    kind: "glorot",
  });
  const training: ModelTraining = {
    generator,
    seed,
    learningRate,
    clipping: clipping && { ...clipping },
    validation,
    test,
  };
  const data = digestOf(values);
  const progress = { data, earlier: [], epochs: 0, bestEpoch: 0, bestLoss: null };
  return { task, network, training, progress, best: parameters, parameters };
}

/** The losses of a model after so many epochs, before the next. */
export interface SeriesEpoch {
  readonly kind: "epoch";
  readonly epoch: number;
  readonly trainLoss: DataLoss;
  readonly valLoss: DataLoss;
  readonly isBest: boolean;
  /** as it could be saved now */
  readonly model: SeriesModel;
}

/** A window is measured, or trained on. */
export interface WindowDone {
  readonly kind: "window";
}

export interface TrainedSeries {
  readonly model: SeriesModel;
  /** `diverged`: a loss or a parameter is no longer finite; the model is the one before */
  readonly stoppedBy: "epochs" | "patience" | "diverged";
}

export interface SeriesTrainingOptions {
  /** how many more */
  readonly epochs: number;
  /** stop when the best loss is so many epochs ago; never when absent */
  readonly patience?: number;
  readonly engine: Passes;
}

/** Windows that are trained on, and windows that choose the best epoch. */
export interface SeriesWindows {
  readonly training: readonly Sequence[];
  readonly validation: readonly Sequence[];
}

const WINDOW: WindowDone = { kind: "window" };

/**
 * Goes on with a model, yielding the losses after 0, 1, 2, … epochs of its life, those at the end
 * included: ten epochs at once and twice five are the same. An epoch is that of `train` in rnn/; here
 * every window is yielded too, so that the caller can stop within an epoch, and has the model of its
 * beginning.
 */
export function* trainModel(
  model: SeriesModel,
  windows: SeriesWindows,
  { epochs, patience = Infinity, engine }: SeriesTrainingOptions,
): Generator<WindowDone | SeriesEpoch, TrainedSeries> {
  const { network, training } = model;
  const { learningRate, clipping } = training;
  const update = { learningRate, ...(clipping && { clipping }) };
  const room = roomFor(network, [...windows.training, ...windows.validation]);
  let { parameters, progress } = model;
  let best: Best = { parameters: model.best, epoch: progress.bestEpoch, loss: progress.bestLoss };
  for (let done = 0; ; done++) {
    const trainLoss = yield* lossOver(engine, network, parameters, windows.training, room);
    const valLoss = yield* lossOver(engine, network, parameters, windows.validation, room);
    const before = best;
    best = lower(best, { parameters, epoch: progress.epochs, loss: valLoss.mean });
    progress = { ...progress, bestEpoch: best.epoch, bestLoss: best.loss };
    const standing: SeriesModel = { ...model, best: best.parameters, parameters, progress };
    const isBest = best !== before;
    yield { kind: "epoch", epoch: progress.epochs, trainLoss, valLoss, isBest, model: standing };

    if (!allFinite([trainLoss.sum, valLoss.sum], parameters)) {
      return { model: standing, stoppedBy: "diverged" };
    }
    if (done === epochs) return { model: standing, stoppedBy: "epochs" };
    if (isPatienceOver(best, progress.epochs, patience)) {
      return { model: standing, stoppedBy: "patience" };
    }
    parameters = copyOfParameters(parameters);
    for (const window of windows.training) {
      updateInPlace(parameters, room, engine, network, window, update);
      yield WINDOW;
    }
    if (!allFinite([], parameters)) return { model: standing, stoppedBy: "diverged" };
    progress = { ...progress, epochs: progress.epochs + 1 };
  }
}

function* lossOver(
  engine: Passes,
  network: NetworkConfig,
  parameters: Parameters,
  windows: readonly Sequence[],
  room: TrainingRoom,
): Generator<WindowDone, DataLoss> {
  let sum = 0;
  for (const window of windows) {
    sum += dataLoss(engine, network, parameters, [window], room).sum;
    yield WINDOW;
  }
  return { sum, mean: sum / windows.length };
}

/** Whether a model was never trained on anything but this series. */
export function isOnlyTrainedOn({ progress }: SeriesModel, values: Matrix): boolean {
  return progress.data === digestOf(values) && progress.earlier.length === 0;
}

/**
 * A model that goes on with another series than it was trained on remembers that, and is judged anew:
 * losses of one series are none of the other.
 */
export function movedTo(model: SeriesModel, values: Matrix): SeriesModel {
  const { progress } = model;
  const { epochs } = progress;
  const data = digestOf(values);
  if (data === progress.data) return model;
  const earlier = [...new Set([...progress.earlier, progress.data])];
  return { ...model, progress: { data, earlier, epochs, bestEpoch: epochs, bestLoss: null } };
}
