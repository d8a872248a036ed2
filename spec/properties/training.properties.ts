/** What any training must do, whatever it trains. Each property takes the implementation. */
import fc from "fast-check";
import { defineNetwork, type NetworkConfig } from "../../src/rnn/config.ts";
import { type Parameters, parameterArrays } from "../../src/rnn/parameters.ts";
import type { Epoch, TrainingData, TrainingOptions, TrainingResult } from "../../src/rnn/train.ts";
import { type NetworkCase, networkCases } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";

/** As `train` is for data of which nothing more is known. */
export type Train = (
  config: NetworkConfig,
  start: Parameters,
  data: TrainingData,
  options: TrainingOptions,
) => Generator<Epoch, TrainingResult>;

const EPOCHS = 3;

/** Bounded states, so that no learning rate below makes the numbers overflow. */
const trainable = networkCases({ activations: ["tanh", "sigmoid"] });

/** k1 from 1 to 4, k2 up to 3 steps more, and up to 8 steps: often more than one chunk, and uneven. */
const chunked = networkCases({
  activations: ["tanh", "sigmoid"],
  outputs: ["linear"],
  truncation: fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }))
    .map(([k1, more]) => ({ kind: "chunk", k1, k2: k1 + more })),
});

const options: fc.Arbitrary<TrainingOptions> = fc
  .record({
    rate: fc.integer({ min: 1, max: 4 }),
    clipping: fc.constantFrom(
      undefined,
      { kind: "value", limit: 0.5 } as const,
      { kind: "norm", limit: 1 } as const,
    ),
  })
  .map(({ rate, clipping }) => ({
    epochs: EPOCHS,
    learningRate: rate / 64,
    ...(clipping && { clipping }),
  }));

/** Runs a training to its end. */
export function finished(run: Generator<Epoch, TrainingResult>): {
  readonly epochs: readonly Epoch[];
  readonly result: TrainingResult;
} {
  const epochs: Epoch[] = [];
  let next = run.next();
  while (!next.done) {
    epochs.push(next.value);
    next = run.next();
  }
  return { epochs, result: next.value };
}

function sameParameters(a: Parameters, b: Parameters): boolean {
  const left = parameterArrays(a);
  const right = parameterArrays(b);
  return left.length === right.length && left.every((values, n) => sameBits(values, right[n]));
}

/** The same arguments give the same bits, epoch by epoch: nothing is remembered between runs. */
export function trainingIsDeterministic(train: Train): void {
  fc.assert(
    fc.property(trainable, options, ({ config, parameters, sequence }, how) => {
      const run = (): ReturnType<typeof finished> =>
        finished(train(config, parameters, { training: [sequence] }, how));
      const [first, second] = [run(), run()];
      return (
        first.epochs.length === second.epochs.length &&
        first.epochs.every(
          (epoch, n) =>
            Object.is(epoch.trainLoss.sum, second.epochs[n].trainLoss.sum) &&
            sameParameters(epoch.parameters, second.epochs[n].parameters),
        ) &&
        sameParameters(first.result.parameters, second.result.parameters)
      );
    }),
  );
}

/** A learning rate of zero changes no bit: θ − 0·g is θ (for θ = −0 it may be +0; none here is). */
export function zeroRateChangesNothing(train: Train): void {
  fc.assert(
    fc.property(trainable, options, ({ config, parameters, sequence }, how) => {
      const data = { training: [sequence] };
      const { epochs } = finished(train(config, parameters, data, { ...how, learningRate: 0 }));
      return epochs.every((epoch) => sameParameters(epoch.parameters, parameters));
    }),
  );
}

/** With one chunk to a sequence, an update after each chunk is an update after each sequence. */
export function oneChunkIsOneSequence(train: Train): void {
  fc.assert(
    fc.property(trainable, options, fc.nat({ max: 3 }), (network, how, more) => {
      const k1 = network.sequence.x.rows + more;
      const { parameters, sequence } = network;
      const config = defineNetwork({
        ...network.config,
        truncation: { kind: "chunk", k1, k2: k1 },
      });
      const data = { training: [sequence, sequence] };
      const chunked = train(config, parameters, data, { ...how, updateEvery: "chunk" });
      const whole = train(config, parameters, data, { ...how, updateEvery: "sequence" });
      return sameParameters(finished(chunked).result.parameters, finished(whole).result.parameters);
    }),
  );
}

/**
 * Updates after chunks of any k1 and k2, epoch by epoch and bit by bit the same in two
 * implementations; with linear outputs, for which the one in plain words is made.
 */
export function chunksAgree(reference: Train, train: Train): void {
  fc.assert(chunkAgreement(reference, train));
}

/** Whether some network tells the chunk updates of two implementations apart. */
export function areToldByChunks(reference: Train, train: Train): boolean {
  return fc.check(chunkAgreement(reference, train), { endOnFailure: true }).failed;
}

function chunkAgreement(
  reference: Train,
  train: Train,
): fc.IProperty<[network: NetworkCase, how: TrainingOptions]> {
  return fc.property(chunked, options, ({ config, parameters, sequence }, how) => {
    const data = { training: [sequence, sequence] };
    const runs = [reference, train].map((implementation) =>
      finished(implementation(config, parameters, data, { ...how, updateEvery: "chunk" })),
    );
    const [expected, actual] = runs.map(({ epochs }) => epochs);
    return (
      actual.length === EPOCHS &&
      actual.every(
        (epoch, n) =>
          Object.is(epoch.trainLoss.sum, expected[n].trainLoss.sum) &&
          sameParameters(epoch.parameters, expected[n].parameters),
      )
    );
  });
}

/** Two sequences in a row: the second sees the parameters that the first one left. */
export function sequencesAreTakenInTurn(train: Train): void {
  fc.assert(
    fc.property(trainable, options, ({ config, parameters, sequence }, how) => {
      const once = { ...how, epochs: 1 };
      const both = finished(train(config, parameters, { training: [sequence, sequence] }, once));
      const first = finished(train(config, parameters, { training: [sequence] }, once));
      const then = finished(train(config, first.result.parameters, { training: [sequence] }, once));
      return sameParameters(both.result.parameters, then.result.parameters);
    }),
  );
}

/** The losses reported are those of the parameters before the epoch, as the network has them. */
export function lossesAreOfTheParametersBefore(
  train: Train,
  lossOf: (network: NetworkCase) => number,
): void {
  fc.assert(
    fc.property(trainable, options, (network, how) => {
      const { config, parameters, sequence } = network;
      const data = { training: [sequence, sequence, sequence], validation: [sequence] };
      let before = parameters;
      return finished(train(config, parameters, data, how)).epochs.every((epoch) => {
        const loss = lossOf({ ...network, parameters: before });
        before = epoch.parameters;
        return (
          Object.is(epoch.trainLoss.sum, loss + loss + loss) &&
          Object.is(epoch.trainLoss.mean, (loss + loss + loss) / 3) &&
          Object.is(epoch.valLoss?.sum, loss) &&
          Object.is(epoch.valLoss?.mean, loss)
        );
      });
    }),
  );
}
