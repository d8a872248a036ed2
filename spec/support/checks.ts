/** Checks of the sample suite, to be rendered. */
import type { Check, Judged } from "../../src/conformance/checkReport.ts";
import { type Answer, answerIn, judge } from "../../src/conformance/compare.ts";
import { diagnose } from "../../src/conformance/diagnosis/diagnose.ts";
import type { Implementation } from "../../src/conformance/types.ts";
import { SAMPLE_CASES, sampleResults } from "./sampleSuite.ts";

/**
 * A check of our own answers, or of those of a program with a bug, in which some are others.
 *
 * @param others by the ids of their cases
 */
export function sampleCheck(
  bug?: string,
  others: Readonly<Record<string, Answer>> = {},
  more: Partial<Implementation> = {},
): Check {
  const results = sampleResults(bug);
  const { dtype } = results.implementation;
  const judged = SAMPLE_CASES.map((testCase): Judged => {
    const answer = others[testCase.id] ?? answerIn(results, testCase.id);
    return { testCase, answer, judgement: judge(testCase, answer, dtype), seconds: 0.25 };
  });
  const evidence = judged.map(({ testCase, answer }) => ({ case: testCase, answer }));
  const implementation = { ...results.implementation, ...more };
  return { implementation, judged, diagnosis: diagnose(evidence, dtype) };
}

/** One of each status: a wrong number, an error, a crash, a reason not to answer. */
export const MIXED: Readonly<Record<string, Answer>> = {
  "loss-linear-ordinary": { kind: "result", result: { loss: -1, outputError: [] } },
  "forward-tanh-softmax": { kind: "error", message: "no softmax" },
  "random-seed-42": { kind: "skipped", reason: "no generator" },
  "step-window-plain": { kind: "fault", message: "it crashed", stderr: "out of luck\n" },
};
