/** The right result for a draft over any arithmetic, every number rounded once to binary64. */
import {
  constantParameters,
  networkOver,
  type Rows,
  type StepParameters,
  type Vector,
} from "../../gradcheck/network.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import type { Span } from "../bugs/program.ts";
import { RIGHT } from "../bugs/right.ts";
import type { SolvedKind } from "../bugs/solve.ts";
import { parametersFrom, sequenceFrom } from "../convert.ts";
import type { CaseOf } from "../kinds.ts";
import type { Draft } from "../suite/draft.ts";
import type { GradientArrays, ParameterArrays, TrainingRecord } from "../types.ts";
import type { NetworkArithmetic } from "./formulas.ts";
import {
  type GradientsOver,
  gradientsOver,
  outputErrorOf,
  pairsOver,
  type TrainedNetwork,
} from "./reversePass.ts";
import {
  clippedOver,
  stepLosses,
  sumOf,
  traceOver,
  trainedOver,
  updatedOver,
  wholeOf,
} from "./trainingOver.ts";

/** What training leaves to be judged. */
export type Trained = { trainLoss: number[] } & ParameterArrays;

/** The results of the kinds, before anything is said of a trajectory's horizon. */
export type Solved<K extends SolvedKind> = K extends "trajectory" ? Trained : CaseOf<K>["expected"];

/** The kinds whose results are tensors and nothing else. */
export type PlainKind = Exclude<SolvedKind, "pairs" | "trajectory">;

/** How a result is come by. */
export interface Method<N> {
  readonly arithmetic: NetworkArithmetic<N>;
  /** whether losses that start at the same step go back through time together */
  readonly merged: boolean;
}

/** The result for a draft whose result is tensors and nothing else. */
export function plainResultOver<N>(method: Method<N>, draft: Draft<PlainKind>): Solved<PlainKind> {
  switch (draft.kind) {
    case "activation":
      return activationOver(method, draft);
    case "loss":
      return lossOver(method, draft);
    case "forward":
      return forwardOver(method, draft);
    case "gradient":
      return gradientOver(method, draft);
    case "clip":
      return clipOver(method, draft);
    case "step":
      return stepOver(method, draft);
  }
}

/** f and f′. */
export function activationOver<N>(
  method: Method<N>,
  { config, inputs }: Draft<"activation">,
): Solved<"activation"> {
  const { arithmetic } = method;
  const a = inputs.a.map(arithmetic.constant);
  const s = a.map((value) => arithmetic.activated(config.activation, value));
  const derivative = a.map((value, n) => arithmetic.slope(config.activation, value, s[n]));
  return { s: s.map(arithmetic.toNumber), derivative: derivative.map(arithmetic.toNumber) };
}

/** The loss of a step, and e. */
export function lossOver<N>(method: Method<N>, { config, inputs }: Draft<"loss">): Solved<"loss"> {
  const { arithmetic } = method;
  const [o, y] = [inputs.o, inputs.y].map((values) => values.map(arithmetic.constant));
  return {
    loss: arithmetic.toNumber(arithmetic.stepLoss(config.output, o, y)),
    outputError: outputErrorOf(arithmetic, config.output, o, y).map(arithmetic.toNumber),
  };
}

/** a, s, o and ŷ at every step. */
export function forwardOver<N>(
  method: Method<N>,
  { config, inputs }: Draft<"forward">,
): Solved<"forward"> {
  const { arithmetic } = method;
  // The forward pass reads no targets.
  const problem = problemOf(method, config, inputs.parameters, { ...inputs, y: [[0]] });
  const { a, s, o } = traceOver(problem.network, problem.theta, wholeOf(problem.network));
  const prediction = o.map((ot) => arithmetic.prediction(config.output, ot));
  const rows = (A: Rows<N>): number[][] => rowsToNumbers(arithmetic, A);
  return { a: rows(a), s: rows(s), o: rows(o), prediction: rows(prediction) };
}

/** The loss of a sequence and its gradient. */
export function gradientOver<N>(
  method: Method<N>,
  { config, inputs }: Draft<"gradient">,
): Solved<"gradient"> {
  const { arithmetic } = method;
  const { network, theta } = problemOf(method, config, inputs.parameters, inputs);
  const trace = traceOver(network, theta, wholeOf(network));
  const gradients = gradientsOver(network, theta, trace, wholeOf(network));
  return {
    loss: arithmetic.toNumber(sumOf(arithmetic, stepLosses(network, trace))),
    ...gradientsToNumbers(arithmetic, gradients),
  };
}

/** Each g(t, i). */
export function pairsResultOver<N>(
  method: Method<N>,
  { config, inputs }: Draft<"pairs">,
): Solved<"pairs"> {
  const { arithmetic } = method;
  const { network, theta } = problemOf(method, config, inputs.parameters, inputs);
  const trace = traceOver(network, theta, wholeOf(network));
  const pairs = pairsOver(network, theta, trace);
  return {
    pairs: pairs.map(
      (terms) => terms?.map((gradients) => gradientsToNumbers(arithmetic, gradients)) ?? null,
    ),
  };
}

/** The clipped gradient. */
export function clipOver<N>(method: Method<N>, { inputs }: Draft<"clip">): Solved<"clip"> {
  const { arithmetic } = method;
  const { dU, dW, dV, db, dc } = inputs.gradients;
  const vector = (values: readonly number[]): N[] => values.map(arithmetic.constant);
  const gradients: GradientsOver<N> = {
    dU: dU.map(vector),
    dW: dW.map(vector),
    dV: dV.map(vector),
    ...(db && { db: vector(db) }),
    ...(dc && { dc: vector(dc) }),
  };
  return gradientsToNumbers(arithmetic, clippedOver(arithmetic, gradients, inputs.clipping));
}

/** The parameters after one update. */
export function stepOver<N>(method: Method<N>, { config, inputs }: Draft<"step">): Solved<"step"> {
  const { arithmetic } = method;
  const { network, theta } = problemOf(method, config, inputs.parameters, inputs);
  const span = wholeOf(network);
  const trace = traceOver(network, theta, span);
  const { clipping, learningRate } = inputs;
  const update = { arithmetic, clipping, learningRate };
  return parametersToNumbers(arithmetic, updatedOver(network, theta, trace, span, update));
}

/** The losses of the epochs, and the last parameters. */
export function trajectoryOver<N>(
  method: Method<N>,
  { config, inputs }: Draft<"trajectory">,
): Solved<"trajectory"> {
  const { arithmetic } = method;
  const { records, epochs, clipping, learningRate, updateEvery } = inputs;
  const networks = records.map(
    (record) => problemOf(method, config, inputs.parameters, record).network,
  );
  const start = constantParameters(arithmetic, config, parametersFrom(inputs.parameters));
  const spansOf = ({ x }: TrainedNetwork<N>): readonly Span[] =>
    RIGHT.spans(config, updateEvery, x.length);
  const update = { arithmetic, clipping, learningRate };
  const { trainLoss, parameters } = trainedOver(networks, start, epochs, spansOf, update);
  return {
    trainLoss: trainLoss.map(arithmetic.toNumber),
    ...parametersToNumbers(arithmetic, parameters),
  };
}

interface Problem<N> {
  readonly network: TrainedNetwork<N>;
  readonly theta: StepParameters<N>;
}

function problemOf<N>(
  { arithmetic, merged }: Method<N>,
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): Problem<N> {
  return {
    network: { ...networkOver(arithmetic, config, sequenceFrom(record)), arithmetic, merged },
    theta: constantParameters(arithmetic, config, parametersFrom(parameters)),
  };
}

function rowsToNumbers<N>({ toNumber }: NetworkArithmetic<N>, A: Rows<N>): number[][] {
  return A.map((row) => row.map(toNumber));
}

/** Each entry rounded once to binary64. */
export function gradientsToNumbers<N>(
  arithmetic: NetworkArithmetic<N>,
  { dU, dW, dV, db, dc }: GradientsOver<N>,
): GradientArrays {
  const vector = (values: Vector<N>): number[] => values.map(arithmetic.toNumber);
  return {
    dU: rowsToNumbers(arithmetic, dU),
    dW: rowsToNumbers(arithmetic, dW),
    dV: rowsToNumbers(arithmetic, dV),
    ...(db && { db: vector(db) }),
    ...(dc && { dc: vector(dc) }),
  };
}

function parametersToNumbers<N>(
  arithmetic: NetworkArithmetic<N>,
  { U, W, V, b, c }: StepParameters<N>,
): ParameterArrays {
  const vector = (values: Vector<N>): number[] => values.map(arithmetic.toNumber);
  return {
    U: rowsToNumbers(arithmetic, U),
    W: rowsToNumbers(arithmetic, W),
    V: rowsToNumbers(arithmetic, V),
    ...(b && { b: vector(b) }),
    ...(c && { c: vector(c) }),
  };
}
