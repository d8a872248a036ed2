/** Mistakes in f′, planted. */
import { LAST_STEP_KEPT, lossByLoss, SLOPE } from "./parts.ts";
import { answers, network, type Plant, type Plants, type Replacement } from "./plant.ts";

const DERIVATIVE = `def derivative(name, s):
    """f'(a), from s = f(a)."""
`;
const SIGMOID = `    if name == "sigmoid":
        return s * (1 - s)
`;
const OTHERS = `    if name == "tanh":
        return 1 - s * s
    if name == "relu":
        return (s > 0).astype(s.dtype)
    return np.ones_like(s)
`;
/** An activation on its own. */
const ANSWERED = '    return {"s": s, "derivative": elman.derivative(name, s)}\n';

/** The derivative at the state of another step. */
function slopeAt(step: string): Plant {
  return [network(SLOPE, `derivative(net["activation"], seq.s[${step}])`)];
}

/** The derivative of an activation on its own, from the pre-activation. */
export const DERIVATIVE_OF_INPUT: Replacement = answers(
  ANSWERED,
  ANSWERED.replace("(name, s)", '(name, vector(inputs["a"]))'),
);

export const HIDDEN_ERROR_PLANTS: Plants = {
  "derivative-at-pre-activation": [
    network(SLOPE, 'derivative(net["activation"], seq.a[i])'),
    DERIVATIVE_OF_INPUT,
  ],

  "derivative-missing": [
    network(
      `${DERIVATIVE}${SIGMOID}${OTHERS}`,
      `def derivative(name, s):
    return np.ones_like(s)
`,
    ),
  ],

  "derivative-of-the-state": [
    network(
      DERIVATIVE,
      `def derivative(name, a):
    """f'(a)."""
    s = activation(name, a)
`,
    ),
  ],

  "derivative-of-last-step": [LAST_STEP_KEPT, ...slopeAt("seq.last")],

  "derivative-of-loss-step": [lossByLoss(), ...slopeAt("last")],

  "derivative-of-step-before": slopeAt("max(0, i - 1)"),

  "derivative-of-step-after": [LAST_STEP_KEPT, ...slopeAt("min(seq.last, i + 1)")],

  "tanh-derivative-not-squared": [network("return 1 - s * s\n", "return 1 - s\n")],

  "sigmoid-derivative-for-every-activation": [
    network(`${SIGMOID}${OTHERS}`, "    return s * (1 - s)\n"),
  ],

  "relu-derivative-one-at-zero": [
    network("def derivative(name, s):", "def derivative(name, s, a):"),
    network("(s > 0).astype(s.dtype)", "(a >= 0).astype(s.dtype)"),
    network(SLOPE, 'derivative(net["activation"], seq.s[i], seq.a[i])'),
    answers(ANSWERED, ANSWERED.replace("(name, s)", '(name, s, vector(inputs["a"]))')),
  ],
};
