import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { solve } from "../../../src/conformance/bugs/solve.ts";
import {
  gradientsToArrays,
  parametersFrom,
  sequenceFrom,
} from "../../../src/conformance/convert.ts";
import { toleranceOf } from "../../../src/conformance/diagnosis/candidate.ts";
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

/** Of an answer to the last bit. */
function exactFinding(testCase: Case, result: unknown): Finding {
  const answer = { kind: "result", result } as const;
  const [finding] = findingsOf([{ case: testCase, answer }], "float64").compared;
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
    // Linear units in a ring, so that no contribution fades and each has a direction of its own.
    const pairsOfSteps = (steps: number): readonly Pair[] | undefined => {
      const { config, inputs } = gradientCase(
        { T: steps, H: 26, hiddenBias: false },
        { kind: "full" },
      );
      const ring = inputs.parameters.W.map((row, i) =>
        row.map((_, j) => (j === (i + 1) % row.length ? 1 : 0)),
      );
      const testCase = solvedByRight({
        kind: "gradient",
        config: { ...config, activation: "identity" },
        inputs: { ...inputs, parameters: { ...inputs.parameters, W: ring } },
      }) as CaseOf<"gradient">;
      const others: Pair[] = [
        [2, 2],
        [3, 1],
        [5, 0],
      ];
      return truncationIn(answeredWith(testCase, others, "float64"), "float64")?.pairs;
    };
    expect(pairsOfSteps(24)).toEqual([
      [2, 2],
      [3, 1],
      [5, 0],
    ]);
    expect(pairsOfSteps(25)).toBeUndefined();
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

  it("contributions too small for their weights to be read, whatever the others are", () => {
    const { config, inputs } = gradientCase({ T: 4, H: 5 }, { kind: "full" });
    for (const size of [1e-20, 1e-13]) {
      const W = inputs.parameters.W.map((row) => row.map((value) => value * size));
      const testCase = solvedByRight({
        kind: "gradient",
        config,
        inputs: { ...inputs, parameters: { ...inputs.parameters, W } },
      }) as CaseOf<"gradient">;
      expect(truncationIn(answeredWith(testCase, [[2, 2]], "float64"), "float64")).toBeUndefined();
    }
  });

  it("entries that no pair contributes to and that are not zero", () => {
    const { config, inputs } = gradientCase({ T: 4, H: 5 }, { kind: "full" });
    const x = inputs.x.map(([first]) => [first, 0]);
    const testCase = solvedByRight({ kind: "gradient", config, inputs: { ...inputs, x } });
    if (testCase.kind !== "gradient") throw new Error("expected a gradient");
    const [[first], ...others] = testCase.expected.dU;
    const wrong = { ...testCase.expected, dU: [[first, 1], ...others] };
    expect(truncationIn(findingFor(testCase, wrong, "float64"), "float64")).toBeUndefined();
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

describe("tolerances", () => {
  /** One step of one linear unit with dU = x = 1, as answered; so many tolerances are 1. */
  function unit(dU: number, tolerances: number): Finding {
    const testCase = solvedByRight({
      kind: "gradient",
      config: {
        inputSize: 1,
        hiddenSize: 1,
        outputSize: 1,
        activation: "identity",
        output: "linear",
        lossAt: "last",
        hiddenBias: false,
        outputBias: false,
        truncation: { kind: "full" },
      },
      inputs: { parameters: { U: [[0]], W: [[0]], V: [[1]] }, x: [[1]], y: [[-1]] },
    }) as CaseOf<"gradient">;
    const errorFactor = { ...testCase.errorFactor, dU: 2 ** 53 / tolerances };
    return exactFinding({ ...testCase, errorFactor }, { ...testCase.expected, dU: [[dU]] });
  }

  const pairsIn = (finding: Finding): readonly Pair[] | undefined =>
    truncationIn(finding, "float64")?.pairs;

  it("up to four off is the truncation, up to sixteen off is no other set of pairs", () => {
    const at = (off: number): readonly Pair[] | undefined => pairsIn(unit(1 - off / 64, 64));
    expect([at(0), at(4)]).toEqual([[[0, 0]], [[0, 0]]]);
    expect([at(5), at(16), at(17)]).toEqual([undefined, undefined, undefined]);
    expect([at(60), at(64)]).toEqual([[], []]);
    expect(at(59)).toBeUndefined();
  });

  it("a weight is settled when they move it by an eighth at the most", () => {
    expect(pairsIn(unit(0, 32))).toEqual([]);
    expect(pairsIn(unit(0, 31))).toBeUndefined();
  });

  it.each(["dU", "dW", "db"] as const)("go by all that a gradient can be made of: %s", (name) => {
    // The terms of the sum may be larger than the sum: they are rounded, whatever they come to.
    const asked: Truncation = { kind: "window", hops: 1 };
    const testCase = gradientCase({ T: 4 }, asked);
    const finding = exactFinding(testCase, testCase.expected);
    const { config, inputs } = testCase;
    const { x, y, initialState } = sequenceFrom(inputs);
    const parameters = parametersFrom(inputs.parameters);
    const trace = forward(config, parameters, x, initialState);
    const terms = pairContributions(config, parameters, trace, y)
      .flatMap((ofLoss) => ofLoss ?? [])
      .map(({ dU, dW, db = new Float64Array() }) => ({ dU: dU.data, dW: dW.data, db })[name]);
    const size = Math.max(
      ...terms[0].map((_, j) => terms.reduce((sum, term) => sum + Math.abs(term[j]), 0)),
    );
    const tensor = finding.tensors.find(({ keys }) => keys[0] === name);
    if (!tensor) throw new Error(`expected ${name}`);
    expect(size).toBeGreaterThan(1.5 * tensor.size);
    const tolerance = toleranceOf(tensor, size, "float64");
    const moved = (tolerances: number): Finding => {
      const copy = structuredClone(testCase.expected);
      const list = name === "db" ? copy.db : copy[name][0];
      if (list) list[0] += tolerances * tolerance;
      return exactFinding(testCase, copy);
    };
    expect(truncationIn(moved(3.5), "float64")?.conventions).toContainEqual(asked);
    expect(truncationIn(moved(5), "float64")).toBeUndefined();
  });

  it("of none are met by zeros", () => {
    const asked: Truncation = { kind: "window", hops: 1 };
    const { config, inputs } = gradientCase({ T: 4 }, asked);
    const blank = solvedByRight({
      kind: "gradient",
      config,
      inputs: { ...inputs, x: inputs.x.map(() => [0, 0]) },
    }) as CaseOf<"gradient">;
    const testCase = { ...blank, errorFactor: { ...blank.errorFactor, dU: 0 } };
    const reading = truncationIn(exactFinding(testCase, testCase.expected), "float64");
    expect(reading?.conventions).toContainEqual(asked);
  });

  it("are found under the names of the tensors, wherever these stand", () => {
    const asked: Truncation = { kind: "window", hops: 1 };
    const testCase = gradientCase({ T: 4 }, asked);
    const { dU, ...others } = testCase.errorFactor;
    const moved = { ...testCase, errorFactor: { dU, ...others } };
    const reading = truncationIn(exactFinding(moved, moved.expected), "float64");
    expect(reading?.conventions).toContainEqual(asked);
  });
});

describe("a reading", () => {
  it("says which pairs are missing and which are extra, and who takes them, the likeliest first", () => {
    const read = (asked: Truncation, got: Truncation): unknown => {
      const testCase = gradientCase({ T: 3 }, asked);
      return truncationIn(exactFinding(testCase, solvedUnder(testCase, got)), "float64");
    };
    const asked: Truncation = { kind: "chunk", k1: 2, k2: 2 };
    expect(read(asked, { kind: "full" })).toEqual({
      id: "gradient-a-1",
      steps: 3,
      asked,
      conventions: [
        { kind: "chunk", k1: 2, k2: 3 },
        { kind: "chunk", k1: 1, k2: 3 },
        { kind: "chunk", k1: 3, k2: 3 },
        { kind: "full" },
        { kind: "window", hops: 2 },
      ],
      pairs: allPairs(3),
      missing: [],
      extra: [[2, 0]],
    });
    const wide: Truncation = { kind: "window", hops: 2 };
    expect(read(wide, { kind: "window", hops: 0 })).toEqual({
      id: "gradient-a-1",
      steps: 3,
      asked: wide,
      conventions: [
        { kind: "window", hops: 0 },
        { kind: "chunk", k1: 1, k2: 1 },
      ],
      pairs: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      missing: [
        [1, 0],
        [2, 0],
        [2, 1],
      ],
      extra: [],
    });
    expect(read(wide, { kind: "full" })).toMatchObject({
      conventions: [
        { kind: "window", hops: 2 },
        { kind: "full" },
        { kind: "chunk", k1: 1, k2: 3 },
        { kind: "chunk", k1: 2, k2: 3 },
        { kind: "chunk", k1: 3, k2: 3 },
      ],
    });
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
