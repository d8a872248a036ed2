import { describe, expect, it } from "vitest";
import { sequenceLoss } from "../../src/rnn/forward.ts";
import { train } from "../../src/rnn/train.ts";
import { CHUNK_MISTAKES, plainTraining } from "../support/plainTraining.ts";
import {
  areToldByChunks,
  chunksAgree,
  lossesAreOfTheParametersBefore,
  oneChunkIsOneSequence,
  sequencesAreTakenInTurn,
  type Train,
  trainingIsDeterministic,
  zeroRateChangesNothing,
} from "./training.properties.ts";

const spelledOut = plainTraining();

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

describe("an update after every chunk", () => {
  it("is to the bit what it is in so many words, whatever k1 and k2", () => {
    chunksAgree(spelledOut, train);
  });
  it.each(CHUNK_MISTAKES)("is told from a mistake in the words: %s", (mistake) => {
    expect(areToldByChunks(plainTraining(mistake), train)).toBe(true);
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
  it("that forgets the initial state where it updates after chunks", () => {
    const forgetful = plainTraining("every chunk from a state of zeros");
    expect(() => oneChunkIsOneSequence(forgetful)).toThrow();
  });
  it("that sums the gradients of all sequences before it updates", () => {
    const batched: Train = (config, start, { training }, options) =>
      spelledOut(config, start, { training: training.slice(0, 1) }, options);
    expect(() => sequencesAreTakenInTurn(batched)).toThrow();
  });
});
