/** What an implementation answered, laid out so that programs can be held against it. */
import { SOLVED_KINDS, type SolvedKind } from "../bugs/solve.ts";
import { type Answer, judge } from "../compare.ts";
import { type Dtype, roundTo } from "../dtype.ts";
import { type Key, pathText } from "../formatError.ts";
import type { Case, CaseOf } from "../kinds.ts";

/** A case and what came back for it. */
export interface Evidence {
  /** what was asked, with what is expected */
  readonly case: Case;
  /** what came back */
  readonly answer: Answer;
}

/** A case that a training program answers. */
export type SolvedCase = { [K in SolvedKind]: CaseOf<K> }[SolvedKind];

/** The numbers of a result that share an error factor. */
export interface Tensor {
  /** where it is in a result */
  readonly keys: readonly Key[];
  readonly expected: readonly number[];
  /** the largest absolute value that is expected */
  readonly size: number;
  readonly errorFactor: number;
}

/** A case whose answer has all its numbers, right ones or wrong. */
export interface Finding {
  readonly case: SolvedCase;
  readonly passed: boolean;
  /** as it was handed in */
  readonly result: unknown;
  readonly tensors: readonly Tensor[];
  /** for each tensor what was answered, rounded to the dtype; all finite */
  readonly got: readonly (readonly number[])[];
  /** about how much there is to do for a program: products of a matrix and a vector */
  readonly work: number;
}

/** An answer with which nothing can be compared, or not all of it; and what there is to be seen. */
export interface Observation {
  /** of the case */
  readonly id: string;
  /** what is missing or no number, in words */
  readonly seen: string;
}

/** The evidence, sorted. */
export interface Findings {
  /** by what they cost to work out, the failing ones first among their like */
  readonly compared: readonly Finding[];
  /** failing answers in which something is missing or no number, or that are none */
  readonly observations: readonly Observation[];
  /** failing cases that are about no network and have a result: canary, random, reject */
  readonly elsewhere: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Judges the evidence and lays out what can be compared. */
export function findingsOf(evidence: readonly Evidence[], dtype: Dtype): Findings {
  const compared: Finding[] = [];
  const observations: Observation[] = [];
  const elsewhere: string[] = [];
  const counts = { pass: 0, fail: 0, skipped: 0 };
  for (const { case: testCase, answer } of evidence) {
    const { id, verdict, reason, worst } = judge(testCase, answer, dtype);
    counts[verdict]++;
    if (answer.kind !== "result") {
      if (verdict === "fail") observations.push({ id, seen: String(reason) });
    } else if (!isSolved(testCase)) {
      if (verdict === "fail") elsewhere.push(id);
    } else {
      const tensors = tensorsOf(testCase, dtype);
      const got = numbersIn(testCase, tensors, answer.result, dtype);
      const passed = verdict === "pass";
      if (typeof got === "string") observations.push({ id, seen: got });
      // No number wrong, and yet a failure: more than was asked for, or a loss past the horizon.
      else if (!passed && worst?.within !== false) observations.push({ id, seen: String(reason) });
      else {
        const { result } = answer;
        compared.push({ case: testCase, passed, result, tensors, got, work: workOn(testCase) });
      }
    }
  }
  compared.sort((left, right) => turnOf(left) - turnOf(right));
  const { pass: passed, fail: failed, skipped } = counts;
  return { compared, observations, elsewhere, passed, failed, skipped };
}

function isSolved(testCase: Case): testCase is SolvedCase {
  return SOLVED_KINDS.some((kind) => kind === testCase.kind);
}

/** The numbers that were answered, tensor by tensor, or what keeps them from being compared. */
function numbersIn(
  testCase: SolvedCase,
  tensors: readonly Tensor[],
  result: unknown,
  dtype: Dtype,
): number[][] | string {
  const got: number[][] = [];
  const unlike: string[] = [];
  const infinite: string[] = [];
  for (const { keys } of tensors) {
    const answered = partAt(result, keys);
    const name = pathText(keys);
    if (answered === undefined) return `${name} is missing`;
    if (!sameShape(partAt(testCase.expected, keys), answered)) return `${name} has another shape`;
    if (!isNumeric(answered)) unlike.push(name);
    const numbers = numbersOf(answered).map((value) => roundTo(dtype, value));
    if (!numbers.every(Number.isFinite)) infinite.push(name);
    got.push(numbers);
  }
  if (unlike.length > 0) return `not all values are numbers in ${someOf(unlike)}`;
  if (infinite.length > 0) return `not all numbers are finite in ${someOf(infinite)}`;
  return got;
}

function someOf(names: readonly string[]): string {
  return `${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}`;
}

/** Tensors that are named in one observation. */
const MOST_NAMES = 5;

/**
 * What of a result is compared: all of it, but of a training only what is within the horizon.
 */
export function tensorsOf(testCase: SolvedCase, dtype: Dtype): Tensor[] {
  if (testCase.kind !== "trajectory") {
    return tensorsUnder([], testCase.expected, testCase.errorFactor);
  }
  const { horizon, ranges, ...expected } = testCase.expected;
  const { trainLoss, ...parameters } = testCase.errorFactor;
  const near = { trainLoss: trainLoss.slice(0, horizon[dtype]) };
  const factors = ranges[dtype].length === 0 ? { ...near, ...parameters } : near;
  return tensorsUnder([], expected, factors);
}

function tensorsUnder(keys: readonly Key[], expected: unknown, factors: unknown): Tensor[] {
  if (typeof factors === "number") {
    const numbers = numbersOf(expected);
    return [{ keys, expected: numbers, size: largest(numbers), errorFactor: factors }];
  }
  const names: readonly Key[] = Array.isArray(factors)
    ? [...factors.keys()]
    : Object.keys(Object(factors));
  return names.flatMap((key) =>
    tensorsUnder([...keys, key], partAt(expected, [key]), partAt(factors, [key])),
  );
}

/** What stands at the keys; undefined where nothing does. */
export function partAt(tree: unknown, keys: readonly Key[]): unknown {
  return keys.reduce((part, key) => {
    return typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined;
  }, tree);
}

/** The numbers of the tensor at the keys, in their order; NaN for whatever is none. */
export function numbersAt(tree: unknown, keys: readonly Key[]): number[] {
  return numbersOf(partAt(tree, keys));
}

function numbersOf(tensor: unknown): number[] {
  const numbers: number[] = [];
  addNumbersTo(numbers, tensor);
  return numbers;
}

/** Whether all is numbers, or null, which in JSON stands for those that are not finite. */
function isNumeric(tensor: unknown): boolean {
  if (Array.isArray(tensor)) return tensor.every(isNumeric);
  return typeof tensor === "number" || tensor === null;
}

function addNumbersTo(numbers: number[], tensor: unknown): void {
  if (!Array.isArray(tensor)) numbers.push(typeof tensor === "number" ? tensor : NaN);
  else for (const part of tensor) addNumbersTo(numbers, part);
}

/** The largest of the absolute values; NaN where one of them is. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function sameShape(expected: unknown, got: unknown): boolean {
  if (!Array.isArray(expected)) return !Array.isArray(got);
  if (!Array.isArray(got) || got.length !== expected.length) return false;
  return expected.every((part, i) => sameShape(part, got[i]));
}

/** A passing case comes as late as a failing one of so many times its work, which tells more. */
const PASSED_LATER = 8;

function turnOf({ passed, work }: Finding): number {
  return passed ? PASSED_LATER * work : work;
}

function workOn(testCase: SolvedCase): number {
  switch (testCase.kind) {
    case "activation":
    case "loss":
    case "clip":
      return 1;
    case "forward":
      return testCase.inputs.x.length;
    case "gradient":
    case "pairs":
    case "step":
      return pairsOf(testCase.inputs.x.length);
    case "trajectory": {
      const { records, epochs } = testCase.inputs;
      return records.reduce((sum, { x }) => sum + epochs * (pairsOf(x.length) + x.length), 0);
    }
  }
}

/** Pairs (t, i) of a sequence of T steps. */
function pairsOf(T: number): number {
  return (T * (T + 1)) / 2;
}
