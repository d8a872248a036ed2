import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gradientShapes,
  type Nested,
  parameterShapes,
  requireLength,
  requireNames,
  requireShape,
  requireTensors,
} from "../../src/conformance/shapes.ts";
import { parameterArrays } from "../../src/rnn/parameters.ts";
import { networks, parametersOf } from "../support/arbitraries.ts";
import { itRefuses, thrownBy } from "../support/refusals.ts";

describe("the shapes of a network's tensors", () => {
  it("are those of its parameters, in their order", () => {
    const cases = networks().chain((config) =>
      fc.record({ config: fc.constant(config), parameters: parametersOf(config) }),
    );
    fc.assert(
      fc.property(cases, ({ config, parameters }) => {
        const shapes = parameterShapes(config);
        expect(Object.keys(shapes)).toEqual(Object.keys(parameters));
        const sizes = Object.values(shapes).map((shape) => shape.reduce((n, size) => n * size, 1));
        expect(sizes).toEqual(parameterArrays(parameters).map((values) => values.length));
        expect(shapes["U"]).toEqual([config.hiddenSize, config.inputSize]);
        expect(shapes["V"]).toEqual([config.outputSize, config.hiddenSize]);
        const named = Object.keys(shapes).map((name) => `d${name}`);
        expect(Object.keys(gradientShapes(config))).toEqual(named);
        expect(Object.values(gradientShapes(config))).toEqual(Object.values(shapes));
      }),
    );
  });
});

describe("requireShape", () => {
  const shape = (tensor: Nested, sizes: readonly number[]) => () =>
    requireShape("A", tensor, sizes);

  itRefuses([
    ["a vector too long", shape([1, 2], [1]), "FormatError: A: expected 1 entry, got 2"],
    ["a vector too short", shape([], [2]), "FormatError: A: expected 2 entries, got 0"],
    ["a matrix of other rows", shape([[1]], [2, 1]), "FormatError: A: expected 2×1, got 1 row"],
    ["a ragged matrix", shape([[1], []], [2, 1]), "FormatError: A[1]: expected 1 entry, got 0"],
    ["a list", () => requireLength("A", [1], 0), "FormatError: A: expected 0 entries, got 1"],
    [
      "a missing tensor",
      () => requireTensors("A", { U: [1] }, { U: [1], b: [1] }),
      "FormatError: A.b: expected a value, got none",
    ],
    [
      "a tensor too many",
      () => requireTensors("A", { U: [1], constructor: [1] }, { U: [1] }),
      'FormatError: A: expected only U, got "constructor"',
    ],
    [
      "a tensor of another shape",
      () => requireTensors("A", { loss: 1, U: [1] }, { loss: [], U: [2] }),
      "FormatError: A.U: expected 2 entries, got 1",
    ],
    [
      "an inherited name for one of its own",
      () => requireNames("A", {}, ["toString"]),
      "FormatError: A.toString: expected a value, got none",
    ],
  ]);

  it("takes every matrix of its own shape, and no other", () => {
    const sizes = fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(sizes, sizes, ([r, c], [m, n]) => {
        const A = Array.from({ length: r }, () => new Array<number>(c).fill(0));
        const same = r === m && (c === n || r === 0);
        expect(thrownBy(shape(A, [m, n])) === "nothing was thrown").toBe(same);
      }),
    );
  });
});
