/** The pairs (t, i) that a gradient is the sum of, under each truncation. */

import { truncationText } from "../../src/lab/query.ts";
import type { PairSizes } from "../../src/lab/trace.ts";
import { isPlottableLog, labelled, type Panel } from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Figure } from "../figures.ts";
import { cells, headings } from "./losses.ts";

/** Smaller pairs have the palest colour: nothing of them is left in a sum with the largest. */
const FAINTEST = 1e-16;

/** @param width of the plots together, in pixels */
export function pairsFigure({ sizes, truncations }: PairSizes, width: number): Figure {
  const all = sizes.flat();
  const largest = all.filter(isPlottableLog).reduce((a, b) => Math.max(a, b), 0);
  const words = inWords({ sizes, truncations }, largest);
  const perRow = width >= 560 ? 3 : width >= 330 ? 2 : 1;
  const side = Math.min(230, Math.floor(width / perRow) - 34);
  const domain = [largest * FAINTEST, largest];
  const panel = ({ truncation, starts }: PairSizes["truncations"][number]): Panel => ({
    title: truncationText(truncation),
    width: side,
    height: side,
    data: {
      values: sizes.flatMap((row, t) =>
        row.map((size, i) => ({ t, i, size: Math.max(size, domain[0]), counts: i >= starts[t] })),
      ),
    },
    mark: { type: "rect" },
    encoding: {
      x: { field: "i", type: "ordinal", title: "through step i", axis: PLAIN },
      y: { field: "t", type: "ordinal", title: "loss at step t", axis: PLAIN },
      opacity: { condition: { test: "datum.counts", value: 1 }, value: 0.12 },
      color: {
        field: "size",
        type: "quantitative",
        title: "‖g(t, i)‖",
        scale: { type: "log", domain, scheme: "viridis", clamp: true },
        legend: { orient: "bottom", format: ".0e", tickCount: 4, gradientLength: 200 },
      },
    },
  });
  return {
    chart:
      largest === 0
        ? null
        : {
            name: "pairs",
            title: "What each loss contributes through each step",
            description: words,
            spec: { columns: perRow, concat: truncations.map(panel), spacing: 16 },
          },
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

const PLAIN = {
  grid: false,
  ticks: false,
  domain: false,
  labelAngle: 0,
  labelExpr: "datum.value % 10 ? '' : datum.label",
} as const;

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
