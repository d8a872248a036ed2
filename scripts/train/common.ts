/** The options that both halves of `npm run train` share. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Option } from "commander";
import {
  parseNumber,
  parsePath,
  realPlace,
  requireApart,
  UsageError,
  writeWhole,
} from "../../src/cli/command.ts";
import type { ModelTraining } from "../../src/conformance/types.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { GENERATORS, type Generator } from "../../src/numerics/random.ts";
import type { Chart } from "../../src/report/chart.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import { engineOption, parseTruncation } from "../options.ts";

export interface CommonOptions {
  readonly hidden?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly clip?: number;
  readonly truncate?: Truncation;
  readonly seed?: number;
  readonly rng?: Generator;
  readonly validation?: number;
  readonly patience?: number;
  readonly resume?: string;
  readonly load?: string;
  readonly engine?: EngineName;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly plots: boolean;
}

/** The options that mean the same whatever is trained on. */
export function commonOptions(): Option[] {
  const number = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(parseNumber);
  return [
    number("--hidden <n>", "hidden units H (default: 16 with --csv, 100 with --text)"),
    number(
      "--epochs <n>",
      "epochs, or rounds over a text; with --resume, more of them (default: 50 with --csv, 15 with --text)",
    ).conflicts("load"),
    number(
      "--learning-rate <x>",
      "learning rate (default: 0.003 with --csv, 0.03 with --text)",
    ).conflicts("load"),
    number(
      "--clip <norm>",
      "the gradient's largest norm, 0 for none (default: 1 with --csv, 5 with --text)",
    ).conflicts("load"),
    new Option(
      "--truncate <how>",
      "full, window:HOPS or HOPS, chunk:K1:K2; in a window, or a segment of a text (default: full)",
    ).argParser(parseTruncation),
    number("--seed <n>", "seed of the first parameters (default: 1)"),
    new Option("--rng <name>", "its generator (default: seedrandom)").choices(GENERATORS),
    number(
      "--validation <part>",
      "the part at the end that is held out (default: 0.2 with --csv, 0.1 with --text)",
    ),
    number("--patience <n>", "stop after n epochs without a better loss (default: 10)").conflicts(
      "load",
    ),
    new Option("--resume <model>", "go on training from this model.json").argParser(parsePath),
    new Option("--load <model>", "use this model.json without training").argParser(parsePath),
    engineOption(),
    new Option(
      "--out <dir>",
      "folder for model.json, of which one that is there is kept as model.1.json, and the reports, of which those of an earlier run are replaced",
    )
      .argParser(parsePath)
      .default("out/train"),
    new Option("--json", "print train.json on standard output, and nothing else there"),
    new Option("--quiet", "print only the results"),
    new Option("--no-plots", "no pictures and no report.html"),
  ];
}

/** Of a model and what it is judged on. */
export const OTHER_DATA =
  "not the data that the model was trained on: of what it is judged on, some may have been trained on";

/** Training that would be lost if the process were ended by force is saved after so long. */
export const SAVE_AFTER_MS = 30_000;

/** The names of all reports that either half writes: those of one run do not outlive the next. */
const REPORT =
  /^(train\.json|report\.html|forecast\.csv|sample\.txt|(losses|(forecast|validation)(-\d+)?)\.(svg|png))$/;

/**
 * That nothing that is read is written over, or removed.
 *
 * @param read by option
 * @param files the names of all that may come to be written into `out`
 */
export function requireInputsApart(
  read: Readonly<Record<string, string | undefined>>,
  { out, resume, load }: CommonOptions,
  files: readonly string[],
): void {
  const names = Object.values({ ...read, resume, load })
    .map((path = "") => basename(realPlace(resolve(path))))
    .filter((name) => REPORT.test(name));
  const places = (some: readonly string[]): Record<string, string> =>
    Object.fromEntries(some.map((name) => [`--out (${join(out, name)})`, join(out, name)]));
  const touched = [...new Set([...files, ...names])];
  requireApart({ ...read, ...places(touched) });
  const reports = touched.filter((name) => name !== "model.json");
  requireApart({ "--resume": resume, "--load": load, ...places(reports) });
}

/** Writes model.json, as often as is wanted. */
export interface ModelWriter {
  readonly write: (content: string) => Promise<void>;
  /** as what the model was kept that was there before, and is another */
  readonly kept: () => string | undefined;
}

/**
 * Writes model.json into a folder. One that is there is what may have taken hours: unless it is the
 * one gone on with, or the same to the byte, it is kept as model.1.json, or with the next free number.
 */
export function modelWriter({ out, resume }: CommonOptions): ModelWriter {
  const path = join(out, "model.json");
  const isOurs = resume !== undefined && realPlace(resolve(resume)) === realPlace(resolve(path));
  let isFirst = true;
  let kept: string | undefined;
  return {
    async write(content) {
      const isSame = (name: string): boolean => readFileSync(join(out, name), "utf8") === content;
      if (isFirst && !isOurs && existsSync(path) && !isSame("model.json")) {
        kept = freeName(out);
        await rename(path, join(out, kept));
      }
      isFirst = false;
      await writeWhole(path, content);
      if (kept !== undefined && isSame(kept)) {
        await rm(join(out, kept));
        kept = undefined;
      }
    },
    kept: () => kept,
  };
}

function freeName(out: string): string {
  for (let n = 1; ; n++) {
    const name = `model.${n}.json`;
    if (!existsSync(join(out, name))) return name;
  }
}

/**
 * Writes the reports of a run, and removes those of the run before, of which train.json tells: what
 * stands beside each other is of one run.
 *
 * @returns the names of what was written
 */
export async function writeFiles(
  out: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<string[]> {
  if (existsSync(join(out, "train.json"))) {
    const old = readdirSync(out).filter((name) => REPORT.test(name) && !files.has(name));
    for (const name of old) await rm(join(out, name));
  }
  for (const [name, content] of files) await writeWhole(join(out, name), content);
  return [...files.keys()];
}

/** What was written, in lines. */
export function writtenText(out: string, files: readonly string[], kept?: string): string {
  const lines = [`written into ${out}:`, ...files.map((file) => `  ${file}`)];
  if (kept !== undefined) lines.push(`the model.json that was there is kept as ${kept}`);
  return lines.join("\n");
}

/**
 * That nothing is asked for that the model has otherwise.
 *
 * @param given by option, what was asked for, if anything, and what the model has
 */
export function requireAsInModel(
  given: Readonly<Record<string, readonly [unknown, unknown]>>,
): void {
  for (const [option, [asked, has]] of Object.entries(given)) {
    if (asked !== undefined && JSON.stringify(asked) !== JSON.stringify(has)) {
      throw new UsageError(
        `${option}: expected ${JSON.stringify(has)}, which is the model's, or nothing, got ${JSON.stringify(asked)}`,
      );
    }
  }
}

/** The clipping that was asked for, if any was. */
export function clippingOf({ clip }: CommonOptions): Pick<Partial<ModelTraining>, "clipping"> {
  if (clip === undefined) return {};
  if (!(clip >= 0 && clip < Infinity)) {
    throw new UsageError(`--clip: expected a finite number of at least 0, got ${clip}`);
  }
  return { clipping: clip === 0 ? null : { kind: "norm", limit: clip } };
}

/** Charts as files, by their names. */
export async function drawn(charts: readonly Chart[]): Promise<Map<string, string | Uint8Array>> {
  // Loaded only now: the charting library takes longer to load than a small training takes.
  const { renderPng } = await import("../../src/report/png.ts");
  const { renderSvg } = await import("../../src/report/svg.ts");
  const files = new Map<string, string | Uint8Array>();
  for (const chart of charts) {
    const svg = await renderSvg(chart, "file");
    files.set(`${chart.name}.svg`, svg).set(`${chart.name}.png`, renderPng(svg));
  }
  return files;
}

/** JSON has no NaN and no Infinity, which a training that diverged is made of: they become strings. */
export function jsonOf(result: object): string {
  const writable = (_key: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(result, writable, 1)}\n`;
}
