import { describe, expect, it } from "vitest";
import { SOLVED_KINDS, type SolvedKind } from "../../src/conformance/bugs/solve.ts";
import type { FuzzFindings } from "../../src/conformance/fuzz/fuzz.ts";
import { fuzzText } from "../../src/report/fuzzText.ts";
import { fuzzed, rightIn, withBug } from "../support/fuzzed.ts";

const IMPLEMENTATION = {
  name: "sample",
  language: "any",
  version: "1",
  dtype: "float64",
} as const;

const COMMANDS = { replay: "fuzz again", check: "check again", isSaved: false };

function textOf(found: FuzzFindings, isSaved = false): string {
  return fuzzText(found, IMPLEMENTATION, { ...COMMANDS, isSaved });
}

describe("fuzzText of a failure", () => {
  it("is the case, its numbers by hand beside the answer, the cause, and how to come back", async () => {
    const found = await fuzzed(withBug("dh-carried"), ["gradient"]);
    const text = textOf(found);
    expect(text).toMatch(/^sample 1, in any, computing in float64\n/);
    expect(text).toMatch(/│ gradient │ +\d+ │ +1 │ +0 │/);
    expect(text).toMatch(/\nThe smallest failing case, made simpler \d+ times\n/);
    expect(text).toMatch(/\n {2}✗ d[UWb](\[0\])+: expected \S+, got \S+, off by\s/);
    expect(text).toContain("\nIts inputs\n  parameters.U (1×1)\n");
    expect(text).toMatch(/\n {4}δ_1,0 = f'\(a_0\)·W δ_1,1 = \(1 - /);
    expect(text).toMatch(/program: -?[\d.e-]+ ✗\n/);
    expect(text).toMatch(/program: -?[\d.e-]+ ✓\n/);
    expect(text).toMatch(/\nDiagnosis\n {2}\w/);
    expect(text).toContain("To find it again\n  fuzz again\n");
    expect(text).toContain("once the command above with --save FILE has kept it\n  check again\n");
    expect(text).toMatch(/FAIL: gradient, after \d+ random cases? had passed; seed 1\.$/);
    expect(textOf(found, true)).toContain("To ask this one case again\n  check again\n");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(82);
  });

  it("shows what a program said before it was lost, and that it is not steady", async () => {
    const ask = async () =>
      ({ kind: "fault", message: "the program \u001b[31m", stderr: "a\nb\n" }) as const;
    const found = await fuzzed(ask, ["loss"]);
    const { smallest } = found;
    if (!smallest) throw new Error("expected a failure");
    const text = textOf({ ...found, smallest: { ...smallest, isSteady: false } });
    expect(text).toContain("✗ the program \\u{1b}[31m\n");
    expect(text).toContain("it is not steady");
    expect(text).toContain("its standard error ended with:\n    a\n    b\n");
    expect(text).toContain("Diagnosis: none\n");
    expect(text).not.toContain("program: ");
  });
});

describe("fuzzText without a failure", () => {
  const passed = (kind: SolvedKind, count: number) => ({
    kind,
    passed: count,
    skipped: 0,
    failed: 0,
  });

  it("says how many passed, of what nothing did, and why it ended", async () => {
    const found = await fuzzed(rightIn("float64"), ["loss"], { runs: 3 });
    expect(textOf(found)).toMatch(/\n\nPASS: 3 random cases passed, none failed; seed 1\.$/);
    const some = { ...found, tallies: [passed("loss", 1), passed("pairs", 0)] };
    expect(textOf({ ...some, ending: "time" })).toMatch(
      /PASS: 1 random case passed, none failed; seed 1\. Nothing passed of\s+pairs\.\s+Not\s+all\s+was\s+done: the time ran out\.$/,
    );
    const nothing = { ...found, tallies: [passed("loss", 0)], ending: "interrupt" } as const;
    expect(textOf(nothing)).toMatch(
      /FAIL: nothing was tested; seed 1\. Not all was done: interrupted\.$/,
    );
  });
});

describe("every kind", () => {
  it.each(SOLVED_KINDS)("%s is worked by hand to the numbers that are expected", async (kind) => {
    let n = 0;
    const wrong = {
      activation: "derivative-missing",
      loss: "softmax-twice",
      forward: "state-not-fed-back",
      gradient: "no-carry",
      pairs: "no-carry",
      clip: "clip-missing",
      step: "update-sign",
      trajectory: "one-update-for-all-chunks",
    }[kind];
    const found = await fuzzed(withBug(wrong), [kind], { onCase: () => n++ });
    expect(n).toBeGreaterThan(0);
    expect(textOf(found)).toContain("✗\n");
  });
});
