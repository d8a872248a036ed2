/** What an engine printed, held against the goldens that are written down. */
import * as v from "valibot";
import { GOLDEN_NAMES, type Golden, type GoldenName } from "../../src/article/goldens.ts";
import { PRESETS } from "../../src/article/settings.ts";
import { ENGINES, type EngineName } from "../../src/engine/engine.ts";
import { goldenSchema } from "../files.ts";

/** A golden run as a JavaScript engine computed it, in one of the ways that we have. */
export interface Run extends Golden {
  readonly name: GoldenName;
  readonly way: EngineName;
}

const runSchema: v.GenericSchema<unknown, Run> = v.intersect([
  v.object({ name: v.picklist(GOLDEN_NAMES), way: v.picklist(ENGINES) }),
  goldenSchema,
]);

/**
 * The runs that a program printed, one a line.
 *
 * @throws {Error} when a line is anything else
 */
export function runsIn(printed: string): Run[] {
  const lines = printed.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), runSchema), line);
    if (parsed.success) return parsed.output;
    throw new Error(`expected a golden run on each line, got ${line.slice(0, 60)}`);
  });
}

/** Where a run first differs from its golden: nowhere, at a loss, or only after the last one. */
export type Parting =
  | { readonly figure: "none" | "parameters" }
  | { readonly figure: "trainLoss" | "valLoss"; readonly epoch: number };

export interface Comparison {
  readonly run: Run;
  readonly parting: Parting;
}

/**
 * Each run that was to be printed, beside its golden.
 *
 * @param epochs how many the article's runs were cut to, which leaves them no parameters to compare
 * @throws {Error} when a run is missing, or was not to be printed
 */
export function compared(
  goldens: Readonly<Record<string, Golden>>,
  runs: readonly Run[],
  ways: readonly EngineName[],
  epochs?: number,
): Comparison[] {
  const keys = ways.flatMap((way) => GOLDEN_NAMES.map((name) => `${name}, ${way}`));
  const printed = runs.map(({ name, way }) => `${name}, ${way}`);
  const missing = keys.filter((key) => !printed.includes(key));
  if (missing.length > 0) throw new Error(`it did not print: ${missing.join("; ")}`);
  const excess = printed.filter((key, n) => !keys.includes(key) || printed.indexOf(key) < n);
  if (excess.length > 0) throw new Error(`it was not to print: ${excess.join("; ")}`);
  return runs.map((run) => {
    const golden = goldens[run.name];
    if (!golden) throw new Error(`${run.name} is not written down`);
    return { run, parting: partingOf(isCut(run.name, epochs) ? cut(golden, epochs) : golden, run) };
  });
}

/** Whether a run is one of those that are cut to a number of epochs. */
export function isCut(name: GoldenName, epochs: number | undefined): boolean {
  return epochs !== undefined && (PRESETS as readonly string[]).includes(name);
}

type Beginning = Omit<Golden, "sha256"> & { readonly sha256?: string };

function cut({ trainLoss, valLoss }: Golden, epochs: number | undefined): Beginning {
  return { trainLoss: trainLoss.slice(0, epochs), valLoss: valLoss.slice(0, epochs) };
}

function partingOf(golden: Beginning, run: Golden): Parting {
  const losses = [golden.trainLoss, golden.valLoss, run.trainLoss, run.valLoss];
  const epochs = Math.max(...losses.map(({ length }) => length));
  for (let n = 0; n < epochs; n++) {
    for (const figure of ["trainLoss", "valLoss"] as const) {
      if (golden[figure][n] !== run[figure][n]) return { figure, epoch: n + 1 };
    }
  }
  const same = golden.sha256 === undefined || golden.sha256 === run.sha256;
  return { figure: same ? "none" : "parameters" };
}
