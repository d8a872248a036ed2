import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { forecastCsv, resultOf } from "../../src/series/result.ts";
import { loaded, runOn } from "./runs.ts";

const RUN = runOn({});

describe("the result", () => {
  it("has the run's numbers, by name", () => {
    const result = resultOf(RUN);
    expect(result).toMatchObject({
      file: "wave.csv",
      rows: 24,
      windows: { training: 16, validation: 5, test: 0 },
      otherData: false,
      epochs: 3,
      stoppedBy: "epochs",
      constant: [],
    });
    expect(result.losses.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    const [network, last] = RUN.evaluation?.judged ?? [];
    expect(result.rmse["a"]).toMatchObject({
      network: network.rmse[0],
      "last value": last.rmse[0],
    });
    expect(result.outside).toEqual({ a: RUN.evaluation?.outside[0] });
    expect(result.forecast).toEqual({ a: Array.from(RUN.forecast.data) });
    expect(result.held).toEqual({ b: RUN.data.values.data[47] });
  });

  it("of two targets keeps each one's numbers apart", () => {
    const run = runOn({ settings: { targets: ["b", "a"] } });
    const { forecast, held, rmse } = resultOf(run);
    expect(forecast).toEqual({
      b: [run.forecast.data[0], run.forecast.data[2]],
      a: [run.forecast.data[1], run.forecast.data[3]],
    });
    expect(held).toEqual({});
    expect([rmse["b"]["network"], rmse["a"]["network"]]).toEqual(run.evaluation?.judged[0].rmse);
  });

  it("of what is only used judges all windows; of a single window none", () => {
    expect(resultOf(loaded(RUN))).toMatchObject({
      windows: { training: 0, validation: 0, test: 21 },
      otherData: true,
    });
    expect(resultOf({ ...RUN, evaluation: undefined })).toMatchObject({ rmse: {}, outside: {} });
  });

  it("is the same text of the same run", () => {
    expect(JSON.stringify(resultOf(runOn({})))).toBe(JSON.stringify(resultOf(RUN)));
  });
});

describe("the forecast as CSV", () => {
  it("is read as it was written, whatever the columns are called", () => {
    const result = resultOf(
      runOn({ settings: { columns: ["a", 'x, "y"'], targets: ['x, "y"', "a"] } }),
    );
    const forecast = { rows: 2, cols: 2, data: Float64Array.of(0.1, -1e-7, 1 / 3, 4) };
    expect(parse(forecastCsv(result, forecast))).toEqual([
      ["step", 'x, "y"', "a"],
      ["1", "0.1", "-1e-7"],
      ["2", String(1 / 3), "4"],
    ]);
  });
});
