/** What a switch did, in a sentence for the status line. */
import {
  differentChoices,
  ERRATUM_IDS,
  isMended,
  type LabResult,
  type LabSettings,
  type LossUnit,
  lossesAs,
} from "../src/lab/index.ts";
import { labelled } from "../src/report/chart.ts";

/** What distinguishes two settings: `E01 mended; activation tanh`. Empty where nothing does. */
export function changesInWords(before: LabSettings, after: LabSettings): string {
  const errata = (mended: boolean): string[] =>
    ERRATUM_IDS.filter((id) => isMended(after, id) === mended && isMended(before, id) !== mended);
  const mended = errata(true);
  const left = errata(false);
  return [
    ...(mended.length > 0 ? [`${ranges(mended)} mended`] : []),
    ...(left.length > 0
      ? [`${ranges(left)} left as ${left.length > 1 ? "they are" : "it is"}`]
      : []),
    ...differentChoices(before, after).map(({ name, after: now }) => `${name} ${now}`),
  ].join("; ");
}

/** Ids in their order, three or more that follow one another by the first and the last: `E01–E03`. */
function ranges(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && Number(run[run.length - 1].slice(1)) + 1 === Number(id.slice(1))) run.push(id);
    else runs.push([id]);
  }
  return runs
    .map((run) => (run.length > 2 ? `${run[0]}–${run[run.length - 1]}` : run.join(", ")))
    .join(", ");
}

/** The outcome of a run, beside that of the run before where there is one. */
export function outcomeInWords(before: LabResult | null, after: LabResult): string {
  const changes = before && changesInWords(before.settings, after.settings);
  const beginning = before ? `${changes || "Nothing changed"}. ` : "";
  const unit = after.shown.loss;
  const kind = unit === "mean" ? "mean " : "";
  const figures = FIGURES.map(
    ([name, figure]) => `${name} ${arrow(before && figure(before, unit), figure(after, unit))}`,
  );
  const divergence = divergenceInWords(after);
  return `${beginning}Last ${kind}${figures.join("; ")}.${divergence === null ? "" : ` ${divergence}`}`;
}

/** Both runs' figures are of one kind: losses in one unit (E11), errors of one way to predict (E12). */
const FIGURES: readonly (readonly [
  name: string,
  figure: (result: LabResult, unit: LossUnit) => number | null,
])[] = [
  ["training loss", (result, unit) => lossesAs(unit, result).at(-1)?.trainLoss ?? null],
  ["validation loss", (result, unit) => lossesAs(unit, result).at(-1)?.valLoss ?? null],
  ["RMSE as trained", ({ run, shown }) => (shown.valRmse === null ? null : run.valRmse.asTrained)],
];

/**
 * null for a run that did not diverge. The network's own training stops where it does, the listing's
 * goes on to the last epoch.
 */
export function divergenceInWords({ diverged, run, settings }: LabResult): string | null {
  if (!diverged) return null;
  const done = run.trainLoss.length;
  return done < settings.epochs
    ? `Stopped after ${done} of ${settings.epochs} epochs: the run diverged.`
    : "The run diverged.";
}

function arrow(before: number | null, after: number | null): string {
  const now = after === null ? "none" : labelled(after);
  if (before === null || before === after) return now;
  return `${labelled(before)} → ${now}`;
}
