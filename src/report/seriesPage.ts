/** Training on a series as one page that needs nothing but itself. */
import type { SeriesResult } from "../series/result.ts";
import type { Chart } from "./chart.ts";
import { html, type Markup, scroll } from "./html.ts";
import { judgedName } from "./judgedText.ts";
import { figure as picture, wholePage } from "./page.ts";
import { printable } from "./printable.ts";
import { endText, figure, rmseText, seriesHeading, verdictTexts } from "./seriesText.ts";

/** The whole page, always the same bytes for the same result and charts. */
export async function seriesPage(result: SeriesResult, charts: readonly Chart[]): Promise<string> {
  const { task, file } = result;
  const pictures: Markup[] = [];
  for (const chart of charts) pictures.push(await picture(chart));
  const title = `${task.targets.map(printable).join(", ")} of ${printable(file)}`;
  const lines = [...seriesHeading(result), endText(result)];
  return wholePage(
    title,
    html`<h1>${title}</h1>
${lines.map((line) => html`<p>${line}.</p>\n`)}
${Object.keys(result.rmse).length > 0 ? errors(result) : html`<p>${rmseText(result)}.</p>`}
${pictures}
${result.forecast[task.targets[0]].length > 0 ? next(result) : null}`,
  );
}

function errors(result: SeriesResult): Markup {
  const { rmse, task, windows } = result;
  const predictors = Object.keys(rmse[task.targets[0]]);
  return html`<h2>Root mean squared errors on the ${windows.training > 0 ? `${judgedName(windows)} part` : "whole series"}, in the data's own units</h2>
${scroll(
  "Root mean squared errors",
  html`<table>
<thead><tr><th scope="col">column</th>${predictors.map((one) => html`<th scope="col" class="number">${one}</th>`)}</tr></thead>
<tbody>
${task.targets.map(
  (name) =>
    html`<tr><th scope="row">${printable(name)}</th>${predictors.map((one) => html`<td class="number">${figure(rmse[name][one])}</td>`)}</tr>\n`,
)}</tbody>
</table>`,
)}
${windows.training > 0 && windows.test === 0 ? html`<p class="note">The network's epoch was chosen by the same windows, the baselines were not.</p>` : null}
${verdictTexts(result).map((text) => html`<p>${text}</p>\n`)}`;
}

function next({ forecast, held, task }: SeriesResult): Markup {
  const kept = Object.entries(held).map(([name, value]) => `${printable(name)} = ${value}`);
  return html`<h2>The next rows</h2>
<p>Each predicted from those before it, predictions included.${
    kept.length > 0
      ? ` Columns that are not predicted keep their last value: ${kept.join(", ")}.`
      : null
  }</p>
${scroll(
  "The next rows",
  html`<table>
<thead><tr><th scope="col">step</th>${task.targets.map((name) => html`<th scope="col" class="number">${printable(name)}</th>`)}</tr></thead>
<tbody>
${forecast[task.targets[0]].map(
  (_, n) =>
    html`<tr><th scope="row">${n + 1}</th>${task.targets.map((name) => html`<td class="number">${figure(forecast[name][n])}</td>`)}</tr>\n`,
)}</tbody>
</table>`,
)}`;
}
