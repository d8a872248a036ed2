/** The size of the gradient at each step on its way back through time. */

import type { GradientFlow } from "../../src/lab/index.ts";
import {
  COLOURS,
  countTicks,
  decades,
  INK,
  isPlottableLog,
  type Layer,
  type LegendEntry,
  labelled,
  legend,
  lineMark,
} from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Figure } from "../figures.ts";
import type { Inside, Moment } from "../messages.ts";
import { cells, headings } from "./losses.ts";

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly sign: "line" | "dashed";
  readonly sizes: readonly (number | null)[];
}

/** @param width of the plot, in pixels */
export function flowFigure({ start, end }: Inside, width: number): Figure {
  const lines: Line[] = [
    { label: "before training", colour: COLOURS.first, sign: "line", sizes: start.flow.truth },
    { label: "after training", colour: COLOURS.second, sign: "line", sizes: end.flow.truth },
  ];
  if (start.flow.listing && end.flow.listing) {
    const listing = { sign: "dashed" } as const;
    lines.push(
      { ...listing, label: "listing, before", colour: COLOURS.first, sizes: start.flow.listing },
      { ...listing, label: "listing, after", colour: COLOURS.second, sizes: end.flow.listing },
    );
  }
  const words = `Before training ${momentInWords(start)}; after training ${momentInWords(end)}.${listingInWords(start.flow)}`;
  const sizes = lines.flatMap((line) => line.sizes.filter(isDrawn));
  return {
    chart:
      sizes.length === 0 ? null : chartOf(lines, sizes, end.flow.start, words, width - EXPONENTS),
    words,
    table: scroll(
      "Size of the gradient at each step",
      html`<table>
<thead><tr><th scope="col">step</th>${headings(lines.map(({ label }) => label))}</tr></thead>
<tbody>${start.flow.truth.map(
        (_, i) => html`<tr><th scope="row">${i}</th>${cells(
          lines.map((line) => {
            const size = line.sizes[i];
            return size === null ? "–" : labelled(size);
          }),
        )}</tr>
`,
      )}</tbody>
</table>`,
    ),
  };
}

/** What the figures at the axis need beyond those of other charts, in pixels. */
const EXPONENTS = 18;

function isDrawn(size: number | null): size is number {
  return size !== null && isPlottableLog(size);
}

function chartOf(
  lines: readonly Line[],
  sizes: readonly number[],
  from: number,
  description: string,
  width: number,
): NonNullable<Figure["chart"]> {
  const { domain, ticks } = decades(sizes);
  const last = lines[0].sizes.length - 1;
  const entries: LegendEntry[] = lines.map(({ label, colour, sign, sizes: ofLine }) => ({
    label: ofLine.some(isDrawn) ? label : `${label}: none`,
    colour,
    sign,
  }));
  return {
    name: "flow",
    title: "The gradient on its way back",
    description,
    spec: {
      spacing: 14,
      vconcat: [
        legend(
          [...entries, { sign: "dashed", colour: INK, label: "reach of the truncation" }],
          width,
        ),
        {
          width,
          height: 240,
          title: "size of ∂loss/∂a, logarithmic",
          encoding: {
            x: {
              field: "step",
              type: "quantitative",
              title: "step i, back from the last",
              scale: { domain: [0, Math.max(last, 1)], nice: false },
              axis: { values: countTicks(0, last), format: "d", grid: false },
            },
            y: {
              field: "size",
              type: "quantitative",
              title: null,
              scale: { type: "log", domain },
              axis: { values: ticks, format: ".0e" },
            },
          },
          layer: [
            ...lines.map(layerOf),
            {
              data: { values: [{ step: from }] },
              mark: { type: "rule", color: INK, strokeDash: [5, 3] },
              encoding: { y: { value: 0 }, y2: { value: 240 } },
            },
          ],
        },
      ],
    },
  };
}

function layerOf({ sizes, colour, sign }: Line): Layer {
  const points = sizes.flatMap((size, step) => (isDrawn(size) ? [{ step, size }] : []));
  return {
    data: { values: points },
    mark: {
      ...lineMark("line", colour, sign === "dashed" ? sign : undefined),
      point: points.length === 1,
    },
  };
}

function momentInWords({ flow, weights }: Moment): string {
  const radius = Number.isFinite(weights.spectralRadius)
    ? `spectral radius of W: ${labelled(weights.spectralRadius)}`
    : "the weights are no longer finite";
  return `${course(flow.truth)} (${radius})`;
}

/** What the listing has in the place of the derivative. */
function listingInWords({ listing }: GradientFlow): string {
  const sizes = (listing ?? []).filter((size) => size !== null);
  if (sizes.length === 0) return "";
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  return ` What the listing computes in its place is as large as ${labelled(largest)} before training.`;
}

/** Growth by less than this factor over the whole way is called neither. */
const STEADY = 10;

/** What becomes of the gradient between the last step and the first. */
export function course(truth: readonly number[]): string {
  const last = truth[truth.length - 1];
  const first = truth[0];
  const sizes = `from ${labelled(last)} at the last step to ${labelled(first)} at the first`;
  if (!Number.isFinite(first) || !Number.isFinite(last)) return "it is no longer a number";
  if (last === 0) {
    return "there is none: at the last step every unit is saturated or dead, or the error is 0";
  }
  if (truth.length === 1) return `it has no way to go: ${labelled(last)} at the only step`;
  if (first === 0) {
    const gone = truth.lastIndexOf(0);
    return `it vanishes altogether: ${labelled(last)} at the last step, exactly 0 at step ${gone}${gone > 0 ? " and before" : ""}`;
  }
  const factor = (first / last) ** (1 / Math.max(truth.length - 1, 1));
  const perStep = `by a factor of ${labelled(factor)} a step`;
  if (first * STEADY < last) return `it vanishes, ${sizes}, ${perStep}`;
  if (first > last * STEADY) return `it explodes, ${sizes}, ${perStep}`;
  return `it neither vanishes nor explodes: ${sizes}`;
}
