/**
 * The mistakes that people make in a recurrent network trained with back-propagation through time,
 * by theme. Each is run against the cases, so that it is known which of them finds which mistake, and
 * against a failing answer, so that a mistake can be called by its name.
 */
import type { GradientErratum } from "../../article/errata.ts";
import { ACCUMULATION_BUGS } from "./accumulation.ts";
import type { Bug } from "./bug.ts";
import { CARRY_BUGS } from "./carry.ts";
import { CLIPPING_BUGS } from "./clipping.ts";
import { HIDDEN_ERROR_BUGS } from "./hiddenError.ts";
import { INDEX_BUGS } from "./indices.ts";
import { OUTPUT_ERROR_BUGS } from "./outputError.ts";
import { STATE_BUGS } from "./state.ts";
import { TRUNCATION_BUGS } from "./truncation.ts";
import { UPDATE_BUGS } from "./update.ts";

/** The catalogue, in the order of what is computed when. */
export const BUGS: readonly Bug[] = [
  ...STATE_BUGS,
  ...OUTPUT_ERROR_BUGS,
  ...HIDDEN_ERROR_BUGS,
  ...CARRY_BUGS,
  ...INDEX_BUGS,
  ...TRUNCATION_BUGS,
  ...ACCUMULATION_BUGS,
  ...CLIPPING_BUGS,
  ...UPDATE_BUGS,
];

/** The bug that each of the article's errata is an instance of. */
export const ERRATUM_BUGS: Readonly<Record<GradientErratum, string>> = {
  E01: "dw-from-forward-product",
  E02: "du-from-forward-product",
  E03: "inner-sums-carried-on",
  E04: "output-error-of-last-step-everywhere",
  E05: "derivative-at-pre-activation",
  E06: "derivative-of-last-step",
  E07: "inner-loop-reads-loss-step",
  E08: "output-error-at-every-inner-step",
  E09: "own-term-dropped",
  E10: "clip-partial-sums",
};

/** The bug of that id; undefined when there is none. */
export function bugOf(id: string): Bug | undefined {
  return BUGS.find((bug) => bug.id === id);
}
