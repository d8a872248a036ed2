/**
 * Maps of coloured cells, as SVG with one path for each colour: drawn by Vega, which draws every cell
 * for itself, the pairs of a long window would hold up the page for a second.
 */
import { scheme } from "vega";
import { FONT_SIZE } from "../../src/report/chart.ts";
import { html, type Markup } from "../../src/report/html.ts";
import type { Drawing } from "../figures.ts";

/** One map. Sizes are in pixels. */
export interface CellMap {
  readonly title: string;
  readonly rows: number;
  readonly cols: number;
  readonly width: number;
  readonly height: number;
  /** what is counted across, and down */
  readonly across: string;
  readonly down: string;
  /** what a row is called */
  readonly rowName: (row: number) => number;
  /** from 0 to 1, which is darkest to lightest; null where there is no cell */
  readonly shade: (row: number, col: number) => number | null;
  readonly isFaint: (row: number, col: number) => boolean;
}

/** What the shades stand for. */
export interface ShadeLegend {
  readonly title: string;
  readonly ticks: readonly { readonly shade: number; readonly label: string }[];
}

/** Viridis, in steps too small to be told apart. */
const SHADES: readonly string[] = Array.from({ length: 48 }, (_, n) =>
  String(scheme("viridis")((n + 0.5) / 48)),
);

const LEFT = 40;
const TOP = 24;
const BOTTOM = 36;
const GAP = 12;
const LEGEND = { width: 192, height: 12, left: LEFT };

/** @param perRow how many maps stand beside each other */
export function drawnCells(
  description: string,
  maps: readonly CellMap[],
  perRow: number,
  legend: ShadeLegend,
): Drawing {
  const wide = Math.max(...maps.map(({ width }) => LEFT + width)) + GAP;
  const high = Math.max(...maps.map(({ height }) => TOP + height + BOTTOM));
  const width = Math.max(wide * Math.min(perRow, maps.length), LEFT + LEGEND.width + LEFT);
  const below = high * Math.ceil(maps.length / perRow);
  const height = below + 62;
  const panels = maps.map(
    (map, n) =>
      html`<g transform="translate(${(n % perRow) * wide + LEFT},${Math.floor(n / perRow) * high + TOP})">${panel(map)}</g>
`,
  );
  const { text: svg } =
    html`<svg role="img" aria-label="${description}" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-size="${FONT_SIZE}" fill="currentColor">
${panels}<g transform="translate(${LEGEND.left},${below + 26})">${legendRow(legend)}</g>
</svg>`;
  return { description, svg };
}

function panel(map: CellMap): Markup {
  const { title, rows, cols, width, height, across, down, rowName } = map;
  const [w, h] = [width / cols, height / rows];
  const columns = everyFew(cols, w, 40).map(
    (col) =>
      html`<text x="${(col + 0.5) * w}" y="${height + 15}" text-anchor="middle">${col}</text>`,
  );
  const names = everyFew(rows, h, 18).map(
    (row) => html`<text x="-5" y="${(row + 0.5) * h + 4}" text-anchor="end">${rowName(row)}</text>`,
  );
  const cells = paths(map);
  const none = html`<text x="${width / 2}" y="${height / 2}" text-anchor="middle">no number to draw</text>`;
  return html`<text y="-9" font-size="13" font-weight="bold">${title}</text>
<g shape-rendering="crispEdges" transform="scale(${w},${h})">${cells}</g>${cells.length === 0 ? none : null}
${columns}${names}
<text x="${width / 2}" y="${height + 31}" text-anchor="middle">${across}</text>
<text transform="translate(-30,${height / 2}) rotate(-90)" text-anchor="middle">${down}</text>`;
}

/** The first of every few counted things, so that their names do not touch each other. */
function everyFew(count: number, size: number, apart: number): readonly number[] {
  const step = [1, 2, 5, 10, 20, 50].find((n) => n * size >= apart) ?? 100;
  return Array.from({ length: Math.ceil(count / step) }, (_, n) => n * step);
}

/** Cells of one shade that follow one another in a row are one rectangle. */
function paths({ rows, cols, shade, isFaint }: CellMap): readonly Markup[] {
  const outlines = new Map<number, string>();
  for (let row = 0; row < rows; row++) {
    let start = 0;
    let look: number | null = null;
    for (let col = 0; col <= cols; col++) {
      const next = col < cols ? lookOf(shade(row, col), isFaint(row, col)) : null;
      if (next === look && col < cols) continue;
      if (look !== null) {
        const outline = outlines.get(look) ?? "";
        outlines.set(look, `${outline}M${start} ${row}h${col - start}v1h${start - col}z`);
      }
      start = col;
      look = next;
    }
  }
  return [...outlines].map(([look, outline]) => {
    const opacity = look >= SHADES.length ? html` fill-opacity="0.12"` : null;
    return html`<path fill="${SHADES[look % SHADES.length]}"${opacity} d="${outline}"/>`;
  });
}

/** The number of a shade; those of the faint ones come after all others. */
function lookOf(shade: number | null, isFaint: boolean): number | null {
  if (shade === null) return null;
  const nearest = Math.floor(Math.min(Math.max(shade, 0), 1) * SHADES.length);
  return Math.min(nearest, SHADES.length - 1) + (isFaint ? SHADES.length : 0);
}

function legendRow({ title, ticks }: ShadeLegend): Markup {
  const step = LEGEND.width / SHADES.length;
  const bars = SHADES.map(
    (colour, n) =>
      html`<path fill="${colour}" d="M${n * step} 0h${step}v${LEGEND.height}h${-step}z"/>`,
  );
  const labels = ticks.map(
    ({ shade, label }) =>
      html`<text x="${shade * LEGEND.width}" y="${LEGEND.height + 15}" text-anchor="middle">${label}</text>`,
  );
  return html`<g shape-rendering="crispEdges">${bars}</g><text y="-6" font-weight="bold">${title}</text>${labels}`;
}
