import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STEP } from "../../src/gradcheck/centralDifferences.ts";
import { definitionGradient, RESOLUTION } from "../../src/gradcheck/definition.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { firstStep } from "../../src/gradcheck/frozenLoss.ts";
import {
  definitionPairs,
  differencePairs,
  dualPairs,
  sumOfPairs,
} from "../../src/gradcheck/pairs.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF as u } from "../../src/numerics/ulp.ts";
import { sequenceLoss } from "../../src/rnn/forward.ts";
import {
  gradientArrays,
  mapGradients,
  type PairContributions,
  parameterArrays,
} from "../../src/rnn/parameters.ts";
import {
  type Limits,
  type NetworkCase,
  networkCases,
  sevenths,
  truncated,
  truncations,
} from "../support/arbitraries.ts";
import { bptt, bpttPairs } from "../support/bptt.ts";
import { differences } from "../support/compare.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { isNearKink } from "../support/gradientCheck.ts";
import {
  HAND_PAIRS,
  handConfig,
  handParameters,
  handSequence,
  inRows,
} from "../support/handSized.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const FEW: number = Math.ceil(FC_RUNS / 10);
const SMALL: Limits = { maxSize: 3, maxSteps: 4, numbers: sevenths };
const FULL = { kind: "full" } as const;

type Tolerance = (t: number, i: number, tensor: number, entry: number) => number;

/** Where two sets of pairs differ in which there are, or by more than the tolerance. */
function pairDifferences(
  actual: PairContributions,
  expected: PairContributions,
  tolerance: Tolerance,
): string[] {
  expect(actual.map((ofLoss) => ofLoss?.length)).toEqual(expected.map((ofLoss) => ofLoss?.length));
  return expected.flatMap((ofLoss, t) =>
    (ofLoss ?? []).flatMap((pair, i) => {
      const found = differences(actual[t]?.[i] ?? pair, pair, (n, j) => tolerance(t, i, n, j));
      return found.map((difference) => `pairs[${t}][${i}].${difference}`);
    }),
  );
}

/**
 * The bounds of the full gradient, a sum of all pairs, majorize those of each: they add up the
 * absolute values.
 */
function fullBounds(network: NetworkCase): Float64Array[] {
  const { config, parameters, sequence } = truncated(network, FULL);
  return gradientArrays(errorBounds(config, parameters, sequence).gradients);
}

describe("the pair contributions", () => {
  it("of the duals are those of back-propagation", () => {
    fc.assert(
      fc.property(networkCases({ ...SMALL, maxSize: 6, maxSteps: 9 }), (network) => {
        const { config, parameters, sequence } = network;
        const bounds = fullBounds(network);
        const duals = dualPairs(config, parameters, sequence);
        const twice: Tolerance = (_t, _i, n, j) => 2 * bounds[n][j];
        expect(pairDifferences(bpttPairs(network), duals, twice)).toEqual([]);
      }),
    );
  });

  it("and so are those of the differences, as far as they can tell", () => {
    // The tolerance of spec/support/gradientCheck.ts: the series, by the double step, and rounding.
    fc.assert(
      fc.property(networkCases(SMALL), (network) => {
        fc.pre(!isNearKink(network));
        const { config, parameters, sequence } = truncated(network, FULL);
        const single = differencePairs(config, parameters, sequence);
        const double = differencePairs(config, parameters, sequence, 2 * STEP);
        const bounds = errorBounds(config, parameters, sequence);
        const ofGradient = gradientArrays(bounds.gradients);
        const theta = parameterArrays(parameters);
        const tolerance: Tolerance = (t, i, n, j) => {
          const h = STEP * Math.max(1, Math.abs(theta[n][j]));
          const [one, two] = [single, double].map((pairs) => entry(pairs, t, i, n, j));
          return Math.abs(two - one) / 2 + (2 * bounds.loss) / h + ofGradient[n][j];
        };
        expect(pairDifferences(bpttPairs(network), single, tolerance)).toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  it("and those of the definition, but for rounding", () => {
    fc.assert(
      fc.property(networkCases(SMALL), (network) => {
        fc.pre(!isNearKink(network));
        const { config, parameters, sequence } = network;
        const exact = definitionPairs(config, parameters, sequence);
        const bounds = fullBounds(network);
        const least = RESOLUTION * Math.max(1, sequenceLoss(config, parameters, sequence));
        const tolerance: Tolerance = (t, i, n, j) =>
          bounds[n][j] + u * Math.abs(entry(exact, t, i, n, j)) + least;
        expect(pairDifferences(bpttPairs(network), exact, tolerance)).toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  it.each([
    ["duals", dualPairs],
    ["differences", differencePairs],
    ["definition", definitionPairs],
  ] as const)("of the %s have V and c at the loss's own step only", (_, pairsOf) => {
    fc.assert(
      fc.property(networkCases({ ...SMALL, maxSize: 2 }), ({ config, parameters, sequence }) => {
        pairsOf(config, parameters, sequence).forEach((ofLoss, t) => {
          ofLoss?.forEach(({ dV, dc }, i) => {
            const values = [...dV.data, ...(dc ?? [])];
            if (i < t) expect(values.every((value) => value === 0)).toBe(true);
          });
        });
      }),
      { numRuns: 10 },
    );
  });

  it("are what one gets by hand", () => {
    for (const pairs of [dualPairs, definitionPairs].map((pairsOf) =>
      pairsOf(handConfig(), handParameters(), handSequence()),
    )) {
      expect(pairs).toHaveLength(2);
      expect(pairs[0]).toBeNull();
      expect(pairs[1]?.map(inRows)).toEqual(HAND_PAIRS);
    }
  });
});

function entry(pairs: PairContributions, t: number, i: number, n: number, j: number): number {
  const pair = pairs[t]?.[i];
  return pair ? gradientArrays(pair)[n][j] : Number.NaN;
}

describe("the differences", () => {
  it("take a step that grows with the parameter", () => {
    // One step of tanh, where the differences are off by the square of the step: with that of b = −8, a
    // half, the pair is the quotient of the loss at −8 ± 4 and not at −8 ± 1/16.
    const config = handConfig({ activation: "tanh", hiddenSize: 1, outputBias: false });
    const one = fromRows([[1]]);
    const lossAt = (b: number): number => {
      const parameters = { U: fromRows([[8]]), W: one, V: one, b: Float64Array.of(b) };
      return sequenceLoss(config, parameters, { x: one, y: fromRows([[1]]) });
    };
    const parameters = { U: fromRows([[8]]), W: one, V: one, b: Float64Array.of(-8) };
    const [ofLoss] = differencePairs(config, parameters, { x: one, y: fromRows([[1]]) }, 1 / 2);
    expect(ofLoss?.[0].db?.[0]).toBe((lossAt(-4) - lossAt(-12)) / 8);
  });
});

describe("the sum of the pairs", () => {
  it("is back-propagation's gradient under every truncation", () => {
    const cases = fc.tuple(networkCases({ ...SMALL, maxSize: 5, maxSteps: 9 }), truncations);
    fc.assert(
      fc.property(cases, ([network, truncation]) => {
        const under = truncated(network, truncation);
        const { config, parameters, sequence } = under;
        const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
        for (const pairs of [bpttPairs(network), dualPairs(network.config, parameters, sequence)]) {
          const found = differences(
            sumOfPairs(config, pairs),
            bptt(under),
            (n, i) => 2 * bounds[n][i],
          );
          expect(found).toEqual([]);
        }
      }),
    );
  });

  it("of the definition is the definition of the frozen losses under every truncation", () => {
    // Two ways to say what truncation is. Each of m pairs is rounded once, m sums follow, and the other
    // side is rounded once: at most (m + 2) u of the sum of absolute values, and what is taken for 0.
    const cases = fc.tuple(networkCases(SMALL), truncations);
    fc.assert(
      fc.property(cases, ([network, truncation]) => {
        fc.pre(!isNearKink(network));
        const { config, parameters, sequence } = truncated(network, truncation);
        const pairs = definitionPairs(config, parameters, sequence);
        const sizes = pairs.map(
          (ofLoss) => ofLoss?.map((pair) => mapGradients(pair, Math.abs)) ?? null,
        );
        const size = gradientArrays(sumOfPairs(config, sizes));
        const m = (pairs.length * (pairs.length + 1)) / 2;
        const least =
          (m + 1) * RESOLUTION * Math.max(1, sequenceLoss(config, parameters, sequence));
        const found = differences(
          sumOfPairs(config, pairs),
          definitionGradient(config, parameters, sequence),
          (n, i) => (m + 2) * u * size[n][i] + least,
        );
        expect(found).toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  it("leaves out the pairs before the start, and no others", () => {
    fc.assert(
      fc.property(networkCases({ lossAt: ["every"] }), (network) => {
        const { config, parameters, sequence } = network;
        // With 1 in every entry of every pair, the sum counts the pairs.
        const ones = dualPairs(config, parameters, sequence).map(
          (ofLoss) => ofLoss?.map((pair) => mapGradients(pair, () => 1)) ?? null,
        );
        const T = sequence.x.rows;
        let count = 0;
        for (let t = 0; t < T; t++) count += t - firstStep(config.truncation, t, T) + 1;
        const sums = gradientArrays(sumOfPairs(config, ones));
        return sums.every((values) => values.every((value) => value === count));
      }),
    );
  });

  it("is not changed by NaN outside the truncation, and is NaN with one inside", () => {
    const config = handConfig({ truncation: { kind: "window", hops: 0 } });
    const pairs = dualPairs(config, handParameters(), handSequence());
    pairs[1]?.[0].dU.data.fill(Number.NaN);
    expect(Array.from(sumOfPairs(config, pairs).dU.data)).toEqual([-4, 4]);
    expect(sumOfPairs(handConfig(), pairs).dU.data[0]).toBeNaN();
  });
});

describe("what does not fit", () => {
  const config = handConfig();
  const pairs = dualPairs(config, handParameters(), handSequence());
  const sum = untyped(sumOfPairs);
  itRefuses([
    [
      "pairs where there is no loss",
      () => sum(config, [pairs[1]?.slice(0, 1), pairs[1]]),
      "TypeError: pairs[0]: expected null where there is no loss, got an array of 1",
    ],
    [
      "no parameters",
      () => untyped(dualPairs)(config, null, handSequence()),
      "TypeError: parameters: expected an object, got null",
    ],
    [
      "another network's sequence",
      () => dualPairs(handConfig({ lossAt: "every" }), handParameters(), handSequence()),
      "RangeError: sequence.y: expected a 2×1 matrix, got 1×1",
    ],
    [
      "a step of zero",
      () => differencePairs(config, handParameters(), handSequence(), 0),
      "RangeError: step: expected a finite number above 0, got 0",
    ],
    [
      "too few digits",
      () => definitionPairs(config, handParameters(), handSequence(), { digits: 10 }),
      "RangeError: digits: expected a whole number from 30 to 480, got 10",
    ],
    ["no configuration", () => sum(null, pairs), "TypeError: config: expected an object, got null"],
    [
      "no pairs",
      () => sum(config, {}),
      "TypeError: pairs: expected an array of steps, got an object",
    ],
    [
      "a step that is no array",
      () => sum(config, [null, 7]),
      "TypeError: pairs[1]: expected an array of gradients, got 7",
    ],
    [
      "a loss without all of its pairs",
      () => sum(config, [null, pairs[1]?.slice(1)]),
      "RangeError: pairs[1]: expected 2 gradients, got 1",
    ],
    [
      "a pair that is no gradient",
      () => sum(config, [[null]]),
      "TypeError: pairs[0][0]: expected an object, got null",
    ],
    [
      "a tensor that the network does not have",
      () => sum(handConfig({ outputBias: false }), pairs),
      'RangeError: pairs[1][0]: expected only dU, dW, dV, db, got "dc"',
    ],
    [
      "another network's pairs",
      () => sum(handConfig({ hiddenSize: 3 }), pairs),
      "RangeError: pairs[1][0].dU: expected a 3×1 matrix, got 2×1",
    ],
    [
      "a bias that is missing",
      () =>
        sum(
          config,
          pairs.map((ofLoss) => ofLoss?.map(({ db: _, ...others }) => others) ?? null),
        ),
      "TypeError: pairs[1][0].db: expected a Float64Array of length 2, got undefined",
    ],
  ]);
});
