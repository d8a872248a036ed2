/** The page before its script runs: well-formed, complete, and legible in both schemes. */
import { readFileSync } from "node:fs";
import { type ParserError, parse } from "parse5";
import { describe, expect, it } from "vitest";
import goldens from "../../fixtures/article/goldens.json" with { type: "json" };
import ensemble from "../../fixtures/article/rounding-ensemble.json" with { type: "json" };
import { FIGURES } from "../../site/figures.ts";
import { STORY, sitePage } from "../../site/page.ts";
import { articleData } from "../../src/article/data.ts";
import { ERRATA } from "../../src/article/errata.ts";
import { labSettings } from "../../src/lab/index.ts";
import { COLOURS } from "../../src/report/chart.ts";
import { STYLE } from "../../src/report/style.ts";

const own = readFileSync(new URL("../../site/style.css", import.meta.url), "utf8");
const page = sitePage({ script: "let page;", worker: "let worker;", style: own }, goldens);

describe("the page", () => {
  it("is HTML without a mistake", () => {
    const errors: ParserError[] = [];
    parse(page, { onParseError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
  });

  it("has a switch for every erratum, a place for every figure, and Node's golden hashes", () => {
    for (const { id } of ERRATA) expect(page).toContain(`<input type="checkbox" id="${id}"`);
    for (const { id } of FIGURES) expect(page).toContain(`id="${id}" class="figure"`);
    for (const { sha256 } of Object.values(goldens)) expect(page).toContain(sha256);
    expect(page).toContain(`<script>let page;</script>`);
    expect(page).toContain(`<script type="text/plain" id="worker">let worker;</script>`);
  });

  it("tells the story, and leads to its three views", () => {
    const [story] = /What there is to see[\s\S]*?<\/p>/.exec(page) ?? [""];
    expect(story).toMatch(/ten ways[\s\S]*0\.58 as trained against 0\.70[\s\S]*reaches 0\.002/);
    expect(STORY["as-published"]).toBe(ensemble.valRmse.asTrained.median.toFixed(2));
    const zero = articleData(labSettings("corrected").length).validation.map(({ y }) => y.data[0]);
    const error = Math.sqrt(zero.reduce((sum, y) => sum + y * y, 0) / zero.length);
    expect(STORY.corrected).toBe(error.toFixed(2));
    expect([...story.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      "?",
      "?preset=corrected",
      "?preset=sane",
    ]);
  });

  it("labels every control, and describes none by what is not there", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const controls = [...page.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
    expect(controls.length).toBeGreaterThan(25);
    for (const id of controls) expect(page).toContain(`<label for="${id}">`);
    for (const [, list] of page.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
      for (const id of list.split(" ")) expect(ids).toContain(id);
    }
  });
});

/** The relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("the colours", () => {
  const [light, dark] = STYLE.split("@media (prefers-color-scheme: dark)").map(
    (part) =>
      new Map([...part.matchAll(/--(\w+): (#[0-9a-f]{6})/g)].map(([, name, c]) => [name, c])),
  );
  const [ownLight, ownDark] = own
    .split("@media (prefers-color-scheme: dark)")
    .map((part) => [...part.matchAll(/fill: (#[0-9a-f]{6})/g)].map(([, colour]) => colour));

  it.each([
    ["light", light, [...ownLight, COLOURS.first]],
    ["dark", dark, ownDark],
  ] as const)("of text have a contrast of 4.5 at least, in the %s scheme", (_, scheme, chart) => {
    expect(chart).toHaveLength(2);
    const inks = ["ink", "faint", "good", "fair", "bad"].map((name) => scheme.get(name));
    for (const ink of [...inks, ...chart]) {
      for (const paper of ["paper", "panel"]) {
        expect(
          contrast(String(ink), String(scheme.get(paper))),
          `${ink} on ${paper}`,
        ).toBeGreaterThan(4.5);
      }
    }
  });

  it("would be seen to be too pale", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast(COLOURS.second, "#ffffff")).toBeLessThan(4.5);
  });
});
