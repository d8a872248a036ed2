import { describe, expect, it } from "vitest";
import { mutantsOf, type Report } from "../../../scripts/mutate/stryker.ts";

const source = "const a = 1;\nif (a === 1) {\n  stop();\n}\n";
const at = (line: number, column: number): { line: number; column: number } => ({ line, column });

const report = (status: string): Report => ({
  files: {
    "src/a.ts": {
      source,
      mutants: [
        {
          status,
          replacement: "true",
          location: { start: at(2, 5), end: at(2, 12) },
          coveredBy: ["1", "2", "3"],
        },
        {
          status,
          replacement: "{}",
          location: { start: at(2, 14), end: at(4, 2) },
          coveredBy: [],
        },
      ],
    },
  },
  testFiles: {
    "spec/a.spec.ts": { tests: [{ id: "1" }, { id: "2" }] },
    "spec/b.spec.ts": { tests: [{ id: "3" }] },
  },
});

describe("the mutants of a report", () => {
  it("have the piece that was changed, its lines, and the specs that run it", () => {
    expect(mutantsOf(report("Killed"))).toEqual([
      {
        file: "src/a.ts",
        lineNumber: 2,
        line: "if (a === 1) {",
        original: "a === 1",
        replacement: "true",
        survived: false,
        coveredBy: ["spec/a.spec.ts", "spec/b.spec.ts"],
      },
      {
        file: "src/a.ts",
        lineNumber: 2,
        line: "if (a === 1) {\n  stop();\n}",
        original: "{\n  stop();\n}",
        replacement: "{}",
        survived: false,
        coveredBy: [],
      },
    ]);
  });

  it.each([
    ["Killed", [false, false]],
    ["Timeout", [false, false]],
    ["Survived", [true, true]],
    ["NoCoverage", [true, true]],
    ["CompileError", []],
    ["RuntimeError", []],
    ["Ignored", []],
  ])("%s: whether they survived", (status, survived) => {
    expect(mutantsOf(report(status)).map((mutant) => mutant.survived)).toEqual(survived);
  });
});
