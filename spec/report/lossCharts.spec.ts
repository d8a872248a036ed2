/** Text below a chart: all of it, in lines that fit. */
import { describe, expect, it } from "vitest";
import { FONT_SIZE, textWidth } from "../../src/report/chart.ts";
import { footnote } from "../../src/report/lossCharts.ts";

const TEXT = "* range of 300 runs that differ only by last-place changes in the initial W";

function linesOf(width: number): readonly string[] {
  const spec = JSON.stringify(footnote(TEXT, width));
  return [...spec.matchAll(/"text":"([^"]*)"/g)].map(([, line]) => line);
}

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
