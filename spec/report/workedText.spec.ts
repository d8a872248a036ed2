import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOLVED_KINDS } from "../../src/conformance/bugs/solve.ts";
import { partAt, type SolvedCase } from "../../src/conformance/diagnosis/evidence.ts";
import type { SolvedDraft } from "../../src/conformance/fuzz/drafts.ts";
import { fairCase } from "../../src/conformance/fuzz/fair.ts";
import { draftsToShrink } from "../../src/conformance/fuzz/shrinking.ts";
import { numeral } from "../../src/report/worked/notation.ts";
import { worked } from "../../src/report/worked/worked.ts";
import { workedText } from "../../src/report/workedText.ts";
import { numbersIn } from "../support/solvedCases.ts";

/** The numbers of an answer, without what is only said of a trajectory, or is 0 in every g(t, i). */
function answeredNumbers({ kind, expected }: SolvedCase): number[] {
  if (kind === "pairs") {
    return expected.pairs.flatMap((terms, t) =>
      (terms ?? []).flatMap((term, i) => {
        const { dV: _, dc: __, ...hidden } = term;
        return numbersIn(i === t ? term : hidden);
      }),
    );
  }
  if (kind !== "trajectory") return numbersIn(expected);
  const { horizon: _, ranges: __, ...answer } = expected;
  return numbersIn(answer);
}

describe.each(SOLVED_KINDS)("%s worked by hand", (kind) => {
  it("comes to every number that is expected, each once", () => {
    fc.assert(
      fc.property(draftsToShrink(kind), (draft) => {
        const testCase = fairCase(draft);
        fc.pre(testCase !== undefined);
        const lines = worked(testCase).flatMap((section) => section.lines);
        const answers = lines.filter(({ keys }) => keys);
        const places = new Set(answers.map(({ keys }) => String(keys)));
        expect(places.size).toBe(answers.length);
        // A vector of one entry is named without its index, which is in the keys.
        expect(answers.length).toBe(answeredNumbers(testCase).length);
        for (const { text, keys = [] } of answers) {
          const expected = Number(partAt(testCase.expected, keys));
          const [, last] = text.match(/.* = (?:.*: )?(\S+)$/) ?? [];
          expect(Math.abs(Number(last) - expected), text).toBeLessThanOrEqual(
            2e-5 * Math.max(1e-9, Math.abs(expected)),
          );
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("workedText", () => {
  const scalar: SolvedDraft = {
    kind: "gradient",
    id: "gradient-a",
    comment: "A case.",
    flags: [],
    config: {
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "tanh",
      output: "linear",
      lossAt: "last",
      hiddenBias: true,
      outputBias: true,
      truncation: { kind: "full" },
    },
    inputs: {
      parameters: { U: [[1]], W: [[-1]], V: [[2]], b: [0.5], c: [-1] },
      x: [[1], [0]],
      y: [[0]],
      initialState: [0.5],
    },
  };
  const testCase = fairCase(scalar);
  if (!testCase) throw new Error("expected a case");

  it("puts the numbers where the letters are", () => {
    const text = workedText(testCase, { kind: "none" }, "float64");
    expect(text).toContain("    s_-1 = 0.5\n");
    expect(text).toContain("    a_0 = b + U x_0 + W s_-1 = 0.5 + 1·1 + (-1·0.5) = 1\n");
    expect(text).toContain("    s_0 = tanh(1) = 0.761594\n");
    expect(text).toContain("    o_0 = c + V s_0 = -1 + 2·0.761594 = 0.523188\n");
    expect(text).toContain("    e_1 = -1.51157 - 0 = -1.51157\n");
    expect(text).toContain("    loss_1 = ½ ((-1.51157)²) = 1.14242\n");
    expect(text).toContain(
      "    δ_1,1 = f'(a_1)·V e_1 = (1 - (-0.255786)²)·(2·(-1.51157)) = -2.82535\n",
    );
    expect(text).toContain("    g(1,0): dW = 1.18657·0.5 = 0.593287\n");
    expect(text).toContain("  gradient: the sum of the pairs (t,i) (1,1) + (1,0)\n");
    expect(text).not.toContain("program");
  });

  it("puts the program's numbers beside them, right ones, wrong ones, and what is none", () => {
    const result = { ...testCase.expected, dV: [[7]], dU: "none", db: [Number.NaN] };
    const text = workedText(testCase, { kind: "result", result }, "float64");
    expect(text).toMatch(/ {4}loss = 1\.14242 {2,}program: 1\.14242 ✓\n/);
    expect(text).toMatch(/ {4}dV = \S+ {2,}program: 7 ✗\n/);
    expect(text).toMatch(/ {4}dU = .* {2,}program: undefined ✗\n/);
    expect(text).toMatch(/ {4}db = .* {2,}program: NaN ✗\n/);
  });

  it("puts them below a line that leaves no room", () => {
    const { y: _, ...inputs } = scalar.inputs;
    const forward = fairCase({ ...scalar, kind: "forward", id: "forward-a", inputs });
    if (!forward) throw new Error("expected a case");
    const answer = { kind: "result", result: forward.expected } as const;
    const lines = workedText(forward, answer, "float64").split("\n");
    const long = lines.findIndex((line) => line.startsWith("    a_0 = "));
    expect(lines[long]).toBe("    a_0 = b + U x_0 + W s_-1 = 0.5 + 1·1 + (-1·0.5) = 1");
    expect(lines[long + 1]).toBe(`${" ".repeat(54)}program: 1 ✓`);
  });

  it("breaks off where nobody would follow", () => {
    const [large] = fc.sample(
      draftsToShrink("pairs").filter(
        ({ config, inputs }) =>
          "truncation" in config &&
          config.hiddenSize === 4 &&
          "x" in inputs &&
          inputs.x.length === 8,
      ),
      { seed: 1, numRuns: 1 },
    );
    const whole = fairCase(large);
    if (!whole) throw new Error("expected a case");
    const lines = workedText(whole, { kind: "none" }, "float64").split("\n");
    expect(lines.at(-1)).toMatch(/^ {2}… and \d+ more lines$/);
  });
});

describe("numeral", () => {
  it.each([
    [0.1 + 0.2, "0.3"],
    [-0, "0"],
    [1e-9, "1e-9"],
    [123456789, "123457000"],
  ])("%d is %s", (x, text) => {
    expect(numeral(x)).toBe(text);
  });
});
