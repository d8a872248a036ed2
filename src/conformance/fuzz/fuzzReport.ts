/** What a search with random cases came to, as files. */
import type { Case } from "../kinds.ts";
import type { CasesFile, FuzzFailure, FuzzReport, Implementation } from "../types.ts";
import type { FuzzFindings } from "./fuzz.ts";

/** The findings as `fuzz.schema.json` describes them. */
export function fuzzReport(findings: FuzzFindings, implementation: Implementation): FuzzReport {
  const { seed, tallies, ending } = findings;
  return {
    format: "bptt-oracle/fuzz",
    version: 1,
    implementation,
    seed,
    kinds: tallies.map((tally) => ({ ...tally })),
    ending: ending ?? null,
    failure: failureIn(findings),
  };
}

function failureIn({ smallest, diagnosis }: FuzzFindings): FuzzFailure | null {
  if (smallest === undefined) return null;
  const { testCase, answer, judgement, shrinks, isSteady } = smallest;
  return {
    case: { ...fileOf(testCase) },
    reason: String(judgement.reason),
    result: answer.kind === "result" ? { ...Object(answer.result) } : null,
    shrinks,
    steady: isSteady,
    diagnosis: diagnosis.causes.map(({ id, title }) => ({ bug: id, title })),
  };
}

/** A file of one case that has no flags. */
export function fileOf({ kind, ...testCase }: Case): CasesFile {
  const header = { format: "bptt-oracle/cases", version: 1, kind, notes: {}, numberOfCases: 1 };
  return { ...header, cases: [testCase] } as CasesFile;
}
