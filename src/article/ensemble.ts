/**
 * The rounding ensemble: the published run again and again, each time with half of the entries of
 * the initial W moved by one unit in the last place. Where its members part, a program that rounds
 * otherwise than the author's cannot be expected to print the author's digits; where they agree, it
 * can.
 */
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";
import { copyOf, type Matrix } from "../numerics/matrix.ts";
import { type RandomStream, randomStream } from "../numerics/random.ts";
import { requireInteger } from "../numerics/require.ts";
import { type Spread, spread } from "../numerics/statistics.ts";
import { nextDown, nextUp } from "../numerics/ulp.ts";
import type { Parameters } from "../rnn/parameters.ts";
import { startParameters } from "./network.ts";
import { articleRun, type RunResult } from "./run.ts";
import type { RunSettings } from "./settings.ts";

/** The figures of one run that an ensemble or a survey of seeds keeps. */
export interface RunFigures {
  readonly trainLoss: readonly number[];
  readonly valLoss: readonly number[];
  readonly valRmse: { readonly articlePrediction: number; readonly asTrained: number };
}

export interface Ensemble {
  readonly members: number;
  /** by epoch */
  readonly trainLoss: readonly Spread[];
  /** by epoch */
  readonly valLoss: readonly Spread[];
  readonly valRmse: { readonly articlePrediction: Spread; readonly asTrained: Spread };
}

/**
 * One member.
 *
 * @param member a whole number of at least 1; it seeds the moves, so that a member is always the same
 */
export function ensembleMember(
  settings: RunSettings,
  member: number,
  engine: Engine = bestEngine(),
): RunFigures {
  return runFigures(articleRun(settings, jitteredStart(settings, member), engine));
}

/**
 * Where a member starts: as the settings say, but for last-place changes of W.
 *
 * @throws {TypeError | RangeError} when the member is not a whole number of at least 1
 */
export function jitteredStart(settings: RunSettings, member: number): Parameters {
  requireInteger("member", member, { min: 1, max: 2 ** 32 - 1 });
  const start = startParameters(settings);
  return { ...start, W: jittered(start.W, randomStream("seedrandom", member)) };
}

/** A matrix of which about half of the entries went one unit in the last place up or down. */
function jittered(A: Matrix, random: RandomStream): Matrix {
  const B = copyOf(A);
  for (let i = 0; i < B.data.length; i++) {
    const r = random.next();
    if (r < 0.25) B.data[i] = nextDown(B.data[i]);
    else if (r < 0.5) B.data[i] = nextUp(B.data[i]);
  }
  return B;
}

/**
 * @throws {RangeError} when the run's network cannot predict in the article's way
 */
export function runFigures({ trainLoss, valLoss, valRmse }: RunResult): RunFigures {
  const { articlePrediction, asTrained } = valRmse;
  if (articlePrediction === null) {
    throw new RangeError("preset: expected a network with an input column for each step, got sane");
  }
  return { trainLoss, valLoss, valRmse: { articlePrediction, asTrained } };
}

/**
 * What rounding alone does to a loss stays far below this part of it: a forward pass of T H ≈ 5000
 * roundings of 2^-53 comes to 6e-13 at worst. What is above it shows in the digits that the article
 * prints, ten and more.
 */
const ROUNDING = 1e-9;

/**
 * The first epoch, counted from 1, in which the members are farther apart than rounding moves a loss
 * that it does not move chaotically; null when there is none.
 */
export function firstChaoticEpoch({ trainLoss, valLoss }: Ensemble): number | null {
  const apart = ({ min, max }: Spread): boolean => max - min > ROUNDING * min;
  const index = trainLoss.findIndex((spread, n) => apart(spread) || apart(valLoss[n]));
  return index < 0 ? null : index + 1;
}

/**
 * The spread of every figure over the members.
 *
 * @throws {RangeError} when there is no member
 */
export function ensembleOf(members: readonly RunFigures[]): Ensemble {
  const first = members[0];
  if (first === undefined) throw new RangeError("members: expected at least one, got none");
  const over = (figure: (member: RunFigures) => number): Spread => spread(members.map(figure));
  return {
    members: members.length,
    trainLoss: first.trainLoss.map((_, n) => over(({ trainLoss }) => trainLoss[n])),
    valLoss: first.valLoss.map((_, n) => over(({ valLoss }) => valLoss[n])),
    valRmse: {
      articlePrediction: over(({ valRmse }) => valRmse.articlePrediction),
      asTrained: over(({ valRmse }) => valRmse.asTrained),
    },
  };
}
