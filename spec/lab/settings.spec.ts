import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GRADIENT_ERRATA } from "../../src/article/errata.ts";
import { PRESETS, runSettings } from "../../src/article/settings.ts";
import {
  changed,
  ERRATUM_IDS,
  isMended,
  type LabChanges,
  LIMITS,
  labSettings,
  requireLabSettings,
  SWITCHED_ERRATA,
  withErratum,
} from "../../src/lab/settings.ts";
import { labCases } from "../support/labCases.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("the presets of the laboratory", () => {
  it.each(PRESETS)("%s is the article's", (preset) => {
    const { clip, generator, mended: _, ...article } = runSettings(preset);
    expect(labSettings(preset)).toMatchObject({ ...article, clip: { kind: "value", limit: clip } });
    expect(generator).toBe("numpy");
  });

  it("leave as published all but what keeps the listing from running, and mend all for sane", () => {
    const left = PRESETS.map((preset) =>
      ERRATUM_IDS.filter((id) => !isMended(labSettings(preset), id)).join(" "),
    );
    expect(left).toEqual([
      "E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E15 E16",
      "E11 E12 E15 E16",
      "",
    ]);
    expect(labSettings("corrected").mended).toEqual([...GRADIENT_ERRATA, "E13", "E14"]);
    expect(labSettings("sane")).toMatchObject({ activation: "tanh", start: "centred" });
  });

  it("are frozen through and through, and share nothing with the caller", () => {
    const truncation = { kind: "window", hops: 3 } as const;
    const clip = { kind: "norm", limit: 1 } as const;
    const settings = labSettings("sane", { truncation, clip });
    Object.assign(truncation, { hops: 4 });
    Object.assign(clip, { limit: 2 });
    expect(settings).toMatchObject({ truncation: { hops: 3 }, clip: { limit: 1 } });
    const parts = [settings, settings.mended, settings.truncation, settings.clip];
    expect([...parts, ERRATUM_IDS, SWITCHED_ERRATA, LIMITS].every(Object.isFrozen)).toBe(true);
  });

  it("put errata in their order, each once, and −0 as 0", () => {
    const settings = labSettings("as-published", {
      mended: ["E16", "E01", "E16"],
      learningRate: -0,
    });
    expect(settings.mended).toEqual(["E01", "E16"]);
    expect(settings.learningRate).toBe(0);
  });
});

describe("an erratum's switch", () => {
  it("mends it, or leaves it, and nothing else", () => {
    fc.assert(
      fc.property(labCases(), fc.constantFrom(...ERRATUM_IDS), fc.boolean(), (settings, id, on) => {
        const switched = withErratum(settings, id, on);
        for (const other of ERRATUM_IDS) {
          expect(isMended(switched, other)).toBe(other === id ? on : isMended(settings, other));
        }
        const { mended: _, start: _start, ...rest } = settings;
        expect(switched).toMatchObject(rest);
        requireLabSettings(structuredClone(switched));
      }),
    );
  });

  it("E15 is the start, and keeps another centred one", () => {
    const glorot = labSettings("sane", { start: "glorot" });
    expect(withErratum(glorot, "E15", true)).toBe(glorot);
    expect(withErratum(glorot, "E15", false).start).toBe("uniform");
    expect(withErratum(labSettings("corrected"), "E15", true).start).toBe("centred");
  });
});

describe("changed", () => {
  it("keeps the preset and the others", () => {
    const settings = changed(labSettings("sane", { hidden: 3 }), { seed: 7 });
    expect(settings).toEqual(labSettings("sane", { hidden: 3, seed: 7 }));
  });
});

describe("what are no settings", () => {
  const ask = (changes: object) => () => labSettings("sane", changes as LabChanges);
  itRefuses([
    [
      "a preset of another name",
      () => untyped(labSettings)("best"),
      'RangeError: preset: expected one of as-published, corrected, sane, got "best"',
    ],
    [
      "no changes but nothing",
      () => untyped(labSettings)("sane", null),
      "TypeError: changes: expected an object, got null",
    ],
    [
      "one thing more",
      ask({ momentum: 1 }),
      'RangeError: settings: expected only preset, start, activation, truncation, clip, learningRate, epochs, hidden, length, seed, mended, got "momentum"',
    ],
    [
      "E15 among the switches",
      ask({ mended: ["E01", "E15"] }),
      'RangeError: mended[1]: expected one of E01, E02, E03, E04, E05, E06, E07, E08, E09, E10, E11, E12, E13, E14, E16, got "E15"',
    ],
    [
      "a start that is none",
      ask({ start: "he" }),
      'RangeError: start: expected one of uniform, centred, glorot, got "he"',
    ],
    [
      "an activation that is none",
      ask({ activation: "gelu" }),
      'RangeError: activation: expected one of sigmoid, tanh, relu, identity, got "gelu"',
    ],
    [
      "a truncation that is none",
      ask({ truncation: { kind: "window" } }),
      "TypeError: truncation.hops: expected a whole number of at least 0, got undefined",
    ],
    [
      "a clipping that is none",
      ask({ clip: { kind: "value", limit: 0 } }),
      "RangeError: clipping.limit: expected a finite number above 0, got 0",
    ],
    [
      "no word on clipping",
      ask({ clip: undefined }),
      "TypeError: clipping: expected an object, got undefined",
    ],
    [
      "a learning rate below zero",
      ask({ learningRate: -1 }),
      "RangeError: learningRate: expected a finite number of at least 0, got -1",
    ],
    [
      "more units than a page can wait for",
      ask({ hidden: 301 }),
      "RangeError: hidden: expected a whole number from 1 to 300, got 301",
    ],
    [
      "no epoch",
      ask({ epochs: 0 }),
      "RangeError: epochs: expected a whole number from 1 to 1000, got 0",
    ],
    [
      "a window beyond the data",
      ask({ length: 150 }),
      "RangeError: length: expected a whole number from 1 to 149, got 150",
    ],
    [
      "a seed that is no whole number",
      ask({ seed: 0.5 }),
      "RangeError: seed: expected a whole number from 0 to 4294967295, got 0.5",
    ],
  ]);
});
