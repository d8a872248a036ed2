import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { solve } from "../../../src/conformance/bugs/solve.ts";
import {
  gradientsToArrays,
  parametersFrom,
  sequenceFrom,
} from "../../../src/conformance/convert.ts";
import { type Finding, findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import { type Pair, truncationIn } from "../../../src/conformance/diagnosis/truncation.ts";
import { DTYPES, type Dtype } from "../../../src/conformance/dtype.ts";
import type { Case, CaseOf } from "../../../src/conformance/kinds.ts";
import { addTo } from "../../../src/numerics/matrix.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { pairContributions } from "../../../src/rnn/backward.ts";
import type { LossPlacement } from "../../../src/rnn/config.ts";
import { forward } from "../../../src/rnn/forward.ts";
import { gradientArrays, zeroGradients } from "../../../src/rnn/parameters.ts";
import { requireTruncation, sweeps, type Truncation } from "../../../src/rnn/truncation.ts";
import { answerOf, solvedByRight } from "../../support/implementations.ts";
import { solvedCases } from "../../support/solvedCases.ts";

interface Sizes {
  readonly T: number;
  readonly H?: number;
  readonly lossAt?: LossPlacement;
  readonly hiddenBias?: boolean;
}

/** A tanh network with D = 2 and O = 2, of numbers that keep its units out of saturation. */
function gradientCase(
  { T, H = 3, lossAt = "every", hiddenBias = true }: Sizes,
  truncation: Truncation,
): CaseOf<"gradient"> {
  const draw = randomStream("seedrandom", 11);
  const numbers = (length: number): number[] =>
    Array.from({ length }, () => Math.round(64 * (2 * draw.next() - 1)) / 64);
  const rows = (count: number, length: number): number[][] =>
    Array.from({ length: count }, () => numbers(length));
  const testCase = solvedByRight({
    kind: "gradient",
    config: {
      inputSize: 2,
      hiddenSize: H,
      outputSize: 2,
      activation: "tanh",
      output: "linear",
      lossAt,
      hiddenBias,
      outputBias: false,
      truncation,
    },
    inputs: {
      parameters: {
        U: rows(H, 2),
        W: rows(H, H),
        V: rows(2, H),
        ...(hiddenBias && { b: numbers(H) }),
      },
      x: rows(T, 2),
      y: rows(lossAt === "every" ? T : 1, 2),
      initialState: numbers(H),
    },
  });
  if (testCase.kind !== "gradient") throw new Error("expected a gradient");
  return testCase;
}

/** The gradient that is the sum of these pairs, as answered in the dtype. */
function answeredWith(testCase: CaseOf<"gradient">, pairs: readonly Pair[], dtype: Dtype): Finding {
  const { config, inputs } = testCase;
  const parameters = parametersFrom(inputs.parameters);
  const { x, y, initialState } = sequenceFrom(inputs);
  const terms = pairContributions(
    config,
    parameters,
    forward(config, parameters, x, initialState),
    y,
  );
  const sum = zeroGradients(config);
  for (const [t, i] of pairs) {
    const term = terms[t]?.[i];
    if (!term) continue;
    const sums = gradientArrays(sum);
    for (const [n, values] of gradientArrays(term).entries()) addTo(sums[n], values);
  }
  return findingFor(testCase, { ...testCase.expected, ...gradientsToArrays(sum) }, dtype);
}

function findingFor(testCase: Case, result: unknown, dtype: Dtype): Finding {
  const answer = answerOf(result, testCase, dtype, randomStream("seedrandom", 1));
  const [finding] = findingsOf([{ case: testCase, answer }], dtype).compared;
  return finding;
}

/** Every pair of a sequence of T steps with a loss at each. */
function allPairs(T: number): Pair[] {
  return Array.from({ length: T }, (_, t) =>
    Array.from({ length: t + 1 }, (_, i): Pair => [t, i]),
  ).flat();
}

/** The pairs of a truncation, by the sweeps that the network makes. */
function pairsOf(truncation: Truncation, T: number, lossAt: LossPlacement): string[] {
  const pairs: string[] = [];
  for (const { start, firstLoss, end } of sweeps(truncation, T)) {
    for (let t = firstLoss; t <= end; t++) {
      if (lossAt === "last" && t < T - 1) continue;
      for (let i = start; i <= t; i++) pairs.push(`${t},${i}`);
    }
  }
  return pairs.sort();
}

const T = 7;

const CONVENTIONS: readonly Truncation[] = [
  { kind: "full" },
  ...Array.from({ length: T }, (_, hops): Truncation => ({ kind: "window", hops })),
  ...Array.from({ length: T }, (_, n) =>
    Array.from(
      { length: T - n },
      (_, m): Truncation => ({ kind: "chunk", k1: n + 1, k2: n + m + 1 }),
    ),
  ).flat(),
];

function solvedUnder(testCase: CaseOf<"gradient">, truncation: Truncation): unknown {
  return solve(RIGHT, { ...testCase, config: { ...testCase.config, truncation } });
}

describe.each(DTYPES)("the truncation in %s", (dtype) => {
  describe.each(["every", "last"] as const)("with a loss at %s step", (lossAt) => {
    it.each(CONVENTIONS.map((truncation) => [JSON.stringify(truncation), truncation] as const))(
      "%s is read off the gradient, whatever was asked for",
      (_, truncation) => {
        for (const asked of [
          { kind: "full" },
          { kind: "window", hops: 2 },
          { kind: "chunk", k1: 3, k2: 5 },
        ] as const) {
          const testCase = gradientCase({ T, lossAt }, asked);
          const finding = findingFor(testCase, solvedUnder(testCase, truncation), dtype);
          const reading = truncationIn(finding, dtype);
          expect(reading?.conventions).toContainEqual(truncation);
          const taken = new Set(pairsOf(asked, T, lossAt));
          for (const pair of reading?.missing ?? []) expect(taken.delete(String(pair))).toBe(true);
          for (const pair of reading?.extra ?? []) taken.add(String(pair));
          expect([...taken].sort()).toEqual(pairsOf(truncation, T, lossAt));
        }
      },
    );
  });

  it("pairs that no truncation takes are drawn by least squares", () => {
    const testCase = gradientCase({ T: 4, H: 5 }, { kind: "window", hops: 2 });
    const subsets = fc.subarray(allPairs(4));
    fc.assert(
      fc.property(subsets, (pairs) => {
        const reading = truncationIn(answeredWith(testCase, pairs, dtype), dtype);
        const taken = new Set(pairsOf({ kind: "window", hops: 2 }, 4, "every"));
        for (const pair of reading?.missing ?? []) taken.delete(String(pair));
        for (const pair of reading?.extra ?? []) taken.add(String(pair));
        expect([...taken].sort()).toEqual(pairs.map(String).sort());
      }),
      { numRuns: 50 },
    );
  });

  it("a weight that is neither 0 nor 1 is no set of pairs", () => {
    const testCase = gradientCase({ T: 4, H: 5 }, { kind: "full" });
    // The pair (2, 1) twice.
    const pairs: Pair[] = [...allPairs(4), [2, 1]];
    expect(truncationIn(answeredWith(testCase, pairs, dtype), dtype)).toBeUndefined();
  });

  it("a gradient that is wrong in itself is no set of pairs", () => {
    for (const H of [2, 5]) {
      const testCase = gradientCase({ T: 4, H }, { kind: "full" });
      const { dU, ...others } = testCase.expected;
      const wrong = { ...others, dU: dU.map((row) => row.map((value) => value + 1)) };
      expect(truncationIn(findingFor(testCase, wrong, dtype), dtype)).toBeUndefined();
    }
  });
});

describe("where the gradient does not say", () => {
  it("more pairs than can be told apart: only a truncation is recognised", () => {
    const testCase = gradientCase({ T: 6, H: 1, hiddenBias: false }, { kind: "full" });
    const others: Pair[] = [
      [5, 0],
      [3, 1],
      [2, 2],
    ];
    expect(truncationIn(answeredWith(testCase, others, "float64"), "float64")).toBeUndefined();
    const windows: Truncation = { kind: "window", hops: 1 };
    const finding = findingFor(testCase, solvedUnder(testCase, windows), "float64");
    expect(truncationIn(finding, "float64")?.conventions).toContainEqual(windows);
  });

  it("a sequence so long that least squares would take too long", () => {
    const testCase = gradientCase({ T: 25, H: 30 }, { kind: "full" });
    const others: Pair[] = [
      [5, 0],
      [3, 1],
      [2, 2],
    ];
    expect(truncationIn(answeredWith(testCase, others, "float64"), "float64")).toBeUndefined();
  });

  it("contributions of zero: without a recurrent weight nothing goes back in time", () => {
    const asked: Truncation = { kind: "window", hops: 1 };
    const { config, inputs } = gradientCase({ T: 4 }, asked);
    const parameters = {
      ...inputs.parameters,
      W: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    };
    const testCase = solvedByRight({ kind: "gradient", config, inputs: { ...inputs, parameters } });
    const finding = findingFor(testCase, testCase.expected, "float64");
    expect(truncationIn(finding, "float64")).toBeUndefined();
    // Nor by least squares, when what there is fits no truncation.
    if (testCase.kind !== "gradient") throw new Error("expected a gradient");
    expect(truncationIn(answeredWith(testCase, [[2, 2]], "float64"), "float64")).toBeUndefined();
  });

  it("other kinds have no gradient", () => {
    const [testCase] = fc.sample(solvedCases("step"), { numRuns: 1, seed: 1 });
    const whole = { ...testCase, ...solvedByRight(testCase) };
    expect(truncationIn(findingFor(whole, whole.expected, "float64"), "float64")).toBeUndefined();
  });

  it("for random networks there is a reading that is right, or none", () => {
    fc.assert(
      fc.property(solvedCases("gradient"), fc.constantFrom(...CONVENTIONS), (drawn, truncation) => {
        const testCase = solvedByRight(drawn);
        if (testCase.kind !== "gradient") throw new Error("expected a gradient");
        requireTruncation("truncation", truncation);
        const { lossAt, truncation: asked } = testCase.config;
        const finding = findingFor(testCase, solvedUnder(testCase, truncation), "float64");
        const reading = truncationIn(finding, "float64");
        if (!reading) return;
        const steps = testCase.inputs.x.length;
        const taken = new Set(pairsOf(asked, steps, lossAt));
        for (const pair of reading.missing) taken.delete(String(pair));
        for (const pair of reading.extra) taken.add(String(pair));
        expect([...taken].sort()).toEqual(pairsOf(truncation, steps, lossAt));
      }),
    );
  });
});

describe("the conventions of a reading", () => {
  it("are of the kind that was asked for first, the least different in front", () => {
    const testCase = gradientCase({ T, lossAt: "last" }, { kind: "window", hops: 2 });
    const finding = findingFor(
      testCase,
      solvedUnder(testCase, { kind: "window", hops: 3 }),
      "float64",
    );
    expect(truncationIn(finding, "float64")?.conventions[0]).toEqual({ kind: "window", hops: 3 });
    const chunked = gradientCase({ T, lossAt: "last" }, { kind: "chunk", k1: 3, k2: 5 });
    const other = findingFor(chunked, solvedUnder(chunked, { kind: "window", hops: 3 }), "float64");
    expect(truncationIn(other, "float64")?.conventions[0]).toEqual({ kind: "chunk", k1: 3, k2: 4 });
  });
});
