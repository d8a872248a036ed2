/** Mistakes in the clipping of the gradient: how, when, and of what. */
import {
  addGradientsTo,
  type Gradients,
  gradientArrays,
  mapGradients,
  zeroGradients,
} from "../../rnn/parameters.ts";
import type { Clipping } from "../types.ts";
import { type Bug, bugFrom, CLIPPED, UPDATED } from "./bug.ts";
import type { Program } from "./program.ts";
import { gradientOf, RIGHT, truncatedTerms } from "./right.ts";

/** Clipping by the norm that is wrong. */
function byNorm(wrong: (gradients: Gradients, limit: number) => Gradients): Program["clip"] {
  return (gradients, clipping) =>
    clipping?.kind === "norm" ? wrong(gradients, clipping.limit) : RIGHT.clip(gradients, clipping);
}

/** Clipping by value that is wrong. */
function byValue(wrong: (g: number, limit: number) => number): Program["clip"] {
  return (gradients, clipping) =>
    clipping?.kind === "value"
      ? mapGradients(gradients, (g) => wrong(g, clipping.limit))
      : RIGHT.clip(gradients, clipping);
}

/** The other kind of clipping, with the same limit. */
function exchangedFor(kind: Clipping["kind"]): Program["clip"] {
  return (gradients, clipping) => RIGHT.clip(gradients, clipping && { ...clipping, kind });
}

function sumOfSquares(arrays: readonly Float64Array[]): number {
  return arrays.reduce((sum, values) => values.reduce((partial, g) => partial + g * g, sum), 0);
}

/** Each tensor scaled on its own when it is longer than the limit. */
function clipEachTensor(gradients: Gradients, limit: number): Gradients {
  const { dU, dW, dV, db, dc } = gradients;
  const clipped = (values: Float64Array): Float64Array => {
    const norm = Math.sqrt(sumOfSquares([values]));
    return norm > limit ? values.map((g) => (g * limit) / norm) : values;
  };
  return {
    dU: { ...dU, data: clipped(dU.data) },
    dW: { ...dW, data: clipped(dW.data) },
    dV: { ...dV, data: clipped(dV.data) },
    ...(db && { db: clipped(db) }),
    ...(dc && { dc: clipped(dc) }),
  };
}

export const CLIPPING_BUGS: readonly Bug[] = [
  bugFrom({
    id: "clip-missing",
    title: "The gradient is not clipped",
    explanation:
      "The clipped gradient is computed and dropped, as where a function returns a new array and the update uses the old one. Each entry g goes into the update as it is, however large.",
    kinds: CLIPPED,
    seams: { clip: (gradients) => gradients },
  }),
  bugFrom({
    id: "clip-value-for-norm",
    title: "Clipped by value where the norm was asked for",
    explanation:
      "Each entry is limited to [−limit, limit] on its own. The direction of the gradient changes, and its norm may still be above the limit, by as much as the square root of the number of entries.",
    kinds: CLIPPED,
    seams: { clip: exchangedFor("value") },
  }),
  bugFrom({
    id: "clip-norm-for-value",
    title: "Clipped by norm where the value was asked for",
    explanation:
      "The whole gradient is scaled down until its norm is at the limit, small entries too. Asked for was each entry g on its own, limited to [−limit, limit].",
    kinds: CLIPPED,
    seams: { clip: exchangedFor("norm") },
  }),
  bugFrom({
    id: "clip-one-sided",
    title: "Only large positive entries are clipped",
    explanation:
      "The code has min(g, limit) and nothing for the other side. An entry below −limit goes into the update as it is, where max(g, −limit) should hold it.",
    kinds: CLIPPED,
    seams: { clip: byValue((g, limit) => Math.min(g, limit)) },
  }),
  bugFrom({
    id: "clip-to-zero",
    title: "Entries beyond the limit are set to zero",
    explanation:
      "The code keeps an entry where its size is within the limit, and zero otherwise, as by a mask. A large entry should become ±limit: it is where there is most to learn.",
    kinds: CLIPPED,
    seams: { clip: byValue((g, limit) => (Math.abs(g) <= limit ? g : 0)) },
  }),
  bugFrom({
    id: "clip-norm-of-each-tensor",
    title: "The norm is taken of each tensor on its own",
    explanation:
      "The code loops over dU, dW, dV, db, dc and scales each whose own norm exceeds the limit. The norm is of all entries of all tensors together; the direction changes, and the norm may stay above the limit.",
    kinds: CLIPPED,
    seams: { clip: byNorm(clipEachTensor) },
  }),
  bugFrom({
    id: "clip-norm-always-scales",
    title: "The gradient is always brought to the limit",
    explanation:
      "The code multiplies by limit / norm without asking whether the norm exceeds the limit. Small gradients are blown up, so training cannot settle.",
    kinds: CLIPPED,
    seams: {
      clip: byNorm((gradients, limit) => {
        const norm = Math.sqrt(sumOfSquares(gradientArrays(gradients)));
        return norm > 0 ? mapGradients(gradients, (g) => (g * limit) / norm) : gradients;
      }),
    },
  }),
  bugFrom({
    id: "clip-norm-squared",
    title: "The norm lacks its square root",
    explanation:
      "The code compares the sum of squares with the limit, and divides by it. The factor is limit / ‖g‖² instead of limit / ‖g‖; which gradients are clipped is wrong too, unless the limit is 1.",
    kinds: CLIPPED,
    seams: {
      clip: byNorm((gradients, limit) => {
        const squares = sumOfSquares(gradientArrays(gradients));
        return squares > limit ? mapGradients(gradients, (g) => (g * limit) / squares) : gradients;
      }),
    },
  }),
  bugFrom({
    id: "clip-norm-without-biases",
    title: "The norm leaves the biases out",
    explanation:
      "The norm is taken over the matrices only, and the factor then applies to all tensors. The entries of db and dc are missing from √(Σ g²), so the clipped gradient is longer than the limit.",
    kinds: CLIPPED,
    seams: {
      clip: byNorm((gradients, limit) => {
        const { dU, dW, dV } = gradients;
        const norm = Math.sqrt(sumOfSquares([dU.data, dW.data, dV.data]));
        return norm > limit ? mapGradients(gradients, (g) => (g * limit) / norm) : gradients;
      }),
    },
  }),
  bugFrom({
    id: "clip-per-step",
    title: "Each step's gradient is clipped, then they are summed",
    explanation:
      "The clipping stands within the loop over t, on the gradient of one loss. A sum of clipped gradients is not the clipped sum: it can exceed the limit by as many times as there are losses.",
    kinds: UPDATED,
    seams: {
      clipped: (run, { from, to }, { clipping }) => {
        const sum = zeroGradients(run.config);
        for (let t = from; t <= to; t++) {
          const ofLoss = gradientOf(run, { from: t, to: t });
          addGradientsTo(sum, run.program.clip(ofLoss, clipping));
        }
        return sum;
      },
    },
  }),
  bugFrom({
    id: "clip-before-summing",
    title: "Each term is clipped before it is added to the sum",
    explanation:
      "The clipping stands in the innermost loop, on δ_i x_iᵀ and its like. What each loss contributes through each step is clipped, instead of the finished gradient.",
    kinds: UPDATED,
    seams: {
      clipped: (run, span, { clipping }) => {
        const sum = zeroGradients(run.config);
        for (const { gradients } of truncatedTerms(run, span)) {
          addGradientsTo(sum, run.program.clip(gradients, clipping));
        }
        return sum;
      },
    },
  }),
  bugFrom({
    id: "clip-partial-sums",
    title: "The partial sums are clipped within the loop over t",
    explanation:
      "The gradient is clipped in place each time a step has been added to it. What is cut off early is missing when a later step would have brought the sum back within the limit. It is the article's E10.",
    kinds: UPDATED,
    seams: {
      clipped: (run, { from, to }, { clipping }) => {
        let sum = zeroGradients(run.config);
        for (let t = from; t <= to; t++) {
          addGradientsTo(sum, gradientOf(run, { from: t, to: t }));
          sum = run.program.clip(sum, clipping);
        }
        return sum;
      },
    },
  }),
  bugFrom({
    id: "clip-after-learning-rate",
    title: "The step is clipped, not the gradient",
    explanation:
      "The code multiplies by the learning rate first and clips η dθ. The limit is then one for the step of the parameters, and in effect 1/η times as wide as the one asked for.",
    kinds: UPDATED,
    seams: {
      update: (run, span, { clipping, learningRate }) => {
        const step = mapGradients(gradientOf(run, span), (g) => g * learningRate);
        const gradients = RIGHT.clip(step, clipping);
        return { run, gradients, parameters: RIGHT.descend(run.parameters, gradients, 1) };
      },
    },
  }),
];
