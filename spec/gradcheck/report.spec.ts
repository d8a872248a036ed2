/** Several oracles, one report. */
import { describe, expect, it } from "vitest";
import { combine, type Finding, type Opinion } from "../../src/gradcheck/report.ts";
import { compareTensor, type Verdict } from "../../src/gradcheck/verdict.ts";

const finding = (verdict: Verdict): Finding => ({
  verdict,
  reason: verdict === "pass" ? null : "so",
});

function together(...verdicts: readonly Verdict[]): Verdict {
  const opinions = Object.fromEntries(verdicts.map((v, n) => [`oracle${n}`, { dU: finding(v) }]));
  return combine(["dU"], opinions, []).tensors["dU"].verdict;
}

const one = (a: number, n: number): Opinion => ({
  dU: compareTensor(
    "dU",
    Float64Array.of(a),
    Float64Array.of(n),
    Float64Array.of(2 ** -20),
    Float64Array.of(0),
  ),
});

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
});

describe("the report", () => {
  it("has the gravest verdict of its tensors, and the oracles' on each", () => {
    const opinions = {
      duals: { dU: finding("pass"), dW: finding("vacuous") },
      taylor: { dU: finding("inconclusive"), dW: finding("inconclusive") },
    };
    const report = combine(["dU", "dW"], opinions, ["a remark"]);
    expect(report.verdict).toBe("vacuous");
    expect(report.remarks).toEqual(["a remark"]);
    expect(report.tensors["dU"]).toEqual({
      verdict: "pass",
      reasons: [],
      worst: null,
      maxRelativeError: null,
      oracles: { duals: "pass", taylor: "inconclusive" },
    });
    expect(report.tensors["dW"].reasons).toEqual(["duals: so"]);
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

  it("shows the worst entry of a pass too", () => {
    expect(combine(["dU"], { duals: one(1, 1) }, []).worst).toMatchObject({ path: "dU[0]" });
  });
});
