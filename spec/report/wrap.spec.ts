import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { columns, wrapped } from "../../src/report/wrap.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 40 });

describe("wrapped", () => {
  it("breaks between words, no later than it must and no sooner", () => {
    const [forty, thirtyNine] = ["a".repeat(40), "b".repeat(39)];
    expect(wrapped(`${forty} ${thirtyNine} c`)).toBe(`${forty} ${thirtyNine}\n  c`);
    expect(wrapped(`${forty} ${thirtyNine}b c`)).toBe(`${forty}\n  ${thirtyNine}b c`);
  });

  it("begins lines as it is told, those after a line feed too", () => {
    expect(wrapped("a\nb", "- ", "  ")).toBe("- a\n  b");
  });

  it("keeps every word in its place, and lines within the width", () => {
    fc.assert(
      fc.property(words, (list) => {
        const text = wrapped(list.join(" "), "* ", "  ");
        expect(text.slice(2).split(/\n {2}| /)).toEqual(list);
        for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns());
      }),
    );
  });

  it("gives a word that is too long a line of its own", () => {
    const long = "x".repeat(100);
    expect(wrapped(`a ${long} b`)).toBe(`a\n  ${long}\n  b`);
  });

  it("lets what a line begins with stand alone where that makes room for a word", () => {
    vi.stubEnv("COLUMNS", "20");
    expect(wrapped("The one", "  a-long-name: ", "    ")).toBe("  a-long-name: The\n    one");
    expect(wrapped("Whatever", "  a-long-name: ", "    ")).toBe("  a-long-name:\n    Whatever");
    expect(wrapped("x".repeat(19), "- ")).toBe(`- ${"x".repeat(19)}`);
  });
});

describe("columns", () => {
  const terminal = process.stdout.columns;
  afterEach(() => {
    process.stdout.columns = terminal;
  });

  it.each([
    ["120", 40, 120],
    ["40", 200, 40],
    ["1", 200, 1],
    // Not set, empty, or no whole number from 1 on.
    [undefined, 40, 40],
    [undefined, 80, 80],
    [undefined, 200, 80],
    [undefined, 0, 80],
    ["", 40, 40],
    ["0", 40, 40],
    ["-5", 40, 40],
    ["4e1", 200, 80],
    ["wide", 200, 80],
    ["99999999999", 200, 80],
  ])("COLUMNS=%s on a terminal of %i: %i", (stated, own, expected) => {
    vi.stubEnv("COLUMNS", stated);
    process.stdout.columns = own;
    expect(columns()).toBe(expected);
  });

  it("are 80 where there is no terminal", () => {
    Reflect.deleteProperty(process.stdout, "columns");
    expect(columns()).toBe(80);
  });
});
