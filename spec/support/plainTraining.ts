/**
 * Training in so many words, from the checked functions: forward, backward, clip, step. It shares no
 * loop with `src/rnn/train.ts`, and each mistake of the list below is one line of it done wrong.
 */
import { fromRows, type Matrix, toRows } from "../../src/numerics/matrix.ts";
import { backward } from "../../src/rnn/backward.ts";
import { clip } from "../../src/rnn/clip.ts";
import { defineNetwork, type NetworkConfig } from "../../src/rnn/config.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { copyOfParameters, type Gradients, type Parameters } from "../../src/rnn/parameters.ts";
import type { Sequence } from "../../src/rnn/sequence.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import type { TrainingOptions } from "../../src/rnn/train.ts";
import type { Train } from "../properties/training.properties.ts";

export const CHUNK_MISTAKES = [
  "one update a sequence",
  "every chunk from a state of zeros",
  "old states computed anew",
  "k2 taken for k1",
  "earlier losses counted again",
] as const;
type Mistake = (typeof CHUNK_MISTAKES)[number];

export function plainTraining(mistake?: Mistake): Train {
  return function* (config, start, { training, validation }, options) {
    const chunks = options.updateEvery === "chunk" && mistake !== "one update a sequence";
    let parameters = copyOfParameters(start);
    const lossOver = (sequences: readonly Sequence[]): { sum: number; mean: number } => {
      const sum = sequences.reduce((so, far) => so + sequenceLoss(config, parameters, far), 0);
      return { sum, mean: sum / sequences.length };
    };
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const trainLoss = lossOver(training);
      const valLoss = validation && lossOver(validation);
      for (const sequence of training) {
        parameters = chunks
          ? afterChunks(config, parameters, sequence, options, mistake)
          : afterSequence(config, parameters, sequence, options);
      }
      yield { epoch, trainLoss, ...(valLoss && { valLoss }), parameters };
    }
    return { parameters, best: parameters, stoppedBy: "epochs" };
  };
}

function afterSequence(
  config: NetworkConfig,
  parameters: Parameters,
  { x, y, initialState }: Sequence,
  options: TrainingOptions,
): Parameters {
  const trace = forward(config, parameters, x, initialState);
  return afterUpdate(parameters, backward(config, parameters, trace, y), options);
}

function afterUpdate(
  parameters: Parameters,
  gradients: Gradients,
  { clipping, learningRate }: TrainingOptions,
): Parameters {
  return sgdStep(parameters, clip(gradients, clipping), learningRate);
}

/**
 * For each chunk of k1 steps: run it from the state kept so far, keep what it computed, and go back
 * over the last k2 steps that are kept, with full BPTT of these steps alone. A step of an earlier
 * chunk has had its loss: its target is what it put out, which makes its error zero. That needs a
 * linear output, or chunks that look back no further than themselves.
 */
function afterChunks(
  config: NetworkConfig,
  start: Parameters,
  { x, y, initialState }: Sequence,
  options: TrainingOptions,
  mistake: Mistake | undefined,
): Parameters {
  if (config.truncation.kind !== "chunk") throw new Error("no chunks");
  const { k1 } = config.truncation;
  const k2 = mistake === "k2 taken for k1" ? k1 : config.truncation.k2;
  const full = defineNetwork({ ...config, truncation: { kind: "full" } });
  const T = x.rows;
  const zeros = new Float64Array(config.hiddenSize);
  const kept: { a: number[][]; s: number[][]; o: number[][] } = { a: [], s: [], o: [] };
  const stateBefore = (t: number): Float64Array =>
    t === 0 ? (initialState ?? zeros) : Float64Array.from(kept.s[t - 1]);
  const run = (parameters: Parameters, from: number, to: number): void => {
    const forgetful = mistake === "every chunk from a state of zeros";
    const state = forgetful ? zeros : stateBefore(from);
    const trace = forward(full, parameters, rowsOf(x, from, to), state);
    for (const name of ["a", "s", "o"] as const) kept[name].splice(from, T, ...toRows(trace[name]));
  };

  let parameters = start;
  for (let first = 0; first < T; first += k1) {
    const end = Math.min(first + k1, T);
    const from = Math.max(0, end - k2);
    run(parameters, mistake === "old states computed anew" ? from : first, end);
    if (config.lossAt === "last" && end < T) continue;
    const trace = {
      x: rowsOf(x, from, end),
      initialState: stateBefore(from),
      a: fromRows(kept.a.slice(from, end)),
      s: fromRows(kept.s.slice(from, end)),
      o: fromRows(kept.o.slice(from, end)),
    };
    const counted = mistake === "earlier losses counted again" ? from : first;
    const targets =
      config.lossAt === "last"
        ? y
        : fromRows([...kept.o.slice(from, counted), ...toRows(y).slice(counted, end)]);
    parameters = afterUpdate(parameters, backward(full, parameters, trace, targets), options);
  }
  return parameters;
}

/** Rows `from` … `to` − 1. */
function rowsOf(A: Matrix, from: number, to: number): Matrix {
  return fromRows(toRows(A).slice(from, to));
}
