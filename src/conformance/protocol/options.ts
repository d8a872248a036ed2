/** How a program is to be started, and for how long it is waited for. */
import {
  requireArray,
  requireInteger,
  requireObject,
  requireOnlyKeys,
} from "../../numerics/require.ts";
import { shown } from "../formatError.ts";
import type { ChildOptions } from "./child.ts";

/** All times are in ms. */
export interface ProgramOptions extends ChildOptions {
  /** from the start of a process until it is ready */
  readonly startLimit: number;
  /** from a question to its answer */
  readonly caseLimit: number;
  /** from the first start to the last answer */
  readonly totalLimit: number;
  /** from the stop command to the end of the process */
  readonly stopLimit: number;
  /** how often a fresh process takes the place of one that failed */
  readonly restarts: number;
}

/** Generous, since machines may be slow. */
export const DEFAULT_OPTIONS: Readonly<Omit<ProgramOptions, "signal">> = {
  startLimit: 60_000,
  caseLimit: 60_000,
  totalLimit: 3_600_000,
  stopLimit: 5_000,
  grace: 2_000,
  restarts: 3,
  maxLineBytes: 2 ** 28,
};

/** Node takes longer times for 1 ms. */
const MAX_TIME = 2 ** 31 - 1;

/** A longer line would not be a string of Node's. */
const MAX_LINE_BYTES = 2 ** 28;

/**
 * @throws {TypeError} when the command is not an array of strings
 * @throws {RangeError} when it is empty
 */
export function requireCommand(command: readonly string[]): void {
  requireArray("command", command, "strings");
  if (command.length === 0) throw new RangeError("command: expected a program, got none");
  command.forEach((word: unknown, n) => {
    if (typeof word === "string") return;
    throw new TypeError(`command[${n}]: expected a string, got ${shown(word)}`);
  });
}

/** @throws {TypeError|RangeError} when an option is not known, or is none */
export function requireOptions(options: Partial<ProgramOptions>): void {
  requireObject("options", options);
  requireOnlyKeys("options", options, [...Object.keys(DEFAULT_OPTIONS), "signal"]);
  const { restarts, maxLineBytes, signal, ...times } = { ...DEFAULT_OPTIONS, ...options };
  for (const [name, time] of Object.entries(times)) {
    requireInteger(`options.${name}`, time, { min: 1, max: MAX_TIME });
  }
  requireInteger("options.restarts", restarts, { min: 0 });
  requireInteger("options.maxLineBytes", maxLineBytes, { min: 1, max: MAX_LINE_BYTES });
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`options.signal: expected an AbortSignal, got ${shown(signal)}`);
  }
}
