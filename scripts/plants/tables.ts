/** What came of the planted bugs, as text for a terminal of 80 columns and as a page. */
import { isNamed, RANDOM_CASES, type Trial } from "./trial.ts";

const HEAD = ["bug", "fails", "named", "kind", "cases", "asked", "T", "H", "named"];
/** Of the ids in the terminal: the longest leaves no place for borders, nor for what was asked. */
const ID_WIDTH = 39;
const WIDTHS = [5, 5, 10, 5, 5, 2, 2, 5];
const ASKED = 4;

function cellsOf({ bug, failed, causes, fuzzed }: Trial): string[] {
  const { kind, cases, asked, T, H, named } = fuzzed;
  const byCheck = isNamed({ bug, causes }) ? "yes" : "NO";
  return [bug.id, failed, byCheck, kind, cases, asked, T, H, named].map(String);
}

/** A line for each bug. */
export function trialsText(trials: readonly Trial[]): string {
  return [HEAD, ...trials.map(cellsOf)]
    .map(([id, ...figures]) => {
      const columns = figures.map((cell, n) => cell.padStart(WIDTHS[n]));
      return [id.padEnd(ID_WIDTH), ...columns.toSpliced(ASKED, 1)].join(" ").trimEnd();
    })
    .join("\n");
}

/** What the columns are. */
export const LEGEND = `fails: shipped cases that fail; named: whether check named the bug from them.
kind, cases: of the random case that failed first, and which it was;
T, H: steps and units of the smallest that fails; named: whether fuzz named it.`;

/** The same as a page in Markdown, for all bugs. */
export function trialsPage(trials: readonly Trial[]): string {
  const found = trials.filter(({ fuzzed }) => fuzzed.isFound);
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const most = Math.max(...found.map(({ fuzzed }) => fuzzed.cases));
  return `# Every known mistake, made in the NumPy example

Written by \`npm run planted-bugs\`: each of the ${trials.length} mistakes of the catalogue
(\`../certificate.md\` says what each is) is made in a copy of \`python-numpy/\`, as a person would make it
there, and what \`bptt-oracle\` says of that program is held against what was done to it. The changed
lines are in \`scripts/plants\`, where this package is developed; some of them, with what the tool
prints, are in \`../MISTAKES.md\`.

- \`bptt-oracle check -- python3 answer.py\` names ${trials.filter(isNamed).length} of ${trials.length}, and none by another name.
- \`bptt-oracle fuzz --seed ${RANDOM_CASES.seed} --runs ${RANDOM_CASES.runs} -- python3 answer.py\` finds ${found.length} of them, after ${most} cases at the
  most, and names ${found.filter(({ fuzzed }) => fuzzed.named === "yes").length}.

| check | |
| --- | --- |
| fails | shipped cases that the program fails |
| named | whether the diagnosis of them names the mistake, alone |
| __fuzz__ | |
| kind, cases | of the first random case that fails, and how many it took |
| asked | how often the program was asked in all, until that case was small and diagnosed |
| T, H | steps and units of the smallest failing case, where it has any |
| named | whether the diagnosis of its answers names the mistake, alone |

${[row(HEAD), row(HEAD.map(() => "---")), ...trials.map((trial) => row(pageCellsOf(trial)))].join("\n")}
`;
}

function pageCellsOf(trial: Trial): string[] {
  return cellsOf(trial).with(0, `\`${trial.bug.id}\``);
}
