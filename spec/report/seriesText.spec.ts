import { afterEach, describe, expect, it, vi } from "vitest";
import {
  endText,
  epochHeading,
  epochText,
  figure,
  forecastText,
  rmseText,
  seriesHeading,
  verdict,
} from "../../src/report/seriesText.ts";
import { resultOf, type SeriesResult, type SeriesRun } from "../../src/series/result.ts";
import { loaded, runOn } from "../series/runs.ts";

afterEach(() => void vi.unstubAllEnvs());

const RUN = runOn({});
const RESULT = resultOf(RUN);

/** The result of a run with some of it otherwise. */
const result = (changes: Partial<SeriesResult>): SeriesResult => ({ ...RESULT, ...changes });

/** On one line. */
const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("the heading", () => {
  it("says what is trained on what", () => {
    expect(seriesHeading(RESULT).join("\n")).toBe(
      "wave.csv: 24 rows of a, b\npredicts a from the 3 rows before\nnetwork: D = 2, H = 4, O = 1\nwindows: 16 to train on, 5 to choose the epoch by, none to test",
    );
  });

  it("says what was done to the data", () => {
    const text = seriesHeading(
      result({
        filled: 1,
        dropped: 2,
        constant: ["b"],
        task: { ...RESULT.task, transform: "difference" },
      }),
    ).join("\n");
    expect(text).toContain("the 3 rows before, by the difference of each row\n");
    expect(text).toContain("\n1 missing value taken from the row before\n");
    expect(text).toContain("\n2 rows with missing values left out\n");
    expect(text).toMatch(
      /\nb is constant in the training part: it is not scaled and tells nothing$/,
    );
  });

  it("says that the model was trained on other data too, and of a test part and one that is all", () => {
    const text = seriesHeading(result({ otherData: true })).at(-1);
    expect(text).toMatch(/^the model was trained on other data than these: /);
    const windows = (run: SeriesRun) => seriesHeading(resultOf(run))[3];
    expect(windows(runOn({ settings: { test: 0.2 } }))).toBe(
      "windows: 12 to train on, 5 to choose the epoch by, 4 to test",
    );
    expect(windows(loaded(RUN))).toBe("windows: 21 to judge by");
  });

  it("steers no terminal", () => {
    expect(seriesHeading(result({ file: "\u001b[2J.csv" }))[0]).not.toContain("\u001b");
  });
});

describe("an epoch", () => {
  const epoch = (trainLoss: number, isBest: boolean) =>
    epochText({
      kind: "epoch",
      epoch: 7,
      trainLoss: { sum: 0, mean: trainLoss },
      valLoss: { sum: 0, mean: 0.5 },
      isBest,
      model: RUN.model,
    });

  it.each([
    [0.25, "     7      0.25000000      0.50000000 *"],
    [0, "     7      0.00000000      0.50000000 *"],
    [1e-5, "     7     1.000000e-5      0.50000000 *"],
    [123456.5, "     7 123456.50000000      0.50000000 *"],
    [1e6, "     7     1.000000e+6      0.50000000 *"],
  ])("%d", (loss, line) => {
    expect(epoch(loss, true)).toBe(line);
    expect(epoch(loss, false)).toBe(line.slice(0, -2));
    expect(epochHeading()).toHaveLength(line.length - 2);
    expect(line).toHaveLength(40);
  });
});

describe("the end", () => {
  it.each([
    ["load", "as trained before: the best is that after 3 of 3 epochs"],
    ["epochs", "the best is that after 3 of 3 epochs"],
    ["patience", "stopped since the validation loss falls no more: the best"],
    ["abort", "interrupted: the best"],
    [
      "diverged",
      "stopped since it diverged, which a lower --learning-rate or --clip prevents: the",
    ],
  ] as const)("%s", (stoppedBy, text) => {
    expect(flat(endText(result({ stoppedBy })))).toContain(text);
  });

  it("of a divergence that the held-out part brings on its own", () => {
    const losses = [{ epoch: 0, training: 1, validation: Infinity }];
    expect(endText(result({ stoppedBy: "diverged", losses }))).toMatch(
      /^stopped since the validation loss is not finite, though the training loss is; look for/,
    );
    const both = [{ epoch: 0, training: Number.NaN, validation: Infinity }];
    expect(endText(result({ stoppedBy: "diverged", losses: both }))).toContain("--learning-rate");
  });

  it("of patience that had run out before", () => {
    const losses = RESULT.losses.slice(0, 1);
    expect(endText(result({ stoppedBy: "patience", losses, epochs: 9, bestEpoch: 8 }))).toBe(
      "not trained, since the validation loss has not fallen for 1 epoch, which only a larger --patience allows: the best is that after 8 of 9 epochs",
    );
  });

  it("without training", () => {
    expect(endText(result({ losses: RESULT.losses.slice(0, 1) }))).toMatch(
      /^not trained: the best/,
    );
  });
});

describe("the errors", () => {
  it.each([
    [
      { network: 9, x: 10, y: 20 },
      "c: the network beats both baselines; its error is 10 % below the x's.",
    ],
    [
      { network: 9.99, x: 10, y: 20 },
      "c: the network beats both baselines; its error is 0.1 % below the x's.",
    ],
    [
      { network: 10, x: 20, y: 9 },
      "c: the network does not beat the y, whose error is 10 % below its own.",
    ],
    [{ network: 10, x: 10, y: 20 }, "c: the network is as near as the x, and no nearer."],
    [{ network: 9, x: 10 }, "c: the network beats the x; its error is 10 % below the x's."],
    [
      { network: 1, x: 0, y: 1 },
      "c: the network does not beat the x, whose error is 100 % below its own.",
    ],
    [{ network: Number.NaN, x: 1, y: 2 }, "c: the network's predictions are not finite."],
    [{ network: Infinity, x: Infinity }, "c: the network's predictions are not finite."],
    [{ network: 1, x: Infinity }, "c: no baseline is finite: nothing to compare by."],
    [
      { network: 1, x: 2, y: Number.NaN },
      "c: the network beats the x; its error is 50 % below the x's.",
    ],
  ])("%j", (rmse, text) => {
    expect(verdict("c", rmse)).toBe(text);
  });

  it("are a table in 80 columns, with a sentence for each target", () => {
    const text = rmseText(resultOf(runOn({ settings: { targets: ["a", "b"] } })));
    expect(text).toMatch(
      /^RMSE in the data's own units, on the 5 windows of the validation part, by which\n {2}the network's epoch was chosen too\n/,
    );
    expect(text).toMatch(/│ RMSE │ +network │ +last value │ autoregression │/);
    expect(text).toMatch(/\na: the network does not beat the autoregression/);
    expect(text).toMatch(/\nb: the network does not beat the autoregression/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("are a line for each target where there is no room for a table", () => {
    vi.stubEnv("COLUMNS", "40");
    const text = rmseText(resultOf(runOn({ settings: { targets: ["a", "b"] } })));
    expect(text).toMatch(
      /\na: network [\d.]+, last value\n {2}[\d.]+, autoregression [\de.-]+\nb: network /,
    );
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("are of all windows where none was trained on, or of none", () => {
    expect(rmseText(resultOf(loaded(RUN)))).toMatch(
      /^RMSE in the data's own units, on all 21 windows of the file, which is not what\n {2}the model was trained on, but may hold some of it\n/,
    );
    const parts = { training: 0, validation: 0, test: 0 };
    const none = resultOf({ ...RUN, evaluation: undefined, parts });
    expect(rmseText(none)).toBe("no row of wave.csv follows a window: nothing to judge by");
  });

  it("are of the test part where there is one", () => {
    const text = rmseText(resultOf(runOn({ settings: { test: 0.2 } })));
    expect(flat(text)).toContain("on the 4 windows of the test part, by which nothing was chosen ");
  });

  it("are none after an interruption", () => {
    const none = resultOf({ ...RUN, evaluation: undefined, stoppedBy: "abort" });
    expect(rmseText(none)).toBe("not judged, since it was interrupted: --load does so");
  });

  it("come with a hint where the series leaves the range trained on, unless its changes are used", () => {
    const hint = "60 % of the rows judged lie outside the range trained on";
    const task = { ...RESULT.task, transform: "difference" as const };
    const windows = { training: 0, validation: 0, test: 5 };
    expect(flat(rmseText(result({ outside: { a: 3 } })))).toContain(hint);
    expect(flat(rmseText(result({ outside: { a: 0 } })))).not.toContain("outside");
    expect(flat(rmseText(result({ outside: { a: 3 }, task })))).not.toContain("outside");
    expect(flat(rmseText(result({ outside: { a: 3 }, windows })))).not.toContain("outside");
    const rmse = { a: { network: 1, "last value": 2, autoregression: 3 } };
    expect(flat(rmseText(result({ outside: { a: 3 }, rmse })))).not.toContain("outside");
  });
});

describe("the forecast", () => {
  it("has a row for each step, and says what is held", () => {
    const text = forecastText(result({ forecast: { a: [1.5, 2] }, held: { b: 7 } }));
    expect(flat(text)).toContain("the next 2 rows, each predicted from those before it ┌");
    expect(text).toMatch(/\ncolumns that are not predicted keep their last value: b = 7$/);
    expect(text).toContain("│ 2    │   2 │");
    expect(forecastText(result({ held: {} }))).not.toContain("keep");
  });

  it("is a line for each step where there is no room for a table", () => {
    vi.stubEnv("COLUMNS", "16");
    const text = forecastText(result({ forecast: { a: [123456789, 2] } }));
    expect(text).toContain("\n1: a 123456789\n2: a 2\n");
  });

  it("is cut where it would fill more than a screen", () => {
    const long = forecastText(result({ forecast: { a: Array.from({ length: 21 }, () => 1) } }));
    expect(long).toContain("│ 20   │ 1 │");
    expect(long).not.toContain("│ 21 ");
    expect(long).toContain("\nall of it is in forecast.csv\n");
    const targets = ["a", "b", "c", "d", "e"];
    const forecast = Object.fromEntries(targets.map((name) => [name, [1]]));
    const wide = forecastText(result({ forecast, task: { ...RESULT.task, targets } }));
    expect(wide).not.toMatch(/ e │/);
    expect(wide).toContain("\nall of it is in forecast.csv");
  });

  it("of no steps is nothing", () => {
    expect(forecastText(result({ forecast: { a: [] } }))).toBe("");
  });
});

describe("a figure", () => {
  it.each([
    [0, "0"],
    [-1234.5678, "-1234.57"],
    [5791234567.8, "5791234568"],
    [1e15, "1.0000e+15"],
    [-1.23456e-6, "-1.2346e-6"],
  ])("%d", (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
