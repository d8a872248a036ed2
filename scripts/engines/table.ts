/** What came of the engines, as text for a terminal of 80 columns and as JSON. */
import { GOLDEN_NAMES, type GoldenName } from "../../src/article/goldens.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { plainTable, tableText } from "../../src/report/terminal.ts";
import { wrapped } from "../../src/report/wrap.ts";
import type { Examined, Outcome } from "./examine.ts";
import { type Comparison, isCut, type Parting } from "./judge.ts";

/** The golden whose hash and parting the table shows; the JSON has those of all. */
const SHOWN: GoldenName = "as-published";

/** Whether an engine has run all goldens, and to the same bits. */
export function isEqual(outcome: Outcome): boolean {
  return "ours" in outcome && outcome.ours.every(({ parting }) => parting.figure === "none");
}

/** A row for each engine, and below it what the table has no room for. */
export function enginesText(outcomes: readonly Outcome[]): string {
  const table = plainTable(["engine", "version", "reference", "wasm", "SHA-256", "Math parts at"]);
  for (const outcome of outcomes) table.push(rowOf(outcome));
  return [
    table.toString(),
    `reference, wasm: how many of the ${GOLDEN_NAMES.length} goldens have the same bits, either way.`,
    `SHA-256: of ${SHOWN}, its first eight digits.`,
    `Math parts at: the first epoch and loss of ${SHOWN} that Math changes.`,
    ...outcomes.flatMap(remarks),
    ...hashesTable(outcomes),
  ].join("\n");
}

/** Each golden's hash, and how many of the engines that ran all its epochs have it, either way. */
function hashesTable(outcomes: readonly Outcome[]): string[] {
  const rows = GOLDEN_NAMES.flatMap((name) => {
    const hashes = outcomes.flatMap((outcome) => {
      if (!("ours" in outcome) || isCut(name, outcome.epochs)) return [];
      return [new Set(outcome.ours.flatMap(({ run }) => (run.name === name ? run.sha256 : [])))];
    });
    const different = new Set(hashes.flatMap((ofEngine) => [...ofEngine]));
    return [...different].map((sha256): [string, string, string] => {
      const having = hashes.filter((ofEngine) => ofEngine.has(sha256)).length;
      return [name, `${sha256.slice(0, 16)}…`, `${having} of ${hashes.length}`];
    });
  });
  if (rows.length === 0) return [];
  return [tableText(["golden", "SHA-256 (whole in the JSON)", "engines"], rows)];
}

function rowOf(outcome: Outcome): string[] {
  if ("skipped" in outcome) return [outcome.name, "–", "SKIPPED", "–", "–", "–"];
  const { name, version } = outcome;
  if ("failed" in outcome) return [name, version, "FAILED", "–", "–", "–"];
  const { ours, math } = outcome;
  const { run } = find(ours, SHOWN);
  return [
    name,
    version,
    equalOf(outcome, "reference"),
    equalOf(outcome, "wasm"),
    isCut(run.name, outcome.epochs) ? "–" : run.sha256.slice(0, 8),
    partingText(outcome, find(math, SHOWN).parting),
  ];
}

function find(comparisons: readonly Comparison[], name: GoldenName): Comparison {
  const found = comparisons.find(({ run }) => run.name === name);
  if (!found) throw new Error(`expected ${name} among the runs`);
  return found;
}

function equalOf({ ours, ways }: Examined, way: EngineName): string {
  if (!ways.includes(way)) return "–";
  const own = ours.filter(({ run }) => run.way === way);
  return `${own.filter(({ parting }) => parting.figure === "none").length} of ${own.length}`;
}

function partingText({ epochs }: Examined, parting: Parting): string {
  switch (parting.figure) {
    case "none":
      return epochs === undefined ? "nowhere" : `none of ${epochs}`;
    case "parameters":
      return "parameters";
    default:
      return `${parting.epoch}, ${parting.figure}`;
  }
}

/** A line for each thing that is not as it should be, or not as with the others. */
function remarks(outcome: Outcome): string[] {
  if ("skipped" in outcome) return [wrapped(`SKIPPED ${outcome.name}: missing ${outcome.skipped}`)];
  if ("failed" in outcome) return [wrapped(`FAILED ${outcome.name}: ${outcome.failed.trimEnd()}`)];
  const { name, ours, epochs } = outcome;
  const different = ours.flatMap(({ run, parting }) => {
    if (parting.figure === "none") return [];
    const where = "epoch" in parting ? `epoch ${parting.epoch}, ` : "";
    return [`DIFFERENT ${name}, ${run.way}: ${run.name}, ${where}${parting.figure}`];
  });
  const cut = `${name}: ${epochs} epochs of the article's runs, held against the goldens' first.`;
  return [...different, ...(epochs === undefined ? [] : [cut])];
}

/** All that was found, with the hash of every run. */
export function enginesJson(outcomes: readonly Outcome[]): string {
  const shown = outcomes.map((outcome) =>
    "ours" in outcome
      ? { ...outcome, ours: outcome.ours.map(runJson), math: outcome.math.map(runJson) }
      : outcome,
  );
  return `${JSON.stringify({ engines: shown }, null, 1)}\n`;
}

function runJson({ run, parting }: Comparison): object {
  const { name, way, sha256, trainLoss, valLoss } = run;
  const last = { trainLoss: trainLoss.at(-1), valLoss: valLoss.at(-1) };
  return { name, way, epochs: trainLoss.length, sha256, last, parting };
}
