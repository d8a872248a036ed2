/** How close our own network comes to the tolerances: it must be within them, and not far within. */
import { type Answer, type Judgement, judge } from "./compare.ts";
import { type Case, KINDS, type Kind } from "./kinds.ts";
import { referenceAnswer } from "./reference.ts";

/**
 * What is to be said of our own answer to a case; that to a canary is in the canary's dtype.
 *
 * @param answer ours, where it is at hand already
 */
export function referenceJudgement(
  testCase: Case,
  answer: Answer = referenceAnswer(testCase),
): Judgement {
  const dtype = testCase.kind === "canary" ? testCase.config.dtype : "float64";
  return judge(testCase, answer, dtype);
}

/** The largest share of a tolerance that the reference takes in the cases of a kind. */
export interface LargestShare {
  readonly kind: Kind;
  /** 1 is all of it */
  readonly share: number;
  /** the case in which it was taken */
  readonly id: string;
}

/**
 * For each kind of which numbers were compared, in the order of the kinds; of equals the first.
 *
 * @param judgements of cases, whose ids begin with their kinds
 */
export function largestShares(judgements: readonly Judgement[]): LargestShare[] {
  return KINDS.flatMap((kind) => {
    const own = judgements.flatMap(({ id, worst }): LargestShare[] => {
      return worst && id.startsWith(`${kind}-`) ? [{ kind, share: worst.share, id }] : [];
    });
    return own.length === 0
      ? []
      : [own.reduce((most, one) => (one.share > most.share ? one : most))];
  });
}
