/**
 * How far each number of a right program's result may be from the exact one, in a dtype: the result
 * of a method whose numbers are bounds.
 */
import type { SolvedKind } from "../bugs/solve.ts";
import type { Dtype } from "../dtype.ts";
import type { Draft } from "../suite/draft.ts";
import { affineArithmetic, type Form } from "./affine.ts";
import type { Method } from "./solveOver.ts";
import { termsOf } from "./terms.ts";

/** The most products of coefficients: a few seconds. */
const AFFORDABLE = 1e10;

/**
 * The method whose results are bounds. Rounding errors are told apart as long as that is affordable:
 * for every network that is not both large and trained.
 */
export function boundingMethod(dtype: Dtype, draft: Draft<SolvedKind>): Method<Form> {
  const symbols = Math.floor(AFFORDABLE / termsOf(draft));
  // Losses go back one by one, so that the roundings of each are counted.
  return { arithmetic: affineArithmetic(dtype, symbols), merged: false };
}
