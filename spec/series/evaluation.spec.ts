import { describe, expect, it } from "vitest";
import { engineOf } from "../../src/engine/engines.ts";
import { toRows } from "../../src/numerics/matrix.ts";
import { seriesData } from "../../src/series/data.ts";
import { evaluate } from "../../src/series/evaluation.ts";
import { newModel } from "../../src/series/training.ts";
import { SETTINGS, wave } from "./wave.ts";

const engine = engineOf("reference");
const VALUES = wave(24);
const MODEL = newModel(VALUES, { ...SETTINGS, targets: ["b", "a"] });
const DATA = seriesData(VALUES, MODEL.task);

const PARTS = { training: 15, validation: 6, test: 0 };

/** The root mean square of b's changes over the rows from `from` on: the last value's error. */
function changes(from: number): number {
  const b = toRows(VALUES).map(([, value]) => value);
  const squares = b.slice(from).map((value, n) => (value - b[from + n - 1]) ** 2);
  return Math.sqrt(squares.reduce((s, x) => s + x, 0) / squares.length);
}

describe("the evaluation", () => {
  it("judges all on the same rows, in the data's own units", () => {
    const { actual, judged, first } = evaluate(engine, MODEL, DATA, PARTS);
    expect(first).toBe(15);
    expect(toRows(actual)).toEqual(
      toRows(VALUES)
        .slice(18)
        .map(([a, b]) => [b, a]),
    );
    expect(judged.map(({ predictor }) => predictor)).toEqual([
      "network",
      "last value",
      "autoregression",
    ]);
    for (const { predictions } of judged)
      expect([predictions.rows, predictions.cols]).toEqual([6, 2]);
    expect(judged[1].rmse[0]).toBeCloseTo(changes(18), 12);
    // A sine wave is an autoregression of two steps.
    expect(judged[2].rmse[0]).toBeLessThan(1e-9);
    expect(judged[2].rmse[1]).toBeLessThan(1e-9);
  });

  it("judges the test part where there is one, by what the training part alone gives", () => {
    const parts = { training: 15, validation: 4, test: 2 };
    const { first, actual, judged } = evaluate(engine, MODEL, DATA, parts);
    expect([first, actual.rows]).toEqual([19, 2]);
    const whole = evaluate(engine, MODEL, DATA, PARTS);
    judged.forEach(({ predictions }, n) => {
      expect(toRows(predictions)).toEqual(toRows(whole.judged[n].predictions).slice(4));
    });
  });

  it("counts as outside what the training part did not reach, though the validation part did", () => {
    const steps = { rows: 6, cols: 2, data: Float64Array.of(1, 5, 2, 5, 1, 5, 9, 5, 2, 5, 8, 5) };
    const model = newModel(steps, { ...SETTINGS, window: 1, targets: ["a", "b"] });
    const parts = { training: 2, validation: 2, test: 1 };
    expect(evaluate(engine, model, seriesData(steps, model.task), parts).outside).toEqual([1, 0]);
  });

  it("fits no autoregression where nothing comes before", () => {
    const { judged, actual } = evaluate(engine, MODEL, DATA, {
      training: 0,
      validation: 0,
      test: 21,
    });
    expect(judged.map(({ predictor }) => predictor)).toEqual(["network", "last value"]);
    expect(actual.rows).toBe(21);
    expect(judged[1].rmse[0]).toBeCloseTo(changes(3), 12);
  });

  it("counts the rows outside the range of those before", () => {
    const steps = {
      rows: 8,
      cols: 2,
      data: Float64Array.of(1, 5, 2, 4, 1, 5, 2, 4, 1, 5, 3, 4, 0, 5, 2, 4),
    };
    const model = newModel(steps, { ...SETTINGS, window: 1, targets: ["a", "b"] });
    expect(
      evaluate(engine, model, seriesData(steps, model.task), {
        training: 3,
        validation: 4,
        test: 0,
      }).outside,
    ).toEqual([2, 0]);
  });

  it("has no error where a prediction is not finite, and all others", () => {
    const task = { ...MODEL.task, mean: [MODEL.task.mean[0], 1e308], scale: [1, 1e308] };
    const best = structuredClone(MODEL.best);
    best.c?.fill(9);
    const { judged } = evaluate(engine, { ...MODEL, task, best }, { ...DATA, task }, PARTS);
    expect(judged[0].rmse[0]).toBeNaN();
    expect(judged[0].rmse[1]).toBeGreaterThan(0);
    expect(judged[1].rmse[0]).toBeCloseTo(changes(18), 12);
  });

  it("judges the best parameters, not the last", () => {
    const zero = structuredClone(MODEL.parameters);
    for (const { data } of [zero.U, zero.W, zero.V]) data.fill(0);
    const spoilt = { ...MODEL, parameters: zero };
    expect(evaluate(engine, spoilt, DATA, PARTS)).toEqual(evaluate(engine, MODEL, DATA, PARTS));
    // A network of zeros predicts the mean.
    const [mean] = evaluate(engine, { ...MODEL, best: zero }, DATA, PARTS).judged[0].predictions
      .data;
    expect(mean).toBe(MODEL.task.mean[1]);
  });
});
