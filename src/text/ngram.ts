/**
 * What a character is worth without a network: its probability after the n − 1 characters before it,
 * from how often it followed them, interpolated with the same for n − 2, and so on down to all
 * characters alike:
 *
 *     p(c | h) = (count(h c) + kinds(h) · p(c | h′)) / (count(h) + kinds(h))
 *
 * with kinds(h) the number of different characters seen after h, h′ the context h without its first
 * character, and p = 1/K below the empty context. No constant is left to choose. That what comes after
 * h is taken from h′ with the probability kinds(h) / (count(h) + kinds(h)) is method C of Witten and
 * Bell (1991, "The zero-frequency problem"), who escape to h′ only for what was not seen after h; that
 * the two are mixed for every c is Witten–Bell smoothing as Chen and Goodman (1999, "An empirical study
 * of smoothing techniques for language modeling") have it.
 */
import { ln } from "../numerics/elementary.ts";

/** What followed a context: each character how often, and how many in all. */
interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/** Counts of a text, to be had from {@link countNgrams}. */
export interface Ngrams {
  /** K */
  readonly vocabularySize: number;
  /** by the number of characters in a context, 0 to n − 1; then by the context's key */
  readonly contexts: readonly ReadonlyMap<number, Followers>[];
}

/**
 * Counts every run of up to n characters.
 *
 * @param order n, at least 1; K^(n−1), the number of possible contexts, is to be at most 2^24, which is
 *   as many as a Map can hold
 */
export function countNgrams(codes: Uint32Array, vocabularySize: number, order: number): Ngrams {
  const contexts = Array.from({ length: order }, () => new Map<number, Followers>());
  contexts.forEach((followers, length) => {
    for (let i = length; i < codes.length; i++) {
      addTo(followers, keyOf(codes, i, length, vocabularySize), codes[i]);
    }
  });
  return { vocabularySize, contexts };
}

/** The characters before place i as one number, in base K. */
function keyOf(codes: Uint32Array, i: number, length: number, vocabularySize: number): number {
  let key = 0;
  for (let j = i - length; j < i; j++) key = key * vocabularySize + codes[j];
  return key;
}

function addTo(followers: Map<number, Followers>, key: number, code: number): void {
  let found = followers.get(key);
  if (!found) {
    found = { total: 0, counts: new Map() };
    followers.set(key, found);
  }
  found.total++;
  found.counts.set(code, (found.counts.get(code) ?? 0) + 1);
}

/** p(c | h) for a character and the characters before place i of the codes, as many as there are. */
export function ngramProbability(
  { vocabularySize, contexts }: Ngrams,
  codes: Uint32Array,
  i: number,
  code: number,
): number {
  let p = 1 / vocabularySize;
  for (let length = 0; length < contexts.length && length <= i; length++) {
    const found = contexts[length].get(keyOf(codes, i, length, vocabularySize));
    if (!found) break;
    const kinds = found.counts.size;
    p = ((found.counts.get(code) ?? 0) + kinds * p) / (found.total + kinds);
  }
  return p;
}

/** The mean of −ln p over the characters from place `from` on, in nats; there must be one. */
export function ngramLoss(ngrams: Ngrams, codes: Uint32Array, from: number): number {
  let sum = 0;
  for (let i = from; i < codes.length; i++) sum -= ln(ngramProbability(ngrams, codes, i, codes[i]));
  return sum / (codes.length - from);
}
