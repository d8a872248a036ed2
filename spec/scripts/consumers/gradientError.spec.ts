import { describe, expect, it } from "vitest";
import { gradientError } from "../../../scripts/consumers/gradientError.ts";
import { FIXTURES } from "../../../src/cli/suite.ts";
import type { Judged } from "../../../src/conformance/checkReport.ts";
import { judge } from "../../../src/conformance/compare.ts";
import type { CaseOf } from "../../../src/conformance/kinds.ts";
import { loadSuite } from "../../../src/conformance/load.ts";

const SUITE = loadSuite(FIXTURES);

function judged(testCase: Judged["testCase"], result: unknown): Judged {
  const answer = { kind: "result", result } as const;
  return { testCase, answer, judgement: judge(testCase, answer, "float64"), seconds: 0 };
}

function withGradients(testCase: CaseOf<"gradient">): CaseOf<"gradient"> {
  const expected = {
    loss: 1,
    dU: [[0.5], [-8]],
    dW: [
      [0, 0],
      [0, 0],
    ],
    dV: [[1, 2]],
  };
  return { ...testCase, expected };
}

describe("gradientError", () => {
  const found = SUITE.find((one): one is CaseOf<"gradient"> => one.kind === "gradient");
  if (!found) throw new Error("expected a gradient case");
  const testCase = withGradients(found);
  const { expected } = testCase;

  it("is the largest difference in a tensor over the tensor's largest entry", () => {
    const dU = [[0.5 + 2 ** -10], [-8 + 2 ** -9]];
    expect(gradientError([judged(testCase, { ...expected, dU })])).toBe(2 ** -12);
    const dV = [[1, 2 + 2 ** -10]];
    expect(gradientError([judged(testCase, { ...expected, dU, dV })])).toBe(2 ** -11);
  });

  it("is that of the worst case, and 0 when all is right", () => {
    const wrong = judged(testCase, { ...expected, dV: [[1, 3]] });
    const right = judged(testCase, expected);
    expect(gradientError([right])).toBe(0);
    expect(gradientError([right, wrong, right])).toBe(0.5);
  });

  it("leaves out losses, tensors of zeros and other kinds", () => {
    const dW = [
      [0, 1],
      [0, 0],
    ];
    expect(gradientError([judged(testCase, { ...expected, loss: 7, dW })])).toBe(0);
    const others = SUITE.filter(({ kind }) => kind !== "gradient");
    expect(gradientError(others.map((other) => judged(other, {})))).toBe(0);
  });

  it.each([
    { ...expected, dV: undefined },
    { ...expected, dV: [[1]] },
    { ...expected, dV: [[1, "two"]] },
    undefined,
  ])("is not a number when one is missing: %j", (result) => {
    expect(gradientError([judged(testCase, result), judged(testCase, expected)])).toBeNaN();
  });
});
