import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import { fitScaling, scaled } from "../../src/series/scaling.ts";

describe("the scaling", () => {
  it("is the mean and the standard deviation of the first rows, by hand", () => {
    const values = fromRows([
      [1, 10],
      [3, 10],
      [1e9, -1e9],
    ]);
    const scaling = fitScaling(values, 2, ["a", "b"]);
    expect(scaling).toEqual({ mean: [2, 10], scale: [1, 1] });
    expect(toRows(scaled(values, scaling))).toEqual([
      [-1, 0],
      [1, 0],
      [1e9 - 2, -1e9 - 10],
    ]);
  });

  it("loses nothing to an offset: the spread of 1e15 + {0, 2} is 1", () => {
    const values = fromRows([[1e15], [1e15 + 2]]);
    expect(fitScaling(values, 2, ["a"])).toEqual({ mean: [1e15 + 1], scale: [1] });
  });

  it("of a constant column is 1, and its values become exactly 0", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (v) => {
        fc.pre(Math.abs(v) < 1e308);
        const values = fromRows([[v], [v], [v]]);
        const scaling = fitScaling(values, 3, ["a"]);
        expect(scaling).toEqual({ mean: [v + 0], scale: [1] });
        expect(scaled(values, scaling).data.every((z) => z === 0)).toBe(true);
      }),
    );
  });

  it("refuses numbers whose spread overflows", () => {
    expect(() => fitScaling(fromRows([[1], [1e200]]), 2, ["a"])).toThrow(
      "columns: expected numbers whose squares can be summed, got larger ones in a",
    );
  });
});
