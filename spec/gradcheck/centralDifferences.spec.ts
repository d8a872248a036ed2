import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centralDifferences, STEP } from "../../src/gradcheck/centralDifferences.ts";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { eighths } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

interface XY {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const AT: XY = { x: Float64Array.of(0.1, -3, 1e6), y: Float64Array.of(0.7) };

describe("centralDifferences", () => {
  it("has the power of two nearest to the step whose square is 2^-52 divided by it", () => {
    expect(Math.log2(STEP)).toBe(Math.round(-52 / 3));
  });

  it("is exact for a linear function of exact steps", () => {
    // h = 2^-10, entries and slopes small dyadics: nothing is rounded, and h drops out.
    const at = { x: Float64Array.of(0.5, -0.25), y: Float64Array.of(1) };
    const d = centralDifferences(({ x, y }) => 3 * x[0] - 2 * x[1] + 5 * y[0] + 1, at, 2 ** -10);
    expect(d).toEqual({ x: Float64Array.of(3, -2), y: Float64Array.of(5) });
  });

  it("is off by exactly h² for x³, whose third derivative is 6", () => {
    // ((x+h)³ − (x−h)³)/2h = 3x² + h², all of it in 53 bits for x = 1/2 and h = 2^-10.
    const d = centralDifferences(({ x }) => x[0] ** 3, { x: Float64Array.of(0.5) }, 2 ** -10);
    expect(d.x[0]).toBe(0.75 + 2 ** -20);
  });

  it("takes the step in proportion to a large entry, and divides by the step that was stored", () => {
    // f = x has the quotient 1 whatever was stored; dividing by 2h would be off in the last places,
    // and a step of 6e-6 would be lost in 1e20 altogether (0/0).
    const at = { x: Float64Array.of(0.1, 1e6 / 3, 1e20, -7e-9) };
    for (let i = 0; i < at.x.length; i++) {
      expect(centralDifferences(({ x }) => x[i], at).x[i]).toBe(1);
    }
    const seen: number[] = [];
    const f = ({ x }: Pick<XY, "x">): number => seen.push(x[0]);
    centralDifferences(f, { x: Float64Array.of(1000) }, 0.5);
    expect(seen).toEqual([1500, 500]);
  });

  it("changes one entry at a time, and puts back the very bits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(eighths, fc.double({ min: -1e9, max: 1e9, noNaN: true })), {
          minLength: 1,
          maxLength: 6,
        }),
        (values) => {
          const at = { x: Float64Array.from(values) };
          const changed: number[] = [];
          centralDifferences(({ x }) => {
            const moved = [...x.keys()].filter((i) => !Object.is(x[i], at.x[i]));
            expect(moved).toHaveLength(1);
            changed.push(moved[0]);
            return 0;
          }, at);
          // Up and down for each entry in turn; an entry not put back would count as moved later.
          expect(changed).toEqual(values.flatMap((_, i) => [i, i]));
          return sameBits(at.x, values);
        },
      ),
    );
  });

  it("leaves the point untouched, and hands f tensors of its own", () => {
    const x = AT.x.slice();
    centralDifferences((theta) => {
      expect(theta.x).not.toBe(AT.x);
      return theta.x[0] * theta.y[0];
    }, AT);
    expect(AT.x).toEqual(x);
  });

  it("passes on NaN and infinity instead of hiding them", () => {
    expect(centralDifferences(() => Number.NaN, AT).y[0]).toBeNaN();
    expect(centralDifferences(() => Infinity, AT).y[0]).toBeNaN();
  });

  it("gives the gradient the names and shapes of the point, optional members as they are", () => {
    interface Layer {
      readonly W: Matrix;
      readonly b?: Float64Array;
    }
    // f = Σ_i Σ_j (i + 2j) W_ij, and 7 b_0 where there is a bias.
    const f = ({ W, b }: Layer): number =>
      W.data.reduce((sum, w, n) => sum + (Math.floor(n / 3) + 2 * (n % 3)) * w, 7 * (b?.[0] ?? 0));
    const W = fromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const bare: Layer = { W };
    const dW = fromRows([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(centralDifferences(f, bare, 0.25)).toEqual({ W: dW });
    const biased: Layer = { W, b: Float64Array.of(1) };
    expect(centralDifferences(f, biased, 0.25)).toEqual({ W: dW, b: Float64Array.of(7) });
  });

  const f = (): number => 0;
  const attempt = untyped(centralDifferences);
  itRefuses([
    ["no function", () => attempt(null, AT), "TypeError: f: expected a function, got null"],
    [
      "no result",
      () => attempt(() => undefined, AT),
      "TypeError: f: expected a function that returns a number, got undefined",
    ],
    ["no tensors", () => attempt(f, null), "TypeError: at: expected an object, got null"],
    [
      "a plain array",
      () => attempt(f, { x: [1] }),
      "TypeError: at.x: expected a matrix { rows, cols, data: Float64Array } or a Float64Array, got an array of 1",
    ],
    [
      "a step of zero",
      () => attempt(f, AT, 0),
      "RangeError: step: expected a finite number above 0, got 0",
    ],
    [
      "a step that is NaN",
      () => attempt(f, AT, Number.NaN),
      "RangeError: step: expected a finite number above 0, got NaN",
    ],
    [
      "a step that is a string",
      () => attempt(f, AT, "1"),
      'TypeError: step: expected a finite number above 0, got "1"',
    ],
    [
      "an entry that is not finite",
      () => attempt(f, { x: Float64Array.of(Number.NaN) }),
      "RangeError: at.x[0]: expected a finite number, got NaN",
    ],
    [
      "a step into infinity",
      () => attempt(f, { W: fromRows([[0], [Number.MAX_VALUE]]) }, 1),
      `RangeError: W[1][0] ± ${Number.MAX_VALUE}: expected a finite number, got Infinity`,
    ],
  ]);
});
