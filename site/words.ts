/** What a switch did, in a sentence for the status line. */
import { ERRATUM_IDS, isMended, type LabResult, type LabSettings } from "../src/lab/index.ts";
import { clipText, truncationText } from "../src/lab/query.ts";
import { labelled } from "../src/report/chart.ts";

/** The choices beside the errata, as the page names them. */
const CHOICES: readonly (readonly [name: string, text: (settings: LabSettings) => string])[] = [
  ["start", ({ start }) => start],
  ["activation", ({ activation }) => activation],
  ["truncation", ({ truncation }) => truncationText(truncation)],
  ["clipping", ({ clip }) => clipText(clip)],
  ["learning rate", ({ learningRate }) => String(learningRate)],
  ["epochs", ({ epochs }) => String(epochs)],
  ["H", ({ hidden }) => String(hidden)],
  ["T", ({ length }) => String(length)],
  ["seed", ({ seed }) => String(seed)],
];

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
    ...CHOICES.flatMap(([name, text]) => {
      const now = text(after);
      return now === text(before) ? [] : [`${name} ${now}`];
    }),
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
  const kind = after.shown.loss === "mean" ? "mean " : "";
  const figures = FIGURES.map(
    ([name, figure]) => `${name} ${arrow(before && figure(before), figure(after))}`,
  );
  const diverged = after.diverged ? " The run diverged." : "";
  return `${beginning}Last ${kind}${figures.join("; ")}.${diverged}`;
}

const FIGURES: readonly (readonly [name: string, figure: (result: LabResult) => number | null])[] =
  [
    ["training loss", ({ shown }) => shown.epochs[shown.epochs.length - 1].trainLoss],
    ["validation loss", ({ shown }) => shown.epochs[shown.epochs.length - 1].valLoss],
    ["RMSE", ({ shown }) => shown.valRmse],
  ];

function arrow(before: number | null, after: number | null): string {
  const now = after === null ? "none" : labelled(after);
  if (before === null || before === after) return now;
  return `${labelled(before)} → ${now}`;
}
