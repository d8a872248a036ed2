/** What a program makes of a case: the result that it would hand in. */
import { toRows } from "../../numerics/matrix.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import { addGradientsTo, type Parameters, zeroGradients } from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import {
  gradientsFrom,
  gradientsToArrays,
  parametersFrom,
  parametersToArrays,
  sequenceFrom,
} from "../convert.ts";
import type { Case, CaseOf } from "../kinds.ts";
import type { GradientArrays } from "../types.ts";
import type { Program, Run, Training, Update } from "./program.ts";
import { finishedRun, gradientOf, hasLoss, lossOf, runOf, termsOf, writeSpan } from "./right.ts";

/** What is returned for a case: the tensors that the kind's `expected` has, as nested arrays. */
export type Result = Readonly<Record<string, unknown>>;

/** The kinds that a training program can be wrong in. */
export const SOLVED_KINDS = [
  "activation",
  "loss",
  "forward",
  "gradient",
  "pairs",
  "clip",
  "step",
  "trajectory",
] as const;
/** A kind of case that a training program answers. */
export type SolvedKind = (typeof SOLVED_KINDS)[number];

/**
 * The program's result for a case that was checked; undefined for the kinds that no network is
 * needed for: canary, random, reject.
 */
export function solve(program: Program, testCase: Case): Result | undefined {
  switch (testCase.kind) {
    case "activation":
      return solveActivation(program, testCase);
    case "loss":
      return solveLoss(program, testCase);
    case "forward":
      return solveForward(program, testCase);
    case "gradient":
      return solveGradient(program, testCase);
    case "pairs":
      return { pairs: pairsOf(runOn(program, testCase)) };
    case "clip": {
      const { gradients, clipping } = testCase.inputs;
      return { ...gradientsToArrays(program.clip(gradientsFrom(gradients), clipping)) };
    }
    case "step":
      return { ...parametersToArrays(stepOf(program, testCase)) };
    case "trajectory":
      return solveTrajectory(program, testCase);
    default:
      return undefined;
  }
}

function solveActivation(program: Program, { config, inputs }: CaseOf<"activation">): Result {
  const s = inputs.a.map((a) => program.activate(config.activation, a));
  const derivative = inputs.a.map((a, n) => program.slope(config.activation, a, s[n]));
  return { s, derivative };
}

function solveLoss(program: Program, { config, inputs }: CaseOf<"loss">): Result {
  const o = Float64Array.from(inputs.o);
  const y = Float64Array.from(inputs.y);
  return {
    loss: program.stepLoss(config.output, o, y),
    outputError: Array.from(program.outputError(config.output, o, y)),
  };
}

function solveForward(program: Program, { config, inputs }: CaseOf<"forward">): Result {
  const sequence = sequenceFrom({ ...inputs, y: [[0]] });
  const { a, s, o } = finishedRun(program, config, parametersFrom(inputs.parameters), sequence);
  const prediction = toRows(o).map((ot) =>
    Array.from(program.predict(config.output, Float64Array.from(ot))),
  );
  return { a: toRows(a), s: toRows(s), o: toRows(o), prediction };
}

/** The finished run of a case that has one sequence. */
function runOn(program: Program, { config, inputs }: CaseOf<"gradient" | "pairs" | "step">): Run {
  return finishedRun(program, config, parametersFrom(inputs.parameters), sequenceFrom(inputs));
}

function solveGradient(program: Program, testCase: CaseOf<"gradient">): Result {
  const run = runOn(program, testCase);
  const gradients = gradientOf(run, { from: 0, to: run.x.rows - 1 });
  return { loss: lossOf(run), ...gradientsToArrays(gradients) };
}

/** pairs[t][i] = g(t, i); null where the network has no loss. */
function pairsOf(run: Run): (GradientArrays[] | null)[] {
  const T = run.x.rows;
  const pairs = Array.from({ length: T }, (_, t) =>
    hasLoss(run, t) ? Array.from({ length: t + 1 }, () => zeroGradients(run.config)) : null,
  );
  for (const { t, i, gradients } of termsOf(run, { from: 0, to: T - 1 }, () => 0)) {
    const sum = pairs[t]?.[i];
    if (sum) addGradientsTo(sum, gradients);
  }
  return pairs.map((terms) => terms?.map(gradientsToArrays) ?? null);
}

function stepOf(program: Program, testCase: CaseOf<"step">): Parameters {
  const run = runOn(program, testCase);
  const span = { from: 0, to: run.x.rows - 1 };
  return program.update(run, span, testCase.inputs, undefined).parameters;
}

function solveTrajectory(program: Program, { config, inputs }: CaseOf<"trajectory">): Result {
  const records = inputs.records.map(sequenceFrom);
  const lossWith = (parameters: Parameters): number =>
    records.reduce(
      (sum, record) => sum + lossOf(finishedRun(program, config, parameters, record)),
      0,
    );
  const trainLoss: number[] = [];
  let state: TrainingState = { parameters: parametersFrom(inputs.parameters), last: undefined };
  for (let epoch = 0; epoch < inputs.epochs; epoch++) {
    const start = state.parameters;
    for (const record of records) state = trainedOn(program, config, state, record, inputs);
    const ends = { start, end: state.parameters, records: records.length };
    trainLoss.push(program.epochLoss(lossWith, ends));
  }
  return { trainLoss, ...parametersToArrays(state.parameters) };
}

interface TrainingState {
  readonly parameters: Parameters;
  readonly last: Update | undefined;
}

/** After the updates that a sequence gives rise to; its state is carried on between them. */
function trainedOn(
  program: Program,
  config: NetworkConfig,
  { parameters, last }: TrainingState,
  record: Sequence,
  training: Training,
): TrainingState {
  const sequence = program.read(record, last);
  let run = runOf(program, config, parameters, sequence);
  let state: TrainingState = { parameters, last };
  for (const span of program.spans(config, training.updateEvery, sequence.x.rows)) {
    run = { ...run, parameters: state.parameters, last: span.to };
    writeSpan(run, span);
    const update = program.update(run, span, training, state.last);
    state = { parameters: update.parameters, last: update };
  }
  return state;
}
