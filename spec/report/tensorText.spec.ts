import { describe, expect, it } from "vitest";
import { tensorText } from "../../src/report/tensorText.ts";

const lines = (value: unknown, factors?: unknown): string[] =>
  tensorText(value, factors).split("\n");

describe("tensorText", () => {
  it("has scalars, lists and matrices by their names, columns aligned", () => {
    const W = [
      [1, -0.25],
      [10, 2],
    ];
    expect(
      lines({ loss: 0.5, kind: "norm", clipping: null, b: [1, -0], parameters: { W } }),
    ).toEqual([
      "  loss = 0.5",
      "  kind = norm",
      "  clipping = null",
      "  b (2)",
      "     1  -0",
      "  parameters.W (2×2)",
      "        1  -0.25",
      "       10      2",
    ]);
  });

  it("has the tolerance of each tensor", () => {
    expect(lines({ loss: 1, s: [0] }, { loss: 12.34567, s: 0 })).toEqual([
      "  loss = 1, ± 12.35 u",
      "  s (1), exact",
      "    0",
    ]);
    expect(lines({ pairs: [null, [{ dc: [1] }]] }, { pairs: [null, [{ dc: 2 }]] })).toEqual([
      "  pairs[0] = null",
      "  pairs[1][0].dc (1), ± 2 u",
      "    1",
    ]);
    expect(lines({ trainLoss: [1, 2] }, { trainLoss: [3, 4.5] })).toEqual([
      "  trainLoss (2)",
      "    1  2",
      "  trainLoss, each ± so many u",
      "      3  4.5",
    ]);
  });

  it("has every digit of lists, and ten of matrices", () => {
    expect(lines({ b: [0.1234567890123] })[1]).toBe("    0.1234567890123");
    expect(lines({ W: [[0.1234567890123]] })[1]).toBe("    0.123456789");
  });

  it("shows what is no number as it is, and −0", () => {
    expect(lines({ W: [["x", null, -0]] })[1]).toBe("       x  null    -0");
  });

  it("breaks rows that are wider than the terminal", () => {
    const row = Array.from({ length: 8 }, (_, n) => n + 0.123456789);
    const [, ...rows] = lines({ W: [row] });
    expect(rows).toHaveLength(2);
    for (const line of rows) expect(line.length).toBeLessThanOrEqual(80);
    expect(rows.join(" ").trim().split(/ +/).map(Number)).toEqual(row);
    expect(lines({ bits: ["f".repeat(90)] })[1]).toBe(`    ${"f".repeat(90)}`);
  });

  it("ends what is long, and says by how much", () => {
    const [, entries] = lines({ b: Array(20).fill(1) });
    expect(entries).toBe(`    ${"1  ".repeat(12)}… 8 more`);
    const rows = lines({ W: Array(10).fill([1, 2]) });
    expect(rows).toHaveLength(10);
    expect(rows[9]).toBe("    … 2 more rows");
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x${n}`, n]));
    expect(lines(many)).toHaveLength(25);
    expect(lines(many)[24]).toBe("  … and 6 more, which --json has");
  });
});
