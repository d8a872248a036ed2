/**
 * What our own network answers: `src/rnn` behind the interface of the cases, as any implementation
 * would stand behind it. It computes in float64.
 */
import { parseDecimal, toNearestBinary32, toNearestBinary64 } from "../gradcheck/decimal.ts";
import { row, toRows } from "../numerics/matrix.ts";
import { randomStream } from "../numerics/random.ts";
import { activate, activationDerivative } from "../rnn/activation.ts";
import { backward, pairContributions } from "../rnn/backward.ts";
import { clip } from "../rnn/clip.ts";
import { defineNetwork } from "../rnn/config.ts";
import { forward, sequenceLoss } from "../rnn/forward.ts";
import { outputError, prediction, stepLoss } from "../rnn/loss.ts";
import type { Gradients, Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { sgdStep } from "../rnn/sgd.ts";
import { train } from "../rnn/train.ts";
import type { Answer } from "./compare.ts";
import {
  gradientsFrom,
  gradientsToArrays,
  parametersFrom,
  parametersToArrays,
  sequenceFrom,
} from "./convert.ts";
import { bitsOf, type Dtype, roundTo } from "./dtype.ts";
import { FormatError } from "./formatError.ts";
import type { CaseOf, Kind } from "./kinds.ts";
import { type Request, requirePossible } from "./request.ts";
import { requireValid } from "./schemas.ts";

/** What is sent to an implementation, before anybody has looked whether it can be carried out. */
export interface AnyRequest {
  /** what is asked for */
  readonly kind: Kind;
  /** of a case of the kind, or anything else */
  readonly config: unknown;
  /** of a case of the kind, or anything else */
  readonly inputs: unknown;
}

/** The part of a case of the kind that is sent to an implementation. */
type RequestOf<K extends Kind> = Pick<CaseOf<K>, "config" | "inputs">;

type Result = Readonly<Record<string, unknown>>;

/**
 * The answer of `src/rnn`: the tensors that the kind's `expected` has, as nested arrays; an error
 * where the request cannot be carried out, or a training has diverged. A request of the kind reject
 * is answered as the one within it.
 */
export function referenceAnswer(request: AnyRequest): Answer {
  try {
    const { kind, config, inputs } = request.kind === "reject" ? within(request) : request;
    const possible = { kind, config, inputs } as Request;
    requirePossible(possible, "request");
    return { kind: "result", result: resultOf(possible) };
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof RangeError)) throw error;
    return { kind: "error", message: error.message };
  }
}

/** The request that a case of the kind reject is about. */
function within({ inputs }: AnyRequest): AnyRequest {
  requireValid("cases", inputs, "request", ["inputs"], "#/$defs/rejectCase/properties/inputs");
  return inputs as CaseOf<"reject">["inputs"];
}

function resultOf(request: Request): Result {
  switch (request.kind) {
    case "canary":
      return canary(request);
    case "random":
      return random(request);
    case "activation":
      return activation(request);
    case "loss":
      return loss(request);
    case "forward":
      return states(request);
    case "gradient":
      return gradient(request);
    case "pairs":
      return pairs(request);
    case "clip": {
      const { gradients, clipping } = request.inputs;
      return { ...gradientsToArrays(clip(gradientsFrom(gradients), clipping)) };
    }
    case "step":
      return step(request);
    case "trajectory":
      return trajectory(request);
  }
}

function canary({ config: { dtype }, inputs }: RequestOf<"canary">): Result {
  const values = inputs.values.map((value) => roundTo(dtype, value));
  return {
    values,
    bits: values.map((value) => bitsOf(dtype, value)),
    decimalBits: inputs.decimals.map((decimal) => bitsOf(dtype, numberIn(dtype, decimal))),
  };
}

/** A decimal rounded once into the dtype. */
function numberIn(dtype: Dtype, decimal: string): number {
  const exact = parseDecimal(decimal);
  return dtype === "float64" ? toNearestBinary64(exact) : toNearestBinary32(exact);
}

function random({ inputs: { seed, low, high, count } }: RequestOf<"random">): Result {
  const stream = randomStream("numpy", seed);
  const draw = (): number => low + (high - low) * stream.next();
  return { values: Array.from({ length: count }, draw) };
}

function activation({ config, inputs }: RequestOf<"activation">): Result {
  const s = inputs.a.map((a) => activate(config.activation, a));
  return { s, derivative: s.map((state) => activationDerivative(config.activation, state)) };
}

function loss({ config: { output }, inputs }: RequestOf<"loss">): Result {
  const o = Float64Array.from(inputs.o);
  const y = Float64Array.from(inputs.y);
  return { loss: stepLoss(output, o, y), outputError: Array.from(outputError(output, o, y)) };
}

function states({ config, inputs }: RequestOf<"forward">): Result {
  const network = defineNetwork(config);
  const { x, initialState } = sequenceFrom({ ...inputs, y: [[0]] });
  const { a, s, o } = forward(network, parametersFrom(inputs.parameters), x, initialState);
  const predictions = Array.from({ length: o.rows }, (_, t) => {
    return Array.from(prediction(network.output, row(o, t)));
  });
  return { a: toRows(a), s: toRows(s), o: toRows(o), prediction: predictions };
}

function gradient({ config, inputs }: RequestOf<"gradient">): Result {
  const network = defineNetwork(config);
  const parameters = parametersFrom(inputs.parameters);
  const sequence = sequenceFrom(inputs);
  return {
    loss: sequenceLoss(network, parameters, sequence),
    ...gradientsToArrays(gradientOf(config, parameters, sequence)),
  };
}

function gradientOf(
  config: CaseOf<"gradient">["config"],
  parameters: Parameters,
  { x, y, initialState }: Sequence,
): Gradients {
  const network = defineNetwork(config);
  return backward(network, parameters, forward(network, parameters, x, initialState), y);
}

function pairs({ config, inputs }: RequestOf<"pairs">): Result {
  const network = defineNetwork(config);
  const parameters = parametersFrom(inputs.parameters);
  const { x, y, initialState } = sequenceFrom(inputs);
  const trace = forward(network, parameters, x, initialState);
  const terms = pairContributions(network, parameters, trace, y);
  return { pairs: terms.map((ofLoss) => ofLoss?.map(gradientsToArrays) ?? null) };
}

function step({ config, inputs }: RequestOf<"step">): Result {
  const parameters = parametersFrom(inputs.parameters);
  const gradients = gradientOf(config, parameters, sequenceFrom(inputs));
  const clipped = clip(gradients, inputs.clipping ?? undefined);
  return { ...parametersToArrays(sgdStep(parameters, clipped, inputs.learningRate)) };
}

/** @throws {RangeError} when a loss or a parameter is no longer finite */
function trajectory({ config, inputs }: RequestOf<"trajectory">): Result {
  const { epochs, learningRate, clipping, updateEvery } = inputs;
  const training = train(
    defineNetwork(config),
    parametersFrom(inputs.parameters),
    { training: inputs.records.map(sequenceFrom) },
    { epochs, learningRate, updateEvery, ...(clipping && { clipping }) },
  );
  const trainLoss: number[] = [];
  let next = training.next();
  while (!next.done) {
    trainLoss.push(next.value.trainLoss.sum);
    next = training.next();
  }
  const { parameters, stoppedBy } = next.value;
  if (stoppedBy === "diverged") {
    throw new RangeError(`epoch ${trainLoss.length}: expected finite numbers, got others`);
  }
  return { trainLoss, ...parametersToArrays(parameters) };
}
