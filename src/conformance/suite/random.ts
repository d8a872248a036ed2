/** Draws of the generator from which a training with random weights begins. */
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

function random(
  name: string,
  comment: string,
  flags: readonly Flag[],
  [seed, low, high, count]: readonly [seed: number, low: number, high: number, count: number],
): Draft<"random"> {
  return {
    kind: "random",
    ...about(`random-${name}`, comment, flags),
    config: { generator: "mt19937" },
    inputs: { seed, low, high, count },
  };
}

const LARGEST_SEED = 2 ** 32 - 1;

export const RANDOM: readonly Draft<"random">[] = [
  random(
    "seed-0",
    "Zero is a seed like any other, and not a request for the time of day.",
    ["Seed"],
    [0, 0, 1, 8],
  ),
  random(
    "seed-1",
    "The smallest seed that nothing treats specially: if this fails, so will all the others.",
    [],
    [1, 0, 1, 8],
  ),
  random(
    "seed-42",
    "The seed of the article's run, over the interval of its weights.",
    [],
    [42, 0, 1, 8],
  ),
  random(
    "seed-largest",
    "A seed with all 32 bits set is negative where integers have a sign.",
    ["Seed"],
    [LARGEST_SEED, 0, 1, 8],
  ),
  random(
    "seed-5489-refill",
    "The 313th draw is the first of the second block of words.",
    ["Refill"],
    [5489, 0, 1, 320],
  ),
  random(
    "symmetric",
    "The usual interval for weights, in which a scale of 1 for 2 or a missing shift shows.",
    ["Interval"],
    [42, -1, 1, 8],
  ),
  random(
    "lopsided",
    "Neither end is zero or one, and neither is the middle.",
    ["Interval"],
    [7, -0.375, 2.5, 8],
  ),
];
