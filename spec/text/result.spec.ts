import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import { bits } from "../../src/text/bits.ts";
import { countNgrams, ngramLoss } from "../../src/text/ngram.ts";
import { baselines, roundBits } from "../../src/text/result.ts";
import { standingAtStart } from "../../src/text/stream.ts";

const CODES = Uint32Array.from("01020103010201030102010301023", Number);

describe("baselines", () => {
  it("are fitted to the training part, each with a context a character longer", () => {
    const found = baselines(CODES, { training: 20, validation: 9, test: 0 }, 4);
    expect(Object.keys(found)).toEqual(["unigram", "bigram", "trigram", "4-gram"]);
    Object.values(found).forEach((value, n) => {
      const ngrams = countNgrams(CODES.slice(0, 20), 4, n + 1);
      expect(value).toBe(bits(ngramLoss(ngrams, CODES, 20)));
    });
    expect(found["bigram"]).toBeLessThan(found["unigram"]);
  });

  it("are judged on the test part where there is one, which the validation part does not help", () => {
    const found = baselines(CODES, { training: 20, validation: 4, test: 5 }, 4);
    const ngrams = countNgrams(CODES.slice(0, 20), 4, 2);
    expect(found["bigram"]).toBe(bits(ngramLoss(ngrams, CODES, 24)));
  });

  it("are as many as there is room for the contexts of: a Map holds 2^24", () => {
    const parts = { training: 20, validation: 9, test: 0 };
    const names = (K: number): string[] => Object.keys(baselines(CODES, parts, K));
    expect(names(256)).toContain("4-gram");
    expect(names(257)).toEqual(["unigram", "bigram", "trigram"]);
    expect(names(2 ** 12)).toContain("trigram");
    expect(names(2 ** 12 + 1)).toEqual(["unigram", "bigram"]);
    expect(names(0x110000)).toEqual(["unigram", "bigram"]);
  });
});

it("a round is told in bits", () => {
  const one = fromRows([[1]]);
  const standing = { ...standingAtStart({ U: one, W: one, V: one }, 1), rounds: 3, position: 70 };
  const done = { kind: "round", trainLoss: 2, heldOutLoss: 3, standing } as const;
  const told = { round: 3, characters: 70, training: bits(2), validation: bits(3) };
  expect(roundBits(done)).toEqual(told);
  expect(roundBits({ kind: "round", trainLoss: 2, standing })).toEqual({
    ...told,
    validation: null,
  });
});
