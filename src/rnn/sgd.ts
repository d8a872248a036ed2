/** Stochastic gradient descent, θ ← θ − η dθ. */

import type { Matrix } from "../numerics/matrix.ts";
import {
  describe,
  requireAnyMatrix,
  requireMatrixShape,
  requireNumber,
  requireObject,
  requireVectorLength,
} from "../numerics/require.ts";
import type { Gradients, Parameters } from "./parameters.ts";

/**
 * The parameters after one step of size η against the gradient; the arguments are left untouched.
 * The numbers may be anything: where a gradient is not finite the parameter after it is not either.
 *
 * @param learningRate η, at least 0
 * @throws {TypeError | RangeError} when the learning rate is not a finite number of at least 0, or a
 *   gradient is missing, has no parameter, or does not have the parameter's shape
 */
export function sgdStep(
  parameters: Parameters,
  gradients: Gradients,
  learningRate: number,
): Parameters {
  requireNumber("learningRate", learningRate, { min: 0 });
  requireObject("parameters", parameters);
  requireObject("gradients", gradients);
  const { U, W, V, b, c } = parameters;
  const { dU, dW, dV, db, dc } = gradients;
  requireNoStray("db", db, b);
  requireNoStray("dc", dc, c);
  return {
    U: descendMatrix("U", U, dU, learningRate),
    W: descendMatrix("W", W, dW, learningRate),
    V: descendMatrix("V", V, dV, learningRate),
    ...(b && { b: descendVector("b", b, db, learningRate) }),
    ...(c && { c: descendVector("c", c, dc, learningRate) }),
  };
}

function requireNoStray(label: string, gradient: unknown, theta: unknown): void {
  if (gradient !== undefined && !theta) {
    throw new RangeError(
      `${label}: expected none, since the parameters have no such bias, got ${describe(gradient)}`,
    );
  }
}

function descendMatrix(name: string, theta: Matrix, gradient: Matrix, eta: number): Matrix {
  requireAnyMatrix(name, theta);
  requireMatrixShape(`d${name}`, gradient, theta.rows, theta.cols);
  return { ...theta, data: descend(theta.data, gradient.data, eta) };
}

function descendVector(
  name: string,
  theta: Float64Array,
  gradient: Float64Array | undefined,
  eta: number,
): Float64Array {
  requireVectorLength(name, theta);
  requireVectorLength(`d${name}`, gradient, theta.length);
  return descend(theta, gradient, eta);
}

/** θ − η g, entry by entry. */
function descend(theta: Float64Array, g: Float64Array, eta: number): Float64Array {
  const next = new Float64Array(theta.length);
  for (let i = 0; i < next.length; i++) next[i] = theta[i] - eta * g[i];
  return next;
}
