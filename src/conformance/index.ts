/**
 * bptt-oracle/conformance: the cases, what a result is worth, and which mistake is behind a wrong one.
 *
 * Whatever comes from a file is checked as it is read; everything else here relies on that.
 */
export type { Bug } from "./bugs/bug.ts";
export { BUGS, bugOf } from "./bugs/catalogue.ts";
export type { Answer, EntryComparison, Judgement } from "./compare.ts";
export { answerIn, judge } from "./compare.ts";
export { diagnose } from "./diagnosis/diagnose.ts";
export type { Diagnosis } from "./diagnosis/diagnosis.ts";
export type { Evidence } from "./diagnosis/evidence.ts";
export type { Dtype } from "./dtype.ts";
export { DTYPES, UNIT_ROUNDOFFS } from "./dtype.ts";
export { FormatError } from "./formatError.ts";
export type { Case, CaseOf, Kind } from "./kinds.ts";
export { casesOf, KINDS } from "./kinds.ts";
export { loadQuick, loadSuite } from "./load.ts";
export type { Asked } from "./protocol/messages.ts";
export type { ProgramOptions } from "./protocol/options.ts";
export type { Program, Summary } from "./protocol/program.ts";
export { openProgram, ProgramError } from "./protocol/program.ts";
export { runCases } from "./protocol/runCases.ts";
export { parseCases, parseManifest, parseResults, readBytes } from "./read.ts";
export { referenceAnswer } from "./reference.ts";
export type { CasesFile, Implementation, Manifest, ResultsFile } from "./types.ts";
export { casesText, resultsText } from "./write.ts";
