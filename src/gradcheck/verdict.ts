/**
 * When a gradient agrees with an oracle's answer. With the analytic entry a, known up to its
 * rounding ρ, and the numeric entry n, known up to the oracle's own error ε:
 *
 * | verdict on a tensor | when |
 * | --- | --- |
 * | fail | some a is not finite, or |a − n| > ε + ρ |
 * | inconclusive | otherwise, some n or ε is not finite: the oracle itself does not know |
 * | vacuous | otherwise, every |a| ≤ ρ: nothing in it can be told from zero, so nothing was tested |
 * | inconclusive | otherwise, some ε + ρ exceeds a thousandth of the tensor's largest entry: an error of that size would go unseen |
 * | pass | otherwise |
 *
 * No tolerance is chosen here: ε is the oracle's estimate and ρ a bound on rounding. The thousandth
 * decides nothing about right and wrong; it says how sharp a check must be before its silence means
 * anything.
 */
import { maxNorm } from "../numerics/norm.ts";
import { ulpDistance } from "../numerics/ulp.ts";
import { entriesOf, namesOf, type Point, pathOf, type Tensor } from "./tensors.ts";

/** The verdicts, from the best to the worst. */
export const VERDICTS = ["pass", "vacuous", "inconclusive", "fail"] as const;
/**
 * - `pass`: the gradient agrees, as closely as rounding lets it.
 * - `vacuous`: nothing was tested, since nothing can be told from zero.
 * - `inconclusive`: the oracle's own error is too large to tell.
 * - `fail`: the gradient is wrong.
 */
export type Verdict = (typeof VERDICTS)[number];

/** ε + ρ at most this share of the tensor's largest entry, or the check is too blunt to mean much. */
export const SHARPNESS: number = 1e-3;

/** What an oracle says of a gradient: each entry, and how far from the truth it may be. */
export interface Estimate<P> {
  readonly values: P;
  readonly errors: P;
}

/** One entry of a gradient beside an oracle's. */
export interface Comparison {
  /** as one would write it in code: `dW[3][1]` */
  readonly path: string;
  /** a, of the gradient that is checked */
  readonly analytic: number;
  /** n, the oracle's */
  readonly numeric: number;
  /** |a − n| */
  readonly absoluteError: number;
  /** |a − n| / max(|a|, |n|), and 0 where both are 0; NaN where either is no finite number */
  readonly relativeError: number;
  /** ε, the oracle's */
  readonly errorEstimate: number;
  /** ρ, the analytic entry's */
  readonly roundingBound: number;
  /** binary64 numbers that one steps over from one to the other */
  readonly ulps: number;
}

/** A tensor beside an oracle's. */
export interface TensorComparison {
  /** on all entries together */
  readonly verdict: Verdict;
  /** why, in a sentence, where it is not a pass */
  readonly reason: string | null;
  /** the entry that is furthest off in units of ε + ρ */
  readonly worst: Comparison;
  /** the largest there is; NaN when any is */
  readonly maxRelativeError: number;
  /** entries that are 0 on both sides */
  readonly zeros: number;
  /** all of them, row by row */
  readonly entries: readonly Comparison[];
}

/** Holds a tensor of a gradient, named as its entries are to be, against an oracle's. */
export function compareTensor(
  name: string,
  analytic: Tensor,
  values: Tensor,
  errors: Tensor,
  rounding: Tensor,
): TensorComparison {
  const [a, n] = [entriesOf(analytic), entriesOf(values)];
  const [epsilon, rho] = [entriesOf(errors), entriesOf(rounding)];
  const entries = Array.from(a, (_, i) =>
    compareEntry(pathOf(name, analytic, i), a[i], n[i], epsilon[i], rho[i]),
  );
  const worst = entries.reduce((one, other) => (isWorse(other, one) ? other : one));
  return {
    ...judge(entries, worst),
    worst,
    maxRelativeError: maxNorm([Float64Array.from(entries, (entry) => entry.relativeError)]),
    zeros: entries.filter((entry) => entry.analytic === 0 && entry.numeric === 0).length,
    entries,
  };
}

/**
 * Holds a gradient, tensor by tensor, against an oracle's.
 *
 * @param rounding ρ of every entry
 * @returns by the gradient's names: dU for the tensor U
 */
export function compareGradient<P extends Point<P>>(
  analytic: P,
  { values, errors }: Estimate<P>,
  rounding: P,
): Readonly<Record<string, TensorComparison>> {
  return Object.fromEntries(
    namesOf(analytic).map((name) => {
      const path = `d${name}`;
      return [
        path,
        compareTensor(path, analytic[name], values[name], errors[name], rounding[name]),
      ];
    }),
  );
}

/** The gravest of several verdicts: fail, then inconclusive, then vacuous, then pass. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))];
}

function compareEntry(
  path: string,
  analytic: number,
  numeric: number,
  errorEstimate: number,
  roundingBound: number,
): Comparison {
  const absoluteError = Math.abs(analytic - numeric);
  const size = Math.max(Math.abs(analytic), Math.abs(numeric));
  return {
    path,
    analytic,
    numeric,
    absoluteError,
    relativeError: size === 0 ? 0 : absoluteError / size,
    errorEstimate,
    roundingBound,
    ulps: ulpDistance(analytic, numeric),
  };
}

/** ε + ρ. */
export function tolerance({ errorEstimate, roundingBound }: Comparison): number {
  return errorEstimate + roundingBound;
}

/**
 * |a − n| in units of ε + ρ: at most 1 where they agree. An analytic entry that is no finite number
 * is wrong whatever the oracle says; an oracle that has no finite number accuses nobody.
 */
function excess(entry: Comparison): number {
  if (!Number.isFinite(entry.analytic)) return Infinity;
  if (!Number.isFinite(entry.numeric) || entry.absoluteError === 0) return 0;
  return entry.absoluteError / tolerance(entry);
}

function isWorse(one: Comparison, other: Comparison): boolean {
  return excess(one) > excess(other);
}

function judge(
  entries: readonly Comparison[],
  worst: Comparison,
): { readonly verdict: Verdict; readonly reason: string | null } {
  const broken = entries.find(({ analytic }) => !Number.isFinite(analytic));
  if (broken) return { verdict: "fail", reason: `${broken.path} is ${broken.analytic}` };
  if (!(excess(worst) <= 1)) {
    const { path, absoluteError } = worst;
    const reason = `${path} is off by ${brief(absoluteError)}, where ${brief(tolerance(worst))} is explained`;
    return { verdict: "fail", reason };
  }
  const blind = entries.find(
    ({ numeric, errorEstimate }) => !(Number.isFinite(numeric) && Number.isFinite(errorEstimate)),
  );
  if (blind) return { verdict: "inconclusive", reason: `the oracle cannot tell ${blind.path}` };
  if (entries.every(({ analytic, roundingBound }) => Math.abs(analytic) <= roundingBound)) {
    return { verdict: "vacuous", reason: "no entry can be told from zero: nothing was tested" };
  }
  const largest = maxNorm([Float64Array.from(entries, ({ analytic }) => analytic)]);
  const blunt = entries.find((entry) => !(tolerance(entry) <= SHARPNESS * largest));
  if (blunt) {
    const reason = `an error of ${brief(tolerance(blunt))} in ${blunt.path} would go unseen, and the largest entry is ${brief(largest)}`;
    return { verdict: "inconclusive", reason };
  }
  return { verdict: "pass", reason: null };
}

function brief(x: number): string {
  return x.toPrecision(2);
}
