/** A program is sent the cases, and its answers are judged. */
import type { Judged } from "../conformance/checkReport.ts";
import { judge } from "../conformance/compare.ts";
import type { Case } from "../conformance/kinds.ts";
import type { ProgramOptions } from "../conformance/protocol/options.ts";
import {
  openProgram,
  type Program,
  ProgramError,
  type Summary,
} from "../conformance/protocol/program.ts";
import { runCases } from "../conformance/protocol/runCases.ts";
import { printable } from "../report/printable.ts";
import { UsageError } from "./command.ts";
import { progress } from "./progress.ts";

/**
 * Starts a program.
 *
 * @param command the program and its arguments
 * @param timeout for each answer, in seconds
 * @param more options that are not the usual ones
 * @throws {UsageError} when it cannot be started or does not say that it is ready
 * @throws what the signal was aborted with
 */
export async function startProgram(
  command: readonly string[],
  timeout: number,
  signal: AbortSignal,
  more: Partial<ProgramOptions> = {},
): Promise<Program> {
  try {
    return await openProgram(command, { caseLimit: Math.ceil(timeout * 1000), signal, ...more });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const { message, stderr } = error;
    const said = stderr === "" ? "" : `\nits standard error:\n${stderr.trimEnd()}`;
    throw new UsageError(printable(message + said));
  }
}

/** Sends a program the cases one after the other, with a progress bar, and stops it. */
export async function judgeProgram(program: Program, cases: readonly Case[]): Promise<Judged[]> {
  const { dtype } = program.implementation;
  const judged: Judged[] = [];
  const times: number[] = [];
  /** The cases; with the time at which each was taken, and at which the last was answered. */
  function* timed(): Generator<Case, void> {
    for (const testCase of cases) {
      times.push(performance.now());
      yield testCase;
    }
    times.push(performance.now());
  }
  const shown = progress("cases", cases.length);
  try {
    const answers = runCases(program, timed());
    for (let next = await answers.next(); ; next = await answers.next()) {
      if (next.done) {
        noteWarnings(next.value);
        return judged;
      }
      const { answer } = next.value;
      const n = judged.length;
      const judgement = judge(cases[n], answer, dtype);
      judged.push({
        testCase: cases[n],
        answer,
        judgement,
        seconds: (times[n + 1] - times[n]) / 1000,
      });
      shown.advance();
    }
  } finally {
    shown.stop();
  }
}

/** Says what a program did otherwise than it should, that changes no answer. */
export function noteWarnings({ warnings }: Summary): void {
  for (const warning of warnings) process.stderr.write(`note: ${printable(warning)}\n`);
}
