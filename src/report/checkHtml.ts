/** A check as one page that needs nothing but itself: no script, no network, no font. */
import {
  byKind,
  type Check,
  failuresIn,
  isPassed,
  type Judged,
  STATUSES,
  statusOf,
  tallyOf,
} from "../conformance/checkReport.ts";
import { implementationText, summary } from "./checkText.ts";
import { html, Markup, scroll } from "./html.ts";
import { drawnPairs, MARKS, type Mark } from "./pairGrid.ts";
import { printable } from "./printable.ts";
import { STYLE } from "./style.ts";

const OWN_STYLE = `
.pairs { font-variant-numeric: tabular-nums; min-width: 0; }
.pairs th, .pairs td { border: 0; padding: 0; width: 1.7rem; height: 1.7rem; line-height: 1.7rem; text-align: center; font-weight: 400; }
.pairs th { color: var(--faint); }
.right { background: var(--panel); } .missing, .extra { color: var(--bad); font-weight: 700; }
.none { color: var(--line); }
.legend { list-style: none; padding: 0; } .legend b { display: inline-block; width: 1.7rem; text-align: center; }
pre { overflow-x: auto; font-size: 0.85em; }
`;

/** The whole page, always the same for the same check. */
export function checkHtml(check: Check): string {
  const { judged } = check;
  const title = `${check.implementation.name} ${isPassed(judged) ? "passes" : "fails"}`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${printable(title)}</title>
<style>${new Markup(STYLE + OWN_STYLE)}</style>
</head>
<body>
<main>
<h1>${printable(title)}</h1>
<p class="note">${implementationText(check)}; checked by bptt-oracle</p>
<p>${summary(judged)}</p>
${counts(judged)}
${diagnosisSection(check)}
${failuresSection(failuresIn(judged))}
${kindsSection(judged)}
${skippedSection(judged.filter((one) => statusOf(one) === "skipped"))}
</main>
</body>
</html>
`;
  return page.text;
}

/** The colour of each status. */
const COLOURS = { passed: "same", failed: "outside", skipped: "", errored: "outside" } as const;

function counts(judged: readonly Judged[]): Markup {
  const tally = tallyOf(judged);
  const items = STATUSES.map((status) => {
    const colour = tally[status] > 0 ? COLOURS[status] : "";
    return html`<li><b class="${colour}">${tally[status]}</b> ${status}</li>
`;
  });
  return html`<ul class="tally">
${items}</ul>`;
}

function diagnosisSection(check: Check): Markup | null {
  const { diagnosis, judged } = check;
  if (failuresIn(judged).length === 0) return null;
  const drawing = drawnPairs(check);
  return html`<section>
<h2>${diagnosis.verdict === "named" ? "Diagnosis" : "Diagnosis: none"}</h2>
${diagnosis.sentences.map(
  (sentence) => html`<p>${printable(sentence)}</p>
`,
)}${drawing ? pairsFigure(drawing.id, drawing.marks) : null}
</section>`;
}

function pairsFigure(id: string, marks: readonly (readonly Mark[])[]): Markup {
  const rows = marks.map(
    (row, t) => html`<tr><th scope="row">${t}</th>${row.map(
      (mark, i) =>
        html`<td class="${mark}" title="t = ${t}, i = ${i}: ${MARKS[mark][1]}">${MARKS[mark][0]}</td>`,
    )}</tr>
`,
  );
  const legend = Object.entries(MARKS).map(
    ([mark, [sign, meaning]]) => html`<li><b class="${mark}">${sign}</b> ${meaning}</li>
`,
  );
  return html`<figure>
<figcaption>The loss at step t through step i, in ${id}</figcaption>
${scroll(
  "Pairs asked for and found",
  html`<table class="pairs">
<thead><tr><th scope="col">t\\i</th>${marks.map((_, i) => html`<th scope="col">${i}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>`,
)}
<ul class="legend">
${legend}</ul>
</figure>`;
}

function failuresSection(failures: readonly Judged[]): Markup | null {
  if (failures.length === 0) return null;
  const entries = failures.map(
    ({
      testCase,
      judgement,
      answer,
    }) => html`<dt>${testCase.id}</dt><dd>${printable(String(judgement.reason))}${
      answer.kind === "fault" ? standardError(answer.stderr) : null
    }</dd>
`,
  );
  return html`<section>
<h2>What failed</h2>
<dl>
${entries}</dl>
</section>`;
}

function standardError(text: string): Markup | null {
  if (text === "") return null;
  return html`<details><summary>its standard error</summary><pre>${printable(text)}</pre></details>`;
}

function kindsSection(judged: readonly Judged[]): Markup {
  const rows = byKind(judged).map(([kind, own]) => {
    const tally = tallyOf(own);
    const cells = [tally.total, ...STATUSES.map((status) => tally[status])];
    return html`<tr><th scope="row">${kind}</th>${cells.map((count) => html`<td class="number">${count}</td>`)}</tr>
`;
  });
  const heads = ["cases", ...STATUSES].map(
    (text) => html`<th scope="col" class="number">${text}</th>`,
  );
  return html`<section>
<h2>By kind</h2>
${scroll(
  "Cases by kind",
  html`<table>
<thead><tr><th scope="col">kind</th>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table>`,
)}
</section>`;
}

function skippedSection(skipped: readonly Judged[]): Markup | null {
  if (skipped.length === 0) return null;
  const entries = skipped.map(
    ({
      testCase,
      judgement,
    }) => html`<dt>${testCase.id}</dt><dd>${printable(String(judgement.reason))}</dd>
`,
  );
  return html`<section>
<h2>What was skipped</h2>
<dl>
${entries}</dl>
</section>`;
}
