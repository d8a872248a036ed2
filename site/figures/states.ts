/** The states of some units over the steps of a window. */
import { isPlottable, labelled } from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import type { Activation } from "../../src/rnn/activation.ts";
import type { Figure } from "../figures.ts";
import type { Inside, Moment } from "../messages.ts";
import { type CellMap, drawnCells, type ShadeLegend } from "./cells.ts";
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
  const [lowest, highest] = domain;
  const panel = (title: string, { states }: Moment): CellMap => ({
    title,
    rows: units.length,
    cols: T,
    width: share,
    height: 12 * units.length,
    across: "step",
    down: "unit",
    rowName: (row) => units[row],
    shade: (row, step) => {
      const state = states[step * H + units[row]];
      return isPlottable(state) ? (state - lowest) / (highest - lowest) : null;
    },
    isFaint: () => false,
  });
  const legend: ShadeLegend = {
    title: "state s",
    ticks: [0, 0.5, 1].map((shade) => ({
      shade,
      label: labelled(lowest + shade * (highest - lowest)),
    })),
  };
  const maps = [panel("before training", start), panel("after training", end)];
  return {
    chart: all.length === 0 ? null : drawnCells(words, maps, isWide ? 2 : 1, legend),
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
