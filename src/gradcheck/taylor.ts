/**
 * The Taylor remainder test of a gradient g at x, along a direction v:
 *
 *     R(h) = |f(x + h v) − f(x) − h gᵀv|
 *
 * falls as h² if g is the gradient, and as h if it is not (P. E. Farrell, D. A. Ham, S. W. Funke and
 * M. E. Rognes, Automated derivation of the adjoint of high-level transient finite element programs,
 * SIAM Journal on Scientific Computing 35(4), 2013; the `taylor_test` of dolfin-adjoint, and PETSc's
 * `-tao_test_gradient`). No step and no tolerance is chosen: h is halved until nothing but rounding
 * is left, and the power of h just above it is read off.
 *
 * Just above it, since there the lowest power has had the longest time to come out: a gradient that
 * is off by ε looks right as long as h f″ is larger than ε. So a random direction through all
 * tensors at once can miss an error in a small one, and each is also tested by itself.
 */
import { ln } from "../numerics/elementary.ts";
import { type RandomStream, randomStream } from "../numerics/random.ts";
import {
  requireInteger,
  requireNumber,
  requireObject,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { RELATIVE_NOISE } from "./ridders.ts";
import {
  copyOfTensors,
  entriesOf,
  evaluate,
  mapTensors,
  namesOf,
  type Point,
  requireFunction,
  requireShapesOf,
  requireTensors,
} from "./tensors.ts";

/** From the best to the worst. */
export const TAYLOR_KINDS = ["exact", "second order", "undecided", "first order"] as const;
/**
 * - `exact`: nothing but rounding, at every h or from one h on; there f is linear along v.
 * - `second order`: the remainder falls as h² or faster.
 * - `first order`: it falls as h; the gradient is wrong, or f has a kink at x.
 * - `undecided`: neither, or rounding leaves too little of the remainder to tell.
 */
export type TaylorKind = (typeof TAYLOR_KINDS)[number];

/** Which directions are tried. */
export interface TaylorOptions {
  /** of the directions, a whole number from 0 to 2^32 − 1; 0 when absent */
  readonly seed?: number;
  /** how many for each tensor and for all of them together; 3 when absent */
  readonly directions?: number;
  /**
   * A bound on the rounding error of one value of f; {@link RELATIVE_NOISE} times the largest |f|
   * nearby + max |x_i g_i| when absent, see there.
   */
  readonly noise?: number;
}

/** What one direction showed: the worst of those that were tried. */
export interface TaylorResult {
  /** how the remainder falls */
  readonly kind: TaylorKind;
  /** the power of h that the remainder falls as; null where it was not to be read off */
  readonly slope: number | null;
  /** R(h)/h at the shortest step above the rounding: by how much gᵀv is off if the order is first */
  readonly error: number | null;
  /** R(h) from the longest step to the shortest; NaN where f was not finite */
  readonly remainders: readonly {
    /** the length of the step along the direction */
    readonly h: number;
    /** R(h) */
    readonly remainder: number;
  }[];
}

/** The test's results. */
export interface TaylorTest<P> {
  /** along directions in which only this tensor changes */
  readonly tensors: { readonly [name in keyof P]: TaylorResult };
  /** along directions in which every tensor does */
  readonly joint: TaylorResult;
}

/** At scale 1, h² is lost in the rounding of f from 2^-26 on; what comes after shows how large that is. */
const LONGEST = 2 ** -2;
const SHORTEST = 2 ** -40;
/** The slope is that of the last five remainders, at least three of them above the rounding. */
const WINDOW = 5;
const LEAST = 3;

/**
 * The test for each tensor and for all of them together, with 39 values of f for each
 * direction. The directions have random signs and sizes between a half and one, times the size of
 * entries above 1: no entry is left out, and no two errors cancel but by chance.
 *
 * @param f called with tensors of its own, which it must not keep or change
 * @param gradient in the names and shapes of the point; one that is not finite is wrong
 * @param at the point; left untouched
 * @throws {TypeError} when f is not a function that returns a number, the point no tensors, or the
 *   gradient or an option not of its kind
 * @throws {RangeError} when a number of the point or f there is not finite, a shape of the gradient
 *   is another, or an option is out of its range
 */
export function taylorTest<P extends Point<P>>(
  f: (at: P) => number,
  gradient: P,
  at: P,
  options: TaylorOptions = {},
): TaylorTest<P> {
  requireFunction(f);
  requireTensors("at", at);
  requireShapesOf("gradient", gradient, at);
  requireObject("options", options);
  requireOnlyKeys("options", options, ["seed", "directions", "noise"]);
  const { seed = 0, directions = 3, noise } = options;
  requireInteger("options.seed", seed, { min: 0, max: 2 ** 32 - 1 });
  requireInteger("options.directions", directions, { min: 1 });
  if (noise !== undefined) requireNumber("options.noise", noise, { min: 0 });
  const random = randomStream("seedrandom", seed);
  const point = copyOfTensors(at);
  const f0 = evaluate(f, point);
  requireNumber("f(at)", f0);

  const argument = largestTerm(gradient, at);
  const ray: Ray = {
    f: () => evaluate(f, point),
    f0,
    rounding: (size) => noise ?? RELATIVE_NOISE * (size + argument),
  };
  const test = (names: readonly (keyof P & string)[]): TaylorResult => {
    const parts = names.map((name) => ({
      origin: entriesOf(at[name]),
      moving: entriesOf(point[name]),
      gradient: entriesOf(gradient[name]),
    }));
    const results = Array.from({ length: directions }, () => {
      return alongOneDirection(ray, parts, random);
    });
    return results.reduce((one, other) => (isWorse(other, one) ? other : one));
  };
  return { tensors: mapTensors(at, (_, name) => test([name])), joint: test(namesOf(at)) };
}

/** max |x_i g_i|, of those that are finite: errors in the argument of f come out as large as this. */
function largestTerm<P extends Point<P>>(gradient: P, at: P): number {
  let largest = 0;
  for (const name of namesOf(at)) {
    const [x, g] = [entriesOf(at[name]), entriesOf(gradient[name])];
    for (let i = 0; i < x.length; i++) {
      const term = Math.abs(x[i] * g[i]);
      if (Number.isFinite(term)) largest = Math.max(largest, term);
    }
  }
  return largest;
}

/** What does not depend on the direction. */
interface Ray {
  /** f where the point has moved to */
  readonly f: () => number;
  readonly f0: number;
  /** bounds the rounding error of a value of f, of which the largest nearby has this size */
  readonly rounding: (size: number) => number;
}

/** What changes along a direction, a tensor at a time. */
interface Part {
  /** x */
  readonly origin: Float64Array;
  /** x + h v, what f is called with */
  readonly moving: Float64Array;
  readonly gradient: Float64Array;
}

interface Remainder {
  readonly h: number;
  readonly remainder: number;
  /** up to which the remainder may be rounding */
  readonly floor: number;
  /** h gᵀv */
  readonly linear: number;
}

function isWorse(one: TaylorResult, other: TaylorResult): boolean {
  const [rank, otherRank] = [one, other].map(({ kind }) => TAYLOR_KINDS.indexOf(kind));
  return rank > otherRank || (rank === otherRank && (one.slope ?? 0) < (other.slope ?? 0));
}

function alongOneDirection(
  { f, f0, rounding }: Ray,
  parts: readonly Part[],
  random: RandomStream,
): TaylorResult {
  const directions = parts.map(({ origin }) =>
    origin.map((x) => randomSize(random) * Math.max(1, Math.abs(x))),
  );
  // From the longest step on: where f itself is small by cancellation, its terms are not, and a step
  // away they need not cancel.
  let size = Math.abs(f0);
  const remainderAt = (h: number): Remainder => {
    let linear = 0;
    parts.forEach(({ origin, moving, gradient }, n) => {
      for (let i = 0; i < origin.length; i++) {
        moving[i] = origin[i] + h * directions[n][i];
        // x + h v was rounded when it was stored: what counts is how far it is from x.
        linear += gradient[i] * (moving[i] - origin[i]);
      }
    });
    // Not finite where x + h v or the gradient is not.
    const value = Number.isFinite(linear) ? f() : Number.NaN;
    for (const { origin, moving } of parts) moving.set(origin);
    if (Number.isFinite(value)) size = Math.max(size, Math.abs(value));
    return { h, remainder: Math.abs(value - f0 - linear), floor: 2 * rounding(size), linear };
  };

  const found: Remainder[] = [];
  for (let h = LONGEST; h >= SHORTEST; h /= 2) found.push(remainderAt(h));
  const seen = 8 * roundingSeen(found);
  const remainders = found.map((r) => ({ ...r, floor: Math.max(r.floor, seen) }));
  const hasGradient = parts.every(({ gradient }) => gradient.every(Number.isFinite));
  return {
    ...(hasGradient ? judgement(remainders) : { kind: "first order", slope: null, error: null }),
    remainders: remainders.map(({ h, remainder }) => ({ h, remainder })),
  };
}

/** Of either sign, and from a half to one in size. */
function randomSize({ next }: RandomStream): number {
  const r = next();
  // −½ − r below a half, r from there on.
  const half = Math.floor(2 * r);
  return (2 * half - 1) * r - (1 - half) / 2;
}

/**
 * What the remainders show of the rounding errors of f, which may have more than the bound: a power
 * of h never rises when h is halved, rounding does so every other time. A kink or a change of sign
 * makes a rise too, but not four.
 */
function roundingSeen(remainders: readonly Remainder[]): number {
  const all = remainders.map(({ remainder }) => remainder);
  const rises = all
    .slice(1)
    .filter((remainder, n) => remainder > all[n])
    .sort((one, other) => one - other);
  return rises.length < 4 ? 0 : rises[Math.floor(rises.length / 2)];
}

/** The kind and the slope, from remainders at falling steps. */
function judgement(all: readonly Remainder[]): Pick<TaylorResult, "kind" | "slope" | "error"> {
  // Where f is not finite at a step, longer ones are no better.
  const remainders = all.slice(1 + all.findLastIndex(({ remainder }) => !(remainder < Infinity)));
  const last = remainders.findLastIndex(({ remainder, floor }) => remainder > floor);
  const nothing = { slope: null, error: null };
  if (last < 0) return { kind: isExact(remainders) ? "exact" : "undecided", ...nothing };

  // From far above the rounding into it at one halving: past a kink some way from x, on this side of
  // which f is linear. Nothing that a wrong gradient could leave falls so fast.
  const next = remainders[last + 1];
  if (next && remainders[last].remainder > 1024 * next.floor) return { kind: "exact", ...nothing };

  const above = remainders
    .slice(Math.max(0, last + 1 - WINDOW), last + 1)
    .filter(({ remainder, floor }) => remainder > floor);
  if (above.length < LEAST) return { kind: "undecided", ...nothing };
  const error = remainders[last].remainder / remainders[last].h;
  const slope = fittedSlope(above);
  if (slope >= 1.75) return { kind: "second order", slope, error };
  const isFirst = slope >= 0.75 && slope <= 1.25 && isFirstThroughout(remainders, last);
  return { kind: isFirst ? "first order" : "undecided", slope, error };
}

/**
 * A remainder that is ε h at short steps is more than half of that at all longer ones, but for the
 * two or three where the curve of f happens to cancel it. Where it is not, f has too few digits for
 * the short steps: it stands still, and what remains is h gᵀv itself. And before the eighth halving
 * the steps are not short: a curve that straightens out, as a softmax does, looks like this as well.
 */
function isFirstThroughout(remainders: readonly Remainder[], last: number): boolean {
  const epsilon = remainders[last].remainder / remainders[last].h;
  const less = remainders.slice(0, last).filter((r) => r.remainder < (epsilon * r.h) / 2);
  return last >= 8 && less.length <= 3;
}

/** Whether a gradient off by a thousandth would have shown, or f and the gradient do nothing at all. */
function isExact(remainders: readonly Remainder[]): boolean {
  return (
    remainders.some(({ linear, floor }) => Math.abs(linear) > 1000 * floor) ||
    (remainders.length > 0 && remainders.every(({ remainder }) => remainder === 0))
  );
}

/** The slope of the least-squares line through ln R over ln h. */
function fittedSlope(remainders: readonly Remainder[]): number {
  const n = remainders.length;
  const x = remainders.map(({ h }) => ln(h));
  const y = remainders.map(({ remainder }) => ln(remainder));
  const xMean = x.reduce((sum, xi) => sum + xi, 0) / n;
  let [xy, xx] = [0, 0];
  for (let i = 0; i < n; i++) {
    // The mean of the other factor would go out of either sum, as Σ (x − x̄) is 0.
    xy += (x[i] - xMean) * y[i];
    xx += (x[i] - xMean) * x[i];
  }
  return xy / xx;
}
