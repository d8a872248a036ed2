import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  decimalArithmetic,
  exactDecimal,
  parseDecimal,
  toNearestBinary32,
  toNearestBinary64,
} from "../../src/gradcheck/decimal.ts";
import { nextDown, nextUp } from "../../src/numerics/ulp.ts";

const A = decimalArithmetic(60);

/** Every finite binary64 number, by its bits. */
const anyNumber: fc.Arbitrary<number> = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("exactDecimal", () => {
  it("writes out every digit", () => {
    expect(exactDecimal(0.1)).toBe("1000000000000000055511151231257827021181583404541015625e-55");
    expect(exactDecimal(-0.375)).toBe("-375e-3");
    expect(exactDecimal(2 ** 70)).toBe("1180591620717411303424e-0");
    expect(exactDecimal(0)).toBe("0e-0");
    // 2^-1074 = 5^1074 · 10^-1074.
    expect(exactDecimal(2 ** -1074)).toMatch(/^49406564584124654417\d{731}e-1074$/);
  });

  it("is what toPrecision says in 100 digits, which ECMAScript defines to the last one", () => {
    fc.assert(
      fc.property(anyNumber, (x) => {
        const Hundred = Decimal.clone({ defaults: true, precision: 100, rounding: 4 });
        return new Hundred(x.toPrecision(100)).eq(new Hundred(exactDecimal(x)).plus(0));
      }),
    );
  });
});

describe("toNearestBinary64", () => {
  const nearest = (text: string): number => toNearestBinary64(new Decimal(text));
  /** The decimal halfway between two neighbours. */
  const halfway = (below: number): Decimal => {
    const Wide = Decimal.clone({ defaults: true, precision: 1200 });
    return new Wide(exactDecimal(below)).plus(exactDecimal(nextUp(below))).div(2);
  };
  const isEven = (x: number): boolean =>
    new BigUint64Array(Float64Array.of(x).buffer)[0] % 2n === 0n;

  it("brings every number back", () => {
    fc.assert(
      fc.property(anyNumber, (x) => {
        // Zero has no sign here, as in a difference quotient it means nothing.
        return Object.is(nearest(exactDecimal(x)), x === 0 ? 0 : x);
      }),
    );
  });

  it("takes the even neighbour halfway, and the nearer one next to it", () => {
    fc.assert(
      fc.property(anyNumber, (x) => {
        const below = Math.min(Math.abs(x), nextDown(Number.MAX_VALUE));
        const above = nextUp(below);
        const tie = halfway(below);
        const little = tie.times("1e-800");
        expect(toNearestBinary64(tie)).toBe(isEven(below) ? below : above);
        expect(toNearestBinary64(tie.plus(little))).toBe(above);
        expect(toNearestBinary64(tie.minus(little))).toBe(below);
        expect(toNearestBinary64(tie.neg())).toBe(isEven(below) ? -below : -above);
      }),
    );
  });

  it("agrees with V8, which rounds correctly however many digits there are", () => {
    const digits = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(digits, fc.integer({ min: -400, max: 330 }), fc.boolean(), (d, e, negative) => {
        const text = `${negative ? "-" : ""}${d[0]}.${d.slice(1).join("")}e${e}`;
        // A decimal's zero has a sign, too.
        return Object.is(nearest(text), Number(text));
      }),
      { numRuns: 1000 },
    );
  });

  const LIMITS: readonly [text: string, value: number][] = [
    ["0", 0],
    ["1e-400", 0],
    ["-1e-400", -0],
    // Half of 2^-1074 = 4.94…e-324 is a tie between 0 and 1 unit.
    ["2.4703282292062327e-324", 0],
    ["2.4703282292062328e-324", 2 ** -1074],
    ["4.9e-324", 2 ** -1074],
    // The largest number and half a unit more: 2^1024 − 2^970 = 1.797693134862315807…e308.
    ["1.7976931348623158e308", Number.MAX_VALUE],
    ["1.7976931348623159e308", Infinity],
    ["9.99e308", Infinity],
    ["-1e309", -Infinity],
    ["1e5000", Infinity],
    // Of so many digits that they are not to be written out.
    ["-9e9000000000000000", -Infinity],
    ["-9e-9000000000000000", -0],
    ["-Infinity", -Infinity],
    ["NaN", Number.NaN],
    // 2^53 − 1/2, rounded up to a power of two, and the largest subnormal with half a unit more.
    ["9007199254740991.5", 2 ** 53],
    ["2.2250738585072011e-308", 2 ** -1022 - 2 ** -1074],
    ["2.2250738585072013e-308", 2 ** -1022],
    ["9007199254740993", 2 ** 53],
    ["9007199254740993.0000000000000000000000000000000000000000001", 2 ** 53 + 2],
  ];
  it.each(LIMITS)("of %s is %s", (text, value) => {
    expect(nearest(text)).toBe(value);
  });
});

describe("toNearestBinary32", () => {
  const nearest = (text: string): number => toNearestBinary32(parseDecimal(text));

  it("rounds binary64 numbers as Float32Array does, which rounds them once", () => {
    fc.assert(
      fc.property(anyNumber, fc.float({ noNaN: true }), (x, y) => {
        for (const value of [x, y, (y + Math.abs(y) * 2 ** -24) / 2]) {
          const exact = A.constant(value);
          expect(toNearestBinary32(exact) + 0).toBe(Float32Array.of(value)[0] + 0);
        }
      }),
    );
  });

  const LIMITS: readonly [text: string, value: number][] = [
    // A little more than halfway from 1 to its neighbour, and by way of binary64 the very middle.
    ["1.000000059604644775390626", 1 + 2 ** -23],
    ["1.000000059604644775390625", 1],
    // Half of 2^-149 = 1.40…e-45 is a tie between 0 and 1 unit.
    ["7.00649232162408535e-46", 0],
    ["7.00649232162408536e-46", 2 ** -149],
    ["-1e-60", -0],
    // The largest number and half a unit more: 2^128 − 2^103 = 3.40282356779733661637…e38.
    ["3.4028235677973366e38", (2 - 2 ** -23) * 2 ** 127],
    ["3.4028235677973367e38", Infinity],
    ["-1e39", -Infinity],
  ];
  it.each(LIMITS)("of %s is %s", (text, value) => {
    expect(nearest(text)).toBe(value);
  });
});

describe("parseDecimal", () => {
  it("keeps every digit", () => {
    const digits = `1.${"123456789".repeat(100)}`;
    expect(parseDecimal(digits).toFixed()).toBe(digits);
    expect(parseDecimal("-1e-5000").toString()).toBe("-1e-5000");
  });
});

describe("decimalArithmetic", () => {
  it("takes a binary64 number for what it is, not for its shortest decimal", () => {
    expect(A.constant(0.1).toFixed()).toBe(
      "0.1000000000000000055511151231257827021181583404541015625",
    );
    expect(A.constant(Infinity).toString()).toBe("Infinity");
  });

  it("rounds to its digits, half to even", () => {
    const B = decimalArithmetic(3);
    expect(B.divide(B.constant(1), B.constant(3)).toString()).toBe("0.333");
    expect(B.add(B.constant(1000), B.constant(5)).toString()).toBe("1000");
    expect(B.subtract(B.constant(1000), B.constant(-15)).toString()).toBe("1020");
    expect(B.multiply(B.constant(101), B.constant(11)).toString()).toBe("1110");
    expect(B.powerOfTen(-20).toString()).toBe("1e-20");
  });

  it("sums products from the start and from left to right", () => {
    const B = decimalArithmetic(3);
    const [start, a, one] = [1000, 4, 1].map(B.constant);
    expect(B.sumOfProducts(start, [a, a], [one, one]).toString()).toBe("1000");
    expect(B.sumOfProducts(a, [a, start], [one, one]).toString()).toBe("1010");
  });

  it("compares", () => {
    const [one, two] = [1, 2].map(A.constant);
    expect([A.isAtMost(one, one), A.isAtMost(one, two), A.isAtMost(two, one)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(A.isAtMost(A.constant(Number.NaN), one)).toBe(false);
  });

  it("knows e and ln 2 (OEIS A001113, A002162)", () => {
    expect(A.exp(A.constant(1)).toFixed(55)).toBe(
      "2.7182818284590452353602874713526624977572470936999595750",
    );
    expect(A.ln(A.constant(2)).toFixed(55)).toBe(
      "0.6931471805599453094172321214581765680755001343602552541",
    );
  });

  it("has exp, ln and tanh as decimal.js has them in more digits", () => {
    // Five roundings at the most, each of half a unit in the 60th digit; those of tanh are of 1.
    const More = Decimal.clone({ defaults: true, precision: 80 });
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
        const a = A.constant(x);
        const [e, tanh, ln] = [new More(a).exp(), new More(a).tanh(), new More(a).ln()];
        expect(e.minus(A.exp(a)).abs().lte(e.times("3e-59"))).toBe(true);
        expect(tanh.minus(A.tanh(a)).abs().lte("3e-59")).toBe(true);
        if (x > 0) expect(ln.minus(A.ln(a)).abs().lte(ln.abs().times("3e-59"))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("moves exp, ln and tanh by a finite-difference step as exactly, though it remembers", () => {
    const More = Decimal.clone({ defaults: true, precision: 80 });
    const h = A.powerOfTen(-20);
    for (const x of [1.3, 1 / 3, 2.7e-5]) {
      for (const name of ["exp", "ln", "tanh"] as const) {
        const near = A[name](A.constant(x));
        const moved = A[name](A.constant(x).plus(h));
        const wide = (a: Decimal): Decimal => new More(a)[name]();
        const expected = wide(A.constant(x).plus(h)).minus(wide(A.constant(x)));
        expect(expected.minus(moved.minus(near)).abs().lt("1e-57")).toBe(true);
      }
    }
  });

  it("has all of four digits right, a whole and a half away from what decimal.js is asked", () => {
    // ln 1.5 = 0.40546…, ln 2.5 = 0.91629…, ln 4.6 = 1.52605…, e^1.5 = 4.48168…, e^2.4 = 11.02317…
    const B = decimalArithmetic(4);
    const tenths = (n: number): Decimal => B.divide(B.constant(n), B.constant(10));
    expect([15, 25, 46].map((n) => B.ln(tenths(n)).toString())).toEqual([
      "0.4055",
      "0.9163",
      "1.526",
    ]);
    expect([15, 24].map((n) => B.exp(tenths(n)).toString())).toEqual(["4.482", "11.02"]);
  });

  it("asks decimal.js once for what two numbers a step apart have in common", () => {
    const B = decimalArithmetic(60);
    const asked = [vi.spyOn(Decimal.prototype, "exp"), vi.spyOn(Decimal.prototype, "ln")];
    try {
      const x = B.constant(1 / 3);
      for (const at of [x, x.plus(B.powerOfTen(-20)), x.minus(B.powerOfTen(-20))]) {
        B.exp(at);
        B.ln(at);
      }
      expect(asked.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    } finally {
      for (const spy of asked) spy.mockRestore();
    }
  });

  it("knows the square root of 2 (OEIS A002193)", () => {
    expect(A.sqrt(A.constant(2)).toFixed(55)).toBe(
      "1.4142135623730950488016887242096980785696718753769480732",
    );
  });

  it("neither hears nor changes how others configure decimal.js", () => {
    const { precision, rounding, maxE } = Decimal;
    try {
      Decimal.set({ precision: 5, rounding: Decimal.ROUND_UP, maxE: 9 });
      const B = decimalArithmetic(60);
      expect(B.divide(B.constant(2), B.constant(3)).toFixed()).toBe(`0.${"6".repeat(59)}7`);
      expect(B.exp(B.constant(1)).eq(A.exp(A.constant(1)))).toBe(true);
      expect(B.constant(1e300).toString()).not.toBe("Infinity");
      expect(parseDecimal("1e300").toString()).toBe("1e+300");
      expect(Decimal.precision).toBe(5);
    } finally {
      Decimal.set({ precision, rounding, maxE });
    }
  });
});
