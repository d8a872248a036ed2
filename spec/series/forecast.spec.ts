import { describe, expect, it } from "vitest";
import { engineOf } from "../../src/engine/engines.ts";
import { fromRows, type Matrix, toRows } from "../../src/numerics/matrix.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { predict } from "../../src/rnn/forward.ts";
import type { Parameters } from "../../src/rnn/parameters.ts";
import { type SeriesData, seriesData } from "../../src/series/data.ts";
import { forecast, predicted } from "../../src/series/forecast.ts";
import { newModel } from "../../src/series/training.ts";
import type { Transform } from "../../src/series/transform.ts";
import { SETTINGS, wave } from "./wave.ts";

const engine = engineOf("reference");
const VALUES = wave(24);

/** A linear network of T = 2 that says o = u·x_1 + w·x_0, the columns' sums weighted so. */
function linear(
  values: Matrix,
  transform: Transform,
  [u, v]: readonly [number, number],
): [SeriesData, ReturnType<typeof defineNetwork>, Parameters] {
  const task = {
    kind: "series" as const,
    columns: ["a", "b"],
    targets: ["b"],
    window: 2,
    transform,
    mean: [0, 0],
    scale: [1, 1],
  };
  const network = defineNetwork({
    inputSize: 2,
    hiddenSize: 1,
    outputSize: 1,
    activation: "identity",
    hiddenBias: false,
    outputBias: false,
  });
  const parameters = { U: fromRows([[u, v]]), W: fromRows([[0]]), V: fromRows([[1]]) };
  return [seriesData(values, task), network, parameters];
}

const ROWS = fromRows([
  [1, 2],
  [2, 3],
  [4, 5],
]);

describe("the forecast", () => {
  it("feeds predictions back and holds what is not predicted, by hand", () => {
    // b ← 2a + b, with a held at 4.
    const [data, network, parameters] = linear(ROWS, "none", [2, 1]);
    expect(toRows(forecast(engine, network, parameters, data, 3))).toEqual([[13], [21], [29]]);
  });

  it("of differences adds them up; a held column has none, by hand", () => {
    // Δb ← 2Δa + 3Δb: 2·2 + 3·2 = 10, then 3·10 = 30, then 90.
    const [data, network, parameters] = linear(ROWS, "difference", [2, 3]);
    expect(toRows(forecast(engine, network, parameters, data, 3))).toEqual([[15], [45], [135]]);
  });

  it("of differences of logarithms multiplies", () => {
    // ln b grows by what it grew before: by the factor 5/3.
    const [data, network, parameters] = linear(ROWS, "log-difference", [0, 1]);
    const [[first], [second]] = toRows(forecast(engine, network, parameters, data, 2));
    expect(first).toBeCloseTo(25 / 3, 12);
    expect(second).toBeCloseTo(125 / 9, 12);
  });

  it.each<[Transform, number]>([
    ["none", 1e200],
    ["log-difference", -1e3],
  ])("stops where there is no next number: %s", (transform, factor) => {
    const [data, network, parameters] = linear(ROWS, transform, [0, factor]);
    expect(forecast(engine, network, parameters, data, 9).rows).toBeLessThan(9);
  });

  it("its first step is the prediction of a window that ends with the series", () => {
    const model = newModel(VALUES, SETTINGS);
    const longer = { ...VALUES, rows: 25, data: Float64Array.from([...VALUES.data, 0, 0]) };
    const [o] = predicted(
      engine,
      model.network,
      model.best,
      seriesData(longer, model.task).records.slice(-1),
    ).data;
    const { data } = forecast(engine, model.network, model.best, seriesData(VALUES, model.task), 1);
    expect(data[0]).toBe(model.task.mean[0] + model.task.scale[0] * o);
  });

  it("of no steps is empty", () => {
    const model = newModel(VALUES, SETTINGS);
    const none = forecast(engine, model.network, model.best, seriesData(VALUES, model.task), 0);
    expect([none.rows, none.cols, none.data.length]).toEqual([0, 1, 0]);
  });
});

describe("the predictions", () => {
  it("are the network's outputs at the last step", () => {
    const { network, best, task } = newModel(VALUES, { ...SETTINGS, targets: ["b", "a"] });
    const { records } = seriesData(VALUES, task);
    const found = toRows(predicted(engine, network, best, records));
    records.forEach(({ x }, n) => {
      expect(found[n]).toEqual(toRows(predict(network, best, x))[2]);
    });
  });
});
