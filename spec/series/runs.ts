/** A short run on a series, complete. */
import { engineOf } from "../../src/engine/engines.ts";
import { constantColumns, seriesData, splitCounts } from "../../src/series/data.ts";
import { evaluate } from "../../src/series/evaluation.ts";
import { forecast } from "../../src/series/forecast.ts";
import type { LossRecord, SeriesRun } from "../../src/series/result.ts";
import { newModel, type SeriesSettings, trainModel } from "../../src/series/training.ts";
import { SETTINGS, wave } from "./wave.ts";

const DAY = 86_400_000;

interface RunOptions {
  readonly rows?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly dated?: boolean;
  readonly settings?: Partial<SeriesSettings>;
}

/** What `npm run train` makes of {@link wave}. */
export function runOn({
  rows = 24,
  epochs = 3,
  steps = 2,
  dated,
  settings,
}: RunOptions): SeriesRun {
  const engine = engineOf("reference");
  const values = wave(rows);
  const start = newModel(values, { ...SETTINGS, ...settings });
  const data = seriesData(values, start.task);
  const parts = splitCounts(rows, start.task, start.training);
  const { training, validation } = parts;
  const windows = {
    training: data.records.slice(0, training),
    validation: data.records.slice(training, training + validation),
  };
  const losses: LossRecord[] = [];
  const course = trainModel(start, windows, { epochs, engine });
  let step = course.next();
  while (!step.done) {
    if (step.value.kind === "epoch") {
      const { epoch, trainLoss, valLoss } = step.value;
      losses.push({ epoch, training: trainLoss.mean, validation: valLoss.mean });
    }
    step = course.next();
  }
  const { model, stoppedBy } = step.value;
  const dates = dated ? Array.from({ length: rows }, (_, n) => n * DAY) : [];
  return {
    file: "wave.csv",
    table: { columns: start.task.columns, values, dates, filled: 0, dropped: 0 },
    data,
    model,
    parts,
    otherData: false,
    losses,
    stoppedBy,
    evaluation: evaluate(engine, model, data, parts),
    forecast: forecast(engine, model.network, model.best, data, steps),
    constant: constantColumns(data, training),
  };
}

/** The run of a model that is only used, on another series: all its windows are judged. */
export function loaded(run: SeriesRun): SeriesRun {
  const parts = { training: 0, validation: 0, test: run.data.records.length };
  const evaluation = evaluate(engineOf("reference"), run.model, run.data, parts);
  return { ...run, parts, otherData: true, losses: [], stoppedBy: "load", evaluation };
}
