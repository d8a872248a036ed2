/** Mistakes in the loss and in e_t = ∂loss_t/∂o_t, and in what of it reaches the hidden layer. */
import { product, row } from "../../numerics/matrix.ts";
import { type Output, outputError, softmax, stepLoss } from "../../rnn/loss.ts";
import { plus, reshaped, times } from "./algebra.ts";
import { BACKWARD, type Bug, bugFrom, FORWARD } from "./bug.ts";
import { errorOf, RIGHT } from "./right.ts";
import type { SolvedKind } from "./solve.ts";

/** Where e shows, taken on its own as well. */
const OUTPUT_ERROR: readonly SolvedKind[] = ["loss", ...BACKWARD];
/** Where the loss itself shows. */
const LOSS: readonly SolvedKind[] = ["loss", "gradient", "trajectory"];

/** e that is wrong with softmax, from p = softmax(o) and the one-hot target. */
function withSoftmax(
  wrong: (p: Float64Array, y: Float64Array) => Float64Array,
): (output: Output, o: Float64Array, y: Float64Array) => Float64Array {
  return (output, o, y) =>
    output === "softmax" ? wrong(softmax(o), y) : outputError(output, o, y);
}

/** p_j (g_j − Σ_k p_k g_k): back through p = softmax(o), for g the derivative with respect to p. */
function throughSoftmax(p: Float64Array, g: Float64Array): Float64Array {
  const mean = times(p, g).reduce((sum, term) => sum + term, 0);
  return p.map((pj, j) => pj * (g[j] - mean));
}

export const OUTPUT_ERROR_BUGS: readonly Bug[] = [
  bugFrom({
    id: "output-error-last-step-only",
    title: "Only the last step's output error is propagated",
    explanation:
      "Every step has a loss, but the backward pass begins with the error of the last output and takes in no other on its way. δ_i lacks Vᵀ e_i for i < T − 1, and dV and dc lack the terms of those steps.",
    kinds: BACKWARD,
    seams: { errorAt: (run, t) => (t === run.last ? RIGHT.errorAt(run, t) : undefined) },
  }),
  bugFrom({
    id: "output-error-of-last-step-everywhere",
    title: "The error of the last output is used at every step",
    explanation:
      "The error is computed once, after the forward pass, and the loop over t uses it at every step, also at those without a loss. dV += e_{T−1} s_tᵀ takes the place of dV += e_t s_tᵀ. It is the article's E04.",
    kinds: BACKWARD,
    seams: { errorAt: (run) => errorOf(run, run.last) },
  }),
  bugFrom({
    id: "output-error-at-every-inner-step",
    title: "The output error is added again at every step back",
    explanation:
      "The inner loop over i computes Vᵀ e_t + Wᵀ δ_{i+1} at every step, as though output t were read off every state before it too. The error of one loss counts once for each hop. It is the article's E08.",
    kinds: BACKWARD,
    seams: { hidden: (run, { e, carry }) => plus(carry, run.program.throughV(run, e)) },
  }),
  bugFrom({
    id: "v-not-transposed",
    title: "V is read row by row where Vᵀ is meant",
    explanation:
      "The error is sent through V itself where V is square, or through its numbers taken as H rows of O (a reshape instead of a transpose). dh = Vᵀ e is broken as soon as there are two outputs and two units.",
    kinds: BACKWARD,
    seams: { throughV: ({ parameters: { V } }, e) => product(reshaped(V), e) },
  }),
  bugFrom({
    id: "output-error-sign",
    title: "The output error is target minus prediction",
    explanation:
      "The code has y − ŷ, perhaps from a text whose update adds the gradient. e = ŷ − y has the other sign, and with it every gradient: the update climbs.",
    kinds: OUTPUT_ERROR,
    seams: { outputError: (output, o, y) => outputError(output, o, y).map((e) => -e) },
  }),
  bugFrom({
    id: "softmax-error-without-target",
    title: "The softmax error lacks the −1 at the target",
    explanation:
      "The code uses the probabilities themselves as the error of softmax with cross-entropy; the line that subtracts 1 at the target's index is missing. e = p instead of p − y, whatever the target.",
    kinds: OUTPUT_ERROR,
    seams: { outputError: withSoftmax((p) => p) },
  }),
  bugFrom({
    id: "softmax-error-times-derivative",
    title: "The softmax error is multiplied by p(1 − p)",
    explanation:
      "The code takes p − y for the derivative with respect to p and multiplies by a derivative of the softmax once more, as for a sigmoid. For cross-entropy p − y is already the derivative with respect to o.",
    kinds: OUTPUT_ERROR,
    seams: { outputError: withSoftmax((p, y) => p.map((pk, k) => (pk - y[k]) * pk * (1 - pk))) },
  }),
  bugFrom({
    id: "softmax-error-at-target-only",
    title: "The softmax error is zero except at the target",
    explanation:
      "The code differentiates −ln p at the target's entry only and forgets that its normalisation holds all the other outputs. e is p − 1 at the target and 0 elsewhere, where it should be p.",
    kinds: OUTPUT_ERROR,
    seams: { outputError: withSoftmax((p, y) => p.map((pk, k) => (pk - 1) * y[k])) },
  }),
  bugFrom({
    id: "softmax-twice",
    title: "Probabilities are handed to a loss that takes the softmax itself",
    explanation:
      "The network ends in a softmax, and the cross-entropy of the library applies another one to what it is given. The loss is −ln softmax(softmax(o)) at the target, and e goes back through both.",
    kinds: [...new Set([...OUTPUT_ERROR, ...LOSS])],
    seams: {
      stepLoss: (output, o, y) => stepLoss(output, output === "softmax" ? softmax(o) : o, y),
      outputError: withSoftmax((p, y) => throughSoftmax(p, outputError("softmax", p, y))),
    },
  }),
  bugFrom({
    id: "logits-for-probabilities",
    title: "The prediction is o where it should be softmax(o)",
    explanation:
      "The softmax lives in the loss, and what is returned as the prediction are the outputs before it. They are not between 0 and 1 and do not sum to 1, though the largest is the same one.",
    kinds: ["forward"],
    seams: { predict: (_, o) => o },
  }),
  bugFrom({
    id: "squared-error-twice",
    title: "The error is 2(o − y) for a loss with ½",
    explanation:
      "The loss is half the squared error, but the derivative is that of the squared error without the half. e = 2(o − y) instead of o − y, and every gradient is twice too large.",
    kinds: OUTPUT_ERROR,
    seams: {
      outputError: (output, o, y) =>
        outputError(output, o, y).map((e) => (output === "linear" ? 2 * e : e)),
    },
  }),
  bugFrom({
    id: "squared-error-without-half",
    title: "The loss lacks the ½ that its gradient assumes",
    explanation:
      "The reported loss is Σ (o − y)², while the error is o − y, the derivative of half of it. Training is right and the figures printed are twice too large.",
    kinds: LOSS,
    seams: {
      stepLoss: (output, o, y) => stepLoss(output, o, y) * (output === "linear" ? 2 : 1),
    },
  }),
  bugFrom({
    id: "mean-over-outputs",
    title: "The squared error is averaged over the outputs",
    explanation:
      "The code calls mean on the squared errors of a step, as a library's mean squared error does, where the loss is their sum. Loss and error are divided by O, which one output hides.",
    kinds: [...new Set([...OUTPUT_ERROR, ...LOSS])],
    seams: {
      stepLoss: (output, o, y) => stepLoss(output, o, y) / (output === "linear" ? o.length : 1),
      outputError: (output, o, y) =>
        outputError(output, o, y).map((e) => (output === "linear" ? e / o.length : e)),
    },
  }),
  bugFrom({
    id: "target-shifted",
    title: "Each output is compared with the target of the step before",
    explanation:
      "The targets are shifted once too often, or read at t − 1: e_t = ŷ_t − y_{t−1} instead of ŷ_t − y_t, and the loss with it. The first step keeps its own target; a loss at the last step alone hides it.",
    kinds: BACKWARD,
    seams: {
      target: ({ config, y }, t) => row(y, config.lossAt === "every" ? Math.max(0, t - 1) : 0),
    },
  }),
  bugFrom({
    id: "output-of-state-before",
    title: "The output is read off the state before",
    explanation:
      "The output is computed before the state is updated, or from an index one too small: o_t = c + V s_{t−1} instead of c + V s_t. The backward pass is that of the right network.",
    kinds: FORWARD,
    seams: {
      output: (run, t) => {
        const { V, c } = run.parameters;
        const Vs = product(V, run.program.before(run, t));
        return c ? plus(c, Vs) : Vs;
      },
    },
  }),
];
