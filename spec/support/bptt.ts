/** The gradients under test. */
import { backward, pairContributions } from "../../src/rnn/backward.ts";
import { forward } from "../../src/rnn/forward.ts";
import type { Gradients, PairContributions } from "../../src/rnn/parameters.ts";
import type { NetworkCase } from "./arbitraries.ts";

/** Truncated back-propagation through time, as the network's own. */
export function bptt({ config, parameters, sequence }: NetworkCase): Gradients {
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  return backward(config, parameters, trace, sequence.y);
}

/** Its contributions, pair by pair. */
export function bpttPairs({ config, parameters, sequence }: NetworkCase): PairContributions {
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  return pairContributions(config, parameters, trace, sequence.y);
}
