/** Mistakes in the clipping of the gradient, planted. */
import { CLIPPED_GRADIENT, UPDATED_PARAMETERS } from "./parts.ts";
import { network, type Plants } from "./plant.ts";

const BY_VALUE = "np.clip(value, -limit, limit)";
const CLIPPED_BY_VALUE = `    if clipping["kind"] == "value":
        return {name: ${BY_VALUE} for name, value in g.items()}
`;
const NORM = "    norm = np.linalg.norm(np.concatenate([value.ravel() for value in g.values()]))\n";
const CLIPPED_BY_NORM =
  "    return {name: value * (limit / norm) for name, value in g.items()} if norm > limit else g\n";
const CLIPPED_GRADIENT_LINE = `        ${CLIPPED_GRADIENT}\n`;

export const CLIPPING_PLANTS: Plants = {
  "clip-missing": [
    network(
      `    limit = clipping["limit"]\n${CLIPPED_BY_VALUE}${NORM}${CLIPPED_BY_NORM}`,
      "    return g\n",
    ),
  ],

  "clip-value-for-norm": [
    network(
      `${CLIPPED_BY_VALUE}${NORM}${CLIPPED_BY_NORM}`,
      `    return {name: ${BY_VALUE} for name, value in g.items()}\n`,
    ),
  ],

  "clip-norm-for-value": [network(CLIPPED_BY_VALUE, "")],

  "clip-one-sided": [network(BY_VALUE, "np.minimum(value, limit)")],

  "clip-to-zero": [network(BY_VALUE, "np.where(np.abs(value) <= limit, value, 0)")],

  "clip-norm-of-each-tensor": [
    network(
      `${NORM}${CLIPPED_BY_NORM}`,
      `    clipped = {}
    for name, value in g.items():
        norm = np.linalg.norm(value)
        clipped[name] = value * (limit / norm) if norm > limit else value
    return clipped
`,
    ),
  ],

  "clip-norm-always-scales": [
    network(CLIPPED_BY_NORM, CLIPPED_BY_NORM.replace("norm > limit", "norm > 0")),
  ],

  "clip-norm-squared": [
    network(NORM, "    norm = np.sum([np.sum(value * value) for value in g.values()])\n"),
  ],

  "clip-norm-without-biases": [
    network(
      NORM,
      NORM.replace(
        "value.ravel() for value in g.values()",
        'g[name].ravel() for name in ("dU", "dW", "dV")',
      ),
    ),
  ],

  "clip-per-step": [
    network(
      CLIPPED_GRADIENT_LINE,
      `        g = zero_gradient(p)
        for start, first, last in some_sweeps:
            for t in range(first, last + 1):
                of_step = clip(gradient(net, p, seq, [(start, t, t)]), training["clipping"])
                g = {name: g[name] + of_step[name] for name in g}
`,
    ),
  ],

  "clip-before-summing": [
    network(
      CLIPPED_GRADIENT_LINE,
      `        g = zero_gradient(p)
        for start, first, last in some_sweeps:
            for t in range(first, last + 1):
                for i, delta in deltas(net, p, seq, start, t, t):
                    term = zero_gradient(p)
                    if i == t:
                        add_output_terms(term, seq, t, error_at(net, seq, t))
                    add_hidden_terms(term, seq, i, delta)
                    term = clip(term, training["clipping"])
                    g = {name: g[name] + term[name] for name in g}
`,
    ),
  ],

  "clip-partial-sums": [
    network(
      CLIPPED_GRADIENT_LINE,
      `        g = zero_gradient(p)
        for start, first, last in some_sweeps:
            for t in range(first, last + 1):
                of_step = gradient(net, p, seq, [(start, t, t)])
                g = clip({name: g[name] + of_step[name] for name in g}, training["clipping"])
`,
    ),
  ],

  "clip-after-learning-rate": [
    network(
      CLIPPED_GRADIENT_LINE,
      `        g = gradient(net, p, seq, some_sweeps)
        step = {name: training["learningRate"] * value for name, value in g.items()}
`,
    ),
    network(UPDATED_PARAMETERS, 'p = update(p, clip(step, training["clipping"]), 1)'),
  ],
};
