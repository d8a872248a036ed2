/**
 * How far each number of a right program's result may be from the exact one, in a dtype: the tensors
 * of the result, with bounds in place of numbers.
 */
import { predictionErrors, slopeError, stateError } from "../../gradcheck/roundingErrors.ts";
import { row, toRows } from "../../numerics/matrix.ts";
import { activate } from "../../rnn/activation.ts";
import { mapGradients } from "../../rnn/parameters.ts";
import {
  gradientsFrom,
  gradientsToArrays,
  parametersFrom,
  parametersToArrays,
  sequenceFrom,
} from "../convert.ts";
import type { Dtype } from "../dtype.ts";
import type { Draft } from "../suite/draft.ts";
import { accuracyOf, inputErrors, readingError, readingErrors } from "./accuracy.ts";
import {
  boundedSum,
  finishedPass,
  pairBounds,
  spanGradientBounds,
  stepLossErrors,
  stepLosses,
} from "./passBounds.ts";
import type { PlainKind, Solved } from "./solveOver.ts";
import { clippedBounds, trainedBounds, updatedBounds } from "./updateBounds.ts";

/** The bounds for a draft's result; infinite, or NaN, where they overflow. */
export function boundsOf(dtype: Dtype, draft: Draft<PlainKind>): Solved<PlainKind> {
  switch (draft.kind) {
    case "activation":
      return activationBounds(dtype, draft);
    case "loss":
      return lossBounds(dtype, draft);
    case "forward":
      return forwardBounds(dtype, draft);
    case "gradient":
      return gradientBounds(dtype, draft);
    case "clip":
      return clipBounds(dtype, draft);
    case "step":
      return stepBounds(dtype, draft);
  }
}

function activationBounds(
  dtype: Dtype,
  { config: { activation }, inputs }: Draft<"activation">,
): Solved<"activation"> {
  const accuracy = accuracyOf(dtype);
  const at = inputs.a.map((a) => {
    const s = activate(activation, a);
    const Ea = readingError(dtype, a);
    const Es = stateError(accuracy, activation, s, Ea);
    return { Es, Eslope: slopeError(accuracy, activation, s, Es, a, Ea) };
  });
  return { s: at.map(({ Es }) => Es), derivative: at.map(({ Eslope }) => Eslope) };
}

function lossBounds(dtype: Dtype, { config: { output }, inputs }: Draft<"loss">): Solved<"loss"> {
  const [o, y] = [inputs.o, inputs.y].map((values) => Float64Array.from(values));
  const [Eo, Ey] = [o, y].map((values) => readingErrors(dtype, values));
  const { Eloss, outputs } = stepLossErrors(accuracyOf(dtype), { output, o, Eo, y, Ey });
  return { loss: Eloss, outputError: Array.from(outputs.Ee) };
}

function forwardBounds(dtype: Dtype, { config, inputs }: Draft<"forward">): Solved<"forward"> {
  // The forward pass reads no targets.
  const sequence = sequenceFrom({ ...inputs, y: [[0]] });
  const { pass, forward } = finishedPass(
    dtype,
    config,
    parametersFrom(inputs.parameters),
    sequence,
  );
  const prediction = inputs.x.map((_, t) => {
    const [o, Eo] = [pass.trace.o, forward.o].map((rows) => row(rows, t));
    return Array.from(predictionErrors(pass.accuracy, config.output, o, Eo).Ep);
  });
  return { a: toRows(forward.a), s: toRows(forward.s), o: toRows(forward.o), prediction };
}

function gradientBounds(dtype: Dtype, { config, inputs }: Draft<"gradient">): Solved<"gradient"> {
  const sequence = sequenceFrom(inputs);
  const bounded = finishedPass(dtype, config, parametersFrom(inputs.parameters), sequence);
  const gradients = spanGradientBounds(bounded, { from: 0, to: sequence.x.rows - 1 });
  const loss = boundedSum(bounded.pass.accuracy, stepLosses(bounded));
  return { loss: loss.error, ...gradientsToArrays(gradients) };
}

/** The bounds of each g(t, i). */
export function pairsBounds(dtype: Dtype, { config, inputs }: Draft<"pairs">): Solved<"pairs"> {
  const parameters = parametersFrom(inputs.parameters);
  const pairs = pairBounds(finishedPass(dtype, config, parameters, sequenceFrom(inputs)));
  return { pairs: pairs.map((terms) => terms?.map(gradientsToArrays) ?? null) };
}

function clipBounds(dtype: Dtype, { inputs }: Draft<"clip">): Solved<"clip"> {
  const values = gradientsFrom(inputs.gradients);
  const errors = mapGradients(values, (g) => readingError(dtype, g));
  return gradientsToArrays(clippedBounds(dtype, { values, errors }, inputs.clipping).errors);
}

function stepBounds(dtype: Dtype, { config, inputs }: Draft<"step">): Solved<"step"> {
  const values = parametersFrom(inputs.parameters);
  const sequence = sequenceFrom(inputs);
  const bounded = finishedPass(dtype, config, values, sequence);
  const { parameters: errors } = inputErrors(dtype, values, sequence);
  const span = { from: 0, to: sequence.x.rows - 1 };
  const after = updatedBounds(dtype, bounded, { values, errors }, span, inputs);
  return parametersToArrays(after.errors);
}

/** The bounds of the losses of the epochs, and of the last parameters. */
export function trajectoryBounds(
  dtype: Dtype,
  { config, inputs }: Draft<"trajectory">,
): Solved<"trajectory"> {
  const start = parametersFrom(inputs.parameters);
  const records = inputs.records.map(sequenceFrom);
  const { trainLoss, parameters } = trainedBounds(dtype, config, start, records, inputs);
  return {
    trainLoss: trainLoss.map(({ error }) => error),
    ...parametersToArrays(parameters.errors),
  };
}
