/** Forward pass, clipping, update and training over any arithmetic. */
import type { Arithmetic } from "../../gradcheck/arithmetic.ts";
import {
  activated,
  type NetworkOver,
  outputOf,
  preActivationAt,
  type Rows,
  type StepParameters,
  stateBefore,
  targetOf,
  type Vector,
} from "../../gradcheck/network.ts";
import type { Span } from "../bugs/program.ts";
import type { Clipping } from "../types.ts";
import {
  type Formulas,
  type GradientsOver,
  gradientsOver,
  lossSteps,
  stepLossOf,
  type TraceOver,
} from "./reversePass.ts";

/** What training needs besides. */
export interface TrainingArithmetic<N> extends Arithmetic<N> {
  sqrt(a: N): N;
  /** rounded once to binary64 */
  toNumber(a: N): number;
}

/** One update: of which losses, clipped how, how far. */
export interface UpdateOver<N> {
  readonly arithmetic: TrainingArithmetic<N>;
  readonly clipping: Clipping | null;
  /** η */
  readonly learningRate: number;
  readonly formulas: Formulas;
}

/** Runs the steps of a span after those that a trace already has. */
export function traceOver<N>(
  network: NetworkOver<N>,
  theta: StepParameters<N>,
  { from, to }: Span,
  before: TraceOver<N> = { a: [], s: [], o: [] },
): TraceOver<N> {
  const { arithmetic, config } = network;
  const [a, s, o] = [[...before.a], [...before.s], [...before.o]];
  for (let t = from; t <= to; t++) {
    const at = preActivationAt(network, theta, t, stateBefore(network, s, t));
    a.push(at);
    s.push(at.map((ah) => activated(arithmetic, config.activation, ah)));
    o.push(outputOf(arithmetic, theta, s[t]));
  }
  return { a, s, o };
}

/** The whole sequence. */
export function wholeOf<N>({ x }: NetworkOver<N>): Span {
  return { from: 0, to: x.length - 1 };
}

/** The sum of the losses of a trace. */
export function traceLossOf<N>(
  network: NetworkOver<N>,
  trace: TraceOver<N>,
  formulas: Formulas,
): N {
  const { arithmetic, config } = network;
  return lossSteps(network, wholeOf(network))
    .map((t) => stepLossOf(arithmetic, formulas, config.output, trace.o[t], targetOf(network, t)))
    .reduce(arithmetic.add, arithmetic.constant(0));
}

/**
 * By value: each entry to the nearest point of [−limit, limit]. By norm: all of them times
 * limit / ‖g‖ when ‖g‖ exceeds the limit.
 */
export function clippedOver<N>(
  arithmetic: TrainingArithmetic<N>,
  gradients: GradientsOver<N>,
  clipping: Clipping | null,
): GradientsOver<N> {
  if (clipping === null) return gradients;
  const { constant, subtract, multiply, divide, sqrt, sumOfProducts, isAtMost } = arithmetic;
  const zero = constant(0);
  const limit = constant(clipping.limit);
  if (clipping.kind === "value") {
    const low = subtract(zero, limit);
    return mapGradientsOver(gradients, (g) => {
      if (isAtMost(g, low)) return low;
      return isAtMost(limit, g) ? limit : g;
    });
  }
  const { dU, dW, dV, db = [], dc = [] } = gradients;
  const entries = [...dU.flat(), ...dW.flat(), ...dV.flat(), ...db, ...dc];
  const norm = sqrt(sumOfProducts(zero, entries, entries));
  if (isAtMost(norm, limit)) return gradients;
  const factor = divide(limit, norm);
  return mapGradientsOver(gradients, (g) => multiply(g, factor));
}

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
  network: NetworkOver<N>,
  theta: StepParameters<N>,
  trace: TraceOver<N>,
  span: Span,
  { arithmetic, clipping, learningRate, formulas }: UpdateOver<N>,
): StepParameters<N> {
  const gradients = gradientsOver(network, theta, trace, span, formulas);
  const clipped = clippedOver(arithmetic, gradients, clipping);
  return descendedOver(arithmetic, theta, clipped, learningRate);
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
  networks: readonly NetworkOver<N>[],
  start: StepParameters<N>,
  epochs: number,
  spansOf: (network: NetworkOver<N>) => readonly Span[],
  update: UpdateOver<N>,
): TrainedOver<N> {
  const { arithmetic, formulas } = update;
  const trainLoss: N[] = [];
  let theta = start;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = arithmetic.constant(0);
    for (const network of networks) {
      const trace = traceOver(network, theta, wholeOf(network));
      loss = arithmetic.add(loss, traceLossOf(network, trace, formulas));
    }
    trainLoss.push(loss);
    for (const network of networks) {
      let trace: TraceOver<N> | undefined;
      for (const span of spansOf(network)) {
        trace = traceOver(network, theta, span, trace);
        theta = updatedOver(network, theta, trace, span, update);
      }
    }
  }
  return { trainLoss, parameters: theta };
}
