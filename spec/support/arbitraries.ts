/**
 * Random networks for property tests. Numbers are eighths or small integers, so that a failing case
 * can be read, written down and worked by hand.
 */
import fc from "fast-check";
import {
  type Limits,
  type NetworkCase,
  networkCases,
} from "../../src/conformance/fuzz/networks.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";

export {
  eighths,
  gradientsOf,
  type Limits,
  matrices,
  type NetworkCase,
  networkCases,
  networks,
  parametersOf,
  sequencesFor,
  truncations,
  vectors,
} from "../../src/conformance/fuzz/networks.ts";

/** −10/7 … 10/7: sevenths are rounded as they are, and so is every product of two of them. */
export const sevenths: fc.Arbitrary<number> = fc.integer({ min: -10, max: 10 }).map((n) => n / 7);

/** −2 … 2: with relu or identity, linear output and few steps, all arithmetic on these is exact. */
export const smallIntegers: fc.Arbitrary<number> = fc.integer({ min: -2, max: 2 });

/** The same case with each tensor, the inputs and linear targets times a power of ten from −n to n. */
export function scaledCases(limits: Limits, n: number): fc.Arbitrary<NetworkCase> {
  const scale = fc.double({ min: -n, max: n, noNaN: true }).map((power) => 10 ** power);
  const scales = fc.tuple(scale, scale, scale, scale, scale, scale, scale);
  return fc.tuple(networkCases(limits), scales).map(([{ config, parameters, sequence }, by]) => {
    const times = (values: Float64Array, i: number): Float64Array =>
      values.map((value) => value * by[i]);
    const matrix = (A: Matrix, i: number): Matrix => ({ ...A, data: times(A.data, i) });
    const { U, W, V, b, c } = parameters;
    const { x, y } = sequence;
    return {
      config,
      parameters: {
        U: matrix(U, 0),
        W: matrix(W, 1),
        V: matrix(V, 2),
        ...(b && { b: times(b, 3) }),
        ...(c && { c: times(c, 4) }),
      },
      sequence: {
        ...sequence,
        x: matrix(x, 5),
        y: config.output === "linear" ? matrix(y, 6) : y,
      },
    };
  });
}

/** The same case under another truncation. */
export function truncated(network: NetworkCase, truncation: Truncation): NetworkCase {
  return { ...network, config: defineNetwork({ ...network.config, truncation }) };
}

/**
 * Limits under which every number of the forward and backward pass is a whole number below 2^53, so
 * that no order of summation can make a difference. With sizes n ≤ 3, T ≤ 4, entries ≤ 2, bounds are
 * a state ≤ 2·3·S + 2·3·2 + 2 with S the state before it (2 at first), at most 26, 170, 1034, 6218;
 * an output ≤ 6·6218 + 2 < 2^16, an error < 2^17, δ < 2^17·6^4 < 2^28, a gradient entry below
 * δ · state · (10 pairs) < 2^28 · 2^13 · 2^4 = 2^45. Eight steps would not fit.
 */
export const EXACT: Limits = {
  activations: ["relu", "identity"],
  outputs: ["linear"],
  numbers: smallIntegers,
  maxSize: 3,
  maxSteps: 4,
};
