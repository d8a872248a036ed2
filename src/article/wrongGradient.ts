/**
 * The errata of the gradient as wrong gradients to check: a small network of the listing's kind with
 * one erratum left standing, or all ten. What failing a check looks like.
 */
import { maxNorm } from "../numerics/norm.ts";
import type { RandomStream } from "../numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../rnn/config.ts";
import { type Initialization, initializeParameters } from "../rnn/initialization.ts";
import { type Gradients, gradientArrays, type Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { articleData, oneColumnPerStep } from "./data.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "./errata.ts";
import { listingForward } from "./listing.ts";
import { mend, mendedGradient } from "./mended.ts";

/** One erratum; all ten as published; or none, which is the listing with all of them mended. */
export type WrongGradient = "as-published" | GradientErratum | "none";
export const WRONG_GRADIENTS: readonly WrongGradient[] = [
  "as-published",
  ...GRADIENT_ERRATA,
  "none",
];

/** A gradient of one record of the sine, and what it claims to be the gradient of. */
export interface ListingCheck {
  readonly config: NetworkConfig;
  readonly parameters: Parameters;
  readonly sequence: Sequence;
  readonly gradients: Gradients;
  /** the errata that stand */
  readonly standing: readonly GradientErratum[];
}

export interface ListingCheckOptions {
  readonly hidden: number;
  readonly length: number;
  readonly hops: number;
  /** `article`: weights uniform in (0, 1), which saturate (E15); `centred`: Glorot and Bengio's */
  readonly start: "article" | "centred";
}

const STARTS: Readonly<Record<ListingCheckOptions["start"], Initialization>> = {
  article: { kind: "uniform", low: 0, high: 1 },
  centred: { kind: "glorot" },
};

/**
 * The first record of the article's data, a network of the given size, and the listing's gradient
 * with the erratum standing and all others mended.
 *
 * E03 is about a sum that is carried from step to step, and there is but one step with an error once
 * E04 is mended: it stands together with E04. E10 clips, and shows only where there is something to
 * clip: the limit is half the largest entry of the true gradient.
 *
 * @throws {TypeError | RangeError} when a size is not a whole number in the article's range
 */
export function listingCheck(
  wrong: WrongGradient,
  random: RandomStream,
  { hidden, length, hops, start }: ListingCheckOptions,
): ListingCheck {
  const [record] = articleData(length).training;
  const config = defineNetwork({
    inputSize: length,
    hiddenSize: hidden,
    outputSize: 1,
    activation: "sigmoid",
    hiddenBias: false,
    outputBias: false,
    truncation: { kind: "window", hops },
  });
  const parameters = initializeParameters(config, random, STARTS[start]);
  const trace = listingForward(parameters, record.x.data);
  const gradientWith = (errata: readonly GradientErratum[], clip: number): Gradients => {
    const mended = mend(GRADIENT_ERRATA.filter((id) => !errata.includes(id)));
    return mendedGradient(parameters, record.x.data, trace, record.y.data[0], mended, {
      hops,
      clip,
    });
  };
  const standing = errataStanding(wrong);
  const truth = gradientWith([], 0);
  const largest = maxNorm(gradientArrays(truth));
  return {
    config,
    parameters,
    sequence: oneColumnPerStep(record),
    gradients: gradientWith(standing, wrong === "E10" ? largest / 2 : ARTICLE_CLIP),
    standing,
  };
}

/** What the article clips at. */
const ARTICLE_CLIP = 10;

function errataStanding(wrong: WrongGradient): readonly GradientErratum[] {
  switch (wrong) {
    case "as-published":
      return GRADIENT_ERRATA;
    case "none":
      return [];
    case "E03":
      return ["E03", "E04"];
    default:
      return [wrong];
  }
}
