/** Stochastic gradient descent, θ ← θ − η dθ. */

import {
  describe,
  requireAnyMatrix,
  requireMatrixShape,
  requireNumber,
  requireObject,
  requireVectorLength,
} from "../numerics/require.ts";
import {
  copyOfParameters,
  type Gradients,
  gradientArrays,
  type Parameters,
  parameterArrays,
} from "./parameters.ts";

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
  requireMatching("U", U, dU);
  requireMatching("W", W, dW);
  requireMatching("V", V, dV);
  if (b) requireMatchingVector("b", b, db);
  if (c) requireMatchingVector("c", c, dc);
  const next = copyOfParameters(parameters);
  sgdStepInPlace(next, gradients, learningRate);
  return next;
}

/** {@link sgdStep} on the parameters themselves; checks nothing. */
export function sgdStepInPlace(
  parameters: Parameters,
  gradients: Gradients,
  learningRate: number,
): void {
  const arrays = gradientArrays(gradients);
  parameterArrays(parameters).forEach((theta, n) => {
    descend(theta, arrays[n], learningRate);
  });
}

/** θ ← θ − η g, entry by entry. */
function descend(theta: Float64Array, g: Float64Array, eta: number): void {
  for (let i = 0; i < theta.length; i++) theta[i] -= eta * g[i];
}

function requireNoStray(label: string, gradient: unknown, theta: unknown): void {
  if (gradient !== undefined && !theta) {
    throw new RangeError(
      `${label}: expected none, since the parameters have no such bias, got ${describe(gradient)}`,
    );
  }
}

function requireMatching(name: string, theta: unknown, gradient: unknown): void {
  requireAnyMatrix(name, theta);
  requireMatrixShape(`d${name}`, gradient, theta.rows, theta.cols);
}

function requireMatchingVector(name: string, theta: unknown, gradient: unknown): void {
  requireVectorLength(name, theta);
  requireVectorLength(`d${name}`, gradient, theta.length);
}
