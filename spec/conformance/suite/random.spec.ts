import { describe, expect, it } from "vitest";
import { RANDOM } from "../../../src/conformance/suite/random.ts";

describe("the draws", () => {
  it("have the seeds that go wrong: none, one, the most, and above 2^31", () => {
    const seeds = RANDOM.map(({ inputs }) => inputs.seed);
    expect(seeds).toEqual(expect.arrayContaining([0, 1, 42, 2 ** 32 - 1]));
  });

  it("have intervals that start at zero, are symmetric, and neither", () => {
    const intervals = RANDOM.map(({ inputs: { low, high } }) => `${low} ${high}`);
    expect(intervals).toEqual(expect.arrayContaining(["0 1", "-1 1", "-0.375 2.5"]));
  });

  it("go past the first block of 624 words, two a draw, where the flag says so", () => {
    for (const { flags, inputs } of RANDOM) {
      expect(inputs.count > 624 / 2).toBe(flags.includes("Refill"));
    }
    expect(RANDOM.some(({ flags }) => flags.includes("Refill"))).toBe(true);
  });
});
