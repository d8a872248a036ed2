/** Training on a series as text for a terminal of 80 columns. */
import { counted } from "../conformance/formatError.ts";
import { judgedCount } from "../data/parts.ts";
import type { SeriesResult } from "../series/result.ts";
import type { SeriesEpoch } from "../series/training.ts";
import { NOT_JUDGED, OTHER_DATA, partsText } from "./judgedText.ts";
import { printable } from "./printable.ts";
import { tableText } from "./terminal.ts";
import { wrapped } from "./wrap.ts";

/** What is about to be trained on what, in lines that are still to be wrapped. */
export function seriesHeading(
  result: Pick<SeriesResult, "file" | "rows" | "filled" | "dropped" | "constant" | "windows"> &
    Pick<SeriesResult, "task" | "network" | "otherData">,
): string[] {
  const { file, rows, filled, dropped, constant, windows, task, network, otherData } = result;
  const { inputSize: D, hiddenSize: H, outputSize: O } = network;
  const shown = task.transform === "none" ? "" : `, by the ${task.transform} of each row`;
  const lines = [
    `${file}: ${counted(rows, "row")} of ${task.columns.join(", ")}`,
    `predicts ${task.targets.join(", ")} from the ${counted(task.window, "row")} before${shown}`,
    `network: D = ${D}, H = ${H}, O = ${O}`,
    `windows: ${partsText(windows, "epoch")}`,
  ];
  if (filled > 0) lines.push(`${counted(filled, "missing value")} taken from the row before`);
  if (dropped > 0) lines.push(`${counted(dropped, "row")} with missing values left out`);
  for (const name of constant) {
    lines.push(`${name} is constant in the training part: it is not scaled and tells nothing`);
  }
  if (otherData) lines.push(OTHER_DATA);
  return lines.map(printable);
}

const EPOCH_HEADING = ["epoch", "training loss", "validation loss"];

export function epochHeading(): string {
  return epochCells(EPOCH_HEADING);
}

/** The losses after so many epochs, marked where they are the lowest so far. */
export function epochText({ epoch, trainLoss, valLoss, isBest }: SeriesEpoch): string {
  return `${epochCells([String(epoch), loss(trainLoss.mean), loss(valLoss.mean)])}${isBest ? " *" : ""}`;
}

function epochCells([epoch, training, validation]: readonly string[]): string {
  return `${epoch.padStart(6)}${training.padStart(16)}${validation.padStart(16)}`;
}

function loss(value: number): string {
  return value !== 0 && !(Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6)
    ? value.toExponential(6)
    : value.toFixed(8);
}

/** Why the training has ended, and which epoch the model is of; still to be wrapped. */
export function endText({ stoppedBy, epochs, bestEpoch, losses }: SeriesResult): string {
  const best = `the best is that after ${bestEpoch} of ${counted(epochs, "epoch")}`;
  const last = losses[losses.length - 1];
  switch (stoppedBy) {
    case "load":
      return `as trained before: ${best}`;
    case "epochs":
      return losses.length > 1 ? best : `not trained: ${best}`;
    case "patience":
      if (losses.length === 1) {
        return `not trained, since the validation loss has not fallen for ${counted(epochs - bestEpoch, "epoch")}, which only a larger --patience allows: ${best}`;
      }
      return `stopped since the validation loss falls no more: ${best}`;
    case "abort":
      return `interrupted: ${best}`;
    case "diverged":
      if (Number.isFinite(last.training) && !Number.isFinite(last.validation)) {
        return `stopped since the validation loss is not finite, though the training loss is; look for a value out of all proportion in the validation part: ${best}`;
      }
      return `stopped since it diverged, which a lower --learning-rate or --clip prevents: ${best}`;
  }
}

/** The errors beside those of the baselines, and in words who comes nearest. */
export function rmseText(result: SeriesResult): string {
  const { rmse, windows, task, file, stoppedBy } = result;
  const judged = counted(judgedCount(windows), "window");
  if (judgedCount(windows) === 0) {
    return wrapped(`no row of ${file} follows a window: nothing to judge by`);
  }
  if (stoppedBy === "abort") return NOT_JUDGED;
  const part =
    windows.training === 0
      ? `on all ${judged} of the file, which is not what the model was trained on, but may hold some of it`
      : windows.test > 0
        ? `on the ${judged} of the test part, by which nothing was chosen`
        : `on the ${judged} of the validation part, by which the network's epoch was chosen too`;
  const predictors = Object.keys(rmse[task.targets[0]]);
  const table = tableText(
    ["RMSE", ...predictors],
    task.targets.map((name) => [
      printable(name),
      ...predictors.map((one) => figure(rmse[name][one])),
    ]),
  );
  const verdicts = verdictTexts(result).map((text) => wrapped(text));
  return [wrapped(`RMSE in the data's own units, ${part}`), table, ...verdicts].join("\n");
}

/** Of each target, who comes nearest; and why the network cannot, where that is plain to see. */
export function verdictTexts({ rmse, outside, windows, task }: SeriesResult): string[] {
  return task.targets.flatMap((name) => {
    const share = outside[name] / judgedCount(windows);
    const said = verdict(printable(name), rmse[name]);
    const isBeaten = !said.includes("beats");
    const hasHint = isBeaten && task.transform === "none" && windows.training > 0;
    if (!(hasHint && share >= MUCH_OUTSIDE)) return [said];
    return [
      said,
      `${(100 * share).toFixed(0)} % of the rows judged lie outside the range trained on, where a network has nothing to go by: --transform difference may suit ${printable(name)} better.`,
    ];
  });
}

/** A tenth: some rows are always a little higher than all before. */
const MUCH_OUTSIDE = 0.1;

/** Who comes nearest to a target, said plainly. */
export function verdict(name: string, rmse: Readonly<Record<string, number>>): string {
  const { network, ...baselines } = rmse;
  const finite = Object.entries(baselines).filter(([, value]) => Number.isFinite(value));
  const [[best, least] = ["", Number.NaN]] = finite.sort(([, a], [, b]) => a - b);
  if (!Number.isFinite(network)) return `${name}: the network's predictions are not finite.`;
  if (best === "") return `${name}: no baseline is finite: nothing to compare by.`;
  if (network === least) return `${name}: the network is as near as the ${best}, and no nearer.`;
  const percent = (more: number, than: number): string => {
    const share = (100 * (more - than)) / more;
    return `${share.toFixed(share < 10 ? 1 : 0)} %`;
  };
  const beaten = finite.length > 1 ? "both baselines" : `the ${best}`;
  return network < least
    ? `${name}: the network beats ${beaten}; its error is ${percent(least, network)} below the ${best}'s.`
    : `${name}: the network does not beat the ${best}, whose error is ${percent(network, least)} below its own.`;
}

/** Rows and columns of the forecast that fit on a screen. */
const SHOWN_STEPS = 20;
const SHOWN_TARGETS = 4;

/** The next values, as many as fit. */
export function forecastText({ forecast, held, task }: SeriesResult): string {
  const steps = forecast[task.targets[0]].length;
  if (steps === 0) return "";
  const targets = task.targets.slice(0, SHOWN_TARGETS);
  const table = tableText(
    ["step", ...targets.map(printable)],
    Array.from({ length: Math.min(steps, SHOWN_STEPS) }, (_, n) => [
      String(n + 1),
      ...targets.map((name) => figure(forecast[name][n])),
    ]),
  );
  const more = steps > SHOWN_STEPS || targets.length < task.targets.length;
  const lines = [
    wrapped(`the next ${counted(steps, "row")}, each predicted from those before it`),
    table,
    ...(more ? ["all of it is in forecast.csv"] : []),
  ];
  const kept = Object.entries(held).map(([name, value]) => `${printable(name)} = ${value}`);
  if (kept.length > 0) {
    lines.push(wrapped(`columns that are not predicted keep their last value: ${kept.join(", ")}`));
  }
  return lines.join("\n");
}

/** Five significant digits, or all before the point. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-5)) return value.toExponential(4);
  return size >= 1e5 ? value.toFixed(0) : String(Number(value.toPrecision(6)));
}
