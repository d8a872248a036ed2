/** A training run of the article's problem without the names of presets: what is computed, and how. */
import type { Engine, ListingRoom, ListingStateSums } from "../engine/engine.ts";
import { firstStep } from "../gradcheck/frozenLoss.ts";
import { sha256OfNumbers } from "../numerics/digest.ts";
import { row } from "../numerics/matrix.ts";
import { type Clipping, clip } from "../rnn/clip.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { unrollBy } from "../rnn/engine.ts";
import { rootMeanSquaredError } from "../rnn/metrics.ts";
import {
  copyOfParameters,
  type Gradients,
  type Parameters,
  parameterArrays,
} from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { sgdStepInPlace } from "../rnn/sgd.ts";
import { train } from "../rnn/train.ts";
import { articleData, oneColumnPerStep } from "./data.ts";
import {
  type ListingSettings,
  type ListingTrace,
  listingForward,
  listingGradient,
  listingPredict,
  listingRoom,
  listingStepInPlace,
} from "./listing.ts";
import { type Mended, mendedGradient } from "./mended.ts";

export interface RunPlan {
  /** linear output, loss at the last step */
  readonly config: NetworkConfig;
  /** whether all steps share one input column, D = 1; or each has its own, D = T (E16) */
  readonly sharedInput: boolean;
  /** T */
  readonly length: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** of the finished gradient, and by value of the partial sums too where E10 stands */
  readonly clipping?: Clipping;
  /** which errata of the listing's gradient are mended; null for the gradient of `rnn/` */
  readonly mended: Mended | null;
}

/** Losses before the epoch's updates, summed over the records as the article does (E11). */
export interface EpochLosses {
  /** 1 for the first */
  readonly epoch: number;
  /** Σ (y − ŷ)² / 2 over the training records */
  readonly trainLoss: number;
  /** the same over the validation records */
  readonly valLoss: number;
}

/** An epoch as it is done. Of a run only the last one's parameters matter; those of all fill memories. */
export interface RunEpoch extends EpochLosses {
  /** after the epoch's updates */
  readonly parameters: Parameters;
}

/** ŷ for every record, in order. */
export interface Predictions {
  /** one for each training record */
  readonly training: Float64Array;
  /** one for each validation record */
  readonly validation: Float64Array;
}

/** What a whole run comes to. */
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
  readonly valRmse: {
    /** of the predictions `asTrained` */
    readonly asTrained: number;
    /** of the predictions `articlePrediction`; null where there are none */
    readonly articlePrediction: number | null;
  };
  /** after the last update */
  readonly parameters: Parameters;
  /** over the bits of trainLoss, valLoss, U, W, V, in this order */
  readonly sha256: string;
}

/** The epochs of a plan, one a step; each costs its time when it is asked for. */
export function* planEpochs(
  plan: RunPlan,
  start: Parameters,
  engine: Engine,
): Generator<RunEpoch, Parameters> {
  return plan.mended
    ? yield* listingEpochs(engine, plan, plan.mended, start)
    : yield* networkEpochs(engine, plan, start);
}

/** The listing's training loop: both losses first, then an update for each record. */
function* listingEpochs(
  engine: Engine,
  plan: RunPlan,
  mended: Mended,
  start: Parameters,
): Generator<RunEpoch, Parameters> {
  const { training, validation } = articleData(plan.length);
  const weights = copyOfParameters(start);
  const room = listingRoom(plan.length, weights.W.rows);
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    const trainLoss = listingLoss(engine, plan, weights, training, room);
    const valLoss = listingLoss(engine, plan, weights, validation, room);
    for (const record of training) {
      listingUpdateInPlace(weights, room, engine, plan, mended, record);
    }
    yield { epoch, trainLoss, valLoss, parameters: copyOfParameters(weights) };
  }
  return weights;
}

/** Σ (y − o_{T−1})² / 2 over the records. */
function listingLoss(
  engine: Engine,
  { config }: RunPlan,
  weights: Parameters,
  records: readonly Sequence[],
  room: ListingRoom,
): number {
  const { listingStates } = engine;
  let loss = 0;
  for (const { x, y } of records) {
    const { o } = listingForward(weights, x.data, listingStates, config.activation, room);
    const e = y.data[0] - o;
    loss += (e * e) / 2;
  }
  return loss;
}

/** The update of one record. */
function listingUpdateInPlace(
  weights: Parameters,
  room: ListingRoom,
  engine: Engine,
  plan: RunPlan,
  mended: Mended,
  record: Sequence,
): void {
  const { config, clipping, learningRate } = plan;
  const { listingStates, listingStateSums } = engine;
  const trace = listingForward(weights, record.x.data, listingStates, config.activation, room);
  if (mended.size === 0 && clipping?.kind === "value") {
    const gradient = listingGradient(trace, record.y.data[0], listingSettings(plan));
    listingStepInPlace(weights, gradient, learningRate);
  } else {
    const gradient = listingPlanGradient(plan, mended, weights, record, trace, listingStateSums);
    sgdStepInPlace(weights, clip(gradient, clipping), learningRate);
  }
}

/** The listing's gradient of one record as far as it is mended, before the finished one is clipped. */
export function listingPlanGradient(
  plan: RunPlan,
  mended: Mended,
  weights: Parameters,
  { x, y }: Sequence,
  trace: ListingTrace,
  sumStates?: ListingStateSums,
): Gradients {
  const { activation } = plan.config;
  const settings = listingSettings(plan);
  return mendedGradient(weights, x.data, trace, y.data[0], mended, settings, activation, sumStates);
}

/**
 * A plan in the listing's terms. It counts hops back from a step: as many as the loss at the last step
 * reaches back. Partial sums are clipped by value or not at all.
 */
function listingSettings({ config, length: T, clipping }: RunPlan): ListingSettings {
  return {
    hops: T - 1 - firstStep(config.truncation, T - 1, T),
    clip: clipping?.kind === "value" ? clipping.limit : Infinity,
  };
}

/** The same loop with the network and the gradient of `rnn/`. */
function* networkEpochs(
  engine: Engine,
  plan: RunPlan,
  start: Parameters,
): Generator<RunEpoch, Parameters> {
  const { config, length, epochs, learningRate, clipping } = plan;
  const data = articleData(length);
  const sequences = (records: readonly Sequence[]): Sequence[] =>
    records.map((record) => planSequence(plan, record));
  const training = sequences(data.training);
  const validation = sequences(data.validation);
  const options = { epochs, learningRate, ...(clipping && { clipping }), engine };
  const trained = train(config, start, { training, validation }, options);
  let last = start;
  for (const { epoch, trainLoss, valLoss, parameters } of trained) {
    yield { epoch, trainLoss: trainLoss.sum, valLoss: valLoss.sum, parameters };
    last = parameters;
  }
  return last;
}

/** A record of the article's data as the plan's network reads it. */
export function planSequence(plan: RunPlan, record: Sequence): Sequence {
  return plan.sharedInput ? record : oneColumnPerStep(record);
}

/**
 * What there is to say about a run after the given epochs, of which there is one at least. Losses and
 * parameters may be of any size: where a run has diverged, so do the figures.
 *
 * @param parameters after the last of the epochs
 */
export function planResult(
  plan: RunPlan,
  epochs: readonly EpochLosses[],
  parameters: Parameters,
  engine: Engine,
): RunResult {
  const asTrained = predictAsTrained(plan, parameters, engine);
  const articlePrediction = predictAsArticle(plan, parameters, engine);
  const { validation } = articleData(plan.length);
  const targets = Float64Array.from(validation, ({ y }) => y.data[0]);
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

/** NaN when a run has diverged. */
function rmse(predictions: Float64Array, targets: Float64Array): number {
  return predictions.every(Number.isFinite)
    ? rootMeanSquaredError(predictions, targets)
    : Number.NaN;
}

/** By the forward pass that the plan trains with. */
function predictAsTrained(plan: RunPlan, parameters: Parameters, engine: Engine): Predictions {
  const { config, length, mended } = plan;
  return ofEveryRecord(length, (record) => {
    if (mended) {
      const { listingStates } = engine;
      return listingForward(parameters, record.x.data, listingStates, config.activation).o;
    }
    const { x } = planSequence(plan, record);
    return row(unrollBy(engine, config, parameters, x).o, x.rows - 1)[0];
  });
}

function predictAsArticle(
  plan: RunPlan,
  parameters: Parameters,
  engine: Engine,
): Predictions | null {
  if (plan.sharedInput) return null;
  return ofEveryRecord(plan.length, ({ x }) =>
    listingPredict(parameters, x.data, engine.listingStates, plan.config.activation),
  );
}

function ofEveryRecord(length: number, predictOne: (record: Sequence) => number): Predictions {
  const { training, validation } = articleData(length);
  return {
    training: Float64Array.from(training, predictOne),
    validation: Float64Array.from(validation, predictOne),
  };
}
