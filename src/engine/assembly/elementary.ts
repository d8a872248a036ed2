/**
 * exp and tanh of @stdlib (packages math-base-special-exp and math-base-special-tanh), operation by
 * operation and so bit for bit: exp is FreeBSD's e_exp.c by way of Go, tanh is Cephes'. One number at
 * a time, and two at once where both are of the common kind.
 *
 * Copyright (c) 2018 The Stdlib Authors, Apache-2.0; (c) 2009 The Go Authors, all rights reserved, a
 * BSD licence; 1984, 1995, 2000 by Stephen L. Moshier; their notices are in full in NOTICE. And:
 *
 *   Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunPro, a Sun Microsystems, Inc. business.
 *   Permission to use, copy, modify, and distribute this software is freely granted, provided that
 *   this notice is preserved.
 */
import { F64 } from "./memory";

const LN2_HI: f64 = 0.6931471803691238;
const LN2_LO: f64 = 1.9082149292705877e-10;
const LOG2_E: f64 = 1.4426950408889634;
const OVERFLOW: f64 = 709.782712893384;
const UNDERFLOW: f64 = -745.1332191019411;
/** 2^-28: for smaller |x|, e^x is 1 + x. */
const NEAR_ZERO: f64 = 3.725290298461914e-9;

const P0: f64 = 0.16666666666666602;
const P1: f64 = -0.0027777777777015593;
const P2: f64 = 0.00006613756321437934;
const P3: f64 = -0.0000016533902205465252;
const P4: f64 = 4.1381367970572385e-8;

/** e^x. */
export function exp(x: f64): f64 {
  if (isNaN(x)) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  if (abs(x) < NEAR_ZERO) return 1 + x;
  // x = k ln 2 + r, where |r| ≤ ln(2)/2 and r = hi − lo.
  const k = trunc(LOG2_E * x + copysign(0.5, x));
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const t = r * r;
  const c = r - t * (P0 + t * (P1 + t * (P2 + t * (P3 + t * P4))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  return timesPowerOf2(y, <i32>k);
}

/** 2^-52. */
const EPSILON: f64 = f64.EPSILON;
const SIGNIFICAND: u64 = (1 << 52) - 1;

/**
 * y 2^k for 1/2 < y < 2. As @stdlib's ldexp has it, whatever is below 2^-1074 becomes 0, be it nearer
 * to 2^-1074 or not.
 */
function timesPowerOf2(y: f64, k: i32): f64 {
  const bits = reinterpret<u64>(y);
  const exponent = <i32>(bits >> 52) - 1023 + k;
  if (exponent < -1074) return 0;
  if (exponent > 1023) return Infinity;
  // A subnormal number is rounded once, where it is scaled down to its place.
  return exponent > -1023
    ? withExponent(bits, exponent)
    : withExponent(bits, exponent + 52) * EPSILON;
}

function withExponent(bits: u64, exponent: i32): f64 {
  return reinterpret<f64>((bits & SIGNIFICAND) | ((<u64>(exponent + 1023)) << 52));
}

/** Up to this |x|, |k| is at most 1021 and y 2^k a normal number: k is added to y's exponent. */
const COMMON: f64 = 708;
/** 1.5 · 2^52: added to a whole number k, it leaves k in the lowest bits of the sum. */
const WHOLE: f64 = 6755399441055744;

/** e^x of both lanes. */
export function expPair(x: v128): v128 {
  const size = f64x2.abs(x);
  if (!i64x2.all_true(f64x2.le(size, f64x2.splat(COMMON)))) {
    const first = exp(f64x2.extract_lane(x, 0));
    return f64x2.replace_lane(f64x2.splat(first), 1, exp(f64x2.extract_lane(x, 1)));
  }
  const k = f64x2.trunc(f64x2.add(f64x2.mul(f64x2.splat(LOG2_E), x), withSignOf(x, 0.5)));
  const hi = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HI)));
  const lo = f64x2.mul(k, f64x2.splat(LN2_LO));
  const r = f64x2.sub(hi, lo);
  const t = f64x2.mul(r, r);
  let p = f64x2.splat(P4);
  p = f64x2.add(f64x2.splat(P3), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P2), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P1), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P0), f64x2.mul(t, p));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(lo, quotient), hi));
  const power = i64x2.add(y, i64x2.shl(f64x2.add(k, f64x2.splat(WHOLE)), 52));
  const nearZero = f64x2.lt(size, f64x2.splat(NEAR_ZERO));
  return v128.bitselect(f64x2.add(f64x2.splat(1), x), power, nearZero);
}

/** y = e^x over n numbers, n even: for whoever wants to compare. */
export function writeExp(y: usize, x: usize, n: usize): void {
  for (const end = x + n * F64; x < end; x += 2 * F64, y += 2 * F64) {
    v128.store(y, expPair(v128.load(x)));
  }
}

/** Both lanes the number `size`, which is positive, with the signs of x. */
function withSignOf(x: v128, size: f64): v128 {
  return v128.or(f64x2.splat(size), v128.and(x, f64x2.splat(-0.0)));
}

/** Below this |x|, tanh is a rational function. */
const SMALL: f64 = 0.625;
/** log(2^127) / 2, beyond which tanh is 1 in size. */
const LARGE: f64 = 0.5 * 88.02969193111305;

/** tanh x of both lanes. */
export function tanhPair(x: v128): v128 {
  const size = f64x2.abs(x);
  const small = f64x2.lt(size, f64x2.splat(SMALL));
  if (i64x2.all_true(small)) return tanhOfSmall(x);
  const large = tanhOfLarge(x, size);
  return v128.any_true(small) ? v128.bitselect(tanhOfSmall(x), large, small) : large;
}

/** x + x³ P(x²) / Q(x²). */
function tanhOfSmall(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let p = f64x2.splat(-0.9643991794250523);
  p = f64x2.add(f64x2.splat(-99.28772310019185), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(-1614.6876844170845), f64x2.mul(t, p));
  let q = f64x2.add(f64x2.splat(112.81167849163293), t);
  q = f64x2.add(f64x2.splat(2235.4883906010045), f64x2.mul(t, q));
  q = f64x2.add(f64x2.splat(4844.063053251255), f64x2.mul(t, q));
  const y = f64x2.add(x, f64x2.mul(f64x2.mul(x, t), f64x2.div(p, q)));
  // −0 is its own tanh.
  return v128.bitselect(x, y, f64x2.eq(x, f64x2.splat(0)));
}

/** 1 − 2 / (e^2|x| + 1), with the sign of x; exactly 1 from well below LARGE on. */
function tanhOfLarge(x: v128, size: v128): v128 {
  const bounded = f64x2.min(size, f64x2.splat(LARGE));
  const power = expPair(f64x2.mul(f64x2.splat(2), bounded));
  const quotient = f64x2.div(f64x2.splat(2), f64x2.add(power, f64x2.splat(1)));
  return v128.or(f64x2.sub(f64x2.splat(1), quotient), v128.and(x, f64x2.splat(-0.0)));
}
