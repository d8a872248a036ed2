/** A program is sent the cases, and its answers are judged. */
import type { Command } from "commander";
import type { Judged } from "../conformance/checkReport.ts";
import { judge } from "../conformance/compare.ts";
import type { Case } from "../conformance/kinds.ts";
import { DEFAULT_OPTIONS, type ProgramOptions } from "../conformance/protocol/options.ts";
import {
  openProgram,
  type Program,
  ProgramError,
  type Summary,
} from "../conformance/protocol/program.ts";
import { runCases } from "../conformance/protocol/runCases.ts";
import { printable } from "../report/printable.ts";
import { parseSeconds, QuotingError } from "./command.ts";
import { progress } from "./progress.ts";

/** How long a program is waited for, in seconds. */
export interface Times {
  /** for each answer */
  readonly timeout: number;
  /** until it is ready, each time that it is started */
  readonly startTimeout: number;
}

/** Until a program must be ready where nothing else is said: some compile before they run. */
export const START_SECONDS: number = DEFAULT_OPTIONS.startLimit / 1000;

/**
 * Gives a command the options that {@link startProgram} reads.
 *
 * @param seconds for each answer, where nothing else is said
 */
export function withTimes(command: Command, seconds: number): Command {
  return command
    .option("--timeout <seconds>", "for each answer of the program", parseSeconds, seconds)
    .option(
      "--start-timeout <seconds>",
      "for the program to be ready, each time that it is started",
      parseSeconds,
      START_SECONDS,
    );
}

/**
 * Starts a program.
 *
 * @param command the program and its arguments
 * @param more options that are not the usual ones
 * @throws {QuotingError} when it cannot be started or does not say that it is ready
 * @throws what the signal was aborted with
 */
export async function startProgram(
  command: readonly string[],
  { timeout, startTimeout }: Times,
  signal: AbortSignal,
  more: Partial<ProgramOptions> = {},
): Promise<Program> {
  const limits = { caseLimit: milliseconds(timeout), startLimit: milliseconds(startTimeout) };
  try {
    return await openProgram(command, { ...limits, signal, ...more });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const { message, stderr } = error;
    const said = stderr === "" ? "" : `\nits standard error:\n${endOf(stderr.trimEnd())}`;
    throw new QuotingError(message + said);
  }
}

/** The last lines of a text, which may have thousands. */
function endOf(text: string): string {
  const lines = text.split("\n");
  return lines.length > MOST_LINES ? ["…", ...lines.slice(-MOST_LINES)].join("\n") : text;
}

const MOST_LINES = 40;

function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1000);
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
