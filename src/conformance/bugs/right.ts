/**
 * The program without a mistake, slow and plain: the gradient as the sum of what every loss
 * contributes through every step, one pair (t, i) after the other.
 */
import { firstStep } from "../../gradcheck/frozenLoss.ts";
import { product, row, transposedProduct, zeros } from "../../numerics/matrix.ts";
import { activate, activationDerivative } from "../../rnn/activation.ts";
import { clip } from "../../rnn/clip.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import { emptyTrace, stateBefore } from "../../rnn/forward.ts";
import { outputError, prediction, stepLoss } from "../../rnn/loss.ts";
import {
  addGradientsTo,
  type Gradients,
  mapGradients,
  type Parameters,
  zeroGradients,
} from "../../rnn/parameters.ts";
import type { Sequence } from "../../rnn/sequence.ts";
import { sgdStep } from "../../rnn/sgd.ts";
import { outer, plus, times } from "./algebra.ts";
import type { HiddenErrors, Place, Program, Run, Span, Term, Training } from "./program.ts";

export const RIGHT: Program = {
  read: (sequence) => sequence,
  before: stateBefore,
  preActivation: (run, t) => {
    const { U, W, b } = run.parameters;
    const Ux = product(U, row(run.x, t));
    const Ws = product(W, run.program.before(run, t));
    return plus(b ? plus(b, Ux) : Ux, Ws);
  },
  activate,
  output: ({ parameters: { V, c }, s }, t) => {
    const Vs = product(V, row(s, t));
    return c ? plus(c, Vs) : Vs;
  },
  predict: prediction,

  target: ({ config, y }, t) => row(y, config.lossAt === "every" ? t : 0),
  stepLoss,
  lossScale: () => 1,
  outputError,
  errorAt: (run, t) => (hasLoss(run, t) ? errorOf(run, t) : undefined),

  start: firstStep,
  firstCarry: (left) => new Float64Array(left.length),
  throughV: ({ parameters: { V } }, e) => transposedProduct(V, e),
  hidden: (run, { t, i, e, carry }) =>
    i === t ? plus(carry, run.program.throughV(run, e)) : carry,
  slopeStep: (_, i) => i,
  slope: (activation, _, s) => activationDerivative(activation, s),
  delta: times,
  carry: ({ parameters: { W } }, { delta }) => transposedProduct(W, delta),
  term: termOf,
  accumulate: (sum, { gradients }) => {
    addGradientsTo(sum, gradients);
  },
  gradientScale: () => 1,

  clip: (gradients, clipping) => clip(gradients, clipping ?? undefined),
  clipped: (run, span, { clipping }) => run.program.clip(gradientOf(run, span), clipping),
  descend: sgdStep,
  update: (run, span, options) => {
    const gradients = run.program.clipped(run, span, options);
    const { parameters, program } = run;
    return {
      run,
      gradients,
      parameters: program.descend(parameters, gradients, options.learningRate),
    };
  },
  spans: spansOf,
  epochLoss: (lossWith, { start }) => lossWith(start),
};

/** Whether the network has a loss at step t. */
export function hasLoss({ config, x }: Run, t: number): boolean {
  return config.lossAt === "every" || t === x.rows - 1;
}

/** e_t, whether or not step t has a loss that counts. */
export function errorOf(run: Run, t: number): Float64Array {
  const { program, config, o } = run;
  return program.outputError(config.output, row(o, t), program.target(run, t));
}

/** dU = δ_i x_iᵀ, dW = δ_i s_{i−1}ᵀ, db = δ_i, and at i = t dV = e_t s_tᵀ, dc = e_t. */
function termOf(run: Run, { t, i, e, delta }: HiddenErrors): Gradients {
  const { hiddenSize: H, outputSize: O, hiddenBias, outputBias } = run.config;
  return {
    dU: outer(delta, row(run.x, i)),
    dW: outer(delta, run.program.before(run, i)),
    dV: i === t ? outer(e, row(run.s, t)) : zeros(O, H),
    ...(hiddenBias && { db: delta }),
    ...(outputBias && { dc: i === t ? e : new Float64Array(O) }),
  };
}

type TensorMakers = {
  readonly [name in keyof Gradients]?: (
    run: Run,
    errors: HiddenErrors,
  ) => NonNullable<Gradients[name]>;
};

/** The term with some of its tensors made otherwise; a bias that is absent stays so. */
export function replacing({ dU, dW, dV, db, dc }: TensorMakers): Program["term"] {
  return (run, errors) => {
    const right = termOf(run, errors);
    return {
      dU: dU?.(run, errors) ?? right.dU,
      dW: dW?.(run, errors) ?? right.dW,
      dV: dV?.(run, errors) ?? right.dV,
      ...(right.db && { db: db?.(run, errors) ?? right.db }),
      ...(right.dc && { dc: dc?.(run, errors) ?? right.dc }),
    };
  };
}

/** One span for each run of k1 steps, or one for the whole sequence. */
function spansOf(
  { truncation }: NetworkConfig,
  updateEvery: Training["updateEvery"],
  T: number,
): Span[] {
  const k = updateEvery === "chunk" && truncation.kind === "chunk" ? truncation.k1 : T;
  return Array.from({ length: Math.ceil(T / k) }, (_, n) => ({
    from: n * k,
    to: Math.min((n + 1) * k, T) - 1,
  }));
}

/** A run that has not begun, and is to go through all its steps. */
export function runOf(
  program: Program,
  config: NetworkConfig,
  parameters: Parameters,
  { x, y, initialState }: Sequence,
): Run {
  const last = x.rows - 1;
  return { ...emptyTrace(config, x, initialState), program, config, parameters, y, last };
}

/** A run that has been through all its steps. */
export function finishedRun(
  program: Program,
  config: NetworkConfig,
  parameters: Parameters,
  sequence: Sequence,
): Run {
  const run = runOf(program, config, parameters, program.read(sequence, undefined));
  writeSpan(run, { from: 0, to: run.x.rows - 1 });
  return run;
}

/** Runs the steps of a span, writing to the trace. */
export function writeSpan(run: Run, { from, to }: Span): void {
  const { program, config } = run;
  for (let t = from; t <= to; t++) {
    const a = program.preActivation(run, t);
    row(run.a, t).set(a);
    row(run.s, t).set(a.map((value) => program.activate(config.activation, value)));
    row(run.o, t).set(program.output(run, t));
  }
}

/** The loss of a finished run. */
export function lossOf(run: Run): number {
  const { program, config } = run;
  let loss = 0;
  for (let t = 0; t < run.x.rows; t++) {
    if (!hasLoss(run, t)) continue;
    loss += program.stepLoss(config.output, row(run.o, t), program.target(run, t));
  }
  return loss * program.lossScale(run);
}

/**
 * The terms of the losses of a span, one loss after the other, each from its own step back to where
 * it starts. A program that changes the parameters between two terms goes on with the new ones.
 *
 * @param start where the loss at step t starts
 */
export function* termsOf(
  run: Run,
  { from, to }: Span,
  start: (t: number) => number,
): Generator<Term, void> {
  const { program } = run;
  let carry: Float64Array = new Float64Array(run.config.hiddenSize);
  for (let t = from; t <= to; t++) {
    const e = program.errorAt(run, t);
    if (!e) continue;
    carry = program.firstCarry(carry);
    for (let i = t; i >= start(t); i--) {
      const errors = errorsAt(run, { t, i, e, carry });
      yield { ...errors, gradients: program.term(run, errors) };
      carry = program.carry(run, errors);
    }
  }
}

/** dh and δ = f′ ⊙ dh. */
function errorsAt(run: Run, place: Place): HiddenErrors {
  const { program, config } = run;
  const dh = program.hidden(run, place);
  const step = program.slopeStep(run, place.i, place.t);
  const s = row(run.s, step);
  const slopes = row(run.a, step).map((a, h) => program.slope(config.activation, a, s[h]));
  return { ...place, dh, delta: program.delta(dh, slopes) };
}

/** The terms of a span, truncated as the network says. */
export function truncatedTerms(run: Run, span: Span): Generator<Term, void> {
  const { program, config, x } = run;
  return termsOf(run, span, (t) => program.start(config.truncation, t, x.rows));
}

/** The gradient of the losses of a span. */
export function gradientOf(run: Run, span: Span): Gradients {
  const { program } = run;
  const sum = zeroGradients(run.config);
  for (const term of truncatedTerms(run, span)) program.accumulate(sum, term, run, span);
  const scale = program.gradientScale(run);
  return mapGradients(sum, (g) => g * scale);
}
