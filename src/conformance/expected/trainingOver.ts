/** Forward pass, clipping, update and training over any arithmetic. */
import type { Arithmetic } from "../../gradcheck/arithmetic.ts";
import {
  outputOf,
  type Rows,
  type StepParameters,
  shaped,
  stateBefore,
  targetOf,
  type Vector,
} from "../../gradcheck/network.ts";
import type { Span } from "../bugs/program.ts";
import type { Clipping } from "../types.ts";
import type { NetworkArithmetic } from "./formulas.ts";
import {
  type GradientsOver,
  gradientsOver,
  lossSteps,
  type TraceOver,
  type TrainedNetwork,
} from "./reversePass.ts";

/** One update: clipped how, how far. */
export interface UpdateOver<N> {
  readonly arithmetic: NetworkArithmetic<N>;
  readonly clipping: Clipping | null;
  /** η */
  readonly learningRate: number;
}

/** Runs the steps of a span after those that a trace already has. */
export function traceOver<N>(
  network: TrainedNetwork<N>,
  theta: StepParameters<N>,
  { from, to }: Span,
  before: TraceOver<N> = { a: [], s: [], o: [] },
): TraceOver<N> {
  const { arithmetic, config } = network;
  const [a, s, o] = [[...before.a], [...before.s], [...before.o]];
  for (let t = from; t <= to; t++) {
    const at = preActivationOf(network, theta, t, stateBefore(network, s, t));
    a.push(at);
    s.push(at.map((ah) => arithmetic.activated(config.activation, ah)));
    o.push(outputOf(arithmetic, theta, s[t]));
  }
  return { a, s, o };
}

/** a_t = b + U x_t + W s_{t−1}, as one sum, of length H. */
function preActivationOf<N>(
  { arithmetic, x }: TrainedNetwork<N>,
  { U, W, b }: StepParameters<N>,
  t: number,
  sBefore: Vector<N>,
): Vector<N> {
  const zero = arithmetic.constant(0);
  const inputs = [...x[t], ...sBefore];
  return U.map((row, h) => arithmetic.sumOfProducts(b ? b[h] : zero, [...row, ...W[h]], inputs));
}

/** The whole sequence. */
export function wholeOf<N>({ x }: TrainedNetwork<N>): Span {
  return { from: 0, to: x.length - 1 };
}

/** The losses of a trace, step by step, those there are. */
export function stepLosses<N>(network: TrainedNetwork<N>, { o }: TraceOver<N>): N[] {
  const { arithmetic, config } = network;
  return lossSteps(network, wholeOf(network)).map((t) =>
    arithmetic.stepLoss(config.output, o[t], targetOf(network, t)),
  );
}

/** Σ, as a sum of products with 1, which every arithmetic takes in its own order. */
export function sumOf<N>({ constant, sumOfProducts }: NetworkArithmetic<N>, terms: Vector<N>): N {
  const one = constant(1);
  return sumOfProducts(
    constant(0),
    terms,
    terms.map(() => one),
  );
}

/**
 * By value: each entry to the nearest point of [−limit, limit]. By norm: all of them times
 * limit / ‖g‖ when ‖g‖ exceeds the limit.
 */
export function clippedOver<N>(
  arithmetic: NetworkArithmetic<N>,
  gradients: GradientsOver<N>,
  clipping: Clipping | null,
): GradientsOver<N> {
  if (clipping === null) return gradients;
  const { constant, multiply, sqrt, sumOfProducts, clamped, shortening } = arithmetic;
  const limit = constant(clipping.limit);
  if (clipping.kind === "value") return mapGradientsOver(gradients, (g) => clamped(g, limit));
  const { dU, dW, dV, db = [], dc = [] } = gradients;
  const entries = [...dU.flat(), ...dW.flat(), ...dV.flat(), ...db, ...dc];
  const norm = sqrt(sumOfProducts(constant(0), entries, entries, NORM_OF_NORMS));
  const factor = shortening(norm, limit);
  return mapGradientsOver(gradients, (g) => multiply(g, factor));
}

/**
 * The roundings of a norm that is scaled by the largest entry, or taken tensor by tensor: quotients,
 * second roots, squares and a sum of five.
 */
const NORM_OF_NORMS = 12;

function mapGradientsOver<N>(
  { dU, dW, dV, db, dc }: GradientsOver<N>,
  f: (g: N) => N,
): GradientsOver<N> {
  const rows = (A: Rows<N>): Rows<N> => A.map((row) => row.map(f));
  return {
    dU: rows(dU),
    dW: rows(dW),
    dV: rows(dV),
    ...(db && { db: db.map(f) }),
    ...(dc && { dc: dc.map(f) }),
  };
}

/** θ − η dθ. */
export function descendedOver<N>(
  { constant, subtract, sumOfProducts }: Arithmetic<N>,
  { U, W, V, b, c }: StepParameters<N>,
  { dU, dW, dV, db, dc }: GradientsOver<N>,
  learningRate: number,
): StepParameters<N> {
  const step = [subtract(constant(0), constant(learningRate))];
  const vector = (theta: Vector<N>, g: Vector<N>): Vector<N> =>
    theta.map((value, n) => sumOfProducts(value, step, [g[n]]));
  const rows = (theta: Rows<N>, g: Rows<N>): Rows<N> => theta.map((row, n) => vector(row, g[n]));
  return {
    U: rows(U, dU),
    W: rows(W, dW),
    V: rows(V, dV),
    ...(b && db && { b: vector(b, db) }),
    ...(c && dc && { c: vector(c, dc) }),
  };
}

/** The parameters after the update for the losses of a span, whose trace is there. */
export function updatedOver<N>(
  network: TrainedNetwork<N>,
  theta: StepParameters<N>,
  trace: TraceOver<N>,
  span: Span,
  { arithmetic, clipping, learningRate }: UpdateOver<N>,
): StepParameters<N> {
  const gradients = gradientsOver(network, theta, trace, span);
  const clipped = clippedOver(arithmetic, gradients, clipping);
  return descendedOver(arithmetic, theta, clipped, learningRate);
}

/** Every number of the parameters, in the order U, W, V, b, c. */
function entriesOf<N>({ U, W, V, b = [], c = [] }: StepParameters<N>): Vector<N> {
  return [...U.flat(), ...W.flat(), ...V.flat(), ...b, ...c];
}

/** What training leaves: the loss of each epoch before its updates, and the last parameters. */
export interface TrainedOver<N> {
  readonly trainLoss: readonly N[];
  readonly parameters: StepParameters<N>;
}

/**
 * Training on the sequences in order, epoch after epoch.
 *
 * @param spansOf the spans of a sequence after which the parameters are updated; its state is
 *   carried on between them
 */
export function trainedOver<N>(
  networks: readonly TrainedNetwork<N>[],
  start: StepParameters<N>,
  epochs: number,
  spansOf: (network: TrainedNetwork<N>) => readonly Span[],
  update: UpdateOver<N>,
): TrainedOver<N> {
  const { arithmetic } = update;
  const trainLoss: N[] = [];
  let theta = start;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const before = theta;
    const losses = networks.flatMap((network) =>
      stepLosses(network, traceOver(network, before, wholeOf(network))),
    );
    trainLoss.push(sumOf(arithmetic, losses));
    for (const network of networks) {
      let trace: TraceOver<N> | undefined;
      for (const span of spansOf(network)) {
        trace = traceOver(network, theta, span, trace);
        theta = updatedOver(network, theta, trace, span, update);
      }
      theta = shaped(network.config, arithmetic.settled(entriesOf(theta)));
    }
  }
  return { trainLoss, parameters: theta };
}
