/**
 * One network small enough to work by hand, and what it makes of one sequence.
 *
 * D = 1, H = 2, O = 1, T = 2, identity activation, half squared error, with
 *
 *     U = (1, 2)ᵀ   W = (0 1; 1 1)   V = (1, −1)   b = (1, 0)   c = 3   x = 1, 2   s_{−1} = (0, 1)
 *
 *     a_0 = (1 + 1 + 1, 0 + 2 + 1) = (3, 3)     o_0 = 3 + 3 − 3 = 3
 *     a_1 = (1 + 2 + 3, 0 + 4 + 6) = (6, 10)    o_1 = 3 + 6 − 10 = −1
 */
import { fromRows, type Matrix, toRows } from "../../src/numerics/matrix.ts";
import { defineNetwork, type NetworkConfig, type NetworkOptions } from "../../src/rnn/config.ts";
import type { Gradients, Parameters } from "../../src/rnn/parameters.ts";
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

/** Gradients as nested arrays; a bias that is absent is undefined. */
export function inRows({ dU, dW, dV, db, dc }: Gradients): unknown {
  return { dU: toRows(dU), dW: toRows(dW), dV: toRows(dV), db: db && [...db], dc: dc && [...dc] };
}

/**
 * What the loss of {@link handSequence} contributes, g(1, 0) and g(1, 1). With δ_{1,1} = Vᵀ e_1 =
 * (−2, 2), x_1 = 2, s_0 = (3, 3); δ_{1,0} = Wᵀ δ_{1,1} = (0·−2 + 1·2, 1·−2 + 1·2) = (2, 0), x_0 = 1,
 * s_{−1} = (0, 1); and dV = e_1 s_1ᵀ = −2 (6, 10).
 */
export const HAND_PAIRS = [
  {
    dU: [[2], [0]],
    dW: [
      [0, 2],
      [0, 0],
    ],
    dV: [[0, 0]],
    db: [2, 0],
    dc: [0],
  },
  {
    dU: [[-4], [4]],
    dW: [
      [-6, -6],
      [6, 6],
    ],
    dV: [[-12, -20]],
    db: [-2, 2],
    dc: [-2],
  },
] as const;

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
