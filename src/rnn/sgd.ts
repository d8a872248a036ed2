/** Stochastic gradient descent, θ ← θ − η dθ. */

import type { Matrix } from "../numerics/matrix.ts";
import { describe, requireMatrixShape, requireNumber } from "../numerics/require.ts";
import type { Gradients, Parameters } from "./parameters.ts";

/**
 * The parameters after one step of size η against the gradient; the arguments are left untouched.
 *
 * @param learningRate η, at least 0
 * @throws {TypeError | RangeError} when the learning rate is not a finite number of at least 0, or a
 *   gradient does not have the shape of its parameter
 */
export function sgdStep(
  parameters: Parameters,
  gradients: Gradients,
  learningRate: number,
): Parameters {
  requireNumber("learningRate", learningRate, { min: 0 });
  const { U, W, V, b, c } = parameters;
  const { dU, dW, dV, db, dc } = gradients;
  return {
    U: descendMatrix("dU", U, dU, learningRate),
    W: descendMatrix("dW", W, dW, learningRate),
    V: descendMatrix("dV", V, dV, learningRate),
    ...(b && { b: descendVector("db", b, db, learningRate) }),
    ...(c && { c: descendVector("dc", c, dc, learningRate) }),
  };
}

function descendMatrix(label: string, theta: Matrix, gradient: Matrix, eta: number): Matrix {
  requireMatrixShape(label, gradient, theta.rows, theta.cols);
  return { ...theta, data: descend(theta.data, gradient.data, eta) };
}

function descendVector(
  label: string,
  theta: Float64Array,
  gradient: Float64Array | undefined,
  eta: number,
): Float64Array {
  if (gradient?.length !== theta.length) {
    const got = gradient ? `length ${gradient.length}` : describe(gradient);
    throw new RangeError(`${label}: expected length ${theta.length} like its bias, got ${got}`);
  }
  return descend(theta, gradient, eta);
}

/** θ − η g, entry by entry. */
function descend(theta: Float64Array, g: Float64Array, eta: number): Float64Array {
  const next = new Float64Array(theta.length);
  for (let i = 0; i < next.length; i++) next[i] = theta[i] - eta * g[i];
  return next;
}
