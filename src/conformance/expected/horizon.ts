/**
 * How far into a trajectory its losses are held to a tolerance.
 *
 * The bound of an epoch's loss takes in what rounding made of the parameters in all updates before,
 * and grows from epoch to epoch, in a network that learns as fast as it may by a constant factor. While
 * it stays below a share of the loss, the loss is judged by it. Past that, what can be said is how far
 * apart right programs were seen to end: the range of an ensemble of them, widened on each side by as
 * much again, since a few dozen members do not find the ends of a range that others may.
 */
import { DTYPES, type Dtype, UNIT_ROUNDOFFS } from "../dtype.ts";
import type { Nested } from "../shapes.ts";
import type { Draft } from "../suite/draft.ts";
import type { LossRange } from "../types.ts";
import { emulatedMethod } from "./emulation.ts";
import { numbersOf } from "./factors.ts";
import { type Trained, trajectoryOver } from "./solveOver.ts";
import { termsOf } from "./terms.ts";

/**
 * The share of a loss that its bound may be. A hundredth of the loss still tells most mistakes from
 * rounding in binary32, and in binary64 a thousandth comes a few epochs before chaos does.
 */
const SHARES: Readonly<Record<Dtype, number>> = { float64: 1e-3, float32: 1e-2 };

/** Terms that the ensemble may sum in each dtype; a small case has all the members. */
const ENSEMBLE_TERMS = 2e8;
const MOST_MEMBERS = 32;
const FEWEST_MEMBERS = 4;

/** How far each dtype is held to the error factors, and to what past that. */
export interface Horizons {
  readonly horizon: Readonly<Record<Dtype, number>>;
  readonly ranges: Readonly<Record<Dtype, LossRange[]>>;
}

/**
 * The horizons of a trajectory. That of all epochs holds the last parameters to their bounds, too,
 * and so is for those only that stay as near.
 *
 * @param exact losses and parameters
 * @param bounds theirs, in each dtype
 * @throws {RangeError} when the loss of a member of the ensemble does not stay finite
 */
export function horizonsOf(
  draft: Draft<"trajectory">,
  exact: Trained,
  bounds: Readonly<Record<Dtype, Trained>>,
): Horizons {
  const ensembles = {
    float64: ensembleOf(draft, "float64"),
    float32: ensembleOf(draft, "float32"),
  };
  const { trainLoss, ...parameters } = exact;
  const reachOf = (dtype: Dtype): number => {
    const { trainLoss: ofLosses, ...ofParameters } = bounds[dtype];
    const isNear = (tensor: Nested, bound: Nested, seen: readonly Nested[]): boolean =>
      isWithin(SHARES[dtype], tensor, bound, seen);
    const first = trainLoss.findIndex(
      (loss, epoch) =>
        !isNear(
          loss,
          ofLosses[epoch],
          ensembles[dtype].map((member) => member.trainLoss[epoch]),
        ),
    );
    if (first >= 0) return first;
    const [exactly, off] = [{ ...parameters }, { ...ofParameters }].map(tensorsOf);
    const members = ensembles[dtype].map(({ trainLoss: _, ...rest }) => tensorsOf({ ...rest }));
    const areNear = exactly.every((tensor, n) =>
      isNear(
        tensor,
        off[n],
        members.map((tensors) => tensors[n]),
      ),
    );
    return areNear ? trainLoss.length : trainLoss.length - 1;
  };
  const float64 = reachOf("float64");
  const horizon = { float64, float32: Math.min(float64, reachOf("float32")) };
  const rangesOf = (dtype: Dtype): LossRange[] =>
    trainLoss.slice(horizon[dtype]).map((loss, n) => {
      const epoch = horizon[dtype] + n;
      return widened(dtype, [loss, ...ensembles[dtype].map((member) => member.trainLoss[epoch])]);
    });
  return { horizon, ranges: { float64: rangesOf("float64"), float32: rangesOf("float32") } };
}

/**
 * The horizons of a trajectory that is held to its bounds from its first loss to its last parameters,
 * in either dtype; undefined where it is not. No ensemble is asked.
 */
export function wholeHorizons(
  exact: Trained,
  bounds: Readonly<Record<Dtype, Trained>>,
): Horizons | undefined {
  const { trainLoss, ...parameters } = exact;
  const isWhole = DTYPES.every((dtype) => {
    const { trainLoss: ofLosses, ...ofParameters } = bounds[dtype];
    const isNear = (tensor: Nested, bound: Nested): boolean =>
      isWithin(SHARES[dtype], tensor, bound, []);
    const [exactly, off] = [{ ...parameters }, { ...ofParameters }].map(tensorsOf);
    return (
      trainLoss.every((loss, epoch) => isNear(loss, ofLosses[epoch])) &&
      exactly.every((tensor, n) => isNear(tensor, off[n]))
    );
  });
  if (!isWhole) return undefined;
  const epochs = trainLoss.length;
  return { horizon: { float64: epochs, float32: epochs }, ranges: { float64: [], float32: [] } };
}

/** In the order U, W, V, b, c. */
function tensorsOf(parameters: Readonly<Record<string, Nested>>): Nested[] {
  return Object.values(parameters);
}

/**
 * Whether all bounds of a tensor are at most a share of its largest entry, and nobody was seen to
 * leave them.
 */
function isWithin(
  share: number,
  tensor: Nested,
  bounds: Nested,
  members: readonly Nested[],
): boolean {
  const exact = numbersOf(tensor);
  const most = share * Math.max(...exact.map(Math.abs));
  const seen = members.map(numbersOf);
  return numbersOf(bounds).every(
    (bound, n) =>
      bound <= most && seen.every((numbers) => Math.abs(numbers[n] - exact[n]) <= bound),
  );
}

/** What right programs make of it, each seed's. */
export function ensembleOf(draft: Draft<"trajectory">, dtype: Dtype): Trained[] {
  const affordable = Math.floor(ENSEMBLE_TERMS / termsOf(draft));
  const members = Math.max(FEWEST_MEMBERS, Math.min(MOST_MEMBERS, affordable));
  return Array.from({ length: members }, (_, seed) => {
    const result = trajectoryOver(emulatedMethod(dtype, seed), draft);
    const loss = result.trainLoss.find((value) => !Number.isFinite(value));
    if (loss === undefined) return result;
    throw new RangeError(`${draft.id}: expected finite losses, got ${loss} in ${dtype}`);
  });
}

/** From the least to the largest, as much again to either side, and a rounding of the largest. */
function widened(dtype: Dtype, losses: readonly number[]): LossRange {
  const [min, max] = [Math.min(...losses), Math.max(...losses)];
  const margin = max - min + 2 * UNIT_ROUNDOFFS[dtype] * max;
  return { min: Math.max(0, min - margin), max: max + margin };
}
