import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, vocabularyOf } from "../../src/text/vocabulary.ts";
import { itRefuses } from "../support/refusals.ts";

/** Any code point but half a surrogate pair, of which there is no UTF-8. */
const characters = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((point) => String.fromCodePoint(point));

describe("the vocabulary", () => {
  it("is sorted by code point, which is not how UTF-16 sorts", () => {
    expect(vocabularyOf("b😀a\uffeeb")).toEqual(["a", "b", "\uffee", "😀"]);
  });

  it("has an emoji of several code points, and an accent, as its parts", () => {
    expect(vocabularyOf("👩‍🚀e\u0301")).toEqual(["e", "\u0301", "\u200d", "👩", "🚀"]);
  });

  it("of nothing is empty", () => {
    expect(vocabularyOf("")).toEqual([]);
  });
});

describe("codes", () => {
  it("are places in the vocabulary, one a code point", () => {
    expect(encode(["a", "b", "😀"], "b😀a")).toEqual(Uint32Array.of(1, 2, 0));
  });

  it("give back every text, whatever its characters", () => {
    fc.assert(
      fc.property(fc.array(characters), (drawn) => {
        const text = drawn.join("");
        const vocabulary = vocabularyOf(text);
        const codes = encode(vocabulary, text);
        return codes.length === [...text].length && decode(vocabulary, codes) === text;
      }),
    );
  });

  itRefuses([
    [
      "a stranger",
      () => encode(["a", "😀"], "a😀b"),
      'RangeError: text: expected characters of the vocabulary, got "b" after 2 of them',
    ],
  ]);
});
