/** What the errata are said to change, where it can be seen in a few epochs. */
import { describe, expect, it } from "vitest";
import type { GradientErratum } from "../../src/article/errata.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../../src/article/published.ts";
import { articleRun, type RunResult } from "../../src/article/run.ts";
import { runSettings } from "../../src/article/settings.ts";
import { asPrinted } from "../../src/article/verdict.ts";

const SMALL = { hidden: 6, length: 10, epochs: 3, learningRate: 0.001 } as const;

function mended(...correct: readonly GradientErratum[]): RunResult {
  return articleRun(runSettings("as-published", { epochs: 5, correct }));
}

function small(...correct: readonly GradientErratum[]): string {
  return articleRun(runSettings("as-published", { ...SMALL, correct })).sha256;
}

/** How many epochs print the published losses, from the first on, which the listing does in all five. */
function epochsAsPublished({ trainLoss, valLoss }: RunResult): number {
  let n = 0;
  while (
    n < trainLoss.length &&
    asPrinted(trainLoss[n]) === PUBLISHED_TRAIN_LOSS[n] &&
    asPrinted(valLoss[n]) === PUBLISHED_VAL_LOSS[n]
  ) {
    n++;
  }
  return n;
}

describe("the effect that is said of an erratum", () => {
  it("E03 is moot once E01, E02 and E04 are mended, and not before", () => {
    expect(small("E01", "E02", "E04")).toBe(small("E01", "E02", "E03", "E04"));
    for (const pair of [["E04"], ["E01", "E04"], ["E02", "E04"], ["E01", "E02"]] as const) {
      expect(small(...pair)).not.toBe(small(...pair, "E03"));
    }
  });

  it("E04: clipping hides it for four epochs", () => {
    expect(epochsAsPublished(mended("E04"))).toBe(4);
  });

  it.each(["E05", "E06", "E07", "E08", "E09"] as const)("%s is hidden behind E01 and E02", (id) => {
    expect(small(id)).toBe(small());
    expect(small(id, "E01")).not.toBe(small("E01"));
    expect(small(id, "E02")).not.toBe(small("E02"));
  });

  it("E10: mended, epoch 4 has other figures", () => {
    expect(epochsAsPublished(mended("E10"))).toBe(3);
  });
});
