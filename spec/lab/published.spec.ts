import { describe, expect, it } from "vitest";
import { differencesFromPublished } from "../../src/lab/published.ts";
import { type LabChanges, labSettings } from "../../src/lab/settings.ts";

describe("in what a run differs from the published one", () => {
  const published = labSettings("as-published").mended;

  it.each<[string, LabChanges]>([
    ["nothing", {}],
    ["fewer epochs", { epochs: 3 }],
    ["the last line mended or left", { mended: ["E12", "E14"] }],
  ])("in nothing: %s", (_, changes) => {
    expect(differencesFromPublished(labSettings("as-published", changes))).toEqual([]);
  });

  it.each<[string, LabChanges]>([
    ["E05 is mended", { mended: [...published, "E05"] }],
    ["E11 is mended", { mended: [...published, "E11"] }],
    ["E14 is left as it is", { mended: ["E13"] }],
    ["E15 is mended", { start: "glorot" }],
    ["E16 is mended", { mended: [...published, "E16"] }],
    ["the activation is tanh, not sigmoid", { activation: "tanh" }],
    ["the truncation is full, not window:5", { truncation: { kind: "full" } }],
    ["the clipping is off, not value:10", { clip: null }],
    ["the learning rate is 0.01, not 0.0001", { learningRate: 0.01 }],
    ["the hidden size is 99, not 100", { hidden: 99 }],
    ["the window length is 49, not 50", { length: 49 }],
    ["the seed is 0, not 42", { seed: 0 }],
  ])("%s", (words, changes) => {
    expect(differencesFromPublished(labSettings("as-published", changes))).toEqual([words]);
  });
});
