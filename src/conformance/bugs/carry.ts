/** Mistakes in what is carried from step i + 1 back to step i. */
import { product, row, transposedProduct } from "../../numerics/matrix.ts";
import { plus } from "./algebra.ts";
import { BACKWARD, type Bug, bugFrom } from "./bug.ts";

export const CARRY_BUGS: readonly Bug[] = [
  bugFrom({
    id: "w-not-transposed",
    title: "W for Wᵀ on the way back",
    explanation:
      "The code multiplies the error by W as in the forward pass, and nothing complains since W is square. The carry is W δ_{i+1} instead of Wᵀ δ_{i+1}; a symmetric W hides it.",
    kinds: BACKWARD,
    seams: { carry: ({ parameters: { W } }, { delta }) => product(W, delta) },
  }),
  bugFrom({
    id: "no-carry",
    title: "Nothing is carried back in time",
    explanation:
      "Each step gets its own output error only, as in a network without a recurrent connection, or after a detach at every step. The term Wᵀ δ_{i+1} of δ_i is missing.",
    kinds: BACKWARD,
    seams: { carry: (_, { delta }) => new Float64Array(delta.length) },
  }),
  bugFrom({
    id: "dh-carried",
    title: "dh is carried back instead of δ",
    explanation:
      "The error at the state is kept in the variable that goes to the step before, and the product with f′ goes into the gradients only. The carry is Wᵀ dh_{i+1} instead of Wᵀ δ_{i+1} = Wᵀ (f′ ⊙ dh)_{i+1}.",
    kinds: BACKWARD,
    seams: { carry: ({ parameters: { W } }, { dh }) => transposedProduct(W, dh) },
  }),
  bugFrom({
    id: "carry-without-w",
    title: "δ is carried back without W",
    explanation:
      "The error of step i + 1 is handed to step i as it is, as though each unit were connected to itself with weight 1. δ_{i+1} takes the place of Wᵀ δ_{i+1}.",
    kinds: BACKWARD,
    seams: { carry: (_, { delta }) => delta },
  }),
  bugFrom({
    id: "carry-through-diagonal",
    title: "The error is carried back through each unit's own weight only",
    explanation:
      "An elementwise product takes the place of the matrix product, with the diagonal of W: unit h gets W_hh δ_h. What the other units make of its state, Σ_j W_jh δ_j over j ≠ h, is lost.",
    kinds: BACKWARD,
    seams: {
      carry: ({ parameters: { W } }, { delta }) => delta.map((value, h) => row(W, h)[h] * value),
    },
  }),
  bugFrom({
    id: "carry-not-reset-between-losses",
    title: "The carry of one loss runs on into the next",
    explanation:
      "There is a backward loop for each loss, but the variable for the carried error is set to zero before the first only. What is left over at the end of loss t − 1 enters at step t, so losses that lie before it pass through it.",
    kinds: BACKWARD,
    seams: { firstCarry: (left) => left },
  }),
  bugFrom({
    id: "carry-summed",
    title: "The carry is added to instead of replaced",
    explanation:
      "The code has += for the error that goes one step back. Step i gets Wᵀ δ_{i+1} plus everything that was carried to the steps after it, instead of Wᵀ δ_{i+1} alone.",
    kinds: BACKWARD,
    seams: {
      carry: ({ parameters: { W } }, { carry, delta }) => plus(carry, transposedProduct(W, delta)),
    },
  }),
  bugFrom({
    id: "carry-not-updated",
    title: "Each step back starts from the error at the step of the loss",
    explanation:
      "The carried error is computed once, before the inner loop, and not updated within it. δ_i is f′(a_i) ⊙ Wᵀ δ_t at every step before t: one hop is counted wherever there should be t − i of them.",
    kinds: BACKWARD,
    seams: {
      carry: ({ parameters: { W } }, { t, i, carry, delta }) =>
        i === t ? transposedProduct(W, delta) : carry,
    },
  }),
];
