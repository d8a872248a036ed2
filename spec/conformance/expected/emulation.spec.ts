import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DTYPES, roundTo } from "../../../src/conformance/dtype.ts";
import { emulatedMethod, fused } from "../../../src/conformance/expected/emulation.ts";
import { decimalArithmetic, toNearestBinary64 } from "../../../src/gradcheck/decimal.ts";
import { sevenths } from "../../support/arbitraries.ts";

const A = decimalArithmetic(60);
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe("fused", () => {
  it("rounds once, but for once in a while: to the nearest number or the one beside it", () => {
    let exact = 0;
    let all = 0;
    fc.assert(
      fc.property(sevenths, sevenths, sevenths, (a, b, c) => {
        const [x, y, z] = [a, b, c].map(A.constant);
        const nearest = toNearestBinary64(x.times(y).plus(z));
        all++;
        if (fused(a, b, c) === nearest) exact++;
        expect(Math.abs(fused(a, b, c) - nearest)).toBeLessThanOrEqual(
          2 ** -52 * Math.abs(nearest),
        );
      }),
    );
    expect(exact / all).toBeGreaterThan(0.95);
  });

  it("keeps what a product loses", () => {
    const x = 1 + 2 ** -30;
    expect(x * x - (1 + 2 ** -29)).toBe(0);
    expect(fused(x, x, -(1 + 2 ** -29))).toBe(2 ** -60);
  });
});

describe("emulatedMethod", () => {
  it("is one program for one seed", () => {
    const [one, other] = [7, 7].map((seed) => emulatedMethod("float32", seed).arithmetic);
    for (let n = 0; n < 5; n++) expect(one.exp(0.3)).toBe(other.exp(0.3));
  });

  it.each(DTYPES)("every number is one of the dtype: %s", (dtype) => {
    for (const seed of SEEDS) {
      const { arithmetic } = emulatedMethod(dtype, seed);
      const [a, b] = [1 / 7, 5 / 3].map(arithmetic.constant);
      const { add, subtract, multiply, divide, exp, ln, tanh, sqrt, sumOfProducts } = arithmetic;
      const results = [
        add(a, b),
        subtract(a, b),
        multiply(a, b),
        divide(a, b),
        exp(a),
        ln(b),
        tanh(b),
        sqrt(a),
        sumOfProducts(a, [a, b, b], [b, b, a]),
      ];
      for (const x of results) expect(roundTo(dtype, arithmetic.toNumber(x))).toBe(x);
    }
  });

  it("sums come out otherwise in another order, or fused, and never far off", () => {
    const terms = Array.from({ length: 30 }, (_, j) => ((j * 37) % 30) / 7 - 2);
    const sums = SEEDS.map((seed) =>
      emulatedMethod("float64", seed).arithmetic.sumOfProducts(1 / 3, terms, terms),
    );
    const exact = terms.reduce((sum, x) => sum + x * x, 1 / 3);
    expect(new Set(sums).size).toBeGreaterThan(3);
    for (const sum of sums) expect(Math.abs(sum - exact)).toBeLessThan(2 ** -44);
  });

  it("elementary functions are off by two units in the last place at the most, tanh never past 1", () => {
    const off = SEEDS.map((seed) => emulatedMethod("float64", seed).arithmetic.exp(0) - 1);
    expect(Math.max(...off)).toBe(2 ** -51);
    expect(Math.min(...off)).toBe(-(2 ** -51));
    const saturated = SEEDS.map((seed) => emulatedMethod("float64", seed).arithmetic.tanh(50));
    expect(Math.max(...saturated)).toBe(1);
    expect(Math.min(...saturated)).toBe(1 - 2 ** -51);
  });

  it("members differ in the way back", () => {
    const merged = SEEDS.map((seed) => emulatedMethod("float64", seed).merged);
    expect(new Set(merged).size).toBe(2);
  });
});
