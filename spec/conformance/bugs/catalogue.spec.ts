import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GRADIENT_ERRATA } from "../../../src/article/errata.ts";
import { BUGS, bugOf, ERRATUM_BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import type { Program } from "../../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, type SolvedKind, solve } from "../../../src/conformance/bugs/solve.ts";
import { type Case, casesOf, KINDS } from "../../../src/conformance/kinds.ts";
import { type Limits, smallIntegers } from "../../support/arbitraries.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { sameBits } from "../../support/compare.ts";
import { distance, numbersIn, solvedCases } from "../../support/solvedCases.ts";

// Rounding stays below 2^-33 of the largest entry (see solve.spec.ts); a mistake must show at more
// than a thousandth.
const SEEN = 2 ** -10;

/**
 * Random cases of a kind; some of small integers, whose pre-activations are often exactly 0, and some
 * with many losses and states that are far from saturated, where truncation shows. Always the same
 * ones: that there is a case on which a mistake shows does not hold for every hundred cases.
 */
function sampled(kind: SolvedKind): Case[] {
  const drawn = (numRuns: number, limits: Limits): Case[] =>
    fc.sample(fc.noBias(solvedCases(kind, limits)), { seed: 42, numRuns });
  return [
    ...drawn(20, {}),
    ...drawn(20, { numbers: smallIntegers }),
    ...drawn(20, { lossAt: ["every"], activations: ["tanh", "identity"], maxSteps: 7 }),
  ];
}

const samples = SOLVED_KINDS.flatMap(sampled);

const rightAnswers = samples.map((testCase) => numbersIn(solve(RIGHT, testCase)));

/** Each bug with the answers of its program to every sample, in whatever kind. */
const wrongAnswers = BUGS.map((bug) => [bug, answersBy({ ...RIGHT, ...bug.seams })] as const);

/** The numbers of a program's answer to each sample; the right answer itself where they are its. */
function answersBy(program: Program): number[][] {
  return samples.map((testCase, n) => {
    const right = rightAnswers[n];
    const numbers = numbersIn(solve(program, testCase));
    return sameBits(numbers, right) ? right : numbers;
  });
}

describe("the catalogue", () => {
  it("has each bug once", () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(BUGS.map(({ id }) => id)).size).toBe(BUGS.length);
    expect(new Set(BUGS.map(({ title }) => title)).size).toBe(BUGS.length);
    expect(new Set(BUGS.map(({ explanation }) => explanation)).size).toBe(BUGS.length);
  });

  it("ids never change: those that were published are these", () => {
    expect(BUGS.map(({ id }) => id).sort()).toEqual(PUBLISHED);
  });

  it("finds a bug by its id", () => {
    expect(BUGS.every((bug) => bugOf(bug.id) === bug)).toBe(true);
    expect(bugOf("no-such-bug")).toBeUndefined();
  });

  it("has a bug for each of the article's errata of the gradient, which says so", () => {
    expect(Object.keys(ERRATUM_BUGS)).toEqual(GRADIENT_ERRATA);
    for (const erratum of GRADIENT_ERRATA) {
      expect(bugOf(ERRATUM_BUGS[erratum])?.explanation).toContain(`the article's ${erratum}`);
    }
  });

  it.each(BUGS.map((bug) => [bug.id, bug] as const))("%s is well put", (id, bug) => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(id.length).toBeLessThanOrEqual(40);
    expect(bug.title).toMatch(/^\S.{10,78}[^.]$/);
    const words = bug.explanation.split(/\s+/).length;
    expect(words, `${words} words`).toBeLessThanOrEqual(60);
    const sentences = bug.explanation.split(/[.!] (?=[A-ZΣδηθ\p{L}])/u);
    expect(sentences.length, sentences.join("|")).toBeGreaterThanOrEqual(2);
    expect(sentences.length, sentences.join("|")).toBeLessThanOrEqual(4);
    expect(bug.explanation).toMatch(/^[A-Z].*\.$/);
  });
});

describe("what a bug does", () => {
  it.each(wrongAnswers.map(([bug, answers]) => [bug.id, bug, answers] as const))(
    "%s shows in its kinds and in no other",
    (_, bug, answers) => {
      const showsIn = new Set<string>();
      samples.forEach(({ kind }, n) => {
        if (distance(answers[n], rightAnswers[n]) > SEEN) showsIn.add(kind);
      });
      expect([...showsIn].sort()).toEqual([...bug.kinds].sort());
    },
  );

  it("each answers in the kinds that it shows in, and in no other", () => {
    for (const [bug, answers] of wrongAnswers) {
      samples.forEach((testCase, n) => {
        if (n % 5 > 0) return;
        const result = bug.apply(testCase);
        expect(result !== undefined).toBe(bug.kinds.some((kind) => kind === testCase.kind));
        if (result) expect(sameBits(numbersIn(result), answers[n])).toBe(true);
      });
    }
  });

  it("none answers in a kind that is about no network", () => {
    const others = KINDS.filter((kind) => !SOLVED_KINDS.some((solved) => solved === kind));
    for (const testCase of others.flatMap((kind) => casesOf(sampleFile(kind)))) {
      for (const bug of BUGS) expect(bug.apply(testCase)).toBeUndefined();
    }
  });

  it("no two are the same", () => {
    const alike: string[] = [];
    wrongAnswers.forEach(([bug, answers], m) => {
      for (const [other, others] of wrongAnswers.slice(0, m)) {
        const apart = (answer: number[], n: number): boolean =>
          answer !== others[n] && distance(answer, others[n]) > SEEN;
        if (!answers.some(apart)) {
          alike.push(`${other.id} and ${bug.id}`);
        }
      }
    });
    expect(alike).toEqual([]);
  });

  it("leaves the case as it was", () => {
    const before = JSON.stringify(samples);
    for (const testCase of samples.filter((_, n) => n % 10 === 0)) {
      for (const bug of BUGS) bug.apply(testCase);
    }
    expect(JSON.stringify(samples)).toBe(before);
  });
});

const PUBLISHED: readonly string[] = [
  "assignment-for-accumulation",
  "biases-not-updated",
  "carry-not-reset-between-losses",
  "carry-not-updated",
  "carry-summed",
  "carry-through-diagonal",
  "carry-without-w",
  "chunk-for-window",
  "clip-after-learning-rate",
  "clip-before-summing",
  "clip-missing",
  "clip-norm-always-scales",
  "clip-norm-for-value",
  "clip-norm-of-each-tensor",
  "clip-norm-squared",
  "clip-norm-without-biases",
  "clip-one-sided",
  "clip-partial-sums",
  "clip-per-step",
  "clip-to-zero",
  "clip-value-for-norm",
  "db-at-loss-step-only",
  "db-from-dh",
  "db-missing",
  "dc-missing",
  "derivative-at-pre-activation",
  "derivative-missing",
  "derivative-of-last-step",
  "derivative-of-loss-step",
  "derivative-of-step-after",
  "derivative-of-step-before",
  "derivative-of-the-state",
  "dh-carried",
  "du-from-forward-product",
  "dv-from-state-before",
  "dw-from-forward-product",
  "elementwise-for-outer",
  "first-step-dropped",
  "gradient-mean-over-steps",
  "gradient-sum-for-mean-loss",
  "gradients-not-zeroed",
  "hidden-bias-not-added",
  "initial-state-ignored",
  "initial-state-term-dropped",
  "inner-loop-reads-loss-step",
  "inner-sums-carried-on",
  "input-of-step-before",
  "k2-counted-from-the-chunk",
  "k2-ignored",
  "learning-rate-missing",
  "learning-rate-over-steps",
  "logits-for-probabilities",
  "loss-after-the-updates",
  "loss-mean-over-records",
  "mean-over-losses",
  "mean-over-outputs",
  "no-carry",
  "one-update-for-all-chunks",
  "output-error-at-every-inner-step",
  "output-error-last-step-only",
  "output-error-of-last-step-everywhere",
  "output-error-sign",
  "output-of-state-before",
  "own-term-dropped",
  "pre-activation-carried-on",
  "relu-derivative-one-at-zero",
  "sigmoid-derivative-for-every-activation",
  "softmax-error-at-target-only",
  "softmax-error-times-derivative",
  "softmax-error-without-target",
  "softmax-twice",
  "squared-error-twice",
  "squared-error-without-half",
  "state-after-for-state-before",
  "state-carried-between-records",
  "state-not-fed-back",
  "state-overwritten-in-place",
  "state-reset-at-every-chunk",
  "tanh-derivative-not-squared",
  "target-shifted",
  "time-reversed",
  "truncation-ignored",
  "u-gradient-reshaped",
  "u-read-by-columns",
  "update-sign",
  "update-twice",
  "updated-during-backward",
  "v-gradient-reshaped",
  "v-not-transposed",
  "v-read-by-columns",
  "w-gradient-transposed",
  "w-not-transposed",
  "w-transposed-in-forward",
  "window-for-chunk",
  "window-from-the-last-step",
  "window-one-hop-long",
  "window-one-hop-short",
];
