/**
 * What is wrong in the article's listing, as data. E01–E10 make its gradient wrong and can be mended
 * one by one ({@link ./mended.ts}); E11–E16 are about everything else.
 */

/** E01–E10: the errata of the gradient, which can be mended. */
export const GRADIENT_ERRATA = [
  "E01",
  "E02",
  "E03",
  "E04",
  "E05",
  "E06",
  "E07",
  "E08",
  "E09",
  "E10",
] as const;
/** The id of an erratum of the gradient. */
export type GradientErratum = (typeof GRADIENT_ERRATA)[number];

/** One thing that is wrong in the article. */
export interface Erratum {
  /** E01–E16; it never changes */
  readonly id: GradientErratum | "E11" | "E12" | "E13" | "E14" | "E15" | "E16";
  /** what the listing does */
  readonly listing: string;
  /** what is correct */
  readonly correct: string;
  /** what it changes */
  readonly effect: string;
}

/** All that is wrong in the article, E01–E16 in order. */
export const ERRATA: readonly Erratum[] = [
  {
    id: "E01",
    listing: "dW sums W s_{t−1}, a product of the forward pass, into every column",
    correct: "the outer product δ_i s_{i−1}ᵀ",
    effect: "dW does not depend on the error at all: it is no derivative of anything",
  },
  {
    id: "E02",
    listing: "dU sums U x_t into every column, likewise",
    correct: "the outer product δ_i x_iᵀ",
    effect: "dU does not depend on the error at all",
  },
  {
    id: "E03",
    listing: "the sums over the inner loop are carried on from one step t to the next",
    correct: "each step's sum starts at zero",
    effect:
      "a term of step t is counted T − t times; moot once E01, E02 and E04 are mended, which leaves terms of one step only",
  },
  {
    id: "E04",
    listing: "the error of the last step is used at every step t",
    correct: "only at the steps that have a loss, here the last",
    effect:
      "dV is T times too large while the states are saturated; clipping hides that for four epochs, and mended alone the run ends lower",
  },
  {
    id: "E05",
    listing: "the sigmoid's derivative is a(1 − a), from the pre-activation",
    correct: "s(1 − s), from the state",
    effect: "hidden behind E01 and E02; then a factor of −2450 where it should be 0 (a = 50)",
  },
  {
    id: "E06",
    listing: "the derivative at the last step serves for every step",
    correct: "each step has its own",
    effect: "hidden behind E01 and E02",
  },
  {
    id: "E07",
    listing: "the inner loop over i reads the state and the input of step t",
    correct: "those of step i",
    effect: "hidden behind E01 and E02; then dU fills the wrong columns",
  },
  {
    id: "E08",
    listing: "the output error is added again at every inner step",
    correct: "it enters once, at its own step",
    effect: "hidden behind E01 and E02; then one error counts up to k + 1 times",
  },
  {
    id: "E09",
    listing: "the inner loop starts at t − 1, so that step t's own term is dropped",
    correct: "i = t is the first term",
    effect: "hidden behind E01 and E02; then the largest term of the sum is missing",
  },
  {
    id: "E10",
    listing: "the partial sums are clipped inside the loop over t",
    correct: "the finished gradient is clipped, once",
    effect: "the published digits need it: clipped once, epoch 4 has other ones",
  },
  {
    id: "E11",
    listing: "the loss is divided by the length of one target, which is 1",
    correct: "divide by the number of records, or call it a sum",
    effect: "the printed figures are sums over 100 and 50 records, not means",
  },
  {
    id: "E12",
    listing: "predicts with the whole window as the input of every step",
    correct: "predict as trained: value t enters at step t",
    effect: "the printed error belongs to another network than the one that was trained",
  },
  {
    id: "E13",
    listing: "the error is scaled by max_val, which is nowhere defined",
    correct: "no factor",
    effect: "the last line of the listing does not run; with 1 the printed figure fits",
  },
  {
    id: "E14",
    listing: "the seed of the random numbers is not set",
    correct: "state it",
    effect: "no one could reproduce the table; the seed is 42",
  },
  {
    id: "E15",
    listing: "weights uniform in (0, 1)",
    correct: "centred weights, scaled with the number of inputs",
    effect: "pre-activations near 50 saturate the sigmoid: nothing but V can learn",
  },
  {
    id: "E16",
    listing: "each step has input weights of its own: U is H×T",
    correct: "one input matrix, H×D, shared by all steps",
    effect: "nothing is shared over time and the length is fixed: it is hardly recurrent",
  },
];
