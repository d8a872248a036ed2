/** Tables, and the reproduction, as text for a terminal of 80 columns. */
import Table from "cli-table3";
import type { Rung } from "../article/ladder.ts";
import { PRINTED_DECIMALS } from "../article/published.ts";
import type { RunRecord } from "../article/reproduction.ts";
import { PRESETS, type Preset } from "../article/settings.ts";
import { type Comparison, isExplained, leadingDigits, type Verdict } from "../article/verdict.ts";
import { columns, wrapped } from "./wrap.ts";

/** The losses of an epoch, and the published ones where the run can be held against them. */
export interface EpochLine {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly valLoss: number;
  readonly published?: { readonly trainLoss: string; readonly valLoss: string };
}

/** The heading over {@link epochLine}: of columns, or where there is no room for them a sentence. */
export function epochHeading(withPublished: boolean): string {
  if (columns() < LINE_WIDTH) {
    return wrapped(
      `epoch: training and validation loss${withPublished ? ", each with the published one and how many leading digits are equal" : ""}`,
    );
  }
  return withPublished
    ? line("epoch", "training loss", "published", "=", "validation", "published", "=")
    : line("epoch", "training loss", "", "", "validation", "", "");
}

/** One epoch: our losses, the published ones, and under = how many leading digits agree. */
export function epochLine({ epoch, trainLoss, valLoss, published }: EpochLine): string {
  const cells = (ours: number, text: string | undefined): string[] => [
    fixed(ours),
    ...(text === undefined ? ["", ""] : [text, String(leadingDigits(text, ours))]),
  ];
  const train = cells(trainLoss, published?.trainLoss);
  const validation = cells(valLoss, published?.valLoss);
  if (columns() >= LINE_WIDTH) return line(String(epoch), ...train, ...validation);
  const said = ([ours, text, digits]: readonly string[]): string =>
    text === "" ? ours : `${ours} (${text}, ${digits} equal)`;
  return wrapped(`${epoch}: ${said(train)} and ${said(validation)}`);
}

const WIDTHS = [5, 17, 17, 4, 16, 16, 4];
const LINE_WIDTH = WIDTHS.reduce((sum, width) => sum + width);

function line(...cells: readonly string[]): string {
  return cells
    .map((cell, n) => cell.padStart(WIDTHS[n]))
    .join("")
    .trimEnd();
}

/** A loss as the article prints it, with trailing zeros kept so that columns line up. */
function fixed(loss: number): string {
  return Math.abs(loss) < 1e7 ? loss.toFixed(PRINTED_DECIMALS) : loss.toExponential(6);
}

/** What came of holding the run against the published table. */
export function verdictText(found: Verdict, members: number): string {
  const figures = found.trainLoss.length + found.valLoss.length;
  const counted = [
    `  ${String(found.digitForDigit).padStart(2)} are equal to ours digit for digit,`,
    `  ${String(found.insideEnsemble).padStart(2)} lie inside the range of ${members} runs that differ by last-place changes,`,
    "     and so do ours,",
    `  ${String(found.outside).padStart(2)} lie outside, or ours do.`,
  ];
  const { valRmse } = found;
  const rmse =
    valRmse &&
    `RMSE predicted the article's way: ${valRmse.ours}; published is ${valRmse.published}; ${bothInside(valRmse)} the range of those runs.`;
  const chaos =
    found.chaoticFrom !== null &&
    isExplained(found) &&
    `From epoch ${found.chaoticFrom} on the run is chaotic: moving entries of the initial W by one unit in the last place changes its leading digits. A program that rounds otherwise than the author's can be expected anywhere in that range.`;
  return [
    `Of the ${figures} published losses`,
    ...counted.map((text) => wrapped(text, "", "     ")),
    ...(rmse ? [wrapped(rmse)] : []),
    ...(chaos ? [wrapped(chaos, "", "")] : []),
  ].join("\n");
}

/** Where the published figure and ours lie, to be followed by a range. */
export function bothInside({ insideEnsemble }: Comparison): string {
  return insideEnsemble ? "both lie inside" : "not both lie inside";
}

/** The presets side by side: last losses and RMSE, in the order of {@link PRESETS}. */
export function presetsTable(runs: { readonly [preset in Preset]?: RunRecord }): string {
  const rows = PRESETS.flatMap((preset): [string, ...string[]][] => {
    const run = runs[preset];
    if (!run) return [];
    const { asTrained, articlePrediction } = run.valRmse;
    const figures = [run.trainLoss.at(-1), run.valLoss.at(-1), asTrained, articlePrediction];
    return [[preset, ...figures.map(significant)]];
  });
  const head = ["preset", "training loss", "validation", "RMSE as trained", "article's"];
  return tableText(head, rows);
}

/** A line for each run and rung that diverged, and so has no figures. */
export function diverged(
  runs: { readonly [preset in Preset]?: RunRecord },
  rungs: readonly Rung[],
): string[] {
  const ofRuns = PRESETS.flatMap((preset) => {
    const run = runs[preset];
    if (!run || Number.isFinite(run.valRmse.asTrained)) return [];
    const lost = run.trainLoss.findIndex((loss, n) => !Number.isFinite(loss + run.valLoss[n]));
    const finite = lost < 0 ? run.trainLoss.length : lost;
    return [`${preset} diverged: it has no finite losses after epoch ${finite}`];
  });
  const ofRungs = rungs.filter(({ valRmse }) => !Number.isFinite(valRmse.asTrained));
  return [...ofRuns, ...ofRungs.map(({ mended }) => `with ${rungName(mended)} mended it diverged`)];
}

/** The ladder: each rung's last losses, RMSE as trained, and distance to the true gradient. */
export function ladderTable(rungs: readonly Rung[]): string {
  const rows = rungs.map(
    ({ mended, trainLoss, valLoss, valRmse, distance }): [string, ...string[]] => [
      rungName(mended),
      significant(trainLoss),
      significant(valLoss),
      significant(valRmse.asTrained),
      distance.articleStart.toExponential(1),
      distance.centredStart.toExponential(1),
    ],
  );
  return tableText(["mended", "training", "validation", "RMSE", "distance", "centred"], rows);
}

/** `nothing`, `E03`, or `E01–E04` for errata that follow one another. */
export function rungName(mended: readonly string[]): string {
  const [first, last] = [mended[0], mended.at(-1)];
  if (first === undefined) return "nothing";
  return mended.length === 1 ? first : `${first}–${last}`;
}

/** Seven significant digits; a dash where there is no number. */
export function significant(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : String(Number(value.toPrecision(7)));
}

/** A table without colours, so that it reads the same in a file. */
export function plainTable(head: readonly string[]): Table.Table {
  return new Table({
    head: [...head],
    colAligns: head.map((_, n) => (n === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
}

/** A table; where there is no room for it a paragraph for each row, that says its first cell first. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly [string, ...(string | number)[]])[],
): string {
  const table = plainTable(head);
  for (const row of rows) table.push([...row]);
  if (table.width <= columns()) return table.toString();
  const [, ...names] = head;
  return rows
    .map(([first, ...cells]) => {
      return wrapped(`${first}: ${cells.map((cell, n) => `${names[n]} ${cell}`).join(", ")}`);
    })
    .join("\n");
}
