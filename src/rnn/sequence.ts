/** One record of a data set: what goes in, what should come out, and where the state starts. */
import { MAX_ENTRIES, type Matrix, row, zeroVector } from "../numerics/matrix.ts";
import {
  describe,
  requireAnyMatrix,
  requireInteger,
  requireMatrix,
  requireObject,
  requireOnlyKeys,
  requireVector,
} from "../numerics/require.ts";
import type { NetworkConfig } from "./config.ts";

/** One record: T inputs and the targets of the steps that have a loss. */
export interface Sequence {
  /** T×D, the inputs x_0 … x_{T−1} */
  readonly x: Matrix;
  /**
   * The targets, one row of length O for each loss: 1×O with the loss at the last step, T×O with a
   * loss at every step. For softmax each row is one-hot.
   */
  readonly y: Matrix;
  /** s_{−1}, of length H; zeros when absent */
  readonly initialState?: Float64Array;
}

/**
 * The one-hot row for a class: `size` numbers, 1 at `index`, else 0.
 *
 * @throws {TypeError | RangeError} when the index is not a whole number from 0 to size − 1
 */
export function oneHot(index: number, size: number): Float64Array {
  requireInteger("size", size, { min: 1, max: MAX_ENTRIES });
  requireInteger("index", index, { min: 0, max: size - 1 });
  const y = zeroVector(size);
  y[index] = 1;
  return y;
}

/**
 * The target of step t in a sequence of T steps, of length O; undefined when step t has no loss.
 */
export function targetAt(
  config: NetworkConfig,
  y: Matrix,
  t: number,
  T: number,
): Float64Array | undefined {
  if (config.lossAt === "every") return row(y, t);
  return t === T - 1 ? row(y, 0) : undefined;
}

/**
 * @throws {TypeError} when x is not a matrix, or the initial state not a vector
 * @throws {RangeError} when x is not T×D with T ≥ 1, the state is not of length H, or a number is
 *   not finite
 */
export function requireInputs(
  config: NetworkConfig,
  x: Matrix,
  initialState: Float64Array | undefined,
  prefix = "",
): void {
  requireAnyMatrix(`${prefix}x`, x);
  if (x.rows === 0) throw new RangeError(`${prefix}x: expected at least one step, got none`);
  requireMatrix(`${prefix}x`, x, x.rows, config.inputSize);
  if (initialState !== undefined) {
    requireVector(`${prefix}initialState`, initialState, config.hiddenSize);
  }
}

/** How many entries of a target a message shows: of a text's there may be thousands. */
const MOST_SHOWN = 10;

/**
 * @throws {TypeError} when y is not a matrix
 * @throws {RangeError} when y is not 1×O (loss at the last step) or T×O (at every step), a number
 *   is not finite, or a softmax target is not one-hot
 */
export function requireTargets(config: NetworkConfig, y: Matrix, T: number, prefix = ""): void {
  requireMatrix(`${prefix}y`, y, config.lossAt === "every" ? T : 1, config.outputSize);
  if (config.output !== "softmax") return;
  for (let n = 0; n < y.rows; n++) {
    const target = row(y, n);
    const ones = target.filter((yk) => yk === 1).length;
    const zeros = target.filter((yk) => yk === 0).length;
    if (ones !== 1 || zeros !== target.length - 1) {
      const first = Array.from(target.subarray(0, MOST_SHOWN), describe);
      const got = [...first, ...(target.length > MOST_SHOWN ? ["…"] : [])].join(", ");
      throw new RangeError(
        `${prefix}y[${n}]: expected one 1 and otherwise 0 for softmax, got [${got}]`,
      );
    }
  }
}

/**
 * @param label how messages call the sequence
 * @throws {TypeError | RangeError} naming the first part of the sequence that does not fit
 */
export function requireSequence(config: NetworkConfig, sequence: Sequence, label: string): void {
  requireObject(label, sequence);
  requireOnlyKeys(label, sequence, ["x", "y", "initialState"]);
  requireInputs(config, sequence.x, sequence.initialState, `${label}.`);
  requireTargets(config, sequence.y, sequence.x.rows, `${label}.`);
}
