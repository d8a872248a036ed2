/** The figures of the page, in the order in which they tell its story. */
import type { Chart } from "../src/report/chart.ts";
import type { Markup } from "../src/report/html.ts";

/** A picture that is drawn already, in SVG that says its description itself. */
export interface Drawing {
  readonly description: string;
  readonly svg: string;
}

/** A figure as it is drawn: a picture, the same in words, and its numbers as a table. */
export interface Figure {
  /** null where there is nothing that could be drawn; the words then say why */
  readonly chart: Chart | Drawing | null;
  readonly words: string;
  readonly table: Markup;
}

export type FigureId = "losses" | "predictions" | "states" | "flow" | "pairs" | "check";

export const FIGURES: readonly {
  readonly id: FigureId;
  readonly title: string;
  readonly introduction: string;
}[] = [
  {
    id: "losses",
    title: "Losses",
    introduction:
      "By epoch, before the epoch's updates. Rings are the figures that the article prints, shown where the run is the one it describes; bands are what last-place changes of the start do to that run. Dotted: the run before the last switch.",
  },
  {
    id: "predictions",
    title: "Predictions",
    introduction:
      "The value after each window of the sine wave, and what the trained network says it is.",
  },
  {
    id: "states",
    title: "States over time",
    introduction:
      "The states s of some hidden units while the first training window is read, before and after training. Where all is one colour the units are saturated, or dead, and nothing can be learnt through them.",
  },
  {
    id: "flow",
    title: "The gradient on its way back",
    introduction:
      "How large the derivative of the last step's loss is by the pre-activations of each step before. A falling line to the left is a vanishing gradient, a rising one an exploding gradient. Dashed lines are what the listing computes in its place, and drops while E01 and E02 stand; the rule marks how far the truncation lets it go.",
  },
  {
    id: "pairs",
    title: "What each loss contributes through each step",
    introduction:
      "The size of the pair g(t, i): of what a loss at step t adds to the gradient through step i. Each truncation is a choice of pairs; those it leaves out are faint. The article has a loss at the last step only, the last row.",
  },
  {
    id: "check",
    title: "Is it the gradient?",
    introduction:
      "The gradient that this run applies, held against oracles that know nothing of back-propagation. They take long, and are asked of a small network.",
  },
];
