import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import type { Gradients } from "../../src/rnn/parameters.ts";
import { sgdStep, sgdStepInPlace } from "../../src/rnn/sgd.ts";
import { handParameters, NOT_OBJECTS } from "../support/handSized.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

function gradients(): Required<Gradients> {
  return {
    dU: fromRows([[2], [4]]),
    dW: fromRows([
      [0, 2],
      [-2, 8],
    ]),
    dV: fromRows([[1, 1]]),
    db: Float64Array.of(2, -2),
    dc: Float64Array.of(4),
  };
}

describe("sgdStep", () => {
  it("goes against the gradient, tensor by tensor", () => {
    expect(sgdStep(handParameters(), gradients(), 0.5)).toEqual({
      U: fromRows([[0], [0]]),
      W: fromRows([
        [0, 0],
        [2, -3],
      ]),
      V: fromRows([[0.5, -1.5]]),
      b: Float64Array.of(0, 1),
      c: Float64Array.of(1),
    });
  });

  it("leaves its arguments as they are, unless it is to work in their place", () => {
    const [parameters, gradient] = [handParameters(), gradients()];
    const next = sgdStep(parameters, gradient, 0.5);
    expect(parameters).toEqual(handParameters());
    sgdStepInPlace(parameters, gradient, 0.5);
    expect(parameters).toEqual(next);
    expect(gradient).toEqual(gradients());
  });

  it("takes and gives no bias where there is none", () => {
    const { U, W, V } = handParameters();
    const { dU, dW, dV } = gradients();
    expect(Object.keys(sgdStep({ U, W, V }, { dU, dW, dV }, 1))).toEqual(["U", "W", "V"]);
  });

  it("rounds the product and then the difference: no fused multiply-add", () => {
    // (1 + 2^-30)² = 1 + 2^-29 + 2^-60 loses its last term in the product; fused it would be left.
    const x = 1 + 2 ** -30;
    const one = fromRows([[1 + 2 ** -29]]);
    const g = fromRows([[x]]);
    const next = sgdStep({ U: one, W: one, V: one }, { dU: g, dW: g, dV: g }, x);
    expect(next.U.data[0]).toBe(0);
  });

  it("lets a gradient that is not finite through, for training to see", () => {
    const broken = { ...gradients(), dc: Float64Array.of(Infinity) };
    expect(sgdStep(handParameters(), broken, 1).c?.[0]).toBe(-Infinity);
  });
});

describe("what does not fit", () => {
  const step = untyped(sgdStep);
  const P = handParameters;
  const G = gradients;
  const RATE = "learningRate: expected a finite number of at least 0, got";
  itRefuses([
    ...NOT_OBJECTS.flatMap(([value, words]): Refusal[] => [
      [
        `${words} for parameters`,
        () => step(value, G(), 1),
        `TypeError: parameters: expected an object, got ${words}`,
      ],
      [
        `${words} for gradients`,
        () => step(P(), value, 1),
        `TypeError: gradients: expected an object, got ${words}`,
      ],
    ]),
    [
      "parameters without members",
      () => step({}, {}, 1),
      "TypeError: U: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "gradients without members",
      () => step(P(), {}, 1),
      "TypeError: dU: expected a 2×1 matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "a transposed gradient",
      () => step(P(), { ...G(), dU: fromRows([[1, 2]]) }, 1),
      "RangeError: dU: expected a 2×1 matrix, got 1×2",
    ],
    [
      "a W that is null",
      () => step({ ...P(), W: null }, G(), 1),
      "TypeError: W: expected a matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "a dW that is not square",
      () => step(P(), { ...G(), dW: fromRows([[1, 2]]) }, 1),
      "RangeError: dW: expected a 2×2 matrix, got 1×2",
    ],
    [
      "a V that is null",
      () => step({ ...P(), V: null }, G(), 1),
      "TypeError: V: expected a matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "a transposed dV",
      () => step(P(), { ...G(), dV: fromRows([[1], [2]]) }, 1),
      "RangeError: dV: expected a 1×2 matrix, got 2×1",
    ],
    [
      "a missing bias gradient",
      () => step(P(), { ...G(), db: undefined }, 1),
      "TypeError: db: expected a Float64Array of length 2, got undefined",
    ],
    [
      "a bias gradient of another length",
      () => step(P(), { ...G(), dc: new Float64Array(2) }, 1),
      "RangeError: dc: expected length 1, got 2",
    ],
    [
      "a string as long as the bias",
      () => step(P(), { ...G(), db: "ab" }, 1),
      'TypeError: db: expected a Float64Array of length 2, got "ab"',
    ],
    [
      "a gradient of a bias that is not there",
      () => step({ ...P(), b: undefined }, G(), 1),
      "RangeError: db: expected none, since the parameters have no such bias, got a Float64Array",
    ],
    [
      "a gradient of an output bias that is not there",
      () => step({ ...P(), c: undefined }, G(), 1),
      "RangeError: dc: expected none, since the parameters have no such bias, got a Float64Array",
    ],
    [
      "a bias in an array",
      () => step({ ...P(), b: [1, 2] }, G(), 1),
      "TypeError: b: expected a Float64Array, got an array of 2",
    ],
    ["no rate", () => step(P(), G()), `TypeError: ${RATE} undefined`],
    ["a negative rate", () => step(P(), G(), -1e-9), `RangeError: ${RATE} -1e-9`],
    ["a rate that is NaN", () => step(P(), G(), Number.NaN), `RangeError: ${RATE} NaN`],
    ["an infinite rate", () => step(P(), G(), Infinity), `RangeError: ${RATE} Infinity`],
  ]);
});
