/** Mistakes in the terms of the gradient and in how they are summed, planted. */
import {
  ADD_HIDDEN_TERMS,
  ADD_PAIR_TERMS,
  DB_TERM,
  DC_TERM,
  DU_TERM,
  DV_TERM,
  DW_TERM,
  GRADIENT_RETURNED,
  HIDDEN_TERMS,
  lossByLoss,
} from "./parts.ts";
import { network, type Plant, type Plants, type Replacement } from "./plant.ts";

const SUM_OF_LOSSES = "    return np.sum([loss(";
const MEAN_LOSS: Replacement = network(SUM_OF_LOSSES, "    return np.mean([loss(");

/** The whole gradient is divided by something. */
function dividedBy(divisor: string): Replacement {
  return network(
    GRADIENT_RETURNED,
    `${ADD_HIDDEN_TERMS}    return {name: value / ${divisor} for name, value in g.items()}\n`,
  );
}

/** A term that is told the parameters and the step of the loss, and asks no error. */
function fromForwardPass(term: string, by: string): Plant {
  return [
    lossByLoss("add_hidden_terms(g, p, seq, t, i, delta)"),
    network(ADD_PAIR_TERMS, "add_hidden_terms(g[i], p, seq, t, i, delta)"),
    network(HIDDEN_TERMS, "def add_hidden_terms(g, p, seq, t, i, delta):"),
    network(term, by),
  ];
}

export const ACCUMULATION_PLANTS: Plants = {
  "w-gradient-transposed": [network(DW_TERM, 'g["dW"] += np.outer(seq.s[i - 1], delta)')],

  "u-gradient-reshaped": [
    network(DU_TERM, 'g["dU"] += np.outer(seq.x[i], delta).reshape(g["dU"].shape)'),
  ],

  "v-gradient-reshaped": [
    network(DV_TERM, 'g["dV"] += np.outer(seq.s[t], error).reshape(g["dV"].shape)'),
  ],

  "elementwise-for-outer": [network(DW_TERM, 'g["dW"] += delta * seq.s[i - 1]')],

  "db-missing": [network(DB_TERM, "")],

  "db-from-dh": [
    network("        yield i, delta\n", "        yield i, ds, delta\n"),
    network(
      `        for i, delta in deltas(net, p, seq, start, first, last):\n${ADD_HIDDEN_TERMS}`,
      `        for i, ds, delta in deltas(net, p, seq, start, first, last):
            add_hidden_terms(g, seq, i, ds, delta)
`,
    ),
    network(
      `    for i, delta in deltas(net, p, seq, 0, t, t):\n        ${ADD_PAIR_TERMS}\n`,
      `    for i, ds, delta in deltas(net, p, seq, 0, t, t):
        add_hidden_terms(g[i], seq, i, ds, delta)
`,
    ),
    network(HIDDEN_TERMS, "def add_hidden_terms(g, seq, i, ds, delta):"),
    network('g["db"] += delta', 'g["db"] += ds'),
  ],

  "db-at-loss-step-only": [
    lossByLoss("add_hidden_terms(g, seq, t, i, delta)"),
    network(ADD_PAIR_TERMS, "add_hidden_terms(g[i], seq, t, i, delta)"),
    network(HIDDEN_TERMS, "def add_hidden_terms(g, seq, t, i, delta):"),
    network('    if "db" in g:\n', '    if "db" in g and i == t:\n'),
  ],

  "dc-missing": [network(DC_TERM, "")],

  "assignment-for-accumulation": [
    lossByLoss(),
    network(DU_TERM, DU_TERM.replace("+=", "=")),
    network(DW_TERM, DW_TERM.replace("+=", "=")),
    network(DV_TERM, DV_TERM.replace("+=", "=")),
    network('g["db"] += delta', 'g["db"] = delta'),
    network('g["dc"] += error', 'g["dc"] = error'),
  ],

  "mean-over-losses": [MEAN_LOSS, dividedBy('(len(seq.x) if net["lossAt"] == "every" else 1)')],

  "gradient-mean-over-steps": [dividedBy("len(seq.x)")],

  "gradient-sum-for-mean-loss": [MEAN_LOSS],

  "inner-sums-carried-on": [
    network(
      "    g = zero_gradient(p)\n    for start",
      "    g = zero_gradient(p)\n    inner = zero_gradient(p)\n    for start",
    ),
    lossByLoss(`add_hidden_terms(inner, seq, i, delta)
            for name in g.keys() - {"dV", "dc"}:
                g[name] += inner[name]`),
  ],

  "dw-from-forward-product": fromForwardPass(
    DW_TERM,
    'g["dW"] += (p["W"] @ seq.s[t - 1])[:, np.newaxis]',
  ),

  "du-from-forward-product": fromForwardPass(
    DU_TERM,
    'g["dU"] += (p["U"] @ seq.x[t])[:, np.newaxis]',
  ),
};
