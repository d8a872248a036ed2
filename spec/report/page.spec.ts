/** The page: valid, self-contained, complete, and made of nothing but the reproduction's numbers. */
import fc from "fast-check";
import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import { ERRATA } from "../../src/article/errata.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../../src/article/published.ts";
import type { Reproduction } from "../../src/article/reproduction.ts";
import { reproductionCharts } from "../../src/report/charts.ts";
import { html } from "../../src/report/html.ts";
import { reproductionPage } from "../../src/report/page.ts";
import { fabricated, ladder, PARTING } from "./fabricated.ts";

const pageOf = (found: Reproduction): Promise<string> =>
  reproductionPage(found, reproductionCharts(found));

const whole = fabricated();
const page = await pageOf(whole);

/** What the HTML standard calls parse errors. */
function parseErrors(text: string): string[] {
  const errors: string[] = [];
  parse(text, { onParseError: ({ code, startLine }) => errors.push(`${code}, line ${startLine}`) });
  return errors;
}

/** The words of a page without its markup. */
const words = (text: string): string =>
  text
    .replace(/<(style|svg)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ");

describe("the page", () => {
  it("has no parse errors, says its language, its title and how wide it is", () => {
    expect(parseErrors(page)).toEqual([]);
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toContain("prefers-color-scheme: dark");
  });

  it("needs nothing else: no script, and no address but the name of SVG", () => {
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|@import|@font-face|\bsrc=|href=|url\((?!#)/,
    );
    expect(new Set(page.match(/https?:\/\/[^"'\s<]+/g))).toEqual(
      new Set(
        ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"].filter((name) =>
          page.includes(name),
        ),
      ),
    );
  });

  it("is the same bytes each time", async () => {
    expect(await pageOf(fabricated())).toBe(page);
  });

  it("has one h1, headings that skip no level, and ids that are unique", () => {
    const levels = [...page.matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, n) => {
      expect(level).toBeLessThanOrEqual((levels[n - 1] ?? 0) + 1);
    });
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes every figure, and puts tables and figures into boxes that scroll", () => {
    const figures = reproductionCharts(whole).length;
    expect(page.match(/<figure>/g)).toHaveLength(figures);
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(figures);
    expect(page.match(/<div class="scroll"[^>]*><(table|svg)/g)).toHaveLength(
      figures + (page.match(/<table>/g) ?? []).length,
    );
  });

  it("shows every published figure, digits that agree marked", () => {
    const text = words(page);
    for (const figure of [...PUBLISHED_TRAIN_LOSS, ...PUBLISHED_VAL_LOSS]) {
      expect(text).toContain(figure);
    }
    expect(page).toContain("<mark>101185.61756671</mark>");
    expect(page).toContain("<mark>20</mark>.15654115");
    // Two digits short of eight decimals: as many spaces as wide keep the points in line.
    expect(page).toContain(".181681\u2007\u2007</td>");
    expect(text).toContain("10 are equal to ours digit for digit");
    expect(text).toContain(`From epoch ${PARTING} on the run is chaotic`);
  });

  it("has every erratum, rung and fingerprint", () => {
    for (const { id } of ERRATA) expect(page).toContain(`<th scope="row" id="${id}">`);
    for (const rung of ["nothing", "E10", "E01–E02", "E01–E10"]) {
      expect(page).toContain(`<th scope="row">${rung}</th>`);
    }
    for (const run of Object.values(whole.runs)) expect(page).toContain(run.sha256);
    expect(page).toContain("s<sub>t−1</sub>");
    expect(page).toContain("max_val");
  });
});

describe("what the page says", () => {
  it("follows the numbers: which gradient wins, and by how much", async () => {
    expect(words(page)).toContain("The wrong gradient beats the right one");
    expect(words(page)).toContain("The predictions of the corrected run lie between");
    expect(words(page)).not.toContain("saturation");
    const constant = {
      training: new Float64Array(100).fill(0.25),
      validation: new Float64Array(50).fill(0.25),
    };
    const { corrected } = fabricated({ changes: { asTrained: constant } }).runs;
    const runs = { ...whole.runs, ...(corrected && { corrected }) };
    const flat = words(await pageOf({ ...whole, runs }));
    expect(flat).toContain("Every prediction of the corrected run is 0.25.");
    expect(flat).toContain("out of the saturation");
    const elsewhere = words(await pageOf({ ...whole, runs, verdict: null }));
    expect(elsewhere).toContain("Every prediction of the corrected run is 0.25.");
    expect(elsewhere).not.toContain("saturation");

    const { "as-published": listing } = whole.runs;
    const better = listing && { ...listing, valLoss: [1e-3] };
    const right = await pageOf({
      ...whole,
      runs: { ...whole.runs, ...(better && { corrected: better }) },
    });
    expect(words(right)).not.toContain("beats");
  });

  it("is about as many epochs as were run, and says when it was interrupted", async () => {
    const short = fabricated({
      epochs: 2,
      complete: false,
      changes: { trainLoss: [101185.61756671] },
    });
    const text = words(await pageOf(short));
    expect(text).toContain("was interrupted");
    expect(text).toContain("1 of 2 epochs");
    expect(text).not.toContain("chaotic");
    expect(words(page)).not.toContain("interrupted");
  });

  it("calls a figure outside what no range explains", async () => {
    const far = fabricated({
      epochs: 25,
      changes: { valRmse: { asTrained: 1, articlePrediction: 1 } },
    });
    const { verdict } = far;
    const outside = verdict && {
      ...verdict,
      outside: verdict.trainLoss.length,
      trainLoss: verdict.trainLoss.map((figure) => ({
        ...figure,
        digitForDigit: false,
        insideEnsemble: false,
        leadingDigits: 0,
      })),
      valRmse: verdict.valRmse && { ...verdict.valRmse, insideEnsemble: false },
    };
    const text = await pageOf({ ...far, verdict: outside });
    expect(text).toContain('aria-label="not both inside the range"');
    expect(words(text)).toContain("not both lie inside the range of those runs");
    expect(words(text)).not.toContain("chaotic");
  });

  it("can tell of chaos from the first epoch on, before which there is none", async () => {
    const { verdict } = whole;
    const text = words(
      await pageOf({ ...whole, verdict: verdict && { ...verdict, chaoticFrom: 1 } }),
    );
    expect(text).toContain("From epoch 1 on the run is chaotic");
    expect(text).not.toContain("In epoch 0");
  });
});

describe("a reproduction in part", () => {
  const lost = {
    trainLoss: [Number.NaN, Number.POSITIVE_INFINITY],
    valLoss: [Number.NEGATIVE_INFINITY, Number.NaN],
    valRmse: { asTrained: Number.NaN, articlePrediction: Number.NaN },
    asTrained: {
      training: new Float64Array(100).fill(Number.NaN),
      validation: new Float64Array(50).fill(Number.POSITIVE_INFINITY),
    },
  };
  it.each([
    ["nothing", fabricated({ presets: [], ladder: null })],
    ["one preset", fabricated({ presets: ["sane"], ladder: null })],
    ["one epoch", fabricated({ epochs: 1 })],
    ["another seed", fabricated({ seed: 7 })],
    ["a ladder of one rung", fabricated({ ladder: ladder().slice(0, 1), complete: false })],
    ["an empty ladder", fabricated({ ladder: [], complete: false })],
    ["more epochs than published", fabricated({ epochs: 40 })],
    ["a run that diverged", fabricated({ epochs: 2, changes: lost })],
    ["errata mended", mended()],
  ])("with %s makes a valid page", async (_, found) => {
    const text = await pageOf(found);
    expect(parseErrors(text)).toEqual([]);
    expect(words(text)).not.toMatch(/undefined|\[object|null/);
    expect(text).toContain("<h2>The errata</h2>");
  });
});

function mended(): Reproduction {
  const { runs, ...rest } = fabricated({ presets: ["as-published"], seed: 3, ladder: null });
  const run = runs["as-published"];
  if (!run) throw new Error("the made-up reproduction has no run");
  const settings = {
    ...run.settings,
    mended: ["E01", "E02"],
    truncation: { kind: "full" } as const,
  };
  return { ...rest, runs: { "as-published": { ...run, settings } } };
}

describe("interpolation", () => {
  it("lets no text become markup", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."<>&\"'a$/ ") }), (text) => {
        const markup = html`<p title="${text}">${text}</p>`.text;
        expect(markup.match(/[<>]/g)).toHaveLength(4);
        expect(markup.match(/"/g)).toHaveLength(2);
        expect(markup.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
  });

  it("leaves markup alone, joins lists, and writes nothing for null", () => {
    expect(html`${[html`<b>${1}</b>`, "<", [2]]}${null}`.text).toBe("<b>1</b>&lt;2");
    expect(`${html`<b>`}`).toBe("<b>");
  });

  it("escapes what a reproduction holds", async () => {
    const evil = `"><script>alert(1)</script>`;
    const { "as-published": run } = whole.runs;
    const found: Reproduction = {
      ...whole,
      runs: {
        ...(run && {
          "as-published": { ...run, sha256: evil, settings: { ...run.settings, generator: evil } },
        }),
      },
    };
    const text = await reproductionPage(found, [
      { ...reproductionCharts(found)[0], title: evil, description: evil },
    ]);
    expect(parseErrors(text)).toEqual([]);
    expect(text).not.toContain("<script");
  });
});
