/** The second engine has the bits of the reference, whatever the network and its numbers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GRADIENT_ERRATA } from "../../src/article/errata.ts";
import {
  type ListingWeights,
  listingForward,
  listingPredict,
  listingRoom,
} from "../../src/article/listing.ts";
import { mend, mendedGradient } from "../../src/article/mended.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { wasmEngine } from "../../src/engine/wasm.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import type { Clipping } from "../../src/rnn/clip.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import type { Passes } from "../../src/rnn/engine.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { parameterArrays } from "../../src/rnn/parameters.ts";
import { train } from "../../src/rnn/train.ts";
import {
  eighths,
  type Limits,
  matrices,
  networkCases,
  sequencesFor,
  vectors,
} from "../support/arbitraries.ts";
import { sameBits, sameGradientBits } from "../support/compare.ts";
import { expectReferenceBits } from "../support/engines.ts";

const reference = engineOf("reference");

/** With the page it has, with pages of a few steps, and with pages of a single one. */
const ENGINES = [engineOf("wasm"), wasmEngine(200), wasmEngine(1)] as const;

/** Huge, tiny, subnormal and of either zero: sums overflow, and ∞ − ∞ makes NaN. */
const anyFinite = fc.oneof(
  eighths,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, -3e-310, 2 ** -1022, 1e308, -1e308, 1e154, 40, -750),
);

const LIMITS: readonly (readonly [string, Limits])[] = [
  ["of numbers short enough to read", { maxSize: 7, maxSteps: 9 }],
  ["of numbers of any size", { maxSize: 5, maxSteps: 6, numbers: anyFinite }],
];

describe("forward and backward", () => {
  it.each(LIMITS)("of networks %s", (_, limits) => {
    fc.assert(
      fc.property(networkCases(limits), fc.constantFrom(...ENGINES), (network, engine) => {
        expectReferenceBits(engine, network);
      }),
    );
  });

  // Every number of columns that a tile of 16, tiles of 4 and single columns can be left with.
  it.each([1, 2, 3, 15, 16, 17, 19, 20, 35, 64])("of networks of %d units", (hiddenSize) => {
    const config = defineNetwork({
      inputSize: 5,
      hiddenSize,
      outputSize: 3,
      lossAt: "every",
      truncation: { kind: "window", hops: 3 },
    });
    const parameters = initializeParameters(config, randomStream("numpy", hiddenSize), {
      kind: "glorot",
    });
    fc.assert(
      fc.property(sequencesFor(config, { maxSteps: 12 }), (sequence) => {
        expectReferenceBits(ENGINES[1], { config, parameters, sequence });
      }),
      { numRuns: 10 },
    );
  });
});

describe("training", () => {
  const clippings: fc.Arbitrary<Clipping | undefined> = fc.constantFrom(
    undefined,
    { kind: "value", limit: 0.25 },
    { kind: "norm", limit: 0.5 },
  );

  it("has the bits of the reference after every update", () => {
    fc.assert(
      fc.property(
        networkCases({ maxSize: 4, maxSteps: 7 }),
        clippings,
        fc.constantFrom(...ENGINES),
        fc.boolean(),
        ({ config, parameters, sequence }, clipping, engine, everyChunk) => {
          const chunked = everyChunk && config.truncation.kind === "chunk";
          const data = { training: [sequence, sequence] };
          const bits = (by: Passes): number[] =>
            [
              ...train(config, parameters, data, {
                epochs: 3,
                learningRate: 0.125,
                updateEvery: chunked ? "chunk" : "sequence",
                engine: by,
                ...(clipping && { clipping }),
              }),
            ].flatMap((epoch) => [
              epoch.trainLoss.sum,
              ...parameterArrays(epoch.parameters).flatMap((values) => [...values]),
            ]);
          return sameBits(bits(engine), bits(reference));
        },
      ),
    );
  });
});

describe("the listing", () => {
  const cases = (numbers: fc.Arbitrary<number>) =>
    fc.tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 6 })).chain(([H, T]) => {
      const weights: fc.Arbitrary<ListingWeights> = fc.record({
        U: matrices(H, T, numbers),
        W: matrices(H, H, numbers),
        V: matrices(1, H, numbers),
      });
      return fc.tuple(weights, vectors(T, numbers), fc.constantFrom(...ACTIVATIONS));
    });

  it.each([
    ["of numbers short enough to read", eighths],
    ["of numbers of any size", anyFinite],
  ])("%s", (_, numbers) => {
    fc.assert(
      fc.property(cases(numbers), ([weights, window, activation]) => {
        const { listingStates } = engineOf("wasm");
        const expected = listingForward(weights, window, undefined, activation);
        const room = listingRoom(window.length, weights.W.rows);
        for (const { data } of Object.values<Matrix>({ ...room })) data.fill(Number.NaN);
        const actual = listingForward(weights, window, listingStates, activation, room);
        const values = ({ Ux, Ws, a, s, o }: typeof actual): number[] =>
          [Ux, Ws, a, s].flatMap((A: Matrix) => [...A.data]).concat(o);
        expect(sameBits(values(actual), values(expected))).toBe(true);
        expect(listingPredict(weights, window, listingStates, activation)).toBe(
          listingPredict(weights, window, undefined, activation),
        );
      }),
    );
  });

  const mendable = fc.record({
    y: eighths,
    hops: fc.nat({ max: 7 }),
    clip: fc.constantFrom(0.5, 10, Infinity),
    mended: fc.subarray(GRADIENT_ERRATA.filter((id) => id !== "E01")),
  });

  it.each([
    ["of numbers short enough to read", eighths],
    ["of numbers of any size", anyFinite],
  ])("has the reference's gradient with E01 and any others mended: %s", (_, numbers) => {
    fc.assert(
      fc.property(cases(numbers), mendable, ([weights, window, activation], settings) => {
        const { y, hops, clip, mended } = settings;
        const trace = listingForward(weights, window, undefined, activation);
        const [actual, expected] = [engineOf("wasm"), reference].map(({ listingStateSums }) => {
          const errata = mend(["E01", ...mended]);
          const how = { hops, clip };
          return mendedGradient(
            weights,
            window,
            trace,
            y,
            errata,
            how,
            activation,
            listingStateSums,
          );
        });
        expect(sameGradientBits(actual, expected)).toBe(true);
      }),
    );
  });
});
