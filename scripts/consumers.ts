/**
 * `npm run consumers`: builds the implementations in `fixtures/consumers`, in languages that share
 * nothing with ours, and holds them against all cases.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Option } from "commander";
import { judgeProgram, START_SECONDS, startProgram } from "../src/cli/ask.ts";
import { command, main, parseNumber, parsePath, requireWritable } from "../src/cli/command.ts";
import { FIXTURES } from "../src/cli/suite.ts";
import { tallyOf } from "../src/conformance/checkReport.ts";
import { diagnose } from "../src/conformance/diagnosis/diagnose.ts";
import type { Dtype } from "../src/conformance/dtype.ts";
import type { Case } from "../src/conformance/kinds.ts";
import { loadSuite } from "../src/conformance/load.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { checkText } from "../src/report/checkText.ts";
import { plainTable } from "../src/report/terminal.ts";
import { gradientError } from "./consumers/gradientError.ts";
import { buildIn, CONSUMERS, type Consumer } from "./consumers/programs.ts";
import { shownPath } from "./files.ts";
import { asUsage } from "./options.ts";

interface Options {
  readonly only?: string;
  readonly fuzz?: number;
  readonly fixtures: string;
  readonly out: string;
}

const ROOT = join(import.meta.dirname, "..");

const LEGEND = `of tolerance: the largest share of its tolerance that an entry takes; 1 is all of it.
gradients: the largest error of a gradient tensor, relative to its largest entry.`;

const program = command(
  "consumers",
  "Builds the implementations in fixtures/consumers and holds them against all cases. Exit code 0 when all pass, 1 when one fails, or is skipped where CI is set, 2 for a mistake in the options.",
)
  .addOption(
    new Option("--only <name>", "only this one").choices(CONSUMERS.map(({ name }) => name)),
  )
  .option("--fuzz <n>", "random cases besides, always the same", parseNumber)
  .option("--fixtures <dir>", "where the cases are", parsePath, shownPath(FIXTURES))
  .option("--out <dir>", "where they are built", parsePath, shownPath(join(ROOT, "out/consumers")));

/** What came of a consumer in a dtype. */
type Row = readonly (string | number)[];

await main<Options>(program, async ({ only, fuzz, fixtures, out }, signal) => {
  if (fuzz !== undefined) asUsage(() => requireInteger("fuzz", fuzz, { min: 1 }));
  const cases = loadSuite(fixtures);
  await requireWritable(join(out, "elman"));
  const table = plainTable([
    "consumer",
    "dtype",
    "cases",
    "passed",
    "random",
    "of tolerance",
    "gradients",
    "seconds",
  ]);
  for (const consumer of CONSUMERS.filter(({ name }) => name === (only ?? name))) {
    for (const row of await rowsOf(consumer, cases, fuzz, join(out, consumer.name), signal)) {
      table.push([...row]);
    }
  }
  process.stdout.write(`${table.toString()}\n${LEGEND}\n`);
});

/** A row for each dtype; one alone where the consumer cannot be built. */
async function rowsOf(
  consumer: Consumer,
  cases: readonly Case[],
  fuzz: number | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<Row[]> {
  const { name, dtypes, recipe } = consumer;
  const found = recipe();
  if ("missing" in found) {
    process.stdout.write(`SKIPPED ${name}: this machine lacks ${found.missing}\n`);
    if (process.env["CI"]) process.exitCode = 1;
    return [[name, "–", cases.length, "SKIPPED", "–", "–", "–", "–"]];
  }
  try {
    const commandFor = await buildIn(folder, name, found, signal);
    const rows: Row[] = [];
    for (const dtype of dtypes) {
      const words = commandFor(dtype);
      const row = await rowOf(consumer, dtype, words, cases, signal);
      const random =
        fuzz === undefined ? "–" : await randomCell(consumer, dtype, words, fuzz, signal);
      rows.push(row.toSpliced(4, 0, random));
    }
    return rows;
  } catch (error) {
    signal.throwIfAborted();
    process.stdout.write(`FAILED ${name}: ${(error as Error).message}\n`);
    process.exitCode = 1;
    return [[name, "–", cases.length, "FAILED", "–", "–", "–", "–"]];
  }
}

/** Fails unless every case passes, but for the canaries of the other dtype. */
async function rowOf(
  { name }: Consumer,
  dtype: Dtype,
  words: readonly string[],
  cases: readonly Case[],
  signal: AbortSignal,
): Promise<Row> {
  const own = cases.filter(({ kind, config }) => kind !== "canary" || config.dtype === dtype);
  const start = performance.now();
  const running = await startProgram(words, { timeout: 60, startTimeout: START_SECONDS }, signal);
  const { implementation } = running;
  const judged = await judgeProgram(running, own);
  const seconds = (performance.now() - start) / 1000;
  const { passed, skipped } = tallyOf(judged);
  if (implementation.dtype !== dtype || passed < own.length) {
    process.stdout.write(`FAILED ${name}, to compute in ${dtype}, with ${skipped} skipped:\n`);
    const evidence = judged.map(({ testCase, answer }) => ({ case: testCase, answer }));
    const diagnosis = diagnose(evidence, implementation.dtype);
    process.stdout.write(`${checkText({ implementation, judged, diagnosis })}\n\n`);
    process.exitCode = 1;
  }
  const share = Math.max(...judged.map(({ judgement }) => judgement.worst?.share ?? 0));
  const figures = [
    share.toPrecision(3),
    gradientError(judged).toExponential(1),
    seconds.toFixed(1),
  ];
  return [name, dtype, own.length, passed, ...figures];
}

/** How many random cases passed, if all did. */
async function randomCell(
  { name }: Consumer,
  dtype: Dtype,
  words: readonly string[],
  runs: number,
  signal: AbortSignal,
): Promise<string> {
  const options = ["--runs", String(runs), "--seed", "1", "--dtype", dtype];
  const args = [join(ROOT, "src/cli.ts"), "fuzz", ...options, "--", ...words];
  try {
    await promisify(execFile)(process.execPath, args, { signal });
    return String(runs);
  } catch (error) {
    signal.throwIfAborted();
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    process.stdout.write(`FAILED ${name}, on random cases in ${dtype}:\n${stdout}${stderr}\n`);
    process.exitCode = 1;
    return "FAILED";
  }
}
