import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import type { GradientErratum } from "../../src/article/errata.ts";
import { articleNetwork, startParameters } from "../../src/article/network.ts";
import { planSequence } from "../../src/article/plan.ts";
import { runPlan } from "../../src/article/run.ts";
import {
  isAsPublished,
  listingSettings,
  PRESETS,
  type Preset,
  type RunOptions,
  requireRunSettings,
  runSettings,
} from "../../src/article/settings.ts";
import { itRefuses } from "../support/refusals.ts";

describe("runSettings", () => {
  it("as-published is what the article says", () => {
    expect(runSettings("as-published")).toEqual({
      preset: "as-published",
      generator: "numpy",
      seed: 42,
      epochs: 25,
      hidden: 100,
      length: 50,
      learningRate: 0.0001,
      truncation: { kind: "window", hops: 5 },
      clip: 10,
      mended: [],
    });
  });

  it("corrected differs from it in the gradient alone", () => {
    const { preset: _1, truncation, ...corrected } = runSettings("corrected");
    const { preset: _2, truncation: _3, ...published } = runSettings("as-published");
    expect(corrected).toEqual(published);
    expect(truncation).toEqual({ kind: "full" });
  });

  it("takes what is asked for, and freezes it", () => {
    const settings = runSettings("sane", {
      seed: 7,
      generator: "seedrandom",
      truncation: { kind: "chunk", k1: 2, k2: 3 },
    });
    expect(settings).toMatchObject({ seed: 7, generator: "seedrandom", learningRate: 0.01 });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it("shares nothing that can be changed, with its caller or with the presets", () => {
    const truncation = { kind: "window", hops: 3 } as const;
    const correct: GradientErratum[] = ["E01"];
    const settings = runSettings("as-published", { truncation, correct });
    Object.assign(truncation, { hops: -1 });
    correct.push("E02");
    expect([settings.truncation, settings.mended]).toEqual([{ kind: "window", hops: 3 }, ["E01"]]);
    for (const preset of PRESETS) {
      const { truncation: own, mended } = runSettings(preset);
      expect([own, mended, PRESETS].every(Object.isFrozen)).toBe(true);
    }
  });

  it.each<[Preset, object, ErrorConstructor, string]>([
    [
      "best" as Preset,
      {},
      RangeError,
      "preset: expected one of as-published, corrected, sane, got",
    ],
    [3 as unknown as Preset, {}, TypeError, "preset: expected one of"],
    [
      "sane",
      { seed: -1 },
      RangeError,
      "seed: expected a whole number from 0 to 4294967295, got -1",
    ],
    ["sane", { generator: "mt" }, RangeError, "generator: expected one of seedrandom, numpy, got"],
    ["sane", { epochs: 0 }, RangeError, "epochs: expected a whole number from 1 to"],
    ["sane", { hidden: 1.5 }, RangeError, "hidden: expected a whole number from 1 to"],
    ["sane", { length: 150 }, RangeError, "length: expected a whole number from 1 to 149, got 150"],
    [
      "sane",
      { learningRate: -1 },
      RangeError,
      "learningRate: expected a finite number of at least",
    ],
    ["sane", { learningRate: Number.NaN }, RangeError, "learningRate: expected a finite number"],
    ["sane", { learningRate: "1" }, TypeError, "learningRate: expected a finite number"],
    ["sane", { truncation: { kind: "window", hops: -1 } }, RangeError, "truncation.hops: expected"],
    ["sane", { correct: ["E01"] }, RangeError, "correct: expected none with the preset sane"],
    ["as-published", { correct: ["E11"] }, RangeError, 'correct: expected "all" or ids'],
    ["as-published", { truncation: { kind: "full" } }, RangeError, "truncation: expected a window"],
    ["as-published", { momentum: 1 }, RangeError, "options: expected only generator, seed, epochs"],
  ])("%s with %j is refused", (preset, options, kind, message) => {
    const call = (): object => runSettings(preset, options as RunOptions);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});

describe("settings by another hand", () => {
  const settings = runSettings("as-published");
  const ask = (change: object) => () => requireRunSettings({ ...settings, ...change });

  it("are taken when they are such as runSettings returns", () => {
    requireRunSettings(structuredClone(settings));
    requireRunSettings({ ...settings, mended: ["E01"], clip: 1 });
    requireRunSettings(structuredClone(runSettings("sane")));
  });
  itRefuses([
    [
      "nothing",
      () => requireRunSettings(undefined),
      "TypeError: settings: expected an object, got undefined",
    ],
    [
      "a preset alone",
      () => requireRunSettings({ preset: "sane" }),
      "TypeError: generator: expected one of seedrandom, numpy, got undefined",
    ],
    [
      "one thing more",
      ask({ momentum: 1 }),
      'RangeError: settings: expected only generator, seed, epochs, hidden, length, learningRate, clip, preset, truncation, mended, got "momentum"',
    ],
    [
      "clipping to nothing",
      ask({ clip: 0 }),
      "RangeError: clip: expected a finite number above 0, got 0",
    ],
    [
      "a set of errata",
      ask({ mended: new Set(["E01"]) }),
      "TypeError: mended: expected an array of ids, got an object",
    ],
    [
      "an erratum that is not of the gradient",
      ask({ mended: ["E01", "E11"] }),
      'RangeError: mended[1]: expected one of E01, E02, E03, E04, E05, E06, E07, E08, E09, E10, got "E11"',
    ],
    [
      "errata of another preset",
      ask({ preset: "sane", mended: ["E01"] }),
      "RangeError: mended: expected none with the preset sane, which has no errata, got an array of 1",
    ],
    [
      "what the listing does not know",
      ask({ truncation: { kind: "full" } }),
      "RangeError: truncation: expected a window, which is all the listing knows, got full",
    ],
  ]);
});

describe("listingSettings", () => {
  it("knows windows only", () => {
    expect(listingSettings(runSettings("as-published"))).toEqual({ hops: 5, clip: 10 });
    expect(() => listingSettings(runSettings("corrected"))).toThrow(
      new RangeError("truncation: expected a window, which is all the listing knows, got full"),
    );
  });
});

describe("isAsPublished", () => {
  it.each<[Preset, RunOptions, boolean]>([
    ["as-published", {}, true],
    ["as-published", { epochs: 3 }, true],
    ["as-published", { seed: 42, generator: "numpy", hidden: 100 }, true],
    ["as-published", { seed: 41 }, false],
    ["as-published", { generator: "seedrandom" }, false],
    ["as-published", { hidden: 99 }, false],
    ["as-published", { length: 49 }, false],
    ["as-published", { learningRate: 0.001 }, false],
    ["as-published", { truncation: { kind: "window", hops: 4 } }, false],
    ["as-published", { correct: ["E05"] }, false],
    ["corrected", {}, false],
    ["sane", {}, false],
  ])("%s with %j: %s", (preset, options, expected) => {
    expect(isAsPublished(runSettings(preset, options))).toBe(expected);
  });
});

describe("the networks", () => {
  it("start from the same draws as published and corrected", () => {
    expect(startParameters(runSettings("corrected"))).toEqual(
      startParameters(runSettings("as-published")),
    );
  });

  it("sane starts centred, within ±0.5 and ±0.1", () => {
    const { U, W, V } = startParameters(runSettings("sane"));
    const [u, w, v] = [U, W, V].map(({ data }) => Math.max(...data.map(Math.abs)));
    expect(u).toBeGreaterThan(0.4);
    expect(u).toBeLessThanOrEqual(0.5);
    expect(w).toBeGreaterThan(0.09);
    expect(w).toBeLessThanOrEqual(0.1);
    expect(v).toBeGreaterThan(0.08);
    expect(v).toBeLessThanOrEqual(0.1);
    expect(Math.abs(W.data.reduce((sum, x) => sum + x, 0) / 1e4)).toBeLessThan(0.002);
  });

  it.each(PRESETS)("%s reads a record in the shape of its U", (preset) => {
    const settings = runSettings(preset, { hidden: 3, length: 7 });
    const { x } = planSequence(runPlan(settings), articleData(7).training[0]);
    expect(x.cols).toBe(articleNetwork(settings).inputSize);
    expect(x.rows).toBe(7);
  });
});
