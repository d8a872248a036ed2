import { describe, expect, it } from "vitest";
import { backward } from "../../src/rnn/backward.ts";
import { clip } from "../../src/rnn/clip.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { copyOfParameters } from "../../src/rnn/parameters.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import { train } from "../../src/rnn/train.ts";
import {
  lossesAreOfTheParametersBefore,
  oneChunkIsOneSequence,
  sequencesAreTakenInTurn,
  type Train,
  trainingIsDeterministic,
  zeroRateChangesNothing,
} from "./training.properties.ts";

/** Training in so many words: forward, backward, clip, step, from the checked functions. */
const spelledOut: Train = function* (config, start, { training, validation }, options) {
  let parameters = copyOfParameters(start);
  const lossOver = (sequences: typeof training): { sum: number; mean: number } => {
    const sum = sequences.reduce((so, far) => so + sequenceLoss(config, parameters, far), 0);
    return { sum, mean: sum / sequences.length };
  };
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const trainLoss = lossOver(training);
    const valLoss = validation && lossOver(validation);
    for (const { x, y, initialState } of training) {
      const gradients = backward(
        config,
        parameters,
        forward(config, parameters, x, initialState),
        y,
      );
      parameters = sgdStep(parameters, clip(gradients, options.clipping), options.learningRate);
    }
    yield { epoch, trainLoss, ...(valLoss && { valLoss }), parameters };
  }
  return { parameters, best: parameters, stoppedBy: "epochs" };
};

describe.each([
  ["train", train],
  ["training spelled out", spelledOut],
])("%s", (_, implementation) => {
  it("is deterministic", () => {
    trainingIsDeterministic(implementation);
  });
  it("changes no bit at a learning rate of zero", () => {
    zeroRateChangesNothing(implementation);
  });
  it("takes the sequences in turn", () => {
    sequencesAreTakenInTurn(implementation);
  });
  it("reports the losses before the updates", () => {
    lossesAreOfTheParametersBefore(implementation, ({ config, parameters, sequence }) =>
      sequenceLoss(config, parameters, sequence),
    );
  });
  it("makes no difference between a chunk and a sequence of one chunk", () => {
    oneChunkIsOneSequence(implementation);
  });
});

describe("the properties tell a wrong training", () => {
  it("that reports losses after the updates", () => {
    const late: Train = function* (config, start, data, options) {
      for (const epoch of spelledOut(config, start, data, options)) {
        const sum = data.training.reduce(
          (so, far) => so + sequenceLoss(config, epoch.parameters, far),
          0,
        );
        yield { ...epoch, trainLoss: { sum, mean: sum / data.training.length } };
      }
      return { parameters: start, best: start, stoppedBy: "epochs" };
    };
    expect(() =>
      lossesAreOfTheParametersBefore(late, ({ config, parameters, sequence }) =>
        sequenceLoss(config, parameters, sequence),
      ),
    ).toThrow();
  });
  it("that sums the gradients of all sequences before it updates", () => {
    const batched: Train = (config, start, { training }, options) =>
      spelledOut(config, start, { training: training.slice(0, 1) }, options);
    expect(() => sequencesAreTakenInTurn(batched)).toThrow();
  });
});
