/** Charts to SVG, without a browser or in one, and always to the same bytes. */
import { parse, textMetrics, View } from "vega";
import { type Config, compile } from "vega-lite";
import { type Chart, FONT_SIZE, INK, textWidth } from "./chart.ts";
import { html } from "./html.ts";

declare module "vega" {
  /** What Vega measures text by; it exports this, but its types leave it out. */
  const textMetrics: {
    width: (
      item: { fontSize?: number; fontWeight?: string | number },
      text: string | null | undefined,
    ) => number;
  };
}

// Vega takes every letter for 0.8 em wide, which leaves holes, or measures with a native canvas where
// one happens to be installed, which would make the bytes depend on the machine.
textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  textWidth(text ?? "", fontSize, fontWeight === "bold");

/**
 * - `file`: stands alone, dark on white.
 * - `page`: inside a page, which gives the background and the colour of text, light or dark.
 */
export type Theme = "file" | "page";

/** Colours of the theme `file`. */
const PAPER = "#ffffff";
const PRINT = "#1f2328";

const FONTS: Record<Theme, string> = {
  // Verdana is as wide as DejaVu Sans, for machines that have only the one.
  file: "DejaVu Sans, Verdana, sans-serif",
  page: "system-ui, DejaVu Sans, Verdana, sans-serif",
};

/** The chart as SVG, with its description for those who cannot see it. */
export async function renderSvg(chart: Chart, theme: Theme): Promise<string> {
  const title = theme === "file" ? { title: { text: chart.title, fontSize: 16, offset: 12 } } : {};
  const { spec } = compile({ ...chart.spec, ...title }, { config: config(theme) });
  const svg = await new View(parse(spec), { renderer: "none" }).toSVG();
  return finished(svg, chart, theme);
}

function config(theme: Theme): Config {
  const text = { labelColor: INK, titleColor: INK, labelFontSize: FONT_SIZE };
  return {
    // One description of the whole picture, in words, is better than one of every tick.
    aria: false,
    background: theme === "file" ? PAPER : "transparent",
    padding: theme === "file" ? 16 : 2,
    font: FONTS[theme],
    view: { stroke: null },
    text: { color: INK, fontSize: FONT_SIZE },
    title: { color: INK, anchor: "start", frame: "group", fontSize: 13, offset: 8 },
    legend: { ...text, titleFontSize: FONT_SIZE },
    axis: {
      ...text,
      titleFontSize: FONT_SIZE,
      titleFontWeight: "normal",
      domainColor: INK,
      domainOpacity: 0.5,
      tickColor: INK,
      tickOpacity: 0.5,
      gridColor: INK,
      gridOpacity: 0.15,
      labelFlush: false,
    },
  };
}

/**
 * Ids by the chart's name, counted from 1: Vega counts them through the whole process, and several
 * pictures share a page. The root gets its description and the colour that currentColor means; what
 * is inside is one picture with it, and no picture without a name of its own.
 */
function finished(svg: string, { name, description }: Chart, theme: Theme): string {
  const ids: string[] = [];
  const renamed = (id: string): string => {
    if (!ids.includes(id)) ids.push(id);
    return `${name}-${ids.indexOf(id) + 1}`;
  };
  const colour = theme === "file" ? html` color="${PRINT}"` : null;
  return svg
    .replace(/ (?:role="graphics-\w+"|aria-roledescription="[^"]*")/g, "")
    .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${renamed(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${renamed(id)})`)
    .replace("<svg ", () => html`<svg role="img" aria-label="${description}"${colour} `.text);
}
