/** The article's facts as data: the published table, the errata, the shapes of its data. */
import { describe, expect, it } from "vitest";
import { articleData, LONGEST_WINDOW, oneColumnPerStep } from "../../src/article/data.ts";
import { ERRATA, GRADIENT_ERRATA } from "../../src/article/errata.ts";
import {
  PRINTED_DECIMALS,
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "../../src/article/published.ts";
import { shapes } from "../../src/data/windows.ts";
import { sin } from "../../src/numerics/elementary.ts";
import { toRows } from "../../src/numerics/matrix.ts";

describe("the published table", () => {
  it("has 25 epochs of two losses, as NumPy prints them", () => {
    const figures = [...PUBLISHED_TRAIN_LOSS, ...PUBLISHED_VAL_LOSS];
    expect(PUBLISHED_TRAIN_LOSS).toHaveLength(25);
    expect(PUBLISHED_VAL_LOSS).toHaveLength(25);
    for (const figure of figures) {
      expect(figure).toMatch(new RegExp(`^\\d+\\.\\d{0,${PRINTED_DECIMALS - 1}}[1-9]$`));
    }
  });

  it("sums to what was copied from the article, so that no digit was mistyped", () => {
    // The sum of the figures in units of 1e-8, exact in whole numbers.
    const units = (figures: readonly string[]): bigint =>
      figures.reduce((sum, figure) => {
        const [whole, decimals] = figure.split(".");
        return sum + BigInt(whole + decimals.padEnd(PRINTED_DECIMALS, "0"));
      }, 0n);
    expect(units(PUBLISHED_TRAIN_LOSS)).toBe(20_647_084_117_572n);
    expect(units(PUBLISHED_VAL_LOSS)).toBe(10_323_010_245_472n);
    expect(PUBLISHED_VAL_RMSE).toBe("0.127191931509431");
  });
});

describe("the errata", () => {
  it("are E01 to E16, each with something to say", () => {
    const ids = Array.from({ length: 16 }, (_, n) => `E${String(n + 1).padStart(2, "0")}`);
    expect(ERRATA.map(({ id }) => id)).toEqual(ids);
    expect(GRADIENT_ERRATA).toEqual(ids.slice(0, 10));
    for (const { listing, correct, effect } of ERRATA) {
      for (const text of [listing, correct, effect]) expect(text.length).toBeGreaterThan(7);
    }
  });
});

describe("the data", () => {
  it("has the article's shapes", () => {
    const { training, validation } = articleData(50);
    expect(shapes(training)).toEqual({ inputs: [100, 50, 1], targets: [100, 1] });
    expect(shapes(validation)).toEqual({ inputs: [50, 50, 1], targets: [50, 1] });
  });

  it("windows follow one another, training first, each with the value after it", () => {
    const { training, validation } = articleData(50);
    expect(training[7].x.data[3]).toBe(sin(10));
    expect(training[7].y.data[0]).toBe(sin(57));
    expect(validation[0].x.data[0]).toBe(sin(100));
    expect(validation[49].y.data[0]).toBe(sin(199));
  });

  it("leaves one record to train on at the longest window, and none beyond", () => {
    expect(articleData(LONGEST_WINDOW).training).toHaveLength(1);
    expect(articleData(LONGEST_WINDOW).validation).toHaveLength(50);
    expect(() => articleData(LONGEST_WINDOW + 1)).toThrow(
      new RangeError("length: expected a whole number from 1 to 149, got 150"),
    );
  });

  it("gives each step a column of its own", () => {
    const record = { ...articleData(3).training[1] };
    const { x, y } = oneColumnPerStep(record);
    expect(toRows(x)).toEqual([
      [sin(1), 0, 0],
      [0, sin(2), 0],
      [0, 0, sin(3)],
    ]);
    expect(y).toBe(record.y);
  });
});
