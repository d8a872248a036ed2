/** Which charts there are, what they say, and the numbers they are made of. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sineWave } from "../../src/data/sine.ts";
import {
  countTicks,
  decades,
  exponent,
  labelled,
  legend,
  powerOfTen,
  textWidth,
  thinned,
} from "../../src/report/chart.ts";
import { type Chart, reproductionCharts } from "../../src/report/charts.ts";
import { ladderParts } from "../../src/report/ladderChart.ts";
import { logLoss } from "../../src/report/lossCharts.ts";
import { fabricated, ladder, PARTING } from "./fabricated.ts";

const names = (charts: readonly Chart[]): string[] => charts.map(({ name }) => name);

describe("the charts of a reproduction", () => {
  it("are all there when everything was run", () => {
    expect(names(reproductionCharts(fabricated()))).toEqual([
      "wave",
      "losses",
      "presets",
      "predictions-as-published",
      "predictions-corrected",
      "predictions-sane",
      "ladder",
    ]);
  });

  it("are those for which there is data", () => {
    const one = fabricated({ presets: ["corrected"], ladder: null });
    expect(names(reproductionCharts(one))).toEqual(["wave", "losses", "predictions-corrected"]);
    const none = fabricated({ presets: [], ladder: [] });
    expect(names(reproductionCharts(none))).toEqual(["wave"]);
  });

  it("leave out what has diverged", () => {
    const lost = {
      trainLoss: [Number.NaN],
      valLoss: [Number.POSITIVE_INFINITY],
      asTrained: {
        training: new Float64Array(100).fill(Number.NaN),
        validation: new Float64Array(),
      },
    };
    const charts = reproductionCharts(fabricated({ epochs: 1, changes: lost, ladder: null }));
    expect(names(charts)).toEqual(["wave"]);
    const [rung] = ladder();
    const nowhere = { articleStart: Number.NaN, centredStart: Number.POSITIVE_INFINITY };
    const diverged = fabricated({ presets: [], ladder: [{ ...rung, distance: nowhere }] });
    expect(names(reproductionCharts(diverged))).toEqual(["wave"]);
    const partly = { ...rung, distance: { ...nowhere, articleStart: 3 } };
    const [, chart] = reproductionCharts(fabricated({ presets: [], ladder: [partly] }));
    expect(JSON.stringify(chart.spec)).toContain('{"values":[{"rung":"nothing","distance":3}]}');
    expect(JSON.stringify(chart.spec)).toContain('{"values":[]}');
  });

  it("say in words what they show", () => {
    const described = (name: string, charts = reproductionCharts(fabricated())): string =>
      charts.find((chart) => chart.name === name)?.description ?? "";
    expect(described("wave")).toContain("first 50 points");
    expect(described("losses")).toContain("training 101,186 in epoch 1");
    expect(described("losses")).toContain("10 are equal digit for digit");
    expect(described("presets")).toContain("corrected 12.559");
    expect(described("predictions-as-published")).toContain("0.1275 when predicted the article's");
    expect(described("predictions-sane")).not.toContain("the article's way");
    expect(described("ladder")).toContain("with E01–E10 mended 0 at the article's start");
    const other = reproductionCharts(fabricated({ seed: 1 }));
    expect(described("losses", other)).not.toContain("published losses");
  });

  it("draw the published figures and the range only where they belong", () => {
    const losses = (seed: number, epochs = 25): string =>
      JSON.stringify(
        reproductionCharts(fabricated({ seed, epochs })).find(({ name }) => name === "losses"),
      );
    expect(losses(42)).toContain("16.76856238");
    for (const label of ["training *", "validation *", "* range of 3 runs that differ"]) {
      expect(losses(42)).toContain(label);
    }
    expect(losses(42)).toContain(`enlarged from epoch ${PARTING}`);
    expect(losses(42, PARTING - 1)).toContain("published");
    expect(losses(42, PARTING - 1)).not.toMatch(/\* range of|enlarged/);
    expect(losses(1)).not.toMatch(/16\.76856238|\* range of|enlarged/);
  });

  it("are made of the sine wave of the data", () => {
    const [wave] = reproductionCharts(fabricated());
    const points = Array.from(sineWave(50).data, (value, t) => ({ t, value }));
    expect(wave.spec).toMatchObject({ data: { values: points } });
  });
});

describe("the two parts of the ladder", () => {
  it("both begin with nothing and E01, and have a rung for each erratum", () => {
    const { alone, cumulative } = ladderParts(ladder());
    for (const part of [alone, cumulative]) {
      expect(part).toHaveLength(11);
      expect(part.slice(0, 2).map(({ mended }) => mended)).toEqual([[], ["E01"]]);
    }
    expect(alone.at(-1)?.mended).toEqual(["E10"]);
    expect(cumulative.at(-1)?.mended).toHaveLength(10);
  });
});

describe("axes", () => {
  const positive = fc.double({ min: 1e-99, max: 1e99, noNaN: true });

  it("logarithmic ones hold all values between two ticks or more, and not too many", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = decades(values);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(domain[0]);
          expect(value).toBeLessThanOrEqual(domain[1]);
        }
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(12);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(domain[0]);
          expect(tick).toBeLessThanOrEqual(domain[1]);
          expect(powerOfTen(exponent(tick))).toBe(tick);
        }
      }),
    );
  });

  it("logarithmic ones of losses leave room below only for figures", () => {
    const points = [0.5, 0.02].map((loss, epoch) => ({ epoch, loss }));
    const { domain } = decades([0.5, 0.02]);
    expect(logLoss(points, false).y).toMatchObject({ scale: { domain } });
    expect(logLoss(points).y).toMatchObject({ scale: { domain: [domain[0] / 2.5, domain[1]] } });
  });

  it("of counts begin at the first and go up in equal steps, never too many", () => {
    expect(countTicks(1, 25)).toEqual([1, 5, 10, 15, 20, 25]);
    expect(countTicks(1, 1)).toEqual([1]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1_000_000), (first, more) => {
        const ticks = countTicks(first, first + more);
        expect(ticks[0]).toBe(first);
        expect(ticks.length).toBeLessThanOrEqual(10);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.every((tick, n) => n === 0 || tick > ticks[n - 1])).toBe(true);
        expect(ticks[ticks.length - 1]).toBeLessThanOrEqual(first + more);
      }),
    );
  });

  it("labels are short, and keep every digit before the point", () => {
    expect([101185.6, 16.55635, 0, 1.8e-14, 1e300, 0.00010244, -1234.5].map(labelled)).toEqual([
      "101,186",
      "16.556",
      "0",
      "1.800e-14",
      "1.000e+300",
      "0.00010244",
      "-1,234.5",
    ]);
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(labelled)).toEqual(["NaN", "Infinity"]);
  });

  it("long runs are thinned, with their last point", () => {
    const points = Array.from({ length: 1001 }, (_, n) => n);
    expect(thinned(points, 1001)).toBe(points);
    const few = thinned(points, 100);
    expect(few.length).toBeLessThanOrEqual(101);
    expect(few.at(-1)).toBe(1000);
  });
});

describe("legends", () => {
  it("begin a new row when one is full", () => {
    const entry = { sign: "band", colour: "red", label: "a rather long label" } as const;
    const height = (entries: number, width: number): unknown =>
      legend(Array(entries).fill(entry), width);
    expect(height(2, 600)).toMatchObject({ height: 20 });
    expect(height(2, 200)).toMatchObject({ height: 40 });
    expect(height(1, 10)).toMatchObject({ height: 20 });
  });

  it("reckon bold wider, and capitals", () => {
    expect(textWidth("abc", 12, true)).toBeGreaterThan(textWidth("abc", 12));
    expect(textWidth("ABC", 12)).toBeGreaterThan(textWidth("abc", 12));
    expect(textWidth("...", 12)).toBeLessThan(textWidth("abc", 12));
  });
});
