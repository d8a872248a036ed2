import { describe, expect, it } from "vitest";
import { sha256OfNumbers } from "../../src/numerics/digest.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("sha256OfNumbers", () => {
  it("is SHA-256 of the little-endian binary64 bytes (struct.pack('<3d', 1, -0.0, 0.5))", () => {
    expect(sha256OfNumbers([[1, -0], Float64Array.of(0.5)])).toBe(
      "5edaf11b6c0eaf3ae1d929da9d98b239c9c2f63ebabcc9729b000996bb7cb656",
    );
    expect(sha256OfNumbers([])).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("tells −0 from +0 and one order from another, but not where one array ends", () => {
    const digest = sha256OfNumbers([[0, 1]]);
    expect(sha256OfNumbers([[-0, 1]])).not.toBe(digest);
    expect(sha256OfNumbers([[1, 0]])).not.toBe(digest);
    expect(sha256OfNumbers([[0], [], [1]])).toBe(digest);
  });

  const digest = untyped(sha256OfNumbers);
  itRefuses([
    [
      "null",
      () => digest(null),
      "TypeError: arrays: expected an array of arrays of numbers, got null",
    ],
    [
      "numbers not in an array of their own",
      () => digest([1]),
      "TypeError: arrays[0]: expected an array of numbers, got 1",
    ],
    [
      "a string among the numbers",
      () => digest([[1, "2"]]),
      'TypeError: arrays: expected numbers only, got "2"',
    ],
  ]);
});
