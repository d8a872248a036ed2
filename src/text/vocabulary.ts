/**
 * Characters as numbers. A character is a code point: an emoji is one, a letter with a combining
 * accent is two.
 *
 * The vocabulary is that of the whole text, its held-out end included. So the network and the
 * baselines share one set of characters, none of them has a probability of zero, and their bits per
 * character compare. What leaks is which characters occur, and to all of them alike.
 */
import { describe } from "../numerics/require.ts";

/** Characters in ascending order of their code points; the place of one is its code. */
export type Vocabulary = readonly string[];

/** The characters of a text. */
export function vocabularyOf(text: string): Vocabulary {
  return Array.from(new Set(text)).sort((a, b) => codePoint(a) - codePoint(b));
}

/** Sorted by UTF-16, an emoji would come before U+FFFD. */
function codePoint(character: string): number {
  return Number(character.codePointAt(0));
}

/**
 * The code of each character of a text; four bytes a character.
 *
 * @throws {RangeError} when a character is not in the vocabulary
 */
export function encode(vocabulary: Vocabulary, text: string): Uint32Array {
  const codeOf = new Map(vocabulary.map((character, code) => [character, code]));
  const codes = new Uint32Array(text.length);
  let length = 0;
  for (const character of text) {
    const code = codeOf.get(character);
    if (code === undefined) {
      throw new RangeError(
        `text: expected characters of the vocabulary, got ${describe(character)} after ${length} of them`,
      );
    }
    codes[length++] = code;
  }
  return codes.subarray(0, length);
}

/** The text of codes. */
export function decode(vocabulary: Vocabulary, codes: ArrayLike<number>): string {
  return Array.from(codes, (code) => vocabulary[code]).join("");
}
