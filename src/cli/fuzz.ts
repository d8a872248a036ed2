/** `bptt-oracle fuzz`: random cases against a program, down to a smallest one that fails. */
import { randomInt } from "node:crypto";
import { type Command, InvalidArgumentError, Option } from "commander";
import { SOLVED_KINDS, type SolvedKind } from "../conformance/bugs/solve.ts";
import { DTYPES, type Dtype } from "../conformance/dtype.ts";
import type { Ending, FuzzFindings } from "../conformance/fuzz/fuzz.ts";
import type { Program } from "../conformance/protocol/program.ts";
import { casesText, fuzzReportText } from "../conformance/write.ts";
import { printable } from "../report/printable.ts";
import { noteWarnings, START_SECONDS, startProgram, type Times, withTimes } from "./ask.ts";
import { requireDtype, writeOrPrint } from "./check.ts";
import {
  command,
  parseNumber,
  parsePath,
  parseSeconds,
  quoted,
  requireApart,
  requireWritable,
  UsageError,
  writeWhole,
} from "./command.ts";
import { progress } from "./progress.ts";

interface Options extends Times {
  readonly runs: number;
  readonly seed?: number;
  readonly kind?: readonly SolvedKind[];
  readonly dtype?: Dtype;
  readonly limit: number;
  readonly save?: string;
  readonly json?: string;
}

/** One more than the largest seed. */
const SEEDS = 2 ** 31;

/**
 * @param signal that Ctrl-C aborts
 * @param called what to type to have the program again
 */
export function fuzzCommand(signal: AbortSignal, called: string = "bptt-oracle"): Command {
  const fuzz = command(
    "fuzz",
    "Random cases against a program, kind by kind; the first that fails is made as small as it goes, worked by hand and diagnosed.",
  )
    .usage("[options] -- COMMAND …")
    .argument("[command...]", "the program, after --: it is sent the cases and answers them")
    .option("--runs <number>", "cases in all, shared out among the kinds", parseRuns, 400)
    .option("--seed <number>", "draws the same cases again; any, when not given", parseSeed)
    .option("--kind <kind>", "only cases of this kind; may be given again", collectSolvedKind)
    .addOption(new Option("--dtype <dtype>", "what it must say it computes in").choices(DTYPES));
  return withTimes(fuzz, 10)
    .option("--limit <seconds>", "for the whole search", parseSeconds, 600)
    .option("--save <file>", "write the smallest failing case as a file of cases", parsePath)
    .option("--json <file>", "write a report as JSON; with - print it, and nothing else", parsePath)
    .action((words: readonly string[], options: Options) => search(words, options, signal, called));
}

/** How many cases. */
export function parseRuns(text: string): number {
  const runs = parseNumber(text);
  if (Number.isSafeInteger(runs) && runs >= 1) return runs;
  throw new InvalidArgumentError("Expected a whole number from 1 on.");
}

/** What draws them. */
export function parseSeed(text: string): number {
  const seed = parseNumber(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < SEEDS) return seed;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${SEEDS - 1}.`);
}

/** A kind; each use of the option adds one. */
function collectSolvedKind(text: string, before: readonly SolvedKind[] = []): SolvedKind[] {
  const kind = SOLVED_KINDS.find((one) => one === text);
  if (!kind) throw new InvalidArgumentError(`Expected one of ${SOLVED_KINDS.join(", ")}.`);
  return [...before, kind];
}

async function search(
  words: readonly string[],
  options: Options,
  signal: AbortSignal,
  called: string,
): Promise<void> {
  const { save, json } = options;
  if (words.length === 0) throw new UsageError("expected -- COMMAND …");
  const outputs = { "--save": save, "--json": json === "-" ? undefined : json };
  requireApart(outputs);
  const program = await startProgram(words, options, signal, ENDLESS);
  let findings: FuzzFindings;
  try {
    requireDtype(program.implementation, options.dtype);
    await requireWritable(...Object.values(outputs).filter((path) => path !== undefined));
    findings = await foundIn(program, options, signal);
  } finally {
    noteWarnings(await program.close());
  }
  await report(findings, program, options, called);
}

/** A program that fails is started again, for as long as the search goes on. */
const ENDLESS = { restarts: Number.MAX_SAFE_INTEGER, totalLimit: SEEDS - 1 };

async function foundIn(
  program: Program,
  { runs, seed = randomInt(SEEDS), kind, limit }: Options,
  signal: AbortSignal,
): Promise<FuzzFindings> {
  // Loaded for this command only: it takes as long as all the rest.
  const { fuzz } = await import("../conformance/fuzz/fuzz.ts");
  const start = performance.now();
  const ending = (): Ending | undefined => {
    if (signal.aborted) return "interrupt";
    return performance.now() - start > limit * 1000 ? "time" : undefined;
  };
  const shown = progress("cases", runs);
  try {
    return await fuzz((asked) => program.ask(asked), {
      seed,
      runs,
      kinds: SOLVED_KINDS.filter((one) => kind?.includes(one) ?? true),
      dtype: program.implementation.dtype,
      ending,
      onCase: shown.advance,
      onFailure: (failed, { reason }) => {
        shown.stop();
        const said = `${failed}: a case fails: ${reason}\nlooking for a smaller one …\n`;
        process.stderr.write(printable(said));
      },
    });
  } finally {
    shown.stop();
  }
}

async function report(
  findings: FuzzFindings,
  { command: words, implementation }: Program,
  { save, json, ...options }: Options,
  called: string,
): Promise<void> {
  const { fileOf, fuzzReport } = await import("../conformance/fuzz/fuzzReport.ts");
  const { isClean } = await import("../conformance/fuzz/fuzz.ts");
  const { fuzzText } = await import("../report/fuzzText.ts");
  const { smallest } = findings;
  if (save !== undefined && smallest) await writeWhole(save, casesText(fileOf(smallest.testCase)));
  if (json !== undefined) {
    await writeOrPrint(json, fuzzReportText(fuzzReport(findings, implementation)));
  }
  if (json !== "-") {
    const commands = {
      replay: `${called} ${replayOf(findings, words, options)}`,
      check: `${called} check --cases ${quoted(save ?? "FILE")}${startOption(options)} -- ${words.map(quoted).join(" ")}`,
      isSaved: save !== undefined,
    };
    process.stdout.write(`${fuzzText(findings, implementation, commands)}\n`);
  }
  process.exitCode = isClean(findings) ? 0 : 1;
}

/** A search of the kind that failed, through as many cases of it as it took. */
function replayOf({ seed, tallies }: FuzzFindings, words: readonly string[], times: Times): string {
  const last = tallies[tallies.length - 1];
  const runs = last.passed + last.failed;
  const draws = `--seed ${seed} --kind ${last.kind} --runs ${runs}`;
  const options = `${draws} --timeout ${times.timeout}${startOption(times)}`;
  return `fuzz ${options} -- ${words.map(quoted).join(" ")}`;
}

/** What a program that is slow to start has to be given again. */
function startOption({ startTimeout }: Times): string {
  return startTimeout === START_SECONDS ? "" : ` --start-timeout ${startTimeout}`;
}
