/** A network, its parameters and a sequence from a seed, for checks that need some and not these. */
import { type Matrix, zeros } from "../numerics/matrix.ts";
import type { RandomStream } from "../numerics/random.ts";
import { requireInteger } from "../numerics/require.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import type { Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";

/**
 * Matrices by Glorot and Bengio's rule, which saturates nothing; biases, inputs, targets and the
 * initial state uniform in [−1, 1); softmax targets one-hot. Drawn in this order.
 *
 * @param steps T
 * @throws {TypeError | RangeError} when the configuration is not a network's, or T no whole number
 *   of at least 1
 */
export function seededCase(
  config: NetworkConfig,
  steps: number,
  random: RandomStream,
): { readonly parameters: Parameters; readonly sequence: Sequence } {
  requireInteger("steps", steps, { min: 1 });
  const drawn = initializeParameters(config, random, { kind: "glorot" });
  const { inputSize: D, hiddenSize: H, outputSize: O, output, lossAt } = config;
  const uniform = (rows: number, cols: number): Matrix => {
    const A = zeros(rows, cols);
    for (let i = 0; i < A.data.length; i++) A.data[i] = 2 * random.next() - 1;
    return A;
  };
  const oneHots = (rows: number): Matrix => {
    const A = zeros(rows, O);
    for (let t = 0; t < rows; t++) A.data[t * O + Math.floor(random.next() * O)] = 1;
    return A;
  };
  const losses = lossAt === "every" ? steps : 1;
  const parameters: Parameters = {
    ...drawn,
    ...(config.hiddenBias && { b: uniform(1, H).data }),
    ...(config.outputBias && { c: uniform(1, O).data }),
  };
  const x = uniform(steps, D);
  const y = output === "softmax" ? oneHots(losses) : uniform(losses, O);
  return { parameters, sequence: { x, y, initialState: uniform(1, H).data } };
}
