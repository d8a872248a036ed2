/** The published run and the goldens, to the last bit, and NumPy's own runs beside them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Ensemble } from "../../src/article/ensemble.ts";
import { GOLDEN_NAMES, type Golden, goldenRun } from "../../src/article/goldens.ts";
import { startParameters } from "../../src/article/network.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../../src/article/published.ts";
import { articleRun } from "../../src/article/run.ts";
import { runSettings } from "../../src/article/settings.ts";
import { asPrinted } from "../../src/article/verdict.ts";

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

  it.each(GOLDEN_NAMES)("%s is equal to the last bit", (name) => {
    expect(goldenRun(name)).toEqual(GOLDENS[name]);
  });
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

  it.each(Object.keys(NUMPY))("seed %s: the first five epochs to 1e-12", (seed) => {
    const run = articleRun(runSettings("as-published", { seed: Number(seed), epochs: 5 }));
    for (let n = 0; n < 5; n++) {
      const [train, val] = [NUMPY[seed].trainLoss[n], NUMPY[seed].valLoss[n]];
      expect(Math.abs(run.trainLoss[n] / train - 1)).toBeLessThanOrEqual(1e-12);
      expect(Math.abs(run.valLoss[n] / val - 1)).toBeLessThanOrEqual(1e-12);
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
