/**
 * One network small enough to work by hand, for the specs of `src/rnn`.
 *
 * D = 1, H = 2, O = 1, T = 2, identity activation, half squared error, with
 *
 *     U = (1, 2)ᵀ   W = (0 1; 1 1)   V = (1, −1)   b = (1, 0)   c = 3   x = 1, 2   s_{−1} = (0, 1)
 *
 *     a_0 = (1 + 1 + 1, 0 + 2 + 1) = (3, 3)     o_0 = 3 + 3 − 3 = 3
 *     a_1 = (1 + 2 + 3, 0 + 4 + 6) = (6, 10)    o_1 = 3 + 6 − 10 = −1
 */
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { defineNetwork, type NetworkConfig, type NetworkOptions } from "../../src/rnn/config.ts";
import type { Parameters } from "../../src/rnn/parameters.ts";
import type { Sequence } from "../../src/rnn/sequence.ts";

export function handConfig(change: Partial<NetworkOptions> = {}): NetworkConfig {
  return defineNetwork({
    inputSize: 1,
    hiddenSize: 2,
    outputSize: 1,
    activation: "identity",
    ...change,
  });
}

export function handParameters(): Required<Parameters> {
  return {
    U: fromRows([[1], [2]]),
    W: fromRows([
      [0, 1],
      [1, 1],
    ]),
    V: fromRows([[1, -1]]),
    b: Float64Array.of(1, 0),
    c: Float64Array.of(3),
  };
}

export function handInputs(): Matrix {
  return fromRows([[1], [2]]);
}

export function handState(): Float64Array {
  return Float64Array.of(0, 1);
}

/** With the target 1 at the last step: e_1 = −2, loss 2. */
export function handSequence(): Sequence {
  return { x: handInputs(), y: fromRows([[1]]), initialState: handState() };
}

/** A matrix of any numbers, NaN and infinities too, which `fromRows` refuses. */
export function matrixOf(rows: number, cols: number, ...numbers: number[]): Matrix {
  return { rows, cols, data: Float64Array.from(numbers) };
}

/** What no caller should pass where an object is expected, with its kind in words. */
export const NOT_OBJECTS: readonly (readonly [value: unknown, words: string])[] = [
  [undefined, "undefined"],
  [null, "null"],
  [Number.NaN, "NaN"],
  [-0, "-0"],
  ["text", '"text"'],
  [[], "an array of 0"],
  [() => 1, "a function"],
];
