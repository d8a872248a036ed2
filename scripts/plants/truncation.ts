/** Mistakes in the earliest step that a loss reaches, planted. */
import { lossByLoss } from "./parts.ts";
import { network, type Plants } from "./plant.ts";

const WINDOW_START = 'max(0, t - truncation["hops"])';
const CHUNK_START = "(max(0, last - k2 + 1), first, last)";

export const TRUNCATION_PLANTS: Plants = {
  "window-one-hop-short": [network(WINDOW_START, 'min(t, max(0, t - truncation["hops"] + 1))')],

  "window-one-hop-long": [network(WINDOW_START, 'max(0, t - truncation["hops"] - 1)')],

  "truncation-ignored": [network("in deltas(net, p, seq, start,", "in deltas(net, p, seq, 0,")],

  "window-for-chunk": [
    network(
      "    for start, first, last in some_sweeps:\n",
      `    def start_of(start, t):
        k2 = net["truncation"].get("k2")
        return start if k2 is None else max(0, t - k2 + 1)

    for start, first, last in some_sweeps:
`,
    ),
    lossByLoss(undefined, "start_of(start, t)"),
  ],

  "chunk-for-window": [
    network(
      `        return [(${WINDOW_START}, t, t) for t in range(steps)]
    k1, k2 = truncation["k1"], truncation["k2"]
`,
      `        k1 = k2 = truncation["hops"] + 1
    else:
        k1, k2 = truncation["k1"], truncation["k2"]
`,
    ),
  ],

  "k2-ignored": [network(CHUNK_START, "(first, first, last)")],

  "k2-counted-from-the-chunk": [network(CHUNK_START, "(max(0, first - k2), first, last)")],

  "window-from-the-last-step": [
    network(WINDOW_START, 'min(t, max(0, steps - 1 - truncation["hops"]))'),
  ],
};
