import { describe, expect, it } from "vitest";
import { GRADIENT_ERRATA, type GradientErratum } from "../../src/article/errata.ts";
import type { Oracle } from "../../src/gradcheck/networkCheck.ts";
import { entrywise } from "../../src/gradcheck/report.ts";
import { CHECKED, gradientDistance, labCheck } from "../../src/lab/check.ts";
import { labStart } from "../../src/lab/plan.ts";
import { type LabChanges, labSettings } from "../../src/lab/settings.ts";

const QUICK: readonly Oracle[] = ["duals"];

describe("the check of a run's gradient", () => {
  it("passes before all oracles where no erratum stands", () => {
    const small = labCheck(labSettings("sane", { hidden: 2, length: 3 }));
    expect(small.report.verdict).toBe("pass");
    expect(Object.keys(small.report.oracles)).toHaveLength(5);
    const settings = labSettings("sane");
    const { report, ...others } = labCheck(settings, QUICK);
    expect(report.verdict).toBe("pass");
    expect(others).toEqual({ settings, ...CHECKED, standing: [], limit: null, distance: 0 });
  });

  it("fails in every tensor as published", () => {
    const { report, distance, standing } = labCheck(labSettings("as-published"), QUICK);
    expect(Object.values(report.tensors).map(({ verdict }) => verdict)).toEqual([
      "fail",
      "fail",
      "fail",
    ]);
    expect(distance).toBeGreaterThan(1);
    expect(standing).toEqual(["E01", "E02", "E03", "E04", "E10"]);
  });

  it.each<[string, LabChanges]>([
    ["sigmoid, an input for each step", {}],
    [
      "tanh, one shared input, in full",
      {
        mended: [...GRADIENT_ERRATA, "E16"],
        activation: "tanh",
        truncation: { kind: "full" },
      },
    ],
  ])("fails with each erratum that stands alone, and passes where it is moot: %s", (_, changes) => {
    for (const id of GRADIENT_ERRATA) {
      const settings = labSettings("corrected", { start: "glorot", ...changes });
      const mended = settings.mended.filter((other) => other !== id);
      const { report, distance } = labCheck({ ...settings, mended }, QUICK);
      expect(`${id} ${report.verdict}`).toBe(`${id} ${id === "E03" ? "pass" : "fail"}`);
      expect(distance > 1e-3).toBe(id !== "E03");
    }
  });

  it("clips as E10 does where it is in force, to what there is to clip, and nowhere else", () => {
    const { truncation } = labSettings("as-published");
    const { report } = labCheck(labSettings("corrected", { truncation }), QUICK);
    const entries = Object.values(entrywise(report)?.tensors ?? {}).flatMap((one) => one.entries);
    const largest = Math.max(...entries.map(({ numeric }) => Math.abs(numeric)));
    const { limit } = labCheck(labSettings("as-published"), QUICK);
    expect(limit).toBeCloseTo(largest / 2, 12);
    for (const clip of [null, { kind: "norm", limit: 1e-3 } as const]) {
      // By norm or not at all the listing's partial sums are not clipped: the oracles must not say so.
      const unclipped = labCheck(labSettings("as-published", { clip }), QUICK);
      expect(unclipped.limit).toBeNull();
      const mended = [...labSettings("as-published").mended, "E10"] as const;
      expect(unclipped.distance).toBe(
        labCheck(labSettings("as-published", { clip, mended }), QUICK).distance,
      );
    }
  });

  it("is of the run's own sizes where they are small", () => {
    const { hidden, length } = labCheck(labSettings("sane", { hidden: 2, length: 3 }), QUICK);
    expect([hidden, length]).toEqual([2, 3]);
  });

  it("is vacuous where nothing flows", () => {
    const settings = labSettings("sane", { activation: "sigmoid", start: "uniform", hidden: 1 });
    const { report } = labCheck({ ...settings, hidden: 1, length: 1 }, QUICK);
    // With T = 1 the state before is zero, and so is dW.
    expect(report.tensors["dW"].verdict).toBe("vacuous");
  });
});

describe("gradientDistance", () => {
  const small = { hidden: 4, length: 6 } as const;

  it("is zero for the true gradient, and one or more for the published one", () => {
    const distance = (preset: "corrected" | "as-published"): number => {
      const settings = labSettings(preset, small);
      return gradientDistance(settings, labStart(settings));
    };
    expect(distance("corrected")).toBe(0);
    expect(distance("as-published")).toBeGreaterThan(1);
  });

  it("is of clipped gradients", () => {
    // Of which every entry is at the limit, but for the sign, that of dU alone may differ.
    const mended = GRADIENT_ERRATA.filter((id: GradientErratum) => id !== "E04");
    const at = (limit: number | null): number => {
      const clip = limit === null ? null : ({ kind: "value", limit } as const);
      const settings = labSettings("corrected", { ...small, mended, clip });
      return gradientDistance(settings, labStart(settings));
    };
    expect(at(1e-9)).toBeLessThan(at(null));
  });

  it("is no number where the run has diverged", () => {
    const settings = labSettings("sane", small);
    const parameters = labStart(settings);
    parameters.W.data.fill(Number.NaN);
    expect(gradientDistance(settings, parameters)).toBeNaN();
  });
});
