/** The reproduction as one page that needs nothing but itself: no script, no network, no font. */
import type { Reproduction } from "../article/reproduction.ts";
import type { Chart } from "./chart.ts";
import { html, Markup } from "./html.ts";
import {
  epochsSection,
  errataSection,
  introduction,
  ladderSection,
  outcomeSection,
  presetsSection,
  runsSection,
} from "./sections.ts";
import { STYLE } from "./style.ts";
import { renderSvg } from "./svg.ts";

/** The whole page, always the same bytes for the same reproduction and charts. */
export async function reproductionPage(
  reproduction: Reproduction,
  charts: readonly Chart[],
): Promise<string> {
  const figures = new Map<string, Markup>();
  for (const chart of charts) figures.set(chart.name, await figure(chart));
  /** The figures of these names, as far as they are there. */
  const show = (...names: readonly string[]): readonly Markup[] =>
    names.flatMap((name) => figures.get(name) ?? []);

  const { ladder } = reproduction;
  const ofTheirOwn = ["wave", "losses", "ladder"];
  const ofPresets = charts.map(({ name }) => name).filter((name) => !ofTheirOwn.includes(name));
  return wholePage(
    "The article's run, reproduced",
    html`${introduction(reproduction)}
${show("wave")}
${outcomeSection(reproduction)}
${show("losses")}
${epochsSection(reproduction)}
${presetsSection(reproduction)}
${show(...ofPresets)}
${ladder && ladder.length > 0 ? ladderSection(ladder, show("ladder")) : null}
${errataSection()}
${runsSection(reproduction)}`,
  );
}

/** A page that needs nothing but itself. */
export function wholePage(title: string, main: Markup): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`.text;
}

/** A picture in a box in which it scrolls when it is wider than the page. */
export async function figure(chart: Chart): Promise<Markup> {
  const svg = new Markup(await renderSvg(chart, "page"));
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<div class="scroll" tabindex="0" role="group" aria-label="${chart.title}">${svg}</div>
</figure>`;
}
