import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOLVED_KINDS, type SolvedKind } from "../../../src/conformance/bugs/solve.ts";
import { answered } from "../../../src/conformance/expected/answered.ts";
import { type SolvedCase, tightnessOf } from "../../../src/conformance/expected/tightness.ts";
import type { Case } from "../../../src/conformance/kinds.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import { quantile } from "../../../src/numerics/statistics.ts";
import { eighths, type Limits, sevenths } from "../../support/arbitraries.ts";
import { FC_RUNS } from "../../support/fastCheck.ts";
import { solvedCases } from "../../support/solvedCases.ts";

const MEMBERS = 4;
/** As many as take less than a second. */
const RUNS: Readonly<Record<SolvedKind, number>> = {
  activation: Math.ceil(FC_RUNS / 5),
  loss: Math.ceil(FC_RUNS / 5),
  forward: Math.ceil(FC_RUNS / 12),
  gradient: Math.ceil(FC_RUNS / 25),
  pairs: Math.ceil(FC_RUNS / 50),
  clip: Math.ceil(FC_RUNS / 5),
  step: Math.ceil(FC_RUNS / 25),
  trajectory: Math.ceil(FC_RUNS / 50),
};

/** Small enough for a training that does not run away, and so has a horizon. */
const tame: fc.Arbitrary<number> = fc.integer({ min: -6, max: 6 }).map((n) => n / 10);

const NUMBERS: readonly (readonly [string, Limits])[] = [
  ["eighths", { numbers: eighths }],
  ["sevenths", { numbers: sevenths }],
  ["tenths", { numbers: tame }],
];

/** The random case with the answer that it should have. */
function solved(testCase: Case): SolvedCase {
  return answered(testCase satisfies Draft) as SolvedCase;
}

describe("error factors", () => {
  it.each(SOLVED_KINDS)("no right program exceeds them, nor comes nowhere near: %s", (kind) => {
    const shares: number[] = [];
    for (const [numbers, limits] of NUMBERS) {
      fc.assert(
        fc.property(solvedCases(kind, limits), fc.nat(2 ** 31), (testCase, seed) => {
          for (const { tensor, dtype, share } of tightnessOf(solved(testCase), MEMBERS, seed)) {
            expect(share, `${tensor} in ${dtype}, ${numbers}`).toBeLessThanOrEqual(1);
            if (share > 0) shares.push(share);
          }
        }),
        { numRuns: RUNS[kind] },
      );
    }
    // Seen are medians of 1/3 (activation) to 1/14; a bound a hundred times the error says too little.
    expect(quantile(shares, 0.5)).toBeGreaterThan(1 / 100);
    expect(shares.length).toBeGreaterThan(FC_RUNS / 10);
  });
});

describe("tightnessOf", () => {
  const draft: Draft<"activation"> = {
    kind: "activation",
    id: "activation-a",
    comment: "",
    flags: [],
    config: { activation: "identity" },
    inputs: { a: [0.1, 3] },
  };
  const right = {
    ...draft,
    expected: { s: [0.1, 3], derivative: [1, 1] },
    errorFactor: { s: 8, derivative: 0 },
    kills: [],
  };

  it("is the largest share of an entry, in both dtypes", () => {
    // 0.1 is 0.025 units off in float32, and nothing in float64; 1 is exact, so that 0 is met.
    const units = Math.abs(0.1 - 0.10000000149011612) * 2 ** 24;
    expect(tightnessOf(right, 2, 0)).toEqual([
      { tensor: "s", dtype: "float64", share: 0 },
      { tensor: "derivative", dtype: "float64", share: 0 },
      { tensor: "s", dtype: "float32", share: units / 8 },
      { tensor: "derivative", dtype: "float32", share: 0 },
    ]);
  });

  it("is infinite where a factor of 0 is not met, or what was expected is no number", () => {
    const wrong = { s: [Number.NaN, 3], derivative: [1, 2] };
    const shares = tightnessOf({ ...right, expected: wrong }, 1, 0).map(({ share }) => share);
    expect(shares).toEqual([Infinity, Infinity, Infinity, Infinity]);
  });
});
