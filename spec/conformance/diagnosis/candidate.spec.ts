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

  it("is told up to sixteen tolerances", () => {
    // 1 against 1 − 128u, of which 8u are tolerated: exactly sixteen.
    const at = (off: number): number => {
      const finding = findingFor(loss, { loss: 1 - off * u, outputError: [-1, 1] });
      return misfit(predicting(undefined), finding, "float64");
    };
    expect([at(32), at(128), at(129)]).toEqual([4, 16, Infinity]);
  });

  it("is 0 where nothing is tolerated and nothing is off", () => {
    const zero = {
      ...loss,
      expected: { loss: 0, outputError: [0, 0] },
      errorFactor: { loss: 0, outputError: 0 },
    };
    const finding = findingFor(zero as Case, { loss: 0, outputError: [0, 0] });
    expect(misfit(predicting(undefined), finding, "float64")).toBe(0);
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

  describe("grants eight times what a nudge does", () => {
    const { horizon: _horizon, ranges: _ranges, ...others } = small.expected;
    const tight = { trainLoss: [0, 0, 0, 0, 0], U: 0, W: 0, V: 0, b: 0, c: 0 };
    const result = (U: number): Record<string, unknown> => ({ ...others, U: [[U]] });
    /** The shares of what is granted, for a U of 3 that is answered so, and what the nudges make of it. */
    const shareOf = (
      got: number,
      byParameters: number | undefined,
      byStates: number | undefined,
    ): number => {
      const testCase = { ...small, errorFactor: tight };
      const nudged = (U: number | undefined): Record<string, unknown> | undefined =>
        U === undefined ? undefined : result(U);
      const candidate: Candidate = {
        causes: [],
        predict: (asked, offBy) => {
          if (offBy !== undefined) return nudged(byStates);
          return asked === testCase ? result(3) : nudged(byParameters);
        },
      };
      return steadyMisfit(candidate, findingFor(testCase, result(got)), "float64");
    };
    const [d, half] = [2 ** -40, 3 * Math.sqrt(u)];

    it("to the parameters or the states, whichever is more", () => {
      expect(shareOf(3 + 80 * d, 3 + d, 3)).toBe(10);
      expect(shareOf(3 + 80 * d, 3, 3 + d)).toBe(10);
      expect(shareOf(3 + 80 * d, 3 + d / 2, 3 + d)).toBe(10);
    });

    it("to the states up to half of the digits", () => {
      expect(shareOf(3 + 10 * half, 3, 4)).toBeCloseTo(10, 6);
      expect(shareOf(3 + 10 * half, 3, Number.NaN)).toBeCloseTo(10, 6);
    });

    it("and nothing where a nudged one has no answer", () => {
      // 96u of which eight roundings of 3 are tolerated, 24u.
      for (const nudges of [
        [undefined, undefined],
        [3 + d, undefined],
        [undefined, 3 + d],
      ]) {
        expect(shareOf(3 + 8 * 24 * u, nudges[0], nudges[1])).toBeCloseTo(8, 12);
      }
    });

    it("and asks for no more where the plain one fits", () => {
      expect(shareOf(3 - 4 * 24 * u, 4, 4)).toBe(4);
      expect(shareOf(3 - 2 * 24 * u, 4, 4)).toBe(2);
    });
  });

  it("nudges each parameter in its last place, up and down by turns", () => {
    const config = { ...small.config, inputSize: 2, hiddenSize: 2, outputSize: 2 };
    const square = [
      [1, 1],
      [1, 1],
    ];
    const parameters = { U: square, W: square, V: square, b: [1, 1], c: [1, 1] };
    const records = [{ x: [[1, 0]], y: [[0, 1]] }];
    const testCase = solvedByRight({
      ...small,
      config,
      inputs: { ...small.inputs, parameters, records, epochs: 1 },
    }) as CaseOf<"trajectory">;
    const asked: unknown[] = [];
    const { horizon: _horizon, ranges: _ranges, ...right } = testCase.expected;
    const finding = findingFor(testCase, { ...right, b: [7, 7] });
    const candidate: Candidate = {
      causes: [],
      predict: (nudged, offBy) => {
        if (nudged.kind === "trajectory") asked.push([nudged.inputs.parameters, offBy]);
        return right;
      },
    };
    steadyMisfit(candidate, finding, "float64");
    const [up, down] = [1 + 2 * u, 1 - 2 * u];
    const turns = [
      [up, down],
      [down, up],
    ];
    const nudged = { U: turns, W: turns, V: turns, b: [up, down], c: [down, up] };
    expect(asked).toContainEqual([nudged, undefined]);
    expect(asked).toContainEqual([parameters, 2 * u]);
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
    expect(candidate.causes).toEqual(
      bugs.map(({ id, title, explanation }) => ({ origin: "catalogue", id, title, explanation })),
    );
    expect(candidate.predict(compared[0].case)).toEqual(solve(programWith(...bugs), gradient));
  });

  it("has its states off by as much as it is told", () => {
    const [testCase] = SUITE.filter(
      ({ kind, config }) => kind === "forward" && Reflect.get(config, "activation") === "tanh",
    );
    const [{ case: forward }] = findingsOf(
      [{ case: testCase, answer: { kind: "result", result: solve(RIGHT, testCase) } }],
      "float64",
    ).compared;
    const right = candidateOf([{ ...knownBug("db-missing"), kinds: ["forward"], seams: {} }]);
    const [exact, off] = [right.predict(forward), right.predict(forward, 2 ** -10)];
    const first = (result: unknown): number[] => Object(result)["s"][0];
    expect(first(off)).toEqual(first(exact).map((s) => s * (1 - 2 ** -10)));
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
