import { describe, expect, it } from "vitest";
import {
  counted,
  FormatError,
  pathText,
  placeText,
  refusalOf,
  refuse,
  shown,
} from "../../src/conformance/formatError.ts";

describe("paths", () => {
  it.each([
    [[], ""],
    [["cases", 3, "inputs"], "cases[3].inputs"],
    [[0, 1], "[0][1]"],
    [["results", "a-1", "dU", 0], 'results["a-1"].dU[0]'],
    [["a b"], '["a b"]'],
    [["1"], '["1"]'],
    [["", "_x1"], '[""]._x1'],
    [["__proto__"], "__proto__"],
    [["a".repeat(61), "b"], `${"a".repeat(61)}.b`],
    [["-".repeat(61)], `["${"-".repeat(60)}…"]`],
  ] as const)("%j is %s", (keys, text) => {
    expect(pathText(keys)).toBe(text);
    expect(placeText("f", keys)).toBe(text === "" ? "f" : `f: ${text}`);
  });
});

describe("words", () => {
  it("cuts long strings only", () => {
    expect(shown("a".repeat(60))).toBe(`"${"a".repeat(60)}"`);
    expect(shown("a".repeat(61))).toBe(`"${"a".repeat(60)}…"`);
    expect(shown('"\n')).toBe('"\\"\\n"');
    expect(shown(-0)).toBe("-0");
    expect(shown([1])).toBe("an array of 1");
  });

  it("counts", () => {
    const counts = [counted(1, "row"), counted(0, "row"), counted(2, "entry", "entries")];
    expect(counts).toEqual(["1 row", "0 rows", "2 entries"]);
  });
});

describe("refusals", () => {
  it("are errors of their own with one line", () => {
    expect(() => refuse("f: x", "1", "2")).toThrow(new FormatError("f: x: expected 1, got 2"));
  });

  it("are told from faults of the program", () => {
    expect(refusalOf(() => refuse("f", "a", "b"))).toBe("f: expected a, got b");
    expect(refusalOf(() => undefined)).toBeUndefined();
    const fault = (): never => {
      throw new TypeError("a fault");
    };
    expect(() => refusalOf(fault)).toThrow(TypeError);
  });
});
