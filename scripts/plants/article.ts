/**
 * The gradient of the article's listing as a mistake in NumPy's example: E01–E10 of
 * `src/article/errata.ts` at once, in the order in which the listing computes.
 */
import { DERIVATIVE_OF_INPUT } from "./hiddenError.ts";
import { OUTPUT_ERROR_PLANTS } from "./outputError.ts";
import {
  ADD_PAIR_TERMS,
  CLIPPED_GRADIENT,
  DU_TERM,
  DW_TERM,
  GRADIENT_LOOPS,
  HIDDEN_TERMS,
  SLOPE,
} from "./parts.ts";
import { network, type Plant } from "./plant.ts";

const GRADIENT = `def gradient(net, p, seq, some_sweeps):
    g = zero_gradient(p)
`;

export const ARTICLE_PLANT: Plant = [
  // E04
  ...OUTPUT_ERROR_PLANTS["output-error-of-last-step-everywhere"],
  // E05 and E06
  network(SLOPE, 'derivative(net["activation"], seq.a[seq.last])'),
  DERIVATIVE_OF_INPUT,
  // E08
  ...OUTPUT_ERROR_PLANTS["output-error-at-every-inner-step"],
  // E01, E02 and E07
  network(HIDDEN_TERMS, "def add_hidden_terms(g, p, seq, t, delta):"),
  network(DW_TERM, 'g["dW"] += (p["W"] @ seq.s[t - 1])[:, np.newaxis]'),
  network(DU_TERM, 'g["dU"] += (p["U"] @ seq.x[t])[:, np.newaxis]'),
  // E03, E09 and E10
  network(
    `${GRADIENT}    for start`,
    `${GRADIENT.replace("some_sweeps", "some_sweeps, clipping=None")}    inner = zero_gradient(p)
    for start`,
  ),
  network(
    GRADIENT_LOOPS,
    `            add_output_terms(g, seq, t, error_at(net, seq, t))
            for i, delta in deltas(net, p, seq, start, t, t):
                if i < t:
                    add_hidden_terms(inner, p, seq, t, delta)
            for name in g.keys() - {"dV", "dc"}:
                g[name] += inner[name]
            g = clip(g, clipping)
`,
  ),
  network(CLIPPED_GRADIENT, 'g = gradient(net, p, seq, some_sweeps, training["clipping"])'),
  network(ADD_PAIR_TERMS, "if i < t:\n            add_hidden_terms(g[i], p, seq, t, delta)"),
];
