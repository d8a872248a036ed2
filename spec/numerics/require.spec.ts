import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { zeros } from "../../src/numerics/matrix.ts";
import {
  describe as inWords,
  requireAnyMatrix,
  requireAnyNumber,
  requireArray,
  requireBoolean,
  requireFiniteMatrix,
  requireInteger,
  requireMatrix,
  requireMatrixShape,
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
  requireVector,
  requireVectorLength,
} from "../../src/numerics/require.ts";
import { itRefuses } from "../support/refusals.ts";

const bare: unknown = Object.create(null);

/** An array whose `constructor`, which its methods ask for what to return, is another. */
function withConstructor(array: Float64Array | Uint8Array, other: unknown): unknown {
  return Object.assign(array, { constructor: other });
}

describe("values in words", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    [0, "0"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [10n, "10n"],
    ["", '""'],
    ['say "x"', '"say \\"x\\""'],
    [Symbol("s"), "Symbol(s)"],
    [(): number => 1, "a function"],
    [{}, "an object"],
    [bare, "an object"],
    [[1, 2], "an array of 2"],
    [new Float32Array(3), "a Float32Array"],
    [new DataView(new ArrayBuffer(1)), "a DataView"],
  ])("%o is %s", (value, words) => {
    expect(inWords(value)).toBe(words);
  });

  it("do not rely on a constructor", () => {
    expect(inWords(withConstructor(new Uint8Array(1), null))).toBe("a Uint8Array");
    const foreign = "a Float64Array of another realm or class";
    expect(inWords(withConstructor(new Float64Array(1), null))).toBe(foreign);
  });
});

describe("requireNumber", () => {
  it("takes finite numbers within the limits, ends included unless they are above", () => {
    requireNumber("x", -0);
    requireNumber("x", 0, { min: 0, max: 0 });
    requireNumber("x", 5e-324, { above: 0 });
    requireNumber("x", Number.MAX_VALUE);
  });
  itRefuses([
    ["a string", () => requireNumber("x", "1"), 'TypeError: x: expected a finite number, got "1"'],
    [
      "an object with a value",
      () => requireNumber("x", new Number(1)),
      "TypeError: x: expected a finite number, got an object",
    ],
    [
      "infinity",
      () => requireNumber("x", Infinity),
      "RangeError: x: expected a finite number, got Infinity",
    ],
    [
      "NaN",
      () => requireNumber("x", Number.NaN, { min: 0 }),
      "RangeError: x: expected a finite number of at least 0, got NaN",
    ],
    [
      "too little",
      () => requireNumber("x", -1, { min: 0 }),
      "RangeError: x: expected a finite number of at least 0, got -1",
    ],
    [
      "the open end",
      () => requireNumber("x", 0, { above: 0 }),
      "RangeError: x: expected a finite number above 0, got 0",
    ],
    [
      "too much",
      () => requireNumber("x", 3, { max: 2 }),
      "RangeError: x: expected a finite number and at most 2, got 3",
    ],
  ]);
});

describe("requireAnyNumber", () => {
  it("takes NaN and the infinities too", () => {
    for (const x of [1, -0, Number.NaN, Infinity]) requireAnyNumber("x", x);
  });
  itRefuses([
    ["text", () => requireAnyNumber("x", "1"), 'TypeError: x: expected a number, got "1"'],
    [
      "nothing",
      () => requireAnyNumber("x", undefined),
      "TypeError: x: expected a number, got undefined",
    ],
  ]);
});

describe("requireInteger", () => {
  it("takes whole numbers from min to max", () => {
    requireInteger("n", 0, { min: 0 });
    requireInteger("n", 3, { min: 3, max: 3 });
    requireInteger("n", Number.MAX_SAFE_INTEGER, { min: 0 });
  });
  itRefuses([
    [
      "a fraction",
      () => requireInteger("n", 1.5, { min: 0 }),
      "RangeError: n: expected a whole number of at least 0, got 1.5",
    ],
    [
      "too little",
      () => requireInteger("n", 0, { min: 1 }),
      "RangeError: n: expected a whole number of at least 1, got 0",
    ],
    [
      "too much",
      () => requireInteger("n", 4, { min: 1, max: 3 }),
      "RangeError: n: expected a whole number from 1 to 3, got 4",
    ],
    [
      "what binary64 cannot count",
      () => requireInteger("n", 2 ** 53, { min: 0 }),
      "RangeError: n: expected a whole number of at least 0, got 9007199254740992",
    ],
    [
      "a string",
      () => requireInteger("n", "3", { min: 0 }),
      'TypeError: n: expected a whole number of at least 0, got "3"',
    ],
    [
      "null",
      () => requireInteger("n", null, { min: 0, max: 9 }),
      "TypeError: n: expected a whole number from 0 to 9, got null",
    ],
  ]);
});

describe("names, truth, objects and arrays", () => {
  it("are taken for what they are", () => {
    requireBoolean("flag", false);
    requireOneOf("name", "b", ["a", "b"]);
    requireObject("object", bare);
    requireOnlyKeys("object", { a: 1 }, ["a", "b"]);
    requireArray("list", [], "anything");
  });
  itRefuses([
    [
      "1 for true",
      () => requireBoolean("flag", 1),
      "TypeError: flag: expected true or false, got 1",
    ],
    [
      "an unknown name",
      () => requireOneOf("name", "toString", ["a", "b"]),
      'RangeError: name: expected one of a, b, got "toString"',
    ],
    [
      "no name",
      () => requireOneOf("name", undefined, ["a"]),
      "TypeError: name: expected one of a, got undefined",
    ],
    [
      "an array for an object",
      () => requireObject("object", [1]),
      "TypeError: object: expected an object, got an array of 1",
    ],
    [
      "a typed array for an object",
      () => requireObject("object", new Float64Array(1)),
      "TypeError: object: expected an object, got a Float64Array",
    ],
    [
      "null for an object",
      () => requireObject("object", null),
      "TypeError: object: expected an object, got null",
    ],
    [
      "a function for an object",
      () => requireObject("object", () => 1),
      "TypeError: object: expected an object, got a function",
    ],
    [
      "a stray key",
      () => requireOnlyKeys("object", { c: undefined }, ["a", "b"]),
      'RangeError: object: expected only a, b, got "c"',
    ],
    [
      "an object for an array",
      () => requireArray("list", { length: 0 }, "names"),
      "TypeError: list: expected an array of names, got an object",
    ],
    [
      "a typed array for an array",
      () => requireArray("list", new Float64Array(1), "names"),
      "TypeError: list: expected an array of names, got a Float64Array",
    ],
  ]);
});

describe("vectors", () => {
  it("are taken in their length, or any when none is asked for", () => {
    requireVector("v", Float64Array.of(1, -0), 2);
    requireVector("v", Float64Array.of(1));
    requireVectorLength("v", Float64Array.of(Number.NaN), 1);
    requireVectorLength("v", new Float64Array(0));
  });
  itRefuses([
    [
      "an array",
      () => requireVector("v", [1], 1),
      "TypeError: v: expected a Float64Array of length 1, got an array of 1",
    ],
    [
      "an array where any length will do",
      () => requireVector("v", [1]),
      "TypeError: v: expected a Float64Array, got an array of 1",
    ],
    [
      "single precision",
      () => requireVectorLength("v", new Float32Array(1), 1),
      "TypeError: v: expected a Float64Array of length 1, got a Float32Array",
    ],
    [
      "an array of another realm",
      () => requireVector("v", runInNewContext("Float64Array.of(1)"), 1),
      "TypeError: v: expected a Float64Array of length 1, got a Float64Array of another realm or class",
    ],
    [
      "an array of a class of its own",
      () => requireVector("v", new (class extends Float64Array {})(1)),
      "TypeError: v: expected a Float64Array, got a Float64Array of another realm or class",
    ],
    [
      "an array with methods that return something else",
      () => requireVector("v", withConstructor(new Float64Array(1), { [Symbol.species]: Array })),
      "TypeError: v: expected a Float64Array, got a Float64Array of another realm or class",
    ],
    [
      "a Proxy",
      () => requireVector("v", new Proxy(new Float64Array(1), {})),
      "TypeError: v: expected a Float64Array, got an object",
    ],
    [
      "another length",
      () => requireVector("v", new Float64Array(3), 2),
      "RangeError: v: expected length 2, got 3",
    ],
    [
      "NaN",
      () => requireVector("v", Float64Array.of(1, Number.NaN), 2),
      "RangeError: v[1]: expected a finite number, got NaN",
    ],
    [
      "infinity",
      () => requireVector("v", Float64Array.of(-Infinity)),
      "RangeError: v[0]: expected a finite number, got -Infinity",
    ],
  ]);
});

describe("matrices", () => {
  const A = { rows: 2, cols: 3, data: new Float64Array(6) };
  const at = (i: number, value: number): unknown => ({
    ...A,
    data: new Float64Array(6).fill(value, i, i + 1),
  });

  it("are taken in their shape, or any consistent one", () => {
    requireMatrix("A", A, 2, 3);
    requireMatrixShape("A", at(0, Number.NaN), 2, 3);
    requireAnyMatrix("A", at(0, Number.NaN));
    requireAnyMatrix("A", zeros(0, 4));
    requireFiniteMatrix("A", A);
  });
  itRefuses([
    [
      "null",
      () => requireMatrix("A", null, 2, 3),
      "TypeError: A: expected a 2×3 matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "nested arrays",
      () => requireMatrix("A", [[1]], 1, 1),
      "TypeError: A: expected a 1×1 matrix { rows, cols, data: Float64Array }, got an array of 1",
    ],
    [
      "an object without members",
      () => requireMatrix("A", {}, 1, 1),
      "TypeError: A: expected a 1×1 matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "data in an array",
      () => requireMatrix("A", { rows: 1, cols: 1, data: [1] }, 1, 1),
      "TypeError: A: expected a 1×1 matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "columns in words",
      () => requireMatrix("A", { ...A, cols: "3" }, 2, 3),
      "TypeError: A: expected a 2×3 matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "the transposed shape",
      () => requireMatrix("A", A, 3, 2),
      "RangeError: A: expected a 3×2 matrix, got 2×3",
    ],
    [
      "a number",
      () => requireMatrix("A", 1, 1, 1),
      "TypeError: A: expected a 1×1 matrix { rows, cols, data: Float64Array }, got 1",
    ],
    [
      "rows in words",
      () => requireMatrix("A", { ...A, rows: "2" }, 2, 3),
      "TypeError: A: expected a 2×3 matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "too few rows",
      () => requireMatrix("A", A, 3, 3),
      "RangeError: A: expected a 3×3 matrix, got 2×3",
    ],
    [
      "too few columns",
      () => requireMatrix("A", A, 2, 4),
      "RangeError: A: expected a 2×4 matrix, got 2×3",
    ],
    [
      "too few numbers",
      () => requireMatrix("A", { ...A, data: new Float64Array(5) }, 2, 3),
      "RangeError: A.data: expected 6 numbers for a 2×3 matrix, got 5",
    ],
    [
      "NaN, naming row and column",
      () => requireMatrix("A", at(5, Number.NaN), 2, 3),
      "RangeError: A[1][2]: expected a finite number, got NaN",
    ],
    [
      "NaN in the first place",
      () => requireMatrix("A", at(0, Number.NaN), 2, 3),
      "RangeError: A[0][0]: expected a finite number, got NaN",
    ],
    [
      "infinity, naming row and column",
      () => requireMatrix("A", at(3, -Infinity), 2, 3),
      "RangeError: A[1][0]: expected a finite number, got -Infinity",
    ],
    [
      "any matrix that is none",
      () => requireAnyMatrix("A", { rows: 1 }),
      "TypeError: A: expected a matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "no matrix at all",
      () => requireFiniteMatrix("A", null),
      "TypeError: A: expected a matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "a matrix that is not finite",
      () => requireFiniteMatrix("A", at(4, Infinity)),
      "RangeError: A[1][1]: expected a finite number, got Infinity",
    ],
    [
      "half a row",
      () => requireAnyMatrix("A", { rows: 0.5, cols: 2, data: new Float64Array(1) }),
      "RangeError: A.rows: expected a whole number of at least 0, got 0.5",
    ],
    [
      "fewer than no columns",
      () => requireAnyMatrix("A", { rows: 1, cols: -1, data: new Float64Array(1) }),
      "RangeError: A.cols: expected a whole number of at least 0, got -1",
    ],
    [
      "a matrix at odds with itself",
      () => requireAnyMatrix("A", { ...A, data: new Float64Array(7) }),
      "RangeError: A.data: expected 6 numbers for a 2×3 matrix, got 7",
    ],
  ]);
});
