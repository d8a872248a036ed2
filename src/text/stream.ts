/**
 * Training on one long text by stochastic gradient descent: segment by segment in order, one update a
 * segment, the state carried on from each segment to the next and the derivative not. That is chunk
 * truncation with k1 = k2 over the whole text (Williams and Peng 1990), and how min-char-rnn trains
 * (Karpathy 2015). The configuration's truncation applies inside a segment.
 *
 * At every step the next character is to be told from those before it. A text of n characters thus has
 * n − 1 steps; one pass reads them all, its last segment may be shorter, and the next pass begins with
 * a state of zeros.
 */
import { type Matrix, row, zeros } from "../numerics/matrix.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import { type Clipping, clip, requireClipping } from "../rnn/clip.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { allFinite, isPatienceOver, lower } from "../rnn/earlyStopping.ts";
import { type Passes, unrollBy } from "../rnn/engine.ts";
import { traceLoss } from "../rnn/forward.ts";
import { type Parameters, requireParameters } from "../rnn/parameters.ts";
import { sgdStep } from "../rnn/sgd.ts";
import { sweeps } from "../rnn/truncation.ts";

/** Where a training stands between two rounds: all that it takes to go on. */
export interface Standing {
  /** after the last update */
  readonly parameters: Parameters;
  /** those with the lowest loss after a round; those of the start while there is no round */
  readonly best: Parameters;
  /** η of the next round, at least 0 */
  readonly learningRate: number;
  /** H, s after the last step */
  readonly state: Float64Array;
  /** how many steps were taken, of all passes together */
  readonly position: number;
  /** how many rounds are done */
  readonly rounds: number;
  /** the round that `best` is from; 0 while there is none */
  readonly bestRound: number;
  /** its loss; null while there is none */
  readonly bestLoss: number | null;
}

/** A text as codes, its end held out. */
export interface StreamData {
  readonly codes: Uint32Array;
  /** how many characters, from the first on, are trained on; the others are held out */
  readonly training: number;
}

export interface StreamOptions {
  /** how many rounds at most */
  readonly rounds: number;
  /** a round ends with the first segment by which it has taken so many steps */
  readonly every: number;
  /** T, the steps of a segment */
  readonly length: number;
  /** what η is multiplied by after every round, above 0 and at most 1; 1 when absent */
  readonly decay?: number;
  /** applied to the finished gradient of every update; none when absent */
  readonly clipping?: Clipping;
  /** stop once the loss has not fallen for so many rounds in a row; never when absent */
  readonly patience?: number;
}

/** A segment is done, of training or of what is held out. */
export interface SegmentDone {
  readonly kind: "segment";
  readonly steps: number;
}

export interface RoundDone {
  readonly kind: "round";
  /** the mean over the round's steps, each before its segment's update, in nats */
  readonly trainLoss: number;
  /** the mean over what is held out, after the round, in nats; absent when nothing is held out */
  readonly heldOutLoss?: number;
  readonly standing: Standing;
}

export interface StreamResult {
  /** after the last round whose numbers were all finite */
  readonly standing: Standing;
  /** `diverged`: a loss or a parameter is no longer finite */
  readonly stoppedBy: "rounds" | "patience" | "diverged";
}

/** The standing of a training that has not begun. */
export function standingAtStart(parameters: Parameters, learningRate: number): Standing {
  return {
    parameters,
    best: parameters,
    learningRate,
    state: new Float64Array(parameters.W.rows),
    position: 0,
    rounds: 0,
    bestRound: 0,
    bestLoss: null,
  };
}

/**
 * Trains a network, yielding after every segment and after every round, and returning where it stands.
 * The loss that is judged is the held-out one, or the training loss when nothing is held out. What is
 * remembered is in the standing: to go on from a round's gives the bits of a training that never
 * stopped. The arguments are left untouched.
 *
 * @param config with one-hot characters in, softmax out and a loss at every step
 * @throws {TypeError | RangeError} at the first call of `next()`, naming what does not fit
 */
export function* trainOnStream(
  engine: Passes,
  config: NetworkConfig,
  start: Standing,
  data: StreamData,
  options: StreamOptions,
): Generator<SegmentDone | RoundDone, StreamResult> {
  requireParameters(config, start.parameters);
  requireNumber("learningRate", start.learningRate, { min: 0 });
  requireData(config, data);
  requireOptions(options);
  const { every, length, decay = 1, clipping, patience = Infinity } = options;
  const steps = data.training - 1;

  let standing = start;
  for (let round = 1; round <= options.rounds; round++) {
    if (isPatienceOver({ epoch: standing.bestRound }, standing.rounds, patience)) {
      return { standing, stoppedBy: "patience" };
    }
    const { learningRate } = standing;
    let { parameters, state, position } = standing;
    let loss = 0;
    let taken = 0;
    while (taken < every) {
      const from = position % steps;
      if (from === 0) state = new Float64Array(config.hiddenSize);
      const { x, y } = segment(config, data.codes, from, Math.min(length, steps - from));
      const T = x.rows;
      const trace = unrollBy(engine, config, parameters, x, state);
      const along = sweeps(config.truncation, T);
      const gradients = engine.propagate(config, parameters, trace, y, along);
      loss += traceLoss(config, trace, y);
      parameters = sgdStep(parameters, clip(gradients, clipping), learningRate);
      state = row(trace.s, T - 1).slice();
      position += T;
      taken += T;
      yield { kind: "segment", steps: T };
    }
    const trainLoss = loss / taken;
    const heldOutLoss =
      data.training < data.codes.length
        ? yield* heldOutLossOf(engine, config, parameters, data)
        : undefined;

    const judged = heldOutLoss ?? trainLoss;
    if (!allFinite([trainLoss, judged, ...state], parameters)) {
      return { standing, stoppedBy: "diverged" };
    }
    const rounds = standing.rounds + 1;
    const best = lower(
      { parameters: standing.best, epoch: standing.bestRound, loss: standing.bestLoss },
      { parameters, epoch: rounds, loss: judged },
    );
    standing = {
      ...{ parameters, state, position, rounds, learningRate: learningRate * decay },
      ...{ best: best.parameters, bestRound: best.epoch, bestLoss: best.loss },
    };
    yield {
      kind: "round",
      trainLoss,
      ...(heldOutLoss !== undefined && { heldOutLoss }),
      standing,
    };
  }
  return { standing, stoppedBy: "rounds" };
}

/** Steps of a segment when nothing is to be remembered for a backward pass: a moment's work at most. */
const EVALUATED = 100;

/**
 * The mean loss over the characters that are held out, in nats; there must be one. The state is zeros
 * before the last character of the training part, which is the first to go in.
 */
export function* heldOutLossOf(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  { codes, training }: StreamData,
): Generator<SegmentDone, number> {
  const last = codes.length - 1;
  let state = new Float64Array(config.hiddenSize);
  let loss = 0;
  for (let from = training - 1; from < last; from += EVALUATED) {
    const { x, y } = segment(config, codes, from, Math.min(EVALUATED, last - from));
    const trace = unrollBy(engine, config, parameters, x, state);
    loss += traceLoss(config, trace, y);
    state = row(trace.s, x.rows - 1).slice();
    yield { kind: "segment", steps: x.rows };
  }
  return loss / (codes.length - training);
}

/** The characters `from` … `from` + T − 1 as one-hot inputs, each with the one after it as its target. */
export function segment(
  { inputSize: D, outputSize: O }: NetworkConfig,
  codes: Uint32Array,
  from: number,
  T: number,
): { readonly x: Matrix; readonly y: Matrix } {
  const x = zeros(T, D);
  const y = zeros(T, O);
  for (let t = 0; t < T; t++) {
    x.data[t * D + codes[from + t]] = 1;
    y.data[t * O + codes[from + t + 1]] = 1;
  }
  return { x, y };
}

function requireData(config: NetworkConfig, { codes, training }: StreamData): void {
  const { inputSize: D, outputSize: O, output, lossAt } = config;
  if (D !== O || output !== "softmax" || lossAt !== "every") {
    throw new RangeError(
      `config: expected as many outputs as inputs, softmax and a loss at every step, got ${O} for ${D}, ${output} and ${lossAt}`,
    );
  }
  const stranger = codes.findIndex((code) => code >= D);
  if (stranger >= 0) {
    throw new RangeError(`codes[${stranger}]: expected a code below ${D}, got ${codes[stranger]}`);
  }
  requireInteger("training", training, { min: 2, max: codes.length });
}

function requireOptions(options: StreamOptions): void {
  const { rounds, every, length, decay, clipping, patience } = options;
  requireInteger("rounds", rounds, { min: 0 });
  requireInteger("every", every, { min: 1 });
  requireInteger("length", length, { min: 1 });
  if (decay !== undefined) requireNumber("decay", decay, { above: 0, max: 1 });
  if (clipping !== undefined) requireClipping(clipping);
  if (patience !== undefined) requireInteger("patience", patience, { min: 1 });
}
