import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ulpDistance } from "../../src/numerics/ulp.ts";
import {
  ACTIVATIONS,
  type Activation,
  activate,
  activationDerivative,
  sigmoid,
} from "../../src/rnn/activation.ts";

describe("the activations", () => {
  it("are a list that cannot be changed", () => {
    expect(Object.isFrozen(ACTIVATIONS)).toBe(true);
  });
});

describe("activate", () => {
  it.each<[Activation, number, number]>([
    // σ and tanh correctly rounded, from mpmath with 200 bits
    ["sigmoid", 0.3, 0.574442516811659],
    ["sigmoid", -0.3, 0.425557483188341],
    ["sigmoid", -40, 4.248354255291589e-18],
    ["sigmoid", 0, 0.5],
    ["tanh", 0.3, 0.2913126124515909],
    ["relu", 0.3, 0.3],
    ["relu", -0.3, 0],
    ["identity", -0.3, -0.3],
  ])("%s(%d) is %d up to 2 ulp", (activation, a, s) => {
    // 1 ulp of exp or tanh, and for σ a rounded sum and quotient
    expect(ulpDistance(activate(activation, a), s)).toBeLessThanOrEqual(2);
  });

  it.each<[Activation, number[]]>([
    ["sigmoid", [0, 0, 0.5, 1, 1]],
    ["tanh", [-1, -1, -0, 1, 1]],
    ["relu", [0, 0, 0, 800, Infinity]],
    ["identity", [-Infinity, -800, -0, 800, Infinity]],
  ])("%s saturates, never overflows, and keeps NaN", (activation, states) => {
    const points = [-Infinity, -800, -0, 800, Infinity];
    expect(points.map((a) => activate(activation, a))).toEqual(states);
    expect(activate(activation, Number.NaN)).toBeNaN();
  });

  it("takes the short way for σ only where the result is 1 anyway", () => {
    expect([sigmoid(37), sigmoid(37 + 2 ** -47), 1 / (1 + 2 ** -53)]).toEqual([1, 1, 1]);
    expect(sigmoid(36)).toBeLessThan(1);
  });
});

describe("activationDerivative, from the state", () => {
  it.each<[Activation, number, number]>([
    ["sigmoid", 0.25, 0.1875],
    ["sigmoid", 1, 0],
    ["tanh", 0.5, 0.75],
    ["tanh", -1, 0],
    ["relu", 3, 1],
    ["relu", 0, 0],
    ["identity", -7, 1],
  ])("of %s at s = %d is %d", (activation, s, derivative) => {
    expect(activationDerivative(activation, s)).toBe(derivative);
  });

  it("is the slope of activate", () => {
    const h = 2 ** -18;
    const points = fc.integer({ min: -40, max: 40 }).map((n) => n / 8);
    fc.assert(
      fc.property(fc.constantFrom(...ACTIVATIONS), points, (activation, a) => {
        fc.pre(activation !== "relu" || a !== 0);
        const slope = (activate(activation, a + h) - activate(activation, a - h)) / (2 * h);
        const derivative = activationDerivative(activation, activate(activation, a));
        // h²/6·|f‴| with |f‴| ≤ 2 for all four, and two values off by 4u (|f| ≤ 1 or exact) over 2h.
        const tolerance = h ** 2 / 3 + (4 * 2 ** -53) / h;
        return Math.abs(slope - derivative) <= tolerance;
      }),
    );
  });
});
