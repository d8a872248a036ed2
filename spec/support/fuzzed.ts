/** Programs to be put random cases. */
import { bugOf } from "../../src/conformance/bugs/catalogue.ts";
import { RIGHT } from "../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, type SolvedKind } from "../../src/conformance/bugs/solve.ts";
import type { Answer } from "../../src/conformance/compare.ts";
import type { Dtype } from "../../src/conformance/dtype.ts";
import { emulatedMethod } from "../../src/conformance/expected/emulation.ts";
import {
  pairsResultOver,
  plainResultOver,
  trajectoryOver,
} from "../../src/conformance/expected/solveOver.ts";
import { answersOf } from "../../src/conformance/fuzz/answering.ts";
import type { SolvedDraft } from "../../src/conformance/fuzz/drafts.ts";
import {
  type Ask,
  type FuzzFindings,
  type FuzzOptions,
  fuzz,
} from "../../src/conformance/fuzz/fuzz.ts";

/** The program that has a bug of the catalogue. */
export function withBug(id: string): Ask {
  return answersOf({ ...RIGHT, ...bugOf(id)?.seams });
}

/** Right programs that compute in a dtype each in its own way, by turns. */
export function rightIn(dtype: Dtype): Ask {
  let seed = 0;
  return async (asked): Promise<Answer> => {
    const draft = asked as SolvedDraft;
    const method = emulatedMethod(dtype, seed++);
    switch (draft.kind) {
      case "pairs":
        return { kind: "result", result: pairsResultOver(method, draft) };
      case "trajectory":
        return { kind: "result", result: trajectoryOver(method, draft) };
      default:
        return { kind: "result", result: plainResultOver(method, draft) };
    }
  };
}

/** 100 cases of each of the kinds, of float64, unless told otherwise. */
export function fuzzed(
  ask: Ask,
  kinds: readonly SolvedKind[] = SOLVED_KINDS,
  options: Partial<FuzzOptions> = {},
): Promise<FuzzFindings> {
  return fuzz(ask, { seed: 1, runs: 100, kinds, dtype: "float64", ...options });
}
