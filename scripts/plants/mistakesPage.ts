/** The page of worked examples. */
import type { WorkedExample } from "./mistakes.ts";
import { RANDOM_CASES } from "./trial.ts";

/** A worked example with what was printed about it. */
export interface Printed {
  readonly example: WorkedExample;
  /** the changed lines, as a unified diff */
  readonly difference: string;
  readonly check: string;
  readonly fuzz: string;
}

/** The mistakes one after the other: what it is, the changed lines, check, fuzz, a remark. */
export function mistakesPage(printed: readonly Printed[]): string {
  return `# Well-known mistakes, as the tool sees them

Each of these has been made in a copy of \`consumers/python-numpy\`, and \`bptt-oracle\` was asked about
the copy. What it printed stands here as it came, but for what is marked with […]. The page is written by
\`npm run mistakes\`, where this package is developed; \`consumers/planted.md\` has the figures for all
mistakes of the catalogue.

${printed.map(sectionOf).join("\n")}`;
}

function sectionOf({ example, difference, check, fuzz }: Printed): string {
  const { title, text, remark } = example;
  const { seed, runs } = RANDOM_CASES;
  return `## ${title}

${text}

${fenced("diff", withoutNames(difference))}

${fenced("", `$ bptt-oracle check -- python3 answer.py\n${abridged(check)}`)}

${fenced("", `$ bptt-oracle fuzz --seed ${seed} --runs ${runs} -- python3 answer.py\n${fuzz}`)}

${remark}
`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Each file is named once, and where its changes are is left out. */
function withoutNames(difference: string): string {
  return difference
    .split("\n")
    .filter((line) => !line.startsWith("+++ "))
    .map((line) => (line.startsWith("@@ ") ? "@@" : line))
    .join("\n");
}

/** What check printed with the first failure only. */
export function abridged(text: string): string {
  const parts = text.split("\n\n");
  const isFailure = (part: string): boolean => /^[✗!] /.test(part);
  const first = parts.findIndex(isFailure);
  const others = parts.filter((part, n) => isFailure(part) && n > first);
  const kept = parts.filter((part) => !others.includes(part));
  return others.length === 0
    ? text
    : kept.toSpliced(first + 1, 0, `[… ${others.length} more]`).join("\n\n");
}
