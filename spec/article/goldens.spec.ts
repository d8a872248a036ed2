/** The published run and the goldens, to the last bit, and NumPy's own runs beside them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Ensemble, ensembleMember, firstChaoticEpoch } from "../../src/article/ensemble.ts";
import { GOLDEN_NAMES, type Golden, goldenRun } from "../../src/article/goldens.ts";
import { startParameters } from "../../src/article/network.ts";
import {
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "../../src/article/published.ts";
import { articleRun } from "../../src/article/run.ts";
import { PRESETS, runSettings } from "../../src/article/settings.ts";
import { asPrinted } from "../../src/article/verdict.ts";
import { ENGINES } from "../../src/engine/engine.ts";
import { engineOf } from "../../src/engine/engines.ts";

function fixture<Content>(name: string): Content {
  const path = new URL(`../../fixtures/article/${name}`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")) as Content;
}

interface NumpyRun {
  readonly start: Readonly<
    Record<"U" | "W" | "V", { readonly first: number; readonly last: number; readonly sum: number }>
  >;
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
}

const GOLDENS = fixture<Readonly<Record<string, Golden>>>("goldens.json");
const ENSEMBLE = fixture<Ensemble>("rounding-ensemble.json");
const NUMPY = fixture<Readonly<Record<string, NumpyRun>>>("numpy-runs.json");

describe("the golden runs", () => {
  it("are all there", () => {
    expect(Object.keys(GOLDENS)).toEqual(GOLDEN_NAMES);
  });

  // Those of the presets take the reference seconds, and are left to `npm run goldens -- --check`:
  // src/rnn has the small ones, and the engines are held to the same bits by properties of their own.
  const left: readonly string[] = PRESETS;
  const runs = GOLDEN_NAMES.flatMap((name) => ENGINES.map((engine) => [name, engine] as const));
  it.each(runs.filter(([name, engine]) => !(engine === "reference" && left.includes(name))))(
    "%s is equal to the last bit, by the engine %s",
    (name, engine) => {
      expect(goldenRun(name, engineOf(engine))).toEqual(GOLDENS[name]);
    },
  );
});

describe("the published table", () => {
  const { trainLoss, valLoss } = GOLDENS["as-published"];

  it("is equal digit for digit in its first five epochs", () => {
    expect(trainLoss.slice(0, 5).map(asPrinted)).toEqual(PUBLISHED_TRAIN_LOSS.slice(0, 5));
    expect(valLoss.slice(0, 5).map(asPrinted)).toEqual(PUBLISHED_VAL_LOSS.slice(0, 5));
  });

  it("the other forty figures, and ours, lie inside the rounding ensemble", () => {
    for (let n = 5; n < 25; n++) {
      for (const loss of [Number(PUBLISHED_TRAIN_LOSS[n]), trainLoss[n]]) {
        expect(loss).toBeGreaterThanOrEqual(ENSEMBLE.trainLoss[n].min);
        expect(loss).toBeLessThanOrEqual(ENSEMBLE.trainLoss[n].max);
      }
      for (const loss of [Number(PUBLISHED_VAL_LOSS[n]), valLoss[n]]) {
        expect(loss).toBeGreaterThanOrEqual(ENSEMBLE.valLoss[n].min);
        expect(loss).toBeLessThanOrEqual(ENSEMBLE.valLoss[n].max);
      }
    }
  });
});

describe("the rounding ensemble", () => {
  const at = (epoch: number, end: "min" | "max"): number[] =>
    [ENSEMBLE.trainLoss, ENSEMBLE.valLoss].map((spreads) => spreads[epoch - 1][end]);

  // Of its 300 members these are the ones at the ends of the range in that epoch.
  it.each([
    [202, 6, "min"],
    [162, 6, "max"],
    [74, 7, "min"],
  ] as const)("member %d is where it is in epoch %d: %s", (member, epochs, end) => {
    const settings = runSettings("as-published", { epochs });
    const { trainLoss, valLoss } = ensembleMember(settings, member);
    expect([trainLoss[epochs - 1], valLoss[epochs - 1]]).toEqual(at(epochs, end));
    for (let n = 0; n < epochs; n++) {
      for (const [spreads, losses] of [
        [ENSEMBLE.trainLoss, trainLoss],
        [ENSEMBLE.valLoss, valLoss],
      ] as const) {
        expect(losses[n]).toBeGreaterThanOrEqual(spreads[n].min);
        expect(losses[n]).toBeLessThanOrEqual(spreads[n].max);
      }
    }
  });

  it("has the published RMSE in its range", () => {
    const { min, max } = ENSEMBLE.valRmse.articlePrediction;
    expect(Number(PUBLISHED_VAL_RMSE)).toBeGreaterThanOrEqual(min);
    expect(Number(PUBLISHED_VAL_RMSE)).toBeLessThanOrEqual(max);
  });

  it("parts in epoch 6, and the listing in NumPy from this run too", () => {
    expect(firstChaoticEpoch(ENSEMBLE)).toBe(6);
    const apart = (n: number): number =>
      Math.abs(NUMPY["42"].trainLoss[n] / GOLDENS["as-published"].trainLoss[n] - 1);
    expect(apart(4)).toBeLessThan(1e-9);
    expect(apart(5)).toBeGreaterThan(1e-9);
  });
});

describe("NumPy's runs of the listing", () => {
  it.each(Object.keys(NUMPY))("seed %s: the same draws, to the last bit", (seed) => {
    const start = startParameters(runSettings("as-published", { seed: Number(seed) }));
    for (const name of ["U", "W", "V"] as const) {
      const { data } = start[name];
      const expected = NUMPY[seed].start[name];
      expect([data[0], data[data.length - 1]]).toEqual([expected.first, expected.last]);
      // The draws are multiples of 2^-53: their sum is exact in whole numbers, and rounds once.
      const sum = data.reduce((total, value) => total + BigInt(value * 2 ** 53), 0n);
      expect(Number(sum) / 2 ** 53).toBe(expected.sum);
    }
  });

  it.each(Object.keys(NUMPY))("seed %s: the first five epochs to 3e-13", (seed) => {
    // Two ways to add the 100 terms of V s; scripts/bench.ts derives it. Equal to 7e-16 in fact.
    const tolerance = 3e-13;
    const run = articleRun(runSettings("as-published", { seed: Number(seed), epochs: 5 }));
    for (let n = 0; n < 5; n++) {
      const [train, val] = [NUMPY[seed].trainLoss[n], NUMPY[seed].valLoss[n]];
      expect(Math.abs(run.trainLoss[n] / train - 1)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(run.valLoss[n] / val - 1)).toBeLessThanOrEqual(tolerance);
    }
  });

  it("seed 42: from epoch 6 on inside the rounding ensemble", () => {
    const { trainLoss, valLoss } = NUMPY["42"];
    expect(trainLoss).toHaveLength(25);
    for (let n = 5; n < 25; n++) {
      expect(trainLoss[n]).toBeGreaterThanOrEqual(ENSEMBLE.trainLoss[n].min);
      expect(trainLoss[n]).toBeLessThanOrEqual(ENSEMBLE.trainLoss[n].max);
      expect(valLoss[n]).toBeGreaterThanOrEqual(ENSEMBLE.valLoss[n].min);
      expect(valLoss[n]).toBeLessThanOrEqual(ENSEMBLE.valLoss[n].max);
    }
  });
});
