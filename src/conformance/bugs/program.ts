/**
 * A training program as a set of seams: each line of it that one can get wrong is a function of its
 * own, so that a mistake is a program in which one function is another. What the functions are when
 * nothing is wrong is in {@link ./right.ts}.
 */
import type { Matrix } from "../../numerics/matrix.ts";
import type { Activation } from "../../rnn/activation.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import type { Trace } from "../../rnn/forward.ts";
import type { Output } from "../../rnn/loss.ts";
import type { Gradients, Parameters } from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import type { Clipping } from "../types.ts";

/** A sequence on its way through a network, by a program; the trace is filled as the run proceeds. */
export interface Run extends Trace {
  readonly program: Program;
  readonly config: NetworkConfig;
  readonly parameters: Parameters;
  /** the targets, 1×O or T×O */
  readonly y: Matrix;
  /** the last step that the run has been through: that of the span, where updates come in between */
  readonly last: number;
}

/** The steps whose losses one update sees, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the backward pass is: the loss of step t, at step i ≤ t. */
export interface Place {
  readonly t: number;
  readonly i: number;
  /** O, the output error of step t */
  readonly e: Float64Array;
  /** H, what came back from step i + 1; zeros at i = t */
  readonly carry: Float64Array;
}

/** A place with the errors that were found there. */
export interface HiddenErrors extends Place {
  /** H, the derivative with respect to s_i */
  readonly dh: Float64Array;
  /** H, the derivative with respect to a_i */
  readonly delta: Float64Array;
}

/** What one loss contributes through one step. */
export interface Term extends HiddenErrors {
  readonly gradients: Gradients;
}

/** One update of the parameters. */
export interface Update {
  readonly run: Run;
  /** what was subtracted, up to the learning rate */
  readonly gradients: Gradients;
  /** after the update */
  readonly parameters: Parameters;
}

export interface UpdateOptions {
  /** none when null */
  readonly clipping: Clipping | null;
  /** η */
  readonly learningRate: number;
}

/** Training as a case asks for it. */
export interface Training extends UpdateOptions {
  readonly epochs: number;
  readonly updateEvery: "sequence" | "chunk";
}

/** The seams, in the order in which a program comes by them. */
export interface Program {
  /** a sequence as the program takes it; `before` is the update before it, if there was one */
  readonly read: (sequence: Sequence, before: Update | undefined) => Sequence;
  /** s_{t−1}, the state that enters step t */
  readonly before: (run: Run, t: number) => Float64Array;
  /** a_t = b + U x_t + W s_{t−1} */
  readonly preActivation: (run: Run, t: number) => Float64Array;
  /** s = f(a), one number at a time */
  readonly activate: (activation: Activation, a: number) => number;
  /** o_t = c + V s_t */
  readonly output: (run: Run, t: number) => Float64Array;
  /** ŷ from o */
  readonly predict: (output: Output, o: Float64Array) => Float64Array;

  /** the target of step t, which has a loss */
  readonly target: (run: Run, t: number) => Float64Array;
  readonly stepLoss: (output: Output, o: Float64Array, y: Float64Array) => number;
  /** what the sum of the losses is multiplied by */
  readonly lossScale: (run: Run) => number;
  /** e = ∂loss/∂o */
  readonly outputError: (output: Output, o: Float64Array, y: Float64Array) => Float64Array;
  /** e_t; undefined where step t has no loss */
  readonly errorAt: (run: Run, t: number) => Float64Array | undefined;

  /** start(t), the earliest step that the loss at step t reaches, from 0 to t */
  readonly start: (truncation: Truncation, t: number, T: number) => number;
  /** the carry with which a loss begins; `left` is what the loss before it left over */
  readonly firstCarry: (left: Float64Array) => Float64Array;
  /** Vᵀ e */
  readonly throughV: (run: Run, e: Float64Array) => Float64Array;
  /** ∂loss_t/∂s_i: from the output at i = t, else the carry */
  readonly hidden: (run: Run, place: Place) => Float64Array;
  /** the step whose derivative f′ is taken at step i */
  readonly slopeStep: (run: Run, i: number, t: number) => number;
  /** f′, given both a and s = f(a) */
  readonly slope: (activation: Activation, a: number, s: number) => number;
  /** δ_i, from dh and f′ */
  readonly delta: (dh: Float64Array, slopes: Float64Array) => Float64Array;
  /** Wᵀ δ_i, carried on to step i − 1 */
  readonly carry: (run: Run, errors: HiddenErrors) => Float64Array;
  /** g(t, i) */
  readonly term: (run: Run, errors: HiddenErrors) => Gradients;
  /** adds a term to the gradient of a span's losses, in place */
  readonly accumulate: (sum: Gradients, term: Term, run: Run, span: Span) => void;
  /** what the sum of the terms is multiplied by */
  readonly gradientScale: (run: Run) => number;

  readonly clip: (gradients: Gradients, clipping: Clipping | null) => Gradients;
  /** the gradient of an update: that of the span's losses, clipped when it is finished */
  readonly clipped: (run: Run, span: Span, options: UpdateOptions) => Gradients;
  /** θ − η dθ */
  readonly descend: (parameters: Parameters, gradients: Gradients, eta: number) => Parameters;
  /** one update for the losses of a span; `before` is the update before it, if there was one */
  readonly update: (
    run: Run,
    span: Span,
    options: UpdateOptions,
    before: Update | undefined,
  ) => Update;
  /** the spans of a sequence of T steps after which the parameters are updated */
  readonly spans: (
    config: NetworkConfig,
    updateEvery: Training["updateEvery"],
    T: number,
  ) => readonly Span[];
  /** an epoch's training loss, given the sum over its records for any parameters */
  readonly epochLoss: (
    lossWith: (parameters: Parameters) => number,
    epoch: { readonly start: Parameters; readonly end: Parameters; readonly records: number },
  ) => number;
}
