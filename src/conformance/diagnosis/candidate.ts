/** What an implementation may have got wrong, and how well that accounts for what it answered. */
import type { Mistake } from "../bugs/bug.ts";
import type { Program } from "../bugs/program.ts";
import { RIGHT } from "../bugs/right.ts";
import { type Result, solve } from "../bugs/solve.ts";
import { type Dtype, UNIT_ROUNDOFFS } from "../dtype.ts";
import type { CaseOf } from "../kinds.ts";
import { type Finding, largest, numbersAt, type SolvedCase, type Tensor } from "./evidence.ts";

/** Where a cause comes from: the catalogue, or what was found by looking at the numbers. */
export type Origin = "catalogue" | "transform" | "truncation" | "precision";

/** What is wrong, in words. */
export interface Cause {
  /** how it was found */
  readonly origin: Origin;
  /** the bug's, where it is one of the catalogue */
  readonly id: string;
  /** a line */
  readonly title: string;
  /** what the code looks like, and what it computes instead */
  readonly explanation: string;
}

/** One cause, or two at once, as a program. */
export interface Candidate {
  /** what it gets wrong */
  readonly causes: readonly Cause[];
  /**
   * The result that such a program would hand in; undefined where that is the right one.
   *
   * @param offBy the states are off by so much, in proportion, where the candidate is a program
   */
  readonly predict: (testCase: SolvedCase, offBy?: number) => Result | undefined;
}

/** A program that gets these things wrong at once; no two may be about the same seam. */
export function candidateOf(mistakes: readonly Mistake[]): Candidate {
  const program: Program = Object.assign({ ...RIGHT }, ...mistakes.map(({ seams }) => seams));
  const kinds = new Set(mistakes.flatMap((mistake) => mistake.kinds));
  return {
    causes: mistakes.map(({ id, title, explanation }) => ({
      origin: "catalogue",
      id,
      title,
      explanation,
    })),
    predict: (testCase, offBy = 0) => {
      if (!kinds.has(testCase.kind)) return undefined;
      return solve(offBy === 0 ? program : withStatesOff(program, offBy), testCase);
    },
  };
}

/** Each state nearer to zero by so much, in proportion: none leaves the range of its activation. */
function withStatesOff(program: Program, offBy: number): Program {
  return { ...program, activate: (activation, a) => program.activate(activation, a) * (1 - offBy) };
}

/** The same candidate, that works out each case once. */
export function remembering({ causes, predict }: Candidate): Candidate {
  const known = new WeakMap<SolvedCase, Result | undefined>();
  return {
    causes,
    predict: (testCase, offBy = 0) => {
      if (offBy !== 0) return predict(testCase, offBy);
      if (!known.has(testCase)) known.set(testCase, predict(testCase));
      return known.get(testCase);
    },
  };
}

/**
 * A candidate accounts for an answer up to so many times the tolerance of the case. The error factor
 * bounds the rounding of the right program; a wrong one has about as many operations, on other
 * numbers, and both its sides are rounded.
 */
export const EXPLAINED = 4;

/**
 * Beyond so many times the tolerance it does not. In between is neither: no name rests on a candidate
 * that misses by so little, and none is struck off.
 */
export const RULED_OUT = 16;

/** The roundings that are granted where the right result has none, in units of the largest entry. */
const FEW = 8;

/**
 * How far a candidate's result is from the answer, at the worst of its numbers, in tolerances of the
 * case; infinite when that is beyond {@link RULED_OUT}.
 */
export function misfit(
  { predict }: Pick<Candidate, "predict">,
  finding: Finding,
  dtype: Dtype,
): number {
  return worstShare(finding, predict(finding.case), dtype);
}

/**
 * The same, but for a training that diverges, and rounding with it: what is granted is then also what
 * a nudge in the last place does to the candidate's result: of its first parameters, or of its states,
 * this up to half of the digits.
 * Of the parameters alone it would not do: where tanh saturates, a state hardly depends on them, and
 * yet 1 − s² is nothing but the rounding of s.
 */
export function steadyMisfit(candidate: Candidate, finding: Finding, dtype: Dtype): number {
  const { case: testCase } = finding;
  const plain = misfit(candidate, finding, dtype);
  if (plain <= EXPLAINED || testCase.kind !== "trajectory") return plain;
  const offBy = NUDGE * UNIT_ROUNDOFFS[dtype];
  const byParameters = candidate.predict(nudgedTraining(testCase, offBy));
  const byStates = candidate.predict(testCase, offBy);
  if (!byParameters || !byStates) return plain;
  return worstShare(finding, candidate.predict(testCase), dtype, (values, { keys }) => {
    const moved = AMPLIFIED * distance(values, numbersAt(byStates, keys));
    // A state of exactly 1 in any program is none when nudged: more is not to be read from it.
    const half = Math.sqrt(UNIT_ROUNDOFFS[dtype]) * largest(values);
    return Math.max(
      AMPLIFIED * distance(values, numbersAt(byParameters, keys)),
      moved <= half ? moved : half,
    );
  });
}

function worstShare(
  { tensors, got }: Finding,
  predicted: Result | undefined,
  dtype: Dtype,
  granted: (values: readonly number[], tensor: Tensor) => number = () => 0,
): number {
  let worst = 0;
  for (const [n, tensor] of tensors.entries()) {
    const values = predicted ? numbersAt(predicted, tensor.keys) : tensor.expected;
    const tolerance = Math.max(
      toleranceOf(tensor, largest(values), dtype),
      granted(values, tensor),
    );
    const apart = distance(values, got[n]);
    if (apart === 0) continue;
    const share = apart / tolerance;
    if (!(share <= RULED_OUT)) return Infinity;
    worst = Math.max(worst, share);
  }
  return worst;
}

/** The largest distance of two entries; NaN where there is one. */
function distance(left: readonly number[], right: readonly number[]): number {
  return largest(left.map((value, i) => value - right[i]));
}

/**
 * What a tensor may be off by in a wrong result in which it is of this size: the error factor, in
 * proportion where the wrong numbers are larger than the right ones, and a few roundings at the least.
 */
export function toleranceOf(
  { errorFactor, size: right }: Tensor,
  size: number,
  dtype: Dtype,
): number {
  const factor = errorFactor * (size > right && right > 0 ? size / right : 1);
  return UNIT_ROUNDOFFS[dtype] * Math.max(factor, FEW * size);
}

/** The last place, in units of the roundoff. */
const NUDGE = 2;

/**
 * How much more than one nudge rounding may do to a training: it comes in at every operation, where
 * a nudge is to the first parameters or to the states only.
 */
const AMPLIFIED = 8;

/**
 * The training from parameters that are off in their last place, up and down by turns: how far its
 * result moves is how far rounding moves the result of a program that may well diverge.
 */
function nudgedTraining(testCase: CaseOf<"trajectory">, offBy: number): CaseOf<"trajectory"> {
  const { inputs } = testCase;
  const nudged = (values: number[], i: number): number[] =>
    values.map((value, j) => value * (1 + ((i + j) % 2 === 0 ? offBy : -offBy)));
  const { U, W, V, b, c } = inputs.parameters;
  const parameters = {
    U: U.map(nudged),
    W: W.map(nudged),
    V: V.map(nudged),
    ...(b && { b: nudged(b, 0) }),
    ...(c && { c: nudged(c, 1) }),
  };
  return { ...testCase, inputs: { ...inputs, parameters } };
}
