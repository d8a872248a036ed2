/** The activation f of the hidden layer, s_t = f(a_t), and its derivative. */
import { exp, tanh } from "../numerics/elementary.ts";

/** The names of the activations. */
export const ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"] as const;
Object.freeze(ACTIVATIONS);
/**
 * - `sigmoid`: 1 / (1 + e^−a)
 * - `tanh`
 * - `relu`: max(0, a), with relu′(0) = 0
 * - `identity`: a
 */
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * σ(a) = 1 / (1 + e^−a), in (0, 1) or rounded to exactly 0 or 1.
 *
 * Above 37, e^−a < 2^-53, and 1 + e^−a is 1 in binary64: the result without the work.
 */
export function sigmoid(a: number): number {
  return a > 37 ? 1 : 1 / (1 + exp(-a));
}

/** max(0, a); NaN stays NaN, so that a broken network shows. */
function relu(a: number): number {
  return Math.max(0, a);
}

/** s = f(a), one number at a time. */
export function activate(activation: Activation, a: number): number {
  switch (activation) {
    case "sigmoid":
      return sigmoid(a);
    case "tanh":
      return tanh(a);
    case "relu":
      return relu(a);
    case "identity":
      return a;
  }
}

/**
 * f′(a), written in the state s = f(a): σ′ = s(1 − s), tanh′ = 1 − s², relu′ = 1 where s > 0 (and 0
 * at the kink a = 0, as every library takes it), identity′ = 1.
 */
export function activationDerivative(activation: Activation, s: number): number {
  switch (activation) {
    case "sigmoid":
      return s * (1 - s);
    case "tanh":
      return 1 - s * s;
    case "relu":
      return s > 0 ? 1 : 0;
    case "identity":
      return 1;
  }
}
