/** What is said of a file that cannot be used: where, what was expected and what was found. */
import { describe } from "../numerics/require.ts";

/**
 * A file that is not what it should be. The message is `file: path: expected …, got …`, and all that
 * its reader needs: to show a stack trace beside it would be to blame the program.
 */
export class FormatError extends Error {
  /** "FormatError" */
  override readonly name: string = "FormatError";
}

/** A member's name or an index into an array. */
export type Key = string | number;

/** The value as it should appear in a message; long strings are cut. */
export function shown(value: unknown): string {
  if (typeof value !== "string") return describe(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The path as one would write it in code: `cases[3].inputs["a b"]`; empty at the top. */
export function pathText(keys: readonly Key[]): string {
  return keys.map(step).join("").replace(/^\./, "");
}

function step(key: Key): string {
  return /^[A-Za-z_]\w*$/.test(String(key)) ? `.${key}` : `[${shown(key)}]`;
}

/** Where in which file, as a message begins: `file: path`, or the file alone at the top. */
export function placeText(file: string, keys: readonly Key[]): string {
  const path = pathText(keys);
  return path === "" ? file : `${file}: ${path}`;
}

/** @throws {FormatError} always */
export function refuse(place: string, expected: string, got: string): never {
  throw new FormatError(`${place}: expected ${expected}, got ${got}`);
}

/**
 * The message with which an attempt is refused; undefined when it is not. What is no
 * {@link FormatError} is a fault of the program, and goes on.
 */
export function refusalOf(attempt: () => void): string | undefined {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return error.message;
  }
  return undefined;
}
