/** The half of `npm run train` that reads text. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { requireWritable, UsageError } from "../../src/cli/command.ts";
import { readBytes } from "../../src/conformance/read.ts";
import { judgedCount, judgedFrom, type Parts } from "../../src/data/parts.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { modelText } from "../../src/model/modelFile.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { requireInteger } from "../../src/numerics/require.ts";
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
import type { Parameters } from "../../src/rnn/parameters.ts";
import { bits } from "../../src/text/bits.ts";
import { decodeText } from "../../src/text/decode.ts";
import {
  newTextModel,
  standingOf,
  type TextModel,
  type TextSettings,
  textParts,
  withStanding,
} from "../../src/text/model.ts";
import { baselines, roundBits, type TextResult } from "../../src/text/result.ts";
import { sample } from "../../src/text/sample.ts";
import {
  heldOutLossOf,
  type RoundDone,
  type SegmentDone,
  trainOnStream,
} from "../../src/text/stream.ts";
import { decode, encode, vocabularyOf } from "../../src/text/vocabulary.ts";
import { asUsage, chosenEngine } from "../options.ts";
import { NAMES as COMMON_NAMES, chosenSettings, given, knownModel, trainedAs } from "./common.ts";
import { follow, run } from "./course.ts";
import {
  drawn,
  jsonOf,
  type ModelWriter,
  modelWriter,
  requireInputsApart,
  writeFiles,
  writtenText,
} from "./outputs.ts";
import type { TextOptions } from "./textOptions.ts";

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
  test: 0.1,
} as const satisfies Partial<TextSettings>;

/** A round reads at least so many characters unless told otherwise. */
const EVERY = 100_000;

/** What the user calls the parts of the settings. */
const NAMES = {
  ...COMMON_NAMES,
  rounds: "--epochs",
  sampleLength: "--sample-length",
  sampleSeed: "--sample-seed",
  memory: "--length",
};

/** A text in its parts, and the network that is trained on it. */
interface Work {
  readonly file: string;
  readonly codes: Uint32Array;
  readonly parts: Parts;
  readonly model: TextModel;
  readonly otherData: boolean;
}

/** Trains on a text, or uses what was trained; prints and writes what comes of it. */
export async function trainOnText(options: TextOptions, signal: AbortSignal): Promise<void> {
  const { out, load, json, quiet, epochs = 15, patience = 10 } = options;
  asUsage(() => {
    requireInteger("epochs", epochs, { min: 0, max: 1_000_000 });
    requireInteger("patience", patience, { min: 1 });
  });
  const engine = chosenEngine(options.engine);
  const known = knownTextModel(options);
  const files = possibleFiles(options);
  requireInputsApart({ "--text": options.text }, options, files);
  const print = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };

  const work = workOn(options.text, known, options);
  const { codes, parts, model } = work;
  // Told now, rather than after hours of training.
  written(model, model.best, engine, options);
  await requireWritable(...files.map((name) => join(out, name)));
  const models = modelWriter(options);
  const begun = resultOf(work);
  const fitted =
    judgedCount(parts) > 0 ? baselines(codes, parts, model.task.vocabulary.length) : null;
  if (!quiet) {
    print(textHeading(begun));
    if (fitted) print(baselinesText(fitted, parts));
  }
  const trained =
    load === undefined
      ? await trainedRun(work, { ...options, epochs, patience }, models, engine, signal)
      : { model, result: begun };
  const network = fitted && (await networkBits({ ...work, model: trained.model }, engine, signal));
  const result: TextResult = {
    ...trained.result,
    bitsPerCharacter: fitted && { ...given({ network: network ?? undefined }), ...fitted },
  };
  const text = written(trained.model, trained.model.best, engine, options);
  print(`\n${endText(result)}\n\n${comparisonText(result)}`);
  print(`\n${sampleText(text)}`);
  const names = await writeReports(result, text, options);
  if (json) process.stdout.write(jsonOf(result));
  if (result.stoppedBy === "diverged") process.exitCode = 1;
  const all = load === undefined ? ["model.json", ...names] : names;
  print(`\n${writtenText(out, all, models.kept())}`);
}

/** Prints a sample of a model, and nothing else. */
export function writeSample(options: Omit<TextOptions, "text"> & { readonly load: string }): void {
  const model = knownTextModel(options);
  if (model === undefined) return;
  const text = written(model, model.best, chosenEngine(options.engine), options);
  process.stdout.write(`${text}\n`);
}

function knownTextModel(options: Omit<TextOptions, "text">): TextModel | undefined {
  return knownModel(
    options,
    (task) => task.kind === "text",
    ["text", "series"],
    (task) => ({
      "--length": [options.length, task.length],
      "--every": [options.every, task.every],
      "--decay": [options.decay, task.decay],
    }),
  );
}

/** Reads the text, and makes a network for it unless there is one. */
function workOn(file: string, known: TextModel | undefined, options: TextOptions): Work {
  const bytes = readBytes(file);
  const text = about(file, () => decodeText(bytes));
  const digest = createHash("sha256").update(bytes).digest("hex");
  const { resume } = options;
  if (resume !== undefined && known && known.progress.data !== digest) {
    throw new UsageError(
      `--text: expected the file that ${resume} was trained on, by its SHA-256, got another`,
    );
  }
  const vocabulary = known?.task.vocabulary ?? vocabularyOf(text);
  const codes = about(file, () => encode(vocabulary, text));
  const { length, every, decay } = options;
  const settings = { ...DEFAULTS, ...given({ length, every, decay }), ...chosenSettings(options) };
  const fractions = known?.training ?? settings;
  const parts = about(file, () => textParts(codes.length, fractions));
  const usual = { every: Math.max(EVERY, 2 * parts.validation) };
  const model = asUsage(
    () => known ?? newTextModel(vocabulary, digest, { ...usual, ...settings }),
    NAMES,
  );
  const otherData = model.progress.data !== digest;
  return { file, codes, parts, model: trainedAs(model, options), otherData };
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

/** The result of a model that is only used. */
function resultOf({ file, codes, parts, model, otherData }: Work): TextResult {
  return {
    file,
    characters: codes.length,
    vocabularySize: model.task.vocabulary.length,
    parts,
    otherData,
    hiddenSize: model.network.hiddenSize,
    length: model.task.length,
    rounds: [],
    roundsDone: model.progress.epochs,
    bestRound: model.progress.bestEpoch,
    stoppedBy: "load",
    bitsPerCharacter: null,
  };
}

/**
 * The model after its rounds, each printed with a sample; where it stood after the last whole one. The
 * model is saved.
 */
async function trainedRun(
  work: Work,
  options: TextOptions & { readonly epochs: number; readonly patience: number },
  models: ModelWriter,
  engine: Engine,
  signal: AbortSignal,
): Promise<{ readonly model: TextModel; readonly result: TextResult }> {
  const { codes, parts, model: start } = work;
  const { training, validation } = parts;
  const { clipping } = start.training;
  const { every, length, decay } = start.task;
  const { epochs: rounds, patience } = options;
  const seen = { codes: codes.subarray(0, training + validation), training };
  const after = ({ standing }: RoundDone): TextModel => withStanding(start, standing);
  const { figures, last, result } = await follow(
    {
      training: trainOnStream(engine, start.network, standingOf(start), seen, {
        ...{ rounds, every, length, decay, patience },
        ...(clipping && { clipping }),
      }),
      isRound: (one: SegmentDone | RoundDone): one is RoundDone => one.kind === "round",
      sizeOf: ({ steps }: SegmentDone) => steps,
      counted: "characters",
      ofRound: every + validation,
      rounds,
      linesOf: (one) => [
        `\n${roundHeading()}\n${roundLine(roundBits(one))}`,
        sampleText(written(start, one.standing.parameters, engine, options)),
      ],
      modelOf: (one) => modelText(after(one)),
      figuresOf: roundBits,
    },
    options,
    models,
    signal,
  );
  const model = last ? after(last) : start;
  await models.write(modelText(model));
  const found = {
    ...resultOf({ ...work, model }),
    rounds: figures,
    stoppedBy: result?.stoppedBy ?? "abort",
  } as const;
  return { model, result: found };
}

/** Bits per character of the best parameters; null when there was no time to find out. */
async function networkBits(
  { codes, parts, model }: Work,
  engine: Engine,
  signal: AbortSignal,
): Promise<number | null> {
  if (signal.aborted) return null;
  const data = { codes, training: judgedFrom(parts) };
  const loss = await run(heldOutLossOf(engine, model.network, model.best, data), signal);
  return loss === undefined ? null : bits(loss);
}

/** A sample, its prompt included; always by the same random numbers. */
function written(
  { network, task }: TextModel,
  parameters: Parameters,
  engine: Engine,
  {
    sampleLength = 200,
    temperature = 0.8,
    sampleSeed = 1,
    prompt = "",
  }: Pick<TextOptions, "sampleLength" | "temperature" | "sampleSeed" | "prompt">,
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
function possibleFiles({ load, plots }: TextOptions): string[] {
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
  if (plots && result.stoppedBy !== "abort") {
    const { textPage } = await import("../../src/report/textPage.ts");
    const charts = bitsChart(result);
    files.set("report.html", await textPage(result, text, charts));
    for (const [name, content] of await drawn(charts)) files.set(name, content);
  }
  return writeFiles(out, files);
}
