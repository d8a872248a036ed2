/** Charts drawn: well-formed, the same bytes every time, described. */
import { spawnSync } from "node:child_process";
import { Resvg } from "@resvg/resvg-js";
import { textMetrics } from "vega";
import { describe, expect, it } from "vitest";
import { type Chart, reproductionCharts } from "../../src/report/charts.ts";
import { renderSvg } from "../../src/report/svg.ts";
import { fabricated } from "./fabricated.ts";

const charts = reproductionCharts(fabricated());

/** What a chart must not disturb: it holds text that would end an attribute or an element. */
const HOSTILE = `"><script>alert('$&')</script><!-- & -->`;

const hostile: Chart = {
  name: "wave",
  title: HOSTILE,
  description: HOSTILE,
  spec: {
    data: { values: [{ x: HOSTILE, y: 1 }] },
    mark: { type: "bar", clip: true },
    encoding: {
      x: { field: "x", type: "nominal" },
      y: { field: "y", type: "quantitative" },
      color: {
        value: {
          gradient: "linear",
          stops: [
            { offset: 0, color: "#000" },
            { offset: 1, color: "#fff" },
          ],
        },
      },
    },
  },
};

/** Strict: throws where the SVG is no well-formed XML. */
function parsed(svg: string): Resvg {
  return new Resvg(svg, { font: { loadSystemFonts: false } });
}

describe("SVG", () => {
  it.each(charts)("of $name is well-formed, described, and loads nothing", async (chart) => {
    for (const theme of ["file", "page"] as const) {
      const svg = await renderSvg(chart, theme);
      const { width, height } = parsed(svg);
      expect(width).toBeGreaterThan(500);
      expect(width).toBeLessThan(800);
      expect(height).toBeGreaterThan(150);
      expect(svg).toMatch(/^<svg role="img" aria-label="[^"]{50,}"/);
      // A picture inside the picture would be one without a description.
      expect(svg.match(/ role=| aria-roledescription=/g)).toEqual([" role="]);
      expect(svg).not.toMatch(
        /<script|<image|<foreignObject|@import|href=|url\((?!#)|NaN|Infinity/,
      );
    }
  });

  it("has the same bytes when it is drawn again, and at the same time", async () => {
    const draw = (): Promise<string[]> =>
      Promise.all([...charts, hostile].map((chart) => renderSvg(chart, "page")));
    const first = await draw();
    const both = await Promise.all([draw(), draw()]);
    expect(both[0]).toEqual(first);
    expect(both[1]).toEqual(first);
  });

  it("has the same bytes in another process", async () => {
    const wave = charts[0];
    const program = `
      const { renderSvg } = await import(${JSON.stringify(new URL("../../src/report/svg.ts", import.meta.url).href)});
      process.stdout.write(await renderSvg(JSON.parse(process.argv[1]), "file"));`;
    const args = ["--input-type=module", "--eval", program, JSON.stringify(wave)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(await renderSvg(wave, "file"));
  });

  it("names clips and gradients by the chart, so that pictures can share a page", async () => {
    const svg = await renderSvg(hostile, "page");
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const uses = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [...ids, ...uses]) expect(id).toMatch(/^wave-\d+$/);
    for (const id of uses) expect(ids).toContain(id);
  });

  it("measures text by itself, whatever Vega found on the machine", () => {
    expect(textMetrics.width({}, null)).toBe(0);
    expect(textMetrics.width({}, "loss")).toBe(textMetrics.width({ fontSize: 11 }, "loss"));
    const [plain, bold] = [{ fontSize: 12 }, { fontSize: 12, fontWeight: "bold" }];
    expect(textMetrics.width(bold, "loss")).toBeGreaterThan(textMetrics.width(plain, "loss"));
  });

  it("escapes every text that it is given", async () => {
    for (const theme of ["file", "page"] as const) {
      const svg = await renderSvg(hostile, theme);
      parsed(svg);
      expect(svg).not.toContain("<script");
      expect(svg).toContain("alert(&#39;$&amp;&#39;)");
    }
  });

  it("is dark on white as a file, and of the page's colours in a page", async () => {
    const file = await renderSvg(charts[1], "file");
    const page = await renderSvg(charts[1], "page");
    expect(file).toMatch(/^<svg[^>]* color="#1f2328"/);
    expect(file).toContain('fill="#ffffff"');
    expect(file).toContain(charts[1].title);
    expect(page).not.toMatch(/^<svg[^>]* color=|fill="(#ffffff|white)"/);
    expect(page).not.toContain(`>${charts[1].title}<`);
    for (const svg of [file, page]) {
      expect(svg).toContain('fill="currentColor"');
      expect(svg).not.toMatch(/fill="(#000|black|#888)"/);
    }
  });

  it("is drawn for a single epoch, and where some losses have run away", async () => {
    const odd = [
      fabricated({ epochs: 1 }),
      fabricated({
        epochs: 4,
        changes: {
          trainLoss: [1, 1e99, 1e308, Number.POSITIVE_INFINITY],
          valLoss: [0, Number.NaN, 5, 1e-300],
          asTrained: {
            training: new Float64Array(100).fill(1e308),
            validation: Float64Array.of(-1e99, 1e99, Number.NaN),
          },
        },
      }),
    ];
    for (const chart of odd.flatMap(reproductionCharts)) {
      const svg = await renderSvg(chart, "file");
      parsed(svg);
      expect(svg.replace(/aria-label="[^"]*"/, "")).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
