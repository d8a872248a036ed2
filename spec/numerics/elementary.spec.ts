import { describe, expect, it } from "vitest";
import { sha256OfNumbers } from "../../src/numerics/digest.ts";
import { exp, ln, sin, tanh } from "../../src/numerics/elementary.ts";
import { ulpDistance } from "../../src/numerics/ulp.ts";

/** Points and the correctly rounded values there, from mpmath with 200 bits. */
const VALUES: readonly [
  name: string,
  f: (x: number) => number,
  values: [x: number, y: number][],
][] = [
  [
    "exp",
    exp,
    [
      [-745, 5e-324],
      [-100.5, 2.256340135917036e-44],
      [-37, 8.533047625744066e-17],
      [-1, 0.36787944117144233],
      [-(2 ** -30), 0.9999999990686774],
      [0, 1],
      [0.1, 1.1051709180756477],
      [1, Math.E],
      [20, 485165195.4097903],
      [709.5, 1.3549863193146328e308],
    ],
  ],
  [
    "ln",
    ln,
    [
      [5e-324, -744.4400719213812],
      [1e-10, -23.025850929940457],
      [0.1, -Math.LN10],
      [0.9999999, -1.0000000494736474e-7],
      [1, 0],
      [1.5, 0.4054651081081644],
      [2, Math.LN2],
      [10, Math.LN10],
      [1e300, 690.7755278982137],
    ],
  ],
  [
    "sin",
    sin,
    [
      [0, 0],
      [1e-8, 1e-8],
      [0.5, 0.479425538604203],
      [1, 0.8414709848078965],
      [2, 0.9092974268256817],
      [3, 0.1411200080598672],
      [22, -0.008851309290403876],
      [199, -0.8817988360675502],
      [1e6, -0.34999350217129294],
    ],
  ],
  [
    "tanh",
    tanh,
    [
      [-20, -1],
      [-1, -0.7615941559557649],
      [-0.3, -0.2913126124515909],
      [1e-9, 1e-9],
      [0, 0],
      [0.1, 0.09966799462495582],
      [0.5, 0.46211715726000974],
      [0.625, 0.5545997223493823],
      [1, 0.7615941559557649],
      [3, 0.9950547536867305],
      [19, 0.9999999999999999],
    ],
  ],
];

describe("elementary functions", () => {
  it.each(VALUES)("%s is within 2 ulp of the true value", (_, f, values) => {
    // What their sources claim (under 1 ulp for exp, ln, sin; 2.5e-16 for tanh), and one rounding.
    for (const [x, y] of values) expect(ulpDistance(f(x), y), `at ${x}`).toBeLessThanOrEqual(2);
  });

  it("have these limits", () => {
    expect([exp(-Infinity), exp(Infinity), exp(-746), exp(710)]).toEqual([
      0,
      Infinity,
      0,
      Infinity,
    ]);
    expect([ln(0), ln(Infinity), ln(-1)]).toEqual([-Infinity, Infinity, Number.NaN]);
    expect([tanh(-Infinity), tanh(Infinity), tanh(-0)]).toEqual([-1, 1, -0]);
    expect([exp, ln, sin, tanh].map((f) => f(Number.NaN))).toEqual(Array(4).fill(Number.NaN));
  });

  it("give the same bits everywhere: these, on 4001 points each", () => {
    // Math.exp and its kin give others here. A changed digest means changed bits in every run.
    const grid = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 64);
    const lnGrid = grid.map((x) => ln(Math.abs(x) + 1 / 64));
    expect(sha256OfNumbers([grid.map(exp), lnGrid, grid.map(sin), grid.map(tanh)])).toBe(
      "df025b5e7aaf1ed4aa7217bfd5e0063b43fed1779e529b36b8c3131a865fdbc0",
    );
  });
});
