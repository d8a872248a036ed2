import { expect, it } from "vitest";
import { differenceOf } from "../../src/conformance/difference.ts";

it.each([
  ["a\nb\n", "a\nb\n", undefined],
  ["", "", undefined],
  ["a\nc\nd\n", "a\nb\ne\n", 'line 2: expected "b", got "c"'],
  ["a\nb", "a\nb\n", 'line 3: expected "", got the end of the file'],
  ["a\nb\n\n", "a\nb\n", 'line 4: expected the end of the file, got ""'],
  ["a\r\n", "a\n", 'line 1: expected "a", got "a\\r"'],
  ["[1, 0.5, 2]", "[1, 0.25, 2]", 'line 1: expected "0.25, 2]", got "0.5, 2]"'],
  ["[1, 2", "[1, 2]", 'line 1: expected "2]", got "2"'],
  ["x".repeat(99), "y", `line 1: expected "y", got "${"x".repeat(60)}…"`],
])("the difference of %j from %j", (written, text, said) => {
  expect(differenceOf(written, text)).toBe(said);
});
