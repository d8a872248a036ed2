/** Reproductions made up for the reports: small, quick, and as odd as wanted. */
import { type Ensemble, ensembleOf, type RunFigures } from "../../src/article/ensemble.ts";
import { ladderSteps, type Rung } from "../../src/article/ladder.ts";
import { startParameters } from "../../src/article/network.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../../src/article/published.ts";
import { type Reproduction, reproduction } from "../../src/article/reproduction.ts";
import type { RunResult } from "../../src/article/run.ts";
import { type Preset, type RunSettings, runSettings } from "../../src/article/settings.ts";

/** The first epoch in which the made-up run parts with the published one. */
export const PARTING = 6;

/** A made-up result: the published losses, but for a factor from {@link PARTING} on. */
export function result(settings: RunSettings, changes: Partial<RunResult> = {}): RunResult {
  const factor = { "as-published": 1.01, corrected: 1.5, sane: 1e-5 }[settings.preset];
  const losses = (published: readonly string[]): number[] =>
    Array.from({ length: settings.epochs }, (_, n) => {
      const figure = Number(published[Math.min(n, published.length - 1)]);
      return n + 1 < PARTING && settings.preset !== "sane" ? figure : figure * factor;
    });
  const predictions = {
    training: Float64Array.from({ length: 100 }, (_, n) => Math.sin(n)),
    validation: Float64Array.from({ length: 50 }, (_, n) => Math.sin(100 + n)),
  };
  const sane = settings.preset === "sane";
  return {
    trainLoss: losses(PUBLISHED_TRAIN_LOSS),
    valLoss: losses(PUBLISHED_VAL_LOSS),
    asTrained: predictions,
    articlePrediction: sane ? null : predictions,
    valRmse: { asTrained: 0.5, articlePrediction: sane ? null : 0.1275 },
    parameters: startParameters(runSettings("sane", { hidden: 1, length: 1 })),
    sha256: settings.preset.padEnd(64, "0"),
    ...changes,
  };
}

/** Three made-up members: the published losses, and 0.5 % and 2 % more from {@link PARTING} on. */
export function ensemble(): Ensemble {
  return ensembleOf(
    [1, 1.005, 1.02].map((factor): RunFigures => {
      const losses = (published: readonly string[]): number[] =>
        published.map((figure, n) => Number(figure) * (n + 1 < PARTING ? 1 : factor));
      return {
        trainLoss: losses(PUBLISHED_TRAIN_LOSS),
        valLoss: losses(PUBLISHED_VAL_LOSS),
        valRmse: { articlePrediction: 0.127 * factor, asTrained: 0.5 },
      };
    }),
  );
}

/** A made-up ladder, whose distances shrink with the errata that are mended. */
export function ladder(): Rung[] {
  return ladderSteps().map((mended) => ({
    mended,
    trainLoss: 30 - mended.length,
    valLoss: 15 - mended.length,
    valRmse: { asTrained: 0.5, articlePrediction: 0.25 },
    distance: {
      articleStart: mended.length === 10 ? 0 : 3 / (1 + mended.length),
      centredStart: mended.length >= 9 ? 5e-16 : 300 / (1 + mended.length),
    },
  }));
}

export interface Wanted {
  readonly presets?: readonly Preset[];
  readonly epochs?: number;
  readonly seed?: number;
  readonly ladder?: readonly Rung[] | null;
  readonly complete?: boolean;
  /** of the result of every run */
  readonly changes?: Partial<RunResult>;
}

/** A reproduction with everything, unless less is wanted. */
export function fabricated(wanted: Wanted = {}): Reproduction {
  const { presets = ["as-published", "corrected", "sane"], epochs, seed, changes } = wanted;
  const runs = presets.map((preset) => {
    const settings = runSettings(preset, {
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
    });
    return { settings, result: result(settings, changes) };
  });
  return reproduction(
    runs,
    wanted.ladder === undefined ? ladder() : wanted.ladder,
    ensemble(),
    wanted.complete ?? true,
  );
}
