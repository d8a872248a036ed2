/** Implementations to be diagnosed: programs with mistakes, in either arithmetic, answering cases. */
import type { Bug } from "../../src/conformance/bugs/bug.ts";
import { BUGS } from "../../src/conformance/bugs/catalogue.ts";
import type { Program } from "../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, solve } from "../../src/conformance/bugs/solve.ts";
import type { Answer } from "../../src/conformance/compare.ts";
import type { Evidence } from "../../src/conformance/diagnosis/evidence.ts";
import { type Dtype, roundTo, UNIT_ROUNDOFFS } from "../../src/conformance/dtype.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { DRAFTS } from "../../src/conformance/suite/drafts.ts";
import { type RandomStream, randomStream } from "../../src/numerics/random.ts";
import { sampleFile } from "./caseFiles.ts";
import { distance, numbersIn } from "./solvedCases.ts";

/** A few hundred roundings: more than the right program needs in cases as small as those below. */
const ROUNDINGS = 256;

/** A case of what a draft asks, with the right program's result and generous error factors. */
export function solvedByRight(draft: Pick<Case, "kind" | "config" | "inputs">): Case {
  const testCase = { ...sampleFile(draft.kind).cases[0], ...draft } as Case;
  const expected = { ...solve(RIGHT, testCase) };
  const errorFactor = factorsFor(expected);
  if (testCase.kind !== "trajectory") return { ...testCase, expected, errorFactor } as Case;
  const { epochs } = testCase.inputs;
  const whole: object = {
    expected: {
      ...expected,
      horizon: { float64: epochs, float32: epochs },
      ranges: { float64: [], float32: [] },
    },
    errorFactor: { ...errorFactor, trainLoss: numbersIn(expected["trainLoss"]).map(factorOf) },
  };
  return { ...testCase, ...whole };
}

/** One factor for each tensor of a result, or of each of its pairs. */
function factorsFor(result: object): object {
  const entries = Object.entries(result).map(([name, part]) => {
    if (name !== "pairs") return [name, factorOf(part)];
    const pairs: readonly (readonly object[] | null)[] = part;
    return [name, pairs.map((terms) => terms?.map(factorsFor) ?? null)];
  });
  return Object.fromEntries(entries);
}

function factorOf(tensor: unknown): number {
  return ROUNDINGS * Math.max(1, ...numbersIn(tensor).map(Math.abs));
}

/**
 * The cases of the suite that a training program answers, the large ones apart, with generous error
 * factors in place of the suite's own, which take a minute.
 */
export const SUITE: readonly Case[] = DRAFTS.filter(
  ({ id, kind }) => SOLVED_KINDS.some((solved) => solved === kind) && !/large|chaotic/.test(id),
).map((draft) => ({ ...solvedByRight(draft), id: draft.id }));

/** A mistake shows in a case when it moves a number by more than a thousandth of the largest. */
const SHOWN = 2 ** -10;

/** The first three cases that show each bug. */
export const SOME_CASES: readonly Case[] = casesShowing(3);

function casesShowing(each: number): Case[] {
  const kept = new Set<Case>();
  for (const bug of BUGS) {
    let shown = 0;
    for (const testCase of SUITE) {
      const result = bug.apply(testCase);
      if (!result || !(distance(result, solve(RIGHT, testCase)) > SHOWN)) continue;
      kept.add(testCase);
      shown++;
      if (shown === each) break;
    }
  }
  return [...kept];
}

/** Of half the size that rounding may have in the case, up or down; in float32 also rounded. */
export function answerOf(
  result: unknown,
  { errorFactor }: Case,
  dtype: Dtype,
  noise: RandomStream,
): Answer {
  return { kind: "result", result: noisy(result, errorFactor, dtype, noise) };
}

function noisy(part: unknown, factors: unknown, dtype: Dtype, noise: RandomStream): unknown {
  if (typeof factors === "number") {
    const slack = factors * UNIT_ROUNDOFFS[dtype];
    return mapped(part, (value) => roundTo(dtype, value + (noise.next() - 1 / 2) * slack));
  }
  if (part === null) return null;
  const entries = Object.entries(Object(part)).map(([name, inner]): [string, unknown] => [
    name,
    noisy(inner, Reflect.get(Object(factors), name), dtype, noise),
  ]);
  return Array.isArray(part) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function mapped(tensor: unknown, f: (value: number) => number): unknown {
  return Array.isArray(tensor) ? tensor.map((part) => mapped(part, f)) : f(Number(tensor));
}

/** What a program answers to the cases, each number off by rounding. */
export function evidenceOf(
  program: Program,
  cases: readonly Case[],
  dtype: Dtype,
  seed = 1,
): Evidence[] {
  const noise = randomStream("seedrandom", seed);
  return cases.map((testCase) => ({
    case: testCase,
    answer: answerOf(solve(program, testCase), testCase, dtype, noise),
  }));
}

/** The program with these mistakes. */
export function programWith(...bugs: readonly Bug[]): Program {
  return Object.assign({ ...RIGHT }, ...bugs.map(({ seams }) => seams));
}

/** The bug of that id. */
export function knownBug(id: string): Bug {
  const bug = BUGS.find((known) => known.id === id);
  if (!bug) throw new Error(`no bug ${id}`);
  return bug;
}
