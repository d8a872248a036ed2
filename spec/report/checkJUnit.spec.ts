import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { parse } from "test-results-parser";
import { describe, expect, it } from "vitest";
import { checkJUnit } from "../../src/report/checkJUnit.ts";
import { anyText } from "../support/anyText.ts";
import { MIXED, sampleCheck } from "../support/checks.ts";
import { temporaryFolder } from "../support/cli.ts";
import { SAMPLE_CASES } from "../support/sampleSuite.ts";

/** What is wrong with a text as XML 1.0. */
function xmlFaults(text: string): string[] {
  const faults: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", ({ message }) => faults.push(message));
  parser.write(text).close();
  return faults;
}

/** The file as a tool that collects test results reads it. */
function collected(text: string) {
  const path = join(temporaryFolder(), "junit.xml");
  writeFileSync(path, text);
  return parse({ type: "junit", files: [path] });
}

describe("checkJUnit", () => {
  it("is XML, and what would not be is seen", () => {
    expect(xmlFaults(checkJUnit(sampleCheck(undefined, MIXED)))).toEqual([]);
    expect(xmlFaults("<a>\u0001</a>")).not.toEqual([]);
    expect(xmlFaults('<a b="<"/>')).not.toEqual([]);
  });

  it("is read as what it means", () => {
    const result = collected(checkJUnit(sampleCheck(undefined, MIXED)));
    expect(result).toMatchObject({
      name: "bptt-oracle",
      total: 12,
      passed: 9,
      failed: 1,
      errors: 2,
      skipped: 2,
      status: "FAIL",
      duration: 3500,
    });
    const cases = result.suites.flatMap((suite) => suite.cases);
    expect(cases.map(({ name }) => name)).toEqual(SAMPLE_CASES.map(({ id }) => id));
    const byName = Object.fromEntries(cases.map((one) => [one.name, one]));
    expect(byName["loss-linear-ordinary"]).toMatchObject({ status: "FAIL", duration: 250 });
    expect(byName["loss-linear-ordinary"].failure).toContain("outputError: expected an array of");
    expect(byName["forward-tanh-softmax"]).toMatchObject({
      status: "FAIL",
      failure: 'expected a result, got the error "no softmax"',
    });
    expect(byName["step-window-plain"]).toMatchObject({ status: "FAIL", failure: "it crashed" });
    expect(byName["random-seed-42"].status).toBe("SKIP");
    expect(byName["clip-value-both-signs"].status).toBe("PASS");
    expect(result.suites.map(({ name }) => name)).toContain("trajectory");
  });

  it("passes where nothing failed", () => {
    expect(collected(checkJUnit(sampleCheck()))).toMatchObject({ status: "PASS", failed: 0 });
  });

  it("has every fault of an answer", () => {
    const result = { U: [[Number.NaN]], W: 1, V: "2" };
    const check = sampleCheck(undefined, { "step-window-plain": { kind: "result", result } });
    const { faults } = check.judged.find((one) => one.testCase.kind === "step")?.judgement ?? {};
    expect(faults?.length).toBeGreaterThan(1);
    const text = checkJUnit(check);
    for (const fault of faults ?? []) expect(text).toContain(fault.split('"')[0]);
  });

  it("stays XML whatever a program says of itself and its failures", () => {
    fc.assert(
      fc.property(anyText, anyText, (name, message) => {
        const others = {
          "loss-linear-ordinary": { kind: "fault", message, stderr: name },
        } as const;
        const text = checkJUnit(failingWith(others, name));
        expect(xmlFaults(text)).toEqual([]);
      }),
    );
  });
});

const whole = sampleCheck();
const base = {
  ...whole,
  judged: whole.judged.filter(({ testCase }) => testCase.kind === "loss"),
};

/** The same check without diagnosing anew, which would take its time. */
function failingWith(
  others: Readonly<Record<string, { kind: "fault"; message: string; stderr: string }>>,
  name: string,
) {
  const judged = base.judged.map((one) => {
    const answer = others[one.testCase.id];
    if (!answer) return one;
    const judgement = { ...one.judgement, verdict: "fail" as const, reason: answer.message };
    return { ...one, answer, judgement };
  });
  return { ...base, judged, implementation: { ...base.implementation, name } };
}
