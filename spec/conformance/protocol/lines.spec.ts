import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, LineSplitter } from "../../../src/conformance/protocol/lines.ts";

function linesOf(bytes: Uint8Array, sizes: readonly number[], maxBytes = 1000): Line[] {
  const splitter = new LineSplitter(maxBytes);
  const lines: Line[] = [];
  let from = 0;
  for (const size of sizes) {
    lines.push(...splitter.push(bytes.subarray(from, from + size)));
    from += size;
  }
  return [...lines, ...splitter.push(bytes.subarray(from)), ...splitter.rest()];
}

const textsOf = (bytes: Uint8Array): string[] => linesOf(bytes, []).map(({ text }) => text);

describe("LineSplitter", () => {
  it("gives the same lines however the bytes come in, characters cut in two included", () => {
    const text = fc.string({ unit: "grapheme" }).map((line) => `x${line.replaceAll("\n", "")}x`);
    const sizes = fc.array(fc.nat({ max: 5 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.array(text), sizes, (texts, pieces) => {
        const bytes = Buffer.from(texts.map((line) => `${line}\n`).join(""));
        const expected = texts.map((line) => ({ text: line, fault: null }));
        expect(linesOf(bytes, pieces)).toEqual(expected);
        expect(linesOf(bytes, [])).toEqual(expected);
      }),
    );
  });

  it("passes over blank lines, and gives what was not ended", () => {
    expect(textsOf(Buffer.from("\n \n\r\na\n\t\n\nb"))).toEqual(["a", "b"]);
    expect(textsOf(Buffer.from(""))).toEqual([]);
    expect(textsOf(Buffer.from(" \r\n "))).toEqual([]);
  });

  it("takes a byte order mark away before the first line only", () => {
    expect(textsOf(Buffer.from("\ufeffa\n\ufeffb\n"))).toEqual(["a", "\ufeffb"]);
    expect(textsOf(Buffer.from("\ufeff\n\ufeffb\n"))).toEqual(["\ufeffb"]);
  });

  it("says so of a line that is not UTF-8, and goes on", () => {
    const bytes = Buffer.concat([Buffer.from([0x61, 0xff, 0xc3, 0x0a]), Buffer.from("b\n")]);
    expect(linesOf(bytes, [2])).toEqual([
      { text: "a\ufffd\ufffd", fault: "expected UTF-8, got bytes that are not" },
      { text: "b", fault: null },
    ]);
  });

  it.each([[[]], [[1000]], [[1]], [[999, 1, 1]], [[1001]]])(
    "takes a line of just the longest length, and none of one more, in pieces of %j",
    (sizes) => {
      const longest = "é".repeat(500);
      expect(linesOf(Buffer.from(`${longest}\nb`), sizes)).toEqual([
        { text: longest, fault: null },
        { text: "b", fault: null },
      ]);
      expect(linesOf(Buffer.from(`a${longest}\nb\n`), sizes)).toEqual([
        {
          text: `a${"é".repeat(499)}\ufffd`,
          fault: "expected at most 1000 bytes a line, got more",
        },
      ]);
    },
  );

  it("does not wait for the end of a line that is too long", () => {
    const splitter = new LineSplitter(10);
    expect(splitter.push(Buffer.from("0123456789"))).toEqual([]);
    expect(splitter.push(Buffer.from("x"))).toHaveLength(1);
    expect(splitter.push(Buffer.from("x\na\n"))).toEqual([]);
  });

  it("keeps long lines whole, and little of those that cannot be used", () => {
    const long = `"${"ab".repeat(500_000)}"`;
    const sizes = Array.from({ length: 100 }, (_, n) => 997 * n);
    expect(linesOf(Buffer.from(`${long}\na`), sizes, 2 ** 20)).toEqual([
      { text: long, fault: null },
      { text: "a", fault: null },
    ]);
    const [{ text, fault }] = linesOf(Buffer.from(long), sizes, 100_000);
    expect([text, fault]).toEqual([
      long.slice(0, 1000),
      "expected at most 100000 bytes a line, got more",
    ]);
  });
});
