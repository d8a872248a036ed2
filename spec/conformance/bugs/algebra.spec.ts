import { describe, expect, it } from "vitest";
import {
  inEveryColumn,
  outer,
  plus,
  reshaped,
  times,
} from "../../../src/conformance/bugs/algebra.ts";
import { fromRows, toRows } from "../../../src/numerics/matrix.ts";

const A = fromRows([
  [1, 2, 3],
  [4, 5, 6],
]);
const v = Float64Array.of(1, 10);
const w = Float64Array.of(1, 10, 100);

describe("the products", () => {
  it("of two vectors, by hand", () => {
    expect(toRows(outer(v, w))).toEqual([
      [1, 10, 100],
      [10, 100, 1000],
    ]);
    expect(plus(w, w)).toEqual(Float64Array.of(2, 20, 200));
    expect(times(w, w)).toEqual(Float64Array.of(1, 100, 10000));
    expect(toRows(inEveryColumn(v, 3))).toEqual([
      [1, 1, 1],
      [10, 10, 10],
    ]);
  });

  it("leave their arguments as they were", () => {
    plus(w, w);
    times(w, w);
    expect(w).toEqual(Float64Array.of(1, 10, 100));
    expect(v).toEqual(Float64Array.of(1, 10));
  });
});

describe("reshaped", () => {
  it("keeps the order of the numbers, and so is no transpose", () => {
    expect(toRows(reshaped(A))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });
});
