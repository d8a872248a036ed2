import { describe, expect, it } from "vitest";
import {
  copyOf,
  copyOfTensors,
  entriesOf,
  evaluate,
  mapTensors,
  namesOf,
  pathOf,
  requireFunction,
  requireShapesOf,
  requireTensors,
  type Tensors,
} from "../../src/gradcheck/tensors.ts";
import { fromRows, type Matrix, zeros } from "../../src/numerics/matrix.ts";
import type { Parameters } from "../../src/rnn/parameters.ts";
import { handParameters, matrixOf, NOT_OBJECTS } from "../support/handSized.ts";
import { itRefuses, thrownBy, untyped } from "../support/refusals.ts";

const matrix = (): Matrix =>
  fromRows([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const vector = (): Float64Array => Float64Array.of(7, 8);

describe("a tensor", () => {
  it("has its own entries, row by row", () => {
    const [A, v] = [matrix(), vector()];
    expect(entriesOf(A)).toBe(A.data);
    expect(entriesOf(v)).toBe(v);
  });

  it("is copied with its numbers", () => {
    const [A, v] = [matrix(), vector()];
    const copies = [copyOf(A), copyOf(v)];
    expect(copies).toEqual([A, v]);
    for (const copy of copies) entriesOf(copy)[0] = 99;
    expect([A, v]).toEqual([matrix(), vector()]);
  });

  it("names its entries as one would write them", () => {
    expect([0, 2, 3, 5].map((i) => pathOf("W", matrix(), i))).toEqual([
      "W[0][0]",
      "W[0][2]",
      "W[1][0]",
      "W[1][2]",
    ]);
    expect(pathOf("b", vector(), 1)).toBe("b[1]");
  });
});

describe("tensors by name", () => {
  it("take the parameters of a network as they are, absent biases left out", () => {
    const { b, c, ...bare } = handParameters();
    const parameters: Parameters = bare;
    expect(namesOf(parameters)).toEqual(["U", "W", "V"]);
    expect(namesOf({ ...parameters, c })).toEqual(["U", "W", "V", "c"]);
    const copies: Parameters = copyOfTensors(parameters);
    expect(copies).toEqual(parameters);
    expect(copies.W.data).not.toBe(parameters.W.data);
  });

  it("are made into others under the same names, whatever these are", () => {
    const names = mapTensors({ W: matrix(), b: vector() }, (tensor, name) => [name, tensor]);
    expect(names).toEqual({ W: ["W", matrix()], b: ["b", vector()] });
    const odd = JSON.parse('{ "__proto__": 0 }');
    Object.defineProperty(odd, "__proto__", { value: vector(), enumerable: true });
    expect(Object.entries(copyOfTensors(odd as Tensors))).toEqual([["__proto__", vector()]]);
  });
});

describe("requireTensors", () => {
  it("takes matrices and vectors of finite numbers", () => {
    const extremes = Float64Array.of(-0, 5e-324, Number.MAX_VALUE);
    expect(requireTensors("at", { W: matrix(), b: extremes })).toBeUndefined();
  });

  const KINDS = "expected a matrix { rows, cols, data: Float64Array } or a Float64Array";
  const attempt = (at: unknown) => () => requireTensors("at", at);
  itRefuses([
    ["nothing in it", attempt({}), "RangeError: at: expected at least one tensor, got none"],
    ["a number", attempt({ x: 1 }), `TypeError: at.x: ${KINDS}, got 1`],
    [
      "an absent tensor that has a name",
      attempt({ x: undefined }),
      `TypeError: at.x: ${KINDS}, got undefined`,
    ],
    ["null", attempt({ x: null }), `TypeError: at.x: ${KINDS}, got null`],
    ["nested rows", attempt({ x: [[1]] }), `TypeError: at.x: ${KINDS}, got an array of 1`],
    [
      "other precision",
      attempt({ x: new Float32Array(2) }),
      `TypeError: at.x: ${KINDS}, got a Float32Array`,
    ],
    [
      "a matrix of plain numbers",
      attempt({ x: { rows: 1, cols: 1, data: [1] } }),
      "TypeError: at.x: expected a matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "a matrix with too few numbers",
      attempt({ x: vector(), W: { rows: 2, cols: 2, data: new Float64Array(3) } }),
      "RangeError: at.W.data: expected 4 numbers for a 2×2 matrix, got 3",
    ],
    [
      "NaN in a matrix",
      attempt({ W: matrixOf(2, 1, 1, Number.NaN) }),
      "RangeError: at.W[1][0]: expected a finite number, got NaN",
    ],
    [
      "infinity in a vector",
      attempt({ b: Float64Array.of(0, -Infinity) }),
      "RangeError: at.b[1]: expected a finite number, got -Infinity",
    ],
    [
      "an empty vector",
      attempt({ b: new Float64Array(0) }),
      "RangeError: at.b: expected at least one number, got none",
    ],
    [
      "an empty matrix",
      attempt({ W: zeros(0, 3) }),
      "RangeError: at.W: expected at least one number, got none",
    ],
  ]);
  it.each(NOT_OBJECTS)("refuses %o", (value, words) => {
    expect(thrownBy(attempt(value))).toBe(`TypeError: at: expected an object, got ${words}`);
  });
});

describe("requireShapesOf", () => {
  const like = { W: matrix(), b: vector() };

  it("takes the same names and shapes, whatever the numbers", () => {
    const gradient = { b: Float64Array.of(Number.NaN, Infinity), W: zeros(2, 3) };
    expect(requireShapesOf("gradient", gradient, like)).toBeUndefined();
  });

  const attempt = (gradient: unknown) => () => requireShapesOf("gradient", gradient, like);
  itRefuses([
    ["no object", attempt(null), "TypeError: gradient: expected an object, got null"],
    [
      "one tensor too many",
      attempt({ ...like, c: vector() }),
      'RangeError: gradient: expected only W, b, got "c"',
    ],
    [
      "one missing",
      attempt({ W: matrix() }),
      "TypeError: gradient.b: expected a Float64Array of length 2, got undefined",
    ],
    [
      "a vector that is longer",
      attempt({ ...like, b: new Float64Array(3) }),
      "RangeError: gradient.b: expected length 2, got 3",
    ],
    [
      "a matrix that is transposed",
      attempt({ ...like, W: zeros(3, 2) }),
      "RangeError: gradient.W: expected a 2×3 matrix, got 3×2",
    ],
    [
      "a vector for a matrix",
      attempt({ ...like, W: new Float64Array(6) }),
      "TypeError: gradient.W: expected a 2×3 matrix { rows, cols, data: Float64Array }, got a Float64Array",
    ],
  ]);
});

describe("a scalar function", () => {
  it("is any function that returns numbers, finite or not", () => {
    requireFunction(Math.abs);
    expect(evaluate(({ x }) => 2 * x[0], { x: Float64Array.of(3) })).toBe(6);
    expect(evaluate(() => Number.NaN, {})).toBeNaN();
  });

  itRefuses([
    [
      "an object for a function",
      () => requireFunction({}),
      "TypeError: f: expected a function, got an object",
    ],
    [
      "a function of promises",
      () => untyped(evaluate)(() => Promise.resolve(1), {}),
      "TypeError: f: expected a function that returns a number, got an object",
    ],
  ]);
});
