/** A small suite of real cases of every kind, in a folder, and what programs answer to it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bugOf } from "../../src/conformance/bugs/catalogue.ts";
import { finishedCase, fixturesOf } from "../../src/conformance/fixtureFiles.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { referenceAnswer } from "../../src/conformance/reference.ts";
import { DRAFTS } from "../../src/conformance/suite/drafts.ts";
import { NOTES } from "../../src/conformance/suite/notes.ts";
import type { ResultsFile } from "../../src/conformance/types.ts";
import { resultsText } from "../../src/conformance/write.ts";
import { temporaryFolder } from "./cli.ts";

const IDS = [
  "canary-float64-everyday",
  "canary-float32-everyday",
  "random-seed-42",
  "activation-relu-ordinary",
  "loss-linear-ordinary",
  "forward-tanh-softmax",
  "gradient-tanh-linear-last-window-2",
  "gradient-window-1-of-7",
  "gradient-window-4-of-7",
  "pairs-sigmoid-linear-every",
  "clip-value-both-signs",
  "step-window-plain",
  "trajectory-one-epoch",
  "reject-gradient-u-transposed",
];

const finished = DRAFTS.filter(({ id }) => IDS.includes(id)).map(finishedCase);

/** In the order of the suite. */
export const SAMPLE_CASES: readonly Case[] = finished.map(({ testCase }) => testCase);

const { texts } = fixturesOf(finished, NOTES, "0.1.0", null);

/** The case of an id. */
export function sampleCase(id: string): Case {
  const found = SAMPLE_CASES.find((one) => one.id === id);
  if (!found) throw new RangeError(`id: expected one of ${IDS.join(", ")}, got ${id}`);
  return found;
}

/** A folder with the suite, for one test; files that are given stand in place of its own. */
export function suiteFolder(others: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries({ ...texts, ...others })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What our own network answers; with a bug, what a program that has it does. */
export function sampleResults(bug?: string): ResultsFile {
  const results: Record<string, Record<string, unknown>> = {};
  for (const testCase of SAMPLE_CASES) {
    const wrong = bug === undefined ? undefined : bugOf(bug)?.apply(testCase);
    const answer = referenceAnswer(testCase);
    if (answer.kind === "error") results[testCase.id] = { error: true };
    else if (answer.kind === "result")
      results[testCase.id] = { ...(wrong ?? Object(answer.result)) };
  }
  const implementation = {
    name: "sample",
    language: "any",
    version: "1",
    dtype: "float64",
  } as const;
  return { format: "bptt-oracle/results", version: 1, implementation, results, skipped: {} };
}

/** The path of a results file, for one test. */
export function resultsFile(results: ResultsFile): string {
  const path = join(temporaryFolder(), "results.json");
  writeFileSync(path, resultsText(results));
  return path;
}
