/** Mistakes in the forward pass, planted. */
import { DW_TERM, FROM_INPUT, FROM_STATE, TO_OUTPUT } from "./parts.ts";
import { network, type Plant, type Plants } from "./plant.ts";

const STATE = 'seq.s[t] = activation(net["activation"], seq.a[t])\n';
const PRE_ACTIVATION = `seq.a[t] = p.get("b", 0) + ${FROM_INPUT} + ${FROM_STATE}\n`;
const INITIAL_STATE = "        self.s[-1] = initial_state\n";

/** What is fed back at step t, in the forward pass and, at step i, in dW. */
function fedBack(state: (step: string) => string): Plant {
  return [
    network(FROM_STATE, `p["W"] @ ${state("t")}`),
    network(DW_TERM, `g["dW"] += np.outer(delta, ${state("i")})`),
  ];
}

export const STATE_PLANTS: Plants = {
  "initial-state-ignored": [network(INITIAL_STATE, "")],

  "state-carried-between-records": [
    network(INITIAL_STATE, "        self.s[-1] = self.initial_state = initial_state\n"),
    network("    train_loss = []\n", "    train_loss, state = [], None\n"),
    network(
      "            forward(net, p, seq, 0, len(seq.x) - 1)\n",
      `            seq.s[-1] = seq.initial_state
            forward(net, p, seq, 0, len(seq.x) - 1)
`,
    ),
    network(
      "            p = train_on(net, p, seq, training)\n",
      `            if state is not None:
                seq.s[-1] = state
            p = train_on(net, p, seq, training)
            state = seq.s[-2].copy()
`,
    ),
  ],

  "state-reset-at-every-chunk": [
    network(
      "        self.x, self.y = x, y\n",
      '        self.x, self.y = x, y\n        self.chunk = net["truncation"].get("k1")\n',
    ),
    network(
      "    def target(self, net, t):\n",
      `    def before(self, t):
        """The state that enters step t."""
        starts_chunk = t > 0 and self.chunk is not None and t % self.chunk == 0
        return np.zeros_like(self.s[t]) if starts_chunk else self.s[t - 1]

    def target(self, net, t):
`,
    ),
    ...fedBack((step) => `seq.before(${step})`),
  ],

  "state-overwritten-in-place": [
    network(
      PRE_ACTIVATION,
      `seq.s[t] = seq.s[t - 1]
        seq.a[t] = p.get("b", 0) + p["U"] @ seq.x[t]
        for h in range(net["hiddenSize"]):
            seq.a[t, h] += p["W"][h] @ seq.s[t]
            seq.s[t, h] = activation(net["activation"], seq.a[t, h])
`,
    ),
    network(`        ${STATE}`, ""),
  ],

  "pre-activation-carried-on": fedBack(
    (step) => `(seq.a[${step} - 1] if ${step} > 0 else seq.s[-1])`,
  ),

  "state-not-fed-back": fedBack(() => "seq.s[-1]"),

  "w-transposed-in-forward": [network(FROM_STATE, 'seq.s[t - 1] @ p["W"]')],

  "u-read-by-columns": [network(FROM_INPUT, 'seq.x[t] @ p["U"].reshape(net["inputSize"], -1)')],

  "v-read-by-columns": [network(TO_OUTPUT, 'seq.s[t] @ p["V"].reshape(net["hiddenSize"], -1)')],

  "time-reversed": [network("self.x, self.y = x, y", "self.x, self.y = x[::-1], y")],

  "hidden-bias-not-added": [network('p.get("b", 0) + ', "")],
};
