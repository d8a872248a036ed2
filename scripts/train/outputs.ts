/** What `npm run train` writes into its folder, and what it leaves of what was there. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { realPlace, requireApart, writeWhole } from "../../src/cli/command.ts";
import type { Chart } from "../../src/report/chart.ts";
import { wrapped } from "../../src/report/wrap.ts";
import type { CommonOptions } from "./common.ts";

/** The names of all reports that either half writes: those of one run do not outlive the next. */
const REPORT =
  /^(train\.json|report\.html|forecast\.csv|sample\.txt|(losses|(forecast|predictions|validation)(-\d+)?)\.(svg|png))$/;

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
  if (kept !== undefined) lines.push(wrapped(`the model.json that was there is kept as ${kept}`));
  return lines.join("\n");
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
