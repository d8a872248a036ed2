import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { type Result, solve } from "../../../src/conformance/bugs/solve.ts";
import { catalogueCandidates, diagnose } from "../../../src/conformance/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../../src/conformance/diagnosis/diagnosis.ts";
import { type Evidence, findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import { transformsFor } from "../../../src/conformance/diagnosis/transforms.ts";
import { DTYPES, type Dtype } from "../../../src/conformance/dtype.ts";
import type { Case, CaseOf } from "../../../src/conformance/kinds.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import {
  answerOf,
  evidenceOf,
  SOME_CASES,
  SUITE,
  solvedByRight,
} from "../../support/implementations.ts";

const CATALOGUE = catalogueCandidates();

/** What becomes of the right results when they are changed by hand. */
function changed(
  change: (result: Result, testCase: Case) => Result,
  dtype: Dtype = "float64",
  cases: readonly Case[] = SOME_CASES,
): Diagnosis {
  const noise = randomStream("seedrandom", 1);
  const evidence = cases.map((testCase) => {
    const result = change(solve(RIGHT, testCase) ?? {}, testCase);
    return { case: testCase, answer: answerOf(result, testCase, dtype, noise) };
  });
  return diagnose(evidence, dtype, CATALOGUE);
}

function titlesOf({ causes }: Diagnosis): string[] {
  return causes.map(({ title }) => title);
}

function scaled(tensor: unknown, k: number): unknown {
  return Array.isArray(tensor) ? tensor.map((part) => scaled(part, k)) : Number(tensor) * k;
}

function isGradient({ kind }: Case): boolean {
  return kind === "gradient";
}

const ALL = ["dU", "dW", "dV", "db", "dc"];
const GRADIENTS = SOME_CASES.filter(isGradient);

const SOME_PAIRS = [...GRADIENTS, ...SUITE.filter(({ kind }) => kind === "pairs")];

/** The gradients of a result with some of them scaled. */
function withScaled(result: Result, names: readonly string[], k: number): Result {
  return Object.fromEntries(
    Object.entries(result).map(([name, part]) => [
      name,
      names.includes(name) ? scaled(part, k) : part,
    ]),
  );
}

describe.each(DTYPES)("a multiple of the right gradient in %s", (dtype) => {
  it.each<[string, readonly string[], number]>([
    ["dW has the wrong sign", ["dW"], -1],
    ["dU is missing: zero everywhere", ["dU"], 0],
    ["dV is 3 times what it should be", ["dV"], 3],
    ["dU is 1.3 times what it should be", ["dU"], 1.3],
    ["db is 0.5 times what it should be", ["db"], 1 / 2],
    ["dc is −2 times what it should be", ["dc"], -2],
    ["dW is 0.333333 times what it should be", ["dW"], 1 / 3],
    ["The gradient of the hidden layer (dU, dW, db) has the wrong sign", ["dU", "dW", "db"], -1],
    ["The gradient of the output layer (dV, dc) has the wrong sign", ["dV", "dc"], -1],
    ["The whole gradient is 0.7 times what it should be", ALL, 0.7],
  ])("%s", (title, names, k) => {
    const change = (result: Result): Result => withScaled(result, names, k);
    expect(titlesOf(changed(change, dtype, GRADIENTS))).toEqual([title]);
  });
});

describe("a multiple that goes by the case", () => {
  it.each<[string, (T: number, O: number, H: number) => number]>([
    ["is multiplied by the number of steps T", (T) => T],
    ["is divided by the number of outputs O", (_, O) => 1 / O],
    ["is multiplied by the number of outputs O", (_, O) => O],
    ["is divided by the number of units H", (_, _O, H) => 1 / H],
  ])("dU %s", (said, factor) => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const { outputSize, hiddenSize } = testCase.config;
      return withScaled(result, ["dU"], factor(testCase.inputs.x.length, outputSize, hiddenSize));
    };
    expect(titlesOf(changed(change, "float64", GRADIENTS))).toEqual([`dU ${said}`]);
  });

  it.each<[string, (losses: number) => number]>([
    ["is divided by the number of losses", (losses) => 1 / losses],
    ["is multiplied by the number of losses", (losses) => losses],
  ])("dU %s", (said, factor) => {
    const change = (result: Result, testCase: Case): Result =>
      testCase.kind === "gradient"
        ? withScaled(result, ["dU"], factor(testCase.inputs.y.length))
        : result;
    expect(titlesOf(changed(change, "float64", GRADIENTS))).toEqual([`dU ${said}`]);
  });

  it("a factor for which only one number speaks is none", () => {
    const [single] = SUITE.filter(({ id }) => id === "gradient-single-unit");
    const evidence = [{ case: single, answer: { kind: "result", result: {} } as const }];
    expect(transformsFor(findingsOf(evidence, "float64").compared, "float64").length).toBe(
      transformsFor([], "float64").length,
    );
    const { causes } = changed((result) => withScaled(result, ["dW"], 3), "float64", [single]);
    expect(causes.map(({ origin }) => origin)).not.toContain("transform");
  });
});

describe("where it is made", () => {
  it("in the pairs: they show it too", () => {
    const change = (result: Result, { kind }: Case): Result => {
      if (kind !== "pairs") return withScaled(result, ["dW"], 3);
      const pairs = Object(result["pairs"]).map(
        (terms: Result[] | null) => terms?.map((term) => withScaled(term, ["dW"], 3)) ?? null,
      );
      return { pairs };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-3-dW-in-pairs"]);
  });

  it("in the sum: they do not", () => {
    const cases = SOME_PAIRS;
    const change = (result: Result): Result => withScaled(result, ["dW"], 3);
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-3-dW-in-sum"]);
    expect(causes[0].explanation).toContain("in the gradient of a sequence");
  });

  it("in the update: the gradients are right", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "step") return result;
      const start = testCase.inputs.parameters.U;
      const U = Object(result["U"]).map((row: number[], i: number) =>
        row.map((value, j) => start[i][j] + 5 * (value - start[i][j])),
      );
      return { ...result, U };
    };
    const cases = SUITE.filter(({ kind }) => kind === "step" || kind === "gradient");
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["times-5-dU-in-update"]);
  });

  it("over the records: a single sequence shows nothing", () => {
    const cases = SUITE.filter(({ kind }) => kind === "trajectory" || kind === "step");
    const evidence = cases.map((testCase) => {
      const eta =
        testCase.kind === "trajectory"
          ? testCase.inputs.learningRate / testCase.inputs.records.length
          : 0;
      const other = { ...testCase, inputs: { ...testCase.inputs, learningRate: eta } } as Case;
      const asked = testCase.kind === "trajectory" ? other : testCase;
      return {
        case: testCase,
        answer: answerOf(solve(RIGHT, asked), testCase, "float64", randomStream("seedrandom", 1)),
      };
    });
    const { causes } = diagnose(evidence, "float64", CATALOGUE);
    expect(causes.map(({ title }) => title)).toEqual([
      "The whole gradient is divided by the number of records N",
    ]);
  });
});

describe("a tensor transposed", () => {
  it("dW in the sum", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const dW: number[][] = Object(result["dW"]);
      return { ...result, dW: dW.map((_, i) => dW.map((row) => row[i])) };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["transposed-dW-in-sum"]);
  });

  it("dU, whose numbers are those of its transpose", () => {
    const change = (result: Result, testCase: Case): Result => {
      if (testCase.kind !== "gradient") return result;
      const dU: number[][] = Object(result["dU"]);
      const numbers = dU[0].flatMap((_, j) => dU.map((row) => row[j]));
      const D = dU[0].length;
      return { ...result, dU: dU.map((_, i) => numbers.slice(i * D, (i + 1) * D)) };
    };
    const cases = SOME_PAIRS;
    const { causes } = changed(change, "float64", cases);
    expect(causes.map(({ id }) => id)).toEqual(["transposed-dU-in-sum"]);
  });
});

describe("the factor that is read off", () => {
  /** One step of one linear unit, so made that dU is as long as x and all its entries are 1. */
  function unit(x: readonly number[], errorFactor = 4): CaseOf<"gradient"> {
    const testCase = solvedByRight({
      kind: "gradient",
      config: {
        inputSize: x.length,
        hiddenSize: 1,
        outputSize: 1,
        activation: "identity",
        output: "linear",
        lossAt: "last",
        hiddenBias: false,
        outputBias: false,
        truncation: { kind: "full" },
      },
      inputs: {
        parameters: { U: [x.map(() => 0)], W: [[0]], V: [[1]] },
        x: [[...x]],
        y: [[-1]],
      },
    }) as CaseOf<"gradient">;
    return { ...testCase, errorFactor: { ...testCase.errorFactor, dU: errorFactor } };
  }

  function evidenceFor(testCase: Case, dU: readonly number[]): Evidence {
    const result = { ...testCase.expected, dU: [[...dU]] };
    return { case: testCase, answer: { kind: "result", result } };
  }

  function timesIn(...evidence: readonly Evidence[]): string[] {
    return transformsFor(findingsOf(evidence, "float64").compared, "float64")
      .map(({ causes }) => causes[0].id)
      .filter((id) => /^times--?[\d.]+-dU-in-/.test(id));
  }

  it("needs two numbers, and two are enough", () => {
    expect(timesIn(evidenceFor(unit([1, 1]), [3, 3]))).toEqual(["times-3-dU-in-sum"]);
    expect(timesIn(evidenceFor(unit([1]), [3]))).toEqual([]);
    expect(timesIn(evidenceFor(unit([1, 0]), [3, 0]))).toEqual([]);
  });

  it("is not read off numbers of 64 tolerances", () => {
    // 2^47 roundings of 2^-53 are 1/64.
    expect(timesIn(evidenceFor(unit([1, 1], 2 ** 47), [3, 3]))).toEqual([]);
    expect(timesIn(evidenceFor(unit([1, 1], 2 ** 46), [3, 3]))).toEqual(["times-3-dU-in-sum"]);
  });

  it("is none where it is 1, as of a tensor beside the wrong one", () => {
    const { case: testCase } = evidenceFor(unit([1, 1]), [1, 1]);
    const result = { ...testCase.expected, dV: [[5]] };
    expect(timesIn({ case: testCase, answer: { kind: "result", result } })).toEqual([]);
  });

  it("is the simplest fraction with a denominator up to twelve that is as near as the tolerance", () => {
    // The tolerance is 2^-10, and so is the slack of a factor that two numbers of 1 tell.
    const testCase = unit([1, 1], 2 ** 43);
    const slack = 2 ** -10;
    const factorOf = (got: number): unknown => {
      const { compared } = findingsOf([evidenceFor(testCase, [got, got])], "float64");
      const scale = transformsFor(compared, "float64").find(({ causes }) =>
        /^times-[\d.]+-dU-in-/.test(causes[0].id),
      );
      return Object(scale?.predict(compared[0].case))["dU"][0][0];
    };
    expect([factorOf(5 / 12), factorOf(5 / 12 + slack / 2)]).toEqual([5 / 12, 5 / 12]);
    expect(factorOf(1 / 2 + slack)).toBe(1 / 2);
    expect(factorOf(1 / 2 + slack + 2 ** -40)).toBe(1 / 2 + slack + 2 ** -40);
    expect(factorOf(5 / 13)).toBe(5 / 13);
  });

  it("is read off failing answers only, and of the kinds that tell the place", () => {
    const [wrong, right] = [evidenceFor(unit([1, 1]), [3, 3]), evidenceFor(unit([1, 1]), [1, 1])];
    expect(timesIn(wrong, right)).toEqual(["times-3-dU-in-sum"]);
    const step = SUITE.find(
      ({ kind, config }) => kind === "step" && Reflect.get(config, "hiddenSize") > 1,
    );
    if (step?.kind !== "step") throw new Error("expected a step");
    const start = step.inputs.parameters.U;
    const U = step.expected.U.map((row, i) =>
      row.map((value, j) => start[i][j] + 5 * (value - start[i][j])),
    );
    const answer = { kind: "result", result: { ...step.expected, U } } as const;
    expect(timesIn(right, { case: step, answer })).toEqual(["times-5-dU-in-update"]);
  });
});

describe("another order", () => {
  type Records = Extract<Case, { kind: "trajectory" }>["inputs"]["records"];

  it.each<[string, (records: Records) => Records]>([
    ["records-reversed", (records) => records.toReversed()],
    ["records-from-second", ([first, ...rest]) => [...rest, first]],
    ["records-last-to-front", (records) => [...records.slice(-1), ...records.slice(0, -1)]],
    [
      "records-first-exchanged",
      ([first, second, ...rest]) => (second ? [second, first, ...rest] : [first]),
    ],
    [
      "records-last-exchanged",
      (records) => [...records.slice(0, -2), ...records.slice(-2).toReversed()],
    ],
  ])("%s", (id, order) => {
    const cases = SUITE.filter(
      (testCase) => testCase.kind === "trajectory" && testCase.inputs.records.length > 2,
    );
    const change = (_: Result, testCase: Case): Result => {
      if (testCase.kind !== "trajectory") throw new Error("expected a trajectory");
      const { inputs } = testCase;
      const asked = { ...testCase, inputs: { ...inputs, records: order(inputs.records) } };
      return solve(RIGHT, asked) ?? {};
    };
    expect(cases.length).toBeGreaterThan(0);
    expect(changed(change, "float64", cases).causes.map((cause) => cause.id)).toEqual([id]);
  });

  it("time from its end, with the targets", () => {
    const turned = (sequence: Records[number]): Records[number] => ({
      ...sequence,
      x: sequence.x.toReversed(),
      y: sequence.y.toReversed(),
    });
    const change = (result: Result, testCase: Case): Result => {
      switch (testCase.kind) {
        case "forward":
        case "gradient":
        case "pairs":
        case "step": {
          const { x, y } = turned({ y: [], ...testCase.inputs });
          const inputs = { ...testCase.inputs, x, ...(y.length > 0 && { y }) };
          return solve(RIGHT, { ...testCase, inputs } as Case) ?? {};
        }
        case "trajectory": {
          const inputs = { ...testCase.inputs, records: testCase.inputs.records.map(turned) };
          return solve(RIGHT, { ...testCase, inputs }) ?? {};
        }
        default:
          return result;
      }
    };
    const { causes } = changed(change);
    expect(causes.map(({ id }) => id)).toEqual(["time-reversed-with-targets"]);
  });
});

describe("the transforms that are tried", () => {
  const right = findingsOf(evidenceOf(RIGHT, SOME_CASES, "float64"), "float64").compared;

  const GROUPS: readonly [name: string, tensors: readonly string[]][] = [
    ["dU", ["dU"]],
    ["dW", ["dW"]],
    ["dV", ["dV"]],
    ["db", ["db"]],
    ["dc", ["dc"]],
    ["The gradient of the hidden layer (dU, dW, db)", ["dU", "dW", "db"]],
    ["The gradient of the output layer (dV, dc)", ["dV", "dc"]],
    ["The whole gradient", ["dU", "dW", "dV", "db", "dc"]],
  ];
  const OPERATIONS: readonly [id: string, said: string][] = [
    ["negated", "has the wrong sign"],
    ["missing", "is missing: zero everywhere"],
    ["transposed", "is transposed"],
    ["over-steps", "is divided by the number of steps T"],
    ["times-steps", "is multiplied by the number of steps T"],
    ["over-losses", "is divided by the number of losses"],
    ["times-losses", "is multiplied by the number of losses"],
    ["over-outputs", "is divided by the number of outputs O"],
    ["times-outputs", "is multiplied by the number of outputs O"],
    ["over-units", "is divided by the number of units H"],
  ];
  const PLACES: readonly [id: string, where: string][] = [
    ["pairs", "It is so in each contribution g(t, i), and in all that is made of them."],
    ["sum", "It is so in the gradient of a sequence, and in the updates that are made with it."],
    ["update", "It is so in what an update subtracts, after the clipping."],
  ];
  const REORDERED: readonly [id: string, title: string][] = [
    ["records-reversed", "The records are taken in another order: the last one first"],
    ["records-from-second", "The records are taken in another order: beginning with the second"],
    [
      "records-last-to-front",
      "The records are taken in another order: the last one before all others",
    ],
    ["records-first-exchanged", "The records are taken in another order: the first two exchanged"],
    ["records-last-exchanged", "The records are taken in another order: the last two exchanged"],
  ];

  /** One finding of each kind that has gradients. */
  const ofEachKind = ["gradient", "pairs", "step", "trajectory"].flatMap((kind) => {
    const testCase = SUITE.find(
      ({ kind: other, config }) =>
        other === kind && Reflect.get(config, "hiddenBias") && Reflect.get(config, "outputBias"),
    );
    return testCase ? evidenceOf(RIGHT, [testCase], "float64") : [];
  });

  it("are each operation on each group in each place, and other orders, in words", () => {
    const { compared } = findingsOf(ofEachKind, "float64");
    expect(compared).toHaveLength(4);
    const causes = transformsFor(compared, "float64").map((candidate) => candidate.causes);
    const isVector = (name: string): boolean => name === "db" || name === "dc";
    const origin = "transform";
    const ofTensors = PLACES.flatMap(([place, explanation]) =>
      GROUPS.flatMap(([name, tensors]) =>
        OPERATIONS.filter(([id]) => id !== "transposed" || !tensors.some(isVector)).map(
          ([id, said]) => ({
            origin,
            id: `${id}-${tensors.join("-")}-in-${place}`,
            title: `${name} ${said}`,
            explanation,
          }),
        ),
      ),
    );
    const overRecords = GROUPS.map(([name, tensors]) => ({
      origin,
      id: `over-records-${tensors.join("-")}-in-update`,
      title: `${name} is divided by the number of records N`,
      explanation: PLACES[2][1],
    }));
    const explanation = "An epoch goes through the records in the order in which they are given.";
    const reordered = REORDERED.map(([id, title]) => ({ origin, id, title, explanation }));
    const turned = {
      origin,
      id: "time-reversed-with-targets",
      title: "Inputs and targets are both read from their ends",
      explanation:
        "x_{T−1−t} enters at step t and is compared with y_{T−1−t}, as when whole sequences are turned round. The order of time is the order in which they are given.",
    };
    expect(causes).toEqual([...ofTensors, ...overRecords, ...reordered, turned].map((c) => [c]));
  });

  it.each(["step", "trajectory"])(
    "are looked for in the update where there is nothing but a %s",
    (kind) => {
      const { compared } = findingsOf(
        ofEachKind.filter((item) => item.case.kind === kind),
        "float64",
      );
      const ids = transformsFor(compared, "float64").map(({ causes }) => causes[0].id);
      expect(ids[0]).toBe("negated-dU-in-update");
    },
  );

  it("turn pairs round in time as well", () => {
    const [pairs] = SUITE.filter(({ kind }) => kind === "pairs");
    if (pairs.kind !== "pairs") throw new Error("expected pairs");
    const { compared } = findingsOf(evidenceOf(RIGHT, [pairs], "float64"), "float64");
    const turned = transformsFor(compared, "float64").at(-1);
    const { x, y } = pairs.inputs;
    const inputs = { ...pairs.inputs, x: x.toReversed(), y: y.toReversed() };
    expect(turned?.predict(compared[0].case)).toEqual(solve(RIGHT, { ...pairs, inputs }));
  });

  it("divide by the number of steps", () => {
    const [gradient] = SUITE.filter(
      (testCase) => testCase.kind === "gradient" && testCase.inputs.x.length > 2,
    );
    if (gradient.kind !== "gradient") throw new Error("expected a gradient");
    const { compared } = findingsOf(evidenceOf(RIGHT, [gradient], "float64"), "float64");
    const over = transformsFor(compared, "float64").find(
      ({ causes }) => causes[0].id === "over-steps-dU-in-sum",
    );
    // Divided sequence by sequence, so that only the last rounding may be another.
    const [[first]]: number[][] = Object(over?.predict(compared[0].case))["dU"];
    expect(first * gradient.inputs.x.length).toBeCloseTo(gradient.expected.dU[0][0], 12);
  });

  it("keep the names of the single tensors where a group has lost its bias", () => {
    const titles = transformsFor(withoutBiases(), "float64").map(({ causes }) => causes[0].title);
    expect(titles).toContain("dV has the wrong sign");
    expect(titles.filter((title) => title.startsWith("The gradient of the output"))).toEqual([]);
    expect(titles.some((title) => title.startsWith("The gradient of the hidden"))).toBe(true);
  });

  it("have an id each", () => {
    const ids = transformsFor(right, "float64").map(({ causes }) => causes[0].id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  /** The findings of networks that have no bias at all. */
  function withoutBiases(): typeof right {
    return right.filter(({ case: { config } }) => {
      return (
        Reflect.get(config, "hiddenBias") === false && Reflect.get(config, "outputBias") === false
      );
    });
  }

  it("leave out the biases that no case has", () => {
    const without = withoutBiases();
    expect(without.length).toBeGreaterThan(0);
    const ids = transformsFor(without, "float64").map(({ causes }) => causes[0].id);
    expect(ids.filter((id) => /d[bc]|--/.test(id))).toEqual([]);
    expect(ids.some((id) => id.includes("dU-dW-dV"))).toBe(true);
  });
});
