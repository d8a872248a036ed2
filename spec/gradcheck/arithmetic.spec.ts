import { describe, expect, it } from "vitest";
import { asVector, binary64, rowsOf, type ScalarFunction } from "../../src/gradcheck/arithmetic.ts";
import { exp, ln, tanh } from "../../src/numerics/elementary.ts";

describe("binary64", () => {
  it("rounds once per operation", () => {
    expect(binary64.constant(0.1)).toBe(0.1);
    expect(binary64.add(0.1, 0.2)).toBe(0.30000000000000004);
    expect(binary64.subtract(0.3, 0.1)).toBe(0.19999999999999998);
    expect(binary64.multiply(0.1, 3)).toBe(0.30000000000000004);
    expect(binary64.divide(1, 3)).toBe(1 / 3);
  });

  it("sums products from the start and from left to right", () => {
    // 1 + 2^-53 is 1 each time; the other way round the two halves would add up to 2^-52.
    expect(binary64.sumOfProducts(1, [2 ** -53, 2 ** -53], [1, 1])).toBe(1);
    expect(binary64.sumOfProducts(2 ** -53, [2 ** -53, 1], [1, 1])).toBe(1 + 2 ** -52);
    expect(binary64.sumOfProducts(5, [], [])).toBe(5);
  });

  it("has the elementary functions of the core, not the engine's", () => {
    for (const x of [0.3, 1.7, 9.1]) {
      expect(binary64.exp(x)).toBe(exp(x));
      expect(binary64.ln(x)).toBe(ln(x));
      expect(binary64.tanh(x)).toBe(tanh(x));
    }
  });

  it("compares, and NaN with nothing", () => {
    expect(binary64.isAtMost(1, 1)).toBe(true);
    expect(binary64.isAtMost(1, 2)).toBe(true);
    expect(binary64.isAtMost(2, 1)).toBe(false);
    expect(binary64.isAtMost(Number.NaN, 1)).toBe(false);
    expect(binary64.isAtMost(1, Number.NaN)).toBe(false);
  });
});

it("a scalar function is a vector of one", () => {
  const difference: ScalarFunction =
    ({ subtract }) =>
    ([x, y]) =>
      subtract(x, y);
  expect(asVector(difference)(binary64)([5, 3])).toEqual([2]);
});

it("columns of a Jacobian, one a variable, make rows, one a component", () => {
  const columns = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  expect(rowsOf(columns)).toEqual([Float64Array.of(1, 3, 5), Float64Array.of(2, 4, 6)]);
});
