import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DTYPES, UNIT_ROUNDOFFS } from "../../../src/conformance/dtype.ts";
import { affineArithmetic, type Form } from "../../../src/conformance/expected/affine.ts";
import { EXACT } from "../../../src/conformance/expected/definedValues.ts";
import { emulatedMethod } from "../../../src/conformance/expected/emulation.ts";
import type { NetworkArithmetic } from "../../../src/conformance/expected/formulas.ts";
import type { Decimal } from "../../../src/gradcheck/decimal.ts";
import { sevenths } from "../../support/arbitraries.ts";

const u = UNIT_ROUNDOFFS.float64;
const SYMBOLS = 1000;

/** x in float64, off by exactly the radius. */
function off(arithmetic: NetworkArithmetic<Form>, value: number, radius: number): Form {
  return { ...arithmetic.constant(value), rest: radius, radius };
}

/** Radii in units of u, to first order. */
function units(...forms: readonly Form[]): number[] {
  return forms.map(({ radius }) => Number((radius / u).toPrecision(12)));
}

type Operation = <N>(arithmetic: NetworkArithmetic<N>, x: N, y: N) => N;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: ({ add }, x, y) => add(x, y),
  subtract: ({ subtract }, x, y) => subtract(x, y),
  "subtract from itself": ({ subtract }, x) => subtract(x, x),
  multiply: ({ multiply }, x, y) => multiply(x, y),
  divide: ({ divide }, x, y) => divide(x, y),
  exp: ({ exp }, x) => exp(x),
  ln: ({ ln, exp, add }, x, y) => ln(add(exp(x), exp(y))),
  tanh: ({ tanh }, x) => tanh(x),
  sqrt: ({ sqrt, multiply }, x) => sqrt(multiply(x, x)),
  "one product": ({ sumOfProducts }, x, y) => sumOfProducts(y, [x], [y]),
  products: ({ sumOfProducts }, x, y) => sumOfProducts(x, [x, y, x], [y, y, x]),
  clamped: ({ clamped, constant }, x) => clamped(x, constant(3 / 7)),
  shortening: ({ shortening, multiply, constant }, x) =>
    multiply(x, shortening(multiply(x, x), constant(9 / 49))),
  "a larger one": ({ isAtMost }, x, y) => (isAtMost(x, y) ? y : x),
};

describe("affineArithmetic", () => {
  const A = affineArithmetic("float64", SYMBOLS);

  it("reads what the dtype holds without error", () => {
    expect(units(A.constant(0.1))).toEqual([0]);
    const [read] = [affineArithmetic("float32", SYMBOLS).constant(0.1)];
    expect(read.radius).toBe(0.10000000149011612 - 0.1);
  });

  it("has errors that one gets by hand", () => {
    // x = 3 ± 1u, y = −5 ± 2u: sums 3u and a rounding of 2 or 8; x y: 5 + 6 and a rounding of 15.
    const [x, y] = [off(A, 3, u), off(A, -5, 2 * u)];
    expect(units(A.add(x, y), A.subtract(x, y), A.multiply(x, y))).toEqual([5, 11, 26]);
    // x / y: 1/5 + 6/25, and 3/5.
    expect(units(A.divide(x, y))).toEqual([1.04]);
    // 7 + 3x + (−5) y: each product has 1, their sums 2 more of 7 + 9 + 25; the errors 3 + 10.
    const sum = A.sumOfProducts(A.constant(7), [x, y], [A.constant(3), A.constant(-5)]);
    expect(units(sum)).toEqual([9 + 25 + 2 * 41 + 13]);
    // One sum is off by what it comes to: 7 + 9 = 16.
    expect(units(A.sumOfProducts(A.constant(7), [x], [A.constant(3)]))).toEqual([9 + 16 + 3]);
  });

  it("takes more roundings for those of others", () => {
    const [x, one] = [A.constant(3), A.constant(1)];
    const [alone, joined] = [0, 4].map((others) =>
      A.sumOfProducts(A.constant(0), [off(A, 3, u), x], [x, one], others),
    );
    expect(units(joined)[0] - units(alone)[0]).toBeGreaterThanOrEqual(4 * 12 - 12);
  });

  it("rounds nothing where every order is exact", () => {
    const [a, b] = [A.constant(0.375), A.constant(-1.25)];
    expect(units(A.add(a, b), A.sumOfProducts(b, [a, a], [b, a]))).toEqual([0, 0]);
    // 1 + 2^-60 is not.
    const small = A.constant(2 ** -60);
    expect(units(A.add(A.constant(1), small))).toEqual([1]);
    expect(units(A.multiply(off(A, 3, u), A.constant(0.5)))).toEqual([0.5]);
    expect(units(A.multiply(off(A, 3, u), A.constant(0)))).toEqual([0]);
    expect(units(A.divide(off(A, 3, u), A.constant(4)))).toEqual([0.25]);
  });

  it("lets an error cancel that arrives on two ways, while it has symbols", () => {
    const third = (arithmetic: NetworkArithmetic<Form>): Form => {
      const x = arithmetic.divide(arithmetic.constant(1), arithmetic.constant(3));
      return arithmetic.subtract(x, x);
    };
    expect(third(A).radius).toBeLessThan(u * u);
    expect(units(third(affineArithmetic("float64", 0)))).toEqual([0.666666666667]);
  });

  it("keeps to the range of a function", () => {
    const wide = off(A, 0, 5);
    const s = A.activated("sigmoid", wide);
    expect(s.radius).toBe(1);
    expect(A.activated("tanh", wide).radius).toBe(2);
    expect(A.slope("sigmoid", wide, s).radius).toBe(0.25);
    expect(A.slope("tanh", wide, s).radius).toBe(1);
    expect(A.prediction("softmax", [wide, wide]).map(({ radius }) => radius)).toEqual([1, 1]);
  });

  it("knows on which side of relu's kink a number is, or that it does not", () => {
    const [above, near, below, at] = [off(A, 2, 1), off(A, 0.5, 1), off(A, -2, 1), A.constant(0)];
    const states = [above, near, below, at].map((a) => A.activated("relu", a));
    expect(states.map(({ radius }) => radius)).toEqual([1, 1, 0, 0]);
    const slopes = [above, near, below, at].map((a, n) => A.slope("relu", a, states[n]));
    expect(slopes.map(({ value, radius }) => [value, radius])).toEqual([
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it("clips a number near the limit to within its error", () => {
    const limit = A.constant(2);
    const clamped = [off(A, 1, 0.5), off(A, 1.9, 0.5), off(A, -3, 0.5)].map((x) =>
      A.clamped(x, limit),
    );
    expect(clamped.map(({ value, radius }) => [value, radius])).toEqual([
      [1, 0.5],
      [1.9, 0.5],
      [-2, 0],
    ]);
  });

  it("shortens a length near the limit to within its error", () => {
    const limit = A.constant(2);
    const [inside, near, beyond] = [off(A, 1, 0.5), off(A, 2, 0.5), off(A, 4, 0.5)];
    expect(A.shortening(inside, limit)).toMatchObject({ value: 1, radius: 0 });
    // Down to 2 / 2.5.
    expect(A.shortening(near, limit).radius).toBeCloseTo(0.2, 12);
    expect(A.shortening(beyond, limit)).toMatchObject({ value: 0.5 });
    // Between 2/4.5 and 2/3.5.
    expect(A.shortening(beyond, limit).radius).toBeGreaterThanOrEqual(2 / 3.5 - 0.5);
  });

  it("is infinite where a divisor, a logarithm's argument may be 0; a root is not", () => {
    const near = off(A, 1, 2);
    expect(A.divide(A.constant(1), near).radius).toBe(Infinity);
    expect(A.ln(near).radius).toBe(Infinity);
    expect(A.sqrt(near).radius).toBeCloseTo(Math.sqrt(3), 12);
    expect(A.sqrt(A.constant(0)).radius).toBe(0);
    expect(units(A.sqrt(A.constant(9)))).toEqual([3]);
  });

  it.each(Object.keys(OPERATIONS))("bounds what right programs compute: %s", (name) => {
    const operation = OPERATIONS[name];
    // Operands that are off already.
    const apply = <N>(arithmetic: NetworkArithmetic<N>, a: number, b: number): N => {
      const [x, y] = [a, b].map(arithmetic.constant);
      return operation(arithmetic, arithmetic.multiply(x, x), arithmetic.subtract(y, x));
    };
    const exactly = EXACT.arithmetic;
    fc.assert(
      fc.property(
        sevenths,
        sevenths,
        fc.nat(1000),
        fc.constantFrom(...DTYPES),
        fc.constantFrom(0, SYMBOLS),
        (a, b, seed, dtype, symbols) => {
          fc.pre(a !== b);
          const exact: Decimal = apply(exactly, a, b);
          const { radius } = apply(affineArithmetic(dtype, symbols), a, b);
          const emulated = apply(emulatedMethod(dtype, seed).arithmetic, a, b);
          expect(exact.minus(exactly.constant(emulated)).abs().toNumber()).toBeLessThanOrEqual(
            radius,
          );
        },
      ),
    );
  });
});
