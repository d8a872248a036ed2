/** How far a right program's clipping, update and training may be from the exact result. */
import { gamma, least } from "../../gradcheck/roundingErrors.ts";
import { clip, globalNorm } from "../../rnn/clip.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import {
  type Gradients,
  gradientArrays,
  mapGradients,
  type Parameters,
  parameterArrays,
} from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import { sgdStep } from "../../rnn/sgd.ts";
import type { Span } from "../bugs/program.ts";
import { gradientOf, RIGHT } from "../bugs/right.ts";
import type { Dtype } from "../dtype.ts";
import type { CaseOf } from "../kinds.ts";
import type { Clipping } from "../types.ts";
import { accuracyOf, inputErrors, readingError } from "./accuracy.ts";
import {
  type Bounded,
  type BoundedPass,
  boundedPass,
  boundedSum,
  finishedPass,
  spanGradientBounds,
  stepLosses,
  withParameters,
  writeBoundedSpan,
} from "./passBounds.ts";

/** A gradient and its bounds. */
export interface BoundedGradients {
  readonly values: Gradients;
  readonly errors: Gradients;
}

/** Parameters and their bounds. */
export interface BoundedParameters {
  readonly values: Parameters;
  readonly errors: Parameters;
}

/** An update as a case asks for it. */
export interface UpdateRule {
  readonly clipping: Clipping | null;
  readonly learningRate: number;
}

/** A gradient after clipping. */
export function clippedBounds(
  dtype: Dtype,
  gradients: BoundedGradients,
  clipping: Clipping | null,
): BoundedGradients {
  if (clipping === null) return gradients;
  const values = clip(gradients.values, clipping);
  const errors =
    clipping.kind === "value"
      ? valueBounds(dtype, gradients, clipping.limit)
      : normBounds(dtype, gradients, clipping.limit);
  return { values, errors };
}

/** The interval is met nearer by than it is entered: E_g, and the limit's own error beyond it. */
function valueBounds(dtype: Dtype, gradients: BoundedGradients, limit: number): Gradients {
  const Elimit = readingError(dtype, limit);
  return mapBoth(gradients, (g, E) => {
    if (Math.abs(g) + E <= limit - Elimit) return E;
    return Math.abs(g) - E >= limit + Elimit ? Elimit : Math.max(E, Elimit);
  });
}

/**
 * Of g · min(1, L / n), with n = ‖g‖ off by at most E_n. Whether or not g and the computed one are
 * longer than L,
 *
 *     E = κ (E_g + (|g| + E_g) E_n / max(L, n − E_n))    κ = min(1, L / (n − E_n))
 *
 * holds: with both inside E_g does, with both outside E_g L/n̂ + |g| (L/n̂) E_n/n, and with one of
 * them outside it is beyond L by no more than E_n. E_n is ‖E_g‖ at most, and also at most
 * (2 Σ|g|E_g + ΣE_g²) / (n + n̂), from n̂² − n². Of its own the norm has the squares, a sum of all
 * entries, tensor by tensor perhaps, or scaled by the largest one, and a root, which halves what
 * comes before it; then come the quotient and the product.
 */
function normBounds(dtype: Dtype, gradients: BoundedGradients, limit: number): Gradients {
  const accuracy = accuracyOf(dtype);
  const Elimit = readingError(dtype, limit);
  const n = globalNorm(gradients.values);
  const { count, mixed, squares } = sumsOf(gradients);
  const length = Math.sqrt(squares);
  const En = least((2 * mixed + squares) / Math.max(2 * n - length, n), length);
  const ofNorm = gamma(accuracy, count + SCALING) / 2 + 2 * accuracy.unit;
  // Not even rounding makes it longer than the limit.
  if ((n + En) * (1 + ofNorm) <= limit - Elimit) return gradients.errors;
  const shortest = n - En;
  const most = shortest > limit ? limit / shortest : 1;
  const relative = En / Math.max(limit, shortest) + ofNorm + 2 * accuracy.unit + Elimit / limit;
  return mapBoth(gradients, (g, E) => most * (E + (Math.abs(g) + E) * relative));
}

/** The roundings of a norm of norms: by the largest entry, and a second square, sum and root. */
const SCALING = 12;

/** How many entries there are, Σ |g| E_g and Σ E_g². */
function sumsOf({ values, errors }: BoundedGradients): {
  readonly count: number;
  readonly mixed: number;
  readonly squares: number;
} {
  let [count, mixed, squares] = [0, 0, 0];
  const bounds = gradientArrays(errors);
  gradientArrays(values).forEach((tensor, n) => {
    count += tensor.length;
    tensor.forEach((g, i) => {
      const E = bounds[n][i];
      mixed += Math.abs(g) * E;
      squares += E * E;
    });
  });
  return { count, mixed, squares };
}

/** f of each entry and its bound. */
function mapBoth(
  { values, errors }: BoundedGradients,
  f: (g: number, E: number) => number,
): Gradients {
  const result = mapGradients(errors, (E) => E);
  const tensors = gradientArrays(values);
  gradientArrays(result).forEach((bounds, n) => {
    bounds.forEach((E, i) => {
      bounds[i] = f(tensors[n][i], E);
    });
  });
  return result;
}

/** θ − η dθ: what comes in, the product's rounding and the difference's. */
export function descendedBounds(
  dtype: Dtype,
  parameters: BoundedParameters,
  gradients: BoundedGradients,
  learningRate: number,
): BoundedParameters {
  const { unit } = accuracyOf(dtype);
  const Eeta = readingError(dtype, learningRate);
  const values = sgdStep(parameters.values, gradients.values, learningRate);
  const errors = sgdStep(parameters.errors, gradients.errors, 0);
  const [after, g, Eg] = [
    parameterArrays(values),
    gradientArrays(gradients.values),
    gradientArrays(gradients.errors),
  ];
  parameterArrays(errors).forEach((bounds, n) => {
    bounds.forEach((E, i) => {
      const size = Math.abs(g[n][i]) + Eg[n][i];
      const ofStep = learningRate * Eg[n][i] + Eeta * size + unit * (learningRate + Eeta) * size;
      const carried = E + ofStep;
      bounds[i] = carried + unit * (Math.abs(after[n][i]) + carried);
    });
  });
  return { values, errors };
}

/** The parameters after one update for the losses of a span, whose steps are there. */
export function updatedBounds(
  dtype: Dtype,
  bounded: BoundedPass,
  parameters: BoundedParameters,
  span: Span,
  { clipping, learningRate }: UpdateRule,
): BoundedParameters {
  const { pass, y } = bounded;
  const run = {
    ...pass.trace,
    program: RIGHT,
    config: pass.config,
    parameters: parameters.values,
    y,
  };
  const gradients = {
    values: gradientOf(run, span),
    errors: spanGradientBounds(bounded, span),
  };
  const clipped = clippedBounds(dtype, gradients, clipping);
  return descendedBounds(dtype, parameters, clipped, learningRate);
}

/** The losses of the epochs, and the parameters after the last. */
export interface TrainedBounds {
  readonly trainLoss: readonly Bounded[];
  readonly parameters: BoundedParameters;
}

/**
 * Training, with the errors of the parameters carried from each update into the next pass. Where
 * they grow beyond all measure the bounds are infinite.
 */
export function trainedBounds(
  dtype: Dtype,
  config: NetworkConfig,
  start: Parameters,
  records: readonly Sequence[],
  inputs: Pick<
    CaseOf<"trajectory">["inputs"],
    "epochs" | "clipping" | "learningRate" | "updateEvery"
  >,
): TrainedBounds {
  const accuracy = accuracyOf(dtype);
  const trainLoss: Bounded[] = [];
  let parameters: BoundedParameters = {
    values: start,
    errors: inputErrors(dtype, start, records[0]).parameters,
  };
  for (let epoch = 0; epoch < inputs.epochs; epoch++) {
    const { values, errors } = parameters;
    const losses = records.flatMap((record) =>
      stepLosses(finishedPass(dtype, config, values, record, errors)),
    );
    trainLoss.push(boundedSum(accuracy, losses));
    for (const record of records) {
      let bounded = boundedPass(dtype, config, values, record);
      for (const span of RIGHT.spans(config, inputs.updateEvery, record.x.rows)) {
        bounded = withParameters(bounded, parameters.values, parameters.errors);
        writeBoundedSpan(bounded, span);
        parameters = updatedBounds(dtype, bounded, parameters, span, inputs);
      }
    }
  }
  return { trainLoss, parameters };
}
