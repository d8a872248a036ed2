/** Mistakes in the update of the parameters and in what is kept between two updates, planted. */
import { CLIPPED_GRADIENT, NEW_VALUE, UPDATED_PARAMETERS } from "./parts.ts";
import { network, type Plants } from "./plant.ts";

const LOSSES = `        for seq in sequences:
            forward(net, p, seq, 0, len(seq.x) - 1)
        train_loss.append(np.sum([sequence_loss(net, seq) for seq in sequences]))
`;
const UPDATES = `        for seq in sequences:
            p = train_on(net, p, seq, training)
`;

/** A program without a finished gradient, which subtracts each term as soon as it has it. */
const DESCEND_AT_ONCE = `
def descend_at_once(net, p, seq, some_sweeps, learning_rate):
    p = {name: value.copy() for name, value in p.items()}
    for start, first, last in some_sweeps:
        for t in range(first, last + 1):
            if seq.target(net, t) is None:
                continue
            for i, delta in deltas(net, p, seq, start, t, t):
                g = zero_gradient(p)
                if i == t:
                    add_output_terms(g, seq, t, error_at(net, seq, t))
                add_hidden_terms(g, seq, i, delta)
                p.update(update(p, g, learning_rate))
    return p


def train_on(`;

export const UPDATE_PLANTS: Plants = {
  "update-sign": [network(NEW_VALUE, NEW_VALUE.replace("-", "+"))],

  "update-twice": [
    network(
      `        ${UPDATED_PARAMETERS}\n`,
      `        ${UPDATED_PARAMETERS}\n        ${UPDATED_PARAMETERS}\n`,
    ),
  ],

  "learning-rate-missing": [network(NEW_VALUE, 'value - g["d" + name]')],

  "learning-rate-over-steps": [
    network(UPDATED_PARAMETERS, 'p = update(p, g, training["learningRate"] / len(seq.x))'),
  ],

  "biases-not-updated": [
    network(
      `    return {name: ${NEW_VALUE} for name, value in p.items()}\n`,
      `    return {**p, **{name: p[name] - learning_rate * g["d" + name] for name in "UWV"}}\n`,
    ),
  ],

  "updated-during-backward": [
    network(
      `        ${CLIPPED_GRADIENT}\n        ${UPDATED_PARAMETERS}\n`,
      '        p = descend_at_once(net, p, seq, some_sweeps, training["learningRate"])\n',
    ),
    network("\ndef train_on(", DESCEND_AT_ONCE),
  ],

  "gradients-not-zeroed": [
    network(
      "def train_on(net, p, seq, training):",
      "def train_on(net, p, seq, training, left=None):",
    ),
    network(
      `        ${CLIPPED_GRADIENT}\n`,
      `        g = gradient(net, p, seq, some_sweeps)
        if left:
            g = {name: value + left[name] for name, value in g.items()}
        g = clip(g, training["clipping"])
        if left is not None:
            left.update(g)
`,
    ),
    network("    train_loss = []\n", "    train_loss, left = [], {}\n"),
    network("p = train_on(net, p, seq, training)\n", "p = train_on(net, p, seq, training, left)\n"),
  ],

  "one-update-for-all-chunks": [
    network('    by_chunk = training["updateEvery"] == "chunk"\n', ""),
    network("[[sweep] for sweep in all_sweeps] if by_chunk else [all_sweeps]", "[all_sweeps]"),
  ],

  "loss-after-the-updates": [network(`${LOSSES}${UPDATES}`, `${UPDATES}${LOSSES}`)],

  "loss-mean-over-records": [network("np.sum([sequence_loss(", "np.mean([sequence_loss(")],
};
