import { describe, expect, it } from "vitest";
import { GENERATORS, randomStream } from "../../src/numerics/random.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

function draw(generator: "seedrandom" | "numpy", seed: number, count: number): number[] {
  const { next } = randomStream(generator, seed);
  return Array.from({ length: count }, next);
}

/**
 * `np.random.seed(seed)`, then `uniform(0, 1, (100, 50))`, `(100, 100)` and `(1, 100)` one after the
 * other (NumPy 2.4.6): first three and last of U, first and last of W, first and last of V.
 */
const NUMPY: readonly [seed: number, U: number[], W: number[], V: number[]][] = [
  [
    42,
    [0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5973123783307118],
    [0.3936355202774421, 0.25107902402934534],
    [0.49967024372905344, 0.026693158586854282],
  ],
  [
    0,
    [0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.9585931029863481],
    [0.3667802195520107, 0.10671196901442648],
    [0.386137858744633, 0.66858332726236],
  ],
  [
    1,
    [0.417022004702574, 0.7203244934421581, 0.00011437481734488664, 0.2503166518227775],
    [0.678755487511491, 0.96075784641954],
    [0.946856708776935, 0.6924115462319953],
  ],
];

/** The same NumPy's numbers 0, 1, 2, 3, 623 and 999 of `uniform(0, 1, 1000)` at seeds to trip over. */
const NUMPY_SEEDS: readonly [seed: number, numbers: number[]][] = [
  [
    2 ** 32 - 1,
    [
      0.0976320289940138, 0.9123828453026218, 0.78903530185164, 0.7800035981134678,
      0.16177415711968401, 0.556626859384112,
    ],
  ],
  [
    2 ** 31,
    [
      0.15200287353446562, 0.8205427554297966, 0.7754982870984906, 0.5410721704334509,
      0.3983082577111571, 0.19107296818624575,
    ],
  ],
  [
    12345,
    [
      0.9296160928171479, 0.3163755545817859, 0.18391881167709445, 0.2045602785530397,
      0.7987383509494473, 0.30860519994571,
    ],
  ],
];

describe("the numpy stream", () => {
  it.each(NUMPY)("is np.random.seed(%i) and then uniform, U, W and V in a row", (seed, U, W, V) => {
    const numbers = draw("numpy", seed, 5000 + 10_000 + 100);
    const at = (...indices: number[]): number[] => indices.map((i) => numbers[i]);
    expect(at(0, 1, 2, 4999)).toEqual(U);
    expect(at(5000, 14_999)).toEqual(W);
    expect(at(15_000, 15_099)).toEqual(V);
  });

  it.each(NUMPY_SEEDS)("takes the seed %i as NumPy does", (seed, expected) => {
    const numbers = draw("numpy", seed, 1000);
    expect([0, 1, 2, 3, 623, 999].map((i) => numbers[i])).toEqual(expected);
  });
});

describe("the seedrandom stream", () => {
  it.each([
    [0, [0.7803563384230067, 0.05144520047760746, 0.5317574394273067]],
    [1, [0.2805103320652339, 0.42377105365169504, 0.8470041105992517]],
    [42, [0.41425172105357194, 0.062049199961184985, 0.9426049942116222]],
    [2 ** 32 - 1, [0.04057883504035675, 0.4902694099061612, 0.25377170017144873]],
  ])("is seedrandom 3.0.5 seeded with the ten digits of %i", (seed, expected) => {
    expect(draw("seedrandom", seed, 3)).toEqual(expected);
  });

  it("is another for seeds whose digits repeat one another's, as ARC4 repeats its key", () => {
    const first = [1, 11, 111, 1111, 12, 1212, 121212, 0].map((n) => draw("seedrandom", n, 1)[0]);
    expect(new Set(first).size).toBe(first.length);
  });
});

describe("every stream", () => {
  it.each(GENERATORS)("%s is spread over [0, 1), to the last of 53 bits", (generator) => {
    const n = 20_000;
    const numbers = draw(generator, 7, n);
    expect(numbers.every((r) => r >= 0 && r < 1)).toBe(true);
    // The mean of n uniform numbers has the standard deviation 1/√(12n); five of them are exceeded
    // once in two million. The share of odd multiples of 2^-53 among m numbers above a half, where
    // every binary64 is such a multiple, has the deviation 1/√(4m).
    const mean = numbers.reduce((sum, r) => sum + r, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
    const upper = numbers.filter((r) => r >= 0.5);
    const odd = upper.filter((r) => (r * 2 ** 53) % 2 === 1).length / upper.length;
    expect(Math.abs(odd - 0.5)).toBeLessThan(5 / Math.sqrt(4 * upper.length));
  });

  it("is of one of a list that cannot be changed", () => {
    expect(Object.isFrozen(GENERATORS)).toBe(true);
  });

  it("takes −0 for 0", () => {
    for (const generator of GENERATORS) {
      expect(draw(generator, -0, 2)).toEqual(draw(generator, 0, 2));
    }
  });

  const stream = untyped(randomStream);
  const SEED = "seed: expected a whole number from 0 to 4294967295, got";
  itRefuses([
    [
      "no generator",
      () => stream(),
      "TypeError: generator: expected one of seedrandom, numpy, got undefined",
    ],
    [
      "an unknown generator",
      () => stream("mt", 1),
      'RangeError: generator: expected one of seedrandom, numpy, got "mt"',
    ],
    ["no seed", () => stream("numpy"), `TypeError: ${SEED} undefined`],
    ["a seed in words", () => stream("numpy", "42"), `TypeError: ${SEED} "42"`],
    ["a big integer", () => stream("numpy", 42n), `TypeError: ${SEED} 42n`],
    ["a negative seed", () => stream("seedrandom", -1), `RangeError: ${SEED} -1`],
    ["a fractional seed", () => stream("numpy", 0.5), `RangeError: ${SEED} 0.5`],
    ["a seed of 2^32", () => stream("numpy", 2 ** 32), `RangeError: ${SEED} 4294967296`],
    ["NaN", () => stream("seedrandom", Number.NaN), `RangeError: ${SEED} NaN`],
  ]);
});
