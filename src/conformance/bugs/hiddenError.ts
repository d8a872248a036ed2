/** Mistakes in f′, the factor that makes δ_i of the derivative with respect to the state. */
import { activate, activationDerivative } from "../../rnn/activation.ts";
import { BACKWARD, type Bug, bugFrom } from "./bug.ts";

/** Where f′ shows, taken on its own as well. */
const DERIVED = ["activation", ...BACKWARD] as const;

export const HIDDEN_ERROR_BUGS: readonly Bug[] = [
  bugFrom({
    id: "derivative-at-pre-activation",
    title: "The derivative, written for the state, is given the pre-activation",
    explanation:
      "The code has a(1 − a) for the sigmoid or 1 − a² for tanh, with a the pre-activation. These formulas are written in the state s = f(a), so the factor is not f′(a) and can even be negative. It is the article's E05.",
    kinds: DERIVED,
    seams: { slope: (activation, a) => activationDerivative(activation, a) },
  }),
  bugFrom({
    id: "derivative-missing",
    title: "The derivative of the activation is left out",
    explanation:
      "The code passes the error at the state on as the error at the pre-activation, as though the hidden layer were linear. δ_i = f′(a_i) ⊙ dh_i becomes δ_i = dh_i, so errors do not shrink where units saturate.",
    kinds: DERIVED,
    seams: { slope: () => 1 },
  }),
  bugFrom({
    id: "derivative-of-the-state",
    title: "f′ is a function of the pre-activation, but is called with the state",
    explanation:
      "The code has a function such as 1 − tanh(z)² and calls it with the stored state, which is f(a) already. It computes f′(f(a)) instead of f′(a): the activation is applied twice.",
    kinds: DERIVED,
    seams: {
      slope: (activation, _, s) => activationDerivative(activation, activate(activation, s)),
    },
  }),
  bugFrom({
    id: "derivative-of-last-step",
    title: "The derivative at the last step serves for every step",
    explanation:
      "The derivative is computed once, from the variable that holds the state when the forward pass is over, and is used all the way back. δ_i is multiplied by f′(a_{T−1}) instead of f′(a_i). It is the article's E06.",
    kinds: BACKWARD,
    seams: { slopeStep: ({ last }) => last },
  }),
  bugFrom({
    id: "derivative-of-loss-step",
    title: "The derivative at the step of the loss serves for all steps before it",
    explanation:
      "The inner loop runs over i, but the derivative is indexed by t, the step whose loss is propagated. Every δ_i of that loss is multiplied by f′(a_t) instead of f′(a_i).",
    kinds: BACKWARD,
    seams: { slopeStep: (_run, _i, t) => t },
  }),
  bugFrom({
    id: "derivative-of-step-before",
    title: "The derivative is taken one step too early",
    explanation:
      "The stored states have the initial state in front, or the loop decrements its index too soon, and f′ is read at i − 1. δ_i is multiplied by f′(a_{i−1}); at the first step it happens to be right.",
    kinds: BACKWARD,
    seams: { slopeStep: (_run, i) => Math.max(0, i - 1) },
  }),
  bugFrom({
    id: "derivative-of-step-after",
    title: "The derivative is taken one step too late",
    explanation:
      "The error is carried from step i + 1 to step i together with the derivative of the step it comes from. δ_i is multiplied by f′(a_{i+1}) instead of f′(a_i); at the last step it happens to be right.",
    kinds: BACKWARD,
    seams: { slopeStep: ({ last }, i) => Math.min(last, i + 1) },
  }),
  bugFrom({
    id: "tanh-derivative-not-squared",
    title: "The derivative of tanh is written 1 − s",
    explanation:
      "The code for tanh has 1 − s where it should have 1 − s²: the square is forgotten. Networks with another activation are right, and so is a state of 0 or 1.",
    kinds: DERIVED,
    seams: {
      slope: (activation, _, s) =>
        activation === "tanh" ? 1 - s : activationDerivative(activation, s),
    },
  }),
  bugFrom({
    id: "sigmoid-derivative-for-every-activation",
    title: "The sigmoid's derivative is used for every activation",
    explanation:
      "The activation was exchanged in the forward pass, but the backward pass still has s(1 − s). Only a sigmoid has f′ = s(1 − s); for tanh the factor is even negative wherever the state is.",
    kinds: DERIVED,
    seams: { slope: (_activation, _a, s) => s * (1 - s) },
  }),
  bugFrom({
    id: "relu-derivative-one-at-zero",
    title: "The derivative of relu is 1 at the kink",
    explanation:
      "The code has a >= 0 where every library has a > 0. At a pre-activation of exactly 0 the factor f′(0) is 1 instead of 0, which shows with zero inputs and no bias, or with integers.",
    kinds: DERIVED,
    seams: {
      slope: (activation, a, s) =>
        activation === "relu" && a === 0 ? 1 : activationDerivative(activation, s),
    },
  }),
];
