/** From bounds in both dtypes to the error factors of a case. */
import { DTYPES, type Dtype, UNIT_ROUNDOFFS } from "../dtype.ts";
import type { Nested } from "../shapes.ts";

/** The bounds of one tensor in each dtype. */
export type BoundsByDtype = Readonly<Partial<Record<Dtype, Nested>>>;

/** The largest factor: a tolerance for every finite number. */
const LARGEST = 1e308;

/**
 * The least number of three digits such that factor · u is at least each entry's bound, and what
 * `expected` was rounded by, in every dtype that is given.
 */
export function factorOf(expected: Nested, bounds: BoundsByDtype): number {
  let factor = 0;
  for (const dtype of DTYPES) {
    const tensor = bounds[dtype];
    if (tensor === undefined) continue;
    const numbers = numbersOf(expected);
    numbersOf(tensor).forEach((bound, n) => {
      const rounded = UNIT_ROUNDOFFS.float64 * Math.abs(numbers[n]);
      factor = Math.max(factor, inUnits(bound + rounded, dtype));
    });
  }
  return roundedUp(factor);
}

/** NaN, of an infinite bound times zero, bounds nothing. */
function inUnits(bound: number, dtype: Dtype): number {
  const units = bound / UNIT_ROUNDOFFS[dtype];
  return units <= LARGEST ? units : LARGEST;
}

/** The numbers of a tensor, row by row. */
export function numbersOf(tensor: Nested): number[] {
  return typeof tensor === "number" ? [tensor] : tensor.flatMap(numbersOf);
}

/** The least number of three significant digits that is at least x ≥ 0. */
export function roundedUp(x: number): number {
  const [digits, exponent] = x.toExponential(2).split("e");
  const near = Number(`${digits}e${exponent}`);
  if (near >= x) return near;
  return Number(`${Number(digits.replace(".", "")) + 1}e${Number(exponent) - 2}`);
}
