/** Maps of cells: every cell in its place and colour, in few paths. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellMap, drawnCells } from "../../site/figures/cells.ts";
import { pairsFigure } from "../../site/figures/pairs.ts";

const legend = { title: "size", ticks: [{ shade: 0, label: "0" }] };

/** The look of each cell, read back from the paths: `colour` or `colour faint`, by `row,col`. */
function cellsOf(svg: string): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  const [, map] = /<g shape-rendering[^>]*scale[^>]*>(.*?)<\/g>/s.exec(svg) ?? [];
  for (const [, fill, faint, d] of (map ?? "").matchAll(
    /<path fill="([^"]+)"( fill-opacity="0.12")? d="([^"]+)"\/>/g,
  )) {
    for (const [, x, y, n] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let k = 0; k < Number(n); k++) {
        const place = `${y},${Number(x) + k}`;
        expect(cells.has(place)).toBe(false);
        cells.set(place, faint ? `${fill} faint` : fill);
      }
    }
  }
  return cells;
}

function mapOf(shades: readonly (readonly (number | null)[])[], faintFrom: number): CellMap {
  return {
    title: "cells",
    rows: shades.length,
    cols: shades[0].length,
    width: 100,
    height: 50,
    across: "across",
    down: "down",
    rowName: (row) => row,
    shade: (row, col) => shades[row][col],
    isFaint: (_, col) => col >= faintFrom,
  };
}

describe("maps of cells", () => {
  const shade = fc.option(fc.constantFrom(0, 0.25, 0.5, 1), { nil: null });
  const rows = fc.integer({ min: 1, max: 6 }).chain((cols) =>
    fc.array(fc.array(shade, { minLength: cols, maxLength: cols }), {
      minLength: 1,
      maxLength: 5,
    }),
  );

  it("have each cell once, in the colour of its shade, and none where there is none", () => {
    fc.assert(
      fc.property(rows, fc.nat({ max: 6 }), (shades, faintFrom) => {
        const { svg } = drawnCells("what it shows", [mapOf(shades, faintFrom)], 1, legend);
        const cells = cellsOf(svg);
        const looks = new Map<string, string>();
        for (const [row, values] of shades.entries()) {
          for (const [col, value] of values.entries()) {
            const look = cells.get(`${row},${col}`);
            if (value === null) {
              expect(look).toBeUndefined();
              continue;
            }
            expect(look).toMatch(col >= faintFrom ? /^rgb\(.*\) faint$/ : /^rgb\([^)]*\)$/);
            const key = `${value} ${col >= faintFrom}`;
            expect(looks.get(key) ?? look).toBe(look);
            looks.set(key, String(look));
          }
        }
        expect(new Set(looks.values()).size).toBe(looks.size);
      }),
    );
  });

  it("run from viridis's dark end to its light one, whatever is beyond", () => {
    const { svg } = drawnCells("", [mapOf([[-1, 0, 1, 2]], 9)], 1, legend);
    const [below, dark, light, above] = [0, 1, 2, 3].map((col) => cellsOf(svg).get(`0,${col}`));
    expect([below, above]).toEqual([dark, light]);
    expect(dark).toMatch(/^rgb\((6\d|7\d), \d, (8|9)\d\)$/);
    expect(light).toMatch(/^rgb\(2[45]\d, 23\d, \d\d\)$/);
  });

  it("are described as one picture, and say where nothing can be drawn", () => {
    const { svg, description } = drawnCells('a "map"', [mapOf([[null]], 0)], 1, legend);
    expect(description).toBe('a "map"');
    expect(svg).toContain('<svg role="img" aria-label="a &quot;map&quot;"');
    expect(svg).toContain(">no number to draw</text>");
    expect(drawnCells("", [mapOf([[0]], 9)], 1, legend).svg).not.toContain("no number");
  });

  it("of the longest window take a few hundred elements, not one for each of its pairs", () => {
    const T = 149;
    const sizes = Array.from({ length: T }, (_, t) =>
      Array.from({ length: t + 1 }, (_, i) => 10 ** ((i - t) / 9)),
    );
    const starts = sizes.map((_, t) => Math.max(0, t - 5));
    const truncation = { kind: "window", hops: 5 } as const;
    const truncations = [truncation, truncation, truncation].map((one) => ({
      truncation: one,
      starts,
    }));
    const { chart } = pairsFigure({ sizes, truncations }, 620);
    const svg = chart && "svg" in chart ? chart.svg : "";
    expect(cellsOf(svg).size).toBe((T * (T + 1)) / 2);
    expect(svg.match(/<\w/g)?.length).toBeLessThan(500);
  });
});
