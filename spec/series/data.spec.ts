import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, type Matrix, toRows } from "../../src/numerics/matrix.ts";
import {
  constantColumns,
  fitTask,
  inOwnUnits,
  type Question,
  seriesData,
  splitCounts,
  targetIndices,
} from "../../src/series/data.ts";
import { TRANSFORMS } from "../../src/series/transform.ts";
import { columnsOf } from "../../src/series/windows.ts";

const QUESTION: Question = { columns: ["a", "b"], targets: ["b"], window: 2, transform: "none" };

const VALUES = fromRows([
  [1, 3],
  [2, 1],
  [4, 4],
  [1, 2],
  [5, 9],
  [2, 6],
]);

describe("the split in time", () => {
  it.each([
    [10, 2, "none", 0.25, 0, { training: 6, validation: 2, test: 0 }],
    [10, 2, "difference", 0.25, 0, { training: 5, validation: 2, test: 0 }],
    [4, 2, "none", 0.001, 0, { training: 1, validation: 1, test: 0 }],
    [12, 2, "none", 0.999, 0, { training: 1, validation: 9, test: 0 }],
    [12, 2, "none", 0.1, 0.3, { training: 6, validation: 1, test: 3 }],
    [5, 2, "none", 0.001, 0.001, { training: 1, validation: 1, test: 1 }],
    [6, 2, "none", 0.9, 0.09, { training: 1, validation: 2, test: 1 }],
    [6, 2, "none", 0.09, 0.9, { training: 1, validation: 1, test: 2 }],
  ] as const)(
    "of %i rows, window %i, %s, holding out %d and %d",
    (rows, window, transform, validation, test, counts) => {
      expect(splitCounts(rows, { window, transform }, { validation, test })).toEqual(counts);
    },
  );

  it.each([
    [
      3,
      2,
      "none",
      0.2,
      0,
      "window: expected at most 1, to train on one window of 3 rows and hold out another, got 2",
    ],
    [
      2,
      1,
      "none",
      0.2,
      0,
      "window: expected a longer series, to train on one window of 2 rows and hold out another, got 1",
    ],
    [
      4,
      2,
      "none",
      0.2,
      0.2,
      "window: expected at most 1, to train on one window of 4 rows and hold out two others, got 2",
    ],
    [3, 1, "difference", 0.2, 0, "window: expected a longer series, to train on"],
    [9, 0, "none", 0.2, 0, "window: expected a whole number of at least 1, got 0"],
    [9, 1, "none", 0, 0, "validation: expected a finite number above 0, got 0"],
    [9, 1, "none", 1, 0, "validation: expected a fraction below 1, got 1"],
  ] as const)(
    "%i rows, window %i, %s, %d, %d: refused",
    (rows, window, transform, validation, test, message) => {
      expect(() => splitCounts(rows, { window, transform }, { validation, test })).toThrow(message);
    },
  );
});

describe("the task", () => {
  it("has the scaling of the rows that the training windows and their targets see", () => {
    // Two windows of two rows and the two rows after them: 4 rows.
    const { mean, scale } = fitTask(VALUES, QUESTION, 2);
    expect(mean).toEqual([2, 2.5]);
    expect(scale).toEqual([Math.sqrt(1.5), Math.sqrt(1.25)]);
  });

  it.each(TRANSFORMS)("is none of the validation's business: %s", (transform) => {
    const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(positive, { minLength: 4, maxLength: 4 }), (others) => {
        const changed: Matrix = { ...VALUES, data: VALUES.data.slice() };
        // Rows 4 and 5 are beyond the two training windows, of which the last target is row 3 or 4.
        const rows = transform === "none" ? 2 : 1;
        changed.data.set(others.slice(0, 2 * rows), (6 - rows) * 2);
        const question = { ...QUESTION, transform };
        expect(fitTask(changed, question, 2)).toEqual(fitTask(VALUES, question, 2));
      }),
    );
  });

  it("does not keep the arrays it was given", () => {
    const task = fitTask(VALUES, QUESTION, 2);
    expect(task.columns).not.toBe(QUESTION.columns);
    expect(task).toMatchObject({ kind: "series", ...QUESTION });
  });
});

describe("the data", () => {
  it.each(TRANSFORMS)(
    "%s: the targets of the records, in their own units, are the rows",
    (transform) => {
      const task = fitTask(VALUES, { ...QUESTION, transform }, 2);
      const data = seriesData(VALUES, task);
      expect(data.records).toHaveLength(VALUES.rows - data.firstTarget);
      const first = 1;
      const perfect = {
        rows: data.records.length - first,
        cols: 1,
        data: Float64Array.from(data.records.slice(first), ({ y }) => y.data[0]),
      };
      const back = inOwnUnits(data, perfect, first);
      toRows(columnsOf(VALUES, [1]))
        .slice(data.firstTarget + first)
        // Scaled and back: a few roundings of numbers below 10.
        .forEach(([value], n) => {
          expect(Math.abs(back.data[n] - value)).toBeLessThanOrEqual(1e-14);
        });
    },
  );

  it("needs a window's rows, and one more for differences", () => {
    const task = fitTask(VALUES, QUESTION, 2);
    const two = fromRows(toRows(VALUES).slice(0, 2));
    expect(seriesData(two, task).records).toEqual([]);
    expect(() => seriesData(two, { ...task, transform: "difference" })).toThrow(
      "csv: expected at least 3 rows, as many as the model's window takes, got 2",
    );
  });

  it("refuses what the scaling takes out of all range", () => {
    const task = { ...fitTask(VALUES, QUESTION, 2), scale: [1, 1e-300] };
    expect(() =>
      seriesData(
        fromRows([
          [1, 1e10],
          [1, 1e10],
        ]),
        task,
      ),
    ).toThrow("csv: expected numbers such as those trained on, got one out of all proportion in b");
  });

  it("says which columns are constant in the training part", () => {
    const values = fromRows([
      [1, 7],
      [2, 7],
      [3, 7],
      [4, 7],
      [5, 8],
    ]);
    const data = seriesData(values, fitTask(values, QUESTION, 2));
    expect(constantColumns(data, 2)).toEqual(["b"]);
    expect(constantColumns(data, 3)).toEqual([]);
  });

  it("finds targets in any order", () => {
    expect(targetIndices({ columns: ["a", "b", "c"], targets: ["c", "a"] })).toEqual([2, 0]);
  });
});
