import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import { catalogueCandidates, diagnose } from "../../../src/conformance/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../../src/conformance/diagnosis/diagnosis.ts";
import { type Evidence, findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import { precisionOf } from "../../../src/conformance/diagnosis/precision.ts";
import { DTYPES, type Dtype, roundTo } from "../../../src/conformance/dtype.ts";
import { type Case, casesOf } from "../../../src/conformance/kinds.ts";
import { loadQuick } from "../../../src/conformance/load.ts";
import { parseListed } from "../../../src/conformance/manifest.ts";
import { parseManifest, readBytes } from "../../../src/conformance/read.ts";
import { referenceAnswer } from "../../../src/conformance/reference.ts";
import { sampleFile } from "../../support/caseFiles.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
const CATALOGUE = catalogueCandidates();

/** The quick cases as they are shipped. */
function quickCases(): Case[] {
  const quick = loadQuick(FIXTURES);
  const path = join(FIXTURES, "manifest.json");
  return parseManifest(readBytes(path), path)
    .files.filter(({ ids }) => ids.some((id) => quick.includes(id)))
    .flatMap((listed) => casesOf(parseListed(listed, readBytes(join(FIXTURES, listed.path)))))
    .filter(({ id }) => quick.includes(id));
}

const QUICK = quickCases();

/** Our own answers, with something made of each number. */
function answered(cases: readonly Case[], f: (x: number) => number): Evidence[] {
  return cases.map((testCase) => {
    const text = JSON.stringify(referenceAnswer(testCase));
    const change = (_: string, value: unknown): unknown =>
      typeof value === "number" ? f(value) : value;
    return { case: testCase, answer: JSON.parse(text, change) };
  });
}

function idsOf({ verdict, causes }: Diagnosis): readonly string[] {
  return [verdict, ...causes.map(({ id }) => id)];
}

const significant = (digits: number) => (x: number) => Number(x.toPrecision(digits));
const decimals = (digits: number) => (x: number) => Number(x.toFixed(digits));
const FLOAT32 = "float32-for-float64";

describe("the quick cases", () => {
  it.each<[string, (x: number) => number, Dtype, readonly string[]]>([
    ["float32 said to be float64", Math.fround, "float64", [FLOAT32]],
    ["float32 printed with %.9g", (x) => significant(9)(Math.fround(x)), "float64", [FLOAT32]],
    ["%.15g", significant(15), "float64", ["printed-with-15-significant-digits"]],
    ["%.9g", significant(9), "float64", ["printed-with-9-significant-digits"]],
    ["%g", significant(6), "float64", ["printed-with-6-significant-digits"]],
    ["%f", decimals(6), "float64", ["printed-with-6-decimals"]],
    ["%.4f, as PyTorch prints", decimals(4), "float64", ["printed-with-4-decimals"]],
    ["cut off after six", (x) => Math.trunc(x * 1e6) / 1e6, "float64", ["printed-with-6-decimals"]],
    ["%g in float32", significant(6), "float32", ["printed-with-6-significant-digits"]],
    ["%.4f in float32", decimals(4), "float32", ["printed-with-4-decimals"]],
  ])("%s", (_, f, dtype, ids) => {
    const diagnosis = diagnose(answered(QUICK, f), dtype, CATALOGUE);
    expect(idsOf(diagnosis)).toEqual(["named", ...ids]);
    const { cases, observations } = diagnosis;
    expect(observations).toEqual([]);
    expect(diagnosis.sentences.join("\n")).toContain(
      `contradicts none of ${cases.passed} that passed.`,
    );
    // It accounts for every failing answer, and for these only.
    expect(cases.compared).toBeGreaterThan(0);
    expect(cases.compared).toBe(cases.failed - diagnosis.elsewhere.length);
    expect(diagnosis.causes.map(({ origin }) => origin)).toEqual(ids.map(() => "precision"));
  });

  it.each<[string, (x: number) => number]>([
    ["all a little off, but not numbers of float32", (x) => x * (1 + 2 ** -30)],
    ["numbers of float32, but wrong ones", (x) => Math.fround(x * (1 + 2 ** -10))],
    ["few digits, but wrong ones", (x) => significant(6)(x * (1 + 2 ** -10))],
    ["fewer digits than anybody prints", significant(2)],
  ])("no name: %s", (_, f) => {
    expect(idsOf(diagnose(answered(QUICK, f), "float64", []))).toEqual(["abstained"]);
  });
});

it("in words: what it is, and what to do", () => {
  const said = (f: (x: number) => number): string | undefined =>
    diagnose(answered(QUICK, f), "float64", CATALOGUE).sentences.find((sentence) =>
      / precision | printed /.test(sentence),
    );
  expect(said(Math.fround)).toBe(
    "The answers are right to the precision of float32. Float64 is declared, but the numbers are computed or printed in float32: held against the tolerance of float32, every failing answer passes. Declare float32, or look for what is not a float64: arrays, literals, functions, the format of the numbers.",
  );
  expect(said(significant(6))).toBe(
    "The numbers are printed with 6 significant digits. None that was handed in has more, and as far as these go every failing answer is right. Print 17 significant digits.",
  );
});

/** A loss of 1/3 and its error, with error factors for a sum of a thousand terms. */
const [LOSS] = casesOf({
  ...sampleFile("loss"),
  cases: [
    {
      ...sampleFile("loss").cases[0],
      expected: { loss: 1 / 3, outputError: [2 / 3, -1 / 7, 0] },
      errorFactor: { loss: 1000, outputError: 1000 },
    },
  ],
} as Parameters<typeof casesOf>[0]);

function precision(result: object, dtype: Dtype = "float64"): readonly string[] {
  const evidence = [{ case: LOSS, answer: { kind: "result", result } as const }];
  return precisionOf(findingsOf(evidence, dtype).compared, dtype).map(({ id }) => id);
}

describe("precisionOf", () => {
  const off = (share: number): ((x: number) => number) => {
    return (x) => x + share * 1000 * 2 ** -24;
  };
  const [wide, error] = [1 / 3, [2 / 3, -1 / 7, 0]];

  it("says nothing where nothing failed", () => {
    expect(precision({ loss: wide, outputError: error })).toEqual([]);
    expect(precisionOf([], "float64")).toEqual([]);
    // Not even of numbers with few digits, if these are right.
    const right = { loss: 0.125, outputError: [0.5, 0.25, 0.375] };
    const testCase = { ...LOSS, expected: right } as Case;
    const answer = { kind: "result", result: right } as const;
    const { compared } = findingsOf([{ case: testCase, answer }], "float64");
    expect(compared[0].passed).toBe(true);
    expect(precisionOf(compared, "float64")).toEqual([]);
  });

  it("leaves the name to a mistake of the catalogue that makes the very answer", () => {
    const result = { loss: Math.fround(wide), outputError: error.map(Math.fround) };
    const evidence = [{ case: LOSS, answer: { kind: "result", result } as const }];
    const cause = { origin: "catalogue", id: "it", title: "It", explanation: "" } as const;
    const rounding = { causes: [cause], predict: () => result };
    expect(idsOf(diagnose(evidence, "float64", []))).toEqual(["named", FLOAT32]);
    expect(idsOf(diagnose(evidence, "float64", [rounding]))).toEqual(["named", "it"]);
  });

  it("names both, a sum in float32 that is printed with %.5g", () => {
    // 2/3 + 0.98 · 1000 u is 0.66672508, printed 0.66673: that is beyond 2/3 + 1000 u.
    const both = [wide, ...error].map(off(0.98)).map(significant(5));
    expect(precision({ loss: both[0], outputError: both.slice(1) })).toEqual([
      FLOAT32,
      "printed-with-5-significant-digits",
    ]);
  });

  it("takes most of the numbers for the precision, and all for its tolerance", () => {
    const rough = error.map(off(0.9)).map(Math.fround);
    expect(precision({ loss: wide, outputError: rough })).toEqual([FLOAT32]);
    const [first, ...others] = rough;
    const double = [first + 2 ** -40, others[0] + 2 ** -40, others[1]];
    expect(precision({ loss: wide, outputError: double })).toEqual([]);
    // Half of the numbers are not most of them.
    const half = [rough[0] + 2 ** -40, rough[1], rough[2]];
    expect(precision({ loss: wide, outputError: half })).toEqual([]);
    const wrong = [Math.fround(off(1.1)(error[0])), ...others];
    expect(precision({ loss: wide, outputError: wrong })).toEqual([]);
  });

  it("grants a unit of the last digit, and no more", () => {
    const printed = [0.666, -0.143, 0];
    expect(precision({ loss: 0.333, outputError: printed })).toEqual([
      "printed-with-3-significant-digits",
    ]);
    expect(precision({ loss: 0.332, outputError: printed })).toEqual([]);
    // Each of the numbers has to be so near, the second one too.
    expect(precision({ loss: 0.333, outputError: [0.666, -0.145, 0] })).toEqual([]);
  });

  it.each<[string, number, number, readonly string[]]>([
    ["all of it", 126, 125, ["printed-with-3-significant-digits"]],
    ["and no more", 127, 125, []],
    ["that of the larger number", 1.003, 0.998, ["printed-with-3-significant-digits"]],
  ])("the unit: %s", (_, expected, loss, ids) => {
    const testCase = {
      ...LOSS,
      expected: { loss: expected, outputError: [0.125] },
      errorFactor: { loss: 0, outputError: 0 },
    } as Case;
    const answer = { kind: "result", result: { loss, outputError: [0.125] } } as const;
    const { compared } = findingsOf([{ case: testCase, answer }], "float64");
    expect(precisionOf(compared, "float64").map(({ id }) => id)).toEqual(ids);
  });

  // On all shipped cases, one by one: shippedCases.slow.ts.
  it.each(DTYPES)("takes no mistake for it in %s, with no catalogue to explain it", (dtype) => {
    let failing = 0;
    for (const bug of BUGS) {
      const evidence = QUICK.flatMap((testCase): Evidence[] => {
        const result = bug.apply(testCase);
        if (!result) return [];
        const text = JSON.stringify(result);
        const held = (_: string, value: unknown): unknown =>
          typeof value === "number" ? roundTo(dtype, value) : value;
        return [{ case: testCase, answer: { kind: "result", result: JSON.parse(text, held) } }];
      });
      const { compared } = findingsOf(evidence, dtype);
      failing += compared.filter(({ passed }) => !passed).length;
      expect(precisionOf(compared, dtype), bug.id).toEqual([]);
    }
    expect(failing).toBeGreaterThanOrEqual(BUGS.length - 1);
  });
});
