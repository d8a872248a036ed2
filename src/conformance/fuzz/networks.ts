/** Random networks, and parameters and sequences that fit them. */
import fc from "fast-check";
import { fromRows, type Matrix } from "../../numerics/matrix.ts";
import { ACTIVATIONS, type Activation } from "../../rnn/activation.ts";
import {
  defineNetwork,
  LOSS_PLACEMENTS,
  type LossPlacement,
  type NetworkConfig,
} from "../../rnn/config.ts";
import { OUTPUTS, type Output } from "../../rnn/loss.ts";
import type { Gradients, Parameters } from "../../rnn/parameters.ts";
import { oneHot, type Sequence } from "../../rnn/sequence.ts";
import type { Truncation } from "../../rnn/truncation.ts";

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
