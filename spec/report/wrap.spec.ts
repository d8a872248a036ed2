import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMNS, wrapped } from "../../src/report/wrap.ts";

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
        for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(COLUMNS);
      }),
    );
  });

  it("gives a word that is too long a line of its own", () => {
    const long = "x".repeat(100);
    expect(wrapped(`a ${long} b`)).toBe(`a\n  ${long}\n  b`);
  });
});
