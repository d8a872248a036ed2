import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import {
  changeTo,
  rowsLost,
  TRANSFORMS,
  transformed,
  valueAfter,
} from "../../src/series/transform.ts";

const SERIES = fromRows([
  [1, 8],
  [3, 4],
  [2, 4],
]);
const NAMES = ["a", "b"];

describe("the transforms", () => {
  it("none is the series itself, in memory of its own", () => {
    const same = transformed(SERIES, "none", NAMES);
    expect(toRows(same)).toEqual(toRows(SERIES));
    expect(same.data).not.toBe(SERIES.data);
  });

  it("differences, by hand", () => {
    expect(toRows(transformed(SERIES, "difference", NAMES))).toEqual([
      [2, -4],
      [-1, 0],
    ]);
  });

  it("differences of logarithms, by hand", () => {
    // ln 3, ln ½; ln ⅔, ln 1: Math.log is within an ulp or two of those.
    const [[a, b], [c, d]] = toRows(transformed(SERIES, "log-difference", NAMES));
    expect(a).toBeCloseTo(Math.log(3), 14);
    expect(b).toBeCloseTo(-Math.LN2, 14);
    expect(c).toBeCloseTo(Math.log(2 / 3), 14);
    expect(d).toBe(0);
  });

  it.each(TRANSFORMS)("%s has no rows left of one or of none", (transform) => {
    for (const rows of [0, 1]) {
      const few = { rows, cols: 1, data: new Float64Array(rows).fill(2) };
      expect(transformed(few, transform, ["a"]).rows).toBe(Math.max(0, rows - rowsLost(transform)));
    }
  });

  it.each(TRANSFORMS)("%s is undone by valueAfter", (transform) => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (before, after) => {
        const back = valueAfter(transform, before, changeTo(transform, before, after));
        // The change is rounded beside the larger of the two, its logarithm (below 21) beside that, and
        // ln and exp are right to an ulp or so: some tens of roundings of 2^-53 in all.
        expect(Math.abs(back - after)).toBeLessThanOrEqual(
          100 * 2 ** -53 * Math.max(before, after),
        );
      }),
    );
  });

  it("logarithms are refused what has none", () => {
    const series = fromRows([
      [1, 2],
      [3, 0],
    ]);
    expect(() => transformed(series, "log-difference", NAMES)).toThrow(
      new RangeError(
        "transform: expected only numbers above 0 for log-difference, got 0 in row 2 of b",
      ),
    );
  });
});
