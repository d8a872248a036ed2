import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireAnswer } from "../../../src/conformance/answer.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, solve } from "../../../src/conformance/bugs/solve.ts";
import { judge } from "../../../src/conformance/compare.ts";
import { answered } from "../../../src/conformance/expected/answered.ts";
import { KINDS } from "../../../src/conformance/kinds.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { FC_RUNS } from "../../support/fastCheck.ts";
import { solvedCases } from "../../support/solvedCases.ts";

const FEW: number = Math.ceil(FC_RUNS / 50);

describe("answered", () => {
  it.each(SOLVED_KINDS)(
    "is a case that fits its request, and that the right program passes: %s",
    (kind) => {
      fc.assert(
        fc.property(solvedCases(kind), (draft) => {
          const testCase = answered(draft);
          expect(() => requireAnswer(testCase, "case")).not.toThrow();
          const result = solve(RIGHT, testCase);
          expect(judge(testCase, { kind: "result", result }, "float64").verdict).toBe("pass");
        }),
        { numRuns: FEW },
      );
    },
  );

  it.each(KINDS)("keeps the draft, and knows of no bug yet: %s", (kind) => {
    const { expected, errorFactor, kills, ...draft } = { kind, ...sampleFile(kind).cases[0] };
    const testCase = answered(draft as Parameters<typeof answered>[0]);
    expect(testCase).toMatchObject(draft);
    expect(testCase.kills).toEqual([]);
    expect(Object.keys(testCase.expected)).toEqual(expect.arrayContaining(Object.keys(expected)));
  });

  it("expects a refusal of what must be refused", () => {
    const { expected, errorFactor } = answered({
      kind: "reject",
      id: "reject-a",
      comment: "",
      flags: [],
      config: {},
      inputs: { kind: "loss", config: {}, inputs: {} },
    });
    expect(expected).toEqual({ error: true });
    expect(errorFactor).toEqual({});
  });

  it("has the numbers that one gets by hand, and their factors", () => {
    const { expected, errorFactor } = answered({
      kind: "loss",
      id: "loss-a",
      comment: "",
      flags: [],
      config: { output: "linear" },
      inputs: { o: [3, -1], y: [1, 0] },
    });
    expect(expected).toEqual({ loss: 2.5, outputError: [2, -1] });
    // All is exact, but a half of the last place of what is expected.
    expect(errorFactor).toEqual({ loss: 2.5, outputError: 2 });
  });

  it("has no factor of 0 but where every program has an exact 0", () => {
    const { errorFactor } = answered({
      kind: "activation",
      id: "activation-a",
      comment: "",
      flags: [],
      config: { activation: "relu" },
      inputs: { a: [-1, 0, -0.5] },
    });
    expect(errorFactor).toEqual({ s: 0, derivative: 0 });
  });
});
