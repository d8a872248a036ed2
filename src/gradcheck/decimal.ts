/**
 * Decimal arithmetic of any number of digits over decimal.js, and the two ways between it and
 * binary64: to the decimal that a binary64 number is, and back to the nearest binary64 number, or
 * binary32 number.
 */
import { Decimal } from "decimal.js";
import type { Arithmetic } from "./arithmetic.ts";

export type { Decimal };

export interface DecimalArithmetic extends Arithmetic<Decimal> {
  /** 10^n, for a whole n */
  powerOfTen(n: number): Decimal;
  /** the square root, correctly rounded */
  sqrt(a: Decimal): Decimal;
}

/**
 * The arithmetic of decimals rounded to so many significant digits, half to even.
 *
 * + − × ÷ are correctly rounded; exp, ln and tanh are good to a few units in the last digit, tanh of
 * 1. Exp and ln are decimal.js's own at a number nearby with few digits, which is remembered, and a
 * short series for the little that is left: two calls a finite-difference step apart pay for one.
 */
export function decimalArithmetic(digits: number): DecimalArithmetic {
  // A constructor of its own: nothing here hears or changes what others configure.
  const Digits = Decimal.clone({
    defaults: true,
    precision: digits,
    rounding: Decimal.ROUND_HALF_EVEN,
  });
  const ONE = new Digits(1);
  const TWO = new Digits(2);
  const THREE = new Digits(3);
  const FOUR = new Digits(4);
  // |r| ≤ 10^-places in both series: their terms in r^5 are below 10^-digits.
  const places = Math.ceil(digits / 4) + 1;
  const expNear = remembered((c) => c.exp());
  const lnNear = remembered((c) => c.ln());

  /** e^x = e^c e^r, with e^r = 1 + r(1 + r/2 (1 + r/3 (1 + r/4))). */
  function exp(x: Decimal): Decimal {
    const c = x.toDecimalPlaces(places);
    const r = x.minus(c);
    let series = r.div(FOUR).plus(ONE);
    for (const n of [THREE, TWO, ONE]) series = series.times(r).div(n).plus(ONE);
    return expNear(c).times(series);
  }

  /** ln x = ln c + ln(1 + r), with x = c(1 + r) and ln(1 + r) = r(1 − r(1/2 − r(1/3 − r/4))). */
  function ln(x: Decimal): Decimal {
    const c = x.toSignificantDigits(places + 1);
    const r = x.minus(c).div(c);
    let series = ONE.div(FOUR);
    for (const n of [THREE, TWO, ONE]) series = ONE.div(n).minus(series.times(r));
    return lnNear(c).plus(series.times(r));
  }

  return {
    constant: (x) => new Digits(Number.isFinite(x) ? exactDecimal(x) : x),
    add: (a, b) => a.plus(b),
    subtract: (a, b) => a.minus(b),
    multiply: (a, b) => a.times(b),
    divide: (a, b) => a.div(b),
    sumOfProducts: (start, a, b) => a.reduce((sum, aj, j) => sum.plus(aj.times(b[j])), start),
    exp,
    ln,
    // (e^2a − 1) / (e^2a + 1)
    tanh: (a) => ONE.minus(TWO.div(exp(a.times(TWO)).plus(ONE))),
    isAtMost: (a, b) => a.lte(b),
    powerOfTen: (n) => new Digits(`1e${n}`),
    sqrt: (a) => a.sqrt(),
  };
}

/** f, which computes nothing twice. */
function remembered(f: (x: Decimal) => Decimal): (x: Decimal) => Decimal {
  const values = new Map<string, Decimal>();
  return (x) => {
    const key = x.toString();
    const known = values.get(key);
    if (known) return known;
    const value = f(x);
    values.set(key, value);
    return value;
  };
}

/** The number that a numeral such as "-0.1e7" stands for, with every digit it has. */
export function parseDecimal(numeral: string): Decimal {
  // No number is rounded when it is made, but one may be too large for what others configured.
  const Exact = Decimal.clone({ defaults: true });
  return new Exact(numeral);
}

/** Every digit of a finite binary64 number, in decimal.js's notation. */
export function exactDecimal(x: number): string {
  let whole = x;
  let doublings = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    doublings++;
  }
  // whole / 2^n = (whole · 10^n / 2^n) / 10^n, and 2^n divides 10^n.
  return `${(BigInt(whole) * tenTo(doublings)) >> BigInt(doublings)}e-${doublings}`;
}

function tenTo(n: number): bigint {
  return BigInt(`1${"0".repeat(n)}`);
}

/** A binary interchange format of IEEE 754-2019, §3.6. */
interface Format {
  /** The largest power of ten in it, and one that is less than half its smallest number. */
  readonly maxExponent: number;
  readonly minExponent: number;
  readonly mantissaBits: number;
  /** The exponent of the last place of the subnormal numbers. */
  readonly lastPlace: number;
  /** The largest exponent field, of the infinities, with a mantissa of zeros. */
  readonly infinityBits: bigint;
  readonly fromBits: (bits: bigint) => number;
}

const BINARY64: Format = {
  maxExponent: 308,
  minExponent: -325,
  mantissaBits: 52,
  lastPlace: -1074,
  infinityBits: 0x7ff0_0000_0000_0000n,
  fromBits: (bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0],
};

const BINARY32: Format = {
  maxExponent: 38,
  minExponent: -47,
  mantissaBits: 23,
  lastPlace: -149,
  infinityBits: 0x7f80_0000n,
  fromBits: (bits) => new Float32Array(Uint32Array.of(Number(bits)).buffer)[0],
};

/**
 * The binary64 number nearest to a decimal, ties to even; ±Infinity from halfway past the
 * largest one (IEEE 754-2019 §4.3.1). In whole numbers: Number(x.toString()) would be the engine's
 * choice of two neighbours past the 20th digit (ECMA-262 §7.1.4.1.1, RoundMVResult).
 */
export function toNearestBinary64(x: Decimal): number {
  return toNearest(BINARY64, x);
}

/** The binary32 number nearest to a decimal, rounded once: not by way of binary64. */
export function toNearestBinary32(x: Decimal): number {
  return toNearest(BINARY32, x);
}

function toNearest(format: Format, x: Decimal): number {
  const { maxExponent, minExponent, mantissaBits, lastPlace, infinityBits, fromBits } = format;
  if (!x.isFinite()) return x.toNumber();
  const sign = x.isNegative() ? -1 : 1;
  if (x.isZero() || x.e < minExponent) return sign * 0;
  if (x.e > maxExponent) return sign * Infinity;
  const [whole, fraction = ""] = x.abs().toFixed().split(".");
  const numerator = BigInt(whole + fraction);
  const denominator = tenTo(fraction.length);
  // place: the exponent of the last place of the result, with all its bits unless it is subnormal.
  const place = Math.max(floorLog2(numerator, denominator) - mantissaBits, lastPlace);
  const mantissa = roundedQuotient(
    place < 0 ? numerator << BigInt(-place) : numerator,
    place > 0 ? denominator << BigInt(place) : denominator,
  );
  // The leading bit of the mantissa, where there is one, adds the 1 that the exponent field lacks;
  // so does a mantissa that was rounded up to a power of two.
  const bits = (BigInt(place - lastPlace) << BigInt(mantissaBits)) + mantissa;
  return sign * fromBits(bits < infinityBits ? bits : infinityBits);
}

/** ⌊log₂(n / d)⌋ for n, d > 0. */
function floorLog2(n: bigint, d: bigint): number {
  const bits = n.toString(2).length - d.toString(2).length;
  // A shift to the right by less than 0 is one to the left (ECMA-262 §6.1.6.2.10).
  return n >> BigInt(bits) >= d ? bits : bits - 1;
}

/** n / d to the nearest whole number, ties to even. */
function roundedQuotient(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  const twiceRest = 2n * (n % d);
  const up = twiceRest > d || (twiceRest === d && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
