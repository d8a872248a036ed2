import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bitsOf,
  DTYPES,
  roundTo,
  UNIT_ROUNDOFFS,
  ulpDistanceIn,
} from "../../src/conformance/dtype.ts";
import { nextUp } from "../../src/numerics/ulp.ts";
import { finite } from "../support/caseFiles.ts";

describe("the dtypes", () => {
  it("have the bits that IEEE 754 gives them", () => {
    const bits = (x: number): string[] => DTYPES.map((dtype) => bitsOf(dtype, x));
    expect(bits(0)).toEqual(["0000000000000000", "00000000"]);
    expect(bits(-0)).toEqual(["8000000000000000", "80000000"]);
    expect(bits(1)).toEqual(["3ff0000000000000", "3f800000"]);
    expect(bits(-2.5)).toEqual(["c004000000000000", "c0200000"]);
    expect(bits(0.1)).toEqual(["3fb999999999999a", "3dcccccd"]);
    expect(bits(5e-324)).toEqual(["0000000000000001", "00000000"]);
    expect(bits(Number.MAX_VALUE)).toEqual(["7fefffffffffffff", "7f800000"]);
  });

  it("have unit roundoffs that are half the distance from 1 to the next number", () => {
    expect(nextUp(1) - 1).toBe(2 * UNIT_ROUNDOFFS.float64);
    const next = 1 + 2 * UNIT_ROUNDOFFS.float32;
    expect(bitsOf("float32", next)).toBe("3f800001");
    expect(roundTo("float32", next)).toBe(next);
    expect(ulpDistanceIn("float32", 1, next)).toBe(1);
  });

  it("round to nearest, ties to even", () => {
    expect(roundTo("float32", 0.1)).toBe(0.10000000149011612);
    expect(roundTo("float32", 1 + UNIT_ROUNDOFFS.float32)).toBe(1);
    expect(roundTo("float32", 1 + 3 * UNIT_ROUNDOFFS.float32)).toBe(1 + 4 * UNIT_ROUNDOFFS.float32);
    expect(roundTo("float32", 1e39)).toBe(Infinity);
    expect(Object.is(roundTo("float32", -1e-99), -0)).toBe(true);
    expect(roundTo("float64", 0.1)).toBe(0.1);
  });

  it.each(DTYPES)("%s: as many steps as there are numbers between", (dtype) => {
    fc.assert(
      fc.property(finite, fc.nat({ max: 9 }), (x, n) => {
        fc.pre(Number.isFinite(roundTo(dtype, 2 * x)));
        let y = roundTo(dtype, x);
        for (let i = 0; i < n; i++) y = next(dtype, y);
        expect(ulpDistanceIn(dtype, roundTo(dtype, x), y)).toBe(n);
        expect(ulpDistanceIn(dtype, y, x)).toBe(ulpDistanceIn(dtype, x, y));
      }),
    );
  });

  it.each(DTYPES)("%s: across zero, and infinitely far from NaN", (dtype) => {
    const tiny = dtype === "float64" ? 2 ** -1074 : 2 ** -149;
    expect(ulpDistanceIn(dtype, -0, 0)).toBe(0);
    expect(ulpDistanceIn(dtype, -tiny, tiny)).toBe(2);
    expect(ulpDistanceIn(dtype, Number.NaN, Number.NaN)).toBe(Infinity);
    expect(ulpDistanceIn(dtype, 1, Number.NaN)).toBe(Infinity);
  });
});

/** The number after x: the nearest one that a little more than x rounds to. */
function next(dtype: (typeof DTYPES)[number], x: number): number {
  if (dtype === "float64") return nextUp(x);
  let step = Math.max(Math.abs(x) * 2 ** -25, 2 ** -150);
  while (roundTo("float32", x + step) <= x) step *= 1.5;
  return roundTo("float32", x + step);
}
