/** A check as text for a terminal. */
import {
  byKind,
  type Check,
  failuresIn,
  isPassed,
  type Judged,
  STATUSES,
  statusOf,
  tallyOf,
} from "../conformance/checkReport.ts";
import { distanceOf } from "../conformance/compare.ts";
import { counted, shown } from "../conformance/formatError.ts";
import { drawnPairs, pairGridText } from "./pairGrid.ts";
import { printable } from "./printable.ts";
import { tableText } from "./terminal.ts";
import { wrapped } from "./wrap.ts";

/** Failures that are shown unless all are asked for. */
const FIRST = 10;

export interface CheckTextOptions {
  /** every failure, however many there are */
  readonly all?: boolean;
}

/** Who was checked, the cases by kind, the failures, the diagnosis, and what it comes to. */
export function checkText(check: Check, { all = false }: CheckTextOptions = {}): string {
  const { judged } = check;
  const failures = failuresIn(judged);
  const first = all ? failures : failures.slice(0, FIRST);
  const more = failures.length - first.length;
  return [
    wrapped(implementationText(check)),
    "",
    kindTable(judged),
    ...first.map((one) => `\n${failureText(one)}`),
    ...(more > 0 ? ["", wrapped(`… and ${counted(more, "more failure")}, which --all shows`)] : []),
    ...(failures.length > 0 ? ["", diagnosisText(check)] : []),
    "",
    wrapped(summary(judged)),
  ].join("\n");
}

/** Who answered. */
export function implementationText({ implementation }: Pick<Check, "implementation">): string {
  const { name, version, language, dtype } = implementation;
  return printable(`${name} ${version}, in ${language}, computing in ${dtype}`);
}

/** A row for each kind, and one for all of them. */
function kindTable(judged: readonly Judged[]): string {
  return tableText(
    ["kind", "cases", ...STATUSES],
    [...byKind(judged), ["all", judged] as const].map(([kind, own]) => {
      const tally = tallyOf(own);
      return [kind, tally.total, ...STATUSES.map((status) => tally[status])];
    }),
  );
}

/** The case, why it fails, and its worst entry where that is not the reason already. */
function failureText(judged: Judged): string {
  const { answer, judgement, testCase } = judged;
  const { reason, worst, faults } = judgement;
  const lines = [
    `${statusOf(judged) === "failed" ? "✗" : "!"} ${testCase.id}`,
    wrapped(printable(String(reason)), "  ", "    "),
  ];
  if (faults.length > 0 && worst && !worst.within) {
    lines.push(wrapped(`worst entry: ${distanceOf(worst)}`, "  ", "    "));
  }
  if (answer.kind === "fault" && answer.stderr !== "") {
    lines.push("  its standard error ended with:", indented(printable(answer.stderr.trimEnd())));
  }
  return lines.join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}

/** What was found out about the failures as a whole, with a drawing of a truncation that is another. */
function diagnosisText(check: Check): string {
  const { diagnosis } = check;
  const drawing = drawnPairs(check);
  return [
    diagnosis.verdict === "named" ? "Diagnosis" : "Diagnosis: none",
    ...diagnosis.sentences.map((sentence) => wrapped(printable(sentence), "  ", "    ")),
    ...(drawing
      ? ["", wrapped(`The pairs (t, i) of ${drawing.id}`, "  "), pairGridText(drawing.marks)]
      : []),
  ].join("\n");
}

/** What it comes to, in a sentence. */
export function summary(judged: readonly Judged[]): string {
  const { total, passed, failed, errored, skipped } = tallyOf(judged);
  if (isPassed(judged)) {
    const left = skipped > 0 ? `; ${skipped} skipped` : "";
    return `PASS: ${passed} of ${counted(total, "case")} passed, none failed${left}.`;
  }
  if (failed + errored === 0) {
    const all = total === 1 ? "the one case was" : `all ${total} cases were`;
    return `FAIL: nothing was tested, as ${all} skipped: ${skipReasons(judged)}.`;
  }
  return `FAIL: ${failed} of ${counted(total, "case")} failed, ${errored} errored, ${passed} passed, ${skipped} skipped.`;
}

/** Reasons that are told before the rest is counted. */
const REASONS = 3;

/** Why cases were skipped, the commonest reason first, and how many for each. */
function skipReasons(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { judgement } of judged) {
    const reason = String(judgement.reason);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].toSorted(([, one], [, other]) => other - one);
  const more = reasons.length - REASONS;
  return [
    ...reasons.slice(0, REASONS).map(([reason, count]) => `${printable(shown(reason))} (${count})`),
    ...(more > 0 ? [`and ${counted(more, "more reason")}`] : []),
  ].join(", ");
}
