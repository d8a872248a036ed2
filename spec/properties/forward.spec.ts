import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/numerics/random.ts";
import { activate, sigmoid } from "../../src/rnn/activation.ts";
import { backward } from "../../src/rnn/backward.ts";
import { forward, predict, sequenceLoss } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { softmax, stepLoss } from "../../src/rnn/loss.ts";
import { parameterArrays } from "../../src/rnn/parameters.ts";
import { oneHot } from "../../src/rnn/sequence.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import { networkCases, networks, vectors } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { plainForward } from "../support/plainBptt.ts";

const anyDouble = fc.double({ noNaN: true });

describe("every forward pass", () => {
  it("is the three equations in plain loops, to the bit", () => {
    fc.assert(
      fc.property(networkCases(), (network) => {
        const { config, parameters, sequence } = network;
        const trace = forward(config, parameters, sequence.x, sequence.initialState);
        const plain = plainForward(network);
        return (
          sameBits(trace.a.data, plain.a.flat()) &&
          sameBits(trace.s.data, plain.s.flat()) &&
          sameBits(trace.o.data, plain.o.flat())
        );
      }),
    );
  });

  it("and backward pass, step and prediction have the network's shapes", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters, sequence: { x, y, initialState } }) => {
        const { inputSize: D, hiddenSize: H, outputSize: O } = config;
        const T = x.rows;
        const trace = forward(config, parameters, x, initialState);
        const { a, s, o } = trace;
        expect([a, s, o].map(shape)).toEqual([
          [T, H],
          [T, H],
          [T, O],
        ]);
        expect(shape(predict(config, parameters, x, initialState))).toEqual([T, O]);
        const gradients = backward(config, parameters, trace, y);
        const { dU, dW, dV, db, dc } = gradients;
        expect([dU, dW, dV].map(shape)).toEqual([
          [H, D],
          [H, H],
          [O, H],
        ]);
        expect(db?.length).toBe(config.hiddenBias ? H : undefined);
        expect(dc?.length).toBe(config.outputBias ? O : undefined);
        const next = sgdStep(parameters, gradients, 0.25);
        expect(parameterArrays(next).map((v) => v.length)).toEqual(
          parameterArrays(parameters).map((v) => v.length),
        );
        expect(Object.keys(next)).toEqual(Object.keys(parameters));
      }),
    );
  });

  it("looks only backwards: the first steps of a sequence do not know the later ones", () => {
    fc.assert(
      fc.property(networkCases(), fc.nat({ max: 7 }), ({ config, parameters, sequence }, cut) => {
        const { x, initialState } = sequence;
        const T = Math.min(cut + 1, x.rows);
        const start = { rows: T, cols: x.cols, data: x.data.slice(0, T * x.cols) };
        const whole = forward(config, parameters, x, initialState);
        const part = forward(config, parameters, start, initialState);
        return sameBits(part.o.data, whole.o.data.subarray(0, part.o.data.length));
      }),
    );
  });

  it("goes on where an earlier one stopped, from its last state", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters, sequence: { x, initialState } }) => {
        const step = (t: number): typeof x => ({
          rows: 1,
          cols: x.cols,
          data: x.data.slice(t * x.cols, (t + 1) * x.cols),
        });
        const whole = forward(config, parameters, x, initialState);
        let state = initialState;
        const outputs: number[] = [];
        for (let t = 0; t < x.rows; t++) {
          const { s, o } = forward(config, parameters, step(t), state);
          state = s.data;
          outputs.push(...o.data);
        }
        return sameBits(outputs, whole.o.data);
      }),
    );
  });
});

describe("losses and activations", () => {
  it("a loss is never negative, of a network or of any numbers", () => {
    fc.assert(
      fc.property(
        networkCases(),
        ({ config, parameters, sequence }) => sequenceLoss(config, parameters, sequence) >= 0,
      ),
    );
    const outputs = fc
      .array(fc.double({ min: -1e150, max: 1e150, noNaN: true }), { minLength: 1, maxLength: 6 })
      .chain((o) => fc.tuple(fc.constant(Float64Array.from(o)), fc.nat({ max: o.length - 1 })));
    fc.assert(
      fc.property(outputs, ([o, k]) => {
        const y = oneHot(k, o.length);
        return stepLoss("softmax", o, y) >= 0 && stepLoss("linear", o, y) >= 0;
      }),
    );
  });

  it("softmax has entries in [0, 1] that sum to 1 up to n roundings", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 8 })
          .chain((n) => vectors(n, fc.integer({ min: -800, max: 800 }))),
        (o) => {
          const p = softmax(o);
          // Each p_k is e_k/S rounded once, S the rounded sum of the e_k: n − 1 roundings, all of
          // them below u relative to sums of numbers that are not negative; then n more here.
          const sum = p.reduce((partial, pk) => partial + pk, 0);
          return (
            p.every((pk) => pk >= 0 && pk <= 1) && Math.abs(sum - 1) <= 2 * p.length * 2 ** -53
          );
        },
      ),
    );
  });

  it("a sigmoid lies in (0, 1) or is saturated to exactly 0 or 1, and grows", () => {
    fc.assert(
      fc.property(anyDouble, anyDouble, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const s = sigmoid(low);
        const inside = s > 0 && s < 1;
        const saturated = (s === 0 && low < -700) || (s === 1 && low > 36);
        // exp is not promised to be monotone to the last place: neighbours may swap within an ulp
        // or two of exp, which is 2^-51 of s.
        return (inside || saturated) && sigmoid(high) >= s * (1 - 2 ** -50);
      }),
    );
  });

  it("a tanh lies in [−1, 1] and is odd, to the bit", () => {
    fc.assert(
      fc.property(anyDouble, (a) => {
        const s = activate("tanh", a);
        return s >= -1 && s <= 1 && Object.is(activate("tanh", -a), -s);
      }),
    );
  });
});

describe("seeded starts", () => {
  const seeds = fc.nat({ max: 2 ** 32 - 1 });
  const generators = fc.constantFrom("seedrandom" as const, "numpy" as const);

  it("same seed, same bits; other seed, other bits", () => {
    fc.assert(
      fc.property(networks(), generators, seeds, seeds, (config, generator, seed, other) => {
        const start = (n: number): number[] =>
          parameterArrays(
            initializeParameters(config, randomStream(generator, n), { kind: "glorot" }),
          ).flatMap((values) => [...values]);
        return (
          sameBits(start(seed), start(seed)) &&
          (seed === other || !sameBits(start(seed), start(other)))
        );
      }),
      { numRuns: 50 },
    );
  });

  it("streams lie in [0, 1) and do not disturb each other", () => {
    fc.assert(
      fc.property(generators, seeds, (generator, seed) => {
        const alone = randomStream(generator, seed);
        const beside = randomStream(generator, seed);
        const neighbour = randomStream(generator, (seed ^ 1) >>> 0);
        return Array.from({ length: 20 }).every(() => {
          neighbour.next();
          const r = alone.next();
          return r >= 0 && r < 1 && Object.is(beside.next(), r);
        });
      }),
      { numRuns: 50 },
    );
  });
});

function shape({ rows, cols, data }: { rows: number; cols: number; data: Float64Array }): number[] {
  expect(data).toHaveLength(rows * cols);
  return [rows, cols];
}
