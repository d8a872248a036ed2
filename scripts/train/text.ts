/** The half of `npm run train` that reads text. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Option } from "commander";
import { parseNumber, parsePath, requireWritable, UsageError } from "../../src/cli/command.ts";
import { type Progress, progress } from "../../src/cli/progress.ts";
import { readBytes } from "../../src/conformance/read.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { modelText, parseModel } from "../../src/model/modelFile.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { requireInteger, requireNumber } from "../../src/numerics/require.ts";
import { bitsChart } from "../../src/report/bitsChart.ts";
import {
  baselinesText,
  comparisonText,
  endText,
  roundHeading,
  roundLine,
  sampleText,
  textHeading,
} from "../../src/report/trainingText.ts";
import { wrapped } from "../../src/report/wrap.ts";
import type { Parameters } from "../../src/rnn/parameters.ts";
import { bits } from "../../src/text/bits.ts";
import { decodeText } from "../../src/text/decode.ts";
import {
  newTextModel,
  standingOf,
  type TextModel,
  type TextSettings,
  trainingPart,
  withStanding,
} from "../../src/text/model.ts";
import { baselines, type RoundBits, roundBits, type TextResult } from "../../src/text/result.ts";
import { sample } from "../../src/text/sample.ts";
import {
  heldOutLossOf,
  type StreamData,
  type StreamOptions,
  trainOnStream,
} from "../../src/text/stream.ts";
import { decode, encode, vocabularyOf } from "../../src/text/vocabulary.ts";
import { asUsage, chosenEngine } from "../options.ts";
import {
  type CommonOptions,
  clippingOf,
  drawn,
  jsonOf,
  type ModelWriter,
  modelWriter,
  OTHER_DATA,
  requireAsInModel,
  requireInputsApart,
  SAVE_AFTER_MS,
  writeFiles,
  writtenText,
} from "./common.ts";

export interface TextOptions extends CommonOptions {
  /** may only be absent with `load` */
  readonly text?: string;
  readonly length?: number;
  readonly every?: number;
  readonly decay?: number;
  readonly sampleLength?: number;
  readonly temperature?: number;
  readonly sampleSeed?: number;
  readonly prompt?: string;
}

/** The options that only a text has. */
export function textOptions(): Option[] {
  const number = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(parseNumber);
  const options = [
    number("--length <n>", "steps of a segment, after each of which is an update (default: 25)"),
    number(
      "--every <n>",
      "steps of a round (default: 100000, or twice the held-out characters)",
    ).conflicts("load"),
    number("--decay <factor>", "what a round leaves of the learning rate (default: 0.9)").conflicts(
      "load",
    ),
    number("--sample-length <n>", "characters of a sample (default: 200)"),
    number("--temperature <x>", "of the samples; 0 takes the likeliest (default: 0.8)"),
    number("--sample-seed <n>", "seed of the samples (default: 1)"),
    new Option("--prompt <text>", "what the samples begin with (default: a new line)"),
  ];
  const text = new Option("--text <file>", "train on the characters of this file").argParser(
    parsePath,
  );
  return [text, ...options].map((option) => option.conflicts("csv"));
}

const DEFAULTS = {
  hidden: 100,
  length: 25,
  decay: 0.9,
  truncation: { kind: "full" },
  generator: "seedrandom",
  seed: 1,
  learningRate: 0.03,
  clipping: { kind: "norm", limit: 5 },
  validation: 0.1,
} as const satisfies Partial<TextSettings>;

/** A round reads at least so many characters unless told otherwise. */
const EVERY = 100_000;

/** What the user calls the parts of the settings. */
const NAMES = {
  learningRate: "--learning-rate",
  truncation: "--truncate",
  generator: "--rng",
  hiddenSize: "--hidden",
  rounds: "--epochs",
  sampleLength: "--sample-length",
  sampleSeed: "--sample-seed",
  memory: "--length",
};

/** A text, split, and the network that is trained on it. */
interface Work {
  readonly file: string;
  readonly data: StreamData;
  readonly model: TextModel;
}

/** Trains on a text, or uses what was trained; prints and writes what comes of it. */
export async function trainOnText(options: TextOptions, signal: AbortSignal): Promise<void> {
  const { out, load, json, quiet, epochs = 15, patience = 10 } = options;
  asUsage(() => {
    requireInteger("epochs", epochs, { min: 0, max: 1_000_000 });
    requireInteger("patience", patience, { min: 1 });
  });
  const engine = chosenEngine(options.engine);
  const known = knownModel(options);
  const files = possibleFiles(options);
  requireInputsApart({ "--text": options.text }, options, files);
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  if (options.text === undefined) {
    if (!known || load === undefined) {
      throw new UsageError("--text: expected a text to train on, got none");
    }
    if (json) throw new UsageError("--json: expected none without --text, where a sample is all");
    print(written(known, known.best, engine, options));
    return;
  }

  const { isOther, ...work } = workOn(options.text, known, options);
  const { data, model } = work;
  // Told now, rather than after hours of training.
  written(model, model.best, engine, options);
  await requireWritable(...files.map((name) => join(out, name)));
  const models = modelWriter(options);
  const heldOut = data.codes.length - data.training;
  const start = resultOf(work, [], "load");
  const fitted = heldOut > 0 ? baselines(data, model.task.vocabulary.length) : null;
  if (!quiet) {
    print(textHeading(start));
    if (isOther) print(wrapped(OTHER_DATA));
    if (fitted) print(baselinesText(fitted));
  }
  const trained =
    load === undefined
      ? await trainedRun(work, { ...options, epochs, patience }, models, engine, signal)
      : { model, result: start };
  if (load === undefined) await models.write(modelText(trained.model));
  const network =
    fitted && (await networkBits({ ...work, model: trained.model }, load, engine, signal));
  const result: TextResult = {
    ...trained.result,
    bitsPerCharacter: fitted && { ...(network !== null && { network }), ...fitted },
  };
  const text = written(trained.model, trained.model.best, engine, options);
  print(`\n${endText(result)}\n\n${comparisonText(result.bitsPerCharacter)}`);
  print(`\n${sampleText(text)}`);
  const names = await writeReports(result, text, options);
  if (json) process.stdout.write(jsonOf(result));
  if (result.stoppedBy === "diverged") process.exitCode = 1;
  const all = load === undefined ? ["model.json", ...names] : names;
  print(`\n${writtenText(out, all, models.kept())}`);
}

/** The model that is to be gone on with, or only used. */
function knownModel(options: TextOptions): TextModel | undefined {
  const { resume, load } = options;
  const path = resume ?? load;
  if (path === undefined) return undefined;
  const model = parseModel(readBytes(path), path);
  const { task, network, training } = model;
  if (task.kind !== "text") {
    throw new UsageError(`${path}: expected a model of a text, got one of a series`);
  }
  requireAsInModel({
    "--length": [options.length, task.length],
    "--every": [options.every, task.every],
    "--decay": [options.decay, task.decay],
    "--hidden": [options.hidden, network.hiddenSize],
    "--truncate": [options.truncate, network.truncation],
    "--rng": [options.rng, training.generator],
    "--seed": [options.seed, training.seed],
    "--validation": [options.validation, training.validation],
  });
  return { ...model, task };
}

/** Reads the text, and makes a network for it unless there is one. */
function workOn(
  file: string,
  known: TextModel | undefined,
  options: TextOptions,
): Work & { readonly isOther: boolean } {
  const bytes = readBytes(file);
  const text = about(file, () => decodeText(bytes));
  const digest = createHash("sha256").update(bytes).digest("hex");
  const { resume, learningRate } = options;
  if (resume !== undefined && known && known.progress.data !== digest) {
    throw new UsageError(
      `--text: expected the file that ${resume} was trained on, by its SHA-256, got another`,
    );
  }
  const vocabulary = known?.task.vocabulary ?? vocabularyOf(text);
  const codes = about(file, () => encode(vocabulary, text));
  about(file, () => trainingPart(codes.length, 0));
  const model = asUsage(() => {
    if (known) return known;
    const settings = { ...DEFAULTS, ...chosen(options) };
    const heldOut = codes.length - trainingPart(codes.length, settings.validation);
    const every = Math.max(EVERY, 2 * heldOut);
    return newTextModel(vocabulary, digest, { every, ...settings });
  }, NAMES);
  const training = {
    ...model.training,
    ...clippingOf(options),
    ...(learningRate !== undefined && { learningRate }),
  };
  asUsage(() => requireNumber("learningRate", training.learningRate, { min: 0 }), NAMES);
  const data = { codes, training: trainingPart(codes.length, training.validation) };
  const isOther = model.progress.data !== digest;
  return { file, data, model: { ...model, training }, isOther };
}

/** Calls a function whose complaints are about a file. */
function about<Result>(file: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
}

/** The settings that were given. */
function chosen(options: TextOptions): Partial<TextSettings> {
  const { hidden, length, every, decay, truncate, rng, seed, learningRate, validation } = options;
  return {
    ...(hidden !== undefined && { hidden }),
    ...(length !== undefined && { length }),
    ...(every !== undefined && { every }),
    ...(decay !== undefined && { decay }),
    ...(truncate && { truncation: truncate }),
    ...(rng && { generator: rng }),
    ...(seed !== undefined && { seed }),
    ...(learningRate !== undefined && { learningRate }),
    ...(validation !== undefined && { validation }),
    ...clippingOf(options),
  };
}

function resultOf(
  { file, data, model }: Work,
  rounds: readonly RoundBits[],
  stoppedBy: TextResult["stoppedBy"],
): TextResult {
  return {
    file,
    characters: data.codes.length,
    vocabularySize: model.task.vocabulary.length,
    training: data.training,
    hiddenSize: model.network.hiddenSize,
    length: model.task.length,
    rounds,
    roundsDone: model.progress.epochs,
    bestRound: model.progress.bestEpoch,
    stoppedBy,
    bitsPerCharacter: null,
  };
}

/** The model after its rounds, each printed with a sample; where it stood after the last whole one. */
async function trainedRun(
  work: Work,
  options: TextOptions & Required<Pick<TextOptions, "epochs" | "patience">>,
  models: ModelWriter,
  engine: Engine,
  signal: AbortSignal,
): Promise<{ readonly model: TextModel; readonly result: TextResult }> {
  const { epochs, patience, json, quiet } = options;
  const { data, model: start } = work;
  const { clipping } = start.training;
  const { every, length, decay } = start.task;
  const settings: StreamOptions = {
    ...{ rounds: epochs, every, length, decay, patience },
    ...(clipping && { clipping }),
  };
  const silent = Boolean(json || quiet);
  const ofRound = every + data.codes.length - data.training;
  const shown: Progress = progress("characters", epochs * ofRound, {
    quiet: silent,
    logged: true,
  });
  const course = trainOnStream(engine, start.network, standingOf(start), data, settings);
  const rounds: RoundBits[] = [];
  let model = start;
  let pending = 0;
  let counted = 0;
  let saved = Date.now();
  const done = (stoppedBy: TextResult["stoppedBy"]): Awaited<ReturnType<typeof trainedRun>> => {
    shown.stop();
    return { model, result: resultOf({ ...work, model }, rounds, stoppedBy) };
  };
  for (;;) {
    const next = course.next();
    if (next.done) return done(next.value.stoppedBy);
    if (next.value.kind === "segment") {
      pending += next.value.steps;
      // Often enough for the eye, and seldom enough for a steady guess of the time left.
      if (pending >= ofRound / 100) {
        const by = Math.min(pending, ofRound - counted);
        shown.advance(by);
        [counted, pending] = [counted + by, 0];
      }
    } else {
      model = withStanding(model, next.value.standing);
      rounds.push(roundBits(next.value));
      shown.advance(ofRound - counted);
      [counted, pending] = [0, 0];
      if (!silent) {
        const text = written(model, model.parameters, engine, options);
        shown.log(`\n${roundHeading()}\n${roundLine(rounds[rounds.length - 1])}`);
        shown.log(sampleText(text));
      }
      if (Date.now() - saved > SAVE_AFTER_MS) {
        await models.write(modelText(model));
        saved = Date.now();
      }
    }
    // Lets Ctrl-C in, which only arrives between turns of the event loop.
    await setImmediate();
    if (signal.aborted) return done("abort");
  }
}

/** Bits per character of the best parameters; null when there was no time to find out. */
async function networkBits(
  { data, model }: Work,
  load: string | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<number | null> {
  const { bestLoss } = model.progress;
  if (load === undefined && bestLoss !== null) return bits(bestLoss);
  const course = heldOutLossOf(engine, model.network, model.best, data);
  for (;;) {
    const { value, done } = course.next();
    if (done) return bits(value);
    await setImmediate();
    if (signal.aborted) return null;
  }
}

/** A sample, its prompt included; always by the same random numbers. */
function written(
  { network, task }: TextModel,
  parameters: Parameters,
  engine: Engine,
  { sampleLength = 200, temperature = 0.8, sampleSeed = 1, prompt = "" }: TextOptions,
): string {
  const { vocabulary } = task;
  return asUsage(
    () => {
      requireInteger("sampleSeed", sampleSeed, { min: 0, max: 2 ** 32 - 1 });
      const fed =
        prompt === "" ? (vocabulary.find((one) => one === "\n") ?? vocabulary[0]) : prompt;
      const codes = sample(engine, network, parameters, randomStream("seedrandom", sampleSeed), {
        length: sampleLength,
        temperature,
        prompt: encode(vocabulary, fed),
      });
      return prompt + decode(vocabulary, codes);
    },
    { ...NAMES, text: "--prompt" },
  );
}

/** The names of all files that may come to be written. */
function possibleFiles({ text, load, plots }: TextOptions): string[] {
  if (text === undefined) return [];
  return [
    ...(load === undefined ? ["model.json"] : []),
    ...["train.json", "sample.txt"],
    ...(plots ? ["report.html", "losses.svg", "losses.png"] : []),
  ];
}

async function writeReports(
  result: TextResult,
  text: string,
  { out, plots }: TextOptions,
): Promise<string[]> {
  const files = new Map<string, string | Uint8Array>([
    ["train.json", jsonOf(result)],
    ["sample.txt", `${text}\n`],
  ]);
  if (plots) {
    const { textPage } = await import("../../src/report/textPage.ts");
    const charts = bitsChart(result);
    files.set("report.html", await textPage(result, text, charts));
    for (const [name, content] of await drawn(charts)) files.set(name, content);
  }
  return writeFiles(out, files);
}
