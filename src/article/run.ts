/** One run of the article's problem, epoch by epoch, and what there is to say about it afterwards. */
import { type Engine, requireEngine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { sha256OfNumbers } from "../numerics/digest.ts";
import { row } from "../numerics/matrix.ts";
import {
  requireAnyNumber,
  requireArray,
  requireInteger,
  requireObject,
} from "../numerics/require.ts";
import { clipByValue } from "../rnn/clip.ts";
import { unrollBy } from "../rnn/engine.ts";
import { rootMeanSquaredError } from "../rnn/metrics.ts";
import {
  copyOfParameters,
  type Parameters,
  parameterArrays,
  requireParameterShapes,
  requireParameters,
} from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { sgdStep } from "../rnn/sgd.ts";
import { train } from "../rnn/train.ts";
import { type ArticleData, articleData } from "./data.ts";
import {
  type ListingWeights,
  listingForward,
  listingGradient,
  listingPredict,
  listingStep,
} from "./listing.ts";
import { type Mended, mend, mendedGradient } from "./mended.ts";
import { articleNetwork, networkSequence, startParameters } from "./network.ts";
import { listingSettings, type RunSettings, requireRunSettings } from "./settings.ts";

/** Losses before the epoch's updates, summed over the records as the article does (E11). */
export interface RunEpoch {
  /** 1 for the first */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly valLoss: number;
  /** after the epoch's updates */
  readonly parameters: Parameters;
}

/** ŷ for every record, in order. */
export interface Predictions {
  readonly training: Float64Array;
  readonly validation: Float64Array;
}

export interface RunResult {
  /** one an epoch */
  readonly trainLoss: readonly number[];
  /** one an epoch */
  readonly valLoss: readonly number[];
  /** by the same forward pass as in training */
  readonly asTrained: Predictions;
  /**
   * with the whole window at every step (E12); null for the network with one input column, which
   * cannot be fed so
   */
  readonly articlePrediction: Predictions | null;
  /** root mean squared error on the validation records, predicted in either way */
  readonly valRmse: { readonly asTrained: number; readonly articlePrediction: number | null };
  /** after the last update */
  readonly parameters: Parameters;
  /** over the bits of trainLoss, valLoss, U, W, V, in this order */
  readonly sha256: string;
}

/**
 * The epochs of a run, one a step; each costs its time when it is asked for.
 *
 * @param start where the parameters start; the settings' own draw when absent
 * @param engine what computes it; the fastest there is when absent, with the same bits
 * @throws {TypeError | RangeError} at the first call of `next()`, when the settings are not such as
 *   `runSettings` returns, or the start does not fit their network
 */
export function* articleEpochs(
  settings: RunSettings,
  start?: Parameters,
  engine: Engine = bestEngine(),
): Generator<RunEpoch, void> {
  requireRunSettings(settings);
  requireEngine("engine", engine);
  if (start !== undefined) requireParameters(articleNetwork(settings), start);
  const from = start ?? startParameters(settings);
  const data = articleData(settings.length);
  if (settings.preset === "as-published") yield* listingEpochs(engine, settings, data, from);
  else yield* networkEpochs(engine, settings, data, from);
}

/** The listing's training loop: both losses first, then an update for each record. */
function* listingEpochs(
  engine: Engine,
  settings: RunSettings,
  { training, validation }: ArticleData,
  start: Parameters,
): Generator<RunEpoch, void> {
  const mended = mend(settings.mended);
  let weights: ListingWeights = start;
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const trainLoss = listingLoss(engine, weights, training);
    const valLoss = listingLoss(engine, weights, validation);
    for (const record of training) {
      weights = listingUpdate(engine, settings, mended, weights, record);
    }
    yield { epoch, trainLoss, valLoss, parameters: copyOfParameters(weights) };
  }
}

/** Σ (y − o_{T−1})² / 2 over the records. */
function listingLoss(
  engine: Engine,
  weights: ListingWeights,
  records: readonly Sequence[],
): number {
  let loss = 0;
  for (const { x, y } of records) {
    const e = y.data[0] - listingForward(weights, x.data, engine.listingStates).o;
    loss += (e * e) / 2;
  }
  return loss;
}

/** The weights after one record. */
function listingUpdate(
  engine: Engine,
  settings: RunSettings,
  mended: Mended,
  weights: ListingWeights,
  { x, y }: Sequence,
): ListingWeights {
  const { clip, learningRate } = settings;
  const trace = listingForward(weights, x.data, engine.listingStates);
  const target = y.data[0];
  if (mended.size === 0) {
    const gradient = listingGradient(trace, target, listingSettings(settings));
    return listingStep(weights, gradient, learningRate);
  }
  const gradient = mendedGradient(
    weights,
    x.data,
    trace,
    target,
    mended,
    listingSettings(settings),
  );
  return sgdStep(weights, clipByValue(gradient, -clip, clip), learningRate);
}

/** The same loop with the network and the gradient of `rnn/`. */
function* networkEpochs(
  engine: Engine,
  settings: RunSettings,
  data: ArticleData,
  start: Parameters,
): Generator<RunEpoch, void> {
  const { epochs, learningRate, clip } = settings;
  const sequences = (records: readonly Sequence[]): Sequence[] =>
    records.map((record) => networkSequence(settings, record));
  const training = sequences(data.training);
  const validation = sequences(data.validation);
  const clipping = { kind: "value", limit: clip } as const;
  const options = { epochs, learningRate, clipping, engine };
  const trained = train(articleNetwork(settings), start, { training, validation }, options);
  for (const { epoch, trainLoss, valLoss, parameters } of trained) {
    yield { epoch, trainLoss: trainLoss.sum, valLoss: valLoss.sum, parameters };
  }
}

/**
 * What there is to say about a run after the given epochs, be they all or those until it was
 * stopped. Losses and parameters may be of any size: where a run has diverged, so do the figures.
 *
 * @param engine as for {@link articleEpochs}
 * @throws {TypeError | RangeError} when the settings are not such as `runSettings` returns, there is
 *   no epoch, an epoch or a loss is not a number, or the last parameters do not have the shapes of the network
 */
export function summarize(
  settings: RunSettings,
  epochs: readonly RunEpoch[],
  engine: Engine = bestEngine(),
): RunResult {
  requireRunSettings(settings);
  requireEpochs(settings, epochs);
  requireEngine("engine", engine);
  const { parameters } = epochs[epochs.length - 1];
  const { training, validation } = articleData(settings.length);
  const both = (predictOne: (record: Sequence) => number): Predictions => ({
    training: Float64Array.from(training, predictOne),
    validation: Float64Array.from(validation, predictOne),
  });
  const targets = Float64Array.from(validation, ({ y }) => y.data[0]);

  const asTrained = both((record) => predictLast(engine, settings, parameters, record));
  const articlePrediction =
    settings.preset === "sane"
      ? null
      : both(({ x }) => listingPredict(parameters, x.data, engine.listingStates));
  const trainLoss = epochs.map((epoch) => epoch.trainLoss);
  const valLoss = epochs.map((epoch) => epoch.valLoss);
  return {
    trainLoss,
    valLoss,
    asTrained,
    articlePrediction,
    valRmse: {
      asTrained: rmse(asTrained.validation, targets),
      articlePrediction: articlePrediction && rmse(articlePrediction.validation, targets),
    },
    parameters,
    sha256: sha256OfNumbers([trainLoss, valLoss, ...parameterArrays(parameters)]),
  };
}

function requireEpochs(settings: RunSettings, epochs: readonly RunEpoch[]): void {
  requireArray("epochs", epochs, "epochs");
  if (epochs.length === 0) throw new RangeError("epochs: expected at least one, got none");
  for (let n = 0; n < epochs.length; n++) {
    requireObject(`epochs[${n}]`, epochs[n]);
    requireInteger(`epochs[${n}].epoch`, epochs[n].epoch, { min: 1 });
    requireAnyNumber(`epochs[${n}].trainLoss`, epochs[n].trainLoss);
    requireAnyNumber(`epochs[${n}].valLoss`, epochs[n].valLoss);
  }
  requireParameterShapes(articleNetwork(settings), epochs[epochs.length - 1].parameters);
}

/** ŷ_{T−1} by the forward pass that the run trained with. */
function predictLast(
  engine: Engine,
  settings: RunSettings,
  parameters: Parameters,
  record: Sequence,
): number {
  if (settings.preset === "as-published") {
    return listingForward(parameters, record.x.data, engine.listingStates).o;
  }
  const { x } = networkSequence(settings, record);
  return row(unrollBy(engine, articleNetwork(settings), parameters, x).o, x.rows - 1)[0];
}

/** NaN when a run has diverged. */
function rmse(predictions: Float64Array, targets: Float64Array): number {
  return predictions.every(Number.isFinite)
    ? rootMeanSquaredError(predictions, targets)
    : Number.NaN;
}

/**
 * A whole run.
 *
 * @throws {TypeError | RangeError} as {@link articleEpochs}
 */
export function articleRun(
  settings: RunSettings,
  start?: Parameters,
  engine: Engine = bestEngine(),
): RunResult {
  return summarize(settings, [...articleEpochs(settings, start, engine)], engine);
}
