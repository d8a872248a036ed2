import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  answerIn,
  isWithin,
  type Judgement,
  judge,
  MAX_FAULTS,
} from "../../src/conformance/compare.ts";
import { DTYPES, roundTo, UNIT_ROUNDOFFS } from "../../src/conformance/dtype.ts";
import { casesOf, KINDS } from "../../src/conformance/kinds.ts";
import type { ResultsFile } from "../../src/conformance/types.ts";
import { nextDown, nextUp } from "../../src/numerics/ulp.ts";
import { caseFiles, type Path, put } from "../support/caseFiles.ts";
import { answer, judged, rightResult, sample } from "../support/judged.ts";

const COMPUTED = KINDS.filter((kind) => kind !== "reject");

describe("judge", () => {
  it.each(COMPUTED)("passes the expected result of %s", (kind) => {
    const { verdict, reason, failures, faults, compared } = judged(kind, [], undefined);
    expect([verdict, reason, failures, faults]).toEqual(["pass", null, 0, []]);
    expect(compared).toBeGreaterThan(0);
  });

  it("passes what is expected of any case, and counts every entry", () => {
    fc.assert(
      fc.property(caseFiles, (file) => {
        for (const testCase of casesOf(file)) {
          if (testCase.kind === "reject") continue;
          const { verdict, compared, worst } = judge(
            testCase,
            answer(testCase.expected),
            "float64",
          );
          expect([verdict, worst?.share]).toEqual(["pass", 0]);
          expect(compared).toBe(
            JSON.stringify(testCase.expected).match(/[^[\]{},:]+(?=[\],}])/g)?.length,
          );
        }
      }),
    );
  });

  it.each(DTYPES)("%s: holds each entry to |result − expected| ≤ errorFactor · u", (dtype) => {
    const u = UNIT_ROUNDOFFS[dtype];
    // dU[1][0] is 2, whose neighbours are 4u above it and 2u below.
    const testCase = sample("gradient");
    put(testCase, ["errorFactor", "dU"], 4);
    const verdictOf = (x: number): Judgement => {
      const result = rightResult(testCase);
      put(result, ["dU", 1, 0], x);
      return judge(testCase, answer(result), dtype);
    };
    const [above, beyond] = [2 + 4 * u, 2 + 8 * u];
    expect(verdictOf(above)).toMatchObject({
      verdict: "pass",
      worst: { path: "dU[1][0]", units: 4, errorFactor: 4, share: 1, ulps: 1, within: true },
    });
    expect(verdictOf(beyond)).toMatchObject({
      verdict: "fail",
      failures: 1,
      worst: { path: "dU[1][0]", units: 8, share: 2, ulps: 2, within: false, got: beyond },
      reason: `dU[1][0]: expected 2, got ${beyond}, off by 2 times the tolerance`,
    });
    expect(verdictOf(2 - 4 * u).verdict).toBe("pass");
    expect(verdictOf(2 - 6 * u).verdict).toBe("fail");
  });

  it("float64: one number beyond the tolerance fails, wherever it is", () => {
    const factors = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(fc.nat({ max: 6 }), factors, fc.constantFrom(1, -1), (n, factor, sign) => {
        const testCase = sample("gradient");
        const names = ["dU", "dW", "dV"] as const;
        const name = names[n % 3];
        put(testCase, ["errorFactor", name], factor);
        // About 0 every multiple of u is a number, and the next one up is beyond it.
        put(testCase, ["expected", name, 1, 0], 0);
        const at = sign * factor * UNIT_ROUNDOFFS.float64;
        const verdicts = [at, at > 0 ? nextUp(at) : nextDown(at)].map((x) => {
          const result = rightResult(testCase);
          put(result, [name, 1, 0], x);
          return judge(testCase, answer(result), "float64");
        });
        expect(verdicts.map(({ verdict }) => verdict)).toEqual(["pass", "fail"]);
        expect(verdicts[1].worst?.path).toBe(`${name}[1][0]`);
      }),
    );
  });

  it("says how far off the worst entry is, in every unit", () => {
    const { worst, failures, reason } = (() => {
      const testCase = sample("gradient");
      const result = rightResult(testCase);
      put(result, ["dV", 2, 1], 6 + 2 ** -48);
      put(result, ["dW", 0, 0], 0.5 + 2 ** -52);
      put(result, ["db", 0], 0.125 + 2 ** -45);
      return judge(testCase, answer(result), "float64");
    })();
    // 2^-45 is 256 u, of 4 allowed; 2^-48 is 32 u, of 3; 2^-52 is 2 u, of 2.
    expect(worst).toEqual({
      path: "db[0]",
      expected: 0.125,
      got: 0.125 + 2 ** -45,
      absoluteError: 2 ** -45,
      relativeError: 2 ** -45 / (0.125 + 2 ** -45),
      ulps: 2 ** 10,
      units: 256,
      errorFactor: 4,
      share: 64,
      within: false,
    });
    expect(failures).toBe(2);
    expect(reason).toBe(
      "db[0]: expected 0.125, got 0.12500000000002842, off by 64 times the tolerance (and 1 more)",
    );
  });

  it.each([Number.NaN, Infinity, -Infinity])("%s never passes", (x) => {
    const testCase = sample("gradient");
    put(testCase, ["errorFactor", "dW"], Number.MAX_VALUE);
    const result = rightResult(testCase);
    put(result, ["dW", 1, 0], x);
    expect(judge(testCase, answer(result), "float64")).toMatchObject({
      verdict: "fail",
      reason: `dW[1][0]: expected 0, got ${x}`,
      worst: { path: "dW[1][0]", share: Infinity, within: false },
    });
  });

  it("NaN is worse than any number", () => {
    const testCase = sample("gradient");
    const result = rightResult(testCase);
    put(result, ["dV", 2, 1], 1e300);
    put(result, ["dV", 0, 0], Number.NaN);
    const { worst, failures } = judge(testCase, answer(result), "float64");
    expect([worst?.path, worst?.ulps, failures]).toEqual(["dV[0][0]", Infinity, 2]);
  });

  it.each([
    ["null", null, "dW[1][0]: expected a number, got null"],
    ["a number in quotes", "0", 'dW[1][0]: expected a number, got "0"'],
    ["NaN in quotes", "NaN", 'dW[1][0]: expected a number, got "NaN"'],
    ["true", true, "dW[1][0]: expected a number, got true"],
    ["an array", [0], "dW[1][0]: expected a number, got an array of 1"],
    ["an empty array", [], "dW[1][0]: expected a number, got an array of 0"],
    ["undefined", undefined, "dW[1][0]: expected a number, got undefined"],
    ["a bigint", 0n, "dW[1][0]: expected a number, got 0n"],
  ])("%s is no number", (_, value, reason) => {
    expect(judged("gradient", ["dW", 1, 0], value)).toMatchObject({ verdict: "fail", reason });
  });

  it.each<[string, Path, unknown, string]>([
    ["a ragged matrix", ["dW", 1], [0], "dW[1]: expected an array of 2, got an array of 1"],
    ["a row too many", ["dW", 2], [0, 0], "dW: expected an array of 2, got an array of 3"],
    ["a flat matrix", ["dU"], [1, 2], "dU[0]: expected an array of 1, got 1 (and 1 more)"],
    [
      "a matrix for a vector",
      ["db"],
      [[0.125], [-1]],
      "db[0]: expected a number, got an array of 1 (and 1 more)",
    ],
    ["a row for a column", ["dU"], [[1, 2]], "dU: expected an array of 2, got an array of 1"],
    [
      "an object for a matrix",
      ["dU"],
      { 0: [1], 1: [2], length: 2 },
      "dU: expected an array of 2, got an object",
    ],
    ["null for a matrix", ["dU"], null, "dU: expected an array of 2, got null"],
    ["a list for the loss", ["loss"], [1], "loss: expected a number, got an array of 1"],
    ["a tensor missing", ["dV"], undefined, "dV: expected a value, got none"],
    [
      "a tensor too many",
      ["dc"],
      [0, 0, 0],
      'result: expected only loss, dU, dW, dV, db, got "dc"',
    ],
    [
      "a tensor called constructor",
      ["constructor"],
      1,
      'result: expected only loss, dU, dW, dV, db, got "constructor"',
    ],
  ])("%s fails", (_, path, value, reason) => {
    expect(judged("gradient", path, value)).toMatchObject({ verdict: "fail", reason });
  });

  it.each([
    [null, "an object, got null"],
    [[], "an object, got an array of 0"],
    [7, "an object, got 7"],
    ["loss", 'an object, got "loss"'],
    [undefined, "an object, got undefined"],
  ])("%j for a result fails", (result, reason) => {
    const judgement = judge(sample("gradient"), answer(result), "float64");
    expect(judgement).toMatchObject({
      verdict: "fail",
      reason: `result: expected ${reason}`,
      worst: null,
    });
  });

  it("a member that is inherited is missing", () => {
    const result: object = Object.create(rightResult(sample("clip")));
    expect(judge(sample("clip"), answer(result), "float64")).toMatchObject({ failures: 4 });
  });

  it("keeps the first faults, and counts them all", () => {
    const values = Array.from({ length: 50 }, (_, n) => n);
    const testCase = sample("random");
    put(testCase, ["expected", "values"], values);
    const result = { values: values.map(() => null) };
    const { faults, failures, reason } = judge(testCase, answer(result), "float64");
    expect([faults.length, failures]).toEqual([MAX_FAULTS, 50]);
    expect(faults[9]).toBe("values[9]: expected a number, got null");
    expect(reason).toBe("values[0]: expected a number, got null (and 49 more)");
  });

  it("any change of one entry beyond its tolerance fails, of whatever kind the case is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMPUTED), fc.nat(), (kind, n) => {
        const testCase = sample(kind);
        const result = rightResult(testCase);
        const places = leavesOf(result);
        const [parent, key, value] = places[n % places.length];
        Reflect.set(parent, key, typeof value === "number" ? value + 1e-6 : `${value}0`);
        const judgement = judge(testCase, answer(result), "float64");
        expect([judgement.verdict, judgement.failures]).toEqual(["fail", 1]);
      }),
    );
  });
});

/** Every number and text in a value, with what holds it. */
function leavesOf(value: unknown): [object, string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]): [object, string, unknown][] =>
    typeof member === "object" ? leavesOf(member) : [[value, key, member]],
  );
}

describe("isWithin", () => {
  const testCase = sample("gradient");
  if (testCase.kind === "reject") throw new Error("expected a case with a result");
  put(testCase, ["errorFactor", "dU"], 4);

  it.each(DTYPES)("%s: tells whether one number is as near as it has to be", (dtype) => {
    const u = UNIT_ROUNDOFFS[dtype];
    const within = (got: unknown): boolean => isWithin(testCase, ["dU", 1, 0], got, dtype);
    expect([2, 2 + 4 * u, 2 + 8 * u].map(within)).toEqual([true, true, false]);
    expect([Number.NaN, "2", null, [2], undefined].some(within)).toBe(false);
  });

  it("takes −0 for 0", () => {
    expect(isWithin(testCase, ["dW", 1, 0], -0, "float64")).toBe(true);
  });
});

describe("shares of the tolerance", () => {
  it.each([
    [999_999, "1000000"],
    [1_000_000, "1.00e+6"],
    [12_345_678, "1.23e+7"],
  ])("%d is shown as %s", (share, text) => {
    // dU[1][0] is 2, with a factor of 4.
    const testCase = sample("gradient");
    put(testCase, ["errorFactor", "dU"], 4);
    const result = rightResult(testCase);
    put(result, ["dU", 1, 0], 2 + share * 4 * UNIT_ROUNDOFFS.float64);
    const { reason } = judge(testCase, answer(result), "float64");
    expect(reason).toMatch(new RegExp(`, off by ${text.replace("+", "\\+")} times the tolerance$`));
  });
});

describe("zeros", () => {
  it("are no distance apart, relatively too", () => {
    const testCase = sample("gradient");
    put(testCase, ["expected", "loss"], 0);
    const { worst } = judge(testCase, answer(rightResult(testCase)), "float64");
    expect([worst?.path, worst?.relativeError]).toEqual(["loss", 0]);
  });

  it("are the same with either sign", () => {
    expect(judged("gradient", ["dW", 0, 1], -0)).toMatchObject({ verdict: "pass" });
    expect(judged("activation", ["s", 1], -0)).toMatchObject({ verdict: "pass" });
  });

  it("are told apart by canaries", () => {
    expect(judged("canary", ["values", 1], 0)).toMatchObject({
      verdict: "fail",
      reason: "values[1]: expected -0, got 0",
      worst: { path: "values[1]", share: Infinity, within: false },
    });
  });
});

describe("an error factor of 0", () => {
  it("takes the exact number only", () => {
    expect(judged("random", ["values", 0], nextUp(0.3745401188473625))).toMatchObject({
      verdict: "fail",
      reason: "values[0]: expected 0.3745401188473625, got 0.37454011884736255",
      worst: { ulps: 1, share: Infinity },
    });
  });

  it("takes, in float32, the exact number rounded to it, however it is written", () => {
    const verdict = (x: number): string => judged("random", ["values", 0], x, "float32").verdict;
    const expected = roundTo("float32", 0.3745401188473625);
    expect(expected).toBe(0.37454012036323547);
    expect([verdict(expected), verdict(0.37454012), verdict(0.3745401188473625)]).toEqual([
      "pass",
      "pass",
      "pass",
    ]);
    expect(verdict(0.3745401)).toBe("fail");
  });
});

describe("float32", () => {
  it("rounds what comes before it compares, and shows what it rounded", () => {
    // 1.1 stands for the binary32 number nearest to it.
    expect(judged("gradient", ["loss"], 1.1, "float32").worst).toMatchObject({
      got: 1.100000023841858,
    });
    // What is expected is not rounded, where it need not be met exactly.
    const testCase = sample("gradient");
    put(testCase, ["expected", "loss"], 0.1);
    const { worst } = judge(testCase, answer(rightResult(testCase)), "float32");
    expect([worst?.path, worst?.expected, worst?.got]).toEqual(["loss", 0.1, 0.10000000149011612]);
    expect(judged("gradient", ["loss"], 1e39, "float32")).toMatchObject({
      verdict: "fail",
      reason: "loss: expected 1, got Infinity",
    });
  });
});

describe("answers that are no result", () => {
  const error: Answer = { kind: "error", message: "k2 < k1" };
  const skipped: Answer = { kind: "skipped", reason: "not yet" };

  it("an error is right for what must be refused, and for nothing else", () => {
    expect(judge(sample("reject"), error, "float64")).toMatchObject({
      verdict: "pass",
      reason: null,
    });
    expect(judge(sample("gradient"), error, "float64")).toMatchObject({
      verdict: "fail",
      failures: 1,
      reason: 'expected a result, got the error "k2 < k1"',
    });
  });

  it.each([{ error: true }, {}, null, { loss: 1 }])("%j as a result is no error", (result) => {
    expect(judge(sample("reject"), answer(result), "float64")).toMatchObject({
      verdict: "fail",
      reason: "expected an error, got a result",
    });
  });

  it.each(KINDS)("%s: skipped is skipped, and none is a failure", (kind) => {
    expect(judge(sample(kind), skipped, "float64")).toMatchObject({
      verdict: "skipped",
      reason: "not yet",
      failures: 0,
    });
    expect(judge(sample(kind), { kind: "none" }, "float64")).toEqual({
      id: sample(kind).id,
      verdict: "fail",
      reason: "expected an answer, got none",
      worst: null,
      compared: 0,
      failures: 1,
      faults: [],
    });
  });

  it.each(KINDS)("%s: a fault fails, in either dtype", (kind) => {
    const fault: Answer = { kind: "fault", message: "exited with code 3", stderr: "" };
    for (const dtype of DTYPES) {
      expect(judge(sample(kind), fault, dtype)).toMatchObject({
        verdict: "fail",
        reason: "exited with code 3",
        failures: 1,
      });
    }
  });
});

describe("answerIn", () => {
  const file: ResultsFile = {
    format: "bptt-oracle/results",
    version: 1,
    implementation: { name: "mine", language: "C", version: "1", dtype: "float64" },
    results: {
      "clip-a": { dU: [[1]] },
      "clip-b": { error: true },
      "clip-c": { error: "negative limit" },
      "clip-d": { error: false },
      "clip-e": { error: null },
    },
    skipped: { "clip-f": "not yet" },
  };

  it.each<[string, Answer]>([
    ["clip-a", { kind: "result", result: { dU: [[1]] } }],
    ["clip-b", { kind: "error", message: "no message" }],
    ["clip-c", { kind: "error", message: "negative limit" }],
    ["clip-d", { kind: "result", result: { error: false } }],
    ["clip-e", { kind: "result", result: { error: null } }],
    ["clip-f", { kind: "skipped", reason: "not yet" }],
    ["clip-g", { kind: "none" }],
    ["constructor", { kind: "none" }],
    ["__proto__", { kind: "none" }],
  ])("finds what there is for %s", (id, expected) => {
    expect(answerIn(file, id)).toEqual(expected);
  });
});
