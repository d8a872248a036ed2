/**
 * The error factors of the cases as they are shipped, before right programs that sum in a random
 * order, with and without fused multiply-add, by either formula, in float64 and in float32.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SOLVED_KINDS, type SolvedKind } from "../../../src/conformance/bugs/solve.ts";
import { type SolvedCase, tightnessOf } from "../../../src/conformance/expected/tightness.ts";
import { casesOf } from "../../../src/conformance/kinds.ts";
import { loadFiles } from "../../../src/conformance/load.ts";
import { quantile } from "../../../src/numerics/statistics.ts";

const FILES = loadFiles(join(import.meta.dirname, "../../../fixtures"));

/** Right programs that each case is computed by, and in each dtype. */
const MEMBERS = 12;

/**
 * The cases of a kind, but for those made to tell formulas that overflow from those that do not: some
 * of the right programs here use the former, and are right elsewhere.
 */
function casesFor(kind: SolvedKind): SolvedCase[] {
  return FILES.flatMap(casesOf).filter(
    (testCase): testCase is SolvedCase =>
      testCase.kind === kind && !testCase.flags.includes("Overflow"),
  );
}

describe.each(SOLVED_KINDS)("the error factors of %s", (kind) => {
  it("hold for every right program, and are not far from what one of them needs", () => {
    const shares = casesFor(kind)
      .flatMap((testCase) => tightnessOf(testCase, MEMBERS, 1))
      .map(({ share }) => share);
    for (const share of shares) expect(share).toBeLessThanOrEqual(1);
    const ratios = shares.filter((share) => share > 0).map((share) => 1 / share);
    const median = quantile(
      ratios.toSorted((a, b) => a - b),
      0.5,
    );
    console.log(
      `${kind}: bound over error, least ${Math.min(...ratios).toFixed(2)}, median ${median.toFixed(1)}`,
    );
    expect(median).toBeLessThan(100);
  });
});
