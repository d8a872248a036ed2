/** Mistakes in which step is meant: of a state, of an input, of the first or the last term. */
import { row, zeros } from "../../numerics/matrix.ts";
import { outer } from "./algebra.ts";
import { BACKWARD, type Bug, bugFrom } from "./bug.ts";
import type { HiddenErrors, Run } from "./program.ts";
import { replacing } from "./right.ts";

export const INDEX_BUGS: readonly Bug[] = [
  bugFrom({
    id: "state-after-for-state-before",
    title: "dW meets the state that a step produced, not the one that entered it",
    explanation:
      "The code has δ_i s_iᵀ where dW needs δ_i s_{i−1}ᵀ: W multiplied the state of the step before. Often the states are stored without the initial one, and the index was not shifted.",
    kinds: BACKWARD,
    seams: { term: replacing({ dW: (run, { i, delta }) => outer(delta, row(run.s, i)) }) },
  }),
  bugFrom({
    id: "input-of-step-before",
    title: "dU meets the input of the step before",
    explanation:
      "The index of x is shifted along with that of the state: dU += δ_i x_{i−1}ᵀ instead of δ_i x_iᵀ. The first step keeps its own input.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dU: (run, { i, delta }) => outer(delta, row(run.x, Math.max(0, i - 1))),
      }),
    },
  }),
  bugFrom({
    id: "inner-loop-reads-loss-step",
    title: "The inner loop over i reads the state and the input of step t",
    explanation:
      "The loop variable is i, but the outer products are written with t, the step of the loss. δ_i meets x_t and s_{t−1} instead of x_i and s_{i−1}. It is the article's E07.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dU: (run, { t, delta }) => outer(delta, row(run.x, t)),
        dW: (run, { t, delta }) => outer(delta, run.program.before(run, t)),
      }),
    },
  }),
  bugFrom({
    id: "dv-from-state-before",
    title: "dV meets the state of the step before",
    explanation:
      "The index that is right for dW is used for dV as well: dV += e_t s_{t−1}ᵀ instead of e_t s_tᵀ. The output was read off s_t, after the update of the state.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dV: (run, { t, i, e }) =>
          i === t ? outer(e, run.program.before(run, t)) : zeros(e.length, run.s.cols),
      }),
    },
  }),
  bugFrom({
    id: "own-term-dropped",
    title: "The inner loop starts at the step before the loss",
    explanation:
      "The loop over i runs from t − 1 downwards, so that the term of i = t is missing from dU, dW and db: mostly the largest of the sum. What is carried back is right. It is the article's E09.",
    kinds: BACKWARD,
    seams: { term: hiddenTermsUnless(({ t, i }) => i === t) },
  }),
  bugFrom({
    id: "first-step-dropped",
    title: "The loop back in time stops before step 0",
    explanation:
      "The loop has i > 0 as its condition, since step 0 has no state before it in the array. dU and db lack the term of the first step, and so does dW where there is an initial state.",
    kinds: BACKWARD,
    seams: { term: hiddenTermsUnless(({ i }) => i === 0) },
  }),
  bugFrom({
    id: "initial-state-term-dropped",
    title: "dW lacks the term of the initial state",
    explanation:
      "The code adds to dW only where i > 0, as though nothing entered the first step. δ_0 s_{−1}ᵀ is missing, which shows as soon as the initial state is not zero.",
    kinds: BACKWARD,
    seams: {
      term: replacing({
        dW: (run, { i, delta }) =>
          i === 0 ? zeros(delta.length, delta.length) : outer(delta, run.program.before(run, i)),
      }),
    },
  }),
];

/** A term without dU, dW and db where a condition holds. */
function hiddenTermsUnless(
  dropped: (errors: HiddenErrors) => boolean,
): ReturnType<typeof replacing> {
  const kept = (errors: HiddenErrors): Float64Array =>
    dropped(errors) ? new Float64Array(errors.delta.length) : errors.delta;
  return replacing({
    dU: (run, errors) => outer(kept(errors), row(run.x, errors.i)),
    dW: (run: Run, errors) => outer(kept(errors), run.program.before(run, errors.i)),
    db: (_, errors) => kept(errors),
  });
}
