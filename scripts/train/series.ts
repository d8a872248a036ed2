/** The half of `npm run train` that reads CSV. */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { InvalidArgumentError, Option } from "commander";
import { parse } from "csv-parse/sync";
import { parseNumber, parsePath, requireWritable, UsageError } from "../../src/cli/command.ts";
import { type Progress, progress } from "../../src/cli/progress.ts";
import { readBytes } from "../../src/conformance/read.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { modelText, parseModel } from "../../src/model/modelFile.ts";
import { requireInteger } from "../../src/numerics/require.ts";
import { seriesChartNames, seriesCharts } from "../../src/report/seriesCharts.ts";
import {
  endText,
  epochHeading,
  epochText,
  forecastText,
  rmseText,
  seriesHeading,
} from "../../src/report/seriesText.ts";
import { wrapped } from "../../src/report/wrap.ts";
import { constantColumns, seriesData, splitCounts } from "../../src/series/data.ts";
import { evaluate } from "../../src/series/evaluation.ts";
import { forecast } from "../../src/series/forecast.ts";
import {
  forecastCsv,
  type LossRecord,
  resultOf,
  type SeriesResult,
  type SeriesRun,
} from "../../src/series/result.ts";
import { type Condition, MISSING, type Missing, readTable } from "../../src/series/table.ts";
import {
  digestOf,
  movedTo,
  newModel,
  type SeriesModel,
  type SeriesSettings,
  trainModel,
} from "../../src/series/training.ts";
import { TRANSFORMS, type Transform } from "../../src/series/transform.ts";
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

export interface SeriesOptions extends CommonOptions {
  readonly csv: string;
  readonly columns?: readonly string[];
  readonly target?: readonly string[];
  readonly date?: string;
  readonly where?: readonly Condition[];
  readonly missing?: Missing;
  readonly delimiter?: string;
  readonly window?: number;
  readonly transform?: Transform;
  readonly forecast?: number;
}

/** The options that only a series has. */
export function seriesOptions(): Option[] {
  const options = [
    new Option("--columns <names>", "columns that enter, with commas between").argParser(
      parseNames,
    ),
    new Option("--target <names>", "those that are predicted (default: all of them)").argParser(
      parseNames,
    ),
    new Option("--date <name>", "a column of dates; those of ISO 8601 must ascend"),
    new Option("--where <condition>", "COLUMN=VALUE: only such rows; may be repeated").argParser(
      parseCondition,
    ),
    new Option("--missing <how>", "what becomes of missing values (default: error)").choices(
      MISSING,
    ),
    new Option("--delimiter <character>", "between values, or tab (default: ,)").argParser(
      parseDelimiter,
    ),
    new Option("--window <n>", "rows T that a prediction sees (default: 20)").argParser(
      parseNumber,
    ),
    new Option(
      "--transform <how>",
      "show the network values, or their changes (default: none)",
    ).choices(TRANSFORMS),
    new Option("--forecast <n>", "how many next rows to predict (default: 5)").argParser(
      parseNumber,
    ),
  ];
  return [
    new Option("--csv <file>", "train on columns of this table").argParser(parsePath),
    ...options.map((option) => option.conflicts("text")),
  ];
}

const DEFAULTS = {
  window: 20,
  transform: "none",
  hidden: 16,
  truncation: { kind: "full" },
  generator: "seedrandom",
  seed: 1,
  learningRate: 0.003,
  clipping: { kind: "norm", limit: 1 },
  validation: 0.2,
} as const satisfies Partial<SeriesSettings>;

/** What the user calls the parts of the settings. */
const NAMES = {
  learningRate: "--learning-rate",
  truncation: "--truncate",
  generator: "--rng",
  hiddenSize: "--hidden",
  clipping: "--clip",
};

/** Trains on a table, or uses what was trained; prints and writes what comes of it. */
export async function trainOnSeries(options: SeriesOptions, signal: AbortSignal): Promise<void> {
  const { csv, out, epochs = 50, patience = 10, forecast: steps = 5, json, quiet } = options;
  asUsage(() => {
    requireInteger("epochs", epochs, { min: 0, max: 1_000_000 });
    requireInteger("patience", patience, { min: 1 });
    requireInteger("forecast", steps, { min: 0, max: 100_000 });
  });
  const engine = chosenEngine(options.engine);
  const known = knownModel(options);
  const columns = known?.task.columns ?? options.columns ?? [];
  const targets = known?.task.targets ?? options.target ?? columns;
  requireColumns(columns, targets);
  const files = possibleFiles(options, targets.length);
  requireInputsApart({ "--csv": csv }, options, files);
  await requireWritable(...files.map((name) => join(out, name)));
  const models = modelWriter(options);

  const { date, where, missing, delimiter } = options;
  const table = await readTable(csv, {
    columns,
    ...(date !== undefined && { date }),
    ...(where && { where }),
    ...(missing && { missing }),
    ...(delimiter !== undefined && { delimiter }),
    signal,
  });
  const { values } = table;
  const start = asUsage(
    () => known ?? newModel(values, { ...DEFAULTS, ...chosen(options), columns, targets }),
    NAMES,
  );
  const isNew = options.load === undefined;
  const model = isNew ? movedTo(trainedAs(start, options), values) : start;
  const data = asUsage(() => seriesData(values, model.task), NAMES);
  // What the model was trained on is no test of it; of other data, all is judged.
  const isOther = start.progress.data !== digestOf(values);
  const { training } =
    isNew || !isOther
      ? asUsage(() => splitCounts(values.rows, model.task, model.training.validation), NAMES)
      : { training: 0 };
  const run: SeriesRun = {
    file: csv,
    table,
    data,
    model,
    losses: [],
    stoppedBy: "load",
    evaluation: undefined,
    forecast: { rows: 0, cols: targets.length, data: new Float64Array() },
    constant: training > 0 ? constantColumns(data, training) : [],
  };
  const print = (text: string): void => {
    if (!json && text !== "") process.stdout.write(`${text}\n`);
  };
  const shown = resultOf(run);
  if (!quiet) {
    const windows = { training, judged: data.records.length - training };
    for (const line of seriesHeading({ ...shown, windows })) print(wrapped(line));
    if (isOther) print(wrapped(OTHER_DATA));
    if (isOther && isNew) print("its best epoch is judged anew");
  }
  const trained = isNew
    ? await trainedRun(run, training, { ...options, epochs, patience }, models, engine, signal)
    : run;
  const found = finished(trained, training, steps, engine);
  const result = resultOf(found);
  print(wrapped(endText(result)));
  print(`\n${rmseText(result)}`);
  const { rows } = found.forecast;
  if (rows > 0) print(`\n${forecastText(result)}`);
  if (rows < steps) print(`\nno forecast after ${rows} of ${steps} rows: it is not finite`);
  const written = await writeReports(found, result, options);
  if (json) process.stdout.write(jsonOf(result));
  if (result.stoppedBy === "diverged") process.exitCode = 1;
  print(`\n${writtenText(out, isNew ? ["model.json", ...written] : written, models.kept())}`);
}

/** The model that is to be gone on with, or only used. */
function knownModel(options: SeriesOptions): SeriesModel | undefined {
  const { resume, load } = options;
  const path = resume ?? load;
  if (path === undefined) return undefined;
  const model = parseModel(readBytes(path), path);
  const { task, network, training } = model;
  if (task.kind !== "series") {
    throw new UsageError(`${path}: expected a model of a series, got one of a text`);
  }
  const { generator, seed, validation } = training;
  const given: Readonly<Record<string, readonly [unknown, unknown]>> = {
    "--columns": [options.columns, task.columns],
    "--target": [options.target, task.targets],
    "--window": [options.window, task.window],
    "--transform": [options.transform, task.transform],
    "--hidden": [options.hidden, network.hiddenSize],
    "--truncate": [options.truncate, network.truncation],
    "--rng": [options.rng, generator],
    "--seed": [options.seed, seed],
    "--validation": [options.validation, validation],
  };
  requireAsInModel(given);
  return { ...model, task };
}

/** The settings that were given. */
function chosen(options: SeriesOptions): Partial<SeriesSettings> {
  const { window, transform, hidden, truncate, rng, seed, learningRate, validation } = options;
  return {
    ...(window !== undefined && { window }),
    ...(transform && { transform }),
    ...(hidden !== undefined && { hidden }),
    ...(truncate && { truncation: truncate }),
    ...(rng && { generator: rng }),
    ...(seed !== undefined && { seed }),
    ...(learningRate !== undefined && { learningRate }),
    ...(validation !== undefined && { validation }),
    ...clippingOf(options),
  };
}

/** A model whose learning rate and clipping are as asked for: those may change on the way. */
function trainedAs(model: SeriesModel, options: SeriesOptions): SeriesModel {
  const { learningRate = model.training.learningRate } = options;
  return { ...model, training: { ...model.training, ...clippingOf(options), learningRate } };
}

function requireColumns(columns: readonly string[], targets: readonly string[]): void {
  for (const [option, names] of [
    ["--columns", columns],
    ["--target", targets],
  ] as const) {
    const again = names.find((name, n) => names.indexOf(name) !== n);
    if (again !== undefined) {
      throw new UsageError(`${option}: expected each column once, got ${again} twice`);
    }
  }
  const stranger = targets.find((name) => !columns.includes(name));
  if (columns.length > 0 && stranger !== undefined) {
    throw new UsageError(
      `--target: expected some of --columns, ${columns.join(", ")}, got ${stranger}`,
    );
  }
}

/** The run after its epochs, printed one by one. */
async function trainedRun(
  run: SeriesRun,
  training: number,
  options: SeriesOptions & { readonly epochs: number; readonly patience: number },
  models: ModelWriter,
  engine: Engine,
  signal: AbortSignal,
): Promise<SeriesRun> {
  const { epochs, patience, json, quiet } = options;
  const silent = Boolean(json || quiet);
  const shown: Progress = progress("epochs", epochs, { quiet: silent, logged: true });
  if (!silent) shown.log(`\n${epochHeading()}`);
  const windows = {
    training: run.data.records.slice(0, training),
    validation: run.data.records.slice(training),
  };
  const course = trainModel(run.model, windows, { epochs, patience, signal, engine });
  const losses: LossRecord[] = [];
  let saved = Date.now();
  for (;;) {
    const { value, done } = course.next();
    if (done) {
      shown.stop();
      await models.write(modelText(value.model));
      return { ...run, ...value, losses };
    }
    const { epoch, trainLoss, valLoss } = value;
    losses.push({ epoch, training: trainLoss.mean, validation: valLoss.mean });
    if (!silent) shown.log(epochText(value));
    if (losses.length > 1) shown.advance();
    if (Date.now() - saved > SAVE_AFTER_MS) {
      await models.write(modelText(value.model));
      saved = Date.now();
    }
    // Lets Ctrl-C in, which only arrives between turns of the event loop.
    await setImmediate();
  }
}

/** The run with its errors and its forecast. */
function finished(run: SeriesRun, training: number, steps: number, engine: Engine): SeriesRun {
  const { model, data } = run;
  const isJudged = data.records.length > training;
  const { network, best } = model;
  return {
    ...run,
    evaluation: isJudged ? evaluate(engine, model, data, training) : undefined,
    forecast: forecast(engine, network, best, data, steps),
  };
}

/** The names of all files that may come to be written. */
function possibleFiles({ load, plots }: SeriesOptions, targets: number): string[] {
  const pictures = seriesChartNames(targets).flatMap((name) => [`${name}.svg`, `${name}.png`]);
  return [
    "train.json",
    "forecast.csv",
    ...(load === undefined ? ["model.json"] : []),
    ...(plots ? ["report.html", ...pictures] : []),
  ];
}

async function writeReports(
  run: SeriesRun,
  result: SeriesResult,
  { out, plots }: SeriesOptions,
): Promise<string[]> {
  const files = new Map<string, string | Uint8Array>([["train.json", jsonOf(result)]]);
  if (run.forecast.rows > 0) files.set("forecast.csv", forecastCsv(result, run.forecast));
  if (plots) {
    const { seriesPage } = await import("../../src/report/seriesPage.ts");
    const charts = seriesCharts(run);
    files.set("report.html", await seriesPage(result, charts));
    for (const [name, content] of await drawn(charts)) files.set(name, content);
  }
  return writeFiles(out, files);
}

/** Names as a line of CSV has them, so that one with a comma can be quoted. */
function parseNames(text: string): readonly string[] {
  let records: string[][];
  try {
    records = parse(text, { trim: true });
  } catch {
    throw new InvalidArgumentError("Expected names with commas between.");
  }
  const [names] = records;
  if (records.length !== 1 || names.some((name) => name === "")) {
    throw new InvalidArgumentError("Expected names with commas between.");
  }
  return names;
}

function parseCondition(text: string, before: readonly Condition[] = []): readonly Condition[] {
  const [, column, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  if (column === undefined) throw new InvalidArgumentError("Expected COLUMN=VALUE.");
  return [...before, { column: column.trim(), value: value.trim() }];
}

function parseDelimiter(text: string): string {
  if (text === "tab" || text === "\\t") return "\t";
  if ([...text].length !== 1 || /["\r\n]/.test(text)) {
    throw new InvalidArgumentError("Expected one character, or tab.");
  }
  return text;
}
