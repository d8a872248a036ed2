/**
 * Derivatives by central differences extrapolated to h → 0, each with an estimate of its own error:
 * C. J. F. Ridders, Accurate computation of F′(x) and F′(x)F″(x), Advances in Engineering Software
 * 4(2), 1982. The error of a central difference D(h) is a series in h², h⁴, …; a table over falling
 * steps removes one power after the other, until rounding, which grows as 1/h, outweighs the rest.
 *
 * The estimate has three parts. How far a number of the table is from the two that it was made of,
 * which in a converging table is the error of those. A bound on the rounding, carried through the
 * table with the weights of the numbers. And half of what a second table makes of the jump of the
 * slope at x,
 *
 *     J(h) = (f(x+h) − f(x))/h − (f(x) − f(x−h))/h = h f″ + h³/12 f⁗ + …,
 *
 * which is 0 at h → 0 wherever f has a derivative: a question whose answer is known, put to the same
 * values of f. Without it a kink at x, where D(h) is the same for every h, would pass as certain.
 * Where J stays, there is no derivative, and no error is large enough.
 *
 * A table over long steps may agree with itself and be wrong: about what is over before the first
 * step, such as a wave, a saturated tanh, a Gaussian. So three differences are taken first, over
 * steps so short that rounding leaves them only a few digits, and no row counts that they contradict.
 */
import { requireNumber, requireObject, requireOnlyKeys } from "../numerics/require.ts";
import { UNIT_ROUNDOFF } from "../numerics/ulp.ts";
import {
  copyOfTensors,
  entriesOf,
  evaluate,
  namesOf,
  type Point,
  requireFunction,
  requireTensors,
} from "./tensors.ts";

/** The first step for entries up to 1 in size: long, since rounding is divided by it. */
export const FIRST_STEP: number = 2 ** -3;

/**
 * Each step is the one before over √5. The divisors of the table are then 5 − 1, 5² − 1, …, and the
 * ratio is irrational: were it 2, a function of period h would be a constant in all of the table.
 */
const RATIO_SQUARED = 5;
const RATIO = Math.sqrt(RATIO_SQUARED);

/**
 * The short steps, as parts of the first: 2e-5, 1e-6 and 1e-7 for entries up to 1. All that is longer
 * than the last shows in at least one of them.
 */
const SHORT_STEPS = [1 / 8192, 1 / 131072, 1 / 1048576];

/** Of a step: so much shorter, f has another value unless it is flat there. */
const LEAST_SHARE = 2 ** -20;

/** Where f is looked at when it is flat at all short steps, in first steps: 1 for entries up to 1. */
const FAR = 8;

/**
 * By how much the bound on the rounding may be too low: three digits, as f may have lost them by
 * cancellation. Where the short steps show more, that may be noise or a wave, and nothing tells which.
 */
const MOST_EXCESS = 2 ** 10;

/** Steps that are always taken: on functions of scale 1 the fourth reaches the rounding errors. */
export const MIN_LEVELS = 4;
/** Steps after which a function is left unresolved; the last one is 9e-5 for entries up to 1. */
export const MAX_LEVELS = 10;

/**
 * The rounding error of a value, relative to it, where nothing else is known: 16u, u = 2^-53. It is
 * what a few hundred operations come to when their errors add up as a random walk does (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd ed., §2.8).
 */
export const RELATIVE_NOISE: number = 16 * UNIT_ROUNDOFF;

/** How the differences are taken. */
export interface RiddersOptions {
  /**
   * A bound on the rounding error of one value of f. By default {@link RELATIVE_NOISE} times
   * |f| + |x f′|, with the largest |f| there is within the first step, for errors in f and in what is
   * made of its argument. An f that is the small difference of large numbers has more, and then the
   * bound is needed.
   */
  readonly noise?: number;
  /** the first step for entries up to 1 in size; {@link FIRST_STEP} when absent */
  readonly step?: number;
}

/** Four numbers for each entry of the point, in its names and shapes. */
export interface RiddersGradient<P> {
  /** the derivatives; NaN where f is not finite however near */
  readonly values: P;
  /**
   * how far off they may be; Infinity at a kink, where f did not settle as the steps fell, and where
   * the shortest steps contradict all longer ones
   */
  readonly errors: P;
  /** the shortest step that went into the value */
  readonly steps: P;
  /** how far apart the slopes on both sides of a kink are, and 0 where none was found */
  readonly kinks: P;
}

/**
 * The gradient of f with an error estimate for each entry, from one value of f at the point and 14 to
 * 30 more for each entry. A kink closer to the point than the last step of the table shows in the
 * error at least; of anything else, what is finer than the shortest step, 1e-7, remains unseen.
 *
 * @param f called with tensors of its own, which it must not keep or change
 * @param at the point; left untouched
 * @throws {TypeError} when f is not a function that returns a number, the point no tensors, or an
 *   option no number
 * @throws {RangeError} when a number of the point or f there is not finite, the noise is below 0, or
 *   the step not above 0
 */
export function riddersGradient<P extends Point<P>>(
  f: (at: P) => number,
  at: P,
  options: RiddersOptions = {},
): RiddersGradient<P> {
  requireFunction(f);
  requireTensors("at", at);
  requireObject("options", options);
  requireOnlyKeys("options", options, ["noise", "step"]);
  const { noise, step = FIRST_STEP } = options;
  if (noise !== undefined) requireNumber("options.noise", noise, { min: 0 });
  requireNumber("options.step", step, { above: 0 });
  const point = copyOfTensors(at);
  const f0 = evaluate(f, point);
  requireNumber("f(at)", f0);

  const [values, errors, steps, kinks] = [at, at, at, at].map(copyOfTensors<P>);
  for (const name of namesOf(point)) {
    const entries = entriesOf(point[name]);
    for (let i = 0; i < entries.length; i++) {
      const x = entries[i];
      const along = (value: number): number => {
        entries[i] = value;
        return evaluate(f, point);
      };
      const estimate = derivative(along, x, f0, step * Math.max(1, Math.abs(x)), noise);
      // Put back, not moved back: (x + h) − h need not be x.
      entries[i] = x;
      entriesOf(values[name])[i] = estimate.value;
      entriesOf(errors[name])[i] = estimate.error;
      entriesOf(steps[name])[i] = estimate.step;
      entriesOf(kinks[name])[i] = estimate.kink;
    }
  }
  return { values, errors, steps, kinks };
}

interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly step: number;
  readonly kink: number;
}

/** The difference quotients of one step. */
interface Quotients {
  /** (x + h) − x as it was stored */
  readonly h: number;
  readonly left: number;
  readonly right: number;
  readonly central: Bounded;
  /** the largest |f| there was */
  readonly size: number;
}

/** A number and a bound on the rounding errors in it. */
interface Bounded {
  readonly value: number;
  readonly rounding: number;
}

/** A row of both tables: from column to column one power of h less in the error. */
interface Row {
  readonly quotients: Quotients;
  readonly slope: readonly Bounded[];
  readonly jump: readonly Bounded[];
  /** the number of the row with the least error, and that error without the rounding */
  readonly best: Bounded & { readonly truncation: number };
}

function derivative(
  f: (x: number) => number,
  x: number,
  f0: number,
  firstStep: number,
  noise: number | undefined,
): Estimate {
  // Where f itself is small by cancellation, its terms are not, and a step away they need not cancel.
  const longest = quotientsAt(f, x, f0, firstStep, 0, noise);
  const size = longest?.size ?? 0;
  const at = (h: number): Quotients | undefined =>
    h === firstStep ? longest : quotientsAt(f, x, f0, h, size, noise);
  const short = SHORT_STEPS.flatMap((part) => at(part * firstStep) ?? []);
  const rows: Row[] = [];
  let h = firstStep;
  for (let level = 0; level < MAX_LEVELS; level++, h /= RATIO) {
    const quotients = at(h);
    // Shorter steps may stay where f is finite.
    if (quotients === undefined) continue;
    const row = rowBelow(rows.at(-1), quotients);
    rows.push(row);
    const { truncation, rounding } = row.best;
    if (rows.length < MIN_LEVELS || truncation > rounding) continue;
    if (excessSeen(row, short) <= MOST_EXCESS) break;
  }
  // Below three rows there is nothing to tell convergence by.
  if (rows.length < 3) return { value: Number.NaN, error: Infinity, step: Number.NaN, kink: 0 };
  const estimate = conclusion(rows, short);
  const isFlat = short.every(({ left, right }) => left === 0 && right === 0);
  if (!isFlat) return estimate;
  const near = rows.toReversed().map(({ quotients }) => quotients);
  const far = at(FAR * firstStep);
  const jumps = movesByJumps(f, x, far === undefined ? near : [...near, far]);
  return jumps ? { ...estimate, error: Infinity } : estimate;
}

/** Undefined where f or a quotient is not finite. */
function quotientsAt(
  f: (x: number) => number,
  x: number,
  f0: number,
  h: number,
  sizeNear: number,
  noise: number | undefined,
): Quotients | undefined {
  const above = x + h;
  // As far below as above, to the bit where |x| ≥ h, or f″ would enter; and every divisor is what
  // was stored.
  const below = x - (above - x);
  if (!(Number.isFinite(above) && Number.isFinite(below))) return undefined;
  const fAbove = f(above);
  const fBelow = f(below);
  const right = (fAbove - f0) / (above - x);
  const left = (f0 - fBelow) / (x - below);
  const value = (fAbove - fBelow) / (above - below);
  if (!(Number.isFinite(left) && Number.isFinite(right) && Number.isFinite(value))) {
    return undefined;
  }
  const size = Math.max(Math.abs(fAbove), Math.abs(fBelow), Math.abs(f0), sizeNear);
  // The least number there is stands for underflow.
  const bound = noise ?? RELATIVE_NOISE * (size + Math.abs(x * value)) + Number.MIN_VALUE;
  // Of the arithmetic here: four operations and what x ± h are not symmetric by, then one or two for
  // each of at most nine columns.
  const own = 16 * UNIT_ROUNDOFF * Math.max(Math.abs(left), Math.abs(right));
  const rounding = (2 * bound) / (above - below) + own;
  return { h: above - x, left, right, central: { value, rounding }, size };
}

function rowBelow(previous: Row | undefined, quotients: Quotients): Row {
  const { left, right, central } = quotients;
  // Two quotients, each with twice the rounding of the central one: it divides by h, not 2h.
  const difference = { value: right - left, rounding: 4 * central.rounding };
  const slope = extrapolated(central, previous?.slope, RATIO_SQUARED);
  const jump = extrapolated(difference, previous?.jump, RATIO);
  let best = { ...central, truncation: Infinity };
  for (let k = 0; previous && k < previous.slope.length; k++) {
    // The next column of J: in this one, h f″ might happen to cancel a jump.
    const truncation = change(slope, previous.slope, k) + Math.abs(jump[k + 1].value) / 2;
    if (truncation + slope[k].rounding < best.truncation + best.rounding) {
      best = { ...slope[k], truncation };
    }
  }
  return { quotients, slope, jump, best };
}

/**
 * A row of Richardson's table under the previous one.
 *
 * @param factor by how much the first power in the error falls from row to row; the next ones by 5,
 *   5², … times as much
 */
function extrapolated(
  first: Bounded,
  previous: readonly Bounded[] | undefined,
  factor: number,
): Bounded[] {
  const row = [first];
  if (previous === undefined) return row;
  for (const above of previous) {
    const { value, rounding } = row[row.length - 1];
    row.push({
      value: value + (value - above.value) / (factor - 1),
      rounding: (factor * rounding + above.rounding) / (factor - 1),
    });
    factor *= RATIO_SQUARED;
  }
  return row;
}

/** How far column k is from the same column above and from the one it improves on. */
function change(row: readonly Bounded[], previous: readonly Bounded[], k: number): number {
  const down = Math.abs(row[k].value - previous[k].value);
  return k === 0 ? down : Math.max(down, Math.abs(row[k].value - previous[k - 1].value));
}

function conclusion(rows: readonly Row[], short: readonly Quotients[]): Estimate {
  const estimate = leastError(rows, short);
  if (!isSettled(rows)) return { ...estimate, error: Infinity };
  const last = rows[rows.length - 1];
  const previous = rows[rows.length - 2];
  // J is off by up to four times as much as D, so it must stand out from that as well.
  const seen = change(last.jump, previous.jump, 1) + 4 * change(last.slope, previous.slope, 1);
  if (!(Math.abs(last.jump[1].value) > seen + last.jump[1].rounding)) return estimate;
  const { left, right } = last.quotients;
  return { ...estimate, error: Infinity, kink: Math.abs(right - left) };
}

/**
 * By how much the bound on the rounding must be too low if a row is right and the short steps are not
 * where it says. They are off by less than its own first difference, as their steps are shorter.
 */
function excessSeen({ quotients, best }: Row, short: readonly Quotients[]): number {
  const own = Math.abs(quotients.central.value - best.value);
  const known = 2 * best.truncation + best.rounding;
  return short.reduce((largest, { h, central }) => {
    const off = Math.abs(central.value - best.value) - known - own * (h / quotients.h);
    return off > 0 ? Math.max(largest, off / central.rounding) : largest;
  }, 0);
}

/**
 * The row with the least error of those that the short steps do not contradict; the last one, with an
 * error without bound, where they contradict all. Rounding makes itself known in the rows of short
 * steps, where it is all that is left: if they differ by more than its bound, the bound was too small
 * by this factor, for longer steps too.
 */
function leastError(rows: readonly Row[], short: readonly Quotients[]): Estimate {
  const { best, quotients } = rows[rows.length - 1];
  let least = { value: best.value, error: Infinity, step: quotients.h, kink: 0 };
  let excess = 1;
  for (const row of rows.toReversed()) {
    const { value, rounding, truncation } = row.best;
    const shown = excessSeen(row, short);
    // Twice: with a kink between the last steps a number can be off by a quarter more than it shows.
    const error = truncation + Math.max(truncation, Math.max(excess, shown) * rounding);
    if (shown <= MOST_EXCESS && error < least.error) {
      least = { value, error, step: row.quotients.h, kink: 0 };
    }
    // 0 / 0 where f is constant and without rounding.
    excess = Math.max(excess, truncation / rounding || 0);
  }
  return least;
}

/**
 * Whether f, flat at the point, is flat again where it first has another value, as a function is that
 * was rounded to fewer digits. Of the slope that it lost its values tell nothing.
 *
 * @param quotients at rising steps
 */
function movesByJumps(
  f: (x: number) => number,
  x: number,
  quotients: readonly Quotients[],
): boolean {
  for (const { h, left, right, central } of quotients) {
    const slope = Math.max(Math.abs(left), Math.abs(right));
    // Over this share of h a function of that slope moves by four times its rounding.
    const share = Math.max(LEAST_SHARE, (4 * central.rounding) / slope);
    if (!(share <= 1 / 2)) continue;
    const away = right === 0 ? -h : h;
    return f(x + away) === f(x + (1 - share) * away);
  }
  return false;
}

/**
 * Whether the slopes to the left and to the right came to rest: both change by less than a quarter
 * of the largest slope there was. At a kink they do; at a jump of f, or a wave shorter than the last
 * step, they grow as 1/h.
 */
function isSettled(rows: readonly Row[]): boolean {
  const largest = rows.reduce(
    (size, { quotients: { left, right } }) => Math.max(size, Math.abs(left), Math.abs(right)),
    0,
  );
  const last = rows[rows.length - 1];
  const previous = rows[rows.length - 2].quotients;
  const moved = Math.max(
    Math.abs(last.quotients.left - previous.left),
    Math.abs(last.quotients.right - previous.right),
  );
  return moved <= largest / 4 + 2 * last.jump[0].rounding;
}
