/**
 * What `bptt-oracle check` costs itself: programs that answer at once, so that nothing but the protocol,
 * the judgement and the diagnosis takes time, beside one that computes.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIXTURES } from "../../src/cli/suite.ts";
import { bugOf } from "../../src/conformance/bugs/catalogue.ts";
import { type Judged, tallyOf } from "../../src/conformance/checkReport.ts";
import { judge } from "../../src/conformance/compare.ts";
import { diagnose } from "../../src/conformance/diagnosis/diagnose.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { loadSuite } from "../../src/conformance/load.ts";
import { openProgram, type Program } from "../../src/conformance/protocol/program.ts";
import { runCases } from "../../src/conformance/protocol/runCases.ts";
import { referenceAnswer } from "../../src/conformance/reference.ts";
import type { ResultsFile } from "../../src/conformance/types.ts";
import { resultsText } from "../../src/conformance/write.ts";
import { pythonWith } from "../python.ts";

/** A check of all cases. */
export interface CheckCost {
  readonly what: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** from the first question, to a program that is ready, to the diagnosis; the least of three */
  readonly seconds: number;
  readonly casesPerSecond: number;
}

export interface CheckShare {
  readonly cases: number;
  /** to read the files of cases and hold them against their schema */
  readonly readingSeconds: number;
  /** of programs that answer at once */
  readonly prepared: readonly CheckCost[];
  /** of the example in fixtures/consumers; null where there is no python3 with numpy */
  readonly numpy: CheckCost | null;
}

/** One that shows in many gradients, and whose truncation is read off them. */
const MISTAKE = "window-one-hop-short";

/** How often each is measured: whatever else the machine does can only add to the least. */
const RUNS = 3;

/** @throws {DOMException} the signal's reason when it is aborted */
export async function measureCheck(signal: AbortSignal): Promise<CheckShare> {
  const start = performance.now();
  const cases = loadSuite(FIXTURES);
  const readingSeconds = (performance.now() - start) / 1000;
  const prepared: CheckCost[] = [];
  for (const [what, results] of [
    ["skips every case", {}],
    ["has the right answers", preparedResults(cases)],
    ["has those of a mistake, which is named", preparedResults(cases, MISTAKE)],
  ] as const) {
    prepared.push(await preparedCost(what, results, cases, signal));
  }
  const python = pythonWith("numpy");
  const example = join(FIXTURES, "consumers/python-numpy/answer.py");
  const numpy = python
    ? await cost("computes, the example in NumPy", [python, example], cases, signal)
    : null;
  return { cases: cases.length, readingSeconds, prepared, numpy };
}

/** Our own results; with a bug, those of a program that has it. */
function preparedResults(cases: readonly Case[], bug?: string): ResultsFile["results"] {
  const mistake = bug === undefined ? undefined : bugOf(bug);
  const entries = cases.flatMap((testCase): [string, Record<string, unknown>][] => {
    const answer = referenceAnswer(testCase);
    if (answer.kind !== "result") return [];
    return [[testCase.id, { ...(mistake?.apply(testCase) ?? Object(answer.result)) }]];
  });
  return Object.fromEntries(entries);
}

async function preparedCost(
  what: string,
  results: ResultsFile["results"],
  cases: readonly Case[],
  signal: AbortSignal,
): Promise<CheckCost> {
  const folder = await mkdtemp(join(tmpdir(), "bptt-oracle-"));
  try {
    const path = join(folder, "results.json");
    const implementation = {
      name: "prepared",
      language: "JavaScript",
      version: "1",
      dtype: "float64",
    } as const;
    const format = { format: "bptt-oracle/results", version: 1 } as const;
    await writeFile(path, resultsText({ ...format, implementation, results, skipped: {} }));
    const script = join(import.meta.dirname, "prepared.mjs");
    return await cost(what, [process.execPath, script, path], cases, signal);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function cost(
  what: string,
  command: readonly string[],
  cases: readonly Case[],
  signal: AbortSignal,
): Promise<CheckCost> {
  const times: number[] = [];
  let judged: readonly Judged[] = [];
  for (let run = 0; run < RUNS; run++) {
    const program = await openProgram(command, { signal });
    const start = performance.now();
    judged = await checked(program, cases);
    times.push((performance.now() - start) / 1000);
  }
  const { passed, failed, errored, skipped } = tallyOf(judged);
  const seconds = Math.min(...times);
  const casesPerSecond = cases.length / seconds;
  return { what, passed, failed: failed + errored, skipped, seconds, casesPerSecond };
}

/** As the command does it, but for what it prints. */
async function checked(program: Program, cases: readonly Case[]): Promise<readonly Judged[]> {
  const { dtype } = program.implementation;
  const judged: Judged[] = [];
  for await (const { answer } of runCases(program, cases)) {
    const testCase = cases[judged.length];
    judged.push({ testCase, answer, judgement: judge(testCase, answer, dtype), seconds: 0 });
  }
  diagnose(
    judged.map(({ testCase, answer }) => ({ case: testCase, answer })),
    dtype,
  );
  return judged;
}
