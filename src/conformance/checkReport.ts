/** What came of holding an implementation against the cases. */
import type { Answer, EntryComparison, Judgement } from "./compare.ts";
import type { Diagnosis } from "./diagnosis/diagnosis.ts";
import type { TruncationReading } from "./diagnosis/truncation.ts";
import { type Case, KINDS, type Kind } from "./kinds.ts";
import type {
  CheckedTruncation,
  CheckReport,
  Implementation,
  NamedMistake,
  WorstEntry,
} from "./types.ts";

/** A case with what came back for it and what is to be said of that. */
export interface Judged {
  readonly testCase: Case;
  readonly answer: Answer;
  readonly judgement: Judgement;
  /** that the answer took; 0 where it was there already */
  readonly seconds: number;
}

/** An implementation, every case that it was held against, and the mistake behind what failed. */
export interface Check {
  readonly implementation: Implementation;
  /** in the order of the suite */
  readonly judged: readonly Judged[];
  readonly diagnosis: Diagnosis;
}

/** errored: there was no answer to judge, but an error, a crash, or time that ran out. */
export type Status = "passed" | "failed" | "skipped" | "errored";

export const STATUSES: readonly Status[] = ["passed", "failed", "skipped", "errored"];

/** How many cases there are in all and of each status. */
export type Tally = Readonly<Record<"total" | Status, number>>;

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
export function byKind(
  judged: readonly Judged[],
): (readonly [kind: Kind, judged: readonly Judged[]])[] {
  return KINDS.map((kind) => {
    return [kind, judged.filter(({ testCase }) => testCase.kind === kind)] as const;
  }).filter(([, own]) => own.length > 0);
}

/** Those that failed or errored. */
export function failuresIn(judged: readonly Judged[]): readonly Judged[] {
  return judged.filter(({ judgement }) => judgement.verdict === "fail");
}

/** Whether something was tested and nothing failed. */
export function isPassed(judged: readonly Judged[]): boolean {
  return tallyOf(judged).passed > 0 && failuresIn(judged).length === 0;
}

/** The gradients that are truncated otherwise than asked for. */
export function mistruncated({ truncation }: Diagnosis): readonly TruncationReading[] {
  return truncation.filter(({ missing, extra }) => missing.length + extra.length > 0);
}

/** The check as `check.schema.json` describes it. */
export function checkReport({ implementation, judged, diagnosis }: Check): CheckReport {
  return {
    format: "bptt-oracle/check",
    version: 1,
    implementation,
    ...tallyOf(judged),
    cases: Object.fromEntries(
      judged.map((one) => {
        const { reason, worst } = one.judgement;
        return [one.testCase.id, { status: statusOf(one), reason, worst: worstEntry(worst) }];
      }),
    ),
    diagnosis: namedMistakes(diagnosis),
    truncation: mistruncated(diagnosis).map(checkedTruncation),
  };
}

function worstEntry(worst: EntryComparison | null): WorstEntry | null {
  if (worst === null) return null;
  const { path, expected, got, share, errorFactor } = worst;
  return { path, expected, got: finite(got), share: finite(share), errorFactor };
}

/** JSON has no other numbers. */
function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

function namedMistakes({ causes, runnerUp }: Diagnosis): NamedMistake[] {
  return causes.map(({ id, title }) => ({ bug: id, title, margin: runnerUp?.against ?? 0 }));
}

function checkedTruncation(reading: TruncationReading): CheckedTruncation {
  const { id, steps, asked, conventions, missing, extra } = reading;
  return {
    case: id,
    steps,
    asked,
    conventions: [...conventions],
    missing: missing.map(([t, i]) => ({ t, i })),
    extra: extra.map(([t, i]) => ({ t, i })),
  };
}
