import { describe, expect, it } from "vitest";
import { sineWave } from "../../src/data/sine.ts";
import { ulpDistance } from "../../src/numerics/ulp.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("sineWave", () => {
  it("is sin(0), sin(1), … in radians, one below the other", () => {
    const wave = sineWave(10);
    expect([wave.rows, wave.cols]).toEqual([10, 1]);
    // Correctly rounded, from mpmath with 200 bits; the sine used is good to an ulp.
    const sines = [
      0, 0.8414709848078965, 0.9092974268256817, 0.1411200080598672, -0.7568024953079282,
      -0.9589242746631385, -0.27941549819892586, 0.6569865987187891, 0.9893582466233818,
      0.4121184852417566,
    ];
    sines.forEach((sine, n) => {
      expect(ulpDistance(wave.data[n], sine)).toBeLessThanOrEqual(1);
    });
  });

  const wave = untyped(sineWave);
  const POINTS = "points: expected a whole number from 1 to 4294967296, got";
  itRefuses([
    ["no points", () => wave(0), `RangeError: ${POINTS} 0`],
    ["half a point", () => wave(0.5), `RangeError: ${POINTS} 0.5`],
    [
      "more points than fit in memory",
      () => wave(2 ** 53 - 1),
      `RangeError: ${POINTS} 9007199254740991`,
    ],
    ["NaN", () => wave(Number.NaN), `RangeError: ${POINTS} NaN`],
    ["points in words", () => wave("200"), `TypeError: ${POINTS} "200"`],
    ["nothing", () => wave(), `TypeError: ${POINTS} undefined`],
  ]);
});
