import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import {
  addGradientsTo,
  copyOfParameters,
  gradientArrays,
  mapGradients,
  parameterArrays,
  requireGradients,
  requireParameterShapes,
  requireParameters,
  zeroGradients,
} from "../../src/rnn/parameters.ts";
import { handConfig, handParameters, matrixOf } from "../support/handSized.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const bare = handConfig({ hiddenBias: false, outputBias: false });

describe("parameters and gradients as data", () => {
  it("gradients of zero have the shapes of the parameters, biases only where there are any", () => {
    expect(zeroGradients(handConfig())).toEqual({
      dU: fromRows([[0], [0]]),
      dW: fromRows([
        [0, 0],
        [0, 0],
      ]),
      dV: fromRows([[0, 0]]),
      db: new Float64Array(2),
      dc: new Float64Array(1),
    });
    expect(Object.keys(zeroGradients(bare))).toEqual(["dU", "dW", "dV"]);
  });

  it("copies share nothing", () => {
    const original = handParameters();
    const copy = copyOfParameters(original);
    expect(copy).toEqual(original);
    for (const values of parameterArrays(copy)) values.fill(9);
    expect(original).toEqual(handParameters());
    const { U, W, V } = original;
    expect(Object.keys(copyOfParameters({ U, W, V }))).toEqual(["U", "W", "V"]);
  });

  it("come as views in the order U, W, V, b, c", () => {
    const { U, W, V, b, c } = handParameters();
    const arrays = [U.data, W.data, V.data, b, c];
    const same = (views: readonly Float64Array[], of: readonly Float64Array[]): boolean =>
      views.length === of.length && views.every((view, n) => view === of[n]);
    expect(same(parameterArrays({ c, b, V, W, U }), arrays)).toBe(true);
    expect(same(parameterArrays({ U, W, V }), arrays.slice(0, 3))).toBe(true);
    expect(same(gradientArrays({ dc: c, db: b, dV: V, dW: W, dU: U }), arrays)).toBe(true);
    expect(same(gradientArrays({ dU: U, dW: W, dV: V, dc: c }), [...arrays.slice(0, 3), c])).toBe(
      true,
    );
  });

  it("add each tensor to its own", () => {
    const gradients = (n: number) => ({
      dU: fromRows([[n]]),
      dW: fromRows([[2 * n]]),
      dV: fromRows([[3 * n]]),
      dc: Float64Array.of(4 * n),
    });
    const [sum, terms] = [gradients(1), gradients(10)];
    addGradientsTo(sum, terms);
    expect(sum).toEqual(gradients(11));
    expect(terms).toEqual(gradients(10));
  });

  it("map entry by entry into new ones", () => {
    const { U, W, V, b } = handParameters();
    const mapped = mapGradients({ dU: U, dW: W, dV: V, db: b }, (g) => -2 * g);
    expect(mapped).toEqual({
      dU: fromRows([[-2], [-4]]),
      dW: fromRows([
        [-0, -2],
        [-2, -2],
      ]),
      dV: fromRows([[-2, 2]]),
      db: Float64Array.of(-2, -0),
    });
    expect(U).toEqual(handParameters().U);
  });
});

describe("zeroGradients", () => {
  const zero = untyped(zeroGradients);
  itRefuses([
    ["null", () => zero(null), "TypeError: config: expected an object, got null"],
    [
      "a size of zero",
      () => zero({ ...bare, hiddenSize: 0 }),
      "RangeError: hiddenSize: expected a whole number of at least 1, got 0",
    ],
  ]);
});

describe("requireParameters", () => {
  const P = handParameters;
  const ask = (change: object) => () => requireParameters(handConfig(), { ...P(), ...change });
  it("takes parameters of the network's shapes", () => {
    const { U, W, V } = P();
    requireParameters(handConfig(), P());
    requireParameters(bare, { U, W, V });
  });
  itRefuses([
    [
      "a transposed U",
      ask({ U: fromRows([[1, 2]]) }),
      "RangeError: U: expected a 2×1 matrix, got 1×2",
    ],
    [
      "a W that is not square",
      ask({ W: fromRows([[1, 2]]) }),
      "RangeError: W: expected a 2×2 matrix, got 1×2",
    ],
    [
      "a V as nested arrays",
      ask({ V: [[1, -1]] }),
      "TypeError: V: expected a 1×2 matrix { rows, cols, data: Float64Array }, got an array of 1",
    ],
    [
      "a missing b",
      ask({ b: undefined }),
      "TypeError: b: expected a Float64Array of length 2, got undefined",
    ],
    [
      "a missing c",
      () => requireParameters(handConfig({ hiddenBias: false }), { U: P().U, W: P().W, V: P().V }),
      "TypeError: c: expected a Float64Array of length 1, got undefined",
    ],
    ["a b too long", ask({ b: new Float64Array(3) }), "RangeError: b: expected length 2, got 3"],
    [
      "a b that is not the network's",
      () => requireParameters(bare, P()),
      'RangeError: parameters: expected only U, W, V, got "b"',
    ],
    [
      "a c that is not the network's",
      () => requireParameters(handConfig({ outputBias: false }), P()),
      'RangeError: parameters: expected only U, W, V, b, got "c"',
    ],
    [
      "gradients for parameters",
      () => requireParameters(bare, { dU: P().U }),
      'RangeError: parameters: expected only U, W, V, got "dU"',
    ],
    [
      "NaN in U",
      ask({ U: matrixOf(2, 1, 0, Number.NaN) }),
      "RangeError: U[1][0]: expected a finite number, got NaN",
    ],
    [
      "infinity in W",
      ask({
        W: matrixOf(2, 2, 0, 0, -Infinity, 0),
      }),
      "RangeError: W[1][0]: expected a finite number, got -Infinity",
    ],
    [
      "NaN in b",
      ask({ b: Float64Array.of(0, Number.NaN) }),
      "RangeError: b[1]: expected a finite number, got NaN",
    ],
    [
      "NaN in c",
      ask({ c: Float64Array.of(Number.NaN) }),
      "RangeError: c[0]: expected a finite number, got NaN",
    ],
    [
      "no configuration",
      () => requireParameters(untyped(() => null)() as never, P()),
      "TypeError: config: expected an object, got null",
    ],
  ]);
});

describe("requireParameterShapes", () => {
  it("takes any numbers, since a training can diverge", () => {
    const { U, W, V, b, c } = handParameters();
    for (const values of [U.data, W.data, V.data, b, c]) values.fill(Number.NaN);
    requireParameterShapes(handConfig(), { U, W, V, b, c });
  });
  itRefuses([
    [
      "other shapes",
      () => requireParameterShapes(handConfig({ inputSize: 2 }), handParameters()),
      "RangeError: U: expected a 2×2 matrix, got 2×1",
    ],
  ]);
});

describe("requireGradients", () => {
  it("takes any shapes and numbers, since a gradient can overflow", () => {
    const { U, W, V, b } = handParameters();
    U.data[0] = Number.NaN;
    requireGradients({ dU: U, dW: W, dV: V, db: b });
    requireGradients({ dU: U, dW: W, dV: V, dc: undefined });
  });
  itRefuses([
    [
      "a missing dW",
      () => requireGradients({ dU: handParameters().U }),
      "TypeError: dW: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "a dc in an array",
      () => requireGradients({ ...zeroGradients(bare), dc: [1] }),
      "TypeError: dc: expected a Float64Array, got an array of 1",
    ],
  ]);
});
