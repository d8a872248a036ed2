/** Mistakes in the terms of the gradient, in how they are summed, and in what the sum is divided by. */
import { product, row, zeros } from "../../numerics/matrix.ts";
import { addGradientsTo, type Gradients, mapGradients } from "../../rnn/parameters.ts";
import { inEveryColumn, outer, reshaped, times } from "./algebra.ts";
import { BACKWARD, type Bug, bugFrom, SUMMED } from "./bug.ts";
import type { Program, Run, Term } from "./program.ts";
import { replacing } from "./right.ts";

/** The number of losses in a sequence. */
function lossesOf({ config, x }: Run): number {
  return config.lossAt === "every" ? x.rows : 1;
}

/** A term once for each loss of the span from its own on; V and c have no inner loop. */
const carriedOn: Program["accumulate"] = (sum, { t, gradients }, _run, { to }) => {
  const count = to - t + 1;
  const { dV, dc } = gradients;
  addGradientsTo(sum, {
    ...mapGradients(gradients, (g) => g * count),
    dV,
    ...(dc && { dc }),
  });
};

/** Each term in the place of the one before; V and c have one for each loss. */
function assign(sum: Gradients, { t, i, gradients }: Term): void {
  sum.dU.data.set(gradients.dU.data);
  sum.dW.data.set(gradients.dW.data);
  if (gradients.db) sum.db?.set(gradients.db);
  if (i < t) return;
  sum.dV.data.set(gradients.dV.data);
  if (gradients.dc) sum.dc?.set(gradients.dc);
}

export const ACCUMULATION_BUGS: readonly Bug[] = [
  bugFrom({
    id: "w-gradient-transposed",
    title: "The outer product of dW is transposed",
    explanation:
      "The code has s_{i−1} δ_iᵀ where dW needs δ_i s_{i−1}ᵀ; nothing complains since W is square. Row and column, the unit that receives and the unit that sends, are exchanged.",
    kinds: BACKWARD,
    seams: {
      term: replacing({ dW: (run, { i, delta }) => outer(run.program.before(run, i), delta) }),
    },
  }),
  bugFrom({
    id: "u-gradient-reshaped",
    title: "The outer product of dU is x δᵀ, squeezed into the shape of U",
    explanation:
      "The code computes x_i δ_iᵀ, which is D×H, and makes it fit by a reshape, which exchanges no rows for columns. dU = δ_i x_iᵀ is broken unless D or H is 1.",
    kinds: BACKWARD,
    seams: {
      term: replacing({ dU: (run, { i, delta }) => reshaped(outer(row(run.x, i), delta)) }),
    },
  }),
  bugFrom({
    id: "v-gradient-reshaped",
    title: "The outer product of dV is s eᵀ, squeezed into the shape of V",
    explanation:
      "The code computes s_t e_tᵀ, which is H×O, and makes it fit by a reshape, which exchanges no rows for columns. dV = e_t s_tᵀ is broken unless O or H is 1.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dV: (run, { t, i, e }) =>
          i === t ? reshaped(outer(row(run.s, t), e)) : zeros(e.length, run.s.cols),
      }),
    },
  }),
  bugFrom({
    id: "elementwise-for-outer",
    title: "dW is an elementwise product, repeated in every row",
    explanation:
      "The code writes delta * s with two vectors, and the array library broadcasts the product over the rows of dW without a word. Row h is δ ⊙ s_{i−1} instead of δ_h s_{i−1}.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dW: (run, { i, delta }) =>
          outer(new Float64Array(delta.length).fill(1), times(delta, run.program.before(run, i))),
      }),
    },
  }),
  bugFrom({
    id: "db-missing",
    title: "The hidden bias has no gradient",
    explanation:
      "The code accumulates dU, dW and dV, but no line adds δ_i to db, which stays at zero. The bias keeps its first value through all of training.",
    kinds: BACKWARD,
    seams: { term: replacing({ db: (_, { delta }) => new Float64Array(delta.length) }) },
  }),
  bugFrom({
    id: "db-from-dh",
    title: "db sums the errors at the states",
    explanation:
      "The code adds dh to db, the error before it is multiplied by the derivative of the activation. db += dh_i takes the place of db += δ_i = f′(a_i) ⊙ dh_i.",
    kinds: BACKWARD,
    seams: { term: replacing({ db: (_, { dh }) => dh }) },
  }),
  bugFrom({
    id: "db-at-loss-step-only",
    title: "db is added to outside the inner loop",
    explanation:
      "The line for db stands beside those for dV and dc, so that it sees δ_t of the step with the loss only. db lacks δ_i for every step before, though b acts at each of them.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        db: (_, { t, i, delta }) => (i === t ? delta : new Float64Array(delta.length)),
      }),
    },
  }),
  bugFrom({
    id: "dc-missing",
    title: "The output bias has no gradient",
    explanation:
      "The code accumulates the gradients of the matrices, but no line adds e_t to dc, which stays at zero. dc = Σ e_t is broken, and the outputs cannot learn their mean.",
    kinds: BACKWARD,
    seams: { term: replacing({ dc: (_, { e }) => new Float64Array(e.length) }) },
  }),
  bugFrom({
    id: "assignment-for-accumulation",
    title: "The gradient is assigned to instead of added to",
    explanation:
      "The loop back in time has = where it should have +=. Of the sum over all steps only the term written last is left: the earliest step for dU, dW and db, the last loss for dV and dc.",
    kinds: SUMMED,
    seams: { accumulate: assign },
  }),
  bugFrom({
    id: "mean-over-losses",
    title: "The losses of a sequence are averaged, not summed",
    explanation:
      "The code divides loss and gradient by the number of losses in the sequence. Both are consistent, but of another loss than the sum over the steps; with a loss at the last step only they agree.",
    kinds: SUMMED,
    seams: {
      lossScale: (run) => 1 / lossesOf(run),
      gradientScale: (run) => 1 / lossesOf(run),
    },
  }),
  bugFrom({
    id: "gradient-mean-over-steps",
    title: "The gradient is divided by the number of steps",
    explanation:
      "The terms are averaged over time, also where only the last step has a loss, and the loss is left as it is. dθ is 1/T of what it should be, so longer sequences learn more slowly.",
    kinds: SUMMED,
    seams: { gradientScale: ({ x }) => 1 / x.rows },
  }),
  bugFrom({
    id: "gradient-sum-for-mean-loss",
    title: "The loss is averaged over the steps, its gradient is summed",
    explanation:
      "The reported loss is the mean over the losses of the sequence, while the backward pass starts from every loss with weight 1. The gradient is that of the sum, as it should be; the loss is not.",
    kinds: ["gradient", "trajectory"],
    seams: { lossScale: (run) => 1 / lossesOf(run) },
  }),
  bugFrom({
    id: "inner-sums-carried-on",
    title: "The sums of the inner loop are not reset from one step to the next",
    explanation:
      "The sums for dU, dW and db are set to zero before the loop over t and not within it, and each step adds them as they stand. A term of step t is counted again at every later one. It is the article's E03.",
    kinds: SUMMED,
    seams: { accumulate: carriedOn },
  }),
  bugFrom({
    id: "dw-from-forward-product",
    title: "dW sums W s of the forward pass instead of an outer product",
    explanation:
      "The code adds W s_{t−1}, which the forward pass has kept, to every column of dW. The error does not occur: dW += δ_i s_{i−1}ᵀ is replaced by something that is no derivative. It is the article's E01.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dW: (run, { t }) =>
          inEveryColumn(product(run.parameters.W, run.program.before(run, t)), run.s.cols),
      }),
    },
  }),
  bugFrom({
    id: "du-from-forward-product",
    title: "dU sums U x of the forward pass instead of an outer product",
    explanation:
      "The code adds U x_t, which the forward pass has kept, to every column of dU. The error does not occur: dU += δ_i x_iᵀ is replaced by something that is no derivative. It is the article's E02.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dU: (run, { t }) => inEveryColumn(product(run.parameters.U, row(run.x, t)), run.x.cols),
      }),
    },
  }),
];
