/** Answers to the kinds that are about numbers as such: canary and random. */
import { parseDecimal, toNearestBinary32, toNearestBinary64 } from "../../gradcheck/decimal.ts";
import { randomStream } from "../../numerics/random.ts";
import { bitsOf, type Dtype, roundTo } from "../dtype.ts";
import type { CaseOf } from "../kinds.ts";
import type { Draft } from "../suite/draft.ts";
import { roundedUp } from "./factors.ts";

/** What is to be judged, and how. */
export type Answers<K extends "canary" | "random"> = Pick<CaseOf<K>, "expected" | "errorFactor">;

/** The values as the dtype holds them, and the bits of everything. */
export function canaryAnswers({ config: { dtype }, inputs }: Draft<"canary">): Answers<"canary"> {
  const values = inputs.values.map((value) => roundTo(dtype, value));
  return {
    expected: {
      values,
      bits: values.map((value) => bitsOf(dtype, value)),
      decimalBits: inputs.decimals.map((decimal) => bitsOf(dtype, nearest(dtype, decimal))),
    },
    errorFactor: { values: 0 },
  };
}

/** Rounded once: by way of binary64 a decimal would be rounded twice into binary32. */
function nearest(dtype: Dtype, decimal: string): number {
  const exact = parseDecimal(decimal);
  return dtype === "float64" ? toNearestBinary64(exact) : toNearestBinary32(exact);
}

/**
 * The draws of NumPy's uniform: low + (high − low) r in binary64.
 *
 * A program may fuse the sum, or take low (1 − r) + high r: at most three roundings, of numbers that
 * are |low| + |high| at most, as many as there are in what is expected; binary32 adds one of the result.
 */
export function randomAnswers({ inputs }: Draft<"random">): Answers<"random"> {
  const { seed, low, high, count } = inputs;
  const { next } = randomStream("numpy", seed);
  const values = Array.from({ length: count }, () => low + (high - low) * next());
  const largest = Math.abs(low) + Math.abs(high);
  return { expected: { values }, errorFactor: { values: roundedUp(6 * largest) } };
}
