/** A network on a text as a model file has it. */
import type { ModelProgress, ModelTraining, TextTask } from "../conformance/types.ts";
import { type Fractions, type Parts, requireFractions } from "../data/parts.ts";
import { MOST_HIDDEN, type Model } from "../model/modelFile.ts";
import { type Generator, randomStream } from "../numerics/random.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import type { Clipping } from "../rnn/clip.ts";
import { defineNetwork } from "../rnn/config.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import type { Truncation } from "../rnn/truncation.ts";
import { type Standing, standingAtStart } from "./stream.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A model whose task is a text. */
export interface TextModel extends Model {
  readonly task: TextTask;
}

/** What determines a model before it sees its first character. */
export interface TextSettings extends Fractions {
  /** H */
  readonly hidden: number;
  /** T, the steps of a segment */
  readonly length: number;
  /** a round ends with the first segment by which it has taken so many steps */
  readonly every: number;
  /** what η is multiplied by after every round */
  readonly decay: number;
  /** inside a segment */
  readonly truncation: Truncation;
  readonly generator: Generator;
  readonly seed: number;
  readonly learningRate: number;
  readonly clipping: Clipping | null;
}

/**
 * An untrained model: tanh, softmax over the vocabulary, both biases, a loss at every step, and the
 * matrices drawn as Glorot and Bengio (2010) have it.
 *
 * @param data SHA-256 of the text's file
 * @throws {TypeError | RangeError} naming the setting that is not possible
 */
export function newTextModel(
  vocabulary: Vocabulary,
  data: string,
  settings: TextSettings,
): TextModel {
  const { hidden, length, every, decay, truncation, generator, seed } = settings;
  const { learningRate, clipping, validation, test } = settings;
  requireInteger("hidden", hidden, { min: 1, max: MOST_HIDDEN });
  requireInteger("length", length, { min: 1 });
  requireInteger("every", every, { min: 1 });
  requireNumber("decay", decay, { above: 0, max: 1 });
  requireNumber("learningRate", learningRate, { min: 0 });
  requireFractions(settings);
  const network = defineNetwork({
    inputSize: vocabulary.length,
    hiddenSize: hidden,
    outputSize: vocabulary.length,
    output: "softmax",
    lossAt: "every",
    truncation,
  });
  const random = randomStream(generator, seed);
  const parameters = initializeParameters(network, random, { kind: "glorot" });
  const training: ModelTraining = {
    generator,
    seed,
    learningRate,
    clipping: clipping && { ...clipping },
    validation,
    test,
  };
  const task: TextTask = { kind: "text", vocabulary: [...vocabulary], length, every, decay };
  const model = { task, network, training, best: parameters, parameters };
  return withStanding(
    { ...model, progress: { data, earlier: [] } },
    standingAtStart(parameters, learningRate),
  );
}

/** The model at another point of its training. */
export function withStanding(
  model: Omit<TextModel, "progress"> & {
    readonly progress: Pick<ModelProgress, "data" | "earlier">;
  },
  standing: Standing,
): TextModel {
  const { parameters, best, learningRate, state, position } = standing;
  const { rounds: epochs, bestRound: bestEpoch, bestLoss } = standing;
  const { data, earlier } = model.progress;
  return {
    ...model,
    training: { ...model.training, learningRate },
    progress: { data, earlier, epochs, bestEpoch, bestLoss, position, state: Array.from(state) },
    best,
    parameters,
  };
}

/** Where the training of a model stands. */
export function standingOf({ training, progress, parameters, best }: TextModel): Standing {
  const { epochs: rounds, bestEpoch: bestRound, bestLoss, position = 0, state = [] } = progress;
  return {
    ...{ parameters, best, learningRate: training.learningRate },
    ...{ state: Float64Array.from(state), position, rounds, bestRound, bestLoss },
  };
}

/**
 * How many characters each part has: of those held out so many as fit into the fraction, and of the
 * training part two at least, so that there is one to predict.
 *
 * @throws {RangeError} when there are not two
 */
export function textParts(characters: number, fractions: Fractions): Parts {
  if (characters < 2) {
    throw new RangeError(`expected at least two characters, got ${characters || "none"}`);
  }
  const held = (fraction: number, most: number): number =>
    Math.min(most, Math.floor(characters * fraction));
  const test = held(fractions.test, characters - 2);
  const validation = held(fractions.validation, characters - 2 - test);
  return { training: characters - validation - test, validation, test };
}
