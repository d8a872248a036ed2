/** Several oracles, one report. */
import { describe, expect, it } from "vitest";
import {
  combine,
  entrywise,
  evaluationReport,
  type Finding,
  type Opinion,
} from "../../src/gradcheck/report.ts";
import { compareTensor, type Verdict } from "../../src/gradcheck/verdict.ts";

const finding = (verdict: Verdict): Finding => ({
  verdict,
  reason: verdict === "pass" ? null : "so",
});

const one = (a: number, n: number): Opinion => ({
  dU: compareTensor(
    "dU",
    Float64Array.of(a),
    Float64Array.of(n),
    Float64Array.of(2 ** -20),
    Float64Array.of(0),
  ),
});

/** Every oracle that passes compares entries. */
function together(...verdicts: readonly Verdict[]): Verdict {
  const opinions = Object.fromEntries(
    verdicts.map((v, n) => [`oracle${n}`, v === "pass" ? one(1, 1) : { dU: finding(v) }]),
  );
  return combine(["dU"], opinions, []).tensors["dU"].verdict;
}

describe("a tensor before several oracles", () => {
  it.each<readonly [Verdict, readonly Verdict[]]>([
    ["fail", ["pass", "vacuous", "inconclusive", "fail"]],
    ["vacuous", ["pass", "vacuous", "inconclusive"]],
    ["pass", ["inconclusive", "pass"]],
    ["inconclusive", ["inconclusive", "inconclusive"]],
  ])("is %s when they say %j", (verdict, said) => {
    expect(together(...said)).toBe(verdict);
    expect(together(...said.toReversed())).toBe(verdict);
  });

  it("does not pass by an oracle that compares no entries, and fails by it", () => {
    const verdict = (taylor: Verdict, differences: Opinion): Verdict =>
      combine(["dU"], { differences, taylor: { dU: finding(taylor) } }, []).verdict;
    expect(verdict("pass", { dU: finding("inconclusive") })).toBe("inconclusive");
    expect(verdict("pass", one(1, 1))).toBe("pass");
    expect(verdict("fail", one(1, 1))).toBe("fail");
  });
});

describe("the report", () => {
  it("has the gravest verdict of its tensors, and the oracles' on each", () => {
    const opinions = {
      duals: { ...one(1, 1), dW: finding("vacuous") },
      taylor: { dU: finding("inconclusive"), dW: finding("inconclusive") },
    };
    const report = combine(["dU", "dW"], opinions, ["a remark"]);
    expect(report.verdict).toBe("vacuous");
    expect(report.remarks).toEqual(["a remark"]);
    expect(report.tensors["dU"]).toMatchObject({
      verdict: "pass",
      reasons: [],
      worst: { path: "dU[0]" },
      maxRelativeError: 0,
      oracles: { duals: "pass", taylor: "inconclusive" },
    });
    expect(report.tensors["dW"]).toEqual({
      verdict: "vacuous",
      reasons: ["duals: so"],
      worst: null,
      maxRelativeError: null,
      oracles: { duals: "vacuous", taylor: "inconclusive" },
    });
    expect(report.oracles).toBe(opinions);
    expect(report.worst).toBeNull();
  });

  it("takes the worst entry from the first oracle that shares the verdict and compares entries", () => {
    const opinions = { taylor: { dU: finding("fail") }, duals: one(1, 1), differences: one(1, 2) };
    const { worst, tensors, verdict } = combine(["dU"], opinions, []);
    expect(verdict).toBe("fail");
    expect(worst).toMatchObject({ path: "dU[0]", analytic: 1, numeric: 2, relativeError: 0.5 });
    expect(tensors["dU"].maxRelativeError).toBe(0.5);
    expect(tensors["dU"].reasons).toEqual([
      "taylor: so",
      "differences: dU[0] is off by 1.0, where 9.5e-7 is explained",
    ]);
  });

  it("says the same of every tensor where the loss decides", () => {
    const report = evaluationReport(["dU", "dW"], { verdict: "fail", reason: "the loss is NaN" });
    expect([report.verdict, report.worst]).toEqual(["fail", null]);
    expect(report.remarks).toEqual(["the loss is NaN"]);
    for (const name of ["dU", "dW"]) {
      expect(report.tensors[name]).toMatchObject({
        verdict: "fail",
        reasons: ["evaluation: the loss is NaN"],
        oracles: { evaluation: "fail" },
      });
    }
  });

  it("shows the worst entry of a pass too", () => {
    expect(combine(["dU"], { duals: one(1, 1) }, []).worst).toMatchObject({ path: "dU[0]" });
  });
});

describe("the entries of a report", () => {
  it("are those of the first oracle that compares any, of the tensors that it compares", () => {
    const duals = one(1, 1);
    const report = combine(
      ["dU", "dW"],
      {
        taylor: { dU: finding("pass"), dW: finding("pass") },
        duals: { ...duals, dW: finding("vacuous") },
        differences: { ...one(1, 2), dW: finding("vacuous") },
      },
      [],
    );
    expect(entrywise(report)).toEqual({ oracle: "duals", tensors: duals });
  });

  it("are not there when no oracle compares entries", () => {
    expect(entrywise(combine(["dU"], { taylor: { dU: finding("pass") } }, []))).toBeNull();
  });
});
