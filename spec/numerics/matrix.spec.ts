import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addOuterProductTo,
  addProductTo,
  addTo,
  addTransposedProductTo,
  copyOf,
  firstRows,
  fromRows,
  type Matrix,
  product,
  row,
  toRows,
  transposedProduct,
  zeros,
  zeroVector,
} from "../../src/numerics/matrix.ts";
import { matrices, vectors } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { errorOf, itRefuses, untyped } from "../support/refusals.ts";

/** Numbers whose sums are rounded, so that a sum in another order would show. */
const inexact = fc.double({ min: -1e3, max: 1e3, noNaN: true });

interface Product {
  readonly A: Matrix;
  /** of length n, the columns of A */
  readonly x: Float64Array;
  /** of length m, the rows of A */
  readonly y: Float64Array;
}

/** Up to 9 rows: two blocks of four and one over. */
const products: fc.Arbitrary<Product> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }))
  .chain(([m, n]) =>
    fc.record({ A: matrices(m, n, inexact), x: vectors(n, inexact), y: vectors(m, inexact) }),
  );

describe("matrices", () => {
  it("are row-major", () => {
    const A = fromRows([[1, 2, 3], Float64Array.of(4, 5, 6)]);
    expect(A).toEqual({ rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(toRows(A)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(zeros(2, 3)).toEqual({ rows: 2, cols: 3, data: new Float64Array(6) });
    expect(zeroVector(2)).toEqual(new Float64Array(2));
  });

  it("tell their rows, whatever their numbers are", () => {
    const A = { rows: 1, cols: 2, data: Float64Array.of(Number.NaN, -Infinity) };
    expect(toRows(A)).toEqual([[Number.NaN, -Infinity]]);
  });

  it("show their first rows, which are theirs", () => {
    const A = fromRows([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const first = firstRows(A, 2);
    expect(toRows(first)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    first.data[3] = 7;
    expect(A.data[3]).toBe(7);
  });

  it("may have rows without columns", () => {
    expect(fromRows([[], []])).toEqual({ rows: 2, cols: 0, data: new Float64Array(0) });
  });

  it("have rows that are views, and copies that are not", () => {
    const A = fromRows([
      [1, 2],
      [3, 4],
    ]);
    const B = copyOf(A);
    row(A, 1)[0] = 7;
    expect(toRows(A)).toEqual([
      [1, 2],
      [7, 4],
    ]);
    expect(toRows(B)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("tell why no memory holds them", () => {
    expect(errorOf(() => zeros(2 ** 27, 2 ** 26))).toMatchObject({ cause: expect.any(RangeError) });
  });

  const from = untyped(fromRows);
  itRefuses([
    ["null", () => from(null), "TypeError: rows: expected an array of rows, got null"],
    ["a string", () => from("12"), 'TypeError: rows: expected an array of rows, got "12"'],
    ["no rows", () => from([]), "RangeError: rows: expected at least one row, got none"],
    [
      "rows that are numbers",
      () => from([1, 2]),
      "TypeError: rows[0]: expected an array of numbers, got 1",
    ],
    [
      "single precision",
      () => from([Float32Array.of(1)]),
      "TypeError: rows[0]: expected an array of numbers, got a Float32Array",
    ],
    [
      "null for a number",
      () => from([[1], [null]]),
      "TypeError: rows[1][0]: expected a finite number, got null",
    ],
    [
      "NaN",
      () => from([[1, 2], Float64Array.of(3, Number.NaN)]),
      "RangeError: rows[1][1]: expected a finite number, got NaN",
    ],
    [
      "infinity",
      () => from([[-Infinity]]),
      "RangeError: rows[0][0]: expected a finite number, got -Infinity",
    ],
    [
      "a hole for a row",
      () => from(Object.assign([[1]], { 2: [1] })),
      "TypeError: rows[1]: expected an array of numbers, got undefined",
    ],
    [
      "a hole for a number",
      () => from([[1], Object.assign([], { length: 1 })]),
      "TypeError: rows[1][0]: expected a finite number, got undefined",
    ],
    [
      "rows of two lengths",
      () => from([[1, 2], [3]]),
      "RangeError: rows[1]: expected 2 numbers like rows[0], got 1",
    ],
    [
      "rows of what is no matrix",
      () => untyped(toRows)({ rows: 2, cols: 2, data: new Float64Array(3) }),
      "RangeError: A.data: expected 4 numbers for a 2×2 matrix, got 3",
    ],
    [
      "a matrix that no memory holds",
      () => zeros(2 ** 27, 2 ** 26),
      "RangeError: memory: expected room for 134217728×67108864 numbers, got none",
    ],
    [
      "a vector that no memory holds",
      () => zeroVector(2 ** 53),
      "RangeError: memory: expected room for 9007199254740992 numbers, got none",
    ],
  ]);
});

describe("products that return something new", () => {
  it("of a matrix and a vector, by hand", () => {
    const A = fromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(product(A, Float64Array.of(1, 10, 100))).toEqual(Float64Array.of(321, 654));
    expect(transposedProduct(A, Float64Array.of(1, 10))).toEqual(Float64Array.of(41, 52, 63));
  });
});

describe("products have the bits of the plain double loop", () => {
  it("y += A x", () => {
    fc.assert(
      fc.property(products, ({ A, x, y }) => {
        const expected = y.map((yi, i) => {
          let sum = yi;
          for (let j = 0; j < A.cols; j++) sum += A.data[i * A.cols + j] * x[j];
          return sum;
        });
        addProductTo(y, A, x);
        return sameBits(y, expected);
      }),
    );
  });

  it("y += Aᵀ x", () => {
    fc.assert(
      fc.property(products, ({ A, x: n, y: m }) => {
        const expected = n.map((nj, j) => {
          let sum = nj;
          for (let i = 0; i < A.rows; i++) sum += A.data[i * A.cols + j] * m[i];
          return sum;
        });
        addTransposedProductTo(n, A, m);
        return sameBits(n, expected);
      }),
    );
  });

  it("A += y xᵀ", () => {
    fc.assert(
      fc.property(products, ({ A, x, y }) => {
        const expected = A.data.map((entry, k) => {
          return entry + y[Math.floor(k / A.cols)] * x[k % A.cols];
        });
        addOuterProductTo(A, y, x);
        return sameBits(A.data, expected);
      }),
    );
  });

  it("y += x", () => {
    const y = Float64Array.of(1, 2);
    addTo(y, Float64Array.of(10, 20));
    expect(y).toEqual(Float64Array.of(11, 22));
  });
});
