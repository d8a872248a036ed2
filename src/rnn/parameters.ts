/**
 * The parameters of a network and their gradients, as plain data.
 *
 * U H×D, W H×H, V O×H, b H, c O. A bias that the network does not have is absent, not zero.
 */
import { addTo, copyOf, type Matrix, zeros, zeroVector } from "../numerics/matrix.ts";
import {
  requireAnyMatrix,
  requireMatrix,
  requireMatrixShape,
  requireObject,
  requireOnlyKeys,
  requireVector,
  requireVectorLength,
} from "../numerics/require.ts";
import { type NetworkConfig, requireNetwork } from "./config.ts";

/** What a network is trained to have: its weights and biases. */
export interface Parameters {
  /** H×D, input to hidden */
  readonly U: Matrix;
  /** H×H, hidden to hidden */
  readonly W: Matrix;
  /** O×H, hidden to output */
  readonly V: Matrix;
  /** H, hidden bias */
  readonly b?: Float64Array;
  /** O, output bias */
  readonly c?: Float64Array;
}

/** dθ is the derivative of the loss with respect to θ, in the shape of θ. */
export interface Gradients {
  /** H×D */
  readonly dU: Matrix;
  /** H×H */
  readonly dW: Matrix;
  /** O×H */
  readonly dV: Matrix;
  /** H */
  readonly db?: Float64Array;
  /** O */
  readonly dc?: Float64Array;
}

/**
 * What each loss contributes through each step: `pairs[t][i]` is g(t, i), the derivative of loss_t
 * with respect to the parameters as step i uses them, 0 ≤ i ≤ t; V and c are used by the loss at
 * their own step only, i = t. `pairs[t]` is null where step t has no loss.
 */
export type PairContributions = readonly (readonly Gradients[] | null)[];

/**
 * Gradients of zero for every parameter that the network has.
 *
 * @throws {TypeError | RangeError} when the configuration is not a network's
 */
export function zeroGradients(config: NetworkConfig): Gradients {
  requireNetwork(config);
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  return {
    dU: zeros(H, D),
    dW: zeros(H, H),
    dV: zeros(O, H),
    ...(config.hiddenBias && { db: zeroVector(H) }),
    ...(config.outputBias && { dc: zeroVector(O) }),
  };
}

/** Parameters with their own copy of every number. */
export function copyOfParameters({ U, W, V, b, c }: Parameters): Parameters {
  return {
    U: copyOf(U),
    W: copyOf(W),
    V: copyOf(V),
    ...(b && { b: b.slice() }),
    ...(c && { c: c.slice() }),
  };
}

/** The numbers of every parameter, in the order U, W, V, b, c; views, not copies. */
export function parameterArrays({ U, W, V, b, c }: Parameters): Float64Array[] {
  return [U.data, W.data, V.data, ...(b ? [b] : []), ...(c ? [c] : [])];
}

/** The numbers of every gradient, in the order dU, dW, dV, db, dc; views, not copies. */
export function gradientArrays({ dU, dW, dV, db, dc }: Gradients): Float64Array[] {
  return [dU.data, dW.data, dV.data, ...(db ? [db] : []), ...(dc ? [dc] : [])];
}

/** sum += gradients, tensor by tensor, each in both or in neither. */
export function addGradientsTo(sum: Gradients, gradients: Gradients): void {
  const terms = gradientArrays(gradients);
  gradientArrays(sum).forEach((values, n) => {
    addTo(values, terms[n]);
  });
}

/** Gradients whose every entry g is f(g). */
export function mapGradients(gradients: Gradients, f: (g: number) => number): Gradients {
  const { dU, dW, dV, db, dc } = gradients;
  return {
    dU: { ...dU, data: dU.data.map(f) },
    dW: { ...dW, data: dW.data.map(f) },
    dV: { ...dV, data: dV.data.map(f) },
    ...(db && { db: db.map(f) }),
    ...(dc && { dc: dc.map(f) }),
  };
}

/**
 * Parameters of exactly the network's shapes, every number finite.
 *
 * @throws {TypeError | RangeError} naming the first parameter that is not so
 */
export function requireParameters(
  config: NetworkConfig,
  parameters: unknown,
): asserts parameters is Parameters {
  requireParameterShapes(config, parameters);
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  requireMatrix("U", parameters.U, H, D);
  requireMatrix("W", parameters.W, H, H);
  requireMatrix("V", parameters.V, O, H);
  if (parameters.b) requireVector("b", parameters.b);
  if (parameters.c) requireVector("c", parameters.c);
}

/**
 * Parameters of exactly the network's shapes; their numbers may be anything, as after a training that
 * has diverged.
 *
 * @throws {TypeError | RangeError} naming the first parameter that is not so
 */
export function requireParameterShapes(
  config: NetworkConfig,
  parameters: unknown,
): asserts parameters is Parameters {
  requireNetwork(config);
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  requireObject("parameters", parameters);
  const biases = [...(config.hiddenBias ? ["b"] : []), ...(config.outputBias ? ["c"] : [])];
  requireOnlyKeys("parameters", parameters, ["U", "W", "V", ...biases]);
  const { U, W, V, b, c } = parameters as { readonly [name in keyof Parameters]?: unknown };
  requireMatrixShape("U", U, H, D);
  requireMatrixShape("W", W, H, H);
  requireMatrixShape("V", V, O, H);
  if (config.hiddenBias) requireVectorLength("b", b, H);
  if (config.outputBias) requireVectorLength("c", c, O);
}

/**
 * Gradients of whatever network; their numbers may be anything, since a gradient can overflow.
 *
 * @throws {TypeError | RangeError} naming the first tensor that is missing, malformed or unknown
 */
export function requireGradients(gradients: unknown): asserts gradients is Gradients {
  requireObject("gradients", gradients);
  requireOnlyKeys("gradients", gradients, ["dU", "dW", "dV", "db", "dc"]);
  for (const name of ["dU", "dW", "dV"]) requireAnyMatrix(name, gradients[name]);
  for (const name of ["db", "dc"]) {
    if (gradients[name] !== undefined) requireVectorLength(name, gradients[name]);
  }
}
