/** Parts of the example that several mistakes are made in, and turns that several of them take. */
import { network, type Replacement } from "./plant.ts";

export const FROM_INPUT = 'p["U"] @ seq.x[t]';
export const FROM_STATE = 'p["W"] @ seq.s[t - 1]';
export const TO_OUTPUT = 'p["V"] @ seq.s[t]';
export const FROM_OUTPUT = 'p["V"].T @ error_at(net, seq, i)';
export const OUTPUT_ERROR = "    return prediction(output, o) - y\n";
export const SLOPE = 'derivative(net["activation"], seq.s[i])';
export const CARRY = 'carry = p["W"].T @ delta';

export const DU_TERM = 'g["dU"] += np.outer(delta, seq.x[i])';
export const DW_TERM = 'g["dW"] += np.outer(delta, seq.s[i - 1])';
export const DB_TERM = `    if "db" in g:
        g["db"] += delta
`;
export const DV_TERM = 'g["dV"] += np.outer(error, seq.s[t])';
export const DC_TERM = `    if "dc" in g:
        g["dc"] += error
`;
export const HIDDEN_TERMS = "def add_hidden_terms(g, seq, i, delta):";
/** In the loops of the gradient and of the pairs. */
export const ADD_HIDDEN_TERMS = "            add_hidden_terms(g, seq, i, delta)\n";
export const ADD_PAIR_TERMS = "add_hidden_terms(g[i], seq, i, delta)";
export const GRADIENT_RETURNED: string = `${ADD_HIDDEN_TERMS}    return g\n`;

export const CLIPPED_GRADIENT =
  'g = clip(gradient(net, p, seq, some_sweeps), training["clipping"])';
export const UPDATED_PARAMETERS = 'p = update(p, g, training["learningRate"])';
export const NEW_VALUE = 'value - learning_rate * g["d" + name]';

/** The body of the gradient's loop over the sweeps. */
export const GRADIENT_LOOPS: string = `            add_output_terms(g, seq, t, error_at(net, seq, t))
        for i, delta in deltas(net, p, seq, start, first, last):
${ADD_HIDDEN_TERMS}`;

/**
 * The gradient one loss after the other, as in many programs: what goes wrong between a loss and the
 * steps before it cannot be said of the example's backward pass, which takes all losses with it.
 *
 * @param body of the loop over i, from the loss at t
 * @param start where the loss at t starts
 */
export function lossByLoss(
  body = "add_hidden_terms(g, seq, i, delta)",
  start = "start",
): Replacement {
  return network(
    GRADIENT_LOOPS,
    `            if seq.target(net, t) is None:
                continue
            add_output_terms(g, seq, t, error_at(net, seq, t))
            for i, delta in deltas(net, p, seq, ${start}, t, t):
                ${body}
`,
  );
}

/** The forward pass leaves behind how far it has come. */
export const LAST_STEP_KEPT: Replacement = network(
  '    """The steps first to last."""\n',
  '    """The steps first to last."""\n    seq.last = last\n',
);
