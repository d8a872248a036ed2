/** The article's data: windows of a sine wave, as its listing feeds them to the network. */

import { sineWave } from "../data/sine.ts";
import { slidingWindows, splitInOrder } from "../data/windows.ts";
import { type Matrix, zeros } from "../numerics/matrix.ts";
import { requireInteger } from "../numerics/require.ts";
import type { Sequence } from "../rnn/sequence.ts";

/** sin(0) … sin(199) */
export const POINTS = 200;
/** the last records validate */
export const VALIDATION_RECORDS = 50;
/** the longest window that leaves one record to train on */
export const LONGEST_WINDOW: number = POINTS - VALIDATION_RECORDS - 1;

/** Records in time order, x T×1 and y 1×1 each. */
export interface ArticleData {
  /** those that the network is trained on */
  readonly training: readonly Sequence[];
  /** those after them, which it is only measured on */
  readonly validation: readonly Sequence[];
}

/**
 * The windows of the article: with T = 50, 100 to train on and the next 50 to validate.
 *
 * @param length T, from 1 to {@link LONGEST_WINDOW}
 * @throws {TypeError | RangeError} when the length is not such a whole number
 */
export function articleData(length: number): ArticleData {
  requireInteger("length", length, { min: 1, max: LONGEST_WINDOW });
  return splitInOrder(slidingWindows(sineWave(POINTS), { length }), {
    training: POINTS - length - VALIDATION_RECORDS,
    validation: VALIDATION_RECORDS,
  });
}

/**
 * The record as the listing's network reads it (erratum E16): x becomes T×T, its row t zero except
 * for the window's value t in column t, so that each step has input weights of its own.
 */
export function oneColumnPerStep({ x, y }: Sequence): Sequence {
  return { x: diagonal(x.data), y };
}

function diagonal(values: Float64Array): Matrix {
  const A = zeros(values.length, values.length);
  for (let t = 0; t < values.length; t++) A.data[t * A.cols + t] = values[t];
  return A;
}
