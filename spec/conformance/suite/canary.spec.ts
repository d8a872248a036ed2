import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { DTYPES, roundTo } from "../../../src/conformance/dtype.ts";
import { CANARY } from "../../../src/conformance/suite/canary.ts";

const Exact: typeof Decimal = Decimal.clone({ precision: 2000, minE: -9e6, maxE: 9e6 });

const values = (dtype: string): number[] =>
  CANARY.filter(({ config }) => config.dtype === dtype).flatMap(({ inputs }) => inputs.values);
const decimals = (dtype: string): string[] =>
  CANARY.filter(({ config }) => config.dtype === dtype).flatMap(({ inputs }) => inputs.decimals);

/** The binary32 number nearest to a decimal, ties to even, by exact distances. */
function nearest32(decimal: string): number {
  const exact = new Exact(decimal);
  const middle = Math.fround(Number(decimal));
  const bits = new Int32Array(Float32Array.of(middle).buffer)[0];
  const candidates = [bits - 1, bits, bits + 1].map(
    (n) => new Float32Array(Int32Array.of(n).buffer)[0],
  );
  const distances = candidates.map((x) => new Exact(x).minus(exact).abs());
  const least = Exact.min(...distances);
  const best = candidates.filter((_, n) => distances[n].eq(least));
  const even = (x: number): boolean => new Int32Array(Float32Array.of(x).buffer)[0] % 2 === 0;
  return best.length === 1 ? best[0] : (best.find(even) ?? NaN);
}

/** Whether a decimal lies exactly between two neighbours of binary64. */
function isTie64(decimal: string): boolean {
  const exact = new Exact(decimal);
  const near = Number(decimal);
  const bits = new BigInt64Array(Float64Array.of(near).buffer)[0];
  return [bits - 1n, bits + 1n].some((n) => {
    const other = new Float64Array(BigInt64Array.of(n).buffer)[0];
    return new Exact(near).plus(other).div(2).eq(exact);
  });
}

describe("the canaries", () => {
  it.each(DTYPES)("%s: at least two, with what a parser gets wrong", (dtype) => {
    expect(CANARY.filter(({ config }) => config.dtype === dtype).length).toBeGreaterThanOrEqual(2);
    expect(values(dtype).some((x) => Object.is(x, -0))).toBe(true);
    expect(values(dtype)).toContain(0.1);
    expect(decimals(dtype)).toContain("-0");
    expect(decimals(dtype).some((text) => text.length > 50)).toBe(true);
    expect(decimals(dtype).some((text) => /e/i.test(text))).toBe(true);
  });

  it("hold the ends of both ranges, and the last whole numbers without a gap", () => {
    expect(values("float64")).toEqual(
      expect.arrayContaining([5e-324, 2 ** -1022, Number.MAX_VALUE, 2 ** 53 - 1, 2 ** 53]),
    );
    expect(values("float32")).toEqual(
      expect.arrayContaining([2 ** -149, 2 ** -126, 2 ** 128 - 2 ** 104, 2 ** 24 - 1, 2 ** 24]),
    );
    expect(decimals("float64")).toContain("9007199254740993");
  });

  it("all values and decimals are within the range of their dtype", () => {
    for (const dtype of DTYPES) {
      for (const x of [...values(dtype), ...decimals(dtype).map(Number)]) {
        expect(roundTo(dtype, x)).toSatisfy(Number.isFinite);
      }
    }
  });

  it("no value of float32 depends on whether it is rounded once or twice", () => {
    for (const x of values("float32").filter((value) => value !== 0)) {
      expect(nearest32(String(x))).toBe(Math.fround(x));
    }
  });

  it("float64 has ties", () => {
    const ties = decimals("float64").filter((text) => Number(text) !== 0 && isTie64(text));
    expect(ties.length).toBeGreaterThanOrEqual(3);
  });

  it("float32 has decimals that two roundings get wrong", () => {
    const twice = decimals("float32").filter((text) => {
      return Number(text) !== 0 && nearest32(text) !== Math.fround(Number(text));
    });
    expect(twice.length).toBeGreaterThanOrEqual(4);
  });
});
