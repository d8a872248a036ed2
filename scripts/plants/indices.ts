/** Mistakes in which step is meant, planted. */
import { ADD_PAIR_TERMS, DU_TERM, DV_TERM, DW_TERM, lossByLoss } from "./parts.ts";
import { network, type Plants } from "./plant.ts";

export const INDEX_PLANTS: Plants = {
  "state-after-for-state-before": [network(DW_TERM, 'g["dW"] += np.outer(delta, seq.s[i])')],

  "input-of-step-before": [network(DU_TERM, 'g["dU"] += np.outer(delta, seq.x[max(0, i - 1)])')],

  "inner-loop-reads-loss-step": [
    lossByLoss("add_hidden_terms(g, seq, t, delta)"),
    network(ADD_PAIR_TERMS, "add_hidden_terms(g[i], seq, t, delta)"),
  ],

  "dv-from-state-before": [network(DV_TERM, 'g["dV"] += np.outer(error, seq.s[t - 1])')],

  "own-term-dropped": [
    lossByLoss(`if i < t:
                    add_hidden_terms(g, seq, i, delta)`),
    network(ADD_PAIR_TERMS, `if i < t:\n            ${ADD_PAIR_TERMS}`),
  ],

  "first-step-dropped": [
    network("range(last, start - 1, -1)", "range(last, max(0, start - 1), -1)"),
  ],

  "initial-state-term-dropped": [
    network(`    ${DW_TERM}\n`, `    if i > 0:\n        ${DW_TERM}\n`),
  ],
};
