import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slidingWindows } from "../../src/data/windows.ts";
import { fromRows, type Matrix, toRows } from "../../src/numerics/matrix.ts";
import { columnsOf, sharedWindows } from "../../src/series/windows.ts";

const series: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 3 }))
  .map(([rows, cols]) => ({
    rows,
    cols,
    data: Float64Array.from({ length: rows * cols }, (_, n) => n),
  }));

describe("windows that share memory", () => {
  it("are the sliding windows", () => {
    fc.assert(
      fc.property(series, fc.nat(), fc.nat(), (A, t, d) => {
        const T = 1 + (t % (A.rows - 1));
        const targets = [d % A.cols, 0];
        const expected = slidingWindows(A, { length: T, targets });
        expect(sharedWindows(A, T, targets)).toEqual(expected);
      }),
    );
  });

  it("share it", () => {
    const A = fromRows([[1], [2], [3], [4]]);
    const windows = sharedWindows(A, 2, [0]);
    expect(windows.every(({ x }) => x.data.buffer === A.data.buffer)).toBe(true);
  });

  it("there is none where no row follows", () => {
    expect(sharedWindows(fromRows([[1], [2]]), 2, [0])).toEqual([]);
  });

  it("columnsOf takes columns in any order", () => {
    expect(toRows(columnsOf(fromRows([[1, 2, 3]]), [2, 0]))).toEqual([[3, 1]]);
  });
});
