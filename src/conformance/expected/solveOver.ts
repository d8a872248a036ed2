/** The right result for a draft over any arithmetic, every number rounded once to binary64. */
import {
  activated,
  constantParameters,
  type NetworkOver,
  networkOver,
  predictionOf,
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
import {
  type Formulas,
  type GradientsOver,
  gradientsOver,
  outputErrorOf,
  pairsOver,
  slopeOf,
  stepLossOf,
} from "./reversePass.ts";
import {
  clippedOver,
  type TrainingArithmetic,
  traceLossOf,
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
  readonly arithmetic: TrainingArithmetic<N>;
  readonly formulas: Formulas;
}

/** The result for a draft, of its kind. */
export function solveOver<N>(method: Method<N>, draft: Draft<SolvedKind>): Solved<SolvedKind> {
  switch (draft.kind) {
    case "pairs":
      return pairsResultOver(method, draft);
    case "trajectory":
      return trajectoryOver(method, draft);
    default:
      return plainResultOver(method, draft);
  }
}

/** The result for a draft of a kind whose results are tensors and nothing else. */
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
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"activation">,
): Solved<"activation"> {
  const a = inputs.a.map(arithmetic.constant);
  const s = a.map((value) => activated(arithmetic, config.activation, value));
  const derivative = a.map((value, n) =>
    slopeOf(arithmetic, formulas, config.activation, value, s[n]),
  );
  return { s: s.map(arithmetic.toNumber), derivative: derivative.map(arithmetic.toNumber) };
}

/** The loss of a step, and e. */
export function lossOver<N>(
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"loss">,
): Solved<"loss"> {
  const [o, y] = [inputs.o, inputs.y].map((values) => values.map(arithmetic.constant));
  return {
    loss: arithmetic.toNumber(stepLossOf(arithmetic, formulas, config.output, o, y)),
    outputError: outputErrorOf(arithmetic, config.output, o, y).map(arithmetic.toNumber),
  };
}

/** a, s, o and ŷ at every step. */
export function forwardOver<N>(
  { arithmetic }: Method<N>,
  { config, inputs }: Draft<"forward">,
): Solved<"forward"> {
  // The forward pass reads no targets.
  const problem = problemOf(arithmetic, config, inputs.parameters, { ...inputs, y: [[0]] });
  const { a, s, o } = traceOver(problem.network, problem.theta, wholeOf(problem.network));
  const prediction = o.map((ot) => predictionOf(arithmetic, config.output, ot));
  const rows = (A: Rows<N>): number[][] => rowsToNumbers(arithmetic, A);
  return { a: rows(a), s: rows(s), o: rows(o), prediction: rows(prediction) };
}

/** The loss of a sequence and its gradient. */
export function gradientOver<N>(
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"gradient">,
): Solved<"gradient"> {
  const { network, theta } = problemOf(arithmetic, config, inputs.parameters, inputs);
  const trace = traceOver(network, theta, wholeOf(network));
  const gradients = gradientsOver(network, theta, trace, wholeOf(network), formulas);
  return {
    loss: arithmetic.toNumber(traceLossOf(network, trace, formulas)),
    ...gradientsToNumbers(arithmetic, gradients),
  };
}

/** Each g(t, i). */
export function pairsResultOver<N>(
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"pairs">,
): Solved<"pairs"> {
  const { network, theta } = problemOf(arithmetic, config, inputs.parameters, inputs);
  const trace = traceOver(network, theta, wholeOf(network));
  const pairs = pairsOver(network, theta, trace, formulas);
  return {
    pairs: pairs.map(
      (terms) => terms?.map((gradients) => gradientsToNumbers(arithmetic, gradients)) ?? null,
    ),
  };
}

/** The clipped gradient. */
export function clipOver<N>({ arithmetic }: Method<N>, { inputs }: Draft<"clip">): Solved<"clip"> {
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
export function stepOver<N>(
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"step">,
): Solved<"step"> {
  const { network, theta } = problemOf(arithmetic, config, inputs.parameters, inputs);
  const span = wholeOf(network);
  const trace = traceOver(network, theta, span);
  const { clipping, learningRate } = inputs;
  const update = { arithmetic, formulas, clipping, learningRate };
  return parametersToNumbers(arithmetic, updatedOver(network, theta, trace, span, update));
}

/** The losses of the epochs, and the last parameters. */
export function trajectoryOver<N>(
  { arithmetic, formulas }: Method<N>,
  { config, inputs }: Draft<"trajectory">,
): Solved<"trajectory"> {
  const { records, epochs, clipping, learningRate, updateEvery } = inputs;
  const networks = records.map((record) => networkOver(arithmetic, config, sequenceFrom(record)));
  const start = constantParameters(arithmetic, config, parametersFrom(inputs.parameters));
  const spansOf = ({ x }: NetworkOver<N>): readonly Span[] =>
    RIGHT.spans(config, updateEvery, x.length);
  const update = { arithmetic, formulas, clipping, learningRate };
  const { trainLoss, parameters } = trainedOver(networks, start, epochs, spansOf, update);
  return {
    trainLoss: trainLoss.map(arithmetic.toNumber),
    ...parametersToNumbers(arithmetic, parameters),
  };
}

interface Problem<N> {
  readonly network: NetworkOver<N>;
  readonly theta: StepParameters<N>;
}

function problemOf<N>(
  arithmetic: TrainingArithmetic<N>,
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): Problem<N> {
  return {
    network: networkOver(arithmetic, config, sequenceFrom(record)),
    theta: constantParameters(arithmetic, config, parametersFrom(parameters)),
  };
}

function rowsToNumbers<N>({ toNumber }: TrainingArithmetic<N>, A: Rows<N>): number[][] {
  return A.map((row) => row.map(toNumber));
}

/** Each entry rounded once to binary64. */
export function gradientsToNumbers<N>(
  arithmetic: TrainingArithmetic<N>,
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
  arithmetic: TrainingArithmetic<N>,
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
