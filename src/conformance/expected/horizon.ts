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
import type { Draft } from "../suite/draft.ts";
import type { LossRange } from "../types.ts";
import { emulatedMethod } from "./emulation.ts";
import { trajectoryOver } from "./solveOver.ts";

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
 * The horizons of a trajectory.
 *
 * @param trainLoss the exact losses, epoch by epoch
 * @param bounds theirs, in each dtype
 * @throws {RangeError} when a member of the ensemble does not stay finite
 */
export function horizonsOf(
  draft: Draft<"trajectory">,
  trainLoss: readonly number[],
  bounds: Readonly<Record<Dtype, readonly number[]>>,
): Horizons {
  const ensembles = {
    float64: ensembleOf(draft, "float64"),
    float32: ensembleOf(draft, "float32"),
  };
  const within = (dtype: Dtype): number =>
    trainLoss.findIndex(
      (loss, epoch) =>
        !isTelling(dtype, loss, bounds[dtype][epoch]) ||
        ensembles[dtype].some(
          (member) => !(Math.abs(member[epoch] - loss) <= bounds[dtype][epoch]),
        ),
    );
  const first = (dtype: Dtype): number => (within(dtype) < 0 ? trainLoss.length : within(dtype));
  const float64 = first("float64");
  const horizon = { float64, float32: Math.min(float64, first("float32")) };
  const rangesOf = (dtype: Dtype): LossRange[] =>
    trainLoss.slice(horizon[dtype]).map((loss, n) => {
      const epoch = horizon[dtype] + n;
      const losses = ensembles[dtype].map((member) => member[epoch]);
      return widened(dtype, [loss, ...losses]);
    });
  return { horizon, ranges: { float64: rangesOf("float64"), float32: rangesOf("float32") } };
}

/** Whether a loss is judged by its bound. */
function isTelling(dtype: Dtype, loss: number, bound: number): boolean {
  return bound <= SHARES[dtype] * loss;
}

/**
 * The horizons of a trajectory whose losses are all held to their bounds in either dtype; undefined
 * where some are not. No ensemble is asked.
 */
export function wholeHorizons(
  trainLoss: readonly number[],
  bounds: Readonly<Record<Dtype, readonly number[]>>,
): Horizons | undefined {
  const isWhole = DTYPES.every((dtype) =>
    trainLoss.every((loss, epoch) => isTelling(dtype, loss, bounds[dtype][epoch])),
  );
  if (!isWhole) return undefined;
  const epochs = trainLoss.length;
  return { horizon: { float64: epochs, float32: epochs }, ranges: { float64: [], float32: [] } };
}

/** The losses of right programs, each seed's. */
export function ensembleOf(draft: Draft<"trajectory">, dtype: Dtype): number[][] {
  return Array.from({ length: membersFor(draft) }, (_, seed) =>
    trajectoryOver(emulatedMethod(dtype, seed), draft).trainLoss.map((loss) => {
      if (Number.isFinite(loss)) return loss;
      throw new RangeError(`${draft.id}: expected finite losses, got ${loss} in ${dtype}`);
    }),
  );
}

/** As many as cost no more than they may. */
function membersFor({ config, inputs }: Draft<"trajectory">): number {
  const { inputSize: D, hiddenSize: H, outputSize: O, lossAt } = config;
  const steps = inputs.records.reduce((sum, { x }) => {
    const losses = lossAt === "every" ? x.length : 1;
    return sum + x.length * (2 + losses);
  }, 0);
  const terms = inputs.epochs * steps * H * (D + 2 * H + O);
  return Math.max(FEWEST_MEMBERS, Math.min(MOST_MEMBERS, Math.floor(ENSEMBLE_TERMS / terms)));
}

/** From the least to the largest, as much again to either side, and a rounding of the largest. */
function widened(dtype: Dtype, losses: readonly number[]): LossRange {
  const [min, max] = [Math.min(...losses), Math.max(...losses)];
  const margin = max - min + 2 * UNIT_ROUNDOFFS[dtype] * max;
  return { min: Math.max(0, min - margin), max: max + margin };
}
