/** A check as text for a terminal of 80 columns. */
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
import type { EntryComparison } from "../conformance/compare.ts";
import { counted, shown } from "../conformance/formatError.ts";
import { printable } from "./printable.ts";
import { plainTable } from "./terminal.ts";
import { wrapped } from "./wrap.ts";

/** Failures that are shown unless all are asked for. */
const FIRST = 10;

export interface CheckTextOptions {
  /** every failure, however many there are */
  readonly all?: boolean;
}

/** Who was checked, the cases by kind, the failures, the diagnosis, and what it comes to. */
export function checkText(check: Check, { all = false }: CheckTextOptions = {}): string {
  const { implementation, judged } = check;
  const { name, version, language, dtype } = implementation;
  const failures = failuresIn(judged);
  const shownOnes = all ? failures : failures.slice(0, FIRST);
  const more = failures.length - shownOnes.length;
  return [
    wrapped(printable(`${name} ${version}, in ${language}, computing in ${dtype}`)),
    "",
    kindTable(judged),
    ...shownOnes.map((one) => `\n${failureText(one)}`),
    ...(more > 0 ? [`\n… and ${counted(more, "more failure")}: --all shows them`] : []),
    "",
    summary(judged),
  ].join("\n");
}

/** A row for each kind, and one for all of them. */
function kindTable(judged: readonly Judged[]): string {
  const table = plainTable(["kind", "cases", ...STATUSES]);
  for (const [kind, own] of [...byKind(judged), ["all", judged] as const]) {
    const tally = tallyOf(own);
    table.push([kind, tally.total, ...STATUSES.map((status) => tally[status])]);
  }
  return table.toString();
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
    lines.push(wrapped(`worst entry: ${entryText(worst)}`, "  ", "    "));
  }
  if (answer.kind === "fault" && answer.stderr !== "") {
    lines.push("  its standard error ended with:", indented(printable(answer.stderr.trimEnd())));
  }
  return lines.join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}

/** Both numbers of an entry, and how far apart they are in units of the tolerance. */
export function entryText({ path, expected, got, share }: EntryComparison): string {
  const numbers = `${path}: expected ${shown(expected)}, got ${shown(got)}`;
  if (!Number.isFinite(share)) return numbers;
  return `${numbers}, off by ${Number(share.toPrecision(3))} times the tolerance`;
}

/** What it comes to, in one line. */
export function summary(judged: readonly Judged[]): string {
  const { total, passed, failed, errored, skipped } = tallyOf(judged);
  if (isPassed(judged)) {
    const left = skipped > 0 ? `; ${skipped} skipped` : "";
    return `PASS: ${passed} of ${counted(total, "case")} passed, none failed${left}.`;
  }
  if (failed + errored === 0)
    return `FAIL: nothing was tested: all ${counted(total, "case")} skipped.`;
  return `FAIL: ${failed + errored} of ${counted(total, "case")} failed, ${passed} passed, ${skipped} skipped.`;
}
