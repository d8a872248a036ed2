/**
 * What the commands share: options read by commander, a user's mistake answered with one line and
 * exit code 2, Ctrl-C as an abort signal and exit code 130, files written whole or not at all.
 */
import { realpathSync, type Stats } from "node:fs";
import { access, chmod, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command, CommanderError, InvalidArgumentError, type OptionValues } from "commander";
import { FormatError } from "../conformance/formatError.ts";
import { numberIn } from "../numerics/numeral.ts";
import { printable } from "../report/printable.ts";
import { columns, wrapped } from "../report/wrap.ts";

/** A mistake of the user's: its message is shown, in one line, and nothing of the program. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** One whose message quotes somebody else's program, in that one's lines. */
export class QuotingError extends UsageError {
  override readonly name = "QuotingError";
}

/** A command that throws instead of leaving the process, so that {@link main} decides. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: columns,
      getErrHelpWidth: columns,
      outputError: (text, write) => write(`${inOneLine(withNearest(text.trimEnd()))}\n`),
    })
    .configureHelp({ formatItem: helpItem })
    .allowExcessArguments(false);
}

/** Commander's own guess, which it puts in a line below, as all messages here have theirs. */
function withNearest(text: string): string {
  return text.replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/, "; nearest: $1");
}

/** The least that an explanation is set beside its option in; in less it comes below it. */
const BESIDE = 40;

/** An option and its explanation, in the help of a command. */
function helpItem(term: string, termWidth: number, description: string): string {
  const beside = " ".repeat(termWidth + 4);
  if (columns() - beside.length < BESIDE)
    return `  ${term}\n${wrapped(description, "    ", "    ")}`;
  return wrapped(description, `  ${term.padEnd(termWidth)}  `, beside);
}

/**
 * Runs a command of no subcommands with the process's arguments, as {@link answerFor} does.
 *
 * @param action receives the options, and the signal that Ctrl-C aborts
 * @param handling how Ctrl-C is answered
 */
export async function main<Options extends OptionValues>(
  program: Command,
  action: (options: Options, signal: AbortSignal) => Promise<void>,
  handling?: Handling,
): Promise<void> {
  await answerFor(async (signal) => {
    program.parse();
    await action(program.opts<Options>(), signal);
  }, handling);
}

export interface Handling {
  /**
   * Ctrl-C ends the process at once, and the signal is never aborted: for what computes long without a
   * turn of the event loop, in which no handler would be called.
   */
  readonly endsAtOnce?: boolean;
}

/**
 * Runs what a command does and sets the exit code: 2 after a user's mistake, 130 after Ctrl-C.
 *
 * The signal is aborted by the first Ctrl-C, and the action may throw its reason; the second one ends
 * the process.
 */
export async function answerFor(
  action: (signal: AbortSignal) => Promise<void>,
  { endsAtOnce = false }: Handling = {},
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (): void => controller.abort();
  if (!endsAtOnce) process.once("SIGINT", interrupt);
  outliveReaders();
  try {
    await action(signal);
    if (signal.aborted) process.exitCode = 130;
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof UsageError || error instanceof FormatError) {
      const show = error instanceof QuotingError ? printable : inOneLine;
      process.stderr.write(`error: ${show(error.message)}\n`);
      process.exitCode = 2;
    } else if (signal.aborted && error === signal.reason) {
      process.stderr.write("interrupted\n");
      process.exitCode = 130;
    } else {
      throw error;
    }
  } finally {
    process.off("SIGINT", interrupt);
  }
}

/** What may quote words of the user's, which may hold anything. */
function inOneLine(text: string): string {
  return printable(text).replaceAll("\n", "\\n");
}

/** What cannot be printed ends no work: files are still written. */
function outliveReaders(): void {
  process.stderr.off("error", letPass).on("error", letPass);
  process.stdout.off("error", noteLost).on("error", noteLost);
}

function letPass(): void {}

/** That a reader closes early, as `head` does, is no failure; that a disk is full is one. */
function noteLost(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || process.exitCode === 2) return;
  process.stderr.write(`error: cannot write standard output: ${error.message}\n`);
  process.exitCode = 2;
}

/**
 * To be awaited between the parts of a long computation: Ctrl-C only arrives between turns of the
 * event loop.
 *
 * @throws {DOMException} the signal's reason when it is aborted
 */
export async function letInterrupt(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

/**
 * Runs a computation that may be long and has no turn of the event loop, in which no handler would be
 * called: meanwhile Ctrl-C ends the process at once.
 */
export function endedAtOnce<Result>(compute: () => Result): Result {
  // Raw: those that are to be called once only still are when they are put back.
  const handlers = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGINT");
  try {
    return compute();
  } finally {
    for (const handler of handlers) process.on("SIGINT", handler);
  }
}

/** A number written in decimal. */
export function parseNumber(text: string): number {
  const number = numberIn(text);
  if (number === undefined) throw new InvalidArgumentError("Expected a decimal number.");
  return number;
}

/** A time of at most an hour. */
export function parseSeconds(text: string): number {
  const seconds = parseNumber(text);
  if (!(seconds > 0 && seconds <= 3600)) {
    throw new InvalidArgumentError("Expected a number of seconds above 0 and up to 3600.");
  }
  return seconds;
}

/** A file or a folder. */
export function parsePath(text: string): string {
  if (text === "") throw new InvalidArgumentError("Expected a path.");
  return text;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Makes a folder and those above it. Not by mkdir's own recursion, which in Node never ends where a
 * folder that exists takes no others and says ENOENT, as those of /proc do.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFolder = async (place: string): Promise<boolean> =>
      (await stat(place).catch(() => undefined))?.isDirectory() === true;
    if (code === "EEXIST" && (await isFolder(path))) return;
    const parent = dirname(path);
    if (code !== "ENOENT" || (await isFolder(parent))) throw error;
    await makeFolder(parent);
    await makeFolder(path);
  }
}

/**
 * Makes the folder of each file, so that a place that cannot be written to is known before hours of
 * work and not after. To be called once all that is read has been found good: what it makes stays.
 *
 * @throws {UsageError} when one cannot be written to, or is there and no file
 */
export async function requireWritable(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === "-") throw new UsageError("cannot write -: expected a file, such as ./-");
    try {
      const place = realPlace(path);
      await makeFolder(dirname(place));
      await access(dirname(place), constants.W_OK);
      await requireReplaceable(place);
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

/** Where a path leads once all links are followed, as far as it exists. */
export function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realPlace(dirname(resolve(path))), basename(path));
  }
}

/**
 * Whether no file would be written over what is read, or over another one.
 *
 * @param paths of files, by the options that name them; links are followed
 * @throws {UsageError} when two options name one file, or one of them standard output
 */
export function requireApart(paths: Readonly<Record<string, string | undefined>>): void {
  const options = new Map<string, string>();
  for (const [option, path] of Object.entries(paths)) {
    if (path === undefined) continue;
    if (path === "-") throw new UsageError(`${option}: expected a file, got -`);
    const place = realPlace(resolve(path));
    const other = options.get(place);
    if (other !== undefined) {
      throw new UsageError(`${option}: expected another file than ${other}, got ${path}`);
    }
    options.set(place, option);
  }
}

/**
 * Writes a file whole: under another name first, so that no reader and no interruption meets half of
 * it. Links are followed, and what is replaced leaves its permissions.
 *
 * @throws {UsageError} when the place cannot be written to, or is there and no file
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const place = realPlace(path);
  const draft = `${place}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(place));
    const before = await requireReplaceable(place);
    await writeFile(draft, content);
    if (before !== undefined) await chmod(draft, before.mode);
    await rename(draft, place);
  } catch (error) {
    // Where nothing can be written there may be nothing to be removed either.
    await rm(draft, { force: true }).catch(letPass);
    throw unwritable(path, error);
  }
}

/** A device or a pipe would be gone, and a file in its place. */
async function requireReplaceable(place: string): Promise<Stats | undefined> {
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory()) throw new Error("it is a directory");
  if (found && !found.isFile())
    throw new Error("it is a device or a pipe, where a file was expected");
  return found;
}

/** What the system says, without the name of the draft. */
function unwritable(path: string, error: unknown): UsageError {
  const { code, message, path: at } = error as NodeJS.ErrnoException;
  const reason =
    code === "EEXIST" ? `${at} is no folder` : message.replace(/, [a-z]+(?: '.*)?$/s, "");
  return new UsageError(`cannot write ${path}: ${reason}`);
}
