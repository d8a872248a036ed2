import { describe, expect, it } from "vitest";
import type { Rung } from "../../src/article/ladder.ts";
import type { RunRecord } from "../../src/article/reproduction.ts";
import type { Comparison, Verdict } from "../../src/article/verdict.ts";
import {
  epochHeading,
  epochLine,
  ladderTable,
  presetsTable,
  rungName,
  significant,
  verdictText,
} from "../../src/report/terminal.ts";

const published = { trainLoss: "101185.61756671", valLoss: "50591.0340148" };
const losses = { epoch: 1, trainLoss: 101185.61756670638, valLoss: 50591.03401479625 };

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("the epochs", () => {
  it("stand in columns under their heading", () => {
    expect(epochHeading(true)).toBe(
      "epoch    training loss        published   =      validation       published   =",
    );
    expect(epochLine({ ...losses, published })).toBe(
      "    1  101185.61756671  101185.61756671  14  50591.03401480   50591.0340148  12",
    );
    expect(widest(epochHeading(true))).toBe(79);
  });

  it("do without the published figures", () => {
    expect(epochHeading(false)).toBe("epoch    training loss                           validation");
    expect(epochLine(losses)).toBe("    1  101185.61756671                       50591.03401480");
  });

  it("keep to their columns when a run diverges", () => {
    const line = epochLine({ epoch: 9, trainLoss: 1.5e300, valLoss: Number.NaN, published });
    expect(line).toContain("1.500000e+300");
    expect(line).toContain("NaN");
    expect(line.length).toBe(79);
  });
});

describe("the verdict", () => {
  const figure = (digitForDigit: boolean): Comparison => ({
    published: "1.5",
    ours: 1.5,
    leadingDigits: 2,
    digitForDigit,
    insideEnsemble: true,
  });
  const verdict = (same: number, valRmse: Comparison | null): Verdict => ({
    digitForDigit: 2 * same,
    insideEnsemble: 2 * (3 - same),
    outside: 0,
    trainLoss: [0, 1, 2].map((n) => figure(n < same)),
    valLoss: [0, 1, 2].map((n) => figure(n < same)),
    valRmse,
  });

  it("counts, and says from where on the run is chaotic", () => {
    const text = verdictText(verdict(2, figure(false)), 300);
    expect(text).toContain("Of the 6 published losses\n   4 are equal digit for digit");
    expect(text).toContain("2 lie inside the range of 300 runs");
    expect(text).toContain("From epoch 3 on the run is chaotic");
    expect(text).toContain("1.5, inside the range");
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it("says nothing of chaos or of the RMSE where there is nothing to say", () => {
    const text = verdictText(verdict(3, null), 300);
    expect(text).not.toContain("chaotic");
    expect(text).not.toContain("RMSE");
  });

  it("a validation loss alone that parts is a parting too", () => {
    const parting = { ...verdict(3, { ...figure(true), insideEnsemble: false }) };
    const text = verdictText({ ...parting, valLoss: [figure(true), figure(false)] }, 2);
    expect(text).toContain("From epoch 2 on");
    expect(text).toContain("outside the range");
  });
});

describe("the tables", () => {
  const run = (articlePrediction: number | null): RunRecord => ({
    settings: {
      generator: "numpy",
      seed: 42,
      epochs: 2,
      hidden: 1,
      length: 1,
      learningRate: 1,
      truncation: { kind: "full" },
      clip: 10,
      mended: [],
    },
    trainLoss: [2, 1 / 3],
    valLoss: [4, 0.25],
    valRmse: { asTrained: 0.125, articlePrediction },
    sha256: "",
    predictions: {
      asTrained: { training: [], validation: [] },
      articlePrediction: null,
      targets: { training: [], validation: [] },
    },
  });

  it("presets in their order, those that there are", () => {
    const table = presetsTable({ sane: run(null), "as-published": run(0.5) });
    const rows = table.split("\n").filter((line) => /as-published|sane/.test(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/as-published .* 0\.3333333 .* 0\.25 .* 0\.125 .* 0\.5 /);
    expect(rows[1]).toMatch(/sane .* 0\.125 .* – /);
    expect(widest(table)).toBeLessThanOrEqual(80);
  });

  it("rungs with their names", () => {
    const rung: Rung = {
      mended: ["E01", "E02", "E03"],
      trainLoss: 123456.789,
      valLoss: 1e-7,
      valRmse: { asTrained: 0.5, articlePrediction: 0.25 },
      distance: { articleStart: 61730.5, centredStart: 5.3e-16 },
    };
    const table = ladderTable([rung]);
    expect(table).toMatch(/E01–E03 .* 123456\.8 .* 1e-7 .* 0\.5 .* 6\.2e\+4 .* 5\.3e-16 /);
    expect(widest(table)).toBeLessThanOrEqual(80);
  });

  it.each([
    [[], "nothing"],
    [["E07"], "E07"],
    [["E01", "E02"], "E01–E02"],
  ])("%j is called %s", (mended, name) => {
    expect(rungName(mended)).toBe(name);
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [24.92915571578091, "24.92916"],
    [null, "–"],
    [undefined, "–"],
    [Number.NaN, "NaN"],
  ])("%d is written %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });
});
