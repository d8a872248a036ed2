import { describe, expect, it } from "vitest";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import { toRows } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import { parameterArrays, requireParameters } from "../../src/rnn/parameters.ts";
import { requireSequence } from "../../src/rnn/sequence.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const network = (options: Partial<NetworkOptions> = {}): ReturnType<typeof defineNetwork> =>
  defineNetwork({ inputSize: 2, hiddenSize: 4, outputSize: 3, ...options });

const drawn = (options: Partial<NetworkOptions>, seed = 1): ReturnType<typeof seededCase> =>
  seededCase(network(options), 5, randomStream("seedrandom", seed));

describe("seededCase", () => {
  it.each<Partial<NetworkOptions>>([
    {},
    { lossAt: "every", hiddenBias: false },
    { lossAt: "every", output: "softmax", outputBias: false },
    { output: "softmax" },
  ])("fits the network: %j", (options) => {
    const { parameters, sequence } = drawn(options);
    requireParameters(network(options), parameters);
    requireSequence(network(options), sequence, "sequence");
    expect(sequence.x.rows).toBe(5);
  });

  it("is the same for the same seed and another for another", () => {
    expect(drawn({}, 7)).toEqual(drawn({}, 7));
    expect(drawn({}, 7)).not.toEqual(drawn({}, 8));
  });

  it("has biases, inputs, targets and a state on both sides of zero, in [−1, 1)", () => {
    const large = network({ hiddenSize: 30, outputSize: 30 });
    const many = seededCase(large, 50, randomStream("numpy", 3));
    for (const values of [
      many.parameters.b ?? [],
      many.parameters.c ?? [],
      many.sequence.x.data,
      many.sequence.initialState ?? [],
    ]) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
      expect(Math.min(...values)).toBeLessThan(0);
      expect(Math.max(...values)).toBeGreaterThan(0);
      expect(Math.max(...values)).toBeLessThan(1);
    }
    expect(
      parameterArrays(many.parameters)
        .flatMap((v) => [...v])
        .includes(0),
    ).toBe(false);
  });

  it.each(["linear", "softmax"] as const)("draws in the order it says: %s", (output) => {
    let draws = 0;
    const counting = { next: (): number => draws++ / 1024 };
    const { parameters, sequence } = seededCase(network({ output, lossAt: "every" }), 5, counting);
    // U, W and V take 4·2 + 4·4 + 3·4 numbers.
    let n = 36;
    const next = (count: number): number[] => Array.from({ length: count }, () => n++ / 1024);
    const uniform = (count: number): Float64Array =>
      Float64Array.from(next(count), (r) => 2 * r - 1);
    expect(parameters.b).toEqual(uniform(4));
    expect(parameters.c).toEqual(uniform(3));
    expect(sequence.x.data).toEqual(uniform(5 * 2));
    const targets =
      output === "linear"
        ? uniform(5 * 3)
        : Float64Array.from(
            next(5).flatMap((r) => [0, 1, 2].map((k) => +(Math.floor(3 * r) === k))),
          );
    expect(sequence.y.data).toEqual(targets);
    expect(sequence.initialState).toEqual(uniform(4));
    expect(draws).toBe(n);
  });

  it("draws every class as a softmax target", () => {
    const { sequence } = seededCase(
      network({ output: "softmax", lossAt: "every" }),
      60,
      randomStream("seedrandom", 1),
    );
    const classes = new Set(toRows(sequence.y).map((row) => row.indexOf(1)));
    expect([...classes].sort()).toEqual([0, 1, 2]);
  });

  itRefuses([
    [
      "no step",
      () => untyped(seededCase)(network(), 0, randomStream("seedrandom", 1)),
      "RangeError: steps: expected a whole number of at least 1, got 0",
    ],
  ]);
});
