/** The networks of the presets and where their training starts. */
import { randomStream } from "../numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import { type Initialization, initializeParameters } from "../rnn/initialization.ts";
import type { Parameters } from "../rnn/parameters.ts";
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

export const STARTS = ["uniform", "centred", "glorot"] as const;
/**
 * How U, then W, then V are drawn, row by row:
 *
 * - `uniform`: from (0, 1), as the article does (E15).
 * - `centred`: small enough that no state saturates: |W| ≤ 0.1 with a hundred units has a spectral
 *   radius near 0.1·√(100/3) ≈ 0.6, so the past fades instead of exploding.
 * - `glorot`: by Glorot and Bengio's rule.
 */
export type Start = (typeof STARTS)[number];

export const INITIALIZATIONS: Readonly<Record<Start, Initialization>> = {
  uniform: { kind: "uniform", low: 0, high: 1 },
  centred: {
    U: { kind: "uniform", low: -0.5, high: 0.5 },
    W: { kind: "uniform", low: -0.1, high: 0.1 },
    V: { kind: "uniform", low: -0.1, high: 0.1 },
  },
  glorot: { kind: "glorot" },
};

/** The parameters before the first update. */
export function startParameters(settings: RunSettings): Parameters {
  const random = randomStream(settings.generator, settings.seed);
  const start = INITIALIZATIONS[settings.preset === "sane" ? "centred" : "uniform"];
  return initializeParameters(articleNetwork(settings), random, start);
}
