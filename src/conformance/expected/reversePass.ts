/**
 * Truncated back-propagation through time over any arithmetic, from the equations alone (Goodfellow,
 * Bengio and Courville, Deep Learning, §10.2.2):
 *
 *     δ_i = f′(a_i) ⊙ (Vᵀ e_i + Wᵀ δ_{i+1})
 *
 *     dU = Σ δ_i x_iᵀ    dW = Σ δ_i s_{i−1}ᵀ    db = Σ δ_i    dV = Σ e_t s_tᵀ    dc = Σ e_t
 *
 * Nothing of `rnn/backward` is called. In decimals it is what the expected gradients of large
 * networks come from, each confirmed by the definition on a sample; in emulated roundings it is a
 * right program of somebody else's.
 */
import { firstStep } from "../../gradcheck/frozenLoss.ts";
import {
  firstLossStep,
  type NetworkOver,
  type Rows,
  type StepParameters,
  stateBefore,
  targetOf,
  type Vector,
} from "../../gradcheck/network.ts";
import type { Output } from "../../rnn/loss.ts";
import type { Span } from "../bugs/program.ts";
import type { NetworkArithmetic } from "./formulas.ts";

/** What a forward pass leaves for the backward pass. */
export interface TraceOver<N> {
  /** T×H */
  readonly a: Rows<N>;
  /** T×H */
  readonly s: Rows<N>;
  /** T×O */
  readonly o: Rows<N>;
}

/** The derivative of a loss with respect to each parameter, row by row. */
export interface GradientsOver<N> {
  readonly dU: Rows<N>;
  readonly dW: Rows<N>;
  readonly dV: Rows<N>;
  readonly db?: Vector<N>;
  readonly dc?: Vector<N>;
}

/** δ of step i, for one loss or for several together. */
interface HiddenError<N> {
  readonly i: number;
  readonly delta: Vector<N>;
}

/** e of a step with a loss. */
interface OutputError<N> {
  readonly t: number;
  readonly e: Vector<N>;
}

/** A network over an arithmetic that knows its functions. */
export interface TrainedNetwork<N> extends NetworkOver<N> {
  readonly arithmetic: NetworkArithmetic<N>;
  /** whether losses that start at the same step go back through time together */
  readonly merged: boolean;
}

/** e = ŷ − y, of length O. */
export function outputErrorOf<N>(
  arithmetic: NetworkArithmetic<N>,
  output: Output,
  o: Vector<N>,
  y: Vector<N>,
): Vector<N> {
  return arithmetic.prediction(output, o).map((yHat, k) => arithmetic.subtract(yHat, y[k]));
}

/** The steps of a span that have a loss. */
export function lossSteps<N>({ config, x }: NetworkOver<N>, { from, to }: Span): number[] {
  const first = Math.max(from, firstLossStep(config, x.length));
  return Array.from({ length: Math.max(0, to - first + 1) }, (_, n) => first + n);
}

/**
 * The gradient of the losses of a span, truncated as the network says.
 *
 * @param theta the parameters that everything is carried back through, also where a step of the
 *   trace was run with those before an update
 */
export function gradientsOver<N>(
  network: TrainedNetwork<N>,
  theta: StepParameters<N>,
  trace: TraceOver<N>,
  span: Span,
): GradientsOver<N> {
  const { config, x } = network;
  const errors = outputErrors(network, trace, span);
  const groups: OutputError<N>[][] = [];
  let before = -1;
  for (const error of errors) {
    const start = firstStep(config.truncation, error.t, x.length);
    if (network.merged && start === before) groups[groups.length - 1].push(error);
    else groups.push([error]);
    before = start;
  }
  const hidden = groups.flatMap((group) => {
    const start = firstStep(config.truncation, group[0].t, x.length);
    return sweep(network, theta, trace, group, start);
  });
  return gradientsFrom(network, trace, hidden, errors);
}

/** g(t, i) for i = 0 … t, where step t has a loss; null where it has none. */
export function pairsOver<N>(
  network: TrainedNetwork<N>,
  theta: StepParameters<N>,
  trace: TraceOver<N>,
): (GradientsOver<N>[] | null)[] {
  const T = network.x.length;
  const pairs: (GradientsOver<N>[] | null)[] = Array.from({ length: T }, () => null);
  for (const error of outputErrors(network, trace, { from: 0, to: T - 1 })) {
    pairs[error.t] = sweep(network, theta, trace, [error], 0)
      .map((hidden) => gradientsFrom(network, trace, [hidden], hidden.i === error.t ? [error] : []))
      .reverse();
  }
  return pairs;
}

function outputErrors<N>(
  network: TrainedNetwork<N>,
  { o }: TraceOver<N>,
  span: Span,
): OutputError<N>[] {
  const { arithmetic, config } = network;
  return lossSteps(network, span).map((t) => ({
    t,
    e: outputErrorOf(arithmetic, config.output, o[t], targetOf(network, t)),
  }));
}

/** From the last of the losses back to where they start, taking the others along on the way. */
function sweep<N>(
  { arithmetic, config }: TrainedNetwork<N>,
  { V, W }: StepParameters<N>,
  { a, s }: TraceOver<N>,
  errors: readonly OutputError<N>[],
  start: number,
): HiddenError<N>[] {
  const zero = arithmetic.constant(0);
  const columnsOfV = transposed(V);
  const columnsOfW = transposed(W);
  // What else is summed with it in a program in which several losses go back together.
  const joined = config.lossAt === "every" ? config.outputSize : 0;
  const hidden: HiddenError<N>[] = [];
  let carry: Vector<N> = W.map(() => zero);
  for (let i = errors[errors.length - 1].t; i >= start; i--) {
    const e = errors.find(({ t }) => t === i)?.e;
    const back = e
      ? carry.map((value, h) => arithmetic.sumOfProducts(value, columnsOfV[h], e))
      : carry;
    const delta = back.map((value, h) =>
      arithmetic.multiply(value, arithmetic.slope(config.activation, a[i][h], s[i][h])),
    );
    hidden.push({ i, delta });
    carry = columnsOfW.map((column) => arithmetic.sumOfProducts(zero, column, delta, joined));
  }
  return hidden;
}

function transposed<N>(A: Rows<N>): Rows<N> {
  return A[0].map((_, j) => A.map((row) => row[j]));
}

/** The outer products, each entry one sum over all of them. */
function gradientsFrom<N>(
  network: TrainedNetwork<N>,
  { s }: TraceOver<N>,
  hidden: readonly HiddenError<N>[],
  errors: readonly OutputError<N>[],
): GradientsOver<N> {
  const { arithmetic, config, x } = network;
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  const sumOf = (left: Rows<N>, right: Rows<N>): Rows<N> =>
    sumOfOuterProducts(arithmetic, left, right);
  const deltas = columns(
    hidden.map(({ delta }) => delta),
    H,
  );
  const es = columns(
    errors.map(({ e }) => e),
    O,
  );
  const [one] = [arithmetic.constant(1)];
  return {
    dU: sumOf(
      deltas,
      columns(
        hidden.map(({ i }) => x[i]),
        D,
      ),
    ),
    dW: sumOf(
      deltas,
      columns(
        hidden.map(({ i }) => stateBefore(network, s, i)),
        H,
      ),
    ),
    dV: sumOf(
      es,
      columns(
        errors.map(({ t }) => s[t]),
        H,
      ),
    ),
    ...(config.hiddenBias && { db: sumOf(deltas, [hidden.map(() => one)]).map(([sum]) => sum) }),
    ...(config.outputBias && { dc: sumOf(es, [errors.map(() => one)]).map(([sum]) => sum) }),
  };
}

/** The columns of a matrix of so many columns, which may have no row. */
function columns<N>(A: Rows<N>, count: number): Rows<N> {
  return Array.from({ length: count }, (_, j) => A.map((row) => row[j]));
}

/** Σ_n l_n r_nᵀ, given the columns of l and r. */
function sumOfOuterProducts<N>(
  { constant, sumOfProducts }: NetworkArithmetic<N>,
  left: Rows<N>,
  right: Rows<N>,
): Rows<N> {
  return left.map((l) => right.map((r) => sumOfProducts(constant(0), l, r)));
}
