import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/text/decode.ts";
import { itRefuses } from "../support/refusals.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decodeText", () => {
  it.each([
    ["nothing", utf8(""), ""],
    ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x61), "a"],
    ["one that is not the first", utf8("a\ufeff"), "a\ufeff"],
    ["CR LF", utf8("a\r\nb\n"), "a\nb\n"],
    ["a CR alone", utf8("a\rb\n\rc"), "a\rb\n\rc"],
    ["NUL", bytes(0), "\0"],
    ["an accent apart from its letter", utf8("e\u0301"), "e\u0301"],
    ["U+FFFD, which is no sign of an error when the file has it", utf8("\ufffd"), "\ufffd"],
  ])("reads %s", (_, file, text) => {
    expect(decodeText(file)).toBe(text);
  });

  itRefuses([
    [
      "a byte that begins nothing",
      () => decodeText(bytes(0x61, 0x62, 0xff, 0x63)),
      "RangeError: byte 2: expected UTF-8, got 0xff",
    ],
    [
      "a character cut off by another",
      () => decodeText(bytes(0x61, 0xe2, 0x82, 0x0a)),
      "RangeError: byte 3: expected UTF-8, got 0x0a",
    ],
    [
      "a character cut off by the end",
      () => decodeText(bytes(0x61, 0xe2, 0x82)),
      "RangeError: byte 3: expected UTF-8, got the end",
    ],
    [
      "a surrogate",
      () => decodeText(bytes(0xed, 0xa0, 0x80)),
      "RangeError: byte 1: expected UTF-8, got 0xa0",
    ],
    [
      "the first of two faults",
      () => decodeText(bytes(0xc3, 0xa9, 0xc0, 0x61, 0xff)),
      "RangeError: byte 2: expected UTF-8, got 0xc0",
    ],
  ]);
});
