/** That the cases find what they are for: each bug of the catalogue, and which one it is. */
import { describe, expect, it } from "vitest";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import { DRAFTS } from "../../../src/conformance/suite/drafts.ts";
import { sameBits } from "../../support/compare.ts";
import { isQuick, solved, tensorsIn, unanswered } from "../../support/suite.ts";

/**
 * Of the largest entry of a tensor: ten thousand times the unit roundoff of binary32, and so beyond
 * what rounding does to a few steps of a few units.
 */
const SEEN = 1e-3;

type Tensors = readonly (readonly number[])[];

const drafts = DRAFTS.filter(isQuick);
const right: readonly Tensors[] = drafts.map((draft) => tensorsIn(solved(draft)));

/** What must lie between two entries of each tensor; a tensor of zeros goes by the largest of all. */
const tolerances: readonly (readonly number[])[] = right.map((tensors) => {
  const largest = tensors.map((entries) => Math.max(...entries.map(Math.abs)));
  const overall = Math.max(...largest);
  return largest.map((entry) => SEEN * (entry || overall));
});

/** The tensors of each bug's answers; the right ones themselves where they are the same. */
const wrong: readonly (readonly Tensors[])[] = BUGS.map((bug) =>
  drafts.map((draft, n) => {
    const result = bug.apply(unanswered(draft));
    const tensors = result ? tensorsIn(result) : right[n];
    return sameBits(tensors.flat(), right[n].flat()) ? right[n] : tensors;
  }),
);

/** Whether two answers to case n differ in a tensor by more than a program may. */
function apart(n: number, left: Tensors, other: Tensors): boolean {
  if (left === other) return false;
  return left.some((entries, i) =>
    entries.some((entry, j) => !(Math.abs(entry - other[i][j]) <= tolerances[n][i])),
  );
}

/** The ids of the cases in which two lists of answers are apart, at most so many. */
function casesApart(left: readonly Tensors[], other: readonly Tensors[], most: number): string[] {
  const ids: string[] = [];
  for (let n = 0; n < drafts.length && ids.length < most; n++) {
    if (apart(n, left[n], other[n])) ids.push(drafts[n].id);
  }
  return ids;
}

describe("the suite against the catalogue", () => {
  it.each(BUGS.map((bug, m) => [bug.id, m] as const))("%s shows in two cases", (_, m) => {
    expect(casesApart(wrong[m], right, 2)).toHaveLength(2);
  });

  it("any two bugs differ in two cases, so that one can be told from the other", () => {
    const alike = BUGS.flatMap((bug, m) =>
      BUGS.slice(0, m).flatMap((other, l) =>
        casesApart(wrong[m], wrong[l], 2).length < 2 ? [`${other.id} and ${bug.id}`] : [],
      ),
    );
    expect(alike).toEqual([]);
  });

  it("every case finds a bug, but one against a mistake that is none of a network's: 0/0", () => {
    const idle = drafts.filter((_, n) => !wrong.some((answers) => apart(n, answers[n], right[n])));
    expect(idle.map(({ id }) => id)).toEqual(["clip-norm-all-zero"]);
  });
});
