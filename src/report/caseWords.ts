/** What a case asks for, as a sentence. */
import { counted } from "../conformance/formatError.ts";
import type { Case } from "../conformance/kinds.ts";
import type { Clipping, Network, Sizes, Truncation } from "../conformance/types.ts";

/** What the case's config, and how its inputs are to be used, come to. */
export function configInWords(testCase: Case): string {
  switch (testCase.kind) {
    case "canary":
      return `Numbers to be read into ${testCase.config.dtype} and given back.`;
    case "random":
      return `Uniform draws of the generator ${testCase.config.generator}.`;
    case "activation":
      return `The activation ${testCase.config.activation} and its derivative.`;
    case "loss":
      return `The ${LOSSES[testCase.config.output]} of one step and its derivative.`;
    case "forward":
      return `The forward pass of ${networkInWords(testCase.config)}.`;
    case "gradient":
      return `The loss and its gradient for ${trainedInWords(testCase.config)}.`;
    case "pairs":
      return `What each loss contributes through each step, for ${networkInWords(testCase.config)}; ${lossesInWords(testCase.config)}.`;
    case "clip":
      return `Gradients, ${clippingInWords(testCase.inputs.clipping)}, of a network with ${sizesInWords(testCase.config)}.`;
    case "step":
      return `One update, ${clippingInWords(testCase.inputs.clipping)}, of ${trainedInWords(testCase.config)}.`;
    case "trajectory": {
      const { records, epochs, updateEvery, clipping } = testCase.inputs;
      return `Training on ${counted(records.length, "record")} for ${counted(epochs, "epoch")}, one update a ${updateEvery}, ${clippingInWords(clipping)}, of ${trainedInWords(testCase.config)}.`;
    }
    case "reject":
      return `A request of the kind ${testCase.inputs.kind} that cannot be carried out: it must be refused with an error.`;
  }
}

const LOSSES: Readonly<Record<Network["output"], string>> = {
  linear: "half squared error",
  softmax: "cross-entropy of the softmax",
};

function networkInWords(config: Network): string {
  const loss = `${config.output} output`;
  return `an Elman network with ${config.activation} states and ${loss}, ${sizesInWords(config)}`;
}

function sizesInWords({ inputSize, hiddenSize, outputSize, ...biases }: Sizes): string {
  const b = biases.hiddenBias ? "with b" : "without b";
  const c = biases.outputBias ? "with c" : "without c";
  return `D = ${inputSize}, H = ${hiddenSize}, O = ${outputSize}, ${b} and ${c}`;
}

function trainedInWords(config: Network): string {
  return `${networkInWords(config)}; ${lossesInWords(config)}, ${truncationInWords(config.truncation)}`;
}

function lossesInWords({ lossAt, output }: Network): string {
  const steps = lossAt === "last" ? "at the last step only" : "at every step";
  return `${LOSSES[output]} ${steps}`;
}

/** The truncation, and how far back it lets the loss at step t reach. */
export function truncationInWords(truncation: Truncation): string {
  switch (truncation.kind) {
    case "full":
      return "back-propagated to step 0 (full)";
    case "window":
      return `truncated to a window of ${counted(truncation.hops, "hop")} (the loss at t reaches back to step t\u00a0−\u00a0${truncation.hops})`;
    case "chunk":
      return `in chunks of k1 = ${truncation.k1} steps (all losses of an update reach back over the k2 = ${truncation.k2} steps that end with it)`;
  }
}

function clippingInWords(clipping: Clipping | null): string {
  return clipping ? `clipped by ${clipping.kind} at ${clipping.limit}` : "not clipped";
}
