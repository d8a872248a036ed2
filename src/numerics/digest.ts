/** One SHA-256 over the bits of many numbers: what makes "the same bits" a checkable claim. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, isFloat64Array, requireArray } from "./require.ts";

/**
 * SHA-256, in hexadecimal, of the arrays one after the other, each number as the eight bytes of its
 * binary64 in little-endian order, whatever the machine's own order is.
 *
 * @throws {TypeError} when the arrays hold anything but numbers
 */
export function sha256OfNumbers(arrays: readonly (readonly number[] | Float64Array)[]): string {
  requireArray("arrays", arrays, "arrays of numbers");
  for (let n = 0; n < arrays.length; n++) {
    if (!isFloat64Array(arrays[n])) requireArray(`arrays[${n}]`, arrays[n], "numbers");
  }
  const count = arrays.reduce((sum, values) => sum + values.length, 0);
  const view = new DataView(new ArrayBuffer(count * 8));
  let offset = 0;
  for (const values of arrays) {
    for (const value of values) {
      if (typeof value !== "number") {
        throw new TypeError(`arrays: expected numbers only, got ${describe(value)}`);
      }
      view.setFloat64(offset, value, true);
      offset += 8;
    }
  }
  return bytesToHex(sha256(new Uint8Array(view.buffer)));
}
