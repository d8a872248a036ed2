import { describe, expect, it } from "vitest";
import type { Bug } from "../../../src/conformance/bugs/bug.ts";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { catalogueCandidates, diagnose } from "../../../src/conformance/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../../src/conformance/diagnosis/diagnosis.ts";
import type { Evidence } from "../../../src/conformance/diagnosis/evidence.ts";
import { DTYPES, type Dtype } from "../../../src/conformance/dtype.ts";
import { casesOf } from "../../../src/conformance/kinds.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { disjointPairs } from "../../support/bugPairs.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { evidenceOf, knownBug, programWith, SOME_CASES } from "../../support/implementations.ts";

const CATALOGUE = catalogueCandidates();

function diagnosisOf(bugs: readonly Bug[], dtype: Dtype, seed = 1): Diagnosis {
  return diagnose(evidenceOf(programWith(...bugs), SOME_CASES, dtype, seed), dtype, CATALOGUE);
}

function idsOf({ causes }: Diagnosis): string[] {
  return causes.map(({ id }) => id).sort();
}

// In float32 too: shippedCases.slow.ts.
describe("one mistake", () => {
  it.each(BUGS.map((bug) => [bug.id, bug] as const))("%s is named", (id, bug) => {
    const diagnosis = diagnosisOf([bug], "float64");
    expect(diagnosis.indistinguishable).toEqual([]);
    expect(diagnosis.verdict).toBe("named");
    expect(idsOf(diagnosis)).toEqual([id]);
    expect(diagnosis.ruledOut).toHaveLength(BUGS.length - 1);
    expect(diagnosis.ruledOut).not.toContain(id);
    expect(diagnosis.runnerUp?.against).toBeGreaterThan(0);
    expect(diagnosis.runnerUp?.explained).toBeLessThanOrEqual(diagnosis.cases.compared);
  });
});

describe("no mistake", () => {
  it.each(DTYPES)("other roundings in %s are none", (dtype) => {
    for (const seed of [1, 2, 3]) {
      const diagnosis = diagnosisOf([], dtype, seed);
      expect(diagnosis.verdict).toBe("none");
      expect(diagnosis.causes).toEqual([]);
      expect(diagnosis.cases.passed).toBe(SOME_CASES.length);
    }
  });

  it("nothing answered is nothing failed", () => {
    expect(diagnose([], "float64").verdict).toBe("none");
  });

  it("results in a lower precision than is said are not taken for a mistake", () => {
    // Eight tolerances off: more than rounding in the precision that is claimed, and no more.
    const evidence = SOME_CASES.filter(({ kind }) => kind === "loss").map((testCase) => {
      const { loss }: { loss?: number } = Object(testCase.expected);
      const off = 8 * 256 * 2 ** -53 * Math.max(1, Number(loss));
      const result = { ...testCase.expected, loss: Number(loss) + off };
      return { case: testCase, answer: { kind: "result", result } as const };
    });
    const { verdict, causes, observations, cases } = diagnose(evidence, "float64");
    expect(cases.failed).toBeGreaterThan(0);
    expect({ verdict, causes, compared: cases.compared }).toEqual({
      verdict: "abstained",
      causes: [],
      compared: 0,
    });
    expect(observations).toHaveLength(cases.failed);
    expect(observations[0].seen).toContain("16 times the tolerance");
  });
});

describe("two mistakes at once", () => {
  it("are named as two or not at all", () => {
    const pairs = disjointPairs(6);
    const named = pairs.filter(([first, second], n) => {
      const diagnosis = diagnosisOf([first, second], DTYPES[n % 2]);
      if (diagnosis.verdict !== "named") {
        expect(diagnosis.verdict).toBe("abstained");
        return false;
      }
      expect(idsOf(diagnosis)).toEqual([first.id, second.id].sort());
      return true;
    });
    // One bug may leave nothing for another to show in; that most do not is what is claimed.
    expect(named.length).toBeGreaterThanOrEqual(4);
  });

  it("one that hides another is named alone", () => {
    // With one loss that is propagated there is no next one for its carry to run on into.
    const hiding = knownBug("output-error-last-step-only");
    const hidden = knownBug("carry-not-reset-between-losses");
    expect(idsOf(diagnosisOf([hiding, hidden], "float64"))).toEqual([hiding.id]);
  });

  it("three are not named", () => {
    const three = ["squared-error-twice", "db-missing", "w-not-transposed"];
    const { verdict, causes, indistinguishable } = diagnosisOf(three.map(knownBug), "float64");
    expect({ verdict, causes, indistinguishable }).toEqual({
      verdict: "abstained",
      causes: [],
      indistinguishable: [],
    });
  });
});

describe("abstaining", () => {
  it("bugs that no case tells apart are listed", () => {
    // Without a clipping, twice the error of a squared loss is twice the update.
    const evidence = evidenceOf(
      programWith(knownBug("squared-error-twice")),
      SOME_CASES.filter(({ kind }) => kind === "step"),
      "float64",
    ).filter((item) => {
      const { case: testCase } = item;
      return (
        testCase.kind === "step" &&
        testCase.inputs.clipping === null &&
        testCase.config.output === "linear"
      );
    });
    const { verdict, causes, indistinguishable, sentences } = diagnose(evidence, "float64");
    expect(verdict).toBe("abstained");
    expect(causes).toEqual([]);
    const ids = indistinguishable.map((listed) => listed.map(({ id }) => id));
    expect(ids).toContainEqual(["squared-error-twice"]);
    expect(ids).toContainEqual(["update-twice"]);
    expect(sentences.join("\n")).toContain("cannot be told apart by the cases that were run");
  });

  it("a passing case that a bug would have failed speaks against it", () => {
    // The output error alone has the wrong sign; no gradient is made with it.
    const linear = SOME_CASES.filter(({ kind, config }) => {
      return kind === "loss" && Reflect.get(config, "output") === "linear";
    });
    const gradients = SOME_CASES.filter(({ kind }) => kind === "gradient");
    const failing = evidenceOf(programWith(knownBug("output-error-sign")), linear, "float64");
    const passing = evidenceOf(RIGHT, gradients, "float64");
    expect(idsOf(diagnose(failing, "float64"))).toEqual(["output-error-sign"]);
    expect(diagnose([...failing, ...passing], "float64").verdict).toBe("abstained");
  });

  it("without a catalogue there is no next best", () => {
    const evidence = evidenceOf(programWith(knownBug("db-missing")), SOME_CASES, "float64");
    const { runnerUp, ruledOut, causes } = diagnose(evidence, "float64", []);
    expect({ runnerUp, ruledOut }).toEqual({ runnerUp: null, ruledOut: [] });
    expect(causes.map(({ id }) => id)).toEqual(["missing-db-in-sum"]);
  });

  it("wrong numbers that nothing makes have no name", () => {
    const noise = randomStream("seedrandom", 3);
    const evidence = SOME_CASES.filter(({ kind }) => kind === "gradient").map((testCase) => ({
      case: testCase,
      answer: {
        kind: "result" as const,
        result: JSON.parse(JSON.stringify(testCase.expected), (_, value: unknown) =>
          typeof value === "number" ? value + noise.next() : value,
        ),
      },
    }));
    const { verdict, indistinguishable, runnerUp } = diagnose(evidence, "float64", CATALOGUE);
    expect({ verdict, indistinguishable }).toEqual({ verdict: "abstained", indistinguishable: [] });
    expect(runnerUp?.explained).toBe(0);
  });
});

describe("answers that are none", () => {
  const [gradient] = SOME_CASES.filter(({ kind }) => kind === "gradient");
  const carry = knownBug("no-carry");
  const carried = evidenceOf(programWith(carry), SOME_CASES, "float64");

  it.each<[string, Evidence["answer"], string]>([
    ["missing", { kind: "none" }, "expected an answer, got none"],
    ["an error", { kind: "error", message: "oh" }, 'expected a result, got the error "oh"'],
    ["not an object", { kind: "result", result: 3 }, "loss is missing"],
    ["null", { kind: "result", result: null }, "loss is missing"],
    [
      "without dW",
      { kind: "result", result: { ...gradient.expected, dW: undefined } },
      "dW is missing",
    ],
    [
      "of another shape",
      { kind: "result", result: { ...gradient.expected, dW: [[1]] } },
      "dW has another shape",
    ],
    [
      "not a number",
      { kind: "result", result: { ...gradient.expected, loss: NaN } },
      "not all numbers are finite in loss",
    ],
    [
      "null for a number",
      { kind: "result", result: { ...gradient.expected, loss: null } },
      "not all numbers are finite in loss",
    ],
    [
      "text for a number",
      { kind: "result", result: { ...gradient.expected, loss: "1" } },
      "not all values are numbers in loss",
    ],
    [
      "a truth for a number",
      { kind: "result", result: { ...gradient.expected, loss: true } },
      "not all values are numbers in loss",
    ],
    [
      "more than was asked for",
      { kind: "result", result: { ...gradient.expected, dX: 1 } },
      'result: expected only loss, dU, dW, dV, db, dc, got "dX"',
    ],
  ])("%s: what there is to be seen is said, and the others are diagnosed", (_, answer, seen) => {
    const evidence = carried.map((item) => (item.case === gradient ? { ...item, answer } : item));
    const diagnosis = diagnose(evidence, "float64", CATALOGUE);
    expect(diagnosis.observations).toEqual([{ id: gradient.id, seen }]);
    expect(idsOf(diagnosis)).toEqual(["no-carry"]);
    expect(diagnosis.sentences.join("\n")).toContain(seen);
  });

  it("with nothing else there is no name", () => {
    const diagnosis = diagnose([{ case: gradient, answer: { kind: "none" } }], "float64");
    expect(diagnosis.verdict).toBe("abstained");
    expect(diagnosis.cases).toEqual({ passed: 0, failed: 1, skipped: 0, compared: 0 });
  });

  it("skipped cases count for nothing", () => {
    const answer = { kind: "skipped", reason: "later" } as const;
    const evidence = carried.map((item) =>
      item.case.kind === "trajectory" ? { ...item, answer } : item,
    );
    const diagnosis = diagnose(evidence, "float64", CATALOGUE);
    expect(idsOf(diagnosis)).toEqual(["no-carry"]);
    expect(diagnosis.cases.skipped).toBeGreaterThan(0);
  });

  it("failing cases about no network are pointed at first", () => {
    const others = (["canary", "random", "reject"] as const).flatMap((kind) =>
      casesOf(sampleFile(kind)),
    );
    const evidence = others.map((testCase) => ({
      case: testCase,
      answer: { kind: "result", result: {} } as const,
    }));
    const diagnosis = diagnose([...evidence, ...carried], "float64", CATALOGUE);
    expect(diagnosis.elsewhere).toEqual(["canary-a-1", "random-a-1", "reject-a-1"]);
    expect(diagnosis.sentences[0]).toContain("First look at canary-a-1, random-a-1: ");
    expect(diagnosis.sentences[1]).toContain(
      "Not refused, though it cannot be computed: reject-a-1.",
    );
    expect(idsOf(diagnosis)).toEqual(["no-carry"]);
  });
});

it("a diagnosis is plain data", () => {
  const diagnosis = diagnosisOf([knownBug("window-one-hop-long")], "float32");
  expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
});
