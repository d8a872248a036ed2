import { afterEach, describe, expect, it, vi } from "vitest";
import { bitsChart } from "../../src/report/bitsChart.ts";
import { renderSvg } from "../../src/report/svg.ts";
import { textPage } from "../../src/report/textPage.ts";
import {
  baselinesText,
  comparisonText,
  comparisonVerdict,
  endText,
  roundHeading,
  roundLine,
  sampleText,
  textHeading,
} from "../../src/report/trainingText.ts";
import type { TextResult } from "../../src/text/result.ts";

afterEach(() => void vi.unstubAllEnvs());

const FOUND = { network: 2.5, unigram: 4.39, bigram: 3.29, trigram: 2.43, "4-gram": 1.98 };
const RESULT: TextResult = {
  ...{ file: "a\u001bb.txt", characters: 1000, vocabularySize: 61, training: 900 },
  ...{ hiddenSize: 100, length: 1, roundsDone: 2, bestRound: 1, stoppedBy: "rounds" },
  rounds: [
    { round: 1, characters: 100_000, training: 3.28961, heldOut: 3.17701 },
    { round: 2, characters: 200_005, training: 2.8, heldOut: null },
  ],
  bitsPerCharacter: FOUND,
};

describe("in words", () => {
  it("says what is trained on what", () => {
    expect(textHeading(RESULT)).toBe(
      "a\\u{1b}b.txt: 1000 characters, 61 different\n" +
        "900 to train on, 100 held out at the end\n" +
        "network: D = O = 61, H = 100, an update every 1 character",
    );
    const { network: _, ...baselines } = FOUND;
    expect(baselinesText(baselines)).toBe(
      "bits per character held out: unigram 4.3900, bigram 3.2900, trigram 2.4300,\n  4-gram 1.9800",
    );
  });

  it("has a line for a round, under its heading", () => {
    expect([roundHeading(), ...RESULT.rounds.map(roundLine)]).toEqual([
      "round   characters   training   held out",
      "    1       100000     3.2896     3.1770",
      "    2       200005     2.8000          -",
    ]);
    expect(roundHeading()).toHaveLength(40);
  });

  it.each([
    [{}, "the best is that after 1 of 2 rounds"],
    [{ roundsDone: 1 }, "the best is that after 1 of 1 round"],
    [{ stoppedBy: "load" }, "as trained before: the best is that after 1 of 2 rounds"],
    [
      { stoppedBy: "patience" },
      "stopped since the loss falls no more: the best is that after 1 of 2 rounds",
    ],
    [
      { stoppedBy: "patience", rounds: [] },
      "not trained, since the loss has not fallen for 1 round, which only a larger\n" +
        "  --patience allows: the best is that after 1 of 2 rounds",
    ],
    [{ bestRound: 0 }, "the network is not trained"],
    [
      { stoppedBy: "abort", bestRound: 0 },
      "interrupted: no round was finished, the network is as it began",
    ],
    [
      { stoppedBy: "diverged" },
      "stopped since it diverged, which a lower --learning-rate or --clip prevents: the\n" +
        "  best is that after 1 of 2 rounds",
    ],
  ] as const)("says why it ended: %j", (changed, text) => {
    expect(endText({ ...RESULT, ...changed })).toBe(text);
  });

  it("says plainly which baselines the network beats", () => {
    expect(comparisonText(FOUND)).toContain(
      "\nThe network beats the unigram and the bigram; it does not beat the trigram and\nthe 4-gram.",
    );
    expect(comparisonVerdict({ network: 1, unigram: 2, bigram: 3 })).toBe(
      "The network beats all of the unigram and the bigram.",
    );
    // As good is not better, and what is not a number is not either.
    expect(comparisonVerdict({ network: 2, unigram: 2 })).toBe(
      "The network beats none of the unigram.",
    );
    expect(comparisonVerdict({ network: Number.NaN, unigram: 2 })).toContain("none");
    expect(comparisonText(null)).toBe("nothing was held out: nothing to compare by");
    const { network: _, ...baselines } = FOUND;
    const text = comparisonText(baselines);
    expect(text).toMatch(/^[^\n]*\n│ bits per character │ unigram │ bigram │/);
    expect(text).toMatch(/\nThe network was not judged\.$/);
  });

  it("has a line for the comparison where there is no room for a table", () => {
    vi.stubEnv("COLUMNS", "40");
    expect(comparisonText(FOUND)).toMatch(
      /^held out: network 2\.5000, unigram\n {2}4\.3900, bigram 3\.2900, trigram 2\.4300,\n/,
    );
    for (const line of comparisonText(FOUND).split("\n")) {
      expect(line.length).toBeLessThanOrEqual(40);
    }
  });

  it("shows a sample in lines of a terminal, and nothing that steers it", () => {
    const long = "😀".repeat(80);
    expect(sampleText(`a\tb\n\n\u001b[2J${long}`).split("\n")).toEqual([
      "  | a  b",
      "  |",
      `  | \\u{1b}[2J${"😀".repeat(67)}`,
      `  | ${"😀".repeat(13)}`,
    ]);
  });
});

describe("the page and its chart", () => {
  it("shows the losses in front of the baselines, and says so in words", async () => {
    const [chart] = bitsChart(RESULT);
    expect(chart.description).toBe(
      "Bits per character by the characters read, 100,000 to 200,005: training from 3.2896 to 2.8, " +
        "held out from 3.177 to 3.177. Baselines on what is held out: unigram 4.39, bigram 3.29, " +
        "trigram 2.43, 4-gram 1.98.",
    );
    const svg = await renderSvg(chart, "file");
    for (const text of ["training", "held out", "bigram", "characters read"]) {
      expect(svg).toContain(text);
    }
    const page = await textPage(RESULT, "<b>\u0007", [chart]);
    expect(page).toContain("<pre>&lt;b&gt;\\u{7}</pre>");
    expect(page).toContain('<td class="number">2.5000</td>');
    expect(page).toContain("it does not beat the trigram and the 4-gram");
    expect(await textPage(RESULT, "<b>\u0007", [chart])).toBe(page);
  });

  it("draws nothing of one round, no baselines where nothing is held out, and zeros", async () => {
    expect(bitsChart({ ...RESULT, rounds: RESULT.rounds.slice(0, 1) })).toEqual([]);
    const rounds = RESULT.rounds.map((round) => ({ ...round, training: 0, heldOut: null }));
    const [chart] = bitsChart({ ...RESULT, rounds, bitsPerCharacter: null });
    expect(chart.description).toBe(
      "Bits per character by the characters read, 100,000 to 200,005: training from 0 to 0.",
    );
    expect(await renderSvg(chart, "page")).not.toMatch(/baseline|NaN/);
    expect(await textPage({ ...RESULT, bitsPerCharacter: null }, "", [])).not.toContain("<td");
  });
});
