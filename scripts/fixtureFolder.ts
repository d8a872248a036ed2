/** The folder of the fixtures: what is written there, and how it differs from what should be. */
import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError, writeWhole } from "../src/cli/command.ts";
import { differenceOf } from "../src/conformance/difference.ts";
import type { Texts } from "../src/conformance/fixtureFiles.ts";
import { FormatError } from "../src/conformance/formatError.ts";
import { parseManifest, readBytes } from "../src/conformance/read.ts";
import type { Manifest } from "../src/conformance/types.ts";

/**
 * The manifest of the last release, which is kept beside the one of now; null when there is none.
 *
 * @throws {UsageError} when it is not as it should be
 */
export function releasedIn(folder: string): Manifest | null {
  const path = join(folder, "released.json");
  if (!existsSync(path)) return null;
  try {
    return parseManifest(readBytes(path), path);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UsageError(error.message);
  }
}

/** Files of cases that are there and should not be, in words. */
export function straysIn(folder: string, texts: Texts): string[] {
  return globSync("cases/**/*.json", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !Object.hasOwn(texts, path))
    .toSorted()
    .map((path) => `${path}: expected no such file, got one`);
}

/** What differs in each file, by its path; undefined where nothing does. */
export async function differencesIn(
  folder: string,
  texts: Texts,
): Promise<Readonly<Record<string, string | undefined>>> {
  const differences: Record<string, string | undefined> = {};
  for (const [path, text] of Object.entries(texts)) {
    const written = await textIn(folder, path);
    differences[path] =
      written === undefined ? "expected a file, got none" : differenceOf(written, text);
  }
  return differences;
}

/** Prints whether a page is what is written down, or its first line that differs: then it fails. */
export async function comparePage(folder: string, path: string, page: string): Promise<void> {
  const { [path]: difference } = await differencesIn(folder, { [path]: page });
  process.stdout.write(difference ? `DIFFERENT ${path}: ${difference}\n` : `equal     ${path}\n`);
  if (difference) process.exitCode = 1;
}

/** The text of a file; undefined when there is none. */
export async function textIn(folder: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, path), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`cannot read ${join(folder, path)}: ${(error as Error).message}`);
  }
}

/** @throws {UsageError} when a place cannot be written to */
export async function writeTexts(folder: string, texts: Texts): Promise<void> {
  for (const [path, text] of Object.entries(texts)) await writeWhole(join(folder, path), text);
}
