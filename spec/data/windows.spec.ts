import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapes, slidingWindows, splitInOrder } from "../../src/data/windows.ts";
import { fromRows, row, toRows } from "../../src/numerics/matrix.ts";
import { matrices } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { matrixOf } from "../support/handSized.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const COUNTING = fromRows([[0], [1], [2], [3], [4]]);
const PAIRS = fromRows([
  [0, 10],
  [1, 11],
  [2, 12],
  [3, 13],
]);

describe("slidingWindows", () => {
  it("pairs each run of T values with the value after it", () => {
    const windows = slidingWindows(COUNTING, { length: 3 });
    expect(windows.map(({ x, y }) => [x.data, y.data].map((v) => [...v]))).toEqual([
      [[0, 1, 2], [3]],
      [[1, 2, 3], [4]],
    ]);
    expect(windows.every(({ x, y }) => x.rows === 3 && x.cols === 1 && y.rows === 1)).toBe(true);
  });

  it("uses the whole series: the longest window has one record, the shortest one N − 1", () => {
    expect(slidingWindows(COUNTING, { length: 4 })).toHaveLength(1);
    expect(slidingWindows(COUNTING, { length: 1 })).toHaveLength(4);
  });

  it("keeps every feature as input and predicts the chosen ones, in the order chosen", () => {
    const [first] = slidingWindows(PAIRS, { length: 2, targets: [1, 0] });
    expect(toRows(first.x)).toEqual([
      [0, 10],
      [1, 11],
    ]);
    expect(toRows(first.y)).toEqual([[12, 2]]);
    const [only] = slidingWindows(PAIRS, { length: 3, targets: [1] });
    expect(toRows(only.y)).toEqual([[13]]);
    expect(toRows(slidingWindows(PAIRS, { length: 3 })[0].y)).toEqual([[3, 13]]);
  });

  it("has record n's target as the last input of record n + 1, for any series", () => {
    const cases = fc
      .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 3 }))
      .chain(([rows, cols]) =>
        fc.tuple(matrices(rows, cols), fc.integer({ min: 1, max: rows - 1 })),
      );
    fc.assert(
      fc.property(cases, ([series, length]) => {
        const windows = slidingWindows(series, { length });
        return (
          windows.length === series.rows - length &&
          windows.every(
            ({ x, y }, n) =>
              sameBits(row(x, 0), row(series, n)) &&
              sameBits(y.data, row(series, n + length)) &&
              (n === 0 || sameBits(row(x, length - 1), windows[n - 1].y.data)),
          )
        );
      }),
    );
  });

  it("copies: a window does not change with the series, nor with its neighbour", () => {
    const series = fromRows([[0], [1], [2]]);
    const [first, second] = slidingWindows(series, { length: 1 });
    series.data.fill(9);
    second.x.data.fill(8);
    expect([...first.x.data, ...first.y.data, ...second.y.data]).toEqual([0, 1, 2]);
  });

  const windows = untyped(slidingWindows);
  itRefuses([
    [
      "no series",
      () => windows(null, { length: 1 }),
      "TypeError: series: expected a matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "a plain array",
      () => windows([1, 2, 3], { length: 1 }),
      "TypeError: series: expected a matrix { rows, cols, data: Float64Array }, got an array of 3",
    ],
    [
      "a series of NaN rows",
      () => windows({ rows: Number.NaN, cols: 1, data: new Float64Array(2) }, { length: 1 }),
      "RangeError: series.rows: expected a whole number of at least 0, got NaN",
    ],
    [
      "a series without columns",
      () => windows(fromRows([[], [], []]), { length: 1 }),
      "RangeError: series.cols: expected a whole number of at least 1, got 0",
    ],
    [
      "a series with NaN in it",
      () => windows(matrixOf(3, 1, 1, Number.NaN, 2), { length: 1 }),
      "RangeError: series[1][0]: expected a finite number, got NaN",
    ],
    [
      "no options",
      () => windows(COUNTING),
      "TypeError: options: expected an object, got undefined",
    ],
    [
      "an unknown option",
      () => windows(COUNTING, { length: 1, stride: 2 }),
      'RangeError: options: expected only length, targets, got "stride"',
    ],
    [
      "a window of no length",
      () => windows(COUNTING, { length: 0 }),
      "RangeError: length: expected a whole number of at least 1, got 0",
    ],
    [
      "a window of half a value",
      () => windows(COUNTING, { length: 1.5 }),
      "RangeError: length: expected a whole number of at least 1, got 1.5",
    ],
    [
      "a window as long as the series",
      () => windows(COUNTING, { length: 5 }),
      "RangeError: length: expected at most 4, a window and its target in a series of 5, got 5",
    ],
    [
      "one target not in a list",
      () => windows(PAIRS, { length: 1, targets: 1 }),
      "TypeError: targets: expected an array of column indices, got 1",
    ],
    [
      "no target",
      () => windows(PAIRS, { length: 1, targets: [] }),
      "RangeError: targets: expected at least one column, got none",
    ],
    [
      "a target past the last column",
      () => windows(PAIRS, { length: 1, targets: [0, 2] }),
      "RangeError: targets[1]: expected a whole number from 0 to 1, got 2",
    ],
    [
      "a target by name",
      () => windows(PAIRS, { length: 1, targets: ["close"] }),
      'TypeError: targets[0]: expected a whole number from 0 to 1, got "close"',
    ],
    [
      "a hole among the targets",
      () => windows(PAIRS, { length: 1, targets: Object.assign([], { 1: 0 }) }),
      "TypeError: targets[0]: expected a whole number from 0 to 1, got undefined",
    ],
  ]);
});

describe("splitInOrder", () => {
  const records = slidingWindows(COUNTING, { length: 1 });

  it("gives the first ones to training, the next ones to validation, and may leave some over", () => {
    expect(splitInOrder(records, { training: 2, validation: 1 })).toEqual({
      training: [records[0], records[1]],
      validation: [records[2]],
    });
    expect(splitInOrder(records, { training: 3, validation: 1 }).validation).toEqual([records[3]]);
  });

  const split = untyped(splitInOrder);
  itRefuses([
    [
      "no records",
      () => split(null, { training: 1, validation: 1 }),
      "TypeError: records: expected an array of sequences, got null",
    ],
    [
      "a record that is null",
      () => split([records[0], null], { training: 1, validation: 1 }),
      "TypeError: records[1]: expected an object, got null",
    ],
    [
      "a record with more to it",
      () => split([{ ...records[0], label: 1 }], { training: 1, validation: 1 }),
      'RangeError: records[0]: expected only x, y, initialState, got "label"',
    ],
    [
      "a target that is NaN",
      () =>
        split([{ ...records[0], y: matrixOf(1, 1, Number.NaN) }], { training: 1, validation: 1 }),
      "RangeError: records[0].y[0][0]: expected a finite number, got NaN",
    ],
    [
      "a state in an array",
      () => split([{ ...records[0], initialState: [0] }], { training: 1, validation: 1 }),
      "TypeError: records[0].initialState: expected a Float64Array, got an array of 1",
    ],
    ["no counts", () => split(records, null), "TypeError: counts: expected an object, got null"],
    [
      "a third part",
      () => split(records, { training: 1, validation: 1, test: 1 }),
      'RangeError: counts: expected only training, validation, got "test"',
    ],
    [
      "nothing to train with",
      () => split(records, { training: 0, validation: 1 }),
      "RangeError: training: expected a whole number of at least 1, got 0",
    ],
    [
      "a fraction to validate with",
      () => split(records, { training: 1, validation: 0.2 }),
      "RangeError: validation: expected a whole number of at least 1, got 0.2",
    ],
    [
      "more than there is",
      () => split(records, { training: 3, validation: 2 }),
      "RangeError: training + validation: expected at most 4 records, got 5",
    ],
  ]);
});

describe("shapes", () => {
  it("are records×T×D and records×O", () => {
    const records = slidingWindows(PAIRS, { length: 2, targets: [0] });
    expect(shapes(records)).toEqual({ inputs: [2, 2, 2], targets: [2, 1] });
  });

  itRefuses([
    ["no record", () => shapes([]), "RangeError: records: expected at least one, got none"],
    [
      "what is no list",
      () => untyped(shapes)({}),
      "TypeError: records: expected an array of sequences, got an object",
    ],
    [
      "windows of two lengths",
      () =>
        shapes([...slidingWindows(PAIRS, { length: 1 }), ...slidingWindows(PAIRS, { length: 2 })]),
      "RangeError: records[3].x: expected a 1×2 matrix, got 2×2",
    ],
    [
      "targets of two widths",
      () =>
        shapes(
          [1, 2].map((n) => ({ x: matrixOf(1, 1, 0), y: matrixOf(1, n, ...Array(n).fill(0)) })),
        ),
      "RangeError: records[1].y: expected a 1×1 matrix, got 1×2",
    ],
  ]);
});
