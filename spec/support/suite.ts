/** The cases of the suite as the specs need them: solved, spied on, taken apart into tensors. */
import type { Program } from "../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../src/conformance/bugs/right.ts";
import { type Result, SOLVED_KINDS, solve } from "../../src/conformance/bugs/solve.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import type { Draft } from "../../src/conformance/suite/draft.ts";
import { DRAFTS } from "../../src/conformance/suite/drafts.ts";
import { numbersIn } from "./solvedCases.ts";

/** The draft of that id. */
export function draftOf(id: string): Draft {
  const draft = DRAFTS.find((candidate) => candidate.id === id);
  if (!draft) throw new RangeError(`id: expected that of a draft, got ${id}`);
  return draft;
}

/** A draft that a program can be run on; what solving does not look at is missing. */
export function unanswered(draft: Draft): Case {
  return draft as Case;
}

/** Whether a case asks for something that a network computes, and not for long or chaotically. */
export function isQuick({ kind, flags }: Draft): boolean {
  const solved = SOLVED_KINDS.some((candidate) => candidate === kind);
  return solved && !flags.includes("Large") && !flags.includes("Chaotic");
}

/** The right program's answer. */
export function solved(draft: Draft): Result {
  return solve(RIGHT, unanswered(draft)) ?? {};
}

/** Every pre-activation of the forward passes that a case consists of, step by step. */
export function preActivations(draft: Draft): Float64Array[] {
  const seen: Float64Array[] = [];
  const spy: Program = {
    ...RIGHT,
    preActivation: (run, t) => {
      const a = RIGHT.preActivation(run, t);
      seen.push(a);
      return a;
    },
  };
  solve(spy, unanswered(draft));
  return seen;
}

/** The tensors of a result, each as its entries: a number, a vector or a matrix is one. */
export function tensorsIn(value: unknown): number[][] {
  if (typeof value === "number") return [[value]];
  if (typeof value !== "object" || value === null) return [];
  const isTensor = Array.isArray(value) && value.flat().every((x) => typeof x === "number");
  return isTensor ? [numbersIn(value)] : Object.values(value).flatMap(tensorsIn);
}
