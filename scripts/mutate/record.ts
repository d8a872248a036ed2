/**
 * `spec/mutation.json`: what became of each file's mutants, and of which bytes that is true, so that
 * what has not changed since need not be mutated again. Those bytes are the file's and its specs', not
 * those of what they import: a change of `spec/support`, or of another source, is seen by
 * `npm run mutate` without `--changed`, which takes an hour and belongs before a release.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type { Mutant } from "./stryker.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What became of one file's mutants. */
export interface Entry {
  /** Of the file itself. */
  readonly sha256: string;
  /** Of the specs that run any of its code, by path. */
  readonly specs: Readonly<Record<string, string>>;
  readonly killed: number;
  readonly survived: number;
}

/** `spec/mutation.json`, by the files' paths. */
export const recordSchema: v.GenericSchema<unknown, Readonly<Record<string, Entry>>> = v.record(
  v.string(),
  v.strictObject({
    sha256,
    specs: v.record(v.string(), sha256),
    killed: count,
    survived: count,
  }),
);

/** The entry of one file's mutants. */
export async function entryOf(
  file: string,
  mutants: readonly Mutant[],
  root: string,
): Promise<Entry> {
  const paths = [...new Set(mutants.flatMap(({ coveredBy }) => coveredBy))].sort();
  const hashes = paths.map(async (path) => [path, await hashOf(path, root)]);
  const survived = mutants.filter((mutant) => mutant.survived).length;
  return {
    sha256: await hashOf(file, root),
    specs: Object.fromEntries(await Promise.all(hashes)),
    killed: mutants.length - survived,
    survived,
  };
}

/** Whether a file and its specs are still what the entry speaks of. */
export async function isCurrent(
  file: string,
  entry: Entry | undefined,
  root: string,
): Promise<boolean> {
  if (!entry) return false;
  const hashes = { [file]: entry.sha256, ...entry.specs };
  const same = Object.entries(hashes).map(
    async ([path, hash]) => (await hashOf(path, root)) === hash,
  );
  return (await Promise.all(same)).every(Boolean);
}

/** Of a file's bytes; of one that is not there, nothing. */
async function hashOf(path: string, root: string): Promise<string> {
  const content = await readFile(join(root, path)).catch(() => undefined);
  return content ? createHash("sha256").update(content).digest("hex") : "";
}

/** In per cent; of no mutants, 100. */
export function score(entries: readonly Pick<Entry, "killed" | "survived">[]): number {
  let killed = 0;
  let all = 0;
  for (const entry of entries) {
    killed += entry.killed;
    all += entry.killed + entry.survived;
  }
  return all === 0 ? 100 : (100 * killed) / all;
}

/** Of each floor, and of all: its name, how many mutants, how many found, how many not, and the score. */
export function scoreRows(
  filesByFloor: ReadonlyMap<string, readonly string[]>,
  record: Readonly<Record<string, Entry>>,
): string[][] {
  const row = (name: string, files: readonly string[]): string[] => {
    const entries = files.flatMap((file) => record[file] ?? []);
    const killed = entries.reduce((sum, entry) => sum + entry.killed, 0);
    const survived = entries.reduce((sum, entry) => sum + entry.survived, 0);
    const counts = [killed + survived, killed, survived].map(String);
    return [name, ...counts, `${score(entries).toFixed(2)} %`];
  };
  return [
    ...[...filesByFloor].map(([name, files]) => row(name, files)),
    row("all", [...filesByFloor.values()].flat()),
  ];
}
