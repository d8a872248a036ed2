/** Random cases of the kinds that a training program answers, small enough to have many of them. */
import type fc from "fast-check";
import type { SolvedKind } from "../../src/conformance/bugs/solve.ts";
import { randomDrafts } from "../../src/conformance/fuzz/drafts.ts";
import type { Limits } from "../../src/conformance/fuzz/networks.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { sampleFile } from "./caseFiles.ts";

const SMALL: Limits = { maxSize: 3, maxSteps: 5 };

/** Random cases of a kind, whose expected values are a sample's and do not fit. */
export function solvedCases(kind: SolvedKind, more: Limits = {}): fc.Arbitrary<Case> {
  return randomDrafts(kind, { ...SMALL, ...more }).map(
    ({ config, inputs }) => ({ kind, ...sampleFile(kind).cases[0], config, inputs }) as Case,
  );
}

/** All numbers of a result in their order, and NaN for whatever is none. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object") return [NaN];
  return value === null ? [] : Object.values(value).flatMap(numbersIn);
}

/**
 * How far two results are apart: the largest distance of two entries over the largest entry of the
 * second, or 1 if that is less. Infinite where they are not of one shape, or a number is not finite
 * in one of them only.
 */
export function distance(left: unknown, right: unknown): number {
  const a = numbersIn(left);
  const b = numbersIn(right);
  if (a.length !== b.length) return Infinity;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return a.reduce((worst, value, n) => {
    if (Object.is(value, b[n])) return worst;
    const apart = Math.abs(value - b[n]) / scale;
    return Number.isFinite(apart) ? Math.max(worst, apart) : Infinity;
  }, 0);
}
