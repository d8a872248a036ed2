/** Training a network on the windows of a series, from the beginning or from where a model stands. */
import type { ModelTraining, SeriesTask } from "../conformance/types.ts";
import { MOST_HIDDEN, type Model } from "../model/modelFile.ts";
import { sha256OfNumbers } from "../numerics/digest.ts";
import type { Matrix } from "../numerics/matrix.ts";
import { type Generator as Numbers, randomStream } from "../numerics/random.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import type { Clipping } from "../rnn/clip.ts";
import { defineNetwork } from "../rnn/config.ts";
import type { Passes } from "../rnn/engine.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import { type Parameters, parameterArrays } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { type DataLoss, dataLoss, train } from "../rnn/train.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { fitTask, type Question, splitCounts } from "./data.ts";

/** A model whose task is a series. */
export interface SeriesModel extends Model {
  readonly task: SeriesTask;
}

/** What determines a model before it sees its first window. */
export interface SeriesSettings extends Question {
  /** H */
  readonly hidden: number;
  readonly truncation: Truncation;
  readonly generator: Numbers;
  readonly seed: number;
  readonly learningRate: number;
  readonly clipping: Clipping | null;
  /** the fraction of the windows, at the end, that is held out */
  readonly validation: number;
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
  const { generator, seed, learningRate, clipping, validation } = settings;
  requireInteger("hidden", hidden, { min: 1, max: MOST_HIDDEN });
  requireNumber("learningRate", learningRate, { min: 0 });
  const counts = splitCounts(values.rows, settings, validation);
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
  };
  const progress = { data: digestOf(values), epochs: 0, bestEpoch: 0, bestLoss: null };
  return { task, network, training, progress, best: parameters, parameters };
}

/** The losses of a model after so many epochs, before the next. */
export interface SeriesEpoch {
  readonly epoch: number;
  readonly trainLoss: DataLoss;
  readonly valLoss: DataLoss;
  readonly isBest: boolean;
  /** as it could be saved now */
  readonly model: SeriesModel;
}

export interface TrainedSeries {
  readonly model: SeriesModel;
  /** `diverged`: a loss or a parameter is no longer finite; the model is the one before */
  readonly stoppedBy: "epochs" | "patience" | "abort" | "diverged";
}

export interface SeriesTrainingOptions {
  /** how many more */
  readonly epochs: number;
  /** stop when the best loss is so many epochs ago; never when absent */
  readonly patience?: number;
  readonly signal?: { readonly aborted: boolean };
  readonly engine: Passes;
}

/** Windows that are trained on, and windows that are held out. */
export interface SeriesWindows {
  readonly training: readonly Sequence[];
  readonly validation: readonly Sequence[];
}

/**
 * Goes on with a model, yielding the losses after 0, 1, 2, … epochs of its life, those at the end
 * included: ten epochs at once and twice five are the same.
 */
export function* trainModel(
  model: SeriesModel,
  windows: SeriesWindows,
  { epochs, patience = Infinity, signal, engine }: SeriesTrainingOptions,
): Generator<SeriesEpoch, TrainedSeries> {
  const { network, training } = model;
  const { learningRate, clipping } = training;
  let { best, parameters, progress } = model;
  const standing = (): SeriesModel => ({ ...model, best, parameters, progress });
  /** What the losses say of the parameters that they are of. */
  const judge = (trainLoss: DataLoss, valLoss: DataLoss): SeriesEpoch => {
    const epoch = progress.epochs;
    const isBest = valLoss.mean < (progress.bestLoss ?? Infinity);
    if (isBest) {
      best = parameters;
      progress = { ...progress, bestEpoch: epoch, bestLoss: valLoss.mean };
    }
    return { epoch, trainLoss, valLoss, isBest, model: standing() };
  };
  const course = train(network, parameters, windows, {
    epochs,
    learningRate,
    ...(clipping && { clipping }),
    ...(signal && { signal }),
    engine,
  });
  for (const { trainLoss, valLoss, parameters: after } of course) {
    const judged = judge(trainLoss, valLoss);
    yield judged;
    if (!allFinite(judged, after)) return { model: standing(), stoppedBy: "diverged" };
    if (judged.epoch - progress.bestEpoch >= patience) {
      return { model: standing(), stoppedBy: "patience" };
    }
    parameters = after;
    progress = { ...progress, epochs: progress.epochs + 1 };
  }
  const last = judge(
    dataLoss(engine, network, parameters, windows.training),
    dataLoss(engine, network, parameters, windows.validation),
  );
  yield last;
  return { model: standing(), stoppedBy: signal?.aborted ? "abort" : "epochs" };
}

function allFinite({ trainLoss, valLoss }: SeriesEpoch, parameters: Parameters): boolean {
  const arrays = [[trainLoss.sum, valLoss.sum], ...parameterArrays(parameters)];
  return arrays.every((values) => values.every(Number.isFinite));
}

/**
 * A model that was trained on another series is judged anew: losses of one are none of the other.
 */
export function movedTo(model: SeriesModel, values: Matrix): SeriesModel {
  const data = digestOf(values);
  if (data === model.progress.data) return model;
  const { epochs } = model.progress;
  const progress = { data, epochs, bestEpoch: epochs, bestLoss: null };
  return { ...model, progress };
}
