/** The networks of the presets and where their training starts. */
import { randomStream } from "../numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import { type Initialization, initializeParameters } from "../rnn/initialization.ts";
import type { Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { oneColumnPerStep } from "./data.ts";
import type { RunSettings } from "./settings.ts";

/** The network of a run in the terms of `rnn/`: the listing's has an input for every step (E16). */
export function articleNetwork({ preset, hidden, length, truncation }: RunSettings): NetworkConfig {
  const sane = preset === "sane";
  return defineNetwork({
    inputSize: sane ? 1 : length,
    hiddenSize: hidden,
    outputSize: 1,
    activation: sane ? "tanh" : "sigmoid",
    hiddenBias: false,
    outputBias: false,
    truncation,
  });
}

/** U, then W, then V, drawn row by row from uniform(0, 1) as the article does (E15). */
const ARTICLE_START: Initialization = { kind: "uniform", low: 0, high: 1 };

/**
 * Centred, and small enough that no state saturates: |W| ≤ 0.1 with a hundred units has a spectral
 * radius near 0.1·√(100/3) ≈ 0.6, so the past fades instead of exploding.
 */
const SANE_START: Initialization = {
  U: { kind: "uniform", low: -0.5, high: 0.5 },
  W: { kind: "uniform", low: -0.1, high: 0.1 },
  V: { kind: "uniform", low: -0.1, high: 0.1 },
};

/** The parameters before the first update. */
export function startParameters(settings: RunSettings): Parameters {
  const random = randomStream(settings.generator, settings.seed);
  const start = settings.preset === "sane" ? SANE_START : ARTICLE_START;
  return initializeParameters(articleNetwork(settings), random, start);
}

/** A record of the article's data as the run's network reads it. */
export function networkSequence(settings: RunSettings, record: Sequence): Sequence {
  return settings.preset === "sane" ? record : oneColumnPerStep(record);
}
