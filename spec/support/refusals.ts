/** Tables of what a function must refuse, and in which words. */
import { expect, it } from "vitest";

/** What is wrong, the call, and the error as `Name: message`. */
export type Refusal = readonly [what: string, attempt: () => unknown, error: string];

/** One test for each row: the call must throw an error of exactly this name and message. */
export function itRefuses(table: readonly Refusal[]): void {
  it.each(table)("refuses %s", (_, attempt, error) => {
    expect(thrownBy(attempt)).toBe(error);
  });
}

/** The error that a call throws, as `Name: message`. */
export function thrownBy(attempt: () => unknown): string {
  return String(errorOf(attempt) ?? "nothing was thrown");
}

/** The error that a call throws; undefined when it throws none. */
export function errorOf(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** A function as callers without types see it. */
export function untyped(f: (...args: never[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => Reflect.apply(f, undefined, args);
}
