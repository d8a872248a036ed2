/** What random cases found, as text for a terminal. */
import { counted } from "../conformance/formatError.ts";
import { type FuzzFindings, isClean, type Smallest } from "../conformance/fuzz/fuzz.ts";
import type { Implementation } from "../conformance/types.ts";
import { configInWords } from "./caseWords.ts";
import { implementationText } from "./checkText.ts";
import { printable } from "./printable.ts";
import { tensorText } from "./tensorText.ts";
import { tableText } from "./terminal.ts";
import { workedText } from "./workedText.ts";
import { wrapped } from "./wrap.ts";

/** How to come back to what was found. */
export interface Commands {
  /** that finds the same again */
  readonly replay: string;
  /** that asks the one case again; what to do for it is said where it was not saved */
  readonly check: string;
  readonly isSaved: boolean;
}

/** Who was asked, how each kind went, and the smallest failing case from its numbers to its cause. */
export function fuzzText(
  findings: FuzzFindings,
  implementation: Implementation,
  commands: Commands,
): string {
  const { smallest } = findings;
  const sections = [
    wrapped(implementationText({ implementation })),
    kindTable(findings),
    ...(smallest ? failureSections(findings, smallest, implementation, commands) : []),
    wrapped(summary(findings)),
  ];
  return sections.join("\n\n");
}

function kindTable({ tallies }: FuzzFindings): string {
  return tableText(
    ["kind", "passed", "failed", "skipped"],
    tallies.map(({ kind, passed, failed, skipped }) => [kind, passed, failed, skipped]),
  );
}

function failureSections(
  { diagnosis }: FuzzFindings,
  smallest: Smallest,
  { dtype }: Implementation,
  commands: Commands,
): string[] {
  const { testCase, answer, judgement, shrinks, isSteady } = smallest;
  const times = counted(shrinks, "time");
  const stderr = answer.kind === "fault" ? printable(answer.stderr.trimEnd()) : "";
  return [
    [
      `The smallest failing case, made simpler ${times}`,
      wrapped(configInWords(testCase), "  ", "    "),
      wrapped(printable(`✗ ${judgement.reason}`), "  ", "    "),
      ...(isSteady === false
        ? [wrapped("Asked again, the program answered otherwise: it is not steady.", "  ", "    ")]
        : []),
      ...(stderr === "" ? [] : ["  its standard error ended with:", stderr.replace(/^/gm, "    ")]),
    ].join("\n"),
    ["Its inputs", tensorText(testCase.inputs)].join("\n"),
    ["Worked by hand", workedText(testCase, answer, dtype)].join("\n"),
    [
      diagnosis.verdict === "named" ? "Diagnosis" : "Diagnosis: none",
      ...diagnosis.sentences.map((sentence) => wrapped(printable(sentence), "  ", "    ")),
    ].join("\n"),
    [
      "To find it again",
      `  ${commands.replay}`,
      commands.isSaved
        ? "To ask this one case again"
        : "To ask this one case again, once the command above with --save FILE has kept it",
      `  ${commands.check}`,
    ].join("\n"),
  ];
}

const ENDINGS = { time: "the time ran out", interrupt: "interrupted" } as const;

/** What it comes to, in a sentence. */
function summary(findings: FuzzFindings): string {
  const { seed, tallies, smallest, ending } = findings;
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const cases = counted(passed, "random case");
  const early = ending ? ` Not all was done: ${ENDINGS[ending]}.` : "";
  if (smallest) {
    return `FAIL: ${smallest.testCase.kind}, after ${cases} had passed; seed ${seed}.${early}`;
  }
  if (!isClean(findings)) return `FAIL: nothing was tested; seed ${seed}.${early}`;
  const absent = tallies.filter((tally) => tally.passed === 0).map(({ kind }) => kind);
  const skipped = absent.length > 0 ? ` Nothing passed of ${absent.join(", ")}.` : "";
  return `PASS: ${cases} passed, none failed; seed ${seed}.${skipped}${early}`;
}
