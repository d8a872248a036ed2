/**
 * The settings of the laboratory: the article's problem with each of its errata mended or not, next to
 * the choices that a network leaves anyway. One object says all that is computed and shown.
 */
import { LONGEST_WINDOW } from "../article/data.ts";
import { ERRATA, type Erratum, GRADIENT_ERRATA } from "../article/errata.ts";
import { STARTS, type Start } from "../article/network.ts";
import { PRESETS, type Preset, runSettings } from "../article/settings.ts";
import {
  requireArray,
  requireInteger,
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { ACTIVATIONS, type Activation } from "../rnn/activation.ts";
import { type Clipping, requireClipping } from "../rnn/clip.ts";
import { requireTruncation, type Truncation } from "../rnn/truncation.ts";

export type ErratumId = Erratum["id"];
/** E15 is mended by another start than `uniform`, and is no switch of its own. */
export type SwitchedErratum = Exclude<ErratumId, "E15">;

/** E01 to E16. */
export const ERRATUM_IDS: readonly ErratumId[] = Object.freeze(ERRATA.map(({ id }) => id));
/** All of them but E15. */
export const SWITCHED_ERRATA: readonly SwitchedErratum[] = Object.freeze(
  ERRATUM_IDS.filter((id) => id !== "E15"),
);

/** Obtain them from {@link labSettings}, which freezes them through and through. */
export interface LabSettings {
  /** where the settings came from; all that it says of a run is in the others */
  readonly preset: Preset;
  /** which errata are mended, in their order */
  readonly mended: readonly SwitchedErratum[];
  /** how the parameters are drawn, by NumPy's generator */
  readonly start: Start;
  readonly activation: Activation;
  readonly truncation: Truncation;
  /** null for none */
  readonly clip: Clipping | null;
  readonly learningRate: number;
  readonly epochs: number;
  /** H */
  readonly hidden: number;
  /** T */
  readonly length: number;
  readonly seed: number;
}

export type LabChanges = Partial<Omit<LabSettings, "preset">>;

/** What a page can compute while someone waits. */
export const LIMITS: Readonly<Record<"epochs" | "hidden" | "length", number>> = Object.freeze({
  epochs: 1000,
  hidden: 300,
  length: LONGEST_WINDOW,
});

/** Without these the listing does not run to its end, or cannot be run again. */
const RUNNABLE: readonly SwitchedErratum[] = ["E13", "E14"];

const DEFAULTS: Readonly<Record<Preset, Omit<LabSettings, "preset">>> = {
  "as-published": { ...ofRun("as-published"), mended: RUNNABLE },
  corrected: { ...ofRun("corrected"), mended: [...GRADIENT_ERRATA, ...RUNNABLE] },
  sane: { ...ofRun("sane"), mended: SWITCHED_ERRATA, start: "centred", activation: "tanh" },
};

/** What the presets of the laboratory have from those of the article. */
function ofRun(preset: Preset): Omit<LabSettings, "preset" | "mended"> {
  const { truncation, clip, learningRate, epochs, hidden, length, seed } = runSettings(preset);
  return {
    start: "uniform",
    activation: "sigmoid",
    truncation,
    clip: { kind: "value", limit: clip },
    learningRate,
    epochs,
    hidden,
    length,
    seed,
  };
}

/**
 * The settings of a preset, with what is changed. `as-published` has two errata mended, since with
 * them there is no such run: E13, an error's factor that is not defined, and E14, the seed.
 *
 * @throws {TypeError | RangeError} when the preset or a change is unknown or out of range
 */
export function labSettings(preset: Preset, changes: LabChanges = {}): LabSettings {
  requireOneOf("preset", preset, PRESETS);
  requireObject("changes", changes);
  const settings = { ...DEFAULTS[preset], ...changes, preset };
  requireLabSettings(settings);
  const { mended, truncation, clip, learningRate } = settings;
  return Object.freeze({
    ...settings,
    mended: Object.freeze(SWITCHED_ERRATA.filter((id) => mended.includes(id))),
    truncation: Object.freeze({ ...truncation }),
    clip: clip && Object.freeze({ ...clip }),
    // −0 is 0, and not another address.
    learningRate: learningRate + 0,
  });
}

/**
 * Settings as {@link labSettings} returns them, or a copy of some.
 *
 * @throws {TypeError | RangeError} naming the first member that is not so
 */
export function requireLabSettings(settings: unknown): asserts settings is LabSettings {
  requireObject("settings", settings);
  requireOnlyKeys("settings", settings, ["preset", ...Object.keys(DEFAULTS.sane)]);
  const { mended, clip } = settings;
  requireOneOf("preset", settings["preset"], PRESETS);
  requireArray("mended", mended, "ids");
  for (let n = 0; n < mended.length; n++) requireOneOf(`mended[${n}]`, mended[n], SWITCHED_ERRATA);
  requireOneOf("start", settings["start"], STARTS);
  requireOneOf("activation", settings["activation"], ACTIVATIONS);
  requireTruncation("truncation", settings["truncation"]);
  if (clip !== null) requireClipping(clip);
  requireNumber("learningRate", settings["learningRate"], { min: 0 });
  for (const name of ["epochs", "hidden", "length"] as const) {
    requireInteger(name, settings[name], { min: 1, max: LIMITS[name] });
  }
  requireInteger("seed", settings["seed"], { min: 0, max: 2 ** 32 - 1 });
}

/** Whether the erratum is mended; E15 is, by any start but `uniform`. */
export function isMended({ mended, start }: LabSettings, id: ErratumId): boolean {
  return id === "E15" ? start !== "uniform" : mended.includes(id);
}

/** The settings with one erratum mended or left; E15 by the `centred` start or by `uniform`. */
export function withErratum(settings: LabSettings, id: ErratumId, mended: boolean): LabSettings {
  if (isMended(settings, id) === mended) return settings;
  if (id === "E15") return changed(settings, { start: mended ? "centred" : "uniform" });
  const others = settings.mended.filter((other) => other !== id);
  return changed(settings, { mended: mended ? [...others, id] : others });
}

/**
 * The settings with some of them changed.
 *
 * @throws {TypeError | RangeError} as {@link labSettings}
 */
export function changed({ preset, ...others }: LabSettings, changes: LabChanges): LabSettings {
  return labSettings(preset, { ...others, ...changes });
}
