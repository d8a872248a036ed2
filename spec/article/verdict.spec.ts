import { describe, expect, it } from "vitest";
import { type Ensemble, firstChaoticEpoch } from "../../src/article/ensemble.ts";
import { ladderRung, ladderSteps, relativeDistance } from "../../src/article/ladder.ts";
import {
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "../../src/article/published.ts";
import { reproduction } from "../../src/article/reproduction.ts";
import { articleRun } from "../../src/article/run.ts";
import { runSettings } from "../../src/article/settings.ts";
import { asPrinted, isExplained, leadingDigits, verdict } from "../../src/article/verdict.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { spread } from "../../src/numerics/statistics.ts";

/** An ensemble of two: the published figures less and more a part in a thousand. */
const around = (figure: string) => spread([Number(figure) * 0.999, Number(figure) * 1.001]);
const ENSEMBLE: Ensemble = {
  members: 2,
  trainLoss: PUBLISHED_TRAIN_LOSS.map(around),
  valLoss: PUBLISHED_VAL_LOSS.map(around),
  valRmse: { articlePrediction: around(PUBLISHED_VAL_RMSE), asTrained: spread([0.5]) },
};

const PERFECT = {
  trainLoss: PUBLISHED_TRAIN_LOSS.map(Number),
  valLoss: PUBLISHED_VAL_LOSS.map(Number),
  valRmse: { articlePrediction: Number(PUBLISHED_VAL_RMSE) },
};

describe("verdict", () => {
  it("a run that prints the table agrees in every figure", () => {
    const found = verdict(PERFECT, ENSEMBLE);
    expect(found).toMatchObject({ digitForDigit: 50, insideEnsemble: 0, outside: 0 });
    expect(found.valRmse).toMatchObject({ insideEnsemble: true, leadingDigits: 15 });
  });

  it("counts a figure once: digit for digit, else inside, else outside", () => {
    const trainLoss = PERFECT.trainLoss.with(3, 11245.17049552);
    const found = verdict({ ...PERFECT, trainLoss }, ENSEMBLE);
    expect(found).toMatchObject({ digitForDigit: 49, insideEnsemble: 1, outside: 0 });
    expect(found.trainLoss[3]).toEqual({
      published: "11245.17049551",
      ours: 11245.17049552,
      leadingDigits: 12,
      digitForDigit: false,
      insideEnsemble: true,
    });
  });

  // The published figure is 17.38870495.
  it.each([
    ["both are", 17.4, 17.3, 17.5, true],
    ["ours is the lower end", 17.3, 17.3, 17.5, true],
    ["ours is the upper end", 17.5, 17.3, 17.5, true],
    ["the published figure is the lower end", 17.4, 17.38870495, 17.5, true],
    ["the published figure is the upper end", 17.35, 17.3, 17.38870495, true],
    ["the published figure is below", 17.4, 17.39, 17.5, false],
    ["the published figure is above", 17.35, 17.3, 17.38, false],
    ["ours is below", 17.2, 17.3, 17.5, false],
    ["ours is above", 17.6, 17.3, 17.5, false],
    ["ours is NaN", Number.NaN, 17.3, 17.5, false],
    ["ours is infinite", Number.POSITIVE_INFINITY, 17.3, 17.5, false],
    ["the range is NaN", 17.4, Number.NaN, Number.NaN, false],
  ])("a figure and ours are inside together: %s", (_, ours, low, high, inside) => {
    const [min, max] = [low, high];
    const range = { min, p05: min, median: min, mean: min, p95: max, max };
    const found = verdict(
      { ...PERFECT, trainLoss: PERFECT.trainLoss.with(7, ours) },
      { ...ENSEMBLE, trainLoss: ENSEMBLE.trainLoss.with(7, range) },
    );
    expect(found).toMatchObject({
      digitForDigit: 49,
      insideEnsemble: inside ? 1 : 0,
      outside: inside ? 0 : 1,
    });
    expect(isExplained(found)).toBe(inside);
  });

  it("a run that is lost from epoch 6 on is outside from there on", () => {
    const lost = (losses: readonly number[]) =>
      losses.map((loss, n) => (n < 5 ? loss : Number.NaN));
    const found = verdict(
      {
        trainLoss: lost(PERFECT.trainLoss),
        valLoss: lost(PERFECT.valLoss),
        valRmse: { articlePrediction: Number.NaN },
      },
      ENSEMBLE,
    );
    expect(found).toMatchObject({ digitForDigit: 10, insideEnsemble: 0, outside: 40 });
    expect(found.valRmse?.insideEnsemble).toBe(false);
    expect(found.valLoss[24]).toMatchObject({ digitForDigit: false, leadingDigits: 0 });
  });

  it("is not explained while the RMSE is outside", () => {
    const found = verdict({ ...PERFECT, valRmse: { articlePrediction: 0.2 } }, ENSEMBLE);
    expect(found.outside).toBe(0);
    expect(isExplained(found)).toBe(false);
    expect(isExplained({ ...found, valRmse: null })).toBe(true);
  });

  it("is chaotic from the epoch in which the ensemble parts, whatever our run does", () => {
    const exact = (figure: string) => spread([Number(figure)]);
    const partingIn = (train: number, val: number): Ensemble => ({
      ...ENSEMBLE,
      trainLoss: PUBLISHED_TRAIN_LOSS.map((f, n) => (n + 1 < train ? exact(f) : around(f))),
      valLoss: PUBLISHED_VAL_LOSS.map((f, n) => (n + 1 < val ? exact(f) : around(f))),
    });
    const other = { ...PERFECT, trainLoss: PERFECT.trainLoss.with(1, 1) };
    for (const run of [PERFECT, other]) {
      expect(verdict(run, partingIn(6, 7)).chaoticFrom).toBe(6);
      expect(verdict(run, partingIn(9, 4)).chaoticFrom).toBe(4);
      expect(verdict(run, partingIn(26, 26)).chaoticFrom).toBeNull();
    }
    const five = { ...PERFECT, trainLoss: PERFECT.trainLoss.slice(0, 5) };
    expect(verdict(five, partingIn(5, 5)).chaoticFrom).toBe(5);
    expect(verdict(five, partingIn(6, 6)).chaoticFrom).toBeNull();
  });

  it("does not take rounding for chaos", () => {
    const apart = (relative: number): Ensemble => ({
      ...ENSEMBLE,
      trainLoss: PUBLISHED_TRAIN_LOSS.map((f) => spread([Number(f), Number(f) * (1 + relative)])),
      valLoss: PUBLISHED_VAL_LOSS.map((f) => spread([Number(f)])),
    });
    expect(firstChaoticEpoch(apart(0.9e-9))).toBeNull();
    expect(firstChaoticEpoch(apart(1.1e-9))).toBe(1);
  });

  it("judges as many epochs as were run, and the RMSE only after 25", () => {
    const three = {
      ...PERFECT,
      trainLoss: PERFECT.trainLoss.slice(0, 3),
      valLoss: PERFECT.valLoss.slice(0, 3),
    };
    const found = verdict(three, ENSEMBLE);
    expect(found).toMatchObject({ digitForDigit: 6, insideEnsemble: 0, outside: 0, valRmse: null });
    const longer = { ...PERFECT, trainLoss: [...PERFECT.trainLoss, 1], valLoss: PERFECT.valLoss };
    expect(verdict(longer, ENSEMBLE)).toMatchObject({ digitForDigit: 50, valRmse: null });
  });
});

describe("digits", () => {
  it.each([
    [17.181681, "17.181681"],
    [20, "20"],
    [100.5, "100.5"],
    [1264.5157739005826, "1264.5157739"],
    [0.1, "0.1"],
    [1e-9, "0"],
  ])("%d is printed %s", (value, text) => {
    expect(asPrinted(value)).toBe(text);
  });

  it.each([
    ["17.181681", 17.181681, 8],
    ["17.181681", 17.181691, 6],
    ["20.15654115", 20.15649820588956, 5],
    ["101185.61756671", 101185.61756670638, 14],
    ["10.05", 9.95, 0],
    ["9.95", 10.05, 0],
    ["0.127191931509431", 0.12772509828822723, 3],
    ["100.5", 100.5, 4],
    ["17", 17.2, 2],
    ["17.1", -17.1, 0],
    ["17.1", Number.POSITIVE_INFINITY, 0],
  ])("%s and %d agree in %d leading digits", (published, ours, digits) => {
    expect(leadingDigits(published, ours)).toBe(digits);
  });
});

describe("the ladder", () => {
  const settings = runSettings("as-published", { hidden: 5, length: 8, epochs: 2 });

  it("goes from nothing over each alone to all ten", () => {
    const steps = ladderSteps();
    expect(steps[0]).toEqual([]);
    expect(steps.slice(1, 11).flat()).toHaveLength(10);
    expect(steps.at(-1)).toHaveLength(10);
    expect(new Set(steps.map((step) => step.join())).size).toBe(20);
  });

  it("nothing mended is the published run, all mended has no distance left", () => {
    const first = ladderRung(settings, []);
    const run = articleRun(settings);
    expect(first.trainLoss).toBe(run.trainLoss[1]);
    expect(first.valLoss).toBe(run.valLoss[1]);
    expect(first.valRmse).toEqual(run.valRmse);
    expect(first.distance.articleStart).toBeGreaterThan(0.1);
    expect(first.distance.centredStart).toBeGreaterThan(1);
    const all = ladderSteps().at(-1) ?? [];
    expect(ladderRung(settings, all).distance).toEqual({ articleStart: 0, centredStart: 0 });
  });

  it("compares what updates apply: a gradient that clipping makes the true one has no distance", () => {
    const published = runSettings("as-published", { epochs: 1 });
    const { distance } = ladderRung(published, ["E01", "E02", "E03", "E04", "E05"]);
    // Unclipped, dV is 45 times one number where the listing has 10 times one: a distance of 0.78.
    expect(distance.articleStart).toBe(0);
    expect(distance.centredStart).toBeGreaterThan(1);
  });

  it("measures relative to the true gradient", () => {
    const g = (u: number, w: number, v: number) => ({
      dU: fromRows([[u]]),
      dW: fromRows([[w]]),
      dV: fromRows([[v]]),
    });
    expect(relativeDistance(g(3, 0, 4), g(0, 0, 4))).toBe(0.75);
    expect(relativeDistance(g(0, 3, 4), g(0, 0, 5))).toBeCloseTo(Math.sqrt(10) / 5, 15);
  });
});

describe("reproduction", () => {
  const settings = runSettings("as-published", { epochs: 1 });
  const result = articleRun(settings);

  it("has a verdict when a run has the published settings, and everything written down", () => {
    const found = reproduction([{ settings, result }], null, ENSEMBLE, true);
    expect(found.verdict).toMatchObject({ digitForDigit: 2, insideEnsemble: 0, outside: 0 });
    expect(found.runs["as-published"]).toMatchObject({
      settings: {
        seed: 42,
        generator: "numpy",
        mended: [],
        truncation: { kind: "window", hops: 5 },
      },
      trainLoss: result.trainLoss,
      valRmse: result.valRmse,
      sha256: result.sha256,
    });
    expect(found.runs["as-published"]?.predictions.targets.validation).toHaveLength(50);
    expect(found.published.trainLoss[0]).toBe(101185.61756671);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it("has none when no run has them", () => {
    const other = runSettings("as-published", { hidden: 3, length: 5, epochs: 1 });
    const sane = runSettings("sane", { hidden: 3, length: 5, epochs: 1 });
    const results = [other, sane].map((each) => ({ settings: each, result: articleRun(each) }));
    const found = reproduction(results, [], ENSEMBLE, false);
    expect(found).toMatchObject({ verdict: null, ladder: [], complete: false });
    expect(found.runs.sane?.predictions.articlePrediction).toBeNull();
    expect(found.runs.corrected).toBeUndefined();
  });
});
