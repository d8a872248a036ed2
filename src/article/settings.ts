/** The settings of a run of the article's problem, and the presets. */
import { GENERATORS, type Generator } from "../numerics/random.ts";
import {
  describe,
  requireArray,
  requireInteger,
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { requireTruncation, type Truncation } from "../rnn/truncation.ts";
import { LONGEST_WINDOW } from "./data.ts";
import { GRADIENT_ERRATA, type GradientErratum } from "./errata.ts";
import type { ListingSettings } from "./listing.ts";
import { mend } from "./mended.ts";

/** The names of the presets. */
export const PRESETS = ["as-published", "corrected", "sane"] as const;
Object.freeze(PRESETS);
/**
 * - `as-published`: the listing, bug for bug.
 * - `corrected`: the true gradient of the same loss for the same network from the same start; all
 *   else as published.
 * - `sane`: the same problem set up as one would: tanh, one input column shared by all steps, centred
 *   small weights.
 */
export type Preset = (typeof PRESETS)[number];

/** Obtain them from {@link runSettings}, which freezes them through and through. */
export interface RunSettings {
  /** the preset that they are of */
  readonly preset: Preset;
  /** of the random numbers that the start is drawn from */
  readonly generator: Generator;
  /** of the generator, a whole number from 0 to 2^32 − 1 */
  readonly seed: number;
  /** how many epochs are trained */
  readonly epochs: number;
  /** H */
  readonly hidden: number;
  /** T */
  readonly length: number;
  /** η */
  readonly learningRate: number;
  /** the listing knows only `window` */
  readonly truncation: Truncation;
  /** gradients are clipped to [−clip, clip] */
  readonly clip: number;
  /** which errata of the listing are mended; none but in `as-published` */
  readonly mended: readonly GradientErratum[];
}

/** What may be asked for; everything else is the preset's. */
export interface RunOptions {
  /** of the random numbers that the start is drawn from */
  readonly generator?: Generator;
  /** a whole number from 0 to 2^32 − 1 */
  readonly seed?: number;
  /** how many epochs are trained, 1 to a million */
  readonly epochs?: number;
  /** H */
  readonly hidden?: number;
  /** T, from 1 to 149 */
  readonly length?: number;
  /** η, at least 0 */
  readonly learningRate?: number;
  /** a window for `as-published`, any truncation for the others */
  readonly truncation?: Truncation;
  /** the errata to be mended in `as-published` */
  readonly correct?: readonly GradientErratum[] | "all";
}

const ARTICLE = {
  generator: "numpy",
  seed: 42,
  epochs: 25,
  hidden: 100,
  length: 50,
  learningRate: 0.0001,
  clip: 10,
} as const;

const DEFAULTS = {
  "as-published": { ...ARTICLE, truncation: { kind: "window", hops: 5 } },
  corrected: { ...ARTICLE, truncation: { kind: "full" } },
  // Five hops, as the article meant, are enough: sin(t) follows from its last two values. A hundred
  // times the article's learning rate, since gradients are no longer clipped to make the step.
  sane: { ...ARTICLE, learningRate: 0.01, truncation: { kind: "window", hops: 5 } },
} as const satisfies Record<Preset, Omit<RunSettings, "preset" | "mended">>;

/**
 * The settings of a preset, with what the options change.
 *
 * @throws {TypeError | RangeError} when the preset is unknown, an option does not exist or is out of
 *   range, errata are mended in another preset than `as-published`, or that one is to be truncated
 *   otherwise than by a window
 */
export function runSettings(preset: Preset, options: RunOptions = {}): RunSettings {
  requireOneOf("preset", preset, PRESETS);
  requireObject("options", options);
  const { correct = [], ...changed }: RunOptions = options;
  requireOnlyKeys("options", changed, [
    "generator",
    "seed",
    "epochs",
    "hidden",
    "length",
    "learningRate",
    "truncation",
  ]);
  const mended = [...mend(correct)];
  requireErrataOf(preset, "correct", mended);
  const settings = { ...DEFAULTS[preset], ...changed, preset, mended };
  requireRunSettings(settings);
  return Object.freeze({
    ...settings,
    truncation: Object.freeze({ ...settings.truncation }),
    mended: Object.freeze(mended),
  });
}

/**
 * Settings as {@link runSettings} returns them, or a copy of some.
 *
 * @throws {TypeError | RangeError} naming the first member that is not so
 */
export function requireRunSettings(settings: unknown): asserts settings is RunSettings {
  requireObject("settings", settings);
  requireOnlyKeys("settings", settings, [
    ...Object.keys(ARTICLE),
    "preset",
    "truncation",
    "mended",
  ]);
  const { preset, mended } = settings;
  requireOneOf("preset", preset, PRESETS);
  requireOneOf("generator", settings["generator"], GENERATORS);
  requireInteger("seed", settings["seed"], { min: 0, max: 2 ** 32 - 1 });
  requireInteger("epochs", settings["epochs"], { min: 1, max: 1_000_000 });
  requireInteger("hidden", settings["hidden"], { min: 1, max: 2000 });
  requireInteger("length", settings["length"], { min: 1, max: LONGEST_WINDOW });
  requireNumber("learningRate", settings["learningRate"], { min: 0 });
  requireNumber("clip", settings["clip"], { above: 0 });
  requireTruncation("truncation", settings["truncation"]);
  requireArray("mended", mended, "ids");
  requireErrataOf(preset, "mended", mended);
  for (let n = 0; n < mended.length; n++) requireOneOf(`mended[${n}]`, mended[n], GRADIENT_ERRATA);
  if (preset === "as-published") requireWindow(settings["truncation"]);
}

/** Only the listing has errata to mend. */
function requireErrataOf(preset: Preset, label: string, mended: readonly unknown[]): void {
  if (mended.length > 0 && preset !== "as-published") {
    throw new RangeError(
      `${label}: expected none with the preset ${preset}, which has no errata, got ${describe(mended)}`,
    );
  }
}

/**
 * The settings in the listing's terms.
 *
 * @throws {RangeError} when the truncation is not a window
 */
export function listingSettings({ truncation, clip }: RunSettings): ListingSettings {
  requireWindow(truncation);
  return { hops: truncation.hops, clip };
}

function requireWindow(
  truncation: Truncation,
): asserts truncation is Extract<Truncation, { readonly kind: "window" }> {
  if (truncation.kind !== "window") {
    throw new RangeError(
      `truncation: expected a window, which is all the listing knows, got ${truncation.kind}`,
    );
  }
}

/**
 * Whether a run with these settings can be held against the published table: all is as published,
 * but for the number of epochs.
 */
export function isAsPublished(settings: RunSettings): boolean {
  const { preset, mended, truncation } = settings;
  const { epochs: _any, ...published } = ARTICLE;
  return (
    preset === "as-published" &&
    mended.length === 0 &&
    truncation.kind === "window" &&
    truncation.hops === DEFAULTS["as-published"].truncation.hops &&
    Object.entries(published).every(
      ([name, value]) => settings[name as keyof typeof published] === value,
    )
  );
}
