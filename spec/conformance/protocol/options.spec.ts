import { describe, expect, it } from "vitest";
import {
  DEFAULT_OPTIONS,
  requireCommand,
  requireOptions,
} from "../../../src/conformance/protocol/options.ts";
import { itRefuses, untyped } from "../../support/refusals.ts";

const command = untyped(requireCommand);
const options = untyped(requireOptions);

describe("requireCommand", () => {
  it("takes a program and its arguments", () => {
    expect(() => requireCommand(["python3", "program.py", ""])).not.toThrow();
  });

  itRefuses([
    [
      "a line for a shell",
      () => command("python3 a.py"),
      'TypeError: command: expected an array of strings, got "python3 a.py"',
    ],
    ["nothing", () => command([]), "RangeError: command: expected a program, got none"],
    ["a number", () => command(["head", 5]), "TypeError: command[1]: expected a string, got 5"],
  ]);
});

const TIME = "a whole number from 1 to 2147483647";

describe("requireOptions", () => {
  it.each([
    {},
    { ...DEFAULT_OPTIONS, restarts: 0, signal: new AbortController().signal },
    { caseLimit: 2 ** 31 - 1, maxLineBytes: 1 },
  ])("takes %j", (some) => {
    expect(() => requireOptions(some)).not.toThrow();
  });

  itRefuses([
    ["none at all", () => options(null), "TypeError: options: expected an object, got null"],
    [
      "one that is not known",
      () => options({ timeout: 5 }),
      'RangeError: options: expected only startLimit, caseLimit, totalLimit, stopLimit, grace, restarts, maxLineBytes, signal, got "timeout"',
    ],
    [
      "no time",
      () => options({ caseLimit: 0 }),
      `RangeError: options.caseLimit: expected ${TIME}, got 0`,
    ],
    [
      "a time without end",
      () => options({ totalLimit: Infinity }),
      `RangeError: options.totalLimit: expected ${TIME}, got Infinity`,
    ],
    [
      "a time that timers cannot take",
      () => options({ startLimit: 2 ** 31 }),
      `RangeError: options.startLimit: expected ${TIME}, got 2147483648`,
    ],
    [
      "a time in words",
      () => options({ stopLimit: "5 s" }),
      `TypeError: options.stopLimit: expected ${TIME}, got "5 s"`,
    ],
    [
      "NaN",
      () => options({ grace: Number.NaN }),
      `RangeError: options.grace: expected ${TIME}, got NaN`,
    ],
    [
      "fewer than no restarts",
      () => options({ restarts: -1 }),
      "RangeError: options.restarts: expected a whole number of at least 0, got -1",
    ],
    [
      "lines that are no strings",
      () => options({ maxLineBytes: 2 ** 29 }),
      "RangeError: options.maxLineBytes: expected a whole number from 1 to 268435456, got 536870912",
    ],
    [
      "another signal",
      () => options({ signal: "SIGINT" }),
      'TypeError: options.signal: expected an AbortSignal, got "SIGINT"',
    ],
  ]);
});
