/**
 * Untied parameters: every step gets a copy of the parameters of its own (Goodfellow, Bengio and
 * Courville, Deep Learning, §10.2.2, to define what a step contributes). The derivative of loss_t in
 * the copy at step i is an ordinary derivative, the pair contribution g(t, i), and every truncated
 * gradient is a sum of pairs: of g(t, i) over start(t) ≤ i ≤ t.
 *
 * Three ways to the pairs are here, none of them back-propagation: dual numbers, central differences
 * in binary64, and the definition in decimals.
 */
import { describe, requireArray, requireNumber } from "../numerics/require.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import {
  addGradientsTo,
  type Gradients,
  type PairContributions,
  type Parameters,
  requireParameters,
  zeroGradients,
} from "../rnn/parameters.ts";
import { requireSequence, type Sequence } from "../rnn/sequence.ts";
import { binary64, rowsOf, type VectorFunction } from "./arithmetic.ts";
import { STEP } from "./centralDifferences.ts";
import { type DefinitionOptions, definitionJacobian } from "./definition.ts";
import { dualJacobian } from "./dual.ts";
import { firstStep } from "./frozenLoss.ts";
import {
  constantParameters,
  firstLossStep,
  flat,
  gradientsOf,
  lossAt,
  networkOver,
  shaped,
  stateAt,
  stateBefore,
  statesOf,
} from "./network.ts";
import { requireShapesOf } from "./tensors.ts";

/**
 * The pairs by dual numbers: exact but for rounding.
 *
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network
 */
export function dualPairs(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): PairContributions {
  return pairsBy(dualJacobian, config, parameters, sequence);
}

/**
 * The pairs by the definition, in decimals, each entry rounded once.
 *
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network, or the
 *   number of digits is not a whole number from 30 to 480
 */
export function definitionPairs(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  options?: DefinitionOptions,
): PairContributions {
  const jacobian = (f: VectorFunction, at: Float64Array): Float64Array[] =>
    definitionJacobian(f, at, options);
  return pairsBy(jacobian, config, parameters, sequence);
}

/**
 * The pairs by central differences in binary64.
 *
 * @param step as in {@link centralDifferences}
 * @throws {TypeError | RangeError} when the parameters or the sequence do not fit the network, or the
 *   step is not a number above 0
 */
export function differencePairs(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  step: number = STEP,
): PairContributions {
  requireNumber("step", step, { above: 0 });
  const jacobian = (f: VectorFunction, at: Float64Array): Float64Array[] =>
    differenceJacobian(f, at, step);
  return pairsBy(jacobian, config, parameters, sequence);
}

/** The derivatives of each component of f with respect to each variable, one row a component. */
type Jacobian = (f: VectorFunction, at: Float64Array) => Float64Array[];

function pairsBy(
  jacobian: Jacobian,
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): PairContributions {
  requireParameters(config, parameters);
  requireSequence(config, sequence, "sequence");
  const at = flat(parameters);
  const T = sequence.x.rows;
  const derivatives = Array.from({ length: T }, (_, i) =>
    jacobian(lossesFrom(config, parameters, sequence, i), at),
  );
  const first = firstLossStep(config, T);
  return Array.from({ length: T }, (_, t) => {
    if (t < first) return null;
    return Array.from({ length: t + 1 }, (_, i) =>
      gradientsOf(config, derivatives[i][t - Math.max(i, first)]),
    );
  });
}

/**
 * The losses at step i and after it, those there are, as functions of the copy of the parameters at
 * step i; all other copies stay what they are.
 */
function lossesFrom(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
  i: number,
): VectorFunction {
  return (arithmetic) => {
    const network = networkOver(arithmetic, config, sequence);
    const others = constantParameters(arithmetic, config, parameters);
    const states = statesOf(network, others);
    const T = states.length;
    return (variables) => {
      const copy = shaped(config, variables);
      const losses = [];
      let s = stateBefore(network, states, i);
      for (let t = i; t < T; t++) {
        const theta = t === i ? copy : others;
        s = stateAt(network, theta, t, s);
        if (t >= firstLossStep(config, T)) losses.push(lossAt(network, theta, t, s));
      }
      return losses;
    };
  };
}

function differenceJacobian(f: VectorFunction, at: Float64Array, step: number): Float64Array[] {
  const valuesAt = f(binary64);
  const x = Array.from(at);
  const columns = x.map((value, p) => {
    const h = step * Math.max(1, Math.abs(value));
    const above = valuesAt(x.with(p, value + h));
    const below = valuesAt(x.with(p, value - h));
    // x ± h were rounded, so the divisor is what they have become, not 2h.
    const divisor = value + h - (value - h);
    return above.map((loss, m) => (loss - below[m]) / divisor);
  });
  return rowsOf(columns);
}

/**
 * The gradient under the configuration's truncation: the sum of g(t, i) over start(t) ≤ i ≤ t, for
 * every step t that has a loss.
 *
 * @throws {TypeError} when the pairs are not arrays of gradients, and null where there is no loss
 * @throws {RangeError} when a loss at step t does not come with t + 1 of them, or a tensor is not of
 *   the network's shape
 */
export function sumOfPairs(config: NetworkConfig, pairs: PairContributions): Gradients {
  const sum = zeroGradients(config);
  requireArray("pairs", pairs, "steps");
  pairs.forEach((ofLoss, t) => {
    if (t < firstLossStep(config, pairs.length)) {
      if (ofLoss === null) return;
      throw new TypeError(
        `pairs[${t}]: expected null where there is no loss, got ${describe(ofLoss)}`,
      );
    }
    requireArray(`pairs[${t}]`, ofLoss, "gradients");
    if (ofLoss.length !== t + 1) {
      throw new RangeError(`pairs[${t}]: expected ${t + 1} gradients, got ${ofLoss.length}`);
    }
    for (let i = firstStep(config.truncation, t, pairs.length); i <= t; i++) {
      requireShapesOf(`pairs[${t}][${i}]`, ofLoss[i], sum);
      addGradientsTo(sum, ofLoss[i]);
    }
  });
  return sum;
}
