import { describe, expect, it } from "vitest";
import type { Case, Kind } from "../../src/conformance/kinds.ts";
import { largestShares, referenceJudgement } from "../../src/conformance/referenceJudgement.ts";
import { sampleFile } from "../support/caseFiles.ts";

/** The sample of a kind, with another id and whatever else is to differ. */
const sample = (kind: Kind, id: string, changes: object = {}): Case =>
  ({ kind, ...sampleFile(kind).cases[0], id, ...changes }) as Case;

describe("the judgement of our own answer", () => {
  it("passes what is right, a canary in its own dtype, and refuses what is impossible", () => {
    const canary32 = sample("canary", "canary-b", {
      config: { dtype: "float32" },
      inputs: { values: [0.5], decimals: [] },
      expected: { values: [0.5], bits: ["3f000000"], decimalBits: [] },
    });
    for (const one of [sample("canary", "canary-a"), canary32, sample("reject", "reject-a")]) {
      expect(referenceJudgement(one)).toMatchObject({ id: one.id, verdict: "pass" });
    }
  });

  it("fails what is wrong", () => {
    const wrong = sample("random", "random-a", { expected: { values: [0.5] } });
    expect(referenceJudgement(wrong)).toMatchObject({ verdict: "fail" });
  });
});

describe("the largest shares", () => {
  const u = 2 ** -53;
  /** ½ (0 − 1)² + ½ (1 − 0)² = 1, expected to be off by so many units of so many. */
  const loss = (id: string, units: number, errorFactor: number): Case =>
    sample("loss", id, {
      expected: { loss: 1 + units * u, outputError: [-1, 1] },
      errorFactor: { loss: errorFactor, outputError: 0 },
    });

  it("is the largest share of a kind, and of equals the first; nothing for what has no numbers", () => {
    const judgements = [
      sample("reject", "reject-a"),
      loss("loss-a", 2, 8),
      loss("loss-b", 6, 8),
      loss("loss-c", 12, 16),
      loss("loss-d", 4, 8),
      sample("canary", "canary-a"),
    ].map((one) => referenceJudgement(one));
    expect(largestShares(judgements)).toEqual([
      { kind: "canary", share: 0, id: "canary-a" },
      { kind: "loss", share: 0.75, id: "loss-b" },
    ]);
  });
});
