/** Many cases put to a program. */
import type { Answer } from "../compare.ts";
import type { Asked } from "./messages.ts";
import { type Program, ProgramError, type Summary } from "./program.ts";

/** What came back for a case. */
export interface Answered {
  /** of the case */
  readonly id: string;
  /** what came back, not yet judged */
  readonly answer: Answer;
}

/**
 * Puts cases to a program, one after another, and stops it, also when nobody wants the rest.
 *
 * An answer is yielded when that to the next case has come, the last when the program has stopped: if
 * it printed more by then, its last answer was none. Cases are taken when they are asked, no sooner.
 *
 * @throws {ProgramError} when there is no case
 * @throws what the signal of the program was aborted with
 */
export async function* runCases(
  program: Program,
  cases: Iterable<Asked> | AsyncIterable<Asked>,
): AsyncGenerator<Answered, Summary, undefined> {
  let last: Answered | undefined;
  let summary: Summary;
  try {
    for await (const asked of cases) {
      const answer = await program.ask(asked);
      if (last) yield last;
      last = { id: asked.id, answer };
    }
  } finally {
    summary = await program.close();
  }
  if (!last) throw new ProgramError(program.command, "expected a case to be run, got none");
  yield summary.fault ? { ...last, answer: summary.fault } : last;
  return summary;
}
