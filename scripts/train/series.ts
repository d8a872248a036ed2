/** The half of `npm run train` that reads CSV. */
import { join } from "node:path";
import { requireWritable, UsageError } from "../../src/cli/command.ts";
import { judgedCount, type Parts } from "../../src/data/parts.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { modelText } from "../../src/model/modelFile.ts";
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
  resultOf,
  type SeriesResult,
  type SeriesRun,
} from "../../src/series/result.ts";
import { readTable } from "../../src/series/table.ts";
import {
  isOnlyTrainedOn,
  movedTo,
  newModel,
  type SeriesEpoch,
  type SeriesSettings,
  trainModel,
  type WindowDone,
} from "../../src/series/training.ts";
import { asUsage, chosenEngine } from "../options.ts";
import { chosenSettings, given, knownModel, NAMES, trainedAs } from "./common.ts";
import { follow } from "./course.ts";
import {
  drawn,
  jsonOf,
  type ModelWriter,
  modelWriter,
  requireInputsApart,
  writeFiles,
  writtenText,
} from "./outputs.ts";
import type { SeriesOptions } from "./seriesOptions.ts";

const DEFAULTS = {
  window: 20,
  transform: "none",
  hidden: 16,
  truncation: { kind: "full" },
  generator: "seedrandom",
  seed: 1,
  learningRate: 0.003,
  clipping: { kind: "norm", limit: 1 },
  validation: 0.1,
  test: 0.2,
} as const satisfies Partial<SeriesSettings>;

/** Trains on a table, or uses what was trained; prints and writes what comes of it. */
export async function trainOnSeries(options: SeriesOptions, signal: AbortSignal): Promise<void> {
  const { csv, out, epochs = 50, patience = 10, forecast: steps = 5, json, quiet } = options;
  asUsage(() => {
    requireInteger("epochs", epochs, { min: 0, max: 1_000_000 });
    requireInteger("patience", patience, { min: 1 });
    requireInteger("forecast", steps, { min: 0, max: 100_000 });
  });
  const engine = chosenEngine(options.engine);
  const known = knownModel(
    options,
    (task) => task.kind === "series",
    ["series", "text"],
    (task) => ({
      "--columns": [options.columns, task.columns],
      "--target": [options.target, task.targets],
      "--window": [options.window, task.window],
      "--transform": [options.transform, task.transform],
    }),
  );
  const columns = known?.task.columns ?? options.columns ?? [];
  const targets = known?.task.targets ?? options.target ?? columns;
  requireColumns(columns, targets);
  const files = possibleFiles(options, targets.length);
  requireInputsApart({ "--csv": csv }, options, files);
  const { date, where, missing, delimiter, window, transform } = options;
  const table = await readTable(csv, {
    columns,
    ...given({ date, where, missing, delimiter }),
    signal,
  });
  const { values } = table;
  const start = asUsage(() => {
    const settings = { ...DEFAULTS, ...given({ window, transform }), ...chosenSettings(options) };
    return known ?? newModel(values, { ...settings, columns, targets });
  }, NAMES);
  const isNew = options.load === undefined;
  const model = isNew ? movedTo(trainedAs(start, options), values) : start;
  const data = asUsage(() => seriesData(values, model.task), NAMES);
  const otherData = !isOnlyTrainedOn(model, values);
  // What the model was trained on is no test of it; of other data, all is judged.
  const parts: Parts =
    isNew || !otherData
      ? asUsage(() => splitCounts(values.rows, model.task, model.training), NAMES)
      : { training: 0, validation: 0, test: data.records.length };
  await requireWritable(...files.map((name) => join(out, name)));
  const models = modelWriter(options);
  const begun: SeriesRun = {
    ...{ file: csv, table, data, model, parts, otherData },
    losses: [],
    stoppedBy: "load",
    evaluation: undefined,
    forecast: { rows: 0, cols: targets.length, data: new Float64Array() },
    constant: parts.training > 0 ? constantColumns(data, parts.training) : [],
  };
  const print = (text: string): void => {
    if (!json && text !== "") process.stdout.write(`${text}\n`);
  };
  if (!quiet) {
    for (const line of seriesHeading(resultOf(begun))) print(wrapped(line));
    if (model.progress.data !== start.progress.data) print("its best epoch is judged anew");
  }
  const trained = isNew
    ? await trainedRun(begun, { ...options, epochs, patience }, models, engine, signal)
    : begun;
  const found = trained.stoppedBy === "abort" ? trained : finished(trained, steps, engine);
  const result = resultOf(found);
  print(wrapped(endText(result)));
  print(`\n${rmseText(result)}`);
  const { rows } = found.forecast;
  if (rows > 0) print(`\n${forecastText(result)}`);
  if (rows < steps && result.stoppedBy !== "abort") {
    print(`\n${wrapped(`no forecast after ${rows} of ${steps} rows: it is not finite`)}`);
  }
  const written = await writeReports(found, result, options);
  if (json) process.stdout.write(jsonOf(result));
  if (result.stoppedBy === "diverged") process.exitCode = 1;
  print(`\n${writtenText(out, isNew ? ["model.json", ...written] : written, models.kept())}`);
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

/** The run after its epochs, printed one by one; the model is saved. */
async function trainedRun(
  begun: SeriesRun,
  options: SeriesOptions & { readonly epochs: number; readonly patience: number },
  models: ModelWriter,
  engine: Engine,
  signal: AbortSignal,
): Promise<SeriesRun> {
  const { epochs, patience } = options;
  const { records } = begun.data;
  const { training, validation } = begun.parts;
  const windows = {
    training: records.slice(0, training),
    validation: records.slice(training, training + validation),
  };
  const { figures, last, result } = await follow(
    {
      training: trainModel(begun.model, windows, { epochs, patience, engine }),
      isRound: (one: WindowDone | SeriesEpoch): one is SeriesEpoch => one.kind === "epoch",
      sizeOf: () => 1,
      counted: "windows",
      ofRound: 2 * training + validation,
      // And one before the first, in which the start is judged.
      rounds: epochs + 1,
      linesOf: (one) => [
        ...(one.epoch === begun.model.progress.epochs ? [`\n${epochHeading()}`] : []),
        epochText(one),
      ],
      modelOf: ({ model }) => modelText(model),
      figuresOf: ({ epoch, trainLoss, valLoss }) => ({
        epoch,
        training: trainLoss.mean,
        validation: valLoss.mean,
      }),
    },
    options,
    models,
    signal,
  );
  const { model, stoppedBy } = result ?? {
    model: last?.model ?? begun.model,
    stoppedBy: "abort" as const,
  };
  await models.write(modelText(model));
  return { ...begun, model, stoppedBy, losses: figures };
}

/** The run with its errors and its forecast. */
function finished(trained: SeriesRun, steps: number, engine: Engine): SeriesRun {
  const { model, data, parts } = trained;
  const { network, best } = model;
  return {
    ...trained,
    evaluation: judgedCount(parts) > 0 ? evaluate(engine, model, data, parts) : undefined,
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
  if (plots && run.stoppedBy !== "abort") {
    const { seriesPage } = await import("../../src/report/seriesPage.ts");
    const charts = seriesCharts(run);
    files.set("report.html", await seriesPage(result, charts));
    for (const [name, content] of await drawn(charts)) files.set(name, content);
  }
  return writeFiles(out, files);
}
