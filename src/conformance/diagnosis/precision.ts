/**
 * Answers that are right but for their precision: computed or printed in float32 where float64 is
 * declared, or printed with too few digits. No mistake of the network is behind them.
 */
import { judge } from "../compare.ts";
import { type Dtype, roundTo, UNIT_ROUNDOFFS } from "../dtype.ts";
import type { Cause } from "./candidate.ts";
import { type Finding, numbersAt, tensorsOf } from "./evidence.ts";

/** Digits that tell every number of the dtype from the next one: C's DBL_DECIMAL_DIG, FLT_DECIMAL_DIG. */
const ENOUGH: Readonly<Record<Dtype, number>> = { float64: 17, float32: 9 };

/** Digits with which no two decimals are the same number of the dtype: C's DBL_DIG, FLT_DIG. */
const SHORT: Readonly<Record<Dtype, number>> = { float64: 15, float32: 6 };

/** With fewer digits than this, numbers are simple rather than cut short. */
const FEWEST = 3;

/**
 * What became of the numbers: one cause, both at once, or none.
 *
 * @param compared cases whose answers have all their numbers
 * @param dtype what the implementation says that it computes in
 */
export function precisionOf(compared: readonly Finding[], dtype: Dtype): readonly Cause[] {
  if (compared.every(({ passed }) => passed)) return [];
  const short = printedShort(compared, dtype);
  if (short) return [short];
  if (isOfFloat32(compared)) return [FLOAT32];
  const both = printedShort(compared, "float32");
  return both ? [FLOAT32, both] : [];
}

const FLOAT32: Cause = {
  origin: "precision",
  id: "float32-for-float64",
  title: "The answers are right to the precision of float32",
  explanation:
    "Float64 is declared, but the numbers are computed or printed in float32: held against the tolerance of float32, every failing answer passes. Declare float32, or look for what is not a float64: arrays, literals, functions, the format of the numbers.",
};

/**
 * Whether each failing answer passes as one of float32, and most of the numbers that were handed in,
 * right ones too, are numbers of float32: those that a rounding of another kind leaves are not.
 */
function isOfFloat32(compared: readonly Finding[]): boolean {
  const numbers = compared.flatMap(numbersOf);
  const own = numbers.filter(
    (x) => roundTo("float32", x) === x || formOf(x).digits <= ENOUGH.float32,
  );
  if (!(own.length > numbers.length / 2)) return false;
  return compared.every(({ case: testCase, passed, result }) => {
    return passed || judge(testCase, { kind: "result", result }, "float32").verdict === "pass";
  });
}

/**
 * That the numbers were computed in the dtype and printed with fewer digits than it takes. The digits are
 * those of the longest number that was handed in, right ones too.
 */
function printedShort(compared: readonly Finding[], dtype: Dtype): Cause | undefined {
  const forms = compared.flatMap(numbersOf).map(formOf);
  const most = (of: keyof Form): number => forms.reduce((max, form) => Math.max(max, form[of]), 0);
  const [digits, decimals] = [most("digits"), most("decimals")];
  const accountsFor = (count: number, unit: (size: number) => number): boolean => {
    if (!(FEWEST <= count && count <= SHORT[dtype])) return false;
    return compared.every((finding) => finding.passed || isCutShort(finding, dtype, unit));
  };
  if (accountsFor(digits, (size) => Number(`1e${formOf(size).exponent - digits + 1}`))) {
    return shortened(`${digits} significant digits`, dtype);
  }
  if (accountsFor(decimals, () => Number(`1e-${decimals}`))) {
    return shortened(`${decimals} decimals`, dtype);
  }
  return undefined;
}

function shortened(digits: string, dtype: Dtype): Cause {
  return {
    origin: "precision",
    id: `printed-with-${digits.replaceAll(" ", "-")}`,
    title: `The numbers are printed with ${digits}`,
    explanation: `None that was handed in has more, and as far as these go every failing answer is right. Print ${ENOUGH[dtype]} significant digits.`,
  };
}

/**
 * Whether an answer is as near as rounding in the dtype, and then printing, leaves it.
 *
 * @param unit that of the last digit of a number of this size: cutting off may be off by as much
 */
function isCutShort(
  { case: testCase, result }: Finding,
  dtype: Dtype,
  unit: (size: number) => number,
): boolean {
  return tensorsOf(testCase, dtype).every(({ keys, expected, errorFactor }) => {
    const got = numbersAt(result, keys);
    const tolerance = errorFactor * UNIT_ROUNDOFFS[dtype];
    return expected.every((value, i) => {
      const size = Math.max(Math.abs(value), Math.abs(got[i]));
      return Math.abs(got[i] - value) <= tolerance + unit(size);
    });
  });
}

function numbersOf({ tensors, result }: Finding): number[] {
  return tensors.flatMap(({ keys }) => numbersAt(result, keys));
}

/** The shortest decimal of a number. */
interface Form {
  /** significant ones */
  readonly digits: number;
  /** digits after the point, where it is written without an exponent */
  readonly decimals: number;
  /** of ten, where it is written with one */
  readonly exponent: number;
}

function formOf(x: number): Form {
  const [mantissa, power] = x.toExponential().split("e");
  const digits = mantissa.replace(/[-.]/g, "").length;
  const exponent = Number(power);
  return { digits, decimals: Math.max(0, digits - 1 - exponent), exponent };
}
