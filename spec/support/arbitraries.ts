/**
 * Random networks for property tests. Numbers are eighths or small integers, so that a failing case
 * can be read, written down and worked by hand.
 */
import fc from "fast-check";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { ACTIVATIONS, type Activation } from "../../src/rnn/activation.ts";
import {
  defineNetwork,
  LOSS_PLACEMENTS,
  type LossPlacement,
  type NetworkConfig,
} from "../../src/rnn/config.ts";
import { OUTPUTS, type Output } from "../../src/rnn/loss.ts";
import type { Gradients, Parameters } from "../../src/rnn/parameters.ts";
import { oneHot, type Sequence } from "../../src/rnn/sequence.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";

/** A network, its parameters, and one sequence that fits it. */
export interface NetworkCase {
  readonly config: NetworkConfig;
  readonly parameters: Parameters;
  readonly sequence: Sequence;
}

/** Objects like any other, and not now and then without a prototype, as fast-check would have it. */
const PLAIN = { noNullPrototype: true } as const;

/** −1.5 … 1.5 in eighths: large enough to saturate a tanh of a few units, small enough to read. */
export const eighths: fc.Arbitrary<number> = fc.integer({ min: -12, max: 12 }).map((n) => n / 8);

/** −10/7 … 10/7: sevenths are rounded as they are, and so is every product of two of them. */
export const sevenths: fc.Arbitrary<number> = fc.integer({ min: -10, max: 10 }).map((n) => n / 7);

/** −2 … 2: with relu or identity, linear output and few steps, all arithmetic on these is exact. */
export const smallIntegers: fc.Arbitrary<number> = fc.integer({ min: -2, max: 2 });

/** What a random case may be; whatever is absent may be anything. */
export interface Limits {
  readonly activations?: readonly Activation[];
  readonly outputs?: readonly Output[];
  readonly lossAt?: readonly LossPlacement[];
  readonly truncation?: fc.Arbitrary<Truncation>;
  readonly numbers?: fc.Arbitrary<number>;
  /** the largest D, H and O */
  readonly maxSize?: number;
  /** the largest T */
  readonly maxSteps?: number;
}

/** Hops, k1 and k2 from 1 (0 for hops) to past the longest sequence. */
export const truncations: fc.Arbitrary<Truncation> = fc.oneof(
  fc.constant<Truncation>({ kind: "full" }),
  fc.nat({ max: 9 }).map((hops): Truncation => ({ kind: "window", hops })),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 4 }))
    .map(([k1, more]): Truncation => ({ kind: "chunk", k1, k2: k1 + more })),
);

export function networks({
  activations = ACTIVATIONS,
  outputs = OUTPUTS,
  lossAt = LOSS_PLACEMENTS,
  truncation = truncations,
  maxSize = 5,
}: Limits = {}): fc.Arbitrary<NetworkConfig> {
  const size = fc.integer({ min: 1, max: maxSize });
  return fc
    .record(
      {
        inputSize: size,
        hiddenSize: size,
        outputSize: size,
        activation: fc.constantFrom(...activations),
        output: fc.constantFrom(...outputs),
        lossAt: fc.constantFrom(...lossAt),
        hiddenBias: fc.boolean(),
        outputBias: fc.boolean(),
        truncation,
      },
      PLAIN,
    )
    .map(defineNetwork);
}

export function matrices(
  rows: number,
  cols: number,
  numbers: fc.Arbitrary<number> = eighths,
): fc.Arbitrary<Matrix> {
  return vectors(rows * cols, numbers).map((data) => ({ rows, cols, data }));
}

export function vectors(
  length: number,
  numbers: fc.Arbitrary<number> = eighths,
): fc.Arbitrary<Float64Array> {
  return fc
    .array(numbers, { minLength: length, maxLength: length, size: "max" })
    .map((values) => Float64Array.from(values));
}

export function parametersOf(
  { inputSize: D, hiddenSize: H, outputSize: O, hiddenBias, outputBias }: NetworkConfig,
  numbers: fc.Arbitrary<number> = eighths,
): fc.Arbitrary<Parameters> {
  return fc.record(
    {
      U: matrices(H, D, numbers),
      W: matrices(H, H, numbers),
      V: matrices(O, H, numbers),
      ...(hiddenBias && { b: vectors(H, numbers) }),
      ...(outputBias && { c: vectors(O, numbers) }),
    },
    PLAIN,
  );
}

/** Gradients in the shapes of the network, of arbitrary numbers. */
export function gradientsOf(
  config: NetworkConfig,
  numbers: fc.Arbitrary<number>,
): fc.Arbitrary<Gradients> {
  return parametersOf(config, numbers).map(({ U, W, V, b, c }) => ({
    dU: U,
    dW: W,
    dV: V,
    ...(b && { db: b }),
    ...(c && { dc: c }),
  }));
}

export function sequencesFor(
  { inputSize: D, hiddenSize: H, outputSize: O, output, lossAt }: NetworkConfig,
  { numbers = eighths, maxSteps = 8 }: Limits = {},
): fc.Arbitrary<Sequence> {
  const target =
    output === "softmax" ? fc.nat({ max: O - 1 }).map((k) => oneHot(k, O)) : vectors(O, numbers);
  return fc.integer({ min: 1, max: maxSteps }).chain((T) => {
    const losses = lossAt === "every" ? T : 1;
    return fc
      .record(
        {
          x: matrices(T, D, numbers),
          y: fc.array(target, { minLength: losses, maxLength: losses, size: "max" }).map(fromRows),
          state: fc.option(vectors(H, numbers), { nil: undefined }),
        },
        PLAIN,
      )
      .map(({ x, y, state }) => ({ x, y, ...(state && { initialState: state }) }));
  });
}

/** A network with parameters and a sequence that fit it. */
export function networkCases(limits: Limits = {}): fc.Arbitrary<NetworkCase> {
  return networks(limits).chain((config) =>
    fc.record(
      {
        config: fc.constant(config),
        parameters: parametersOf(config, limits.numbers),
        sequence: sequencesFor(config, limits),
      },
      PLAIN,
    ),
  );
}

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
