import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ln } from "../../src/numerics/elementary.ts";
import { countNgrams, ngramLoss, ngramProbability } from "../../src/text/ngram.ts";

/** a = 0, b = 1, c = 2, of which c never occurs: "aabab". */
const TEXT = Uint32Array.of(0, 0, 1, 0, 1);

/** p(code | the context). */
function probability(order: number, context: readonly number[], code: number): number {
  const codes = Uint32Array.from([...context, code]);
  return ngramProbability(countNgrams(TEXT, 3, order), codes, context.length, code);
}

describe("by hand, of aabab over a, b, c", () => {
  // 5 characters of 2 kinds: p(a) = (3 + 2/3) / 7, p(b) = (2 + 2/3) / 7, p(c) = (2/3) / 7.
  it.each([
    [0, 11 / 21],
    [1, 8 / 21],
    [2, 2 / 21],
  ])("the unigram of %i", (code, p) => {
    expect(probability(1, [], code)).toBeCloseTo(p, 15);
  });

  // After a, 3 times of 2 kinds: a once, b twice. After b, once: a.
  it.each([
    [0, 0, (1 + (2 * 11) / 21) / 5],
    [0, 1, (2 + (2 * 8) / 21) / 5],
    [0, 2, (2 * 2) / 21 / 5],
    [1, 0, (1 + 11 / 21) / 2],
    [1, 1, 8 / 21 / 2],
  ])("the bigram after %i of %i", (before, code, p) => {
    expect(probability(2, [before], code)).toBeCloseTo(p, 15);
  });

  it("the trigram after ab of a: seen once, of one kind", () => {
    expect(probability(3, [0, 1], 0)).toBeCloseTo((1 + (1 + 11 / 21) / 2) / 2, 15);
  });

  it("after what was never seen, what a shorter context says", () => {
    expect(probability(2, [2], 0)).toBe(probability(1, [], 0));
    expect(probability(3, [1, 1], 0)).toBe(probability(2, [1], 0));
    expect(probability(3, [2, 0], 1)).toBe(probability(2, [0], 1));
  });

  it("at the beginning, what the context that is there says", () => {
    expect(probability(3, [0], 1)).toBe(probability(2, [0], 1));
  });

  it("the loss is the mean over the characters from a place on, their contexts before it", () => {
    const codes = Uint32Array.of(...TEXT, 0, 2);
    const loss = ngramLoss(countNgrams(TEXT, 3, 2), codes, 5);
    const expected = -(ln((1 + 11 / 21) / 2) + ln((2 * 2) / 21 / 5)) / 2;
    expect(loss).toBeCloseTo(expected, 14);
  });
});

it("one character of one costs nothing", () => {
  const codes = new Uint32Array(9);
  expect(ngramLoss(countNgrams(codes.subarray(0, 4), 1, 3), codes, 4)).toBe(0);
});

it("the probabilities after any context sum to 1", () => {
  const texts = fc
    .integer({ min: 1, max: 5 })
    .chain((K) =>
      fc.tuple(
        fc.constant(K),
        fc.array(fc.nat({ max: K - 1 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat({ max: K - 1 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
      ),
    );
  fc.assert(
    fc.property(texts, ([K, text, context, order]) => {
      const ngrams = countNgrams(Uint32Array.from(text), K, order);
      const codes = Uint32Array.from(context);
      let sum = 0;
      for (let code = 0; code < K; code++) {
        sum += ngramProbability(ngrams, codes, codes.length, code);
      }
      // Each of at most 4 levels rounds four times, and the sum K − 1 times.
      return Math.abs(sum - 1) <= 32 * 2 ** -53;
    }),
  );
});
