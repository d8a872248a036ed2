/** What came of training on a text, in bits per character. */
import { judgedFrom, type Parts } from "../data/parts.ts";
import { bits } from "./bits.ts";
import { countNgrams, ngramLoss } from "./ngram.ts";
import type { RoundDone } from "./stream.ts";

/** A round's losses. */
export interface RoundBits {
  readonly round: number;
  /** how many characters were read by then, of all passes together */
  readonly characters: number;
  /** the mean over the round, as it learnt */
  readonly training: number;
  /** after the round; null when there is no validation part */
  readonly validation: number | null;
}

/**
 * What the part that judges costs by the network, unless there was no time to find out, and by each
 * baseline that is fitted to the training part.
 */
export type Comparison = Readonly<Record<string, number>>;

export interface TextResult {
  readonly file: string;
  readonly characters: number;
  readonly vocabularySize: number;
  readonly parts: Parts;
  /** whether the model was trained on another text than this */
  readonly otherData: boolean;
  readonly hiddenSize: number;
  readonly length: number;
  readonly rounds: readonly RoundBits[];
  /** of all, those of earlier runs included */
  readonly roundsDone: number;
  /** 0 while there is none */
  readonly bestRound: number;
  readonly stoppedBy: "rounds" | "patience" | "diverged" | "abort" | "load";
  /** null when nothing is held out */
  readonly bitsPerCharacter: Comparison | null;
}

export function roundBits({ trainLoss, heldOutLoss, standing }: RoundDone): RoundBits {
  return {
    round: standing.rounds,
    characters: standing.position,
    training: bits(trainLoss),
    validation: heldOutLoss === undefined ? null : bits(heldOutLoss),
  };
}

/** The baselines, the context of each a character longer than that of the one before. */
export const NGRAMS = ["unigram", "bigram", "trigram", "4-gram"] as const;

/** Contexts that are counted at most: as many as there is room for. */
const MAX_CONTEXTS = 2 ** 24;

/**
 * The baselines in bits per character on the part that judges, which must not be empty; those of which
 * there are not too many contexts, the bigram always included.
 */
export function baselines(codes: Uint32Array, parts: Parts, vocabularySize: number): Comparison {
  const names = NGRAMS.filter((_, n) => n < 2 || contexts(vocabularySize, n) <= MAX_CONTEXTS);
  const counts = countNgrams(codes.subarray(0, parts.training), vocabularySize, names.length);
  return Object.fromEntries(
    names.map((name, n) => {
      const ngrams = { ...counts, contexts: counts.contexts.slice(0, n + 1) };
      return [name, bits(ngramLoss(ngrams, codes, judgedFrom(parts)))];
    }),
  );
}

/** K^n. */
function contexts(vocabularySize: number, length: number): number {
  let count = 1;
  for (let n = 0; n < length; n++) count *= vocabularySize;
  return count;
}
