/** Random cases of the kinds that a training program answers, small enough to have many of them. */
import fc from "fast-check";
import type { SolvedKind } from "../../src/conformance/bugs/solve.ts";
import {
  gradientsToArrays,
  parametersToArrays,
  sequenceToArrays,
} from "../../src/conformance/convert.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import type { Clipping } from "../../src/conformance/types.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import type { NetworkConfig } from "../../src/rnn/config.ts";
import { OUTPUTS } from "../../src/rnn/loss.ts";
import { oneHot } from "../../src/rnn/sequence.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  eighths,
  gradientsOf,
  type Limits,
  networkCases,
  networks,
  parametersOf,
  sequencesFor,
  vectors,
} from "./arbitraries.ts";
import { sampleFile } from "./caseFiles.ts";

/** Hops, k1 and k2 that are shorter than most sequences, so that truncation shows. */
const shortTruncations: fc.Arbitrary<Truncation> = fc.oneof(
  fc.constant<Truncation>({ kind: "full" }),
  fc.nat({ max: 3 }).map((hops): Truncation => ({ kind: "window", hops })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }))
    .map(([k1, more]): Truncation => ({ kind: "chunk", k1, k2: k1 + more })),
);

const SMALL: Limits = { truncation: shortTruncations, maxSize: 3, maxSteps: 5 };

const clippings: fc.Arbitrary<Clipping> = fc.record(
  {
    kind: fc.constantFrom("value" as const, "norm" as const),
    limit: fc.constantFrom(0.25, 0.5, 2, 8),
  },
  { noNullPrototype: true },
);

const updates = fc.record(
  {
    clipping: fc.option(clippings, { freq: 3 }),
    learningRate: fc.constantFrom(1 / 16, 1 / 8, 1 / 4),
  },
  { noNullPrototype: true },
);

/** A case of the kind with this config and these inputs; the rest is a sample's, and does not fit. */
function caseOf(kind: SolvedKind, config: object, inputs: object): Case {
  return { kind, ...sampleFile(kind).cases[0], config, inputs } as Case;
}

function sequenceCases(
  kind: "forward" | "gradient" | "pairs" | "step",
  limits: Limits,
): fc.Arbitrary<Case> {
  return fc.tuple(networkCases(limits), updates).map(([network, update]) => {
    const { config, sequence } = network;
    const parameters = parametersToArrays(network.parameters);
    const { x, y, initialState } = sequenceToArrays(sequence);
    const state = initialState && { initialState };
    if (kind === "forward") return caseOf(kind, config, { parameters, x, ...state });
    const inputs = { parameters, x, y, ...state };
    return caseOf(kind, config, kind === "step" ? { ...inputs, ...update } : inputs);
  });
}

function trajectoryCases(limits: Limits): fc.Arbitrary<Case> {
  return networks(limits).chain((config) =>
    fc
      .tuple(
        parametersOf(config, limits.numbers),
        fc.array(sequencesFor(config, limits), { minLength: 1, maxLength: 3 }),
        updates,
        fc.integer({ min: 1, max: 2 }),
        updateEvery(config),
      )
      .map(([parameters, records, update, epochs, every]) =>
        caseOf("trajectory", config, {
          parameters: parametersToArrays(parameters),
          records: records.map(sequenceToArrays),
          epochs,
          ...update,
          updateEvery: every,
        }),
      ),
  );
}

function updateEvery({ truncation }: NetworkConfig): fc.Arbitrary<"sequence" | "chunk"> {
  return truncation.kind === "chunk"
    ? fc.constantFrom("sequence" as const, "chunk" as const)
    : fc.constant("sequence" as const);
}

function activationCases(): fc.Arbitrary<Case> {
  return fc
    .tuple(fc.constantFrom(...ACTIVATIONS), fc.array(eighths, { minLength: 1, maxLength: 5 }))
    .map(([activation, a]) => caseOf("activation", { activation }, { a }));
}

function lossCases(): fc.Arbitrary<Case> {
  return fc
    .tuple(fc.constantFrom(...OUTPUTS), fc.integer({ min: 1, max: 4 }))
    .chain(([output, O]) => {
      const y = output === "softmax" ? fc.nat({ max: O - 1 }).map((k) => oneHot(k, O)) : vectors(O);
      return fc.tuple(fc.constant(output), vectors(O), y);
    })
    .map(([output, o, y]) => caseOf("loss", { output }, { o: Array.from(o), y: Array.from(y) }));
}

function clipCases(limits: Limits): fc.Arbitrary<Case> {
  return networks(limits).chain((config) => {
    const { inputSize, hiddenSize, outputSize, hiddenBias, outputBias } = config;
    const sizes = { inputSize, hiddenSize, outputSize, hiddenBias, outputBias };
    return fc
      .tuple(gradientsOf(config, eighths), clippings)
      .map(([gradients, clipping]) =>
        caseOf("clip", sizes, { gradients: gradientsToArrays(gradients), clipping }),
      );
  });
}

/** Random cases of a kind. */
export function solvedCases(kind: SolvedKind, more: Limits = {}): fc.Arbitrary<Case> {
  const limits = { ...SMALL, ...more };
  const cases: Record<SolvedKind, () => fc.Arbitrary<Case>> = {
    activation: activationCases,
    loss: lossCases,
    forward: () => sequenceCases("forward", limits),
    gradient: () => sequenceCases("gradient", limits),
    pairs: () => sequenceCases("pairs", limits),
    step: () => sequenceCases("step", limits),
    clip: () => clipCases(limits),
    trajectory: () => trajectoryCases(limits),
  };
  return cases[kind]();
}

/** All numbers of a result in their order, and NaN for whatever is none. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object") return [NaN];
  return value === null ? [] : Object.values(value).flatMap(numbersIn);
}

/**
 * How far two results are apart: the largest distance of two entries over the largest entry of the
 * second, or 1 if that is less. Infinite where they are not of one shape, or a number is not finite
 * in one of them only.
 */
export function distance(left: unknown, right: unknown): number {
  const a = numbersIn(left);
  const b = numbersIn(right);
  if (a.length !== b.length) return Infinity;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return a.reduce((worst, value, n) => {
    if (Object.is(value, b[n])) return worst;
    const apart = Math.abs(value - b[n]) / scale;
    return Number.isFinite(apart) ? Math.max(worst, apart) : Infinity;
  }, 0);
}
