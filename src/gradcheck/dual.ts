/**
 * Forward-mode automatic differentiation with dual numbers: a value v together with its tangent, the
 * derivatives of v with respect to all n variables at once,
 *
 *     (v, v̇) + (w, ẇ) = (v + w, v̇ + ẇ)     (v, v̇)(w, ẇ) = (v w, v̇ w + v ẇ)     g(v, v̇) = (g(v), g′(v) v̇)
 *
 * (Griewank and Walther, Evaluating Derivatives, 2nd ed., 2008, §3.1 and §3.2, vector mode). Each
 * derivative is exact but for rounding; nothing is stepped and nothing runs backwards, so that it
 * shares no more with back-propagation than the chain rule.
 */
import { exp, ln, tanh } from "../numerics/elementary.ts";
import { requireVector } from "../numerics/require.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { type Gradients, type Parameters, requireParameters } from "../rnn/parameters.ts";
import { requireSequence, type Sequence } from "../rnn/sequence.ts";
import {
  type Arithmetic,
  asVector,
  type ScalarFunction,
  type VectorFunction,
} from "./arithmetic.ts";
import { flat, gradientsOf, truncatedLossOf } from "./network.ts";

/**
 * A value and its tangent. Most tangents that a network meets are trivial, and are not stored: that
 * of a constant is zero, that of a variable is a unit vector.
 */
export interface Dual {
  readonly value: number;
  /** n derivatives; undefined for a constant and for a variable */
  readonly tangent: Float64Array | undefined;
  /** which variable this is; −1 for all that is none */
  readonly variable: number;
}

/** The arithmetic of dual numbers with tangents of length n. */
export function dualArithmetic(n: number): Arithmetic<Dual> {
  let block = new Float64Array(0);

  /** A tangent of zeros, cut from a block: a small array of its own costs more than filling it. */
  function zeroTangent(): Float64Array {
    if (block.length === 0) block = new Float64Array(64 * n);
    const tangent = block.subarray(0, n);
    block = block.subarray(n);
    return tangent;
  }

  /** value, with the tangent scale · ȧ. */
  function chained(value: number, scale: number, a: Dual): Dual {
    return combined(value, scale, a, 0, ZERO);
  }

  /** value, with the tangent p · ȧ + q · ḃ. */
  function combined(value: number, p: number, a: Dual, q: number, b: Dual): Dual {
    if (isConstant(a) && isConstant(b)) return dual(value);
    const tangent = zeroTangent();
    addTangentTo(tangent, p, a);
    addTangentTo(tangent, q, b);
    return dual(value, tangent);
  }

  return {
    constant: (x) => dual(x),
    add: (a, b) => combined(a.value + b.value, 1, a, 1, b),
    subtract: (a, b) => combined(a.value - b.value, 1, a, -1, b),
    multiply: (a, b) => combined(a.value * b.value, b.value, a, a.value, b),
    divide(a, b) {
      const value = a.value / b.value;
      return combined(value, 1 / b.value, a, -value / b.value, b);
    },
    sumOfProducts(start, a, b) {
      let value = start.value;
      for (let j = 0; j < a.length; j++) value += a[j].value * b[j].value;
      if (isConstant(start) && a.every(isConstant) && b.every(isConstant)) return dual(value);
      const tangent = zeroTangent();
      addTangentTo(tangent, 1, start);
      for (let j = 0; j < a.length; j++) {
        addTangentTo(tangent, b[j].value, a[j]);
        addTangentTo(tangent, a[j].value, b[j]);
      }
      return dual(value, tangent);
    },
    exp(a) {
      const value = exp(a.value);
      return chained(value, value, a);
    },
    ln: (a) => chained(ln(a.value), 1 / a.value, a),
    tanh: (a) => chained(tanh(a.value), sechSquared(a.value), a),
    isAtMost: (a, b) => a.value <= b.value,
  };
}

function dual(value: number, tangent?: Float64Array, variable = -1): Dual {
  return { value, tangent, variable };
}

const ZERO = dual(0);

function isConstant({ tangent, variable }: Dual): boolean {
  return tangent === undefined && variable < 0;
}

/** sum += scale · ȧ. */
function addTangentTo(sum: Float64Array, scale: number, { tangent, variable }: Dual): void {
  if (variable >= 0) sum[variable] += scale;
  if (!tangent) return;
  for (let p = 0; p < sum.length; p++) sum[p] += scale * tangent[p];
}

/**
 * tanh′(a) = sech²a = 4q / (1 + q)² with q = e^(−2|a|), which stays good to a few units in the last
 * place where 1 − tanh²a, in a saturated unit, is the difference of two numbers that are nearly 1.
 */
function sechSquared(a: number): number {
  const q = exp(-2 * Math.abs(a));
  return (4 * q) / ((1 + q) * (1 + q));
}

/**
 * The derivatives of each component of f with respect to each variable.
 *
 * @param at the point, n finite numbers
 * @returns one row of n derivatives for each component
 * @throws {TypeError | RangeError} when the point is not a vector of finite numbers
 */
export function dualJacobian(f: VectorFunction, at: Float64Array): Float64Array[] {
  requireVector("at", at);
  const variables = Array.from(at, (value, p) => dual(value, undefined, p));
  return f(dualArithmetic(at.length))(variables).map((component) => {
    const derivatives = new Float64Array(at.length);
    addTangentTo(derivatives, 1, component);
    return derivatives;
  });
}

/**
 * The derivatives of f with respect to each variable.
 *
 * @param at the point, n finite numbers
 * @throws {TypeError | RangeError} when the point is not a vector of finite numbers
 */
export function dualDerivatives(f: ScalarFunction, at: Float64Array): Float64Array {
  return dualJacobian(asVector(f), at)[0];
}

/**
 * The gradient of a sequence's loss, truncated as the configuration says: the states before start(t)
 * are constants, and so carry no tangent. At relu's kink the derivative is 0.
 *
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network
 */
export function dualGradient(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): Gradients {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const loss = truncatedLossOf(config, parameters, sequence);
  return gradientsOf(config, dualDerivatives(loss, flat(parameters)));
}
