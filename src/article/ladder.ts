/**
 * The ladder: the listing with its errata mended one at a time, and one more at each rung; what each
 * does to the result, and how far its gradient is from the true one.
 */
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { randomStream } from "../numerics/random.ts";
import { clipByValue } from "../rnn/clip.ts";
import { initializeParameters } from "../rnn/initialization.ts";
import { type Gradients, gradientArrays, type Parameters } from "../rnn/parameters.ts";
import { articleData } from "./data.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "./errata.ts";
import { listingForward } from "./listing.ts";
import { type Mended, mend, mendedGradient } from "./mended.ts";
import { articleNetwork, startParameters } from "./network.ts";
import { articleRun, type RunResult } from "./run.ts";
import { listingSettings, type RunSettings } from "./settings.ts";

export interface Rung {
  /** the errata mended, in order */
  readonly mended: readonly GradientErratum[];
  /** the last epoch's */
  readonly trainLoss: number;
  /** the last epoch's */
  readonly valLoss: number;
  readonly valRmse: RunResult["valRmse"];
  readonly distance: GradientDistance;
}

/**
 * ‖g − g*‖ / ‖g*‖ over all tensors together, for the first record; g* truncated as the listing means.
 * Both as the update applies them, which is clipped.
 */
export interface GradientDistance {
  /** at the article's own start, where the sigmoid is saturated and nearly all of g* is dV */
  readonly articleStart: number;
  /** at a start centred at zero, where every tensor has a gradient */
  readonly centredStart: number;
}

/** The rungs to run: none mended, each alone, then E01, E01–E02, … E01–E10. */
export function ladderSteps(): readonly (readonly GradientErratum[])[] {
  const alone = GRADIENT_ERRATA.map((id) => [id]);
  const cumulative = GRADIENT_ERRATA.map((_, n) => GRADIENT_ERRATA.slice(0, n + 1));
  return [[], ...alone, ...cumulative.slice(1)];
}

/** Runs one rung of the ladder. */
export function ladderRung(
  settings: RunSettings,
  mended: readonly GradientErratum[],
  engine: Engine = bestEngine(),
): Rung {
  const rungSettings: RunSettings = { ...settings, mended };
  const { trainLoss, valLoss, valRmse } = articleRun(rungSettings, undefined, engine);
  return {
    mended,
    trainLoss: trainLoss[trainLoss.length - 1],
    valLoss: valLoss[valLoss.length - 1],
    valRmse,
    distance: {
      articleStart: gradientDistance(rungSettings, startParameters(settings)),
      centredStart: gradientDistance(rungSettings, centredStart(settings)),
    },
  };
}

/** The article's draws, centred and scaled (Glorot and Bengio 2010), which erratum E15 is about. */
function centredStart(settings: RunSettings): Parameters {
  const random = randomStream(settings.generator, settings.seed);
  return initializeParameters(articleNetwork(settings), random, { kind: "glorot" });
}

/** How far the listing's gradient, as far as it is mended, is from the one with all errata mended. */
function gradientDistance(settings: RunSettings, parameters: Parameters): number {
  const { x, y } = articleData(settings.length).training[0];
  const trace = listingForward(parameters, x.data);
  const gradient = (mended: Mended): Gradients =>
    clipByValue(
      mendedGradient(parameters, x.data, trace, y.data[0], mended, listingSettings(settings)),
      -settings.clip,
      settings.clip,
    );
  return relativeDistance(gradient(mend(settings.mended)), gradient(mend("all")));
}

/** ‖g − g*‖ / ‖g*‖, all tensors together. */
export function relativeDistance(g: Gradients, truth: Gradients): number {
  const others = gradientArrays(g);
  let squaredDistance = 0;
  let squaredLength = 0;
  gradientArrays(truth).forEach((values, n) => {
    for (let i = 0; i < values.length; i++) {
      const difference = others[n][i] - values[i];
      squaredDistance += difference * difference;
      squaredLength += values[i] * values[i];
    }
  });
  return Math.sqrt(squaredDistance) / Math.sqrt(squaredLength);
}
