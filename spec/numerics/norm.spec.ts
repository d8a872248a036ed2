import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { maxNorm, norm, scaledNorm, spectralRadius } from "../../src/numerics/norm.ts";

describe("maxNorm", () => {
  it("is the largest size over all arrays, and 0 of none", () => {
    expect(maxNorm([Float64Array.of(1, -3), Float64Array.of(2)])).toBe(3);
    expect(maxNorm([Float64Array.of(-1), Float64Array.of(0.5, 4)])).toBe(4);
    expect(maxNorm([new Float64Array(2), new Float64Array(0)])).toBe(0);
    expect(maxNorm([])).toBe(0);
  });

  it.each([
    [[-Infinity, 1], Infinity],
    [[Number.NaN, 1], Number.NaN],
    [[1, Number.NaN], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    expect(maxNorm([Float64Array.from(values)])).toBe(expected);
  });

  it("is of more numbers than a call may have arguments", () => {
    const many = new Float64Array(1_000_000);
    many[999_999] = -7;
    expect(maxNorm([many])).toBe(7);
  });
});

describe("norm", () => {
  it.each([
    [[3, -4], 5],
    [[0, -0], 0],
    [[], 0],
    [[3e200, 4e200], 5e200],
    [[3e-200, 4e-200], 5e-200],
    [[1, -Infinity], Infinity],
    [[Number.NaN, 1], Number.NaN],
    [[Infinity, Number.NaN], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    // Three roundings.
    const actual = norm(Float64Array.from(values));
    if (Number.isFinite(expected)) {
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(expected * 3 * 2 ** -53);
    } else expect(actual).toBe(expected);
  });

  it("is of all arrays together", () => {
    const { largest, relative } = scaledNorm([Float64Array.of(3), Float64Array.of(-4)]);
    expect([largest, relative]).toEqual([4, 1.25]);
  });
});

/** S A S⁻¹ has the eigenvalues of A; S is a shear, so that the result is not normal. */
function sheared(A: Matrix): Matrix {
  const [[a, b], [c, d]] = [A.data.slice(0, 2), A.data.slice(2)];
  const [e, f] = [a + 3 * c, b + 3 * d];
  return fromRows([
    [e, f - 3 * e],
    [c, d - 3 * c],
  ]);
}

describe("spectralRadius", () => {
  it.each<[string, number[][], number]>([
    ["one number", [[-2]], 2],
    [
      "a diagonal",
      [
        [0.5, 0],
        [0, -0.75],
      ],
      0.75,
    ],
    [
      "a rotation, whose eigenvalues are complex",
      [
        [0, -1],
        [1, 0],
      ],
      1,
    ],
    [
      "a matrix of one defective eigenvalue",
      [
        [0.5, 1],
        [0, 0.5],
      ],
      0.5,
    ],
    [
      "large numbers",
      [
        [1e200, 0],
        [0, 1e190],
      ],
      1e200,
    ],
    [
      "small numbers",
      [
        [1e-200, 0],
        [0, 1e-210],
      ],
      1e-200,
    ],
  ])("of %s", (_, rows, expected) => {
    // ‖Aⁿ‖ is at most √2 n 2 ρⁿ here: (2.9e3)^(1/1024) = 1.008.
    for (const A of [fromRows(rows), ...(rows.length === 2 ? [sheared(fromRows(rows))] : [])]) {
      const radius = spectralRadius(A) / expected;
      expect(radius).toBeGreaterThanOrEqual(1 - 1e-12);
      // The shear has a condition of 11, which makes that (3.2e4)^(1/1024) = 1.0102.
      expect(radius).toBeLessThanOrEqual(1.0102);
    }
  });

  it.each<[string, number[][], number]>([
    [
      "nilpotent",
      [
        [0, 1],
        [0, 0],
      ],
      0,
    ],
    [
      "zero",
      [
        [0, 0],
        [0, 0],
      ],
      0,
    ],
  ])("of a %s matrix is %d", (_, rows, expected) => {
    expect(spectralRadius(fromRows(rows))).toBe(expected);
  });

  it("is NaN where an entry is no number", () => {
    for (const broken of [Number.NaN, Infinity]) {
      const A = { rows: 2, cols: 2, data: Float64Array.of(1, broken, 0, 1) };
      expect(spectralRadius(A)).toBeNaN();
    }
  });

  it("is NaN where the norm is above all numbers", () => {
    const A = { rows: 2, cols: 2, data: new Float64Array(4).fill(1e308) };
    expect(spectralRadius(A)).toBeNaN();
  });

  it("is that of a block of larger matrices, wherever it stands", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), (n, eighths) => {
        // A cyclic permutation times a number: all eigenvalues of that size.
        const data = new Float64Array(n * n);
        for (let i = 0; i < n; i++) data[i * n + ((i + 1) % n)] = eighths / 8;
        const radius = spectralRadius({ rows: n, cols: n, data }) / (eighths / 8);
        // √n^(1/1024) at most
        return radius >= 1 - 1e-12 && radius <= 1.001;
      }),
    );
  });
});
