/** What came of training on a series, or of using what was trained: `train.json`. */
import type { ModelTraining, SeriesTask } from "../conformance/types.ts";
import type { Parts } from "../data/parts.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import type { SeriesData } from "./data.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Table } from "./table.ts";
import type { SeriesModel, TrainedSeries } from "./training.ts";

export interface LossRecord {
  /** how many epochs the parameters have seen */
  readonly epoch: number;
  /** the mean over the windows that are trained on */
  readonly training: number;
  /** the mean over the windows that choose the best epoch */
  readonly validation: number;
}

export interface SeriesResult {
  readonly file: string;
  readonly rows: number;
  readonly filled: number;
  readonly dropped: number;
  readonly task: SeriesTask;
  readonly network: NetworkConfig;
  readonly training: ModelTraining;
  /** all are for test where the model was trained on another series and is only used */
  readonly windows: Parts;
  /** whether the model was trained on other data as well, or on none but others */
  readonly otherData: boolean;
  /** columns that do not vary in the training part */
  readonly constant: readonly string[];
  /** of this run's epochs; none when nothing was trained */
  readonly losses: readonly LossRecord[];
  readonly stoppedBy: TrainedSeries["stoppedBy"] | "abort" | "load";
  readonly epochs: number;
  readonly bestEpoch: number;
  /** for each target, in its own units, by predictor, over the part that judges; none when there was no
   *  window to judge, or no time to */
  readonly rmse: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** for each target, how many of the rows that are judged lie outside the range of those trained on */
  readonly outside: Readonly<Record<string, number>>;
  /** the next values of each target */
  readonly forecast: Readonly<Record<string, readonly number[]>>;
  /** the last values of the columns that are not predicted, at which the forecast holds them */
  readonly held: Readonly<Record<string, number>>;
}

/** All that a run has found, and what its pictures are drawn from. */
export interface SeriesRun {
  readonly file: string;
  readonly table: Table;
  readonly data: SeriesData;
  readonly model: SeriesModel;
  readonly parts: Parts;
  readonly otherData: boolean;
  readonly losses: readonly LossRecord[];
  readonly stoppedBy: SeriesResult["stoppedBy"];
  /** undefined when there is no window with a row after it, or was no time */
  readonly evaluation: Evaluation | undefined;
  /** steps×O, in the data's own units */
  readonly forecast: SeriesData["values"];
  readonly constant: readonly string[];
}

/** A run as plain data: the same run gives the same. */
export function resultOf(run: SeriesRun): SeriesResult {
  const { file, table, data, model, parts, otherData, losses, stoppedBy } = run;
  const { evaluation, forecast, constant } = run;
  const { task, network, training, progress } = model;
  const { values, targets } = data;
  const last = values.data.subarray((values.rows - 1) * values.cols);
  return {
    file,
    rows: values.rows,
    filled: table.filled,
    dropped: table.dropped,
    task,
    network,
    training,
    windows: parts,
    otherData,
    constant,
    losses,
    stoppedBy,
    epochs: progress.epochs,
    bestEpoch: progress.bestEpoch,
    rmse: Object.fromEntries(
      evaluation
        ? task.targets.map((name, k) => [
            name,
            Object.fromEntries(
              evaluation.judged.map(({ predictor, rmse }) => [predictor, rmse[k]]),
            ),
          ])
        : [],
    ),
    outside: Object.fromEntries(
      evaluation ? task.targets.map((name, k) => [name, evaluation.outside[k]]) : [],
    ),
    forecast: Object.fromEntries(
      task.targets.map((name, k) => [
        name,
        Array.from({ length: forecast.rows }, (_, n) => forecast.data[n * forecast.cols + k]),
      ]),
    ),
    held: Object.fromEntries(
      task.columns.flatMap((name, d) => (targets.includes(d) ? [] : [[name, last[d]]])),
    ),
  };
}

/** The forecast as CSV: a row for each step, a column for each target. */
export function forecastCsv({ task }: SeriesResult, forecast: SeriesData["values"]): string {
  const header = ["step", ...task.targets].map(quoted).join(",");
  const lines = Array.from({ length: forecast.rows }, (_, n) =>
    [n + 1, ...forecast.data.subarray(n * forecast.cols, (n + 1) * forecast.cols)].join(","),
  );
  return `${[header, ...lines].join("\n")}\n`;
}

/** In quotes where RFC 4180 asks for them. */
function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
