/**
 * The network and its loss over any arithmetic, from the equations alone (Goodfellow, Bengio and
 * Courville, Deep Learning, equations 10.8–10.11):
 *
 *     a_t = b + U x_t + W s_{t−1}     s_t = f(a_t)     o_t = c + V s_t
 *
 *     loss_t = ½ Σ_k (o_k − y_k)²     or     ln Σ_k e^{o_k} − o_y for softmax
 *
 * Written a second time on purpose: nothing of `rnn/forward`, `rnn/activation` or `rnn/loss` is
 * called here, so that an error in one of them is not an error in the oracles too.
 */
import { toRows } from "../numerics/matrix.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import {
  type Gradients,
  gradientArrays,
  type Parameters,
  parameterArrays,
  zeroGradients,
} from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import type { Arithmetic, ScalarFunction } from "./arithmetic.ts";
import { firstStep } from "./frozenLoss.ts";

export type Vector<N> = readonly N[];
export type Rows<N> = readonly Vector<N>[];

/** The parameters that one step of the network uses, row by row. */
export interface StepParameters<N> {
  /** H×D */
  readonly U: Rows<N>;
  /** H×H */
  readonly W: Rows<N>;
  /** O×H */
  readonly V: Rows<N>;
  /** H; absent when the network has no hidden bias */
  readonly b?: Vector<N>;
  /** O; absent when the network has no output bias */
  readonly c?: Vector<N>;
}

/** A network and one sequence of T steps, over numbers N. */
export interface NetworkOver<N> {
  readonly arithmetic: Arithmetic<N>;
  readonly config: NetworkConfig;
  /** T×D */
  readonly x: Rows<N>;
  /** 1×O with the loss at the last step, T×O with a loss at every step */
  readonly y: Rows<N>;
  /** H, s_{−1} */
  readonly initialState: Vector<N>;
}

/** The network with the numbers of the sequence as constants of the arithmetic; checks nothing. */
export function networkOver<N>(
  arithmetic: Arithmetic<N>,
  config: NetworkConfig,
  { x, y, initialState = new Float64Array(config.hiddenSize) }: Sequence,
): NetworkOver<N> {
  const constants = (values: ArrayLike<number>): N[] =>
    Array.from(values, (value) => arithmetic.constant(value));
  return {
    arithmetic,
    config,
    x: toRows(x).map(constants),
    y: toRows(y).map(constants),
    initialState: constants(initialState),
  };
}

/** s_t = f(b + U x_t + W s_{t−1}), of length H. */
export function stateAt<N>(
  { arithmetic, config, x }: NetworkOver<N>,
  { U, W, b }: StepParameters<N>,
  t: number,
  sBefore: Vector<N>,
): Vector<N> {
  const zero = arithmetic.constant(0);
  return U.map((row, h) => {
    const fromInput = arithmetic.sumOfProducts(b ? b[h] : zero, row, x[t]);
    const a = arithmetic.sumOfProducts(fromInput, W[h], sBefore);
    return activated(arithmetic, config.activation, a);
  });
}

/** f(a). */
export function activated<N>(
  { constant, add, subtract, divide, exp, tanh, isAtMost }: Arithmetic<N>,
  activation: NetworkConfig["activation"],
  a: N,
): N {
  switch (activation) {
    case "sigmoid":
      return divide(constant(1), add(constant(1), exp(subtract(constant(0), a))));
    case "tanh":
      return tanh(a);
    case "relu":
      // The constant at the kink too: its derivative there is 0 by convention.
      return isAtMost(a, constant(0)) ? constant(0) : a;
    case "identity":
      return a;
  }
}

/** The states s_0 … s_{T−1}, with the same parameters at every step. */
export function statesOf<N>(network: NetworkOver<N>, theta: StepParameters<N>): Rows<N> {
  const states: Vector<N>[] = [];
  let s = network.initialState;
  for (let t = 0; t < network.x.length; t++) {
    s = stateAt(network, theta, t, s);
    states.push(s);
  }
  return states;
}

/** s_{t−1} among the states of a network. */
export function stateBefore<N>(
  { initialState }: NetworkOver<N>,
  states: Rows<N>,
  t: number,
): Vector<N> {
  return t === 0 ? initialState : states[t - 1];
}

/** The first of T steps that has a loss; all after it have one too. */
export function firstLossStep({ lossAt }: NetworkConfig, T: number): number {
  return lossAt === "every" ? 0 : T - 1;
}

/** loss_t for the state s_t, at a step that has a loss. */
export function lossAt<N>(
  network: NetworkOver<N>,
  theta: StepParameters<N>,
  t: number,
  s: Vector<N>,
): N {
  const { arithmetic, config } = network;
  return lossOf(arithmetic, config.output, outputOf(arithmetic, theta, s), targetOf(network, t));
}

/** o = c + V s, of length O. */
export function outputOf<N>(
  arithmetic: Arithmetic<N>,
  { V, c }: StepParameters<N>,
  s: Vector<N>,
): Vector<N> {
  const zero = arithmetic.constant(0);
  return V.map((row, k) => arithmetic.sumOfProducts(c ? c[k] : zero, row, s));
}

/** The target of step t, which has a loss. */
export function targetOf<N>({ config, y }: NetworkOver<N>, t: number): Vector<N> {
  return config.lossAt === "every" ? y[t] : y[0];
}

/** The loss of one step, for o and y of length O. */
export function lossOf<N>(
  arithmetic: Arithmetic<N>,
  output: NetworkConfig["output"],
  o: Vector<N>,
  y: Vector<N>,
): N {
  return output === "linear" ? halfSquaredError(arithmetic, o, y) : crossEntropy(arithmetic, o, y);
}

/** ŷ: o for linear, e^(o_k − m) / Σ_j e^(o_j − m) with m = max o for softmax; of length O. */
export function predictionOf<N>(
  arithmetic: Arithmetic<N>,
  output: NetworkConfig["output"],
  o: Vector<N>,
): Vector<N> {
  if (output === "linear") return o;
  const { constant, add, subtract, divide, exp } = arithmetic;
  const m = largestOf(arithmetic, o);
  const weights = o.map((ok) => exp(subtract(ok, m)));
  const sum = weights.reduce(add, constant(0));
  return weights.map((weight) => divide(weight, sum));
}

/** ½ Σ_k (o_k − y_k)². */
function halfSquaredError<N>(arithmetic: Arithmetic<N>, o: Vector<N>, y: Vector<N>): N {
  const { constant, subtract, divide, sumOfProducts } = arithmetic;
  const e = o.map((ok, k) => subtract(ok, y[k]));
  return divide(sumOfProducts(constant(0), e, e), constant(2));
}

/** −Σ_k y_k ln p_k = m + ln Σ_k e^(o_k − m) − o_y, with m = max o and y one-hot. */
function crossEntropy<N>(arithmetic: Arithmetic<N>, o: Vector<N>, y: Vector<N>): N {
  const { constant, add, subtract, exp, ln, isAtMost } = arithmetic;
  const m = largestOf(arithmetic, o);
  const sum = o.map((ok) => exp(subtract(ok, m))).reduce(add, constant(0));
  const target = y.findIndex((yk) => isAtMost(constant(1), yk));
  return subtract(add(m, ln(sum)), o[target]);
}

function largestOf<N>({ isAtMost }: Arithmetic<N>, values: Vector<N>): N {
  return values.reduce((largest, value) => (isAtMost(value, largest) ? largest : value));
}

/**
 * The loss whose derivative is the truncated gradient: each loss_t recomputed from the state before
 * start(t), which stays what the frozen parameters make it (see ./frozenLoss.ts). Losses with the
 * same start are met on the same way through time.
 *
 * @returns the loss as a function of the parameters of every step
 */
export function truncatedLoss<N>(
  network: NetworkOver<N>,
  frozen: StepParameters<N>,
): (theta: StepParameters<N>) => N {
  const { arithmetic, config, x } = network;
  const T = x.length;
  const states = statesOf(network, frozen);
  return (theta) => {
    let loss = arithmetic.constant(0);
    let start = 0;
    let next = 0;
    let s = network.initialState;
    for (let t = firstLossStep(config, T); t < T; t++) {
      const first = firstStep(config.truncation, t, T);
      if (first !== start) {
        start = first;
        next = first;
        s = stateBefore(network, states, first);
      }
      for (; next <= t; next++) s = stateAt(network, theta, next, s);
      loss = arithmetic.add(loss, lossAt(network, theta, t, s));
    }
    return loss;
  };
}

/** {@link truncatedLoss} as a function of all parameters in the order U, W, V, b, c. */
export function truncatedLossOf(
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): ScalarFunction {
  return (arithmetic) => {
    const network = networkOver(arithmetic, config, sequence);
    const loss = truncatedLoss(network, constantParameters(arithmetic, config, parameters));
    return (theta) => loss(shaped(config, theta));
  };
}

/** The parameters as constants of the arithmetic. */
export function constantParameters<N>(
  arithmetic: Arithmetic<N>,
  config: NetworkConfig,
  parameters: Parameters,
): StepParameters<N> {
  const theta = Array.from(flat(parameters), (value) => arithmetic.constant(value));
  return shaped(config, theta);
}

/** Every number of the parameters, in the order U, W, V, b, c. */
export function flat(parameters: Parameters): Float64Array {
  return Float64Array.from(parameterArrays(parameters).flatMap((values) => Array.from(values)));
}

/** The parameters with the numbers of {@link flat}, in any arithmetic. */
export function shaped<N>(config: NetworkConfig, theta: Vector<N>): StepParameters<N> {
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  const rows = (from: number, count: number, cols: number): Rows<N> =>
    Array.from({ length: count }, (_, i) => theta.slice(from + i * cols, from + (i + 1) * cols));
  const afterU = H * D;
  const afterW = afterU + H * H;
  const afterV = afterW + O * H;
  const afterB = afterV + (config.hiddenBias ? H : 0);
  return {
    U: rows(0, H, D),
    W: rows(afterU, H, H),
    V: rows(afterW, O, H),
    ...(config.hiddenBias && { b: theta.slice(afterV, afterB) }),
    ...(config.outputBias && { c: theta.slice(afterB, afterB + O) }),
  };
}

/** Gradients with the numbers given in the order of {@link flat}. */
export function gradientsOf(config: NetworkConfig, derivatives: Float64Array): Gradients {
  const gradients = zeroGradients(config);
  let used = 0;
  for (const values of gradientArrays(gradients)) {
    values.set(derivatives.subarray(used, used + values.length));
    used += values.length;
  }
  return gradients;
}
