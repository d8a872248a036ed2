import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { engineOf } from "../../src/engine/engines.ts";
import { checkNetwork } from "../../src/gradcheck/networkCheck.ts";
import { ln } from "../../src/numerics/elementary.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../../src/rnn/config.ts";
import { referencePasses } from "../../src/rnn/engine.ts";
import { sequenceLoss } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { type Parameters, parameterArrays } from "../../src/rnn/parameters.ts";
import { train } from "../../src/rnn/train.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  type RoundDone,
  type SegmentDone,
  type Standing,
  type StreamData,
  type StreamOptions,
  type StreamResult,
  segment,
  standingAtStart,
  trainOnStream,
} from "../../src/text/stream.ts";
import { finished } from "../properties/training.properties.ts";
import { sameBits } from "../support/compare.ts";
import { itRefuses } from "../support/refusals.ts";

function network(K: number, H: number, truncation: Truncation = { kind: "full" }): NetworkConfig {
  return defineNetwork({
    ...{ inputSize: K, hiddenSize: H, outputSize: K },
    ...{ output: "softmax", lossAt: "every", truncation },
  });
}

function parametersFor(config: NetworkConfig, seed = 1): Parameters {
  return initializeParameters(config, randomStream("seedrandom", seed), { kind: "glorot" });
}

interface Run {
  readonly segments: readonly number[];
  readonly rounds: readonly RoundDone[];
  readonly result: StreamResult;
}

function run(course: Generator<SegmentDone | RoundDone, StreamResult>): Run {
  const segments: number[] = [];
  const rounds: RoundDone[] = [];
  for (;;) {
    const next = course.next();
    if (next.done) return { segments, rounds, result: next.value };
    if (next.value.kind === "round") rounds.push(next.value);
    else segments.push(next.value.steps);
  }
}

const sameParameters = (a: Parameters, b: Parameters): boolean =>
  parameterArrays(a).every((values, n) => sameBits(values, parameterArrays(b)[n]));

/** A text of 4 characters in which some order can be learnt. */
const CODES = Uint32Array.from("0102010301020103010201030102", Number);
const CONFIG = network(4, 3);
const DATA: StreamData = { codes: CODES, training: 21 };
const OPTIONS: StreamOptions = { rounds: 3, every: 20, length: 6 };
const START = standingAtStart(parametersFor(CONFIG), 0.25);

const stream = (options: Partial<StreamOptions> = {}, start = START, data = DATA): Run =>
  run(trainOnStream(referencePasses, CONFIG, start, data, { ...OPTIONS, ...options }));

describe("training on a stream", () => {
  const cases = fc.record({
    codes: fc.array(fc.nat({ max: 2 }), { minLength: 2, maxLength: 24 }),
    length: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat({ max: 1000 }),
    clipping: fc.constantFrom(undefined, { kind: "norm", limit: 0.5 } as const),
  });

  it("is to the bit the training of one sequence that is detached after every segment", () => {
    fc.assert(
      fc.property(cases, ({ codes, length, seed, clipping }) => {
        const text = Uint32Array.from(codes);
        const steps = text.length - 1;
        const config = network(3, 4);
        const parameters = parametersFor(config, seed);
        const how = { ...(clipping && { clipping }) };
        const { rounds } = run(
          trainOnStream(
            ...([referencePasses, config, standingAtStart(parameters, 0.5)] as const),
            { codes: text, training: text.length },
            { rounds: 2, every: steps, length, ...how },
          ),
        );
        // k2 steps back from the end of a shorter last chunk would reach into the chunk before.
        fc.pre(steps % length === 0 || steps < length);
        const detached = network(3, 4, { kind: "chunk", k1: length, k2: length });
        const sequence = segment(config, text, 0, steps);
        const { epochs } = finished(
          train(
            detached,
            parameters,
            { training: [sequence] },
            { epochs: 2, learningRate: 0.5, updateEvery: "chunk", ...how },
          ),
        );
        return rounds.every(({ standing }, n) =>
          sameParameters(standing.parameters, epochs[n].parameters),
        );
      }),
    );
  });

  it.each<Truncation>([
    { kind: "window", hops: 2 },
    { kind: "chunk", k1: 2, k2: 4 },
  ])("truncates inside a segment as %j does, with one update for it", (truncation) => {
    const config = network(4, 3, truncation);
    const data = { codes: CODES.subarray(0, 8), training: 8 };
    const options = { rounds: 1, every: 7, length: 7 };
    const { rounds } = run(trainOnStream(referencePasses, config, START, data, options));
    const whole = train(
      config,
      START.parameters,
      { training: [segment(config, CODES, 0, 7)] },
      { epochs: 1, learningRate: START.learningRate },
    );
    const [{ parameters }] = finished(whole).epochs;
    expect(sameParameters(rounds[0].standing.parameters, parameters)).toBe(true);
    expect(
      sameParameters(stream({ ...options }, START, data).rounds[0].standing.parameters, parameters),
    ).toBe(false);
  });

  it("is the same by either engine", () => {
    const wasm = run(trainOnStream(engineOf("wasm"), CONFIG, START, DATA, OPTIONS));
    expect(wasm).toEqual(stream());
  });

  it("reads 20 steps a pass in segments of 6, the last one shorter, then what is held out", () => {
    expect(stream({ rounds: 2 }).segments).toEqual([6, 6, 6, 2, 7, 6, 6, 6, 2, 7]);
  });

  it("ends a round with the segment that fills it, and takes the next from there", () => {
    const { segments, rounds } = stream({ every: 7 });
    expect(segments).toEqual([6, 6, 7, 6, 2, 7, 6, 6, 7]);
    expect(rounds.map(({ standing }) => standing.position)).toEqual([12, 20, 32]);
  });

  it("goes over a text several times in a round when it is shorter", () => {
    expect(stream({ rounds: 1, every: 50 }).segments).toHaveLength(4 * 2 + 2 + 1);
  });

  it("begins every pass with a state of zeros", () => {
    const still = { ...START, learningRate: 0 };
    const [first, second] = stream({ rounds: 2 }, still).rounds;
    expect(second.standing.state).toEqual(first.standing.state);
    expect(second.trainLoss).toBe(first.trainLoss);
  });

  it("tells the mean losses: of the round as it learnt, and after it of what is held out", () => {
    const still = { ...START, learningRate: 0 };
    const [{ trainLoss, heldOutLoss }] = stream({ rounds: 1 }, still).rounds;
    const mean = (from: number, T: number): number =>
      sequenceLoss(CONFIG, START.parameters, segment(CONFIG, CODES, from, T)) / T;
    // Summed in other groups: at most 20 roundings of sums below 64.
    expect(trainLoss).toBeCloseTo(mean(0, 20), 13);
    expect(heldOutLoss).toBe(mean(20, 7));
  });

  it("carries the state on in what is held out, however long it is", () => {
    const codes = Uint32Array.from({ length: 1203 }, (_, n) => CODES[n % CODES.length]);
    const course = stream({ rounds: 1 }, { ...START, learningRate: 0 }, { codes, training: 2 });
    const loss = sequenceLoss(CONFIG, START.parameters, segment(CONFIG, codes, 1, 1201)) / 1201;
    // In two sums; each of 1201 additions rounds a sum below 2^11 by half of 2^-42 at most.
    expect(Math.abs((course.rounds[0].heldOutLoss ?? Number.NaN) - loss)).toBeLessThan(2 ** -42);
  });

  it("learns", () => {
    const { rounds } = stream({ rounds: 60 });
    // After 0 comes 1, 2 or 3 in turn, after those 0: with nothing remembered, half of ln 2 or more.
    expect(rounds[59].trainLoss).toBeLessThan(ln(2) / 2);
    expect(rounds[0].trainLoss).toBeGreaterThan(1);
  });

  it("leaves its start as it was", () => {
    const before = structuredClone(START);
    stream();
    expect(START).toEqual(before);
  });
});

describe("what is remembered", () => {
  it("is all that it takes: to go on gives the bits of never having stopped", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        (first, every, length, patience) => {
          const how = { every, length, patience, decay: 0.75 };
          const whole = stream({ ...how, rounds: 5 });
          const begun = stream({ ...how, rounds: first });
          const rest = stream({ ...how, rounds: 5 - first }, begun.result.standing);
          expect(rest.result.standing).toEqual(whole.result.standing);
          expect(begun.rounds.length + rest.rounds.length).toBe(whole.rounds.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("has the best round and its parameters", () => {
    // A rate at which the loss goes up and down.
    const { rounds, result } = stream({ rounds: 12 }, { ...START, learningRate: 1 });
    const losses = rounds.map(({ heldOutLoss = Number.NaN }) => heldOutLoss);
    const least = Math.min(...losses);
    const { bestRound, bestLoss, best } = result.standing;
    expect(losses[11]).toBeGreaterThan(least);
    expect([bestRound, bestLoss]).toEqual([losses.indexOf(least) + 1, least]);
    expect(best).toEqual(rounds[bestRound - 1].standing.parameters);
  });

  it("judges by the training loss when nothing is held out", () => {
    const { rounds, result } = stream({}, START, { codes: CODES, training: CODES.length });
    expect(rounds.map(({ heldOutLoss }) => heldOutLoss)).toEqual([undefined, undefined, undefined]);
    expect(result.standing.bestLoss).toBe(rounds[result.standing.bestRound - 1].trainLoss);
  });

  it("has the learning rate, which each round leaves a part of", () => {
    const { rounds } = stream({ decay: 0.5 });
    expect(rounds.map(({ standing }) => standing.learningRate)).toEqual([0.125, 0.0625, 0.03125]);
    const [, second] = stream({ decay: 0.5, rounds: 2 }).rounds;
    const again = stream({ rounds: 1 }, { ...rounds[0].standing, learningRate: 0.125 }).rounds[0];
    expect(second.standing.parameters).toEqual(again.standing.parameters);
  });
});

describe("the end", () => {
  it("comes with the last round", () => {
    expect(stream().result.stoppedBy).toBe("rounds");
    expect(stream({ rounds: 0 }).result).toEqual({ standing: START, stoppedBy: "rounds" });
  });

  it("comes when the loss has not fallen for so many rounds", () => {
    const still = { ...START, learningRate: 0 };
    const { rounds, result } = stream({ rounds: 9, patience: 2 }, still);
    expect([rounds.length, result.standing.bestRound, result.stoppedBy]).toEqual([
      3,
      1,
      "patience",
    ]);
    expect(stream({ patience: 2 }, result.standing).rounds).toEqual([]);
  });

  it.each([
    ["what is held out", DATA],
    ["nothing held out", { codes: CODES, training: CODES.length }],
  ])("comes when a number is not finite, with %s, and keeps the last good round", (_, data) => {
    const wild: Standing = { ...stream({ rounds: 1 }).result.standing, learningRate: 1e308 };
    const { rounds, result } = stream({}, wild, data);
    expect(rounds).toEqual([]);
    expect(result).toEqual({ standing: wild, stoppedBy: "diverged" });
  });

  it("comes well for one character over and over: nothing to learn, and no loss", () => {
    const config = network(1, 2);
    const start = standingAtStart(parametersFor(config), 0.5);
    const data = { codes: new Uint32Array(9), training: 6 };
    const { rounds } = run(trainOnStream(referencePasses, config, start, data, OPTIONS));
    expect(rounds.map(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it("comes well for two characters, with segments of one", () => {
    const data = { codes: Uint32Array.of(0, 1), training: 2 };
    expect(stream({ rounds: 1, every: 3, length: 1 }, START, data).segments).toEqual([1, 1, 1]);
  });
});

it("the gradient of this very network is the one that forward mode finds, truncated as it is", () => {
  const config = network(4, 2, { kind: "window", hops: 1 });
  const parameters = parametersFor(config);
  const sequence = segment(config, CODES, 3, 3);
  const { backward, forward } = engineOf("wasm");
  const trace = forward(config, parameters, sequence.x);
  const gradients = backward(config, parameters, trace, sequence.y);
  const oracles = ["duals", "pairs"] as const;
  expect(checkNetwork(config, parameters, sequence, gradients, oracles).verdict).toBe("pass");
});

describe("refuses", () => {
  const refused =
    (options: Partial<StreamOptions>, start = START, data = DATA, config = CONFIG) =>
    (): unknown =>
      trainOnStream(referencePasses, config, start, data, { ...OPTIONS, ...options }).next();
  const linear = defineNetwork({ ...CONFIG, output: "linear" });
  itRefuses([
    [
      "another output",
      refused({}, START, DATA, linear),
      "RangeError: config: expected as many outputs as inputs, softmax and a loss at every step, got 4 for 4, linear and every",
    ],
    [
      "a code that is none",
      refused({}, START, { codes: Uint32Array.of(0, 4, 1), training: 2 }),
      "RangeError: codes[1]: expected a code below 4, got 4",
    ],
    [
      "nothing to predict",
      refused({}, START, { codes: CODES, training: 1 }),
      "RangeError: training: expected a whole number from 2 to 28, got 1",
    ],
    [
      "rounds below 0",
      refused({ rounds: -1 }),
      "RangeError: rounds: expected a whole number of at least 0, got -1",
    ],
    [
      "rounds of nothing",
      refused({ every: 0 }),
      "RangeError: every: expected a whole number of at least 1, got 0",
    ],
    [
      "segments of nothing",
      refused({ length: 0 }),
      "RangeError: length: expected a whole number of at least 1, got 0",
    ],
    [
      "a learning rate below 0",
      refused({}, { ...START, learningRate: -1 }),
      "RangeError: learningRate: expected a finite number of at least 0, got -1",
    ],
    [
      "a decay of 0",
      refused({ decay: 0 }),
      "RangeError: decay: expected a finite number above 0 and at most 1, got 0",
    ],
    [
      "a clipping without a limit",
      refused({ clipping: { kind: "norm", limit: 0 } }),
      "RangeError: clipping.limit: expected a finite number above 0, got 0",
    ],
    [
      "no patience",
      refused({ patience: 0 }),
      "RangeError: patience: expected a whole number of at least 1, got 0",
    ],
  ]);
});
