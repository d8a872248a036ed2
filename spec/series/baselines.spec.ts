import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, row, toRows } from "../../src/numerics/matrix.ts";
import { fitAutoregression, lastValues, regressed } from "../../src/series/baselines.ts";
import { fitTask, seriesData } from "../../src/series/data.ts";
import type { Transform } from "../../src/series/transform.ts";
import { sharedWindows } from "../../src/series/windows.ts";

const dataOf = (rows: readonly (readonly number[])[], transform: Transform, window = 2) => {
  const values = fromRows(rows);
  const columns = ["a", "b"];
  return seriesData(values, fitTask(values, { columns, targets: ["b"], window, transform }, 1));
};

describe("the last value", () => {
  const ROWS = [
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 70],
    [5, 30],
  ];

  it.each<[Transform, number, number[][]]>([
    ["none", 0, [[20], [40], [70]]],
    ["none", 2, [[70]]],
    ["difference", 0, [[40], [70]]],
    ["log-difference", 1, [[70]]],
  ])(
    "is the target's in the row before, by hand: %s from record %i on",
    (transform, first, expected) => {
      expect(toRows(lastValues(dataOf(ROWS, transform), first))).toEqual(expected);
    },
  );
});

describe("the autoregression", () => {
  it("by hand: the line through (1, 3), (3, 1), (1, 4), (4, 1) is y = 13/3 − 25/27 x", () => {
    // Both means are 9/4; Sxy = 14 − 81/4 = −25/4, Sxx = 27 − 81/4 = 27/4.
    const series = fromRows([[1], [3], [1], [4], [1]]);
    const [intercept, slope] = row(fitAutoregression(sharedWindows(series, 1, [0])), 0);
    expect(Math.abs(slope + 25 / 27)).toBeLessThanOrEqual(1e-14);
    expect(Math.abs(intercept - 13 / 3)).toBeLessThanOrEqual(1e-14);
  });

  it("recovers a process that is one, across its blocks of 256 records", () => {
    // y_t = 0.1 + 0.6 y_{t−1} − 0.9 y_{t−2} + u_t, where u is a column of its own, known a step before:
    // nothing depends on anything else, and the condition of the regressors is below 100.
    const coefficient = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(coefficient, coefficient, fc.infiniteStream(coefficient), (a, b, stream) => {
        const rows: number[][] = [
          [0.3, 0.1],
          [-0.2, 0.7],
        ];
        while (rows.length < 300) {
          const [[yy], [y, u]] = rows.slice(-2);
          const u1: number =
            ((rows.length * 7919) % 101) / 50 - 1 + 0.01 * (stream.next().value ?? 0);
          rows.push([0.1 + (a / 2) * y + (b / 2) * yy + u, u1]);
        }
        const series = fromRows(rows);
        const records = sharedWindows(series, 2, [0]);
        const found = row(fitAutoregression(records), 0);
        // In the order 1, y_{t−1}, u_{t−1}, y_{t−2}, u_{t−2}.
        [0.1, a / 2, 1, b / 2, 0].forEach((expected, n) => {
          expect(Math.abs(found[n] - expected)).toBeLessThanOrEqual(1e-12);
        });
        const predictions = regressed(fromRows([Array.from(found)]), records);
        records.forEach(({ y }, n) => {
          expect(Math.abs(predictions.data[n] - y.data[0])).toBeLessThanOrEqual(1e-12);
        });
      }),
      { numRuns: 5 },
    );
  });

  it("of a constant series predicts the constant", () => {
    const series = fromRows(Array.from({ length: 6 }, () => [3]));
    const records = sharedWindows(series, 2, [0]);
    const regression = fitAutoregression(records);
    expect(Array.from(row(regression, 0)).slice(1)).toEqual([0, 0]);
    for (const [value] of toRows(regressed(regression, records))) {
      expect(Math.abs(value - 3)).toBeLessThanOrEqual(1e-14);
    }
  });

  it("with more regressors than records keeps to the most recent", () => {
    const series = fromRows([[1], [2], [4], [9], [7]]);
    const coefficients = Array.from(row(fitAutoregression(sharedWindows(series, 3, [0])), 0));
    expect(coefficients.slice(2)).toEqual([0, 0]);
    // Through (4, 9) and (9, 7): 10.6 − 0.4x.
    expect(Math.abs(coefficients[0] - 10.6)).toBeLessThanOrEqual(1e-13);
    expect(Math.abs(coefficients[1] + 0.4)).toBeLessThanOrEqual(1e-13);
  });
});
