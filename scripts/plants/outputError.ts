/** Mistakes in the loss and in its derivative with respect to the output, planted. */
import { FROM_OUTPUT, LAST_STEP_KEPT, OUTPUT_ERROR, TO_OUTPUT } from "./parts.ts";
import { answers, network, type Plant, type Plants } from "./plant.ts";

const SQUARED_ERROR = "    return np.sum((o - y) ** 2 / 2)\n";
const TARGET_AT = "    y = seq.target(net, t)\n    return np.zeros_like";

/** The error with softmax; with a linear output it stays as it is. */
function withSoftmax(error: string): Plant {
  return [
    network(
      OUTPUT_ERROR,
      `    if output == "softmax":
        p = softmax(o)
        return ${error}
    return o - y
`,
    ),
  ];
}

/** The error with a linear output; with softmax it stays as it is. */
function withLinearOutput(error: string): Plant {
  return [
    network(OUTPUT_ERROR, `    return softmax(o) - y if output == "softmax" else ${error}\n`),
  ];
}

export const OUTPUT_ERROR_PLANTS: Plants = {
  "output-error-last-step-only": [
    LAST_STEP_KEPT,
    network(TARGET_AT, TARGET_AT.replace("(net, t)", "(net, t) if t == seq.last else None")),
  ],

  "output-error-of-last-step-everywhere": [
    LAST_STEP_KEPT,
    network(
      `${TARGET_AT}(seq.o[t]) if y is None else output_error(net["output"], seq.o[t], y)\n`,
      `    y = seq.y[seq.last if net["lossAt"] == "every" else 0]
    return output_error(net["output"], seq.o[seq.last], y)
`,
    ),
  ],

  "output-error-at-every-inner-step": [
    network(
      "    carry = np.zeros_like(seq.s[0])\n",
      "    carry = np.zeros_like(seq.s[0])\n    error = np.zeros_like(seq.o[0])\n",
    ),
    network(
      `        ds = carry
        if i >= first:
            ds = ds + ${FROM_OUTPUT}
`,
      `        if i >= first:
            error = error + error_at(net, seq, i)
        ds = carry + p["V"].T @ error
`,
    ),
  ],

  "v-not-transposed": [
    network(FROM_OUTPUT, 'p["V"].reshape(net["hiddenSize"], -1) @ error_at(net, seq, i)'),
  ],

  "output-error-sign": [network(OUTPUT_ERROR, "    return y - prediction(output, o)\n")],

  "softmax-error-without-target": withSoftmax("p"),

  "softmax-error-times-derivative": withSoftmax("(p - y) * p * (1 - p)"),

  "softmax-error-at-target-only": withSoftmax("np.where(y == 1, p - 1, 0)"),

  "softmax-twice": [
    network("        largest = o.max()\n", "        o = softmax(o)\n        largest = o.max()\n"),
    network(
      OUTPUT_ERROR,
      `    if output == "softmax":
        p = softmax(o)
        dp = softmax(p) - y
        return p * (dp - p @ dp)
    return o - y
`,
    ),
  ],

  "logits-for-probabilities": [
    answers('[elman.prediction(net["output"], o) for o in seq.o]', "seq.o"),
  ],

  "squared-error-twice": withLinearOutput("2 * (o - y)"),

  "squared-error-without-half": [network(SQUARED_ERROR, "    return np.sum((o - y) ** 2)\n")],

  "mean-over-outputs": [
    network(SQUARED_ERROR, "    return np.mean((o - y) ** 2 / 2)\n"),
    ...withLinearOutput("(o - y) / len(o)"),
  ],

  "target-shifted": [network("return self.y[t]", "return self.y[max(0, t - 1)]")],

  "output-of-state-before": [network(TO_OUTPUT, 'p["V"] @ seq.s[t - 1]')],
};
