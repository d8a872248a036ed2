import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leftInverse } from "../../src/numerics/leastSquares.ts";
import { fromRows, type Matrix, row, toRows } from "../../src/numerics/matrix.ts";
import { addRowsTo, emptyTriangle, solution } from "../../src/series/leastSquares.ts";

/** The solution of the rows [A | B], given in blocks of so many. */
function solved(rows: readonly (readonly number[])[], n: number, block: number): Matrix {
  const R = emptyTriangle(rows[0].length);
  for (let i = 0; i < rows.length; i += block) addRowsTo(R, fromRows(rows.slice(i, i + block)));
  return solution(R, n);
}

// Whole numbers up to 20, at most 12 rows: conditions below 1e4 leave 1e-9 of room for 1e-16.
const NEAR = 1e-9;

/** Rows of [A | b], A with independent columns since its diagonal is so large. */
const independent = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 6 }))
  .chain(([n, more]) =>
    fc
      .array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: n + 1, maxLength: n + 1 }), {
        minLength: n + more,
        maxLength: n + more,
      })
      .map((rows) => ({ n, rows: rows.map((r, i) => r.map((v, j) => (i === j ? v + 15 : v))) })),
  );

describe("least squares by blocks", () => {
  it("is what the left inverse of all rows at once gives, whatever the blocks", () => {
    fc.assert(
      fc.property(independent, fc.integer({ min: 1, max: 4 }), ({ n, rows }, block) => {
        const A = fromRows(rows.map((r) => r.slice(0, n)));
        const inverse = leftInverse(A);
        if (!inverse) throw new Error("expected an inverse");
        const x = row(solved(rows, n, block), 0);
        toRows(inverse).forEach((values, j) => {
          const expected = values.reduce((sum, value, i) => sum + value * rows[i][n], 0);
          expect(Math.abs(x[j] - expected)).toBeLessThanOrEqual(NEAR);
        });
      }),
    );
  });

  it("fits a line through three points for two right sides, by hand", () => {
    // Through (0,0), (1,3), (2,0): 1 + 0t. Through (0,1), (1,3), (2,5): 1 + 2t.
    const rows = [
      [1, 0, 0, 1],
      [1, 1, 3, 3],
      [1, 2, 0, 5],
    ];
    const [flat, steep] = toRows(solved(rows, 2, 2));
    for (const [got, expected] of [
      [flat[0], 1],
      [flat[1], 0],
      [steep[0], 1],
      [steep[1], 2],
    ]) {
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(NEAR);
    }
  });

  it("leaves out a column that depends on those before it", () => {
    // The second column is twice the first, the fourth is the first and third together.
    const rows = [
      [1, 2, 0, 1, 3],
      [1, 2, 1, 2, 5],
      [1, 2, 2, 3, 7],
      [1, 2, 3, 4, 9],
    ];
    const x = row(solved(rows, 4, 3), 0);
    expect([x[1], x[3]]).toEqual([0, 0]);
    expect(Math.abs(x[0] - 3)).toBeLessThanOrEqual(NEAR);
    expect(Math.abs(x[2] - 2)).toBeLessThanOrEqual(NEAR);
  });

  it("uses no more columns than rows, the first", () => {
    const x = row(solved([[2, 5, 7, 8]], 3, 1), 0);
    expect(Array.from(x)).toEqual([4, 0, 0]);
  });

  it("of nothing but zeros is zero", () => {
    expect(Array.from(row(solved([[0, 0, 0]], 2, 1), 0))).toEqual([0, 0]);
  });
});
