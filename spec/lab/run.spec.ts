import { describe, expect, it } from "vitest";
import { articleRun } from "../../src/article/run.ts";
import { PRESETS, type Preset, runSettings } from "../../src/article/settings.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { labStart } from "../../src/lab/plan.ts";
import { type LabEpoch, type LabResult, labResult, labRun, lossesAs } from "../../src/lab/run.ts";
import { type LabChanges, type LabSettings, labSettings } from "../../src/lab/settings.ts";
import { ensemble } from "../report/fabricated.ts";
import { itRefuses } from "../support/refusals.ts";

const small = { hidden: 5, length: 8, epochs: 2, learningRate: 0.001 } as const;

function run(
  settings: LabSettings,
  engine?: Engine,
): { readonly epochs: readonly LabEpoch[]; readonly result: LabResult } {
  const steps = labRun(settings, ensemble(), engine);
  const epochs: LabEpoch[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { epochs, result: step.value };
    epochs.push(step.value);
  }
}

const resultOf = (preset: Preset, changes: LabChanges = {}): LabResult =>
  run(labSettings(preset, { ...small, ...changes })).result;

describe("a run of the laboratory", () => {
  it.each(PRESETS)("%s is the article's, bit for bit, by both engines", (preset) => {
    const { sha256 } = articleRun(runSettings(preset, small));
    for (const name of ["wasm", "reference"] as const) {
      expect(run(labSettings(preset, small), engineOf(name)).result.run.sha256).toBe(sha256);
    }
  });

  it("with errata mended is the article's too", () => {
    const mended = ["E01", "E04", "E10"] as const;
    const { sha256 } = articleRun(runSettings("as-published", { ...small, correct: mended }));
    expect(resultOf("as-published", { mended }).run.sha256).toBe(sha256);
  });

  it("every other choice makes another run", () => {
    const changes: LabChanges[] = [
      {},
      { mended: ["E01"] },
      { mended: ["E16"] },
      { start: "centred" },
      { start: "glorot" },
      { activation: "tanh" },
      { truncation: { kind: "window", hops: 2 } },
      { clip: { kind: "value", limit: 0.1 } },
      { clip: { kind: "norm", limit: 0.1 } },
      { learningRate: 0.1 },
      { seed: 1 },
      { hidden: 4 },
      { length: 7 },
      { epochs: 2 },
    ];
    const runs = changes.map(
      (change) => resultOf("as-published", { epochs: 1, ...change }).run.sha256,
    );
    expect(new Set(runs).size).toBe(changes.length);
  });

  it("tells each epoch as it comes, and again in the end", () => {
    const { epochs, result } = run(labSettings("sane", small));
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(result.shown.epochs).toEqual(epochs.map(({ shown }) => shown));
    expect(result.run.trainLoss).toEqual(epochs.map(({ trainLoss }) => trainLoss));
    expect(result.settings).toEqual(labSettings("sane", small));
    expect(result.targets.validation).toHaveLength(50);
    // sin 8, the value after the first eight.
    expect(result.targets.training[0]).toBe(0.9893582466233818);
  });

  it("has a result when it is stopped", () => {
    const settings = labSettings("sane", small);
    const [first] = run(settings).epochs;
    const stopped = labResult(settings, [first], first.parameters, ensemble());
    expect(stopped.run.sha256).toBe(resultOf("sane", { epochs: 1 }).run.sha256);
    expect(stopped.diverged).toBe(false);
  });

  it.each(PRESETS)("%s says that it has diverged", (preset) => {
    expect(resultOf(preset).diverged).toBe(false);
    expect(resultOf(preset, { learningRate: 1e300 }).diverged).toBe(true);
  });
});

describe("what is shown of a run", () => {
  const published = labSettings("as-published").mended;

  it("E11: losses as sums or as means, of 142 and 50 records", () => {
    const [sums, means] = [
      resultOf("as-published"),
      resultOf("as-published", {
        mended: [...published, "E11"],
      }),
    ];
    expect([sums.shown.loss, means.shown.loss]).toEqual(["sum", "mean"]);
    expect(means.run.sha256).toBe(sums.run.sha256);
    expect(sums.shown.epochs).toEqual(
      sums.run.trainLoss.map((trainLoss, n) => ({ trainLoss, valLoss: sums.run.valLoss[n] })),
    );
    expect(means.shown.epochs).toEqual(
      sums.shown.epochs.map(({ trainLoss, valLoss }) => ({
        trainLoss: trainLoss / 142,
        valLoss: valLoss / 50,
      })),
    );
  });

  it("E11: of any run in either unit, to be compared", () => {
    const sums = resultOf("as-published");
    const means = resultOf("as-published", { mended: [...published, "E11"] });
    expect(lossesAs("mean", sums)).toEqual(means.shown.epochs);
    expect(lossesAs("sum", means)).toEqual(sums.shown.epochs);
  });

  it("E12: predictions in the article's way or as trained; as trained where there is no choice", () => {
    const article = resultOf("as-published");
    const mended = resultOf("as-published", { mended: [...published, "E12"] });
    const shared = resultOf("as-published", { mended: [...published, "E16"] });
    expect([article, mended, shared].map(({ shown }) => shown.way)).toEqual([
      "articlePrediction",
      "asTrained",
      "asTrained",
    ]);
    expect(article.shown.predictions).toBe(article.run.articlePrediction);
    expect(article.shown.valRmse).toBe(article.run.valRmse.articlePrediction);
    for (const { run: own, shown } of [mended, shared]) {
      expect(shown.predictions).toBe(own.asTrained);
      expect(shown.valRmse).toBe(own.valRmse.asTrained);
    }
  });

  it("E13: no RMSE while the line that prints it does not run", () => {
    const result = resultOf("as-published", { mended: ["E14"] });
    expect(result.shown.valRmse).toBeNull();
    expect(result.run.valRmse.articlePrediction).toBeGreaterThan(0);
  });
});

describe("a run held against the published table", () => {
  const { epochs, result } = run(labSettings("as-published", { epochs: 1 }));

  it("has a verdict if nothing keeps it from that, and none otherwise", () => {
    expect(result.differences).toEqual([]);
    expect(result.verdict).toMatchObject({ digitForDigit: 2, outside: 0, valRmse: null });
    const other = resultOf("as-published");
    expect(other.verdict).toBeNull();
    expect(other.differences).toHaveLength(3);
  });

  it("has its RMSE held against the published one only if it is the same figure", () => {
    const all = Array.from({ length: 25 }, () => epochs[0]);
    const verdictWith = (mended: LabSettings["mended"]): unknown =>
      labResult(labSettings("as-published", { mended }), all, epochs[0].parameters, ensemble())
        .verdict?.valRmse;
    expect(verdictWith(["E13", "E14"])).toMatchObject({ published: "0.127191931509431" });
    expect(verdictWith(["E12", "E13", "E14"])).toBeNull();
    expect(verdictWith(["E14"])).toBeNull();
  });
});

describe("what is no run", () => {
  itRefuses([
    [
      "settings that are none, when it is to begin",
      () => [...labRun({ ...labSettings("sane"), hidden: 0 }, ensemble())],
      "RangeError: hidden: expected a whole number from 1 to 300, got 0",
    ],
    [
      "no epoch",
      () => labResult(labSettings("sane"), [], labStart(labSettings("sane")), ensemble()),
      "RangeError: epochs: expected at least one, got none",
    ],
  ]);
});
