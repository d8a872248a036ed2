import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factorOf, roundedUp } from "../../../src/conformance/expected/factors.ts";

describe("factorOf", () => {
  it("is the largest entry's bound and rounding in units of u", () => {
    // float64: 2 + 1 of the first entry, 2 of the second; float32: 4 and what 2^-53 is in units.
    const float64 = [2 ** -52, 0];
    expect(factorOf([1, -2], { float64 })).toBe(3);
    expect(factorOf([1, -2], { float64, float32: [0, 2 ** -22] })).toBe(4.01);
  });

  it("takes a number, a row, and rows in rows", () => {
    expect(factorOf(0, { float64: 2 ** -52 })).toBe(2);
    expect(factorOf([[0], [0]], { float64: [[0], [2 ** -51]] })).toBe(4);
  });

  it("is 0 where there is only an exact 0", () => {
    expect(factorOf([0, 0], { float64: [0, 0], float32: [0, 0] })).toBe(0);
  });

  it.each([Infinity, Number.NaN])("tolerates all numbers where the bound is %s", (bound) => {
    expect(factorOf(1, { float64: bound })).toBe(1e308);
  });
});

describe("roundedUp", () => {
  it.each([
    [0, 0],
    [123, 123],
    [123.000001, 124],
    [9.991, 10],
    [0.001234, 0.00124],
    [1e308, 1e308],
  ])("%s to %s", (x, rounded) => {
    expect(roundedUp(x)).toBe(rounded);
  });

  it("is never less, and a hundredth more at the most", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(roundedUp(x)).toBeGreaterThanOrEqual(x);
        expect(roundedUp(x)).toBeLessThanOrEqual(1.01 * x);
      }),
    );
  });
});
