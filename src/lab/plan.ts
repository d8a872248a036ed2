/** What the settings of the laboratory mean, as a plan of the article's runs. */
import { GRADIENT_ERRATA } from "../article/errata.ts";
import { mend } from "../article/mended.ts";
import { INITIALIZATIONS } from "../article/network.ts";
import type { RunPlan } from "../article/plan.ts";
import { randomStream } from "../numerics/random.ts";
import { defineNetwork } from "../rnn/config.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import type { Parameters } from "../rnn/parameters.ts";
import { standing } from "./explain.ts";
import { isMended, type LabSettings } from "./settings.ts";

/**
 * The run. With an erratum of the gradient in force it is the listing's program, else that of `rnn/`.
 */
export function labPlan(settings: LabSettings): RunPlan {
  const { hidden, length, epochs, learningRate, clip, activation, truncation } = settings;
  const sharedInput = isMended(settings, "E16");
  return {
    config: defineNetwork({
      inputSize: sharedInput ? 1 : length,
      hiddenSize: hidden,
      outputSize: 1,
      activation,
      hiddenBias: false,
      outputBias: false,
      truncation,
    }),
    sharedInput,
    length,
    epochs,
    learningRate,
    ...(clip && { clipping: clip }),
    mended:
      standing(settings).length === 0
        ? null
        : mend(GRADIENT_ERRATA.filter((id) => isMended(settings, id))),
  };
}

/** The parameters before the first update. */
export function labStart(settings: LabSettings): Parameters {
  const random = randomStream("numpy", settings.seed);
  return initializeParameters(labPlan(settings).config, random, INITIALIZATIONS[settings.start]);
}
