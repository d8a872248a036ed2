/** Judging by the rules that one kind of case has for itself: canaries, pairs, trajectories. */
import { describe, expect, it } from "vitest";
import { type Judgement, judge } from "../../src/conformance/compare.ts";
import { UNIT_ROUNDOFFS } from "../../src/conformance/dtype.ts";
import { put } from "../support/caseFiles.ts";
import { answer, judged, rightResult, sample } from "../support/judged.ts";

describe("canaries", () => {
  it("compare bits letter by letter", () => {
    expect(judged("canary", ["bits", 1], "8000000000000001")).toMatchObject({
      verdict: "fail",
      reason: 'bits[1]: expected "8000000000000000", got "8000000000000001"',
      faults: ['bits[1]: expected "8000000000000000", got "8000000000000001"'],
    });
    expect(judged("canary", ["bits", 0], 0x3fb)).toMatchObject({ verdict: "fail" });
  });

  it("are skipped in the other dtype", () => {
    const { verdict, reason } = judged("canary", [], undefined, "float32");
    expect([verdict, reason]).toEqual(["skipped", "for float64 only"]);
  });
});

describe("pairs", () => {
  it("are null where there is no loss, and gradients where there is one", () => {
    const testCase = sample("pairs");
    put(testCase, ["expected", "pairs", 0], null);
    put(testCase, ["errorFactor", "pairs", 0], null);
    const result = rightResult(testCase);
    expect(judge(testCase, answer(result), "float64")).toMatchObject({ verdict: "pass" });
    put(result, ["pairs", 0], []);
    const { reason } = judge(testCase, answer(result), "float64");
    expect(reason).toBe("pairs[0]: expected null, got an array of 0");
    expect(judged("pairs", ["pairs", 0], null).reason).toBe(
      "pairs[0]: expected an array of 1, got null",
    );
  });

  it("are named step by step, each tensor with a factor of its own", () => {
    const testCase = sample("pairs");
    put(testCase, ["errorFactor", "pairs", 1, 0, "dW"], 2 ** 20);
    const off = (t: number, i: number): Judgement => {
      const result = rightResult(testCase);
      put(result, ["pairs", t, i, "dW", 0, 1], 2 ** -33);
      return judge(testCase, answer(result), "float64");
    };
    expect(off(1, 0)).toMatchObject({ verdict: "pass", worst: { share: 1 } });
    expect(off(1, 1)).toMatchObject({ verdict: "fail", worst: { path: "pairs[1][1].dW[0][1]" } });
    expect(judged("pairs", ["pairs", 1, 0], 5).reason).toBe(
      "pairs[1][0]: expected an object, got 5",
    );
    expect(judged("pairs", ["pairs", 1, 0, "dU"], undefined).reason).toBe(
      "pairs[1][0].dU: expected a value, got none",
    );
    expect(judged("pairs", ["pairs", 1, 0, "dc"], 1).reason).toBe(
      'pairs[1][0]: expected only dU, dW, dV, db, got "dc"',
    );
  });
});

describe("trajectories", () => {
  // float64: all three epochs by their factors 1, 2, 3. float32: two, and the third from 0.5 to 1.5.
  const u32 = UNIT_ROUNDOFFS.float32;

  it("hold each epoch within the horizon to its own factor", () => {
    const off = (epoch: number, units: number): string => {
      const losses = [4, 2, 1];
      const path = ["trainLoss", epoch];
      const value = losses[epoch] - units * UNIT_ROUNDOFFS.float64;
      return judged("trajectory", path, value).verdict;
    };
    expect([off(1, 2), off(1, 4), off(2, 3), off(2, 4)]).toEqual(["pass", "fail", "pass", "fail"]);
  });

  it("hold each epoch past it to its range, ends included", () => {
    const third = (x: unknown): Judgement => judged("trajectory", ["trainLoss", 2], x, "float32");
    expect([third(0.5), third(1.5), third(1)].map(({ verdict }) => verdict)).toEqual([
      "pass",
      "pass",
      "pass",
    ]);
    expect(third(1.5 + 4 * u32)).toMatchObject({
      verdict: "fail",
      reason: "trainLoss[2]: expected from 0.5 to 1.5, got 1.500000238418579",
    });
    expect(third(0.25).reason).toBe("trainLoss[2]: expected from 0.5 to 1.5, got 0.25");
    expect(third(null).reason).toBe("trainLoss[2]: expected a number, got null");
    expect(third(Number.NaN).verdict).toBe("fail");
  });

  it("name each epoch past the horizon that is out of its range", () => {
    const testCase = sample("trajectory");
    const range = { min: 0.5, max: 4.5 };
    put(testCase, ["expected", "horizon", "float32"], 1);
    put(testCase, ["expected", "ranges", "float32"], [range, range]);
    const result = rightResult(testCase);
    put(result, ["trainLoss"], [4, 98, 99]);
    expect(judge(testCase, answer(result), "float32").faults).toEqual([
      "trainLoss[1]: expected from 0.5 to 4.5, got 98",
      "trainLoss[2]: expected from 0.5 to 4.5, got 99",
    ]);
  });

  it("hold the parameters to their factors only if no epoch is past the horizon", () => {
    expect(judged("trajectory", ["W", 0, 0], 9).verdict).toBe("fail");
    expect(judged("trajectory", ["W", 0, 0], 9, "float32").verdict).toBe("pass");
    expect(judged("trajectory", ["W", 0, 0], Infinity, "float32").verdict).toBe("fail");
    expect(judged("trajectory", ["W", 0], [0], "float32").reason).toBe(
      "W[0]: expected an array of 2, got an array of 1",
    );
    expect(judged("trajectory", ["b"], undefined, "float32").reason).toBe(
      "b: expected a value, got none",
    );
  });

  it("expect neither horizon nor ranges in a result", () => {
    const { verdict, reason } = judged("trajectory", ["horizon"], { float64: 3, float32: 2 });
    expect(verdict).toBe("fail");
    expect(reason).toBe('result: expected only trainLoss, U, W, V, b, got "horizon"');
  });

  it.each([null, {}, { trainLoss: null }, { trainLoss: [] }])("%j fails", (result) => {
    const { verdict } = judge(sample("trajectory"), answer(result), "float32");
    expect(verdict).toBe("fail");
  });
});
