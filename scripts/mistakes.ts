/**
 * `npm run mistakes`: plants what the best-known tutorials get wrong into NumPy's example, asks
 * `bptt-oracle` about it, and writes the page of worked examples; with `--check`, compares it with the
 * page that there is.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { calledAs } from "../src/cli/calledAs.ts";
import { command, main, requireWritable, writeWhole } from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { FIXTURES } from "../src/cli/suite.ts";
import type { Recipe } from "./consumers/programs.ts";
import { shownPath } from "./files.ts";
import { comparePage } from "./fixtureFolder.ts";
import { exampleRecipe, type Planted, withPlanted } from "./plants/example.ts";
import { WORKED_EXAMPLES, type WorkedExample } from "./plants/mistakes.ts";
import { mistakesPage, type Printed } from "./plants/mistakesPage.ts";
import { PLANTED_FILES } from "./plants/plant.ts";
import { RANDOM_CASES } from "./plants/trial.ts";

interface Options {
  readonly check?: true;
}

const PAGE = "MISTAKES.md";
const TOOL = join(import.meta.dirname, "../src/cli.ts");
const SOURCES = join(FIXTURES, "consumers/python-numpy");

const program = command(
  "mistakes",
  `Asks bptt-oracle about well-known mistakes in NumPy's example, and writes what it prints to ${shownPath(join(FIXTURES, PAGE))}. Exit code 0 when all is well, 1 when the page is another, or is skipped where CI is set, 2 for a mistake in the options.`,
).option("--check", "compare with the file instead of writing it");

await main<Options>(program, async ({ check }, signal) => {
  const recipe = exampleRecipe();
  if ("missing" in recipe) {
    process.stdout.write(`SKIPPED: this machine lacks ${recipe.missing}\n`);
    if (process.env["CI"]) process.exitCode = 1;
    return;
  }
  if (!check) await requireWritable(join(FIXTURES, PAGE));
  const printed: Printed[] = [];
  const shown = progress("examples", WORKED_EXAMPLES.length);
  try {
    for (const example of WORKED_EXAMPLES) {
      printed.push(await printedFor(example, recipe, signal));
      shown.advance();
    }
  } finally {
    shown.stop();
  }
  const page = mistakesPage(printed);
  if (check) await comparePage(FIXTURES, PAGE, page);
  else {
    await writeWhole(join(FIXTURES, PAGE), page);
    process.stdout.write(`written: ${shownPath(join(FIXTURES, PAGE))}\n`);
  }
});

function printedFor(example: WorkedExample, recipe: Recipe, signal: AbortSignal): Promise<Printed> {
  return withPlanted(recipe, example.plant, signal, async (planted) => {
    const { seed, runs } = RANDOM_CASES;
    return {
      example,
      difference: await differenceIn(planted, signal),
      check: await printedBy(["check"], planted, signal),
      fuzz: await printedBy(["fuzz", "--seed", `${seed}`, "--runs", `${runs}`], planted, signal),
    };
  });
}

/** What the tool prints about a program that fails, as if it had been called in its folder. */
async function printedBy(
  args: readonly string[],
  { folder, words }: Planted,
  signal: AbortSignal,
): Promise<string> {
  const [python] = words;
  const all = [TOOL, ...args, "--", python, "answer.py"];
  try {
    await promisify(execFile)(process.execPath, all, { cwd: folder, signal });
  } catch (error) {
    signal.throwIfAborted();
    const { code, stdout } = error as { readonly code: unknown; readonly stdout: string };
    if (code === 1) {
      const called = calledAs(TOOL, folder, process.env);
      return stdout.replaceAll(called, "bptt-oracle").replaceAll(python, "python3").trimEnd();
    }
    throw error;
  }
  throw new Error(`expected ${args.join(" ")} to fail the program, got a pass`);
}

/** The lines of the example's files that a plant changed, as Python's difflib has them. */
async function differenceIn({ folder, words }: Planted, signal: AbortSignal): Promise<string> {
  const script = `
import difflib, pathlib, sys
source, planted, *names = sys.argv[1:]
for name in names:
    before, after = [(pathlib.Path(f) / name).read_text("utf-8").splitlines() for f in (source, planted)]
    print(*difflib.unified_diff(before, after, name, name, n=1, lineterm=""), sep="\\n")
`;
  const args = ["-c", script, SOURCES, folder, ...PLANTED_FILES];
  const { stdout } = await promisify(execFile)(words[0], args, { signal });
  return stdout.trim();
}
