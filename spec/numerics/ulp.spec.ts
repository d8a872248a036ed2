import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextDown, nextUp, UNIT_ROUNDOFF, ulpDistance } from "../../src/numerics/ulp.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const MIN = 5e-324;
const MAX = Number.MAX_VALUE;

describe("nextUp and nextDown", () => {
  it.each([
    [1, 1 + 2 ** -52],
    [1 - 2 ** -53, 1],
    [2 - 2 ** -52, 2],
    [0, MIN],
    [-0, MIN],
    [-MIN, -0],
    [2 ** -1022 - MIN, 2 ** -1022],
    [MAX, Infinity],
    [Infinity, Infinity],
    [-Infinity, -MAX],
    [Number.NaN, Number.NaN],
  ])("nextUp(%d) is %d, and nextDown is its mirror image", (x, up) => {
    expect(nextUp(x)).toBe(up);
    expect(nextDown(-x)).toBe(-up);
  });

  it("leave nothing in between, and undo each other", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const up = nextUp(x);
        // Their midpoint, where it does not overflow, is rounded to one of the two.
        const midpoint = x / 2 + up / 2;
        const between = midpoint > x && midpoint < up;
        return up > x && !between && (nextDown(up) === x || x === -MIN);
      }),
    );
  });
});

describe("what is no number", () => {
  const words = 'TypeError: x: expected a number, got "1"';
  itRefuses([
    ["for nextUp", () => untyped(nextUp)("1"), words],
    ["for nextDown", () => untyped(nextDown)("1"), words],
  ]);
});

describe("ulpDistance", () => {
  it.each([
    [1, 1, 0],
    [0, -0, 0],
    [1, 1 + 2 ** -52, 1],
    [1, 1 - 2 ** -53, 1],
    [MIN, -MIN, 2],
    [-1, -1 - 2 ** -51, 2],
    [MAX, Infinity, 1],
    [1, 2, 2 ** 52],
    [-1, 1, 2 * 1023 * 2 ** 52],
  ])("of %d and %d is %d", (x, y, distance) => {
    expect([ulpDistance(x, y), ulpDistance(y, x)]).toEqual([distance, distance]);
  });

  it("is infinite for NaN, and for what is no number", () => {
    expect(ulpDistance(Number.NaN, Number.NaN)).toBe(Infinity);
    expect(ulpDistance(1, Number.NaN)).toBe(Infinity);
    const distance = ulpDistance as (x: unknown, y: unknown) => number;
    expect([distance(undefined, undefined), distance(null, 0), distance("1", 1)]).toEqual(
      Array(3).fill(Infinity),
    );
  });

  it("counts the steps of nextUp", () => {
    const steps = fc.tuple(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.nat({ max: 20 }),
    );
    fc.assert(
      fc.property(steps, ([x, n]) => {
        let y = x;
        for (let i = 0; i < n && y < Infinity; i++) y = nextUp(y);
        return y === Infinity || ulpDistance(x, y) === n;
      }),
    );
  });
});

describe("UNIT_ROUNDOFF", () => {
  it("is half an ulp of 1: the largest relative error of a rounding", () => {
    expect(1 + UNIT_ROUNDOFF).toBe(1);
    expect(1 + nextUp(UNIT_ROUNDOFF)).toBe(nextUp(1));
  });
});
