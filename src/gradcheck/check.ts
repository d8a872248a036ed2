/**
 * A gradient of any scalar function of named tensors, checked: by extrapolated differences entry by
 * entry, by the Taylor remainder tensor by tensor, and by questions that come before any tolerance:
 * is f a function, is it finite, does it depend on what it is differentiated by?
 */
import { maxNorm } from "../numerics/norm.ts";
import { requireNumber, requireObject, requireOnlyKeys } from "../numerics/require.ts";
import { UNIT_ROUNDOFF } from "../numerics/ulp.ts";
import {
  type CheckReport,
  combine,
  evaluationReport,
  type Finding,
  type SlopeFinding,
} from "./report.ts";
import { type RiddersGradient, type RiddersOptions, riddersGradient } from "./ridders.ts";
import { type TaylorKind, taylorTest } from "./taylor.ts";
import {
  copyOfTensors,
  entriesOf,
  evaluate,
  namesOf,
  type Point,
  pathOf,
  requireFunction,
  requireShapesOf,
  requireTensors,
  type Tensor,
} from "./tensors.ts";
import {
  compareGradient,
  SHARPNESS,
  type TensorComparison,
  tolerance,
  type Verdict,
} from "./verdict.ts";

/** What is known of the rounding in what is checked. */
export interface CheckOptions<P> {
  /**
   * ρ, for each entry of the gradient a bound on its rounding error. By default γ_n times the largest
   * entry of its tensor with n = {@link ROUNDINGS}.
   */
  readonly rounding?: P;
  /** a bound on the rounding error of one value of f, as for {@link riddersGradient} */
  readonly noise?: number;
}

/**
 * A gradient whose rounding is not known is taken to be a sum of terms no larger than its tensor's
 * largest entry, each with a thousand roundings behind it: γ_n ≈ 1.1e-13 (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2nd ed., lemma 3.1).
 */
export const ROUNDINGS = 1000;

/**
 * Checks a gradient.
 *
 * @param f called with tensors of its own each time; must return the same number for the same point
 * @param gradient what is to be the gradient of f at the point, in its names and shapes
 * @param at the point; left untouched, as is the gradient
 * @returns the report; what may be wrong with the values of f or the gradient is in it and not thrown
 * @throws {TypeError | RangeError} when f is no function that returns numbers, the point no finite
 *   tensors, or the gradient or an option not in its shapes; what f throws is not caught
 */
export function checkGradient<P extends Point<P>>(
  f: (at: P) => number,
  gradient: P,
  at: P,
  options: CheckOptions<P> = {},
): CheckReport {
  requireFunction(f);
  requireTensors("at", at);
  requireShapesOf("gradient", gradient, at);
  requireObject("options", options);
  requireOnlyKeys("options", options, ["rounding", "noise"]);
  const { rounding = defaultRounding(gradient), ...known }: CheckOptions<P> = options;
  requireShapesOf("options.rounding", rounding, at);
  requireTensors("options.rounding", rounding);
  if (known.noise !== undefined) requireNumber("options.noise", known.noise, { min: 0 });

  const names = namesOf(at).map((name) => `d${name}`);
  // One that sorts or scales its argument in place would meet its own traces.
  const loss = (point: P): number => f(copyOfTensors(point));
  const value = evaluate(loss, at);
  const unfit = unfitness(value, evaluate(loss, at));
  if (unfit) return evaluationReport(names, unfit);
  const { opinion, undecided, remarks } = differencesOpinion(loss, gradient, at, rounding, known);
  const taylor = taylorOpinion(loss, gradient, at, known, undecided);
  const drifted = unfitness(value, evaluate(loss, at));
  if (drifted) return evaluationReport(names, drifted);
  return combine(names, { differences: opinion, taylor }, [...remarks, ...bluntRemarks(opinion)]);
}

/** γ_n times the largest finite entry of each tensor, for every entry of it. */
function defaultRounding<P extends Point<P>>(gradient: P): P {
  const gamma = (ROUNDINGS * UNIT_ROUNDOFF) / (1 - ROUNDINGS * UNIT_ROUNDOFF);
  const bounds = copyOfTensors(gradient);
  for (const name of namesOf(bounds)) {
    const entries = entriesOf(bounds[name]);
    entries.fill(gamma * maxNorm([entries.filter(Number.isFinite)]));
  }
  return bounds;
}

/** Why nothing can be said of any gradient of f where it has these two values, if so. */
function unfitness(first: number, second: number): (Finding & { reason: string }) | null {
  if (!Object.is(first, second)) {
    const reason = `the loss is ${first} and then ${second} at the same point: it is no function of it`;
    return { verdict: "inconclusive", reason };
  }
  if (!Number.isFinite(first)) return { verdict: "fail", reason: `the loss is ${first}` };
  return null;
}

/** What both oracles are told of the values of f. */
type Known = Pick<RiddersOptions, "noise">;

/** What extrapolated differences say, and what was noticed on the way. */
export interface DifferencesOpinion {
  readonly opinion: Readonly<Record<string, TensorComparison>>;
  /** the tensors, by the gradient's names, that neither pass nor fail */
  readonly undecided: ReadonlySet<string>;
  readonly remarks: readonly string[];
}

/**
 * Extrapolated differences, entry by entry, each with its own error estimate.
 *
 * @param f leaves the tensors that it is called with untouched
 */
export function differencesOpinion<P extends Point<P>>(
  f: (at: P) => number,
  gradient: P,
  at: P,
  rounding: P,
  known: Known,
): DifferencesOpinion {
  const estimate = riddersGradient(f, at, known);
  const compared = compareGradient(gradient, estimate, rounding);
  const names = namesOf(at);
  const undecided = new Set(
    Object.keys(compared).filter((name) => !isDecided(compared[name].verdict)),
  );
  const opinion = Object.fromEntries(
    names.map((name) => {
      const finding = compared[`d${name}`];
      const unused = finding.verdict === "vacuous" && !dependsOn(f, at, name);
      const reason = unused ? `the loss does not depend on ${name}` : finding.reason;
      return [`d${name}`, { ...finding, reason }];
    }),
  );
  return { opinion, undecided, remarks: kinkRemarks(at, estimate) };
}

/** max |g_i| max(1, |x_i|): the largest of what gᵀv is summed from. */
function largestTerm(x: Tensor, gradient: Tensor): number {
  const at = entriesOf(x);
  return maxNorm([entriesOf(gradient).map((g, i) => g * Math.max(1, Math.abs(at[i])))]);
}

function isDecided(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "fail";
}

/**
 * What the Taylor remainder says of each tensor. A remainder of first order is a wrong gradient, a
 * kink, or a curve of f that is over before the shortest step: it is held against the gradient only
 * where f is known to have a derivative on that scale, and where it is large enough to contradict
 * that: where terms of f cancel, it may be the rounding of those.
 *
 * @param doubtful tensors, by the gradient's names, of which that is not known
 */
export function taylorOpinion<P extends Point<P>>(
  f: (at: P) => number,
  gradient: P,
  at: P,
  known: Known,
  doubtful: ReadonlySet<string>,
): Readonly<Record<string, SlopeFinding>> {
  const { tensors } = taylorTest(f, gradient, at, known);
  return Object.fromEntries(
    namesOf(at).map((name) => {
      const { kind, slope, error } = tensors[name];
      // By as much a tensor that passes may be off.
      const least = SHARPNESS * largestTerm(at[name], gradient[name]);
      const isDoubtful = doubtful.has(`d${name}`) || (error !== null && error <= least);
      const found = kind === "first order" && isDoubtful ? "doubtful" : kind;
      return [`d${name}`, { ...SLOPE_FINDINGS[found], slope }];
    }),
  );
}

const SLOPE_FINDINGS: Readonly<Record<TaylorKind | "doubtful", Finding>> = {
  "second order": { verdict: "pass", reason: null },
  "first order": { verdict: "fail", reason: "the Taylor remainder falls as h and not as h²" },
  doubtful: {
    verdict: "inconclusive",
    reason: "the Taylor remainder falls as h, and not for the gradient's sake alone",
  },
  undecided: {
    verdict: "inconclusive",
    reason: "the Taylor remainder falls neither as h nor as h²",
  },
  exact: { verdict: "inconclusive", reason: "the Taylor remainder is rounding at every h" },
};

/** Whether f moves when all entries of a tensor do, by half their size and a half, either way. */
function dependsOn<P extends Point<P>>(
  f: (at: P) => number,
  at: P,
  name: keyof P & string,
): boolean {
  const here = evaluate(f, at);
  return [1, -1].some((sign) => {
    const moved = copyOfTensors(at);
    const entries = entriesOf(moved[name]);
    for (let i = 0; i < entries.length; i++) {
      const alternating = i % 2 === 0 ? sign : -sign;
      entries[i] += (alternating * (1 + Math.abs(entries[i]))) / 2;
    }
    return !Object.is(evaluate(f, moved), here);
  });
}

/**
 * A tensor is judged by its largest entry. Of entries that are small beside it a pass may say nothing,
 * not even that they are not zero; those that are zero on both sides are not meant.
 */
function bluntRemarks(opinion: DifferencesOpinion["opinion"]): string[] {
  const entries = Object.values(opinion).flatMap((tensor) => tensor.entries);
  const blunt = entries.filter((entry) => {
    const size = Math.max(Math.abs(entry.analytic), Math.abs(entry.numeric));
    return size > 0 && size < tolerance(entry) && tolerance(entry) < Infinity;
  });
  if (blunt.length === 0) return [];
  return [
    `${blunt.length} of ${entries.length} entries cannot be told from zero, as ${blunt[0].path}: ` +
      `an error of ${tolerance(blunt[0]).toPrecision(2)} in it would go unseen`,
  ];
}

function kinkRemarks<P extends Point<P>>(at: P, { kinks }: RiddersGradient<P>): string[] {
  const paths = namesOf(at).flatMap((name) =>
    Array.from(entriesOf(kinks[name]), (jump, i) => ({ jump, path: pathOf(name, at[name], i) })),
  );
  const found = paths.filter(({ jump }) => jump > 0);
  if (found.length === 0) return [];
  const { path, jump } = found.reduce((one, other) => (other.jump > one.jump ? other : one));
  return [
    `the loss has a kink within the step along ${found.length} of ${paths.length} entries: ` +
      `along ${path} its slope jumps by ${jump.toPrecision(2)}`,
  ];
}
