/** One case in words and numbers, for a terminal. */
import type { Case } from "../conformance/kinds.ts";
import type { Notes } from "../conformance/types.ts";
import { configInWords } from "./caseWords.ts";
import { tensorText } from "./tensorText.ts";
import { wrapped } from "./wrap.ts";

/** A bug of the catalogue, as far as it is called by its name. */
export interface Titled {
  readonly id: string;
  readonly title: string;
}

/**
 * All that there is to a case.
 *
 * @param notes what its flags stand for
 * @param killed the bugs that fail it
 */
export function caseText(testCase: Case, notes: Notes, killed: readonly Titled[]): string {
  const { id, comment, flags, inputs, expected, errorFactor } = testCase;
  const sections = [
    [id, wrapped(comment, "  ")],
    ["Asks for", wrapped(configInWords(testCase), "  ")],
    ["Is there for", ...flags.map((flag) => noteText(flag, notes))],
    ["Inputs", tensorText(inputs)],
    ["Expected", tensorText(expected, errorFactor), ...legend(testCase)],
    [
      "Finds these mistakes",
      ...killed.map(({ id: bug, title }) => wrapped(title, `  ${bug}: `, "    ")),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 1)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function noteText(flag: string, notes: Notes): string {
  const { bugType, description } = notes[flag];
  return wrapped(`${description} (${bugType})`, `  ${flag}: `, "    ");
}

/** What ± means, where it is said. */
function legend({ kind }: Case): string[] {
  if (kind === "canary" || kind === "reject") return [];
  return [
    wrapped(
      "± is how far each entry may be off, in units of u: 2^-53 for float64, 2^-24 for float32. Numbers in matrices are rounded; --json has every digit.",
      "  ",
    ),
  ];
}
