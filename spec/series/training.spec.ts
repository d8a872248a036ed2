/** Training in one go and in parts, what counts as best, and what ends it. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineOf } from "../../src/engine/engines.ts";
import { checkNetwork } from "../../src/gradcheck/networkCheck.ts";
import { modelText, parseModel } from "../../src/model/modelFile.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";
import { backward } from "../../src/rnn/backward.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { train } from "../../src/rnn/train.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import { seriesData, splitCounts } from "../../src/series/data.ts";
import { readTable } from "../../src/series/table.ts";
import {
  isOnlyTrainedOn,
  movedTo,
  newModel,
  type SeriesEpoch,
  type SeriesModel,
  type SeriesSettings,
  type SeriesTrainingOptions,
  type TrainedSeries,
  trainModel,
} from "../../src/series/training.ts";
import { finished } from "../properties/training.properties.ts";
import { SETTINGS, wave } from "./wave.ts";

const engine = engineOf("reference");
const VALUES = wave(24);

function windowsOf(values: Matrix, model: SeriesModel) {
  const { records } = seriesData(values, model.task);
  const { training, validation } = splitCounts(values.rows, model.task, model.training);
  return {
    training: records.slice(0, training),
    validation: records.slice(training, training + validation),
  };
}

/** Goes on with a model to the end. */
function trained(
  model: SeriesModel,
  options: Partial<SeriesTrainingOptions> = {},
  values: Matrix = VALUES,
): TrainedSeries & { readonly epochs: readonly SeriesEpoch[] } {
  const course = trainModel(model, windowsOf(values, model), { epochs: 4, engine, ...options });
  const epochs: SeriesEpoch[] = [];
  for (;;) {
    const { value, done } = course.next();
    if (done) return { ...value, epochs };
    if (value.kind === "epoch") epochs.push(value);
  }
}

const model = (settings: Partial<SeriesSettings> = {}): SeriesModel =>
  newModel(VALUES, { ...SETTINGS, ...settings });

/** Through the file and back, as --resume has it. */
function reread(one: SeriesModel): SeriesModel {
  const { task, ...rest } = parseModel(modelText(one), "model.json");
  if (task.kind !== "series") throw new Error("expected a series");
  return { ...rest, task };
}

describe("training", () => {
  it("ten epochs are five and five by way of the file, to the byte", () => {
    const atOnce = trained(model(), { epochs: 10 });
    const half = trained(model(), { epochs: 5 });
    const whole = trained(reread(half.model), { epochs: 5 });
    expect(modelText(whole.model)).toBe(modelText(atOnce.model));
    expect(atOnce.model.progress.epochs).toBe(10);
    const seen = [...half.epochs, ...whole.epochs.slice(1)];
    expect(seen.map(({ valLoss }) => valLoss)).toEqual(atOnce.epochs.map(({ valLoss }) => valLoss));
  });

  it("with patience too, whether it ends before the cut or after", () => {
    // So high a rate that the loss soon rises.
    const rough = { learningRate: 1.5, clipping: null };
    const atOnce = trained(model(rough), { epochs: 30, patience: 2 });
    expect(atOnce.stoppedBy).toBe("patience");
    for (const cut of [1, atOnce.model.progress.epochs + 1]) {
      const part = trained(model(rough), { epochs: cut, patience: 2 });
      const whole = trained(reread(part.model), { epochs: 30 - cut, patience: 2 });
      expect(modelText(whole.model)).toBe(modelText(atOnce.model));
    }
    const { epochs, bestEpoch } = atOnce.model.progress;
    expect(epochs - bestEpoch).toBe(2);
  });

  it("the same seed gives the same bytes, another one others, and either engine the same", () => {
    const text = modelText(trained(model()).model);
    expect(modelText(trained(model()).model)).toBe(text);
    expect(modelText(trained(model(), { engine: engineOf("wasm") }).model)).toBe(text);
    expect(modelText(trained(model({ seed: 2 })).model)).not.toBe(text);
  });

  // The loss falls for three epochs: the last are the best of three, and not of six.
  it.each([3, 6])(
    "the best of %i epochs are the parameters with the lowest validation loss",
    (count) => {
      const { model: found, epochs } = trained(model(), { epochs: count });
      const losses = epochs.map(({ valLoss }) => valLoss.mean);
      const least = Math.min(...losses);
      expect(found.progress).toMatchObject({
        epochs: count,
        bestEpoch: losses.indexOf(least),
        bestLoss: least,
      });
      const { validation } = windowsOf(VALUES, found);
      const sum = validation.reduce(
        (s, one) => s + sequenceLoss(found.network, found.best, one),
        0,
      );
      expect(sum / validation.length).toBe(least);
      expect(losses.indexOf(least)).toBe(3);
      expect(least).toBeLessThan(losses[0] / 2);
    },
  );

  it("no epochs judge the model as it is", () => {
    const { model: found, epochs, stoppedBy } = trained(model(), { epochs: 0 });
    expect([epochs.length, stoppedBy]).toEqual([1, "epochs"]);
    expect(found.progress).toMatchObject({
      epochs: 0,
      bestEpoch: 0,
      bestLoss: epochs[0].valLoss.mean,
    });
    expect(found.parameters).toEqual(model().parameters);
  });

  it("can be left after any window, and gone on with from the epoch before", () => {
    const start = model();
    const { training, validation } = windowsOf(VALUES, start);
    const course = trainModel(start, { training, validation }, { epochs: 10, engine });
    let last = start;
    // Two epochs measured and trained, and three windows of the third.
    const measured = training.length + validation.length + 1;
    for (let n = 0; n < 2 * (measured + training.length) + measured + 3; n++) {
      const { value, done } = course.next();
      if (done) throw new Error("expected more");
      if (value.kind === "epoch") last = value.model;
    }
    expect(last.progress.epochs).toBe(2);
    const rest = trained(reread(last), { epochs: 8 });
    expect(modelText(rest.model)).toBe(modelText(trained(start, { epochs: 10 }).model));
  });

  it("is to the bit that of `train`, epoch by epoch", () => {
    const start = model();
    const windows = windowsOf(VALUES, start);
    const { learningRate, clipping } = start.training;
    const { epochs, result } = finished(
      train(start.network, start.parameters, windows, {
        ...{ epochs: 5, learningRate, ...(clipping && { clipping }), engine },
      }),
    );
    const ours = trained(start, { epochs: 5 });
    expect(ours.model.parameters).toEqual(result.parameters);
    expect(ours.epochs.slice(0, 5).map(({ trainLoss, valLoss }) => [trainLoss, valLoss])).toEqual(
      epochs.map(({ trainLoss, valLoss }) => [trainLoss, valLoss]),
    );
  });

  it("never sees the test part", () => {
    const part = model({ test: 0.2 });
    const changed = { ...VALUES, data: VALUES.data.slice() };
    // The last 4 of 21 windows have the last 4 rows as their targets.
    changed.data.fill(1e3, 2 * 20);
    const [one, two] = [VALUES, changed].map((values) => {
      const start = newModel(values, { ...SETTINGS, test: 0.2 });
      const { task, best, parameters } = trained(start, {}, values).model;
      return { task, best, parameters };
    });
    expect(two).toEqual(one);
    expect(part.training.test).toBe(0.2);
  });

  it.each([
    ["a parameter", 1e308],
    ["a loss", 1e160],
  ])("one that diverges by %s keeps the last model that can be saved", (_, learningRate) => {
    const { model: found, stoppedBy } = trained(model({ learningRate, clipping: null }));
    expect(stoppedBy).toBe("diverged");
    expect(found.progress.bestLoss).not.toBeNull();
    expect(modelText(reread(found))).toBe(modelText(found));
  });

  it("one whose validation part is out of all proportion ends where it began", () => {
    const values = { ...VALUES, data: VALUES.data.slice() };
    values.data[2 * 22] = 1e200;
    const { model: found, stoppedBy, epochs } = trained(model(), {}, values);
    expect([stoppedBy, epochs.length, epochs[0].valLoss.mean]).toEqual(["diverged", 1, Infinity]);
    expect(found.progress).toMatchObject({ epochs: 0, bestLoss: null });
    expect(modelText(reread(found))).toBe(modelText(found));
  });

  it("another series is judged anew, and the same one is not", () => {
    const { model: found } = trained(model());
    expect(movedTo(found, VALUES)).toBe(found);
    const other = movedTo(found, wave(30));
    expect(other.progress).toMatchObject({ epochs: 4, bestEpoch: 4, bestLoss: null });
    expect(other.progress.data).not.toBe(found.progress.data);
  });

  it("what it was trained on before is remembered, however often it is gone on with", () => {
    const { model: found } = trained(model());
    expect(isOnlyTrainedOn(found, VALUES)).toBe(true);
    expect(isOnlyTrainedOn(found, wave(30))).toBe(false);
    const moved = trained(movedTo(found, wave(30)), {}, wave(30)).model;
    expect(isOnlyTrainedOn(moved, wave(30))).toBe(false);
    const again = trained(movedTo(reread(moved), wave(30)), {}, wave(30)).model;
    expect(isOnlyTrainedOn(again, wave(30))).toBe(false);
    // There and back: each is named once.
    const back = movedTo(movedTo(again, VALUES), wave(30));
    expect(back.progress.earlier).toEqual([found.progress.data, moved.progress.data]);
    expect(isOnlyTrainedOn(reread(back), wave(30))).toBe(false);
  });

  it.each([
    [{ hidden: 0 }, "hidden: expected a whole number from 1 to 2000, got 0"],
    [{ learningRate: -1 }, "learningRate: expected a finite number of at least 0, got -1"],
    [{ seed: 0.5 }, "seed: expected a whole number from 0 to 4294967295, got 0.5"],
    [{ window: 23 }, "window: expected at most 22"],
  ])("%j is refused", (settings, message) => {
    expect(() => model(settings)).toThrow(message);
  });
});

describe("the gradients of the networks used", () => {
  const DATA = join(import.meta.dirname, "../../node_modules/vega-datasets/data");
  const truncations: readonly Truncation[] = [
    { kind: "full" },
    { kind: "window", hops: 1 },
    { kind: "chunk", k1: 2, k2: 3 },
  ];

  it.each(truncations)("are right on a real series: %j", async (truncation) => {
    const columns = ["temp_max", "temp_min", "wind"];
    const table = await readTable(join(DATA, "seattle-weather.csv"), { columns, date: "date" });
    const values = { rows: 40, cols: 3, data: table.values.data.slice(0, 120) };
    const start = newModel(values, {
      ...SETTINGS,
      columns,
      targets: ["temp_max", "wind"],
      hidden: 2,
      truncation,
    });
    const { network, best } = trained(start, { epochs: 2 }, values).model;
    const [record] = windowsOf(values, start).validation;
    const gradients = backward(network, best, forward(network, best, record.x), record.y);
    const report = checkNetwork(network, best, record, gradients, ["definition", "duals"]);
    expect(report.verdict).toBe("pass");
  });
});
