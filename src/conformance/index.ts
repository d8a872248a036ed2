/**
 * bptt-oracle/conformance: the cases, what a result is worth, and which mistake is behind a wrong one.
 *
 * Whatever comes from a file is checked as it is read; everything else here relies on that.
 *
 * @module bptt-oracle/conformance
 */
export type { Bug, Mistake } from "./bugs/bug.ts";
export { BUGS, bugOf } from "./bugs/catalogue.ts";
export type { SolvedKind } from "./bugs/solve.ts";
export { SOLVED_KINDS } from "./bugs/solve.ts";
export type { Answer, EntryComparison, Fault, Judgement } from "./compare.ts";
export { answerIn, judge } from "./compare.ts";
export type { Candidate, Cause, Origin } from "./diagnosis/candidate.ts";
export { catalogueCandidates, diagnose } from "./diagnosis/diagnose.ts";
export type { Diagnosis, Standing } from "./diagnosis/diagnosis.ts";
export type { Evidence, Observation, SolvedCase } from "./diagnosis/evidence.ts";
export type { Pair, TruncationReading } from "./diagnosis/truncation.ts";
export type { Dtype } from "./dtype.ts";
export { DTYPES, UNIT_ROUNDOFFS } from "./dtype.ts";
export { FormatError } from "./formatError.ts";
export type { Case, CaseOf, Kind } from "./kinds.ts";
export { casesOf, KINDS } from "./kinds.ts";
export { loadQuick, loadSuite } from "./load.ts";
export type { Asked } from "./protocol/messages.ts";
export type { ProgramOptions } from "./protocol/options.ts";
export { DEFAULT_OPTIONS } from "./protocol/options.ts";
export type { Program, Summary } from "./protocol/program.ts";
export { openProgram, ProgramError } from "./protocol/program.ts";
export type { Answered } from "./protocol/runCases.ts";
export { runCases } from "./protocol/runCases.ts";
export type { Content } from "./read.ts";
export { parseCases, parseManifest, parseResults, readBytes } from "./read.ts";
export type { AnyRequest } from "./reference.ts";
export { referenceAnswer } from "./reference.ts";
export type { CasesFile, Implementation, Manifest, ResultsFile } from "./types.ts";
export { casesText, resultsText } from "./write.ts";
