import { describe, expect, it } from "vitest";
import { modelText, parseModel } from "../../src/model/modelFile.ts";
import { referencePasses } from "../../src/rnn/engine.ts";
import {
  newTextModel,
  standingOf,
  type TextModel,
  type TextSettings,
  textParts,
  withStanding,
} from "../../src/text/model.ts";
import { type StreamOptions, trainOnStream } from "../../src/text/stream.ts";
import { encode, vocabularyOf } from "../../src/text/vocabulary.ts";
import { itRefuses } from "../support/refusals.ts";

const DIGEST = "0".repeat(64);
const TEXT = "😀e\u0301 \0\n\u007f😀e 😀\u2028e\u0301";
const VOCABULARY = vocabularyOf(TEXT);
const SETTINGS: TextSettings = {
  ...{
    hidden: 3,
    length: 4,
    every: 7,
    decay: 0.75,
    truncation: { kind: "full" },
    generator: "seedrandom",
    seed: 5,
  },
  ...{ learningRate: 0.25, clipping: { kind: "norm", limit: 1 }, validation: 0.25, test: 0.125 },
};

const created = (changed: Partial<TextSettings> = {}): TextModel =>
  newTextModel(VOCABULARY, DIGEST, { ...SETTINGS, ...changed });

/** The model after so many rounds. */
function trained(model: TextModel, rounds: number): TextModel {
  const codes = encode(model.task.vocabulary, TEXT);
  const { training, validation } = textParts(codes.length, model.training);
  const data = { codes: codes.subarray(0, training + validation), training };
  const { every, length, decay } = model.task;
  const options: StreamOptions = { rounds, every, length, decay };
  const course = trainOnStream(referencePasses, model.network, standingOf(model), data, options);
  for (;;) {
    const { value, done } = course.next();
    if (done) return withStanding(model, value.standing);
  }
}

/** The model as it comes back from a file. */
function reread(model: TextModel): TextModel {
  const read = parseModel(modelText(model), "model.json");
  if (read.task.kind !== "text") throw new Error("no text");
  return { ...read, task: read.task };
}

describe("a model of a text", () => {
  it("has a place for every character, and has seen nothing", () => {
    const { task, network, training, progress, best, parameters } = created();
    expect(task).toEqual({
      kind: "text",
      vocabulary: VOCABULARY,
      length: 4,
      every: 7,
      decay: 0.75,
    });
    expect(network).toMatchObject({
      inputSize: 8,
      hiddenSize: 3,
      outputSize: 8,
      activation: "tanh",
    });
    const { generator, seed, learningRate, clipping, validation, test } = SETTINGS;
    expect(training).toEqual({ generator, seed, learningRate, clipping, validation, test });
    expect(progress).toEqual({
      ...{
        data: DIGEST,
        earlier: [],
        epochs: 0,
        bestEpoch: 0,
        bestLoss: null,
        position: 0,
        state: [0, 0, 0],
      },
    });
    expect(best).toEqual(parameters);
    expect(created({ clipping: null }).training.clipping).toBeNull();
  });

  it("goes through a file, whatever its characters", () => {
    const model = trained(created(), 2);
    expect(reread(model)).toEqual(model);
  });

  it("goes on from a file to the same bytes as without a stop", () => {
    for (const first of [0, 1, 4]) {
      const stopped = reread(trained(created(), first));
      expect(modelText(trained(stopped, 5 - first))).toBe(modelText(trained(created(), 5)));
    }
  });

  it("begins otherwise with another seed", () => {
    expect(created({ seed: 6 }).parameters).not.toEqual(created().parameters);
  });

  itRefuses([
    [
      "no hidden unit",
      () => created({ hidden: 0 }),
      "RangeError: hidden: expected a whole number from 1 to 2000, got 0",
    ],
    [
      "segments of nothing",
      () => created({ length: 0 }),
      "RangeError: length: expected a whole number of at least 1, got 0",
    ],
    [
      "rounds of nothing",
      () => created({ every: 0 }),
      "RangeError: every: expected a whole number of at least 1, got 0",
    ],
    [
      "a learning rate that grows",
      () => created({ decay: 1.5 }),
      "RangeError: decay: expected a finite number above 0 and at most 1, got 1.5",
    ],
    [
      "a learning rate below 0",
      () => created({ learningRate: -1 }),
      "RangeError: learningRate: expected a finite number of at least 0, got -1",
    ],
    [
      "more to hold out than there is",
      () => created({ validation: 1.5 }),
      "RangeError: validation: expected a fraction below 1, got 1.5",
    ],
  ]);
});

describe("the parts of a text", () => {
  it.each([
    [100, 0.1, 0, [90, 10, 0]],
    [105, 0.1, 0, [95, 10, 0]],
    [100, 0.1, 0.2, [70, 10, 20]],
    [100, 0, 0.2, [80, 0, 20]],
    [9, 0.1, 0.1, [9, 0, 0]],
    [100, 0, 0, [100, 0, 0]],
    [100, 0.999, 0, [2, 98, 0]],
    [2, 0.9, 0.05, [2, 0, 0]],
    [4, 0.5, 0.45, [2, 1, 1]],
  ])("of %i characters with %f and %f held out are %j", (characters, validation, test, parts) => {
    expect(Object.values(textParts(characters, { validation, test }))).toEqual(parts);
  });

  const none = { validation: 0, test: 0 };
  itRefuses([
    ["none", () => textParts(0, none), "RangeError: expected at least two characters, got none"],
    ["one", () => textParts(1, none), "RangeError: expected at least two characters, got 1"],
  ]);
});
