/**
 * The expected values: in 60-digit decimals from the exact inputs, rounded once to binary64; every
 * derivative by the definition, or confirmed by it.
 *
 * Where the gradient of a network costs more than {@link ALL_ENTRIES} by the definition, it comes
 * from the reverse pass in decimals, and the definition confirms a seeded sample of its entries each
 * time. Where it costs less, both are computed and must agree in every entry. At relu's kink there is
 * no derivative, and f′ is 0 by convention, which only the reverse pass knows of.
 */
import {
  type Decimal,
  type DecimalArithmetic,
  decimalArithmetic,
  toNearestBinary64,
} from "../../gradcheck/decimal.ts";
import { definitionDerivatives, definitionEntries } from "../../gradcheck/definition.ts";
import { asParameters, firstStep } from "../../gradcheck/frozenLoss.ts";
import {
  activated,
  constantParameters,
  firstLossStep,
  flat,
  lossOf,
  networkOver,
} from "../../gradcheck/network.ts";
import { definitionPairs } from "../../gradcheck/pairs.ts";
import { randomStream } from "../../numerics/random.ts";
import { ulpDistance } from "../../numerics/ulp.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import { type Parameters, parameterArrays } from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import { RIGHT } from "../bugs/right.ts";
import { gradientsFrom, gradientsToArrays, parametersFrom, sequenceFrom } from "../convert.ts";
import type { Draft } from "../suite/draft.ts";
import type { ParameterArrays, TrainingRecord } from "../types.ts";
import { type Formulas, withFormulas } from "./formulas.ts";
import { gradientsOver, type TrainedNetwork } from "./reversePass.ts";
import {
  clipOver,
  forwardOver,
  gradientOver,
  gradientsToNumbers,
  type Method,
  type PlainKind,
  pairsResultOver,
  type Solved,
  stepOver,
  trajectoryOver,
} from "./solveOver.ts";
import { traceOver, wholeOf } from "./trainingOver.ts";

/** The most terms that a gradient by the definition may sum, over all its losses. */
export const ALL_ENTRIES = 250_000;
/** The most terms that the sample of a larger one may sum, if one entry of each tensor costs less. */
const SAMPLED = 1_000_000;
/** The most entries of one tensor in the sample. */
const SAMPLE = 16;
/** What sixty digits leave of zero is below this, and so is nothing that a tolerance could see. */
const RESIDUE = 1e-50;

const DECIMALS: DecimalArithmetic = decimalArithmetic(60);

/** The formulas that cost the least. */
const PLAINEST: Formulas = { slope: "state", crossEntropy: "logSumExp" };

/** The result in decimals. */
export const EXACT: Method<Decimal> = {
  arithmetic: withFormulas({ ...DECIMALS, toNumber: toNearestBinary64 }, PLAINEST),
  merged: true,
};

/** The same, with zero for what is left of it where terms cancel. */
export const CANCELLED: Method<Decimal> = {
  ...EXACT,
  arithmetic: {
    ...EXACT.arithmetic,
    toNumber: (x) => {
      const value = toNearestBinary64(x);
      return Math.abs(value) <= RESIDUE ? 0 : value;
    },
  },
};

/**
 * What is expected of a draft.
 *
 * @throws {Error} when the definition does not confirm an entry of a gradient
 */
export function definedValues(draft: Draft<PlainKind>): Solved<PlainKind> {
  switch (draft.kind) {
    case "activation":
      return definedActivation(draft);
    case "loss":
      return definedLoss(draft);
    case "forward":
      return forwardOver(EXACT, draft);
    case "clip":
      return clipOver(EXACT, draft);
    case "gradient":
      confirmGradient(draft);
      return gradientOver(CANCELLED, draft);
    case "step":
      confirmGradient(draft);
      return stepOver(CANCELLED, draft);
  }
}

/**
 * The losses of the epochs and the last parameters.
 *
 * @throws {Error} when the definition does not confirm an entry of the first update's gradient
 */
export function definedTrajectory(draft: Draft<"trajectory">): Solved<"trajectory"> {
  confirmGradient(draft);
  return trajectoryOver(CANCELLED, draft);
}

/** f in decimals, f′ by the definition; with enough digits for what is left of f′ far out. */
function definedActivation(draft: Draft<"activation">): Solved<"activation"> {
  const { activation } = draft.config;
  const derivative = draft.inputs.a.map((a) => {
    if (activation === "relu" && a === 0) return 0;
    const digits = Math.min(480, 60 + 2 * Math.ceil(Math.abs(a)));
    const [slope] = definitionDerivatives(
      (arithmetic) =>
        ([x]) =>
          activated(arithmetic, activation, x),
      Float64Array.of(a),
      { digits },
    );
    return slope;
  });
  const s = draft.inputs.a.map((a) =>
    toNearestBinary64(activated(DECIMALS, activation, DECIMALS.constant(a))),
  );
  return { s, derivative };
}

/** The loss in decimals, e by the definition. */
function definedLoss({ config: { output }, inputs }: Draft<"loss">): Solved<"loss"> {
  const [o, y] = [inputs.o, inputs.y].map((values) => values.map(DECIMALS.constant));
  const outputError = definitionDerivatives(
    (arithmetic) => (variables) =>
      lossOf(arithmetic, output, variables, inputs.y.map(arithmetic.constant)),
    Float64Array.from(inputs.o),
  );
  return {
    loss: CANCELLED.arithmetic.toNumber(lossOf(DECIMALS, output, o, y)),
    outputError: Array.from(outputError),
  };
}

/** Each g(t, i) by the definition, except at a kink. */
export function definedPairs(draft: Draft<"pairs">): Solved<"pairs"> {
  const problem = problemOf(draft.config, draft.inputs.parameters, draft.inputs);
  if (isAtKink(problem)) return pairsResultOver(CANCELLED, draft);
  const pairs = definitionPairs(problem.config, problem.parameters, problem.sequence);
  return { pairs: pairs.map((terms) => terms?.map(gradientsToArrays) ?? null) };
}

/** What a gradient to be confirmed is of. */
export interface Problem {
  readonly config: NetworkConfig;
  readonly parameters: Parameters;
  readonly sequence: Sequence;
}

function problemOf(
  config: NetworkConfig,
  parameters: ParameterArrays,
  record: TrainingRecord,
): Problem {
  return { config, parameters: parametersFrom(parameters), sequence: sequenceFrom(record) };
}

/** The gradient that a draft is about: of a trajectory that of its first update. */
function firstProblem(draft: Draft<"gradient" | "step" | "trajectory">): Problem {
  const { config, inputs } = draft;
  if (draft.kind !== "trajectory") return problemOf(config, inputs.parameters, draft.inputs);
  const [record] = draft.inputs.records;
  // With one loss at the end the first update that changes anything sees the whole sequence.
  if (config.lossAt === "last") return problemOf(config, inputs.parameters, record);
  const [{ to }] = RIGHT.spans(config, draft.inputs.updateEvery, record.x.length);
  const cut = { ...record, x: record.x.slice(0, to + 1), y: record.y.slice(0, to + 1) };
  return problemOf(config, inputs.parameters, cut);
}

/** Holds the reverse pass in decimals against the definition, unless there is a kink. */
function confirmGradient(draft: Draft<"gradient" | "step" | "trajectory">): void {
  const problem = firstProblem(draft);
  if (isAtKink(problem)) return;
  requireConfirmed(draft.id, problem, flat(reverseGradient(problem)));
}

/**
 * A gradient that the definition confirms, in every entry or in a sample.
 *
 * @param gradient its entries in the order dU, dW, dV, db, dc
 * @throws {Error} naming the first entry that differs
 */
export function requireConfirmed(label: string, problem: Problem, gradient: Float64Array): void {
  const { config, parameters, sequence } = problem;
  const entries = entriesToConfirm(problem);
  const defined = definitionEntries(config, parameters, sequence, entries);
  entries.forEach((entry, n) => {
    if (isSame(gradient[entry], defined[n])) return;
    const expected = `${defined[n]}, by the definition`;
    throw new Error(`${label}: entry ${entry}: expected ${expected}, got ${gradient[entry]}`);
  });
}

/** In the order of the parameters, under their names. */
function reverseGradient({ config, parameters, sequence }: Problem): Parameters {
  const network = exactNetwork(config, sequence);
  const theta = constantParameters(DECIMALS, config, parameters);
  const span = wholeOf(network);
  const trace = traceOver(network, theta, span);
  const gradients = gradientsOver(network, theta, trace, span);
  return asParameters(gradientsFrom(gradientsToNumbers(CANCELLED.arithmetic, gradients)));
}

function exactNetwork(config: NetworkConfig, sequence: Sequence): TrainedNetwork<Decimal> {
  return { ...networkOver(DECIMALS, config, sequence), ...EXACT };
}

/** A number halfway between two others may be either of them, and next to nothing may be nothing. */
function isSame(reverse: number, defined: number): boolean {
  return ulpDistance(reverse, defined) <= 1 || Math.abs(reverse - defined) <= RESIDUE;
}

/** Every entry, or some of each tensor, drawn from seed 0; in the order U, W, V, b, c. */
export function entriesToConfirm({ config, parameters, sequence }: Problem): number[] {
  const sizes = parameterArrays(parameters).map(({ length }) => length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const cost = 3 * termsOfLoss(config, sequence.x.rows);
  if (all * cost <= ALL_ENTRIES) return Array.from({ length: all }, (_, n) => n);
  const affordable = Math.floor(SAMPLED / cost / sizes.length);
  const perTensor = Math.max(1, Math.min(SAMPLE, affordable));
  const { next } = randomStream("seedrandom", 0);
  let before = 0;
  return sizes.flatMap((size) => {
    const first = before;
    before += size;
    return Array.from({ length: perTensor }, () => first + Math.floor(size * next()));
  });
}

/** What a value of an elementary function costs beside a product and a sum. */
const ELEMENTARY_TERMS = 20;

/** How many terms the loss of T steps sums; losses that start at the same step share theirs. */
function termsOfLoss(config: NetworkConfig, T: number): number {
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  const lastFrom = new Map<number, number>();
  for (let t = firstLossStep(config, T); t < T; t++) {
    lastFrom.set(firstStep(config.truncation, t, T), t);
  }
  let steps = 0;
  for (const [start, last] of lastFrom) steps += last - start + 1;
  return steps * H * (D + H + O + ELEMENTARY_TERMS);
}

/** Whether a pre-activation of relu is 0, up to what decimals leave of it. */
function isAtKink({ config, parameters, sequence }: Problem): boolean {
  if (config.activation !== "relu") return false;
  const network = exactNetwork(config, sequence);
  const theta = constantParameters(DECIMALS, config, parameters);
  const { a } = traceOver(network, theta, wholeOf(network));
  return a.some((at) => at.some((ah) => CANCELLED.arithmetic.toNumber(ah) === 0));
}
