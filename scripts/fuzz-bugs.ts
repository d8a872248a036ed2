/**
 * `npm run fuzz-bugs`: every bug of the catalogue as a program that is put random cases, to see that it
 * is found, how small the failing case becomes, and whether the bug is called by its name.
 */
import { setImmediate } from "node:timers/promises";
import { command, main, UsageError } from "../src/cli/command.ts";
import { parseRuns, parseSeed } from "../src/cli/fuzz.ts";
import { progress } from "../src/cli/progress.ts";
import { BUGS } from "../src/conformance/bugs/catalogue.ts";
import { RIGHT } from "../src/conformance/bugs/right.ts";
import { answersOf } from "../src/conformance/fuzz/answering.ts";
import { plainTable } from "../src/report/terminal.ts";
import { fuzzFigures } from "./fuzzFigures.ts";

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly only?: string;
}

const program = command("fuzz-bugs", "the bugs of the catalogue before random cases")
  .option("--runs <number>", "cases for each bug", parseRuns, 200)
  .option("--seed <number>", "that draws them", parseSeed, 1)
  .option("--only <bug>", "this bug alone");

await main<Options>(program, async ({ runs, seed, only }, signal) => {
  const bugs = BUGS.filter(({ id }) => only === undefined || id === only);
  if (bugs.length === 0) throw new UsageError(`--only: there is no bug ${JSON.stringify(only)}`);
  const table = plainTable(["bug", "kind", "cases", "asked", "T", "H", "named"]);
  const missed: string[] = [];
  const shown = progress("bugs", bugs.length);
  for (const bug of bugs) {
    await setImmediate();
    signal.throwIfAborted();
    const figures = await fuzzFigures(
      bug,
      answersOf({ ...RIGHT, ...bug.seams }),
      { seed, runs },
      signal,
    );
    if (!figures.isFound) missed.push(bug.id);
    const { kind, cases, asked, T, H, named } = figures;
    table.push([bug.id, kind, cases, asked, T, H, named]);
    shown.advance();
  }
  shown.stop();
  process.stdout.write(`${table}\n`);
  if (missed.length === 0) return;
  process.stdout.write(`NOT FOUND: ${missed.join(", ")}\n`);
  process.exitCode = 1;
});
