/** Mistakes in the update of the parameters and in what is kept between two updates. */
import {
  addGradientsTo,
  copyOfParameters,
  mapGradients,
  type Parameters,
  parameterArrays,
  zeroGradients,
} from "../../rnn/parameters.ts";
import { type Bug, bugFrom, UPDATED } from "./bug.ts";
import { gradientOf, RIGHT, truncatedTerms } from "./right.ts";

function copyInto(target: Parameters, source: Parameters): void {
  const arrays = parameterArrays(source);
  parameterArrays(target).forEach((values, n) => {
    values.set(arrays[n]);
  });
}

export const UPDATE_BUGS: readonly Bug[] = [
  bugFrom({
    id: "update-sign",
    title: "The gradient is added to the parameters",
    explanation:
      "The code has θ += η dθ, or subtracts a negative. The update climbs: θ ← θ + η dθ instead of θ − η dθ, and the loss rises from epoch to epoch.",
    kinds: UPDATED,
    seams: {
      descend: (parameters, gradients, eta) =>
        RIGHT.descend(
          parameters,
          mapGradients(gradients, (g) => -g),
          eta,
        ),
    },
  }),
  bugFrom({
    id: "update-twice",
    title: "Every update is made twice",
    explanation:
      "The step is taken where the gradient is computed and once more by the caller. θ ← θ − 2η dθ: it looks like a learning rate twice as large.",
    kinds: UPDATED,
    seams: {
      descend: (parameters, gradients, eta) =>
        RIGHT.descend(RIGHT.descend(parameters, gradients, eta), gradients, eta),
    },
  }),
  bugFrom({
    id: "learning-rate-missing",
    title: "The gradient is subtracted without the learning rate",
    explanation:
      "The code has θ −= dθ; the learning rate is an argument that nothing reads. θ ← θ − dθ instead of θ − η dθ.",
    kinds: UPDATED,
    seams: {
      descend: (parameters, gradients) => RIGHT.descend(parameters, gradients, 1),
    },
  }),
  bugFrom({
    id: "learning-rate-over-steps",
    title: "The step is divided by the number of steps",
    explanation:
      "The code divides the learning rate by the length of the sequence after the gradient was clipped, for a mean that no one has asked for. The update is θ ← θ − (η / T) dθ.",
    kinds: UPDATED,
    seams: {
      clipped: (run, span, options) =>
        mapGradients(RIGHT.clipped(run, span, options), (g) => g / run.x.rows),
    },
  }),
  bugFrom({
    id: "biases-not-updated",
    title: "The biases are not updated",
    explanation:
      "The list of parameters that the update goes through holds U, W and V only. db and dc are right, but b and c keep their first values.",
    kinds: UPDATED,
    seams: {
      descend: (parameters, gradients, eta) => {
        const { U, W, V } = RIGHT.descend(parameters, gradients, eta);
        return { ...parameters, U, W, V };
      },
    },
  }),
  bugFrom({
    id: "updated-during-backward",
    title: "The weights change during the backward pass",
    explanation:
      "The code subtracts each term from the parameters as soon as it has it, in place. What is carried further back goes through weights that are not those of the forward pass, and there is no finished gradient to clip.",
    kinds: UPDATED,
    seams: {
      update: ({ parameters: start, ...run }, span, { learningRate }) => {
        const parameters = copyOfParameters(start);
        const sum = zeroGradients(run.config);
        for (const { gradients } of truncatedTerms({ ...run, parameters }, span)) {
          addGradientsTo(sum, gradients);
          copyInto(parameters, RIGHT.descend(parameters, gradients, learningRate));
        }
        return { run: { ...run, parameters }, gradients: sum, parameters };
      },
    },
  }),
  bugFrom({
    id: "gradients-not-zeroed",
    title: "The gradients of one update are still there at the next",
    explanation:
      "The arrays that the gradients are added to are not set to zero between two records, as where zero_grad was forgotten. Each update subtracts the gradients of all updates so far.",
    kinds: ["trajectory"],
    seams: {
      update: (run, span, { clipping, learningRate }, before) => {
        const { program, parameters } = run;
        const sum = gradientOf(run, span);
        if (before) addGradientsTo(sum, before.gradients);
        const gradients = program.clip(sum, clipping);
        return { run, gradients, parameters: program.descend(parameters, gradients, learningRate) };
      },
    },
  }),
  bugFrom({
    id: "one-update-for-all-chunks",
    title: "One update a sequence, where one after each chunk was asked for",
    explanation:
      "The gradients of the chunks are summed and the parameters change when the sequence is over. The later chunks should already see, and be differentiated at, the parameters that the earlier ones have changed.",
    kinds: ["trajectory"],
    seams: { spans: (config, _, T) => RIGHT.spans(config, "sequence", T) },
  }),
  bugFrom({
    id: "loss-after-the-updates",
    title: "The training loss is measured after the epoch's updates",
    explanation:
      "The loss of an epoch is computed at its end, with the parameters that it has led to. The curve is early by one epoch: the untrained network's loss is missing from its beginning.",
    kinds: ["trajectory"],
    seams: { epochLoss: (lossWith, { end }) => lossWith(end) },
  }),
  bugFrom({
    id: "loss-mean-over-records",
    title: "The training loss is the mean over the records",
    explanation:
      "The sum of the records' losses is divided by their number before it is reported. Training is the same, and the figures are smaller by that factor.",
    kinds: ["trajectory"],
    seams: { epochLoss: (lossWith, { start, records }) => lossWith(start) / records },
  }),
];
