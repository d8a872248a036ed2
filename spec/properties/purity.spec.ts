import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slidingWindows, splitInOrder } from "../../src/data/windows.ts";
import { frozenDifferences } from "../../src/gradcheck/frozenLoss.ts";
import { sha256OfNumbers } from "../../src/numerics/digest.ts";
import { row } from "../../src/numerics/matrix.ts";
import { quantile, spread } from "../../src/numerics/statistics.ts";
import { backward } from "../../src/rnn/backward.ts";
import { clipByNorm, clipByValue, globalNorm } from "../../src/rnn/clip.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward, predict, sequenceLoss } from "../../src/rnn/forward.ts";
import { outputError, prediction, softmax, stepLoss } from "../../src/rnn/loss.ts";
import { rootMeanSquaredError } from "../../src/rnn/metrics.ts";
import type { Gradients, Parameters } from "../../src/rnn/parameters.ts";
import { copyOfParameters } from "../../src/rnn/parameters.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import { train } from "../../src/rnn/train.ts";
import { type NetworkCase, networkCases } from "../support/arbitraries.ts";

/** Everything that a call could be given, made of the same case. */
interface World extends NetworkCase {
  readonly gradients: Gradients;
}

/** Each public function, on the numbers of one random network. */
const CALLS: Readonly<Record<string, (world: World) => unknown>> = {
  defineNetwork: ({ config }) => defineNetwork(config),
  forward: ({ config, parameters, sequence }) =>
    forward(config, parameters, sequence.x, sequence.initialState),
  predict: ({ config, parameters, sequence }) =>
    predict(config, parameters, sequence.x, sequence.initialState),
  sequenceLoss: ({ config, parameters, sequence }) => sequenceLoss(config, parameters, sequence),
  frozenDifferences: ({ config, parameters, sequence }) =>
    frozenDifferences(config, parameters, sequence),
  clipByValue: ({ gradients }) => clipByValue(gradients, -0.01, 0.01),
  clipByNorm: ({ gradients }) => clipByNorm(gradients, 1e-3),
  globalNorm: ({ gradients }) => globalNorm(gradients),
  sgdStep: ({ parameters, gradients }) => sgdStep(parameters, gradients, 0.5),
  copyOfParameters: ({ parameters }) => copyOfParameters(parameters),
  train: ({ config, parameters, sequence }) => [
    ...train(
      config,
      parameters,
      { training: [sequence, sequence], validation: [sequence] },
      { epochs: 2, learningRate: 0.1, clipping: { kind: "norm", limit: 1 } },
    ),
  ],
  "the losses": ({ config: { output }, sequence: { y } }) => {
    const target = row(y, 0);
    return [
      softmax(target),
      prediction(output, target),
      stepLoss(output, target, target),
      outputError(output, target, target),
    ];
  },
  slidingWindows: ({ parameters: { W } }) =>
    W.rows > 1 &&
    splitInOrder(slidingWindows({ rows: W.rows ** 2, cols: 1, data: W.data }, { length: 1 }), {
      training: 1,
      validation: 1,
    }),
  "figures of numbers": ({ sequence: { x } }) => [
    rootMeanSquaredError(x.data, x.data),
    quantile([...x.data], 0.5),
    spread([...x.data]),
    sha256OfNumbers([x.data]),
  ],
};

describe("the arguments are left untouched by", () => {
  it.each(Object.entries(CALLS))("%s", (_, call) => {
    fc.assert(
      fc.property(networkCases({ maxSteps: 4 }), (network) => {
        const {
          parameters: { U: dU, W: dW, V: dV, b: db, c: dc },
        } = network;
        const gradients = { dU, dW, dV, ...(db && { db }), ...(dc && { dc }) };
        const world: World = { ...network, gradients };
        const before = structuredClone(world);
        call(world);
        // toStrictEqual tells −0 from +0, and looks into typed arrays.
        expect(world).toStrictEqual(before);
      }),
      { numRuns: 25 },
    );
  });

  it("backward, its trace included", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters, sequence }) => {
        const trace = forward(config, parameters, sequence.x, sequence.initialState);
        const before = structuredClone([parameters, trace, sequence]);
        backward(config, parameters, trace, sequence.y);
        expect([parameters, trace, sequence]).toStrictEqual(before);
      }),
    );
  });
});

describe("results share no memory with what comes next", () => {
  it("parameters after a step are new, and gradients that clipping changes", () => {
    fc.assert(
      fc.property(networkCases(), ({ parameters }) => {
        const { U, W, V, b, c } = parameters;
        const gradients = { dU: U, dW: W, dV: V, ...(b && { db: b }), ...(c && { dc: c }) };
        const next: Parameters = sgdStep(parameters, gradients, 0);
        next.U.data.fill(7);
        const clipped = clipByValue(gradients, -1, 1);
        if (clipped !== gradients) clipped.dW.data.fill(7);
        copyOfParameters(parameters).V.data.fill(7);
        return ![U, W, V].some(({ data }) => data.includes(7));
      }),
    );
  });
});
