import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import { GRADIENT_ERRATA } from "../../src/article/errata.ts";
import { listingForward } from "../../src/article/listing.ts";
import { planSequence } from "../../src/article/plan.ts";
import { firstStep } from "../../src/gradcheck/frozenLoss.ts";
import { dualPairs } from "../../src/gradcheck/pairs.ts";
import { labPlan, labStart } from "../../src/lab/plan.ts";
import { changed, type LabSettings, labSettings } from "../../src/lab/settings.ts";
import {
  gradientFlow,
  type LabTrace,
  labTrace,
  pairSizes,
  weightSizes,
} from "../../src/lab/trace.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { norm, spectralRadius } from "../../src/numerics/norm.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { gradientArrays } from "../../src/rnn/parameters.ts";
import { labCases } from "../support/labCases.ts";
import { itRefuses } from "../support/refusals.ts";

const small = labSettings("sane", { hidden: 4, length: 6, start: "glorot" });

/** The trace of the untrained network. */
const traced = (settings: LabSettings, record?: number): LabTrace =>
  labTrace(settings, labStart(settings), record);

describe("labTrace", () => {
  it("is the record through the network, whose states the listing has too", () => {
    for (const preset of ["as-published", "sane"] as const) {
      const settings = labSettings(preset, { hidden: 4, length: 6 });
      const { plan, parameters, window, target, trace } = traced(settings, 3);
      const record = articleData(6).training[3];
      const listing = listingForward(parameters, record.x.data, undefined, settings.activation);
      expect([...window]).toEqual([...record.x.data]);
      expect(target).toBe(record.y.data[0]);
      expect(plan).toEqual(labPlan(settings));
      // Six roundings of sums below 5, twice.
      trace.s.data.forEach((s, n) => {
        expect(Math.abs(s - listing.s.data[n])).toBeLessThanOrEqual(2 * 6 * 5 * 2 ** -53);
      });
      expect(Math.abs(trace.o.data[5] - listing.o)).toBeLessThanOrEqual(1e-13);
    }
  });

  it("says how much of it is saturated", () => {
    expect(traced(small).saturated).toBe(0);
    // At the start of the article all are, but for those of the first step.
    const article = traced(labSettings("as-published"));
    expect(article.saturated).toBeGreaterThan(0.95);
    expect(article.saturated).toBeLessThan(1);
    const broken = { ...labStart(small), W: fromRows(Array(4).fill([0, 0, 0, 0])) };
    broken.W.data[0] = Number.NaN;
    // One unit is no number from the first step on, and infects the others one step later.
    expect(labTrace(small, broken).saturated).toBe((1 + 5 * 4) / 24);
  });

  itRefuses([
    [
      "a record that there is not",
      () => traced(small, 144),
      "RangeError: record: expected a whole number from 0 to 143, got 144",
    ],
  ]);
});

describe("pairSizes", () => {
  it("are the norms of the pairs by dual numbers, with a loss at every step", () => {
    fc.assert(
      fc.property(labCases(), (settings) => {
        const { plan, parameters, window, target } = traced(settings);
        const { sizes, truncations } = pairSizes(traced(settings), [{ kind: "full" }]);
        const config = defineNetwork({ ...plan.config, lossAt: "every" });
        const [record] = articleData(settings.length).training;
        const y = fromRows([...window.slice(1), target].map((value) => [value]));
        const pairs = dualPairs(config, parameters, { ...planSequence(plan, record), y });
        sizes.forEach((row, t) => {
          const expected = (pairs[t] ?? []).map((gradients) =>
            norm(Float64Array.from(gradientArrays(gradients).flatMap((values) => [...values]))),
          );
          // Relative to the largest of the row: some 50 roundings on either way.
          const largest = Math.max(...expected);
          expect(row).toHaveLength(t + 1);
          row.forEach((size, i) => {
            expect(Math.abs(size - expected[i])).toBeLessThanOrEqual(1e-13 * largest);
          });
        });
        expect(truncations).toEqual(
          [settings.truncation, { kind: "full" } as const].map((truncation) => ({
            truncation,
            starts: sizes.map((_, t) => firstStep(truncation, t, settings.length)),
          })),
        );
      }),
      { numRuns: 10 },
    );
  });
});

describe("gradientFlow", () => {
  it("is ‖∂loss/∂a_i‖: by differences of the loss in a bias at step i", () => {
    const { plan, parameters, window, target, trace } = traced(small);
    const { W, V } = parameters;
    const lossFrom = (i: number, k: number, h: number): number => {
      let s = new Float64Array(4);
      for (let t = 0; t < 6; t++) {
        const a = s.map((_, j) => {
          const carried = s.reduce((sum, sk, m) => sum + W.data[4 * j + m] * sk, 0);
          return parameters.U.data[j] * window[t] + carried + (t === i && j === k ? h : 0);
        });
        s = a.map(Math.tanh);
      }
      const e = s.reduce((sum, sk, m) => sum + V.data[m] * sk, 0) - target;
      return (e * e) / 2;
    };
    const { truth, start, listing } = gradientFlow(traced(small));
    expect(truth).toHaveLength(6);
    truth.forEach((size, i) => {
      const h = 1e-5;
      const slopes = Float64Array.from({ length: 4 }, (_, k) => {
        return (lossFrom(i, k, h) - lossFrom(i, k, -h)) / (2 * h);
      });
      // The third derivative is below 10: h² · 10 / 6 = 2e-10; rounding adds 2^-53 / h = 1e-11.
      expect(Math.abs(size - norm(slopes))).toBeLessThanOrEqual(4e-10);
    });
    expect(trace.s.rows).toBe(plan.length);
    expect([start, listing]).toEqual([0, null]);
  });

  it("starts where the truncation does", () => {
    const window = changed(small, { truncation: { kind: "window", hops: 2 } });
    expect(gradientFlow(traced(window)).start).toBe(3);
  });

  it("has what the listing takes for it, within its window", () => {
    const left = (standing: readonly string[]): LabSettings =>
      changed(small, {
        mended: GRADIENT_ERRATA.filter((id) => !standing.includes(id)),
        truncation: { kind: "window", hops: 2 },
      });
    const right = gradientFlow(traced(left(["E01"])));
    expect(right.listing?.slice(0, 3)).toEqual([null, null, null]);
    right.listing?.slice(3).forEach((size, n) => {
      expect(Math.abs((size ?? Number.NaN) / right.truth[3 + n] - 1)).toBeLessThanOrEqual(1e-14);
    });
    // The first is the same but for the wrong derivative; the error is added again only after it.
    const wrong = gradientFlow(traced(left(["E01", "E08"])));
    expect(wrong.listing?.[5]).toBe(right.listing?.[5]);
    expect(wrong.listing?.[4]).not.toBe(right.listing?.[4]);
    expect(wrong.truth).toEqual(right.truth);
    expect(gradientFlow(traced(left(["E01", "E05"]))).listing?.[5]).not.toBe(right.listing?.[5]);
  });

  it("vanishes at the article's start, where what the listing computes in its place explodes", () => {
    const { truth, listing } = gradientFlow(traced(labSettings("as-published")));
    expect(truth.slice(0, 48).every((size) => size === 0)).toBe(true);
    // A factor of a(1 − a) near −2450 times the size of W, 50, a hop.
    expect((listing?.[45] ?? 0) / (listing?.[46] ?? 0)).toBeGreaterThan(1e4);
  });

  it("is no number where the run has diverged", () => {
    const parameters = labStart(small);
    parameters.W.data.fill(Number.NaN);
    const trace = labTrace(small, parameters);
    expect(gradientFlow(trace).truth.every(Number.isNaN)).toBe(true);
    expect(pairSizes(trace).sizes[5].every(Number.isNaN)).toBe(true);
  });
});

describe("weightSizes", () => {
  it("are those of W", () => {
    const parameters = labStart(small);
    parameters.W.data[7] = -3;
    expect(weightSizes(parameters)).toEqual({
      largest: 3,
      spectralRadius: spectralRadius(parameters.W),
    });
    parameters.W.data[3] = Number.NaN;
    expect(weightSizes(parameters)).toEqual({ largest: Number.NaN, spectralRadius: Number.NaN });
  });
});
