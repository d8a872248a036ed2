/** What the trained network predicts, against the targets. */
import type { LabResult } from "../../src/lab/run.ts";
import { labelled } from "../../src/report/chart.ts";
import { html, scroll } from "../../src/report/html.ts";
import { predictionPanels } from "../../src/report/waveCharts.ts";
import type { Figure } from "../figures.ts";
import { cells, headings } from "./losses.ts";

/** @param width of the plot, in pixels */
export function predictionsFigure({ run, targets, shown }: LabResult, width: number): Figure {
  const lists = ({ training, validation }: typeof targets) => ({
    training: Array.from(training),
    validation: Array.from(validation),
  });
  const panels = predictionPanels(
    {
      asTrained: lists(run.asTrained),
      articlePrediction: run.articlePrediction && lists(run.articlePrediction),
      targets: lists(targets),
    },
    width,
  );
  const words = inWords(run.valRmse, shown, targets.validation);
  return {
    chart:
      panels.length === 0
        ? null
        : {
            name: "predictions",
            title: "Predictions",
            description: words,
            spec: { spacing: 14, vconcat: [...panels] },
          },
    words: panels.length === 0 ? `${words} The run diverged: there is nothing to draw.` : words,
    table: scroll(
      "Predictions on the validation windows",
      html`<table>
<thead><tr><th scope="col">window</th>${headings(["target", "as trained", "the article's way"])}</tr></thead>
<tbody>${Array.from(targets.validation, (target, n) => {
        const other = run.articlePrediction?.validation[n];
        return html`<tr><th scope="row">${n}</th>${cells([labelled(target), labelled(run.asTrained.validation[n]), other === undefined ? "–" : labelled(other)])}</tr>
`;
      })}</tbody>
</table>`,
    ),
  };
}

function inWords(
  { asTrained, articlePrediction }: LabResult["run"]["valRmse"],
  { valRmse, way }: LabResult["shown"],
  targets: Float64Array,
): string {
  if (valRmse === null) {
    return "The line that prints the error does not run (E13), so that there is no RMSE.";
  }
  const other =
    way === "articlePrediction"
      ? `, ${labelled(asTrained)} when predicted as trained`
      : articlePrediction === null
        ? ""
        : `, ${labelled(articlePrediction)} when predicted the article's way (E12)`;
  const how = way === "asTrained" ? "as trained" : "the article's way (E12)";
  return `The RMSE on the validation windows is ${labelled(valRmse)} when predicted ${how}${other}. Predicting zero everywhere has ${labelled(zeroRmse(targets))}.`;
}

/** The error of a network that says zero whatever it reads. */
function zeroRmse(targets: Float64Array): number {
  return Math.sqrt(targets.reduce((sum, y) => sum + y * y, 0) / targets.length);
}
