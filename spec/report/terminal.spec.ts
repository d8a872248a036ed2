/** The reproduction as text for a terminal. */
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  diverged,
  epochHeading,
  epochLine,
  ladderTable,
  presetsTable,
  rungName,
  significant,
  tableText,
  verdictText,
} from "../../src/report/terminal.ts";
import { fabricated, ladder, PARTING } from "./fabricated.ts";

const { runs, verdict } = fabricated();
if (!verdict) throw new Error("the made-up reproduction has no verdict");

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("lines of epochs", () => {
  it("give both runs and the digits that agree, in 80 columns", () => {
    const line = epochLine({
      epoch: 1,
      trainLoss: 101185.61756671,
      valLoss: 50591.0341,
      published: { trainLoss: "101185.61756671", valLoss: "50591.0340148" },
    });
    expect(line).toContain("101185.61756671  101185.61756671  14");
    expect(line).toMatch(/50591\.03410000\s+50591\.0340148\s+8$/);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(epochHeading(true).length).toBe(line.length);
  });

  it("do without the published run, and show losses that have run away", () => {
    expect(epochLine({ epoch: 2, trainLoss: 1e12, valLoss: 3 })).toMatch(
      /^ +2 +1\.000000e\+12 +3\.00000000$/,
    );
    expect(epochHeading(false)).not.toContain("published");
  });

  it("are sentences where there is no room for columns", () => {
    const published = { trainLoss: "101185.61756671", valLoss: "50591.0340148" };
    const epoch = { epoch: 1, trainLoss: 101185.61756671, valLoss: 50591.0341 };
    vi.stubEnv("COLUMNS", "79");
    expect(epochHeading(true)).toMatch(/^epoch {4}training loss/);
    expect(epochLine({ ...epoch, published })).not.toContain("\n");
    vi.stubEnv("COLUMNS", "78");
    expect(epochHeading(true)).toBe(
      "epoch: training and validation loss, each with the published one and how many\n  leading digits are equal",
    );
    expect(epochHeading(false)).toBe("epoch: training and validation loss");
    vi.stubEnv("COLUMNS", "40");
    expect(epochLine({ ...epoch, published })).toBe(
      "1: 101185.61756671 (101185.61756671, 14\n  equal) and 50591.03410000\n  (50591.0340148, 8 equal)",
    );
    expect(epochLine(epoch)).toBe("1: 101185.61756671 and 50591.03410000");
  });
});

describe("the verdict", () => {
  it("counts, says from when on the run is chaotic, and stays within 80 columns", () => {
    const text = verdictText(verdict, 300);
    expect(text).toContain("10 are equal to ours digit for digit");
    expect(text).toContain("40 lie inside the range of 300 runs");
    expect(text).toContain(`From epoch ${PARTING} on the run is chaotic`);
    expect(text.replace(/\s+/g, " ")).toContain("; both lie inside the range of those runs");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    vi.stubEnv("COLUMNS", "40");
    const narrow = [verdictText(verdict, 300), presetsTable(runs), ladderTable(ladder())].flatMap(
      (narrowed) => narrowed.split("\n"),
    );
    for (const line of narrow) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("says outside where the figure is", () => {
    const { valRmse } = verdict;
    const outside = { ...verdict, valRmse: valRmse && { ...valRmse, insideEnsemble: false } };
    expect(verdictText(outside, 3).replace(/\s+/g, " ")).toContain(
      "; not both lie inside the range of those runs",
    );
  });

  it("does not explain by chaos what lies outside", () => {
    const { valRmse } = verdict;
    const unexplained = [
      { ...verdict, insideEnsemble: 39, outside: 1 },
      { ...verdict, valRmse: valRmse && { ...valRmse, insideEnsemble: false } },
    ];
    for (const found of unexplained) expect(verdictText(found, 300)).not.toContain("chaotic");
  });

  it("says nothing of chaos and of the RMSE when they are not there", () => {
    const short = fabricated({ epochs: PARTING - 1 }).verdict;
    const text = short && verdictText(short, 300);
    expect(text).toContain("10 are equal");
    expect(text).not.toMatch(/chaotic|RMSE/);
  });
});

describe("what diverged", () => {
  const lost = { asTrained: Number.NaN, articlePrediction: Number.NaN };

  it("is nothing while all figures are finite", () => {
    expect(diverged(runs, ladder())).toEqual([]);
    expect(diverged({}, [])).toEqual([]);
  });

  it("is named, with the last epoch that has finite losses", () => {
    const { sane, corrected } = fabricated({ epochs: 3, changes: { valRmse: lost } }).runs;
    if (!sane || !corrected) throw new Error("the made-up reproduction lacks a run");
    const found = {
      ...runs,
      corrected: { ...corrected, valLoss: corrected.valLoss.with(1, Number.POSITIVE_INFINITY) },
      sane: { ...sane, trainLoss: sane.trainLoss.with(2, Number.NaN) },
    };
    const rungs = ladder().map((rung, n) => (n === 11 ? { ...rung, valRmse: lost } : rung));
    expect(diverged(found, rungs)).toEqual([
      "corrected diverged: it has no finite losses after epoch 1",
      "sane diverged: it has no finite losses after epoch 2",
      "with E01–E02 mended it diverged",
    ]);
    expect(diverged({ sane }, [])).toEqual([
      "sane diverged: it has no finite losses after epoch 3",
    ]);
  });
});

describe("tables", () => {
  it("of presets has a row for each that was run", () => {
    expect(presetsTable(runs)).toMatch(/as-published[\s\S]*corrected[\s\S]*sane.*–/);
    expect(presetsTable(fabricated({ presets: ["sane"] }).runs)).not.toContain("corrected");
  });

  it("of the ladder has a row for each rung", () => {
    const table = ladderTable(ladder());
    for (const name of ["nothing", "E01", "E10", "E01–E02", "E01–E10"]) {
      expect(table).toContain(`${name} `);
    }
  });

  it("name rungs and round numbers", () => {
    expect([[], ["E03"], ["E01", "E02"]].map(rungName)).toEqual(["nothing", "E03", "E01–E02"]);
    expect([1 / 3, null, undefined, Number.NaN].map(significant)).toEqual([
      "0.3333333",
      "–",
      "–",
      "NaN",
    ]);
  });
});

describe("tableText", () => {
  const [head, rows] = [["kind", "cases", "passed"], [["gradient", 12, 7]]] as const;

  it("is a table as long as it has room", () => {
    const table = [
      "┌──────────┬───────┬────────┐",
      "│ kind     │ cases │ passed │",
      "├──────────┼───────┼────────┤",
      "│ gradient │    12 │      7 │",
      "└──────────┴───────┴────────┘",
    ].join("\n");
    expect(tableText(head, rows)).toBe(table);
    vi.stubEnv("COLUMNS", "29");
    expect(tableText(head, rows)).toBe(table);
  });

  it("else a paragraph for each row", () => {
    vi.stubEnv("COLUMNS", "28");
    expect(tableText(head, [...rows, ["all", 12, 7]])).toBe(
      "gradient: cases 12, passed 7\nall: cases 12, passed 7",
    );
  });
});
