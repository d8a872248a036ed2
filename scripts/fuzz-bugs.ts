/**
 * `npm run fuzz-bugs`: every bug of the catalogue as a program that is put random cases, to see that it
 * is found, how small the failing case becomes, and whether the bug is called by its name.
 */
import { setImmediate } from "node:timers/promises";
import { command, main, parseNumber, UsageError } from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import type { Bug } from "../src/conformance/bugs/bug.ts";
import { BUGS } from "../src/conformance/bugs/catalogue.ts";
import { RIGHT } from "../src/conformance/bugs/right.ts";
import { SOLVED_KINDS } from "../src/conformance/bugs/solve.ts";
import { answersOf } from "../src/conformance/fuzz/answering.ts";
import { type FuzzFindings, fuzz } from "../src/conformance/fuzz/fuzz.ts";
import { longestIn } from "../src/conformance/fuzz/tensors.ts";
import { plainTable } from "../src/report/terminal.ts";

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly only?: string;
}

/** At relu's kink the derivative is a matter of convention, and no random case is drawn there. */
const NOT_FOUND = ["relu-derivative-one-at-zero"];

const program = command("fuzz-bugs", "the bugs of the catalogue before random cases")
  .option("--runs <number>", "cases for each bug", parseNumber, 200)
  .option("--seed <number>", "that draws them", parseNumber, 1)
  .option("--only <bug>", "this bug alone");

await main<Options>(program, async ({ runs, seed, only }, signal) => {
  const bugs = BUGS.filter(({ id }) => only === undefined || id === only);
  if (bugs.length === 0) throw new UsageError(`--only: there is no bug ${JSON.stringify(only)}`);
  const table = plainTable(["bug", "kind", "cases", "asked", "T", "H", "named"]);
  const unexpected: string[] = [];
  const shown = progress("bugs", bugs.length);
  for (const bug of bugs) {
    await setImmediate();
    signal.throwIfAborted();
    const { findings, asked } = await found(bug, runs, seed);
    if ((findings.smallest === undefined) !== NOT_FOUND.includes(bug.id)) unexpected.push(bug.id);
    table.push([bug.id, ...rowOf(findings), asked, ...sizesOf(findings), nameOf(bug, findings)]);
    shown.advance();
  }
  shown.stop();
  process.stdout.write(`${table}\n`);
  if (unexpected.length === 0) return;
  process.stdout.write(`NOT AS EXPECTED: ${unexpected.join(", ")}\n`);
  process.exitCode = 1;
});

async function found(
  bug: Bug,
  runs: number,
  seed: number,
): Promise<{ readonly findings: FuzzFindings; readonly asked: number }> {
  const answer = answersOf({ ...RIGHT, ...bug.seams });
  let asked = 0;
  const findings = await fuzz(
    (question) => {
      asked++;
      return answer(question);
    },
    { seed, runs, kinds: SOLVED_KINDS, dtype: "float64" },
  );
  return { findings, asked };
}

function rowOf({ tallies, smallest }: FuzzFindings): [string, number] {
  const cases = tallies.reduce((sum, { passed, failed }) => sum + passed + failed, 0);
  return [smallest?.testCase.kind ?? "not found", cases];
}

/** T and H of the smallest failing case, where it has any. */
function sizesOf({ smallest }: FuzzFindings): [string, string] {
  if (!smallest) return ["", ""];
  const { config } = smallest.testCase;
  const H = "hiddenSize" in config ? String(config.hiddenSize) : "";
  return [String(longestIn(smallest.testCase)), H];
}

function nameOf({ id }: Bug, { diagnosis }: FuzzFindings): string {
  if (diagnosis.verdict !== "named") return diagnosis.verdict === "none" ? "" : "no";
  return diagnosis.causes.map((cause) => cause.id).join() === id ? "yes" : "another";
}
