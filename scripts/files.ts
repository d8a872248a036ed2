/** The files that commands read: where they are, and what must be in them before they are believed. */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import * as v from "valibot";
import type { Ensemble } from "../src/article/ensemble.ts";
import type { Golden } from "../src/article/goldens.ts";
import { PUBLISHED_TRAIN_LOSS } from "../src/article/published.ts";
import { UsageError } from "../src/cli/command.ts";

/** The path of a file in `fixtures/article`, wherever the command was started. */
export function fixturePath(name: string): string {
  return join(import.meta.dirname, "../fixtures/article", name);
}

/** A path as it is shown: from where the command was started, if it is below that. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === "" || below.startsWith("..") ? path : below;
}

const figure = v.pipe(v.number(), v.finite());
const figures = v.array(figure);
const spread = v.object({
  min: figure,
  p05: figure,
  median: figure,
  mean: figure,
  p95: figure,
  max: figure,
});
const spreadByEpoch = v.pipe(v.array(spread), v.length(PUBLISHED_TRAIN_LOSS.length));

/** `rounding-ensemble.json` */
export const ensembleFile: v.GenericSchema<unknown, Ensemble> = v.object({
  members: v.pipe(v.number(), v.integer(), v.minValue(1)),
  trainLoss: spreadByEpoch,
  valLoss: spreadByEpoch,
  valRmse: v.object({ articlePrediction: spread, asTrained: spread }),
});

export const goldenSchema: v.GenericSchema<unknown, Golden> = v.object({
  trainLoss: figures,
  valLoss: figures,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** `goldens.json` */
export const goldensFile: v.GenericSchema<unknown, Readonly<Record<string, Golden>>> = v.record(
  v.string(),
  goldenSchema,
);

/**
 * What is in a file of JSON.
 *
 * @throws {UsageError} when the file cannot be read, is not JSON, or holds something else
 */
export async function readFixture<Content>(
  path: string,
  schema: v.GenericSchema<unknown, Content>,
): Promise<Content> {
  const found = v.safeParse(schema, await readJson(path));
  if (found.success) return found.output;
  const [issue] = found.issues;
  const where = v.getDotPath(issue);
  throw new UsageError(
    `${shownPath(path)}${where === null ? "" : `, ${where}`}: ` +
      `expected ${issue.expected ?? issue.type}, got ${issue.received}`,
  );
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${shownPath(path)}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      `${shownPath(path)}: expected JSON, got ${text === "" ? "nothing" : "something else"}`,
    );
  }
}
