import { describe, expect, it } from "vitest";
import type { Program } from "../../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { solve } from "../../../src/conformance/bugs/solve.ts";
import {
  type Candidate,
  candidateOf,
  EXPLAINED,
  misfit,
  RULED_OUT,
  remembering,
  steadyMisfit,
  toleranceOf,
} from "../../../src/conformance/diagnosis/candidate.ts";
import { type Finding, findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import type { Case, CaseOf } from "../../../src/conformance/kinds.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import {
  answerOf,
  knownBug,
  programWith,
  SUITE,
  solvedByRight,
} from "../../support/implementations.ts";

/** loss 1 with a factor of 4, outputError [−1, 1] with one of 4. */
const loss: Case = { kind: "loss", ...sampleFile("loss").cases[0] };

function findingFor(testCase: Case, result: unknown): Finding {
  const answer = { kind: "result", result } as const;
  const [finding] = findingsOf([{ case: testCase, answer }], "float64").compared;
  return finding;
}

function predicting(result: Record<string, unknown> | undefined): Candidate {
  return { causes: [], predict: () => result };
}

const u = 2 ** -53;

describe("the misfit of a candidate", () => {
  it("is in tolerances: at least eight roundings of the largest entry", () => {
    // 1 + 16u against 1: two times max(4, 8 · 1) u. The spacing of numbers above 1 is 2u.
    const finding = findingFor(loss, { loss: 2, outputError: [-1, 1] });
    const predicted = { loss: 2, outputError: [-1, 1 + 16 * u] };
    // The size is that of what is predicted, a last place more than 1.
    expect(misfit(predicting(predicted), finding, "float64")).toBeCloseTo(2, 10);
  });

  it("is 0 for what was answered, and infinite far from it", () => {
    const finding = findingFor(loss, { loss: 2, outputError: [-1, 1] });
    expect(misfit(predicting({ loss: 2, outputError: [-1, 1] }), finding, "float64")).toBe(0);
    expect(misfit(predicting({ loss: 3, outputError: [-1, 1] }), finding, "float64")).toBe(
      Infinity,
    );
    expect(misfit(predicting(undefined), finding, "float64")).toBe(Infinity);
  });

  it.each([NaN, Infinity, -Infinity])("is infinite where %d is predicted", (value) => {
    const finding = findingFor(loss, { loss: 2, outputError: [-1, 1] });
    const predicted = { loss: 2, outputError: [value, 1] };
    expect(misfit(predicting(predicted), finding, "float64")).toBe(Infinity);
  });

  it("is infinite where nothing is tolerated, as of zeros", () => {
    const zero = {
      ...loss,
      expected: { loss: 0, outputError: [0, 0] },
      errorFactor: { loss: 0, outputError: 0 },
    };
    const finding = findingFor(zero as Case, { loss: 2 ** -500, outputError: [0, 0] });
    expect(misfit(predicting({ loss: 0, outputError: [0, 0] }), finding, "float64")).toBe(Infinity);
  });
});

describe("the tolerance of a tensor", () => {
  const tensor = { keys: [], expected: [2], size: 2, errorFactor: 100 };

  it.each([
    ["the factor, where the wrong result is no larger", 1, 100],
    ["in proportion where it is", 6, 300],
    ["eight roundings of the largest entry at the least", 2, 100],
  ])("is %s", (_, size, factor) => {
    expect(toleranceOf(tensor, size, "float64")).toBe(factor * u);
    expect(toleranceOf(tensor, size, "float32")).toBe(factor * 2 ** -24);
  });

  it("without a factor, eight roundings", () => {
    expect(toleranceOf({ ...tensor, errorFactor: 0 }, 3, "float64")).toBe(24 * u);
    expect(toleranceOf({ ...tensor, size: 0, errorFactor: 1 }, 3, "float64")).toBe(24 * u);
  });
});

describe("a training that diverges", () => {
  const small = solvedByRight({
    kind: "trajectory",
    config: {
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      output: "linear",
      lossAt: "last",
      hiddenBias: true,
      outputBias: true,
      truncation: { kind: "full" },
    },
    inputs: {
      parameters: { U: [[1.5]], W: [[1.25]], V: [[0.75]], b: [0.5], c: [-0.25] },
      records: [{ x: [[1], [0.5]], y: [[0.125]] }],
      epochs: 5,
      learningRate: 0.0625,
      clipping: null,
      updateEvery: "sequence",
    },
  }) as CaseOf<"trajectory">;
  const climbing = candidateOf([knownBug("update-sign")]);

  it("is granted what a nudge of its parameters does", () => {
    // As another rounding of the first parameters would have it, which the error factors know nothing of.
    const { inputs } = small;
    const U = [[1.5 * (1 + 2 ** -51)]];
    const other = { ...small, inputs: { ...inputs, parameters: { ...inputs.parameters, U } } };
    const result = solve(programWith(knownBug("update-sign")), other);
    const tight = { trainLoss: [1, 1, 1, 1, 1], U: 1, W: 1, V: 1, b: 1, c: 1 };
    const finding = findingFor({ ...small, errorFactor: tight }, result);
    const plain = misfit(climbing, finding, "float64");
    expect(plain).toBeGreaterThan(EXPLAINED);
    expect(steadyMisfit(climbing, finding, "float64")).toBeLessThanOrEqual(EXPLAINED);
  });

  it("is granted what the rounding of a saturated state does, which no parameter moves", () => {
    const { config, inputs } = small;
    const parameters = { U: [[20]], W: [[1]], V: [[1000]], b: [0.5], c: [0] };
    const saturated = solvedByRight({
      ...small,
      config: { ...config, activation: "tanh" },
      inputs: { ...inputs, parameters, records: [{ x: [[1]], y: [[-1000]] }], epochs: 1 },
    }) as CaseOf<"trajectory">;
    // tanh(20.5) is 1 to the last place: 1 − s² is 0, or as here twice the roundoff.
    const elsewhere = programWith(knownBug("update-sign"));
    const activate: Program["activate"] = (_, a) => Math.sign(a) * (1 - 2 ** -53);
    const finding = findingFor(saturated, solve({ ...elsewhere, activate }, saturated));
    expect(misfit(climbing, finding, "float64")).toBe(Infinity);
    expect(steadyMisfit(climbing, finding, "float64")).toBeLessThanOrEqual(EXPLAINED);
  });

  it.each([
    ["granted", 2, 2 ** -29, true],
    ["not granted", 2, 2 ** -23, false],
    ["granted where the nudged one is lost", NaN, 2 ** -29, true],
    ["not granted where the nudged one is lost", NaN, 2 ** -23, false],
  ])("by its states up to half of the digits: %s", (_, nudged, off, isGranted) => {
    const { horizon: _horizon, ranges: _ranges, ...others } = small.expected;
    const finding = findingFor(small, { ...others, U: [[3 * (1 + off)]] });
    const candidate: Candidate = {
      causes: [],
      predict: (_testCase, offBy) => ({
        ...others,
        U: [[offBy === undefined ? 3 : nudged]],
      }),
    };
    expect(steadyMisfit(candidate, finding, "float64") <= EXPLAINED).toBe(isGranted);
  });

  it("and no more: another mistake stays another", () => {
    const finding = findingFor(small, solve(programWith(knownBug("update-twice")), small));
    expect(steadyMisfit(climbing, finding, "float64")).toBeGreaterThan(RULED_OUT);
    expect(steadyMisfit(predicting(undefined), finding, "float64")).toBeGreaterThan(RULED_OUT);
  });
});

describe("a candidate", () => {
  const [gradient] = SUITE.filter(({ kind }) => kind === "gradient");
  const { compared } = findingsOf(
    [
      {
        case: gradient,
        answer: answerOf(
          solve(RIGHT, gradient),
          gradient,
          "float64",
          randomStream("seedrandom", 1),
        ),
      },
    ],
    "float64",
  );

  it("answers as the program with all its bugs", () => {
    const bugs = [knownBug("db-missing"), knownBug("w-not-transposed")];
    const candidate = candidateOf(bugs);
    expect(candidate.causes.map(({ id }) => id)).toEqual(bugs.map(({ id }) => id));
    expect(candidate.predict(compared[0].case)).toEqual(solve(programWith(...bugs), gradient));
  });

  it("has nothing to say to a kind that its bugs do not show in", () => {
    const candidate = candidateOf([knownBug("update-sign"), knownBug("clip-to-zero")]);
    expect(candidate.predict(compared[0].case)).toBeUndefined();
  });

  it("that remembers works out each case once, also one it has nothing to say to", () => {
    let asked = 0;
    const candidate = remembering({
      causes: [],
      predict: () => {
        asked++;
        return undefined;
      },
    });
    candidate.predict(compared[0].case);
    expect(candidate.predict(compared[0].case)).toBeUndefined();
    expect(asked).toBe(1);
    candidate.predict(compared[0].case, u);
    expect(candidate.predict(compared[0].case)).toBeUndefined();
    expect(asked).toBe(2);
  });
});
