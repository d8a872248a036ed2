/** What the page says of a switch. */
import { describe, expect, it } from "vitest";
import { changesInWords, outcomeInWords } from "../../site/words.ts";
import {
  type LabResult,
  type LabSettings,
  labSettings,
  settingsFromQuery,
} from "../../src/lab/index.ts";

const published = labSettings("as-published");

/** As much of a result as is spoken of. */
function resultOf(
  settings: LabSettings,
  [trainLoss, valLoss]: readonly [number, number],
  valRmse: number | null,
  diverged = false,
): LabResult {
  const nothing = new Float64Array();
  const predictions = { training: nothing, validation: nothing };
  return {
    settings,
    run: {
      trainLoss: [99, trainLoss],
      valLoss: [98, valLoss],
      asTrained: predictions,
      articlePrediction: null,
      valRmse: { asTrained: valRmse ?? 1, articlePrediction: 777 },
      parameters: { U: EMPTY, W: EMPTY, V: EMPTY },
      sha256: "",
    },
    targets: predictions,
    shown: {
      loss: settings.mended.includes("E11") ? "mean" : "sum",
      epochs: [{ trainLoss: 555, valLoss: 555 }],
      way: "asTrained",
      predictions,
      valRmse,
    },
    verdict: null,
    differences: [],
    diverged,
  };
}

const EMPTY = { rows: 0, cols: 0, data: new Float64Array() };

describe("changes in words", () => {
  it.each([
    ["", ""],
    ["mend=E03", "E03 mended"],
    ["mend=E01,E03", "E01, E03 mended"],
    ["mend=E01,E02", "E01, E02 mended"],
    ["mend=E01,E02,E03,E07,E09,E10,E11,E12", "E01–E03, E07, E09–E12 mended"],
    ["leave=E13", "E13 left as it is"],
    ["leave=E13,E14&mend=E16", "E16 mended; E13, E14 left as they are"],
    ["start=glorot", "E15 mended; start glorot"],
    ["activation=relu&truncate=chunk:2:4", "activation relu; truncation chunk:2:4"],
    ["clip=off&rate=0.5", "clipping off; learning rate 0.5"],
    ["clip=norm:3", "clipping norm:3"],
    ["epochs=7&hidden=8&length=9&seed=10", "epochs 7; hidden size 8; window length 9; seed 10"],
  ])("of %j are %j", (query, words) => {
    expect(changesInWords(published, settingsFromQuery(query))).toBe(words);
  });

  it("tell an erratum that is left again from one that is mended", () => {
    expect(changesInWords(settingsFromQuery("mend=E03"), published)).toBe("E03 left as it is");
  });
});

describe("the outcome in words", () => {
  const first = resultOf(published, [16.556, 8.25], 0.125);

  it("begins with the figures of the last epoch", () => {
    expect(outcomeInWords(null, first)).toBe(
      "Last training loss 16.556; validation loss 8.25; RMSE as trained 0.125.",
    );
  });

  it("sets them beside those of the run before, where they differ", () => {
    const next = resultOf(settingsFromQuery("mend=E01"), [24.5, 8.25], null, true);
    expect(outcomeInWords(first, next)).toBe(
      "E01 mended. Last training loss 16.556 → 24.5; validation loss 8.25; RMSE as trained 0.125 → none. Stopped after 2 of 25 epochs: the run diverged.",
    );
    expect(outcomeInWords(next, first)).toContain("RMSE as trained 0.125.");
  });

  it("says of means that they are, and of no change that there is none", () => {
    // 100 and 50 records.
    const mean = resultOf(settingsFromQuery("mend=E11"), [50, 12.5], 1);
    expect(outcomeInWords(mean, mean)).toBe(
      "Nothing changed. Last mean training loss 0.5; validation loss 0.25; RMSE as trained 1.",
    );
  });

  it("compares means with means and sums with sums, whatever the run before was shown in", () => {
    const sums = resultOf(settingsFromQuery("epochs=2"), [100, 50], 1);
    const means = resultOf(settingsFromQuery("mend=E11&epochs=2"), [50, 50], 1);
    expect(outcomeInWords(sums, means)).toBe(
      "E11 mended. Last mean training loss 1 → 0.5; validation loss 1; RMSE as trained 1.",
    );
    expect(outcomeInWords(means, sums)).toContain(
      "Last training loss 50 → 100; validation loss 50;",
    );
  });

  it("says where a run that diverged stopped, if before its last epoch", () => {
    const at = (epochs: number): string =>
      outcomeInWords(null, resultOf(settingsFromQuery(`epochs=${epochs}`), [1, 1], 1, true));
    expect(at(5)).toMatch(/ Stopped after 2 of 5 epochs: the run diverged\.$/);
    expect(at(2)).toMatch(/ The run diverged\.$/);
  });
});
