import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, solve } from "../../../src/conformance/bugs/solve.ts";
import { withFormulas } from "../../../src/conformance/expected/formulas.ts";
import {
  type Method,
  pairsResultOver,
  plainResultOver,
  trajectoryOver,
} from "../../../src/conformance/expected/solveOver.ts";
import type { Case } from "../../../src/conformance/kinds.ts";
import { binary64 } from "../../../src/gradcheck/arithmetic.ts";
import { FC_RUNS } from "../../support/fastCheck.ts";
import { distance, solvedCases } from "../../support/solvedCases.ts";

const BASIS = { ...binary64, sqrt: Math.sqrt, toNumber: (x: number): number => x };

function resultOf(method: Method<number>, testCase: Case): object | undefined {
  switch (testCase.kind) {
    case "pairs":
      return pairsResultOver(method, testCase);
    case "trajectory":
      return trajectoryOver(method, testCase);
    case "canary":
    case "random":
    case "reject":
      return undefined;
    default:
      return plainResultOver(method, testCase);
  }
}

describe("the result over any arithmetic", () => {
  it.each(SOLVED_KINDS)("is over binary64 what the catalogue's right program has: %s", (kind) => {
    const method: Method<number> = {
      arithmetic: withFormulas(BASIS, { slope: "state", crossEntropy: "logSumExp" }),
      merged: false,
    };
    fc.assert(
      fc.property(solvedCases(kind), (testCase) => {
        // Some hundred roundings; a training that runs away has more of them than digits.
        const apart = distance(resultOf(method, testCase), solve(RIGHT, testCase));
        expect(apart).toBeLessThan(kind === "trajectory" ? 1e-6 : 1e-12);
      }),
      { numRuns: Math.ceil(FC_RUNS / 4) },
    );
  });
});
