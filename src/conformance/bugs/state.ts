/** Mistakes in the forward pass: where the state begins, what enters a step, what is kept. */
import { product, row, transposedProduct } from "../../numerics/matrix.ts";
import { plus, reshaped } from "./algebra.ts";
import { type Bug, bugFrom, FORWARD } from "./bug.ts";
import type { Program, Run } from "./program.ts";
import { RIGHT } from "./right.ts";

/** b + U x + W s, of which one product is wrong. */
function preActivation({
  Ux = ({ parameters: { U }, x }, t) => product(U, row(x, t)),
  Ws = (run, t) => product(run.parameters.W, run.program.before(run, t)),
}: Partial<Record<"Ux" | "Ws", Program["preActivation"]>>): Program["preActivation"] {
  return (run, t) => {
    const { b } = run.parameters;
    const Uxt = Ux(run, t);
    return plus(b ? plus(b, Uxt) : Uxt, Ws(run, t));
  };
}

/** The unit-by-unit loop that writes to the array it reads. */
function overwriting(run: Run, t: number): Float64Array {
  const { program, config, parameters } = run;
  const { U, W, b } = parameters;
  const Ux = product(U, row(run.x, t));
  const a = b ? plus(b, Ux) : Ux;
  const state = program.before(run, t).slice();
  for (let h = 0; h < a.length; h++) {
    const weights = row(W, h);
    for (let j = 0; j < state.length; j++) a[h] += weights[j] * state[j];
    state[h] = program.activate(config.activation, a[h]);
  }
  return a;
}

export const STATE_BUGS: readonly Bug[] = [
  bugFrom({
    id: "initial-state-ignored",
    title: "The initial state is ignored",
    explanation:
      "The forward pass starts from zeros whatever initial state it was given. s_{−1} = 0 in the first step and in dW; cases without an initial state are right.",
    kinds: FORWARD,
    seams: { read: ({ x, y }) => ({ x, y }) },
  }),
  bugFrom({
    id: "state-carried-between-records",
    title: "The state runs on from one record into the next",
    explanation:
      "The hidden state is a field of the network and is not reset before a new sequence. s_{−1} is the last state of the record before, so the records are no longer independent of their order.",
    kinds: ["trajectory"],
    seams: {
      read: (sequence, before) =>
        before ? { ...sequence, initialState: row(before.run.s, before.run.s.rows - 1) } : sequence,
    },
  }),
  bugFrom({
    id: "state-reset-at-every-chunk",
    title: "Each chunk starts from a zero state",
    explanation:
      "The sequence is cut into chunks of k1 steps, and each is run as a sequence of its own. Only the gradient is cut between chunks; s_{t−1} should be carried on into the next.",
    kinds: FORWARD,
    seams: {
      before: (run, t) => {
        const { truncation, hiddenSize } = run.config;
        return t > 0 && truncation.kind === "chunk" && t % truncation.k1 === 0
          ? new Float64Array(hiddenSize)
          : RIGHT.before(run, t);
      },
    },
  }),
  bugFrom({
    id: "state-overwritten-in-place",
    title: "The state is overwritten while other units still read it",
    explanation:
      "The loop over the units writes the new state into the array that holds the old one. Unit h sees the new states of the units before it and the old ones of the others: W s_{t−1} is broken from the second unit on.",
    kinds: FORWARD,
    seams: { preActivation: overwriting },
  }),
  bugFrom({
    id: "pre-activation-carried-on",
    title: "The recurrent connection carries the pre-activation",
    explanation:
      "The variable that goes into the next step is the one before the activation was applied. a_t = b + U x_t + W a_{t−1} instead of W s_{t−1}, in the forward pass as in dW.",
    kinds: FORWARD,
    seams: { before: (run, t) => (t === 0 ? run.initialState : row(run.a, t - 1)) },
  }),
  bugFrom({
    id: "state-not-fed-back",
    title: "The state does not enter the next step",
    explanation:
      "Every step starts from the initial state again, since the new state is never assigned to the variable that the loop reads. W s_{−1} takes the place of W s_{t−1}: nothing is remembered.",
    kinds: FORWARD,
    seams: { before: (run) => run.initialState },
  }),
  bugFrom({
    id: "w-transposed-in-forward",
    title: "Wᵀ for W in the forward pass",
    explanation:
      "The code has s @ W with the state as a row, for a W whose rows belong to the receiving units; nothing complains since W is square. Wᵀ s_{t−1} takes the place of W s_{t−1}.",
    kinds: FORWARD,
    seams: {
      preActivation: preActivation({
        Ws: (run, t) => transposedProduct(run.parameters.W, run.program.before(run, t)),
      }),
    },
  }),
  bugFrom({
    id: "u-read-by-columns",
    title: "The numbers of U are read as those of a D×H matrix",
    explanation:
      "The weights were stored row by row and are read column by column, or come from a library that keeps them D×H, and are reshaped. U x_t is broken unless D or H is 1.",
    kinds: FORWARD,
    seams: {
      preActivation: preActivation({
        Ux: ({ parameters: { U }, x }, t) => transposedProduct(reshaped(U), row(x, t)),
      }),
    },
  }),
  bugFrom({
    id: "v-read-by-columns",
    title: "The numbers of V are read as those of an H×O matrix",
    explanation:
      "The weights were stored row by row and are read column by column, or come from a library that keeps them H×O, and are reshaped. V s_t is broken unless O or H is 1.",
    kinds: FORWARD,
    seams: {
      output: ({ parameters: { V, c }, s }, t) => {
        const Vs = transposedProduct(reshaped(V), row(s, t));
        return c ? plus(c, Vs) : Vs;
      },
    },
  }),
  bugFrom({
    id: "time-reversed",
    title: "The sequence is read from its end",
    explanation:
      "The inputs are in the order newest first, or were reversed for the backward pass and not back. x_{T−1−t} enters at step t, and the last input is the one that the last output knows least about.",
    kinds: FORWARD,
    seams: {
      read: ({ x, ...sequence }) => {
        const data = new Float64Array(x.data.length);
        for (let t = 0; t < x.rows; t++) data.set(row(x, x.rows - 1 - t), t * x.cols);
        return { ...sequence, x: { ...x, data } };
      },
    },
  }),
  bugFrom({
    id: "hidden-bias-not-added",
    title: "The hidden bias is not added in the forward pass",
    explanation:
      "The pre-activation is U x_t + W s_{t−1}; b is a parameter, has a gradient and is updated, but nothing reads it. a_t = b + U x_t + W s_{t−1} is broken where b is not zero.",
    kinds: FORWARD,
    seams: {
      preActivation: ({ parameters: { b, ...others }, ...run }, t) =>
        RIGHT.preActivation({ ...run, parameters: others }, t),
    },
  }),
];
