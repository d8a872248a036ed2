import { describe, expect, it } from "vitest";
import { WORKED_EXAMPLES } from "../../../scripts/plants/mistakes.ts";
import { abridged, mistakesPage } from "../../../scripts/plants/mistakesPage.ts";
import { trialsPage, trialsText } from "../../../scripts/plants/tables.ts";
import { isAsExpected, type Trial } from "../../../scripts/plants/trial.ts";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import { knownBug } from "../../support/implementations.ts";

const NAMED: Trial = {
  bug: knownBug("no-carry"),
  failed: 140,
  causes: ["no-carry"],
  fuzzed: {
    isFound: true,
    kind: "gradient",
    cases: 52,
    asked: 102,
    T: "2",
    H: "1",
    named: "yes",
  },
};
const { fuzzed } = NAMED;
const MISSED: Trial = { ...NAMED, fuzzed: { ...fuzzed, isFound: false, kind: "not found" } };

describe("a trial is as expected", () => {
  it.each([
    ["named and found", NAMED, true],
    ["named twice over", { ...NAMED, causes: ["no-carry", "db-missing"] }, false],
    ["another named", { ...NAMED, causes: ["db-missing"] }, false],
    ["nothing named", { ...NAMED, causes: [] }, false],
    ["not found", MISSED, false],
  ])("%s", (_, trial, expected) => {
    expect(isAsExpected(trial)).toBe(expected);
  });
});

describe("the tables of trials", () => {
  it("have 80 columns in the terminal, for the longest id too", () => {
    const lines = trialsText(BUGS.map((bug) => ({ ...NAMED, bug }))).split("\n");
    expect(lines).toHaveLength(BUGS.length + 1);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(trialsText([NAMED]).split("\n")[1].split(/ +/)).toEqual([
      "no-carry",
      "140",
      "yes",
      "gradient",
      "52",
      "2",
      "1",
      "yes",
    ]);
  });

  it("count on the page what was named and found", () => {
    const page = trialsPage([NAMED, { ...MISSED, causes: [] }]);
    expect(page).toContain("names 1 of 2,");
    expect(page).toContain("finds 1 of them, after 52 cases");
    expect(page).toContain("| `no-carry` | 140 | NO | not found | 52 | 102 | 2 | 1 | yes |\n");
  });
});

describe("the page of worked examples", () => {
  it("shows the first failure, and how many others there were", () => {
    const text = "who\n\ntable\n\n✗ a\n  1\n\n✗ b\n  2\n\n! c\n\n… and 3 more\n\nDiagnosis\n\nFAIL";
    expect(abridged(text)).toBe(
      "who\n\ntable\n\n✗ a\n  1\n\n[… 2 more]\n\n… and 3 more\n\nDiagnosis\n\nFAIL",
    );
    expect(abridged("who\n\n✗ a\n\nFAIL")).toBe("who\n\n✗ a\n\nFAIL");
  });

  it("has the changed lines without where they are, and each file's name once", () => {
    const difference = "--- elman.py\n+++ elman.py\n@@ -1,2 +1,2 @@\n-a\n+b";
    const [example] = WORKED_EXAMPLES;
    const page = mistakesPage([{ example, difference, check: "checked", fuzz: "fuzzed" }]);
    expect(page).toContain("```diff\n--- elman.py\n@@\n-a\n+b\n```");
    expect(page).toContain("answer.py\nchecked\n```");
    expect(page).toContain("answer.py\nfuzzed\n```");
  });
});
