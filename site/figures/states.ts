/** The states of some units over the steps of a window. */
import { INK, isPlottable, type LayeredPanel, labelled } from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Activation } from "../../src/rnn/activation.ts";
import type { Figure } from "../figures.ts";
import type { Inside, Moment } from "../messages.ts";
import { cells, headings } from "./losses.ts";

/** More rows than this cannot be told apart. */
const MOST_UNITS = 20;

/** @param width of the plots together, in pixels */
export function statesFigure(
  { start, end }: Inside,
  { hidden: H, length: T, activation }: { hidden: number; length: number; activation: Activation },
  width: number,
): Figure {
  const units = Array.from({ length: Math.min(H, MOST_UNITS) }, (_, n) =>
    Math.floor((n * H) / Math.min(H, MOST_UNITS)),
  );
  const words = `Before training ${saturation(start)}; after training ${saturation(end)}.`;
  const all = [...start.states, ...end.states].filter(isPlottable);
  const domain = rangeOf(activation, all);
  const isWide = width >= 560;
  const share = isWide ? width / 2 - 40 : width;
  const panel = (title: string, { states }: Moment): LayeredPanel => ({
    title,
    width: share,
    height: 12 * units.length,
    encoding: {
      x: {
        field: "step",
        type: "ordinal",
        title: "step",
        axis: { ...PLAIN, labelExpr: "datum.value % 10 ? '' : datum.label" },
      },
      y: { field: "unit", type: "ordinal", title: "unit", axis: { ...PLAIN, labelOverlap: true } },
    },
    layer: [
      {
        data: {
          values: units.flatMap((unit) =>
            Array.from({ length: T }, (_, step) => ({
              unit,
              step,
              state: states[step * H + unit],
            })).filter(({ state }) => isPlottable(state)),
          ),
        },
        mark: { type: "rect" },
        encoding: {
          color: {
            field: "state",
            type: "quantitative",
            title: "state",
            scale: { domain: [...domain], scheme: "viridis" },
            legend: { orient: "bottom", titleColor: INK, labelColor: INK, gradientLength: 140 },
          },
        },
      },
    ],
  });
  const both = [panel("before training", start), panel("after training", end)];
  return {
    chart:
      all.length === 0
        ? null
        : {
            name: "states",
            title: "States over time",
            description: words,
            spec: isWide ? { hconcat: both, spacing: 20 } : { vconcat: both, spacing: 20 },
          },
    words,
    table: scroll(
      "States of some units, after training",
      html`<table>
<thead><tr><th scope="col">step</th>${headings(units.map((unit) => `unit ${unit}`))}</tr></thead>
<tbody>${Array.from(
        { length: T },
        (
          _,
          step,
        ) => html`<tr><th scope="row">${step}</th>${cells(units.map((unit) => labelled(end.states[step * H + unit])))}</tr>
`,
      )}</tbody>
</table>`,
    ),
  };
}

const PLAIN = { grid: false, ticks: false, domain: false, labelAngle: 0 } as const;

function saturation({ saturated }: Moment): string {
  return `${labelled(saturated * 100)} % of the states pass next to nothing on`;
}

/** What the colours span: all that the activation can be, or all that there is. */
function rangeOf(activation: Activation, states: readonly number[]): readonly [number, number] {
  if (activation === "sigmoid") return [0, 1];
  if (activation === "tanh") return [-1, 1];
  const min = states.reduce((a, b) => Math.min(a, b), 0);
  const max = states.reduce((a, b) => Math.max(a, b), 0);
  return min === max ? [0, 1] : [min, max];
}
