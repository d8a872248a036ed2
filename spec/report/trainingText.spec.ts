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
import type { Comparison, TextResult } from "../../src/text/result.ts";

afterEach(() => void vi.unstubAllEnvs());

const FOUND = { network: 2.5, unigram: 4.39, bigram: 3.29, trigram: 2.43, "4-gram": 1.98 };
const RESULT: TextResult = {
  ...{ file: "a\u001bb.txt", characters: 1000, vocabularySize: 61 },
  ...{ parts: { training: 800, validation: 100, test: 100 }, otherData: false },
  ...{ hiddenSize: 100, length: 1, roundsDone: 2, bestRound: 1, stoppedBy: "rounds" },
  rounds: [
    { round: 1, characters: 100_000, training: 3.28961, validation: 3.17701 },
    { round: 2, characters: 200_005, training: 2.8, validation: null },
  ],
  bitsPerCharacter: FOUND,
};

const verdictOf = (bitsPerCharacter: Comparison): string =>
  comparisonVerdict(bitsPerCharacter, RESULT.parts);

describe("in words", () => {
  it("says what is trained on what", () => {
    expect(textHeading(RESULT)).toBe(
      "a\\u{1b}b.txt: 1000 characters, 61 different\n" +
        "800 to train on, 100 to choose the round by, 100 to test\n" +
        "network: D = O = 61, H = 100, an update every 1 character",
    );
    const { network: _, ...baselines } = FOUND;
    expect(baselinesText(baselines, RESULT.parts)).toBe(
      "bits per character of the test part: unigram 4.3900, bigram 3.2900, trigram\n  2.4300, 4-gram 1.9800",
    );
  });

  it("has a line for a round, under its heading", () => {
    expect([roundHeading(), ...RESULT.rounds.map(roundLine)]).toEqual([
      "round   characters   training validation",
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
    expect(comparisonText(RESULT)).toContain(
      "\nThe network beats the unigram and the bigram; it does not beat the trigram and\nthe 4-gram.",
    );
    expect(verdictOf({ network: 1, unigram: 2, bigram: 3 })).toBe(
      "The network beats all of the unigram and the bigram.",
    );
    // As good is not better, and what is not a number is not either.
    expect(verdictOf({ network: 2, unigram: 2 })).toBe("The network beats none of the unigram.");
    expect(verdictOf({ network: Number.NaN, unigram: 2 })).toContain("none");
    expect(comparisonText({ ...RESULT, bitsPerCharacter: null })).toBe(
      "nothing was held out: nothing to compare by",
    );
    const { network: _, ...baselines } = FOUND;
    const text = comparisonText({ ...RESULT, bitsPerCharacter: baselines });
    expect(text).toMatch(/^[^\n]*\n│ bits per character │ unigram │ bigram │/);
    expect(text).toMatch(
      /\nThe network was not judged, since it was interrupted: --load does so\.$/,
    );
  });

  it("has a line for the comparison where there is no room for a table", () => {
    vi.stubEnv("COLUMNS", "40");
    expect(comparisonText(RESULT)).toMatch(
      /^test: network 2\.5000, unigram 4\.3900,\n {2}bigram 3\.2900, trigram 2\.4300, 4-gram\n/,
    );
    for (const line of comparisonText(RESULT).split("\n")) {
      expect(line.length).toBeLessThanOrEqual(40);
    }
  });

  it("says what chose the round, where that judges too, and of what else the model has seen", () => {
    const parts = { training: 900, validation: 100, test: 0 };
    expect(comparisonVerdict(FOUND, parts)).toMatch(
      / The network's round was chosen by the same part, the baselines were not\.$/,
    );
    expect(comparisonVerdict(FOUND, RESULT.parts)).not.toContain("chosen");
    expect(comparisonText({ ...RESULT, parts })).toMatch(/│ validation +│ +2\.5000 │/);
    expect(textHeading({ ...RESULT, parts: { ...parts, validation: 0 } })).toContain(
      "\n900 to train on, none to test\n",
    );
    expect(textHeading({ ...RESULT, otherData: true })).toMatch(
      /\nthe model was trained on other data than these: /,
    );
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
        "validation from 3.177 to 3.177. Baselines on the test part: unigram 4.39, bigram 3.29, " +
        "trigram 2.43, 4-gram 1.98. The best network on it: 2.5.",
    );
    const svg = await renderSvg(chart, "file");
    for (const text of [
      "training",
      "validation",
      "bigram",
      "the best network, test",
      "characters read",
    ]) {
      expect(svg).toContain(text);
    }
    const page = await textPage(RESULT, "<b>\u0007", [chart]);
    expect(page).toContain("<pre>&lt;b&gt;\\u{7}</pre>");
    expect(page).toContain('<td class="number">2.5000</td>');
    expect(page).toContain("Bits per character on the test part");
    const other = await textPage({ ...RESULT, otherData: true }, "", [chart]);
    expect(other).toContain("the model was trained on other data than these");
    expect(page).toContain("it does not beat the trigram and the 4-gram");
    expect(await textPage(RESULT, "<b>\u0007", [chart])).toBe(page);
  });

  it("shows the best network's point only where it is known and a test's", () => {
    const parts = { training: 900, validation: 100, test: 0 };
    const described = (changed: Partial<TextResult>): string =>
      bitsChart({ ...RESULT, ...changed })[0].description;
    expect(described({ parts })).toMatch(/Baselines on the validation part: .*4-gram 1\.98\.$/);
    expect(described({ bestRound: 7 })).not.toContain("The best network");
    const bitsPerCharacter = { ...FOUND, network: Infinity };
    expect(described({ bitsPerCharacter })).not.toContain("The best network");
  });

  it("draws nothing of one round, no baselines where nothing is held out, and zeros", async () => {
    expect(bitsChart({ ...RESULT, rounds: RESULT.rounds.slice(0, 1) })).toEqual([]);
    const rounds = RESULT.rounds.map((round) => ({ ...round, training: 0, validation: null }));
    const [chart] = bitsChart({ ...RESULT, rounds, bitsPerCharacter: null });
    expect(chart.description).toBe(
      "Bits per character by the characters read, 100,000 to 200,005: training from 0 to 0.",
    );
    expect(await renderSvg(chart, "page")).not.toMatch(/baseline|NaN/);
    expect(await textPage({ ...RESULT, bitsPerCharacter: null }, "", [])).not.toContain("<td");
  });
});
