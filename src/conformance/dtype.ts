/** The two arithmetics that an implementation may compute in: binary64 and binary32. */
import { ulpDistance } from "../numerics/ulp.ts";
import type { Implementation } from "./types.ts";

/** The arithmetic of an implementation: `float64` is binary64, `float32` binary32. */
export type Dtype = Implementation["dtype"];

/** The names of the arithmetics. */
export const DTYPES: readonly Dtype[] = ["float64", "float32"];

/** u: a rounded result is the exact one times 1 + δ, |δ| ≤ u. */
export const UNIT_ROUNDOFFS: Readonly<Record<Dtype, number>> = {
  float64: 2 ** -53,
  float32: 2 ** -24,
};

/** x rounded to the nearest number of the dtype. */
export function roundTo(dtype: Dtype, x: number): number {
  return dtype === "float64" ? x : Float32Array.of(x)[0];
}

/** The bits of x in the dtype, in lowercase hexadecimal, most significant first. */
export function bitsOf(dtype: Dtype, x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  if (dtype === "float64") view.setFloat64(0, x);
  else view.setFloat32(0, x);
  const digits = view.getBigUint64(0).toString(16).padStart(16, "0");
  return dtype === "float64" ? digits : digits.slice(0, 8);
}

/**
 * How many numbers of the dtype one steps over from x to y, both rounded to it first; as
 * {@link ulpDistance}, NaN is infinitely far from everything.
 */
export function ulpDistanceIn(dtype: Dtype, x: number, y: number): number {
  if (dtype === "float64") return ulpDistance(x, y);
  if (Number.isNaN(x) || Number.isNaN(y)) return Infinity;
  return Math.abs(ordinal32(x) - ordinal32(y));
}

/** The position of x among the binary32 numbers: 0 for ±0, 1 for the smallest positive one, … */
function ordinal32(x: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0];
  return bits >= 0 ? bits : -(bits & 0x7fffffff);
}
