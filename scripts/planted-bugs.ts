/**
 * `npm run planted-bugs`: every bug of the catalogue planted into NumPy's example, to see that the
 * cases name it and that random cases find it in a program that is not ours. Writes the figures down;
 * with `--check`, compares them with what is written down.
 */
import { join } from "node:path";
import { command, main, requireWritable, UsageError, writeWhole } from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { FIXTURES } from "../src/cli/suite.ts";
import type { Bug } from "../src/conformance/bugs/bug.ts";
import { BUGS } from "../src/conformance/bugs/catalogue.ts";
import { catalogueCandidates } from "../src/conformance/diagnosis/diagnose.ts";
import { loadSuite } from "../src/conformance/load.ts";
import { shownPath } from "./files.ts";
import { comparePage } from "./fixtureFolder.ts";
import { exampleRecipe } from "./plants/example.ts";
import { PLANTS } from "./plants/plants.ts";
import { LEGEND, trialsPage, trialsText } from "./plants/tables.ts";
import { isAsExpected, type Trial, type TrialOptions, trialOf } from "./plants/trial.ts";

interface Options {
  readonly only?: string;
  readonly check?: true;
}

const PAGE = "consumers/planted.md";

/** While a program answers, another one's answers are diagnosed. */
const AT_A_TIME = 2;

const program = command(
  "planted-bugs",
  `Plants every bug of the catalogue into NumPy's example, and writes what check and fuzz make of it to ${shownPath(join(FIXTURES, PAGE))}. Exit code 0 when all is as expected, 1 when something is not, or is skipped where CI is set, 2 for a mistake in the options.`,
)
  .option("--check", "compare with the file instead of writing it")
  .option("--only <bug>", "this bug alone: shown, not written");

await main<Options>(program, async ({ only, check }, signal) => {
  const bugs = BUGS.filter(({ id }) => only === undefined || id === only);
  if (bugs.length === 0) throw new UsageError(`--only: there is no bug ${JSON.stringify(only)}`);
  if (check && only !== undefined) throw new UsageError("--check: of all bugs, not of one");
  const recipe = exampleRecipe();
  if ("missing" in recipe) {
    process.stdout.write(`SKIPPED: this machine lacks ${recipe.missing}\n`);
    if (process.env["CI"]) process.exitCode = 1;
    return;
  }
  if (!check && only === undefined) await requireWritable(join(FIXTURES, PAGE));
  const cases = loadSuite(FIXTURES);
  const trials = await trialsOf(bugs, { recipe, cases, catalogue: catalogueCandidates(), signal });
  process.stdout.write(`${trialsText(trials)}\n\n${LEGEND}\n`);
  const unexpected = trials.filter((trial) => !isAsExpected(trial));
  for (const { bug, causes } of unexpected) {
    const named = causes.join(" and ") || "nothing";
    process.stdout.write(`NOT AS EXPECTED: ${bug.id}: check named ${named}\n`);
    process.exitCode = 1;
  }
  if (only !== undefined || (unexpected.length > 0 && !check)) return;
  if (check) await comparePage(FIXTURES, PAGE, trialsPage(trials));
  else {
    await writeWhole(join(FIXTURES, PAGE), trialsPage(trials));
    process.stdout.write(`written: ${shownPath(join(FIXTURES, PAGE))}\n`);
  }
});

/** The trials in the order of the bugs, some of them at a time. */
async function trialsOf(bugs: readonly Bug[], options: TrialOptions): Promise<Trial[]> {
  const trials = new Map<Bug, Trial>();
  const shown = progress("bugs", bugs.length);
  const queue = bugs.values();
  const workThrough = async (): Promise<void> => {
    for (const bug of queue) {
      options.signal.throwIfAborted();
      trials.set(bug, await trialOf(bug, PLANTS[bug.id], options));
      shown.advance();
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, workThrough));
  } finally {
    shown.stop();
  }
  return bugs.flatMap((bug) => trials.get(bug) ?? []);
}
