/**
 * What the commands share: options read by commander, a user's mistake answered with one line and
 * exit code 2, Ctrl-C as an abort signal and exit code 130, files written whole or not at all.
 */
import { realpathSync } from "node:fs";
import { access, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
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
      outputError: (text, write) => write(`${inOneLine(text.trimEnd())}\n`),
    })
    .configureHelp({ formatItem: helpItem })
    .allowExcessArguments(false)
    .showSuggestionAfterError(false);
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
 * @throws {UsageError} when one cannot be written to
 */
export async function requireWritable(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await makeFolder(dirname(path));
      await access(dirname(path), constants.W_OK);
      if ((await stat(path).catch(() => undefined))?.isDirectory()) {
        throw new Error("it is a directory");
      }
    } catch (error) {
      throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
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
 * it.
 *
 * @throws {UsageError} when the place cannot be written to
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    // Where nothing can be written there may be nothing to be removed either.
    await rm(draft, { force: true }).catch(letPass);
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
  }
}
