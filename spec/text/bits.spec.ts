import { expect, it } from "vitest";
import { ln } from "../../src/numerics/elementary.ts";
import { bits } from "../../src/text/bits.ts";

it("a choice between two is one bit, between eight three", () => {
  expect(bits(ln(2))).toBe(1);
  // Two roundings of relative size 2^-53 and those of ln.
  expect(bits(ln(8))).toBeCloseTo(3, 14);
});
