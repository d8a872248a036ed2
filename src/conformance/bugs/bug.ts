/** A mistake that people make, named, explained and ready to be made. */
import type { Case } from "../kinds.ts";
import type { Program } from "./program.ts";
import { RIGHT } from "./right.ts";
import { type Result, type SolvedKind, solve } from "./solve.ts";

/** What a bug is, and what of the right program it gets wrong. */
export interface Mistake {
  /** never changes and is never used again */
  readonly id: string;
  /** a line */
  readonly title: string;
  /** what the code looks like, what it computes instead, and the equation that this breaks */
  readonly explanation: string;
  /** the kinds of cases that it can show in */
  readonly kinds: readonly SolvedKind[];
  /** the functions that are not what they should be */
  readonly seams: Partial<Program>;
}

/** A mistake that can be made. */
export interface Bug extends Mistake {
  /**
   * The wrong result for a case that was checked; undefined where the mistake cannot show in a case
   * of the kind, and so the right result is what comes out. Also in the other kinds the result is
   * the right one wherever the mistake has nothing to get wrong.
   */
  readonly apply: (testCase: Case) => Result | undefined;
}

export function bugFrom(mistake: Mistake): Bug {
  const program: Program = { ...RIGHT, ...mistake.seams };
  const kinds = new Set<string>(mistake.kinds);
  return {
    ...mistake,
    apply: (testCase) => (kinds.has(testCase.kind) ? solve(program, testCase) : undefined),
  };
}

/** Where an update shows. */
export const UPDATED: readonly SolvedKind[] = ["step", "trajectory"];
/** Where the gradient of a sequence shows. */
export const SUMMED: readonly SolvedKind[] = ["gradient", ...UPDATED];
/** Where what one loss contributes through one step shows. */
export const BACKWARD: readonly SolvedKind[] = ["pairs", ...SUMMED];
/** Where the states show. */
export const FORWARD: readonly SolvedKind[] = ["forward", ...BACKWARD];
/** Where the clipping shows. */
export const CLIPPED: readonly SolvedKind[] = ["clip", ...UPDATED];
