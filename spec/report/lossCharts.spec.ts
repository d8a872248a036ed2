/** Losses in figures that nothing runs through, and text below a chart in lines that fit. */
import { describe, expect, it } from "vitest";
import { COLOURS, FONT_SIZE, textWidth } from "../../src/report/chart.ts";
import { footnote, seriesOf, wholeCourse } from "../../src/report/lossCharts.ts";

const TEXT = "* range of 300 runs that differ only by last-place changes in the initial W";

function linesOf(width: number): readonly string[] {
  const spec = JSON.stringify(footnote(TEXT, width));
  return [...spec.matchAll(/"text":"([^"]*)"/g)].map(([, line]) => line);
}

describe("the whole course", () => {
  const figuresOf = (width: number, epochs: number): readonly string[] => {
    const losses = Array.from({ length: epochs }, (_, n) => 1000 / (n + 1));
    const series = (["training", "validation"] as const).map((name, k) =>
      seriesOf(
        name,
        COLOURS.first,
        losses.map((loss) => loss / (k + 1)),
        [],
        [],
      ),
    );
    const spec = JSON.stringify(wholeCourse(series, width));
    return [...spec.matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text);
  };

  it("has the first figure of the lower curve where the curve does not run through it", () => {
    expect(figuresOf(620, 25)).toEqual(["1,000", "40", "500", "20"]);
    expect(figuresOf(284, 25)).toEqual(["1,000", "40", "20"]);
    expect(figuresOf(620, 5)).toEqual(["1,000", "200", "100"]);
    expect(figuresOf(284, 1)).toEqual(["1,000", "500"]);
  });
});

describe("a footnote", () => {
  it.each([220, 284, 400, 620])("has all its words in lines of at most %d pixels", (width) => {
    const lines = linesOf(width);
    expect(lines.join(" ")).toBe(TEXT);
    for (const line of lines) expect(textWidth(line, FONT_SIZE)).toBeLessThanOrEqual(width);
    expect(footnote(TEXT, width)).toMatchObject({ height: 14 * lines.length });
  });

  it("is one line where there is room, and no more lines than needed where there is not", () => {
    expect(linesOf(620)).toHaveLength(1);
    expect(linesOf(284).length).toBeLessThanOrEqual(3);
    // A word that is wider than the picture has a line of its own.
    expect(linesOf(1)).toEqual(TEXT.split(" "));
  });
});
