import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as conformance from "../../src/conformance/index.ts";
import { thrownBy } from "../support/refusals.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("bptt-oracle/conformance", () => {
  it("is what the package exports by that name", () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(exports["./conformance"]).toEqual({
      types: "./dist/conformance/index.d.ts",
      default: "./dist/conformance/index.js",
    });
  });

  it("judges a program's answers, and names its mistake", () => {
    const { bugOf, diagnose, judge, loadQuick, loadSuite, referenceAnswer } = conformance;
    const folder = join(ROOT, "fixtures");
    const quick = new Set(loadQuick(folder));
    const cases = loadSuite(folder).filter(({ id }) => quick.has(id));
    const right = cases.map((testCase) => judge(testCase, referenceAnswer(testCase), "float64"));
    expect(right.map(({ verdict }) => verdict)).not.toContain("fail");
    const mistake = bugOf("w-not-transposed");
    const evidence = cases.map((testCase) => {
      const result = mistake?.apply(testCase);
      const answer = result && ({ kind: "result", result } as const);
      return { case: testCase, answer: answer ?? referenceAnswer(testCase) };
    });
    expect(diagnose(evidence, "float64").causes.map(({ id }) => id)).toEqual(["w-not-transposed"]);
  });

  it("reads nothing that it does not check", () => {
    const { FormatError, loadSuite, parseCases } = conformance;
    expect(thrownBy(() => parseCases("{}", "my.json"))).toContain("my.json");
    expect(() => loadSuite(import.meta.dirname)).toThrow(FormatError);
  });
});
