import { describe, expect, it } from "vitest";
import { casesOf, type Kind } from "../../src/conformance/kinds.ts";
import { configInWords, truncationInWords } from "../../src/report/caseWords.ts";
import { sampleFile } from "../support/caseFiles.ts";

const NETWORK =
  "an Elman network with tanh states and linear output, D = 1, H = 2, O = 3, with b and without c";
const TRAINED = `${NETWORK}; half squared error at every step, in chunks of k1 = 1 steps (all losses of an update reach back over the k2 = 2 steps that end with it)`;

const WORDS: Readonly<Record<Kind, string>> = {
  canary: "Numbers to be read into float64 and given back.",
  random: "Uniform draws of the generator mt19937.",
  activation: "The activation relu and its derivative.",
  loss: "The half squared error of one step and its derivative.",
  forward: `The forward pass of ${NETWORK}.`,
  gradient: `The loss and its gradient for ${TRAINED}.`,
  pairs: `What each loss contributes through each step, for ${NETWORK}; half squared error at every step.`,
  clip: "Gradients, clipped by value at 1, of a network with D = 1, H = 2, O = 3, with b and without c.",
  step: `One update, clipped by norm at 1, of ${TRAINED}.`,
  trajectory: `Training on 2 records for 3 epochs, one update a chunk, not clipped, of ${TRAINED}.`,
  reject:
    "A request of the kind gradient that cannot be carried out: it must be refused with an error.",
};

describe("a case as a sentence", () => {
  it.each(Object.entries(WORDS))("%s", (kind, words) => {
    const [testCase] = casesOf(sampleFile(kind as Kind));
    expect(configInWords(testCase)).toBe(words);
  });

  it("the other network, with its loss at the last step", () => {
    const file = sampleFile("pairs");
    Object.assign(file.cases[0].config, {
      lossAt: "last",
      output: "softmax",
      hiddenBias: false,
      outputBias: true,
    });
    expect(configInWords(casesOf(file)[0])).toMatch(
      /softmax output, .*, without b and with c; cross-entropy of the softmax at the last step only\.$/,
    );
  });

  it.each([
    [{ kind: "full" }, "back-propagated to step 0 (full)"],
    [
      { kind: "window", hops: 1 },
      "truncated to a window of 1 hop (the loss at t reaches back to step t − 1)",
    ],
    [
      { kind: "window", hops: 0 },
      "truncated to a window of 0 hops (the loss at t reaches back to step t − 0)",
    ],
  ] as const)("the truncation %j", (truncation, words) => {
    expect(truncationInWords(truncation).replaceAll("\u00a0", " ")).toBe(words);
  });
});
