/** `bptt-oracle check`: holds an implementation against the cases. */
import { type Command, Option } from "commander";
import { checkReport, isPassed, type Judged } from "../conformance/checkReport.ts";
import { answerIn, judge } from "../conformance/compare.ts";
import { diagnose } from "../conformance/diagnosis/diagnose.ts";
import { DTYPES, type Dtype } from "../conformance/dtype.ts";
import { counted } from "../conformance/formatError.ts";
import { type Case, casesOf } from "../conformance/kinds.ts";
import { loadSuite } from "../conformance/load.ts";
import { parseCases, parseResults, readBytes } from "../conformance/read.ts";
import type { Implementation } from "../conformance/types.ts";
import { checkReportText } from "../conformance/write.ts";
import { checkHtml } from "../report/checkHtml.ts";
import { checkJUnit } from "../report/checkJUnit.ts";
import { checkText } from "../report/checkText.ts";
import { judgeProgram, startProgram, type Times, withTimes } from "./ask.ts";
import {
  command,
  endedAtOnce,
  letInterrupt,
  parsePath,
  requireApart,
  requireWritable,
  UsageError,
  writeWhole,
} from "./command.ts";
import { type Choice, chosenCases, collectId, requireCase, withChoice } from "./suite.ts";

interface Options extends Choice, Times {
  readonly cases?: string;
  readonly results?: string;
  readonly dtype?: Dtype;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly all?: true;
}

/** Who answered, and what came of each case. */
interface Answers {
  readonly implementation: Implementation;
  readonly judged: readonly Judged[];
}

/**
 * @param folder where the manifest is
 * @param signal that Ctrl-C aborts
 */
export function checkCommand(folder: string, signal: AbortSignal): Command {
  const check = withChoice(
    command(
      "check",
      "Holds an implementation against the cases. A program has an hour for all of them.",
    ),
  )
    .usage("[options] --results FILE\n       bptt-oracle check [options] -- COMMAND …")
    .argument("[command...]", "the program, after --: it is sent the cases and answers them")
    .option("--only <id>", "only this case; may be given again", collectId)
    .option("--cases <file>", "the cases of this file, instead of the suite's", parsePath)
    .option("--results <file>", "what the implementation answered, instead of asking it", parsePath)
    .addOption(new Option("--dtype <dtype>", "what it must say it computes in").choices(DTYPES));
  return withTimes(check, 60)
    .option("--json <file>", "write a report as JSON; with - print it, and nothing else", parsePath)
    .option("--junit <file>", "write a report as JUnit XML", parsePath)
    .option("--html <file>", "write a report as a page", parsePath)
    .option("--all", "print every failure")
    .action((words: readonly string[], options: Options) => run(words, options, folder, signal));
}

async function run(
  words: readonly string[],
  options: Options,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const { results, json, junit, html, all } = options;
  if ((results === undefined) === (words.length === 0)) {
    throw new UsageError("expected either --results FILE or -- COMMAND …");
  }
  const { cases: file } = options;
  const outputs = { "--json": json === "-" ? undefined : json, "--junit": junit, "--html": html };
  requireApart({ "--results": results, "--cases": file, ...outputs });
  const paths = Object.values(outputs).filter((path) => path !== undefined);
  const suite = file === undefined ? loadSuite(folder) : casesOf(parseCases(readBytes(file), file));
  const cases = chosenCases(suite, options, folder);
  const answers =
    results === undefined
      ? await askProgram(words, cases, paths, options, signal)
      : readAnswers(results, cases, suite, options, folder);
  if (results !== undefined) await requireWritable(...paths);
  const { implementation, judged } = answers;
  await letInterrupt(signal);
  const evidence = judged.map(({ testCase, answer }) => ({ case: testCase, answer }));
  // Of long sequences, which a file of the user's own may hold, it takes a minute and more.
  const diagnosis = endedAtOnce(() => diagnose(evidence, implementation.dtype));
  await letInterrupt(signal);
  const found = { implementation, judged, diagnosis };
  if (json !== undefined) await writeOrPrint(json, checkReportText(checkReport(found)));
  if (junit !== undefined) await writeWhole(junit, checkJUnit(found));
  if (html !== undefined) await writeWhole(html, checkHtml(found));
  if (json !== "-") process.stdout.write(`${checkText(found, { all: all ?? false })}\n`);
  process.exitCode = isPassed(judged) ? 0 : 1;
}

/** Writes a file, or with - to standard output. */
export async function writeOrPrint(path: string, text: string): Promise<void> {
  if (path === "-") process.stdout.write(text);
  else await writeWhole(path, text);
}

/**
 * The answers of a results file to the cases that are asked for. It may answer others, of the same
 * file of cases or of the suite: it is noted how many.
 *
 * @throws {FormatError} when it cannot be read
 * @throws {UsageError} when it is of another dtype, or answers a case that there is not
 */
function readAnswers(
  path: string,
  cases: readonly Case[],
  suite: readonly Case[],
  { dtype }: Options,
  folder: string,
): Answers {
  const file = parseResults(readBytes(path), path);
  const { implementation, results, skipped } = file;
  requireDtype(implementation, dtype);
  const ids = [...Object.keys(results), ...Object.keys(skipped)];
  const isOf = (some: readonly Case[]) => (id: string) => some.some((one) => one.id === id);
  const known = ids.every(isOf(suite)) ? suite : [...suite, ...loadSuite(folder)];
  for (const id of ids) requireCase(known, id, `${path}: `);
  const others = ids.length - ids.filter(isOf(cases)).length;
  if (others > 0) {
    const answers = counted(others, "answer is to a case", "answers are to cases");
    process.stderr.write(`note: ${path}: ${answers} not asked for, and left aside\n`);
  }
  const judged = cases.map((testCase): Judged => {
    const answer = answerIn(file, testCase.id);
    const judgement = judge(testCase, answer, implementation.dtype);
    return { testCase, answer, judgement, seconds: 0 };
  });
  return { implementation, judged };
}

/**
 * The answers of a program, once it has started and what is written of them has its place.
 *
 * @throws {UsageError} when it does not start, is of another dtype, or a file cannot be written
 */
async function askProgram(
  command: readonly string[],
  cases: readonly Case[],
  outputs: readonly string[],
  { dtype, ...times }: Options,
  signal: AbortSignal,
): Promise<Answers> {
  const program = await startProgram(command, times, signal);
  const { implementation } = program;
  try {
    requireDtype(implementation, dtype);
    await requireWritable(...outputs);
  } catch (error) {
    await program.close();
    throw error;
  }
  return { implementation, judged: await judgeProgram(program, cases) };
}

/** @throws {UsageError} when the implementation computes in another dtype than was stated */
export function requireDtype({ name, dtype }: Implementation, stated: Dtype | undefined): void {
  if (stated === undefined || stated === dtype) return;
  throw new UsageError(
    `--dtype: expected ${dtype}, as ${JSON.stringify(name)} says of itself, got ${stated}`,
  );
}
