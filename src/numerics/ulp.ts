/**
 * Units in the last place: the neighbours of a binary64 number and the distance between two.
 *
 * The bits of a binary64, read as a signed integer with the negative half mirrored, count the
 * numbers in order (IEEE 754-2019 §5.10 totalOrder, with −0 and +0 made one).
 */
import { requireAnyNumber } from "./require.ts";

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The position of x among the binary64 numbers: 0 for ±0, 1 for the smallest positive one, … */
function ordinal(x: number): bigint {
  float[0] = Math.abs(x);
  return BigInt(Math.sign(x)) * bits[0];
}

/** The number at a position; −0 at 0. */
function fromOrdinal(n: bigint): number {
  const positive = n > 0n;
  bits[0] = positive ? n : -n;
  return positive ? float[0] : -float[0];
}

/**
 * The next binary64 above x; NaN and +Infinity stay as they are. Above the largest negative number
 * it is −0 (IEEE 754-2019 §5.3.1).
 *
 * @throws {TypeError} when x is not a number
 */
export function nextUp(x: number): number {
  requireAnyNumber("x", x);
  if (Number.isNaN(x) || x === Infinity) return x;
  return fromOrdinal(ordinal(x) + 1n);
}

/**
 * The next binary64 below x; NaN and −Infinity stay as they are. Below the smallest positive number
 * it is +0 (IEEE 754-2019 §5.3.1).
 *
 * @throws {TypeError} when x is not a number
 */
export function nextDown(x: number): number {
  requireAnyNumber("x", x);
  return -nextUp(-x);
}

/**
 * How many binary64 numbers one steps over from x to y; +0 and −0 are the same number.
 * NaN, and what is no number at all, is infinitely far from everything, itself included, so that it
 * never passes a comparison.
 */
export function ulpDistance(x: number, y: number): number {
  if (!isComparable(x) || !isComparable(y)) return Infinity;
  return Math.abs(Number(ordinal(x) - ordinal(y)));
}

function isComparable(x: unknown): boolean {
  return typeof x === "number" && !Number.isNaN(x);
}

/** The unit roundoff of binary64, 2^-53: a rounded result is exact times (1 + δ), |δ| ≤ u. */
export const UNIT_ROUNDOFF: number = 2 ** -53;
