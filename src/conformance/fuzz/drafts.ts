/**
 * Random drafts of the kinds that a training program answers. Their numbers are eighths, so that every
 * program reads the same ones, whatever its dtype, and a person can write them down.
 */
import fc from "fast-check";
import { ACTIVATIONS } from "../../rnn/activation.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import { OUTPUTS } from "../../rnn/loss.ts";
import { oneHot } from "../../rnn/sequence.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import type { SolvedKind } from "../bugs/solve.ts";
import { gradientsToArrays, parametersToArrays, sequenceToArrays } from "../convert.ts";
import type { Draft } from "../suite/draft.ts";
import type { Clipping } from "../types.ts";
import {
  eighths,
  gradientsOf,
  type Limits,
  networkCases,
  networks,
  parametersOf,
  sequencesFor,
  vectors,
} from "./networks.ts";

/** Hops, k1 and k2 that are shorter than most sequences, so that truncation shows. */
const shortTruncations: fc.Arbitrary<Truncation> = fc.oneof(
  fc.constant<Truncation>({ kind: "full" }),
  fc.nat({ max: 3 }).map((hops): Truncation => ({ kind: "window", hops })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }))
    .map(([k1, more]): Truncation => ({ kind: "chunk", k1, k2: k1 + more })),
);

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

/** A draft that a training program answers. */
export type SolvedDraft = Draft<SolvedKind>;

/** Random drafts of a kind; the truncation is short unless the limits say otherwise. */
export function randomDrafts(kind: SolvedKind, limits: Limits = {}): fc.Arbitrary<SolvedDraft> {
  const all = { truncation: shortTruncations, ...limits };
  const drafts: { readonly [P in SolvedKind]: () => fc.Arbitrary<Asked> } = {
    activation: activationDrafts,
    loss: lossDrafts,
    forward: () => sequenceDrafts("forward", all),
    gradient: () => sequenceDrafts("gradient", all),
    pairs: () => sequenceDrafts("pairs", all),
    step: () => sequenceDrafts("step", all),
    clip: () => clipDrafts(all),
    trajectory: () => trajectoryDrafts(all),
  };
  return drafts[kind]().map(
    (asked) =>
      ({ kind, id: `${kind}-fuzz`, comment: "A random case.", flags: [], ...asked }) as SolvedDraft,
  );
}

/** What a draft asks, apart from its kind. */
interface Asked {
  readonly config: object;
  readonly inputs: object;
}

function sequenceDrafts(
  kind: "forward" | "gradient" | "pairs" | "step",
  limits: Limits,
): fc.Arbitrary<Asked> {
  return fc.tuple(networkCases(limits), updates).map(([network, update]) => {
    const { config, sequence } = network;
    const parameters = parametersToArrays(network.parameters);
    const { x, y, initialState } = sequenceToArrays(sequence);
    const state = initialState && { initialState };
    if (kind === "forward") return { config, inputs: { parameters, x, ...state } };
    const inputs = { parameters, x, y, ...state };
    return { config, inputs: kind === "step" ? { ...inputs, ...update } : inputs };
  });
}

function trajectoryDrafts(limits: Limits): fc.Arbitrary<Asked> {
  return networks(limits).chain((config) =>
    fc
      .tuple(
        parametersOf(config, limits.numbers),
        fc.array(sequencesFor(config, limits), { minLength: 1, maxLength: 3 }),
        updates,
        fc.integer({ min: 1, max: 2 }),
        updateEvery(config),
      )
      .map(([parameters, records, update, epochs, every]) => ({
        config,
        inputs: {
          parameters: parametersToArrays(parameters),
          records: records.map(sequenceToArrays),
          epochs,
          ...update,
          updateEvery: every,
        },
      })),
  );
}

function updateEvery({ truncation }: NetworkConfig): fc.Arbitrary<"sequence" | "chunk"> {
  return truncation.kind === "chunk"
    ? fc.constantFrom("sequence" as const, "chunk" as const)
    : fc.constant("sequence" as const);
}

/** With 0 often among the numbers, where the derivative of relu is agreed, and not computed. */
function activationDrafts(): fc.Arbitrary<Asked> {
  const numbers = fc.oneof(eighths, fc.constant(0));
  return fc
    .tuple(fc.constantFrom(...ACTIVATIONS), fc.array(numbers, { minLength: 1, maxLength: 5 }))
    .map(([activation, a]) => ({ config: { activation }, inputs: { a } }));
}

function lossDrafts(): fc.Arbitrary<Asked> {
  return fc
    .tuple(fc.constantFrom(...OUTPUTS), fc.integer({ min: 1, max: 4 }))
    .chain(([output, O]) => {
      const y = output === "softmax" ? fc.nat({ max: O - 1 }).map((k) => oneHot(k, O)) : vectors(O);
      return fc.tuple(fc.constant(output), vectors(O), y);
    })
    .map(([output, o, y]) => ({
      config: { output },
      inputs: { o: Array.from(o), y: Array.from(y) },
    }));
}

function clipDrafts(limits: Limits): fc.Arbitrary<Asked> {
  return networks(limits).chain((config) => {
    const { inputSize, hiddenSize, outputSize, hiddenBias, outputBias } = config;
    const sizes = { inputSize, hiddenSize, outputSize, hiddenBias, outputBias };
    return fc.tuple(gradientsOf(config, eighths), clippings).map(([gradients, clipping]) => ({
      config: sizes,
      inputs: { gradients: gradientsToArrays(gradients), clipping },
    }));
  });
}
