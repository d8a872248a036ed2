/** What clipping must do to any gradient, by value and by norm. Each property takes the function. */
import fc from "fast-check";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { eighths, gradientsOf, networks } from "../support/arbitraries.ts";
import { sameGradientBits } from "../support/compare.ts";

export type ClipByValue = (gradients: Gradients, low: number, high: number) => Gradients;
export type ClipByNorm = (gradients: Gradients, limit: number) => Gradients;

/** Short decimals, and the numbers at which clipping could go wrong. */
const entries = fc.oneof(
  { weight: 3, arbitrary: eighths },
  fc.constantFrom(0, -0, 5e-324, -1e-200, 1e200, -Number.MAX_VALUE, Infinity, -Infinity),
);

const gradients: fc.Arbitrary<Gradients> = networks().chain((config) =>
  gradientsOf(config, entries),
);

/** [low, high], of which either end may be zero and both may be the same. */
const intervals = fc
  .tuple(eighths, eighths)
  .map(([a, b]): [low: number, high: number] => [Math.min(a, b), Math.max(a, b)]);

function numbersOf(g: Gradients): number[] {
  return gradientArrays(g).flatMap((values) => [...values]);
}

/** Every entry ends in the interval; those that were inside keep their bits, −0 too. */
export function entriesEndInTheInterval(clipByValue: ClipByValue): void {
  fc.assert(
    fc.property(gradients, intervals, (g, [low, high]) => {
      const before = numbersOf(g);
      return numbersOf(clipByValue(g, low, high)).every((clipped, i) => {
        const inside = before[i] >= low && before[i] <= high;
        if (inside) return Object.is(clipped, before[i]);
        return clipped === (before[i] < low ? low : high);
      });
    }),
  );
}

/** What is clipped stays as it is when it is clipped again. */
export function clippingTwiceIsClippingOnce(clipByValue: ClipByValue): void {
  fc.assert(
    fc.property(gradients, intervals, (g, [low, high]) => {
      const once = clipByValue(g, low, high);
      return sameGradientBits(clipByValue(once, low, high), once);
    }),
  );
}

/** The same tensors in the same shapes. */
export function clippingKeepsShapes(clip: (g: Gradients) => Gradients): void {
  const shape = (g: Gradients): string =>
    JSON.stringify(Object.entries(g).map(([name, v]) => [name, v.rows, v.cols, v.length]));
  fc.assert(fc.property(gradients, (g) => shape(clip(g)) === shape(g)));
}

const finite: fc.Arbitrary<Gradients> = networks().chain((config) => gradientsOf(config, eighths));
const limits = fc.integer({ min: 1, max: 40 }).map((n) => n / 8);

/** No entry grows, none changes its sign, and the direction is kept. */
export function normClippingOnlyShortens(clipByNorm: ClipByNorm): void {
  fc.assert(
    fc.property(finite, limits, (g, limit) => {
      const before = numbersOf(g);
      const after = numbersOf(clipByNorm(g, limit));
      // Each entry is g_i r with one and the same r, rounded once: a product's relative error is u,
      // so g_i r g_j and g_j r g_i, rounded once more each, differ by 4u of their size; the fifth is for products of errors.
      const u = 2 ** -53;
      const parallel = before.every((gi, i) => {
        const j = (i + 1) % before.length;
        const [left, right] = [after[i] * before[j], after[j] * gi];
        return Math.abs(left - right) <= 5 * u * Math.max(Math.abs(left), Math.abs(right));
      });
      const shorter = after.every(
        (value, i) => Math.abs(value) <= Math.abs(before[i]) && value * before[i] >= 0,
      );
      return parallel && shorter;
    }),
  );
}

/** What is not finite is still there after clipping by norm, and NaN after clipping by value. */
export function brokenGradientsShow(clipByValue: ClipByValue, clipByNorm: ClipByNorm): void {
  const bad = fc.constantFrom(Number.NaN, Infinity, -Infinity);
  fc.assert(
    fc.property(finite, bad, limits, fc.nat(), (g, value, limit, at) => {
      const [dU, i] = [g.dU.data.slice(), at % g.dU.data.length];
      dU[i] = value;
      const broken = { ...g, dU: { ...g.dU, data: dU } };
      const byNorm = clipByNorm(broken, limit).dU.data[i];
      const byValue = clipByValue(broken, -limit, limit).dU.data[i];
      return Object.is(byNorm, value) && Number.isNaN(byValue) === Number.isNaN(value);
    }),
  );
}

/** The length ends at the limit, or stays what it was. */
export function normEndsAtTheLimit(
  clipByNorm: ClipByNorm,
  norm: (gradients: Gradients) => number,
): void {
  fc.assert(
    fc.property(finite, limits, (g, limit) => {
      const clipped = clipByNorm(g, limit);
      if (!(norm(g) > limit)) return sameGradientBits(clipped, g);
      // n squares and their sum: relative error γ_{n+1} each time the norm is taken, halved by the
      // root; the scaling by the largest entry, the root, limit / norm and the product add a few u.
      const n = numbersOf(g).length;
      return Math.abs(norm(clipped) - limit) <= (n + 12) * 2 ** -53 * limit;
    }),
  );
}
