import { describe, expect, it } from "vitest";
import { numberIn } from "../../src/numerics/numeral.ts";

describe("numberIn", () => {
  it.each([
    ["0", 0],
    ["-1.5", -1.5],
    ["+.5", 0.5],
    ["5.", 5],
    ["10.25", 10.25],
    ["-.25", -0.25],
    ["1e3", 1000],
    ["1E-2", 0.01],
    ["1e999", Number.POSITIVE_INFINITY],
  ])("reads %s", (text, number) => {
    expect(numberIn(text)).toBe(number);
  });

  it.each(["", " ", "1 ", "1,5", "0x10", "Infinity", "NaN", "1e", ".", "-", "1_000", "٣"])(
    "finds none in %j",
    (text) => {
      expect(numberIn(text)).toBeUndefined();
    },
  );
});
