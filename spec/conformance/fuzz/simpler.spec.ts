import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOLVED_KINDS } from "../../../src/conformance/bugs/solve.ts";
import type { SolvedDraft } from "../../../src/conformance/fuzz/drafts.ts";
import { draftsToShrink } from "../../../src/conformance/fuzz/shrinking.ts";
import { difficultyOf, simplerDrafts } from "../../../src/conformance/fuzz/simpler.ts";
import { requirePossible } from "../../../src/conformance/request.ts";
import { numbersIn as entriesIn } from "../../support/solvedCases.ts";

const RUNS = 12;

function numbersIn(tree: unknown): number[] {
  return entriesIn(tree).filter(Number.isFinite);
}

/** What no simpler draft has more of, part by part. */
function measure({ config, inputs }: SolvedDraft): number[] {
  const numbers = numbersIn(inputs);
  const words = JSON.stringify({ config, inputs });
  const count = (word: string): number => words.split(`"${word}"`).length - 1;
  return [
    numbers.length,
    numbers.reduce((sum, x) => sum + difficultyOf(x), 0),
    ["identity", "tanh", "relu", "sigmoid"].findIndex((name) => count(name) > 0),
    count("softmax"),
    count("every"),
    2 * count("k1") + count("hops") + numbersIn(config).reduce((sum, x) => sum + x, 0),
    2 * Number(words.includes('"updateEvery":"chunk"')) + count("norm") + count("limit"),
  ];
}

describe.each(SOLVED_KINDS)("simplerDrafts of %s", (kind) => {
  const drafts = draftsToShrink(kind);

  it("can be carried out, and leave the draft as it was", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const before = JSON.stringify(draft);
        for (const { kind: same, config, inputs } of simplerDrafts(draft)) {
          requirePossible({ kind: same, config, inputs }, "simpler");
          expect(Object.values(inputs)).not.toContain(undefined);
          expect(numbersIn(inputs).some((x) => Object.is(x, -0))).toBe(false);
        }
        expect(JSON.stringify(draft)).toBe(before);
      }),
      { numRuns: RUNS },
    );
  });

  it("have less of something, and never go round in a circle", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const whole = measure(draft);
        for (const simpler of simplerDrafts(draft)) {
          const part = measure(simpler);
          const smaller = part.findIndex((value, n) => value < whole[n]);
          expect(smaller, JSON.stringify([draft, simpler])).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("lead to a case of which nothing more can be left out", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        let last = draft;
        for (let next: SolvedDraft | undefined = draft; next; [next] = simplerDrafts(last)) {
          last = next;
        }
        const numbers = numbersIn("config" in last && last.inputs);
        expect(numbers.every((x) => x === 0 || x === 1)).toBe(true);
        expect(numbers.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("simplerDrafts", () => {
  const [softmax] = fc.sample(
    draftsToShrink("gradient").filter(
      ({ config, inputs }) =>
        "truncation" in config &&
        config.output === "softmax" &&
        config.outputSize === 3 &&
        config.lossAt === "every" &&
        "x" in inputs &&
        inputs.x.length > 2,
    ),
    { seed: 5, numRuns: 1 },
  );

  it("keep each step's target beside its input", () => {
    for (const { config, inputs } of simplerDrafts(softmax)) {
      if (!("truncation" in config) || !("y" in inputs) || !("x" in inputs)) continue;
      expect(inputs.y).toHaveLength(config.lossAt === "every" ? inputs.x.length : 1);
    }
  });

  it("take the classes' place when one is left out", () => {
    const fewer = [...simplerDrafts(softmax)].filter(
      ({ config }) => "outputSize" in config && config.outputSize === 2,
    );
    expect(fewer).toHaveLength(3);
    for (const { inputs } of fewer) {
      const rows = "y" in inputs ? inputs.y : [];
      for (const row of rows) expect(row.toString()).toMatch(/^(0,1|1,0)$/);
    }
  });
});

describe("difficultyOf", () => {
  it("goes from 0 and 1 over whole numbers to halves and eighths", () => {
    const inOrder = [0, 1, -1, 2, -2, 3, 0.5, -0.5, 1.5, 0.25, -1.25, 0.125];
    expect(inOrder.toSorted((a, b) => difficultyOf(a) - difficultyOf(b))).toEqual(inOrder);
  });
});
