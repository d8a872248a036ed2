/** What came of holding an implementation against the cases. */
import type { Answer, Judgement } from "./compare.ts";
import { type Case, KINDS, type Kind } from "./kinds.ts";
import type { Implementation } from "./types.ts";

/** A case with what came back for it and what is to be said of that. */
export interface Judged {
  readonly testCase: Case;
  readonly answer: Answer;
  readonly judgement: Judgement;
  /** that the answer took; 0 where it was there already */
  readonly seconds: number;
}

/** errored: there was no answer to judge, but an error, a crash, or time that ran out. */
export type Status = "passed" | "failed" | "skipped" | "errored";

export const STATUSES: readonly Status[] = ["passed", "failed", "skipped", "errored"];

/** How many cases there are in all and of each status. */
export type Tally = Readonly<Record<"total" | Status, number>>;

/** An implementation and every case that it was held against, in the order of the suite. */
export interface Check {
  readonly implementation: Implementation;
  readonly judged: readonly Judged[];
}

export function statusOf({ answer, judgement: { verdict } }: Judged): Status {
  if (verdict === "pass") return "passed";
  if (verdict === "skipped") return "skipped";
  return answer.kind === "error" || answer.kind === "fault" ? "errored" : "failed";
}

export function tallyOf(judged: readonly Judged[]): Tally {
  const tally = { total: judged.length, passed: 0, failed: 0, skipped: 0, errored: 0 };
  for (const one of judged) tally[statusOf(one)]++;
  return tally;
}

/** The cases of each kind that there are any of, in the order of {@link KINDS}. */
export function byKind(judged: readonly Judged[]): [kind: Kind, judged: readonly Judged[]][] {
  return KINDS.flatMap((kind): [Kind, readonly Judged[]][] => {
    const own = judged.filter(({ testCase }) => testCase.kind === kind);
    return own.length === 0 ? [] : [[kind, own]];
  });
}

/** Those that failed or errored. */
export function failuresIn(judged: readonly Judged[]): readonly Judged[] {
  return judged.filter(({ judgement }) => judgement.verdict === "fail");
}

/** Whether something was tested and nothing failed. */
export function isPassed(judged: readonly Judged[]): boolean {
  const { passed, failed, errored } = tallyOf(judged);
  return passed > 0 && failed + errored === 0;
}
