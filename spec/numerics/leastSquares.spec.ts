import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leftInverse } from "../../src/numerics/leastSquares.ts";
import { fromRows, type Matrix, row, toRows } from "../../src/numerics/matrix.ts";

function times(A: Matrix, B: Matrix): number[][] {
  return Array.from({ length: A.rows }, (_, i) =>
    Array.from({ length: B.cols }, (_, j) =>
      row(A, i).reduce((sum, value, k) => sum + value * row(B, k)[j], 0),
    ),
  );
}

/**
 * m×n with m ≥ n: whole numbers, and so much of either sign on the diagonal that the columns are
 * independent.
 */
const independent: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 4 }))
  .chain(([n, more]) => {
    const values = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: n, maxLength: n });
    const row = fc.record({ values, diagonal: fc.constantFrom(15, -15) });
    return fc.array(row, { minLength: n + more, maxLength: n + more });
  })
  .map((rows) =>
    fromRows(
      rows.map(({ values, diagonal }, i) => values.map((v, j) => (i === j ? v + diagonal : v))),
    ),
  );

// Matrices of at most 10 rows whose condition number is below 10: a few hundred roundings.
const ROUNDING = 2 ** -43;

describe("the left inverse", () => {
  it("is one", () => {
    fc.assert(
      fc.property(independent, (A) => {
        const inverse = leftInverse(A);
        if (!inverse) throw new Error("expected an inverse");
        expect([inverse.rows, inverse.cols]).toEqual([A.cols, A.rows]);
        for (const [i, values] of times(inverse, A).entries()) {
          for (const [j, value] of values.entries()) {
            expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThanOrEqual(ROUNDING);
          }
        }
      }),
    );
  });

  it("of all left inverses it is that of least squares: A A⁺ is symmetric", () => {
    fc.assert(
      fc.property(independent, (A) => {
        const inverse = leftInverse(A);
        if (!inverse) throw new Error("expected an inverse");
        const projection = times(A, inverse);
        projection.forEach((values, i) => {
          values.forEach((value, j) => {
            expect(Math.abs(value - projection[j][i])).toBeLessThanOrEqual(ROUNDING);
          });
        });
      }),
    );
  });

  it("fits a line through three points, by hand", () => {
    // Through (0, 0), (1, 3), (2, 0): the mean is 1, the slope 0.
    const inverse = leftInverse(
      fromRows([
        [1, 0],
        [1, 1],
        [1, 2],
      ]),
    );
    const [intercept, slope] = toRows(inverse ?? fromRows([[NaN]])).map((r) => r[1] * 3);
    expect(Math.abs(intercept - 1)).toBeLessThanOrEqual(ROUNDING);
    expect(Math.abs(slope)).toBeLessThanOrEqual(ROUNDING);
  });

  it("cancels nothing where a column lies along an axis, whatever its sign", () => {
    for (const first of [1, -1]) {
      const [[a, b]] = toRows(leftInverse(fromRows([[first], [2 ** -30]])) ?? fromRows([[NaN]]));
      expect(Math.abs(a / first - 1 / (1 + 2 ** -60))).toBeLessThanOrEqual(ROUNDING);
      expect(Math.abs(b - 2 ** -30 / (1 + 2 ** -60))).toBeLessThanOrEqual(ROUNDING);
    }
  });

  it("takes a 0 for positive: the bits are those of the smallest number above it", () => {
    const smallest = leftInverse(fromRows([[Number.MIN_VALUE], [1]]));
    expect(leftInverse(fromRows([[0], [1]]))).toEqual(smallest);
  });

  it("of one entry of any size is its reciprocal, to the bit", () => {
    // Its cube is exact, and so is every step but the last division: the scale is a power of two.
    const short = fc.integer({ min: -(2 ** 17), max: 2 ** 17 }).filter((n) => n !== 0);
    const entry = fc
      .tuple(short, fc.integer({ min: -1000, max: 990 }))
      .map(([n, exponent]) => n * 2 ** exponent);
    fc.assert(
      fc.property(entry, (value) => {
        expect(leftInverse(fromRows([[value]]))).toEqual(fromRows([[1 / value]]));
      }),
    );
  });

  it("of two entries has the bits of one reflection without a scale", () => {
    const entry = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        const v = a + Math.sqrt(a * a + b * b);
        const vv = v * v + b * b;
        const R = a - (2 * (v * a + b * b) * v) / vv;
        const first = (1 - (2 * v * v) / vv) / R;
        const second = -((2 * v * b) / vv) / R;
        expect(leftInverse(fromRows([[a], [b]]))).toEqual(fromRows([[first, second]]));
      }),
    );
  });

  it("of columns of any size is what it is of columns near 1: powers of two leave the bits", () => {
    const power = fc.integer({ min: -1000, max: 1000 }).map((exponent) => 2 ** exponent);
    const scales = fc.array(power, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(independent, scales, (A, D) => {
        const inverse = leftInverse(fromRows(toRows(A).map((r) => r.map((v, j) => v * D[j]))));
        if (!inverse) throw new Error("expected an inverse");
        const plain = leftInverse(A) ?? fromRows([[NaN]]);
        expect(toRows(inverse)).toEqual(toRows(plain).map((r, j) => r.map((v) => v / D[j])));
      }),
    );
  });

  it.each([
    ["more columns than rows", [[1, 2]]],
    [
      "a column of zeros",
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    ],
    [
      "a column that is the sum of two others",
      [
        [1, 2, 3],
        [4, 5, 9],
        [7, 1, 8],
        [2, 2, 4],
      ],
    ],
    [
      "a column that is a tenth of another",
      [
        [1, 0.1],
        [3, 0.3],
        [7, 0.7],
      ],
    ],
  ])("there is none for %s", (_, rows) => {
    expect(leftInverse(fromRows(rows))).toBeUndefined();
  });

  it.each([Infinity, -Infinity, NaN])("there is none where an entry is %d", (value) => {
    expect(leftInverse({ rows: 2, cols: 1, data: Float64Array.of(1, value) })).toBeUndefined();
  });

  it("leaves the matrix as it was", () => {
    const A = fromRows([
      [3, 1],
      [1, 2],
      [0, 1],
    ]);
    const before = toRows(A);
    leftInverse(A);
    expect(toRows(A)).toEqual(before);
  });
});
