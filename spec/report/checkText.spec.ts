import { describe, expect, it } from "vitest";
import { judge } from "../../src/conformance/compare.ts";
import { checkText, summary } from "../../src/report/checkText.ts";
import { MIXED, sampleCheck } from "../support/checks.ts";

describe("checkText", () => {
  it("has each kind with its counts, and their sums", () => {
    const text = checkText(sampleCheck(undefined, MIXED));
    expect(text).toContain("│ kind       │ cases │ passed │ failed │ skipped │ errored │\n");
    expect(text).toContain("│ canary     │     2 │      1 │      0 │       1 │       0 │\n");
    expect(text).toContain("│ loss       │     1 │      0 │      1 │       0 │       0 │\n");
    expect(text).toContain("│ step       │     1 │      0 │      0 │       0 │       1 │\n");
    expect(text).toContain("│ all        │    14 │      9 │      1 │       2 │       2 │\n");
  });

  it("tells a wrong answer from none, with the worst number and what a program complained of", () => {
    const text = checkText(sampleCheck(undefined, MIXED));
    expect(text).toMatch(
      /\n✗ loss-linear-ordinary\n {2}outputError: expected an array of \d, got an array of 0 \(and 1 more\)\n {2}worst entry: loss: expected \S+, got -1, off by/,
    );
    expect(text).toContain(
      '\n! forward-tanh-softmax\n  expected a result, got the error "no softmax"\n',
    );
    expect(text).toContain(
      "\n! step-window-plain\n  it crashed\n  its standard error ended with:\n    out of luck\n",
    );
    expect(text).toContain("\nDiagnosis: none\n");
  });

  it("says nothing of a standard error that is empty", () => {
    const fault = { kind: "fault", message: "it crashed", stderr: "" } as const;
    const text = checkText(sampleCheck(undefined, { "step-window-plain": fault }));
    expect(text).toContain("\n! step-window-plain\n  it crashed\n\n");
  });

  it("does not repeat a worst entry that is the reason, or is right", () => {
    const results = { loss: 1e300, outputError: [1e300, 1, 1] };
    const wrong = { "loss-linear-ordinary": { kind: "result", result: results } } as const;
    expect(checkText(sampleCheck(undefined, wrong))).not.toContain("worst entry");
    const extra = {
      "activation-relu-ordinary": { kind: "result", result: extraMember() },
    } as const;
    const text = checkText(sampleCheck(undefined, extra));
    expect(text).toMatch(
      /✗ activation-relu-ordinary\n {2}result: expected only s, derivative, got "more"\n\n/,
    );
  });

  it("stays within 80 columns, whoever is checked", () => {
    const name = "an implementation of a rather long name ".repeat(4).trim();
    const text = checkText(sampleCheck("window-one-hop-short", MIXED, { name }));
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("lets nobody steer the terminal", () => {
    const message = "\x1b]0;title\x07";
    const fault = { kind: "fault", message, stderr: message } as const;
    const more = { name: message, language: message, version: message };
    const text = checkText(sampleCheck(undefined, { "step-window-plain": fault }, more));
    expect(text).not.toContain("\x1b");
    expect(text.match(/\\u\{1b\}\]0;title\\u\{7\}/g)?.length).toBeGreaterThanOrEqual(5);
  });
});

/** The right answer, and a member that nobody asked for. */
function extraMember(): object {
  const { judged } = sampleCheck();
  const found = judged.find(({ testCase }) => testCase.kind === "activation");
  return { ...found?.testCase.expected, more: 1 };
}

describe("summary", () => {
  it.each([
    [["clip", "loss"], "FAIL: 1 of 2 cases failed, 0 errored, 1 passed, 0 skipped."],
    [["clip", "step"], "FAIL: 0 of 2 cases failed, 1 errored, 1 passed, 0 skipped."],
    [["clip"], "PASS: 1 of 1 case passed, none failed."],
    [["clip", "random"], "PASS: 1 of 2 cases passed, none failed; 1 skipped."],
    [["random"], 'FAIL: nothing was tested, as the one case was skipped: "no generator" (1).'],
    [["random", "loss"], "FAIL: 1 of 2 cases failed, 0 errored, 0 passed, 1 skipped."],
  ])("%j", (kinds, text) => {
    const { judged } = sampleCheck(undefined, MIXED);
    expect(summary(judged.filter(({ testCase }) => kinds.includes(testCase.kind)))).toBe(text);
  });

  it("says why nothing was tested, the commonest reason first", () => {
    const { judged } = sampleCheck();
    const skip = (reasons: readonly string[]): string =>
      summary(
        reasons.map((reason, n) => {
          const { testCase } = judged[n];
          const answer = { kind: "skipped", reason } as const;
          return { testCase, answer, judgement: judge(testCase, answer, "float64"), seconds: 0 };
        }),
      ).replace(/^FAIL: nothing was tested, as /, "");
    const only = "for float32 only";
    expect(skip(["later"])).toBe('the one case was skipped: "later" (1).');
    expect(skip(["later", only, "later"])).toBe(
      `all 3 cases were skipped: "later" (2), "${only}" (1).`,
    );
    expect(skip(["a", only, "c", "c"])).toBe(
      `all 4 cases were skipped: "c" (2), "a" (1), "${only}" (1).`,
    );
    expect(skip(["a", only, "c", "d", "e\x1b", "e\x1b"])).toBe(
      `all 6 cases were skipped: "e\\u001b" (2), "a" (1), "${only}" (1), and 2 more reasons.`,
    );
  });
});
