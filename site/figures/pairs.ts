/** The pairs (t, i) that a gradient is the sum of, under each truncation. */

import { truncationText } from "../../src/lab/query.ts";
import type { PairSizes } from "../../src/lab/trace.ts";
import { exponent, isPlottableLog, labelled } from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Figure } from "../figures.ts";
import { type CellMap, drawnCells, type ShadeLegend } from "./cells.ts";
import { cells, headings } from "./losses.ts";

/** Smaller pairs have the darkest colour: nothing of them is left in a sum with the largest. */
const DECADES = 16;

/** @param width of the plots together, in pixels */
export function pairsFigure({ sizes, truncations }: PairSizes, width: number): Figure {
  const all = sizes.flat();
  const largest = all.filter(isPlottableLog).reduce((a, b) => Math.max(a, b), 0);
  const words = inWords({ sizes, truncations }, largest);
  const perRow = width >= 560 ? 3 : width >= 330 ? 2 : 1;
  const side = Math.min(230, Math.floor(width / perRow) - 34);
  const shade = (size: number): number | null =>
    Number.isNaN(size) ? null : Math.max(0, 1 + Math.log10(size / largest) / DECADES);
  const maps = truncations.map(
    ({ truncation, starts }): CellMap => ({
      title: truncationText(truncation),
      rows: sizes.length,
      cols: sizes.length,
      width: side,
      height: side,
      across: "through step i",
      down: "loss at step t",
      rowName: (t) => t,
      shade: (t, i) => (i <= t ? shade(sizes[t][i]) : null),
      isFaint: (t, i) => i < starts[t],
    }),
  );
  return {
    chart: largest === 0 ? null : drawnCells(words, maps, perRow, legendOf(largest)),
    words,
    table: scroll(
      "Size of the pairs of the loss at the last step, and which truncations count them",
      html`<table>
<thead><tr><th scope="col">step i</th>${headings(["size", ...truncations.map(({ truncation }) => truncationText(truncation))])}</tr></thead>
<tbody>${sizes[sizes.length - 1].map(
        (size, i) =>
          html`<tr><th scope="row">${i}</th>${cells([labelled(size), ...truncations.map(({ starts }) => (i >= starts[sizes.length - 1] ? "counted" : "left out"))])}</tr>
`,
      )}</tbody>
</table>`,
    ),
  };
}

/** Every fifth power of ten from the largest down. */
function legendOf(largest: number): ShadeLegend {
  const top = exponent(largest);
  const ticks = [15, 10, 5, 0].map((down) => ({
    shade: 1 + (top - down - Math.log10(largest)) / DECADES,
    label: `1e${top - down}`,
  }));
  return { title: "size of g(t, i)", ticks: ticks.filter(({ shade }) => shade >= 0) };
}

function inWords({ sizes, truncations }: PairSizes, largest: number): string {
  const total = sizes.flat().length;
  const counted = truncations.map(({ truncation, starts }) => {
    const pairs = sizes.reduce((sum, row, t) => sum + Math.max(0, row.length - starts[t]), 0);
    return `${truncationText(truncation)} counts ${pairs} of ${total} pairs`;
  });
  const scale =
    largest === 0 ? "Every pair is 0 or no number" : `The largest pair is ${labelled(largest)}`;
  return `${counted.join("; ")}. ${scale}.`;
}
