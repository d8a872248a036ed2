/** Implementations to be diagnosed: programs with mistakes, in either arithmetic, answering cases. */

import type { Program } from "../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../src/conformance/bugs/right.ts";
import { solve } from "../../src/conformance/bugs/solve.ts";
import type { Answer } from "../../src/conformance/compare.ts";
import type { Evidence } from "../../src/conformance/diagnosis/evidence.ts";
import { type Dtype, roundTo, UNIT_ROUNDOFFS } from "../../src/conformance/dtype.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import type { RandomStream } from "../../src/numerics/random.ts";
import { numbersIn } from "./solvedCases.ts";

/**
 * A few hundred roundings, in proportion to the largest entry of a tensor: more than the right program
 * needs in cases as small as those of the specs.
 */
const ROUNDINGS = 256;

/** The case with what the right program answers, and generous error factors. */
export function withExpected(testCase: Case): Case {
  const result = solve(RIGHT, testCase);
  if (!result) return testCase;
  const errorFactor = factorsFor(result);
  if (testCase.kind !== "trajectory") return { ...testCase, expected: result, errorFactor } as Case;
  const { epochs } = testCase.inputs;
  const horizon = { float64: epochs, float32: epochs };
  const expected: object = { ...result, horizon, ranges: { float64: [], float32: [] } };
  const losses = numbersIn(result["trainLoss"]).map(factorsFor);
  return {
    ...testCase,
    expected,
    errorFactor: { ...Object(errorFactor), trainLoss: losses },
  } as Case;
}

/** One factor for each tensor: an array whose entries are no arrays of gradients. */
function factorsFor(part: unknown): unknown {
  if (part === null) return null;
  if (isTensor(part)) return ROUNDINGS * sizeOf(part);
  if (Array.isArray(part)) return part.map(factorsFor);
  return Object.fromEntries(
    Object.entries(Object(part)).map(([name, inner]) => [name, factorsFor(inner)]),
  );
}

function isTensor(part: unknown): boolean {
  if (typeof part === "number") return true;
  return Array.isArray(part) && part.every(isTensor);
}

function sizeOf(tensor: unknown): number {
  return Math.max(1, ...numbersIn(tensor).map(Math.abs));
}

/** What a program answers, in another order of summation or in float32. */
export function answerBy(
  program: Program,
  testCase: Case,
  dtype: Dtype,
  noise: RandomStream,
): Answer {
  const result = solve(program, testCase);
  return { kind: "result", result: rounded(result, testCase.errorFactor, dtype, noise) };
}

/** Up to half of what rounding may do to a right result, and in proportion to a wrong one. */
function rounded(part: unknown, factors: unknown, dtype: Dtype, noise: RandomStream): unknown {
  if (typeof factors === "number") {
    const slack = factors * UNIT_ROUNDOFFS[dtype];
    return mapped(part, (value) => roundTo(dtype, value + (noise.next() - 1 / 2) * slack));
  }
  if (part === null) return null;
  const entries = Object.entries(Object(part)).map(([name, inner]): [string, unknown] => [
    name,
    rounded(inner, Reflect.get(Object(factors), name), dtype, noise),
  ]);
  return Array.isArray(part) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function mapped(tensor: unknown, f: (value: number) => number): unknown {
  return Array.isArray(tensor) ? tensor.map((part) => mapped(part, f)) : f(Number(tensor));
}

export function evidenceOf(
  program: Program,
  cases: readonly Case[],
  dtype: Dtype,
  noise: RandomStream,
): Evidence[] {
  return cases.map((testCase) => ({
    case: testCase,
    answer: answerBy(program, testCase, dtype, noise),
  }));
}
