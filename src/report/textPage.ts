/** Training on a text as one page that needs nothing but itself. */
import type { Comparison, TextResult } from "../text/result.ts";
import type { Chart } from "./chart.ts";
import { html, type Markup, scroll } from "./html.ts";
import { judgedName } from "./judgedText.ts";
import { figure as picture, wholePage } from "./page.ts";
import { printable } from "./printable.ts";
import { comparisonVerdict, endText, figure, textHeading } from "./trainingText.ts";

/** The whole page, always the same bytes for the same arguments. */
export async function textPage(
  result: TextResult,
  sample: string,
  charts: readonly Chart[],
): Promise<string> {
  const pictures: Markup[] = [];
  for (const chart of charts) pictures.push(await picture(chart));
  const title = printable(result.file);
  const { bitsPerCharacter } = result;
  const lines = [...textHeading(result).replaceAll("\n  ", " ").split("\n"), endText(result)];
  return wholePage(
    title,
    html`<h1>${title}</h1>
${lines.map((line) => html`<p>${line}.</p>\n`)}
${bitsPerCharacter ? comparison(result, bitsPerCharacter) : null}
${pictures}
<h2>What the network writes</h2>
${scroll("What the network writes", html`<pre>${printable(sample)}</pre>`)}`,
  );
}

function comparison(result: TextResult, found: Comparison): Markup {
  const names = Object.keys(found);
  return html`<h2>Bits per character on the ${judgedName(result.parts)} part</h2>
${scroll(
  "Bits per character",
  html`<table>
<thead><tr>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody><tr>${names.map((name) => html`<td class="number">${figure(found[name])}</td>`)}</tr></tbody>
</table>`,
)}
<p>${comparisonVerdict(found, result.parts)}</p>`;
}
