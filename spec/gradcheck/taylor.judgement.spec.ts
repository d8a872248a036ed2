/** What the Taylor test makes of given remainders: where each of its bounds lies. */
import { describe, expect, it } from "vitest";
import type { TaylorOptions, TaylorResult } from "../../src/gradcheck/taylor.ts";
import { along } from "../support/taylorAlong.ts";

/**
 * The test of an f whose remainders are given, from the step 2^-2 on, and 0 after the last of them:
 * f is 0 at 0, and so is the gradient. The n-th step leads to ±[2^-(n+3), 2^-(n+2)).
 */
function judged(remainders: readonly number[], options?: TaylorOptions): TaylorResult {
  const f = (x: number): number =>
    x === 0 ? 0 : (remainders[-3 - Math.floor(Math.log2(Math.abs(x)))] ?? 0);
  const result = along(f, 0, 0, options);
  expect(result.remainders.map(({ remainder }) => remainder)).toEqual(
    Array.from({ length: 39 }, (_, n) => remainders[n] ?? 0),
  );
  return result;
}

/** 2^0, 2^-power, 2^-2power, … */
const falling = (power: number, length: number): number[] =>
  Array.from({ length }, (_, n) => 2 ** (-power * n));

describe("the rounding", () => {
  // The floor of the remainders is twice the noise.
  it("is what is no larger than its bound", () => {
    // The third remainder is the bound, and does not count: the others lie on a slope of 2.
    const { kind, slope } = judged([256, 64, 1, 4], { noise: 1 / 2 });
    expect([kind, slope]).toEqual(["second order", expect.closeTo(2, 12)]);
    expect(judged([1], { noise: 1 / 2 }).kind).toBe("undecided");
  });

  it("is all there is in an exact gradient: more than once, if f moves", () => {
    // One remainder above it is not two, and of f nothing but its remainder is seen.
    expect(judged([1, 0, 0], { noise: 1 }).kind).toBe("undecided");
    expect(judged([]).kind).toBe("exact");
    const stepped = (x: number): number => 2 ** 20 * x + (Math.abs(x) >= 2 ** -3 ? 1 : 0);
    expect(along(stepped, 2 ** 20, 0, { noise: 1 / 4 }).kind).toBe("undecided");
    expect(along(stepped, 2 ** 20, 0, { noise: 1 / 2 }).kind).toBe("exact");
  });

  it("must be a thousandth of what f moves by, for the gradient to be exact", () => {
    const visited: number[] = [];
    along((x) => visited.push(x), 0, 0, { directions: 1 });
    // The first step is from 0 to v/4, where f moves by 2000 |v|.
    const size = 4 * Math.abs(visited[1]);
    const f = (x: number): number => 8000 * x + (4 * Math.abs(x) < size ? 0 : size / 2);
    const options = { directions: 1, noise: size };
    expect(along(f, 8000, 0, options).kind).toBe("undecided");
    expect(along(f, 8000, 0, { ...options, noise: size * (1 - 2 ** -20) }).kind).toBe("exact");
  });

  it("is reached at once where f is linear on this side of a kink: from above 1024 times", () => {
    const squares = falling(-2, 5).toReversed();
    const scaled = (last: number): number[] => squares.map((remainder) => last * remainder);
    expect(judged(scaled(1024), { noise: 1 / 2 }).kind).toBe("second order");
    expect(judged(scaled(1025), { noise: 1 / 2 })).toMatchObject({ kind: "exact", slope: null });
  });

  it("shows in the remainders that rise: the middle one by size, eight times", () => {
    // Of the rises 4, 4, 1, 4, 4 that is 4: what is below 32 does not count, and two are too few.
    const rises = [0, 4, 0, 4, 0, 1, 0, 4, 0, 4];
    expect(judged([200, 50, 12, ...rises], { noise: 0 }).kind).toBe("undecided");
    expect(judged([800, 200, 50, ...rises], { noise: 0 }).kind).toBe("second order");
  });

  it("does not show in remainders that stay as they are", () => {
    const { kind, slope } = along((x) => (x === 0 ? 0 : 1), 0, 0);
    expect([kind, slope]).toEqual(["undecided", 0]);
  });
});

describe("the steps that count", () => {
  it("are those after the last at which f is not finite", () => {
    for (const bad of [Infinity, Number.NaN]) {
      const { kind, slope } = judged([bad, ...falling(2, 4)], { noise: 2 ** -8 });
      expect([kind, slope]).toEqual(["second order", expect.closeTo(2, 12)]);
    }
  });

  it("must be eight and another one for an error of first order", () => {
    const kindOf = (length: number): string =>
      judged(falling(1, length), { noise: 2 ** (-length - 1) }).kind;
    expect([kindOf(8), kindOf(9)]).toEqual(["undecided", "first order"]);
  });

  it("must have half of the error left, but for three", () => {
    const noise = 2 ** -12;
    const [whole, half] = [falling(1, 10), 2 ** -1];
    const halved = (count: number, by: number): number[] =>
      whole.map((remainder, n) => (n < count ? by * remainder : remainder));
    expect(judged(halved(4, half), { noise }).kind).toBe("first order");
    const less = half - 2 ** -20;
    expect(judged(halved(3, less), { noise }).kind).toBe("first order");
    expect(judged(halved(4, less), { noise }).kind).toBe("undecided");
  });
});

describe("the slope", () => {
  // Three points of a window of five, the steps between them 0: through (0, e), (−2, 1), (−4, 0) in
  // powers of two goes a line of slope e/4, which comes out to the bit at these steps and this size.
  const throughThree = (e: number): TaylorResult => {
    const before = [18, 17, 16, 15, 14, 13, 12, 11, 10, 9].map((n) => 2 ** n);
    const remainders = [...before, 2 ** e, 0, 2, 0, 1].map((remainder) => remainder * 2 ** -19);
    return judged(remainders, { noise: 2 ** -21 });
  };

  it.each<[number, string]>([
    [7 / 4, "second order"],
    [5 / 4, "first order"],
    [3 / 4, "first order"],
  ])("of %d is of its kind still", (slope, kind) => {
    expect(throughThree(4 * slope)).toMatchObject({ kind, slope });
  });

  it.each<[string, number]>([
    ["between first and second order", 6],
    ["below first order", 2],
  ])("%s is undecided", (_, e) => {
    expect(throughThree(e)).toMatchObject({
      kind: "undecided",
      slope: expect.closeTo(e / 4, 12),
    });
  });
});

describe("of directions that show the same", () => {
  it("the first is reported", () => {
    // The noise hides them all, and each has remainders of its own.
    const options = { noise: 1 };
    const [one, twelve] = [1, 12].map((directions) =>
      along((x) => x * x, 0, 0, { ...options, directions }),
    );
    expect(twelve).toEqual(one);
    const others = [1, 2, 3].map((seed) =>
      along((x) => x * x, 0, 0, { ...options, seed, directions: 1 }),
    );
    for (const other of others) {
      expect(other.kind).toBe(one.kind);
      expect(other.remainders).not.toEqual(one.remainders);
    }
  });
});
