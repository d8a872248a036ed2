import { describe, expect, it } from "vitest";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { backward } from "../../src/rnn/backward.ts";
import type { NetworkConfig } from "../../src/rnn/config.ts";
import { referencePasses } from "../../src/rnn/engine.ts";
import { emptyTrace, writeSteps } from "../../src/rnn/forward.ts";
import { type Parameters, parameterArrays } from "../../src/rnn/parameters.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import { train } from "../../src/rnn/train.ts";
import { finished } from "../properties/training.properties.ts";
import {
  handConfig,
  handParameters,
  handSequence,
  handState,
  matrixOf,
  NOT_OBJECTS,
} from "../support/handSized.ts";
import { plainTraining } from "../support/plainTraining.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

const config = handConfig();

/**
 * D = H = O = 1, no biases, identity, one step: o = V U x. With W out of play and x = V = 1 the loss
 * ½ (U − y)² falls by the factor (1 − η)² an epoch if only U moved; here V moves too.
 */
const scalar: NetworkConfig = handConfig({ hiddenSize: 1, hiddenBias: false, outputBias: false });

function scalarStart(u: number, v = 1): Parameters {
  return { U: fromRows([[u]]), W: fromRows([[0]]), V: fromRows([[v]]) };
}

function scalarRecord(x: number, y: number): { x: Matrix; y: Matrix } {
  return { x: fromRows([[x]]), y: fromRows([[y]]) };
}

describe("train", () => {
  it.each([true, false])("takes sequences of any length in turn, with biases: %s", (biases) => {
    const network = handConfig({
      lossAt: "every",
      activation: "tanh",
      hiddenBias: biases,
      outputBias: biases,
    });
    const { U, W, V, b, c } = handParameters();
    const start = { U, W, V, ...(biases && { b, c }) };
    const column = (T: number): Matrix => fromRows(Array.from({ length: T }, (_, t) => [t / 8]));
    const records = [2, 5, 1, 3, 7].map((T) => ({ x: column(T), y: column(T) }));
    const data = { training: records.slice(0, 4), validation: records.slice(3) };
    const options = { epochs: 3, learningRate: 0.125 };
    const run = finished(train(network, start, data, options));
    expect(run.epochs).toEqual(finished(plainTraining()(network, start, data, options)).epochs);
    expect(start).toEqual({ U, W, V, ...(biases && { b, c }) });
  });

  it("is forward, backward and a step for each sequence, by hand", () => {
    // U = V = 1, x = 1, y = 0: e = 1, dU = V e x = 1, dV = e s = 1, so U = V = 1/2 with η = 1/2.
    // Then o = 1/4: loss 1/32; dU = dV = 1/8, U = V = 7/16.
    const run = train(
      scalar,
      scalarStart(1),
      { training: [scalarRecord(1, 0)] },
      { epochs: 2, learningRate: 0.5 },
    );
    const { epochs, result } = finished(run);
    expect(epochs.map(({ epoch, trainLoss }) => [epoch, trainLoss.sum, trainLoss.mean])).toEqual([
      [1, 0.5, 0.5],
      [2, 1 / 32, 1 / 32],
    ]);
    expect(epochs.map(({ parameters: { U, V } }) => [U.data[0], V.data[0]])).toEqual([
      [0.5, 0.5],
      [0.4375, 0.4375],
    ]);
    expect(result.stoppedBy).toBe("epochs");
    expect(result.parameters).toEqual(epochs[1].parameters);
    expect("valLoss" in epochs[0]).toBe(false);
  });

  it("divides the mean by the number of sequences, apart for training and validation", () => {
    const data = {
      training: [scalarRecord(1, 0), scalarRecord(2, 0)],
      validation: [scalarRecord(3, 0), scalarRecord(1, 1), scalarRecord(0, 0)],
    };
    const { epochs } = finished(
      train(scalar, scalarStart(1), data, { epochs: 1, learningRate: 0 }),
    );
    expect(epochs[0].trainLoss).toEqual({ sum: 2.5, mean: 1.25 });
    expect(epochs[0].valLoss).toEqual({ sum: 4.5, mean: 1.5 });
  });

  it("runs no epoch when none is asked for", () => {
    const { epochs, result } = finished(
      train(
        config,
        handParameters(),
        { training: [handSequence()] },
        { epochs: 0, learningRate: 1 },
      ),
    );
    expect([epochs, result.stoppedBy]).toEqual([[], "epochs"]);
    expect([result.parameters, result.best]).toEqual([handParameters(), handParameters()]);
    expect(result.parameters.U.data).not.toBe(handParameters().U.data);
  });

  it("clips the finished gradient of an update", () => {
    // dU = dV = 1 as above, clipped to 1/4; by norm √2 to √2/4, the same.
    for (const clipping of [
      { kind: "value", limit: 0.25 },
      { kind: "norm", limit: Math.SQRT2 / 4 },
    ] as const) {
      const data = { training: [scalarRecord(1, 0)] };
      const { result } = finished(
        train(scalar, scalarStart(1), data, { epochs: 1, learningRate: 1, clipping }),
      );
      // By norm two roundings of numbers below 1 stand between 3/4 and the result.
      expect(Math.abs(result.parameters.U.data[0] - 0.75)).toBeLessThanOrEqual(2 ** -52);
    }
  });

  it("is not reached by what is done to the parameters that it told", () => {
    const data = { training: [handSequence()] };
    const options = { epochs: 3, learningRate: 2 ** -10 };
    const alone = finished(train(config, handParameters(), data, options));
    const run = train(config, handParameters(), data, options);
    let next = run.next();
    while (!next.done) {
      for (const values of parameterArrays(next.value.parameters)) values.fill(Number.NaN);
      next = run.next();
    }
    expect(next.value).toEqual(alone.result);
  });

  it("starts each sequence from its own initial state", () => {
    const free = { ...handSequence(), initialState: Float64Array.of(0, 0) };
    const data = { training: [handSequence(), free] };
    const { epochs } = finished(
      train(config, handParameters(), data, { epochs: 1, learningRate: 0 }),
    );
    // From (0, 1): loss 2 (see the hand-sized network). From zeros: s_1 = (5, 8), o_1 = 0, loss 1/2.
    expect(epochs[0].trainLoss.sum).toBe(2.5);
  });
});

describe("train with an update after every chunk", () => {
  it("carries the state on, computed with the parameters of its time", () => {
    const chunked = handConfig({
      activation: "tanh",
      lossAt: "every",
      truncation: { kind: "chunk", k1: 1, k2: 2 },
    });
    const x = fromRows([[0.5], [-1], [0.25]]);
    const y = fromRows([[1], [0], [-1]]);
    const data = { training: [{ x, y, initialState: handState() }] };
    const { result } = finished(
      train(chunked, handParameters(), data, {
        epochs: 1,
        learningRate: 0.125,
        updateEvery: "chunk",
      }),
    );
    // The same by hand: each loss at t reaches back to t − 1, whose state is older than the update.
    let theta: Parameters = handParameters();
    const trace = emptyTrace(chunked, x, handState());
    for (let t = 0; t < 3; t++) {
      writeSteps(trace, chunked, theta, t, t);
      const from = Math.max(0, t - 1);
      const steps = {
        x: part(trace.x, from, t),
        initialState: from === 0 ? handState() : trace.s.data.slice((from - 1) * 2, from * 2),
        a: part(trace.a, from, t),
        s: part(trace.s, from, t),
        o: part(trace.o, from, t),
      };
      const last = handConfig({ activation: "tanh" });
      theta = sgdStep(theta, backward(last, theta, steps, part(y, t, t)), 0.125);
    }
    expect(result.parameters).toEqual(theta);
  });

  it("differs from one update a sequence, if there is more than one chunk", () => {
    const chunked = handConfig({
      activation: "tanh",
      lossAt: "every",
      truncation: { kind: "chunk", k1: 1, k2: 1 },
    });
    const data = { training: [{ ...handSequence(), y: fromRows([[1], [0]]) }] };
    const results = (["chunk", "sequence", undefined] as const).map((updateEvery) => {
      const options = { epochs: 1, learningRate: 0.125, ...(updateEvery && { updateEvery }) };
      return finished(train(chunked, handParameters(), data, options)).result.parameters;
    });
    expect(results[0]).not.toEqual(results[1]);
    expect(results[1]).toEqual(results[2]);
  });

  it("is not what one update a sequence needs chunks for", () => {
    const data = { training: [handSequence()] };
    const options = { epochs: 1, learningRate: 0.125 };
    const asked = train(config, handParameters(), data, { ...options, updateEvery: "sequence" });
    const by = train(config, handParameters(), data, options);
    expect(finished(asked)).toEqual(finished(by));
  });
});

describe("how training ends", () => {
  const record = scalarRecord(1, 0);

  it("by patience, after so many epochs without a lower validation loss", () => {
    // Training pulls o = U V towards 0, validation wants it at 1, where it starts: epoch 1 is best.
    const data = { training: [record], validation: [scalarRecord(1, 1)] };
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), data, { epochs: 50, learningRate: 0.25, patience: 3 }),
    );
    expect([epochs.length, result.stoppedBy]).toEqual([4, "patience"]);
    expect(result.best).toEqual(scalarStart(1));
    expect(result.parameters).toEqual(epochs[3].parameters);
  });

  it("counts afresh after every improvement, and keeps the best parameters", () => {
    // o = U V falls from 4 towards 0 and passes the 1 that validation wants on its way.
    const data = { training: [record], validation: [scalarRecord(1, 1)] };
    const { epochs, result } = finished(
      train(scalar, scalarStart(2, 2), data, { epochs: 50, learningRate: 0.0625, patience: 2 }),
    );
    const losses = epochs.map(({ valLoss }) => valLoss?.mean ?? Number.NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBeGreaterThan(1);
    expect([epochs.length, result.stoppedBy]).toEqual([best + 3, "patience"]);
    expect(result.best).toEqual(epochs[best - 1].parameters);
  });

  it("does not take a loss that stays the same for an improvement", () => {
    const data = { training: [record], validation: [record] };
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), data, { epochs: 9, learningRate: 0, patience: 2 }),
    );
    expect([epochs.length, result.stoppedBy]).toEqual([3, "patience"]);
  });

  it("judges by the training loss without validation sequences", () => {
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), { training: [record] }, { epochs: 3, learningRate: 0.25 }),
    );
    // It falls all the time, so the best known are those that the last epoch began with.
    expect(result.best).toEqual(epochs[1].parameters);
  });

  it("by abortion, before the next epoch", () => {
    const abort = new AbortController();
    const run = train(
      scalar,
      scalarStart(1),
      { training: [record] },
      { epochs: 9, learningRate: 0.25, signal: abort.signal },
    );
    expect(run.next().done).toBe(false);
    abort.abort();
    expect(run.next()).toMatchObject({ done: true, value: { stoppedBy: "abort" } });
    const never = AbortSignal.abort();
    const options = { epochs: 9, learningRate: 0.25, signal: never };
    const { epochs } = finished(train(scalar, scalarStart(1), { training: [record] }, options));
    expect(epochs).toEqual([]);
  });

  it("by divergence of the parameters, whose last epoch is still told", () => {
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), { training: [record] }, { epochs: 99, learningRate: 1e200 }),
    );
    expect(result.stoppedBy).toBe("diverged");
    expect(epochs.length).toBeLessThan(5);
    expect(Number.isFinite(epochs.at(-1)?.parameters.U.data[0])).toBe(false);
    expect(Number.isFinite(result.best.U.data[0])).toBe(true);
  });

  it("by divergence of one number of one parameter, while the loss is finite", () => {
    // s = (1e5, 0) and e = −1e5, so that −η e s is past all numbers in V_00 and 0 in V_01.
    const wide = handConfig({ hiddenBias: false, outputBias: false });
    const start = { U: fromRows([[1], [0]]), W: matrixOf(2, 2, 0, 0, 0, 0), V: fromRows([[0, 0]]) };
    const data = { training: [scalarRecord(1e5, 1e5)] };
    const { epochs, result } = finished(
      train(wide, start, data, { epochs: 9, learningRate: 1e300 }),
    );
    expect([epochs.length, epochs[0].trainLoss.sum, result.stoppedBy]).toEqual([
      1,
      1e10 / 2,
      "diverged",
    ]);
    expect(result.parameters).toEqual({ ...start, V: matrixOf(1, 2, Infinity, 0) });
  });

  it("by divergence of the training loss alone", () => {
    const large = scalarRecord(1e200, 0);
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), { training: [large] }, { epochs: 9, learningRate: 0 }),
    );
    expect([epochs.length, epochs[0].trainLoss.sum, result.stoppedBy]).toEqual([
      1,
      Infinity,
      "diverged",
    ]);
  });

  it("by divergence of the validation loss alone", () => {
    const data = { training: [record], validation: [scalarRecord(1e200, 0)] };
    const { epochs, result } = finished(
      train(scalar, scalarStart(1), data, { epochs: 9, learningRate: 0.25 }),
    );
    expect([epochs.length, epochs[0].valLoss?.sum, result.stoppedBy]).toEqual([
      1,
      Infinity,
      "diverged",
    ]);
  });
});

describe("what does not fit, told at the first next()", () => {
  const attempt = untyped(train);
  const data = { training: [handSequence()] };
  const options = { epochs: 1, learningRate: 0.1 };
  const run =
    (...args: unknown[]) =>
    () =>
      (attempt(...args) as Generator).next();
  const P = handParameters();
  const but = (change: object, validated = false) =>
    run(config, P, validated ? { ...data, validation: data.training } : data, {
      ...options,
      ...change,
    });
  itRefuses([
    ...NOT_OBJECTS.flatMap(([value, words]): Refusal[] => [
      [
        `${words} for a configuration`,
        run(value, P, data, options),
        `TypeError: config: expected an object, got ${words}`,
      ],
      [
        `${words} for parameters`,
        run(config, value, data, options),
        `TypeError: parameters: expected an object, got ${words}`,
      ],
      [
        `${words} for data`,
        run(config, P, value, options),
        `TypeError: data: expected an object, got ${words}`,
      ],
      [
        `${words} for options`,
        run(config, P, data, value),
        `TypeError: options: expected an object, got ${words}`,
      ],
    ]),
    [
      "data without members",
      run(config, P, {}, options),
      "TypeError: training: expected an array of sequences, got undefined",
    ],
    [
      "one sequence not in a list",
      run(config, P, { training: handSequence() }, options),
      "TypeError: training: expected an array of sequences, got an object",
    ],
    [
      "no sequences",
      run(config, P, { training: [] }, options),
      "RangeError: training: expected at least one sequence, got none",
    ],
    [
      "a hole among the sequences",
      run(config, P, { training: Object.assign([], { length: 1 }) }, options),
      "TypeError: training[0]: expected an object, got undefined",
    ],
    [
      "a sequence that does not fit",
      run(
        config,
        P,
        { training: [handSequence(), { ...handSequence(), y: fromRows([[1, 2]]) }] },
        options,
      ),
      "RangeError: training[1].y: expected a 1×1 matrix, got 1×2",
    ],
    [
      "no validation sequences",
      run(config, P, { ...data, validation: [] }, options),
      "RangeError: validation: expected at least one sequence, got none",
    ],
    [
      "a validation sequence that is null",
      run(config, P, { ...data, validation: [null] }, options),
      "TypeError: validation[0]: expected an object, got null",
    ],
    [
      "a third kind of data",
      run(config, P, { ...data, test: [] }, options),
      'RangeError: data: expected only training, validation, got "test"',
    ],
    [
      "options without members",
      run(config, P, data, {}),
      "TypeError: epochs: expected a whole number of at least 0, got undefined",
    ],
    [
      "a misspelt option",
      but({ momentum: 0.9 }),
      'RangeError: options: expected only epochs, learningRate, clipping, updateEvery, patience, signal, engine, got "momentum"',
    ],
    [
      "half an epoch",
      but({ epochs: 0.5 }),
      "RangeError: epochs: expected a whole number of at least 0, got 0.5",
    ],
    [
      "minus one epoch",
      but({ epochs: -1 }),
      "RangeError: epochs: expected a whole number of at least 0, got -1",
    ],
    [
      "a negative rate",
      but({ learningRate: -0.1 }),
      "RangeError: learningRate: expected a finite number of at least 0, got -0.1",
    ],
    [
      "a rate that is NaN",
      but({ learningRate: Number.NaN }),
      "RangeError: learningRate: expected a finite number of at least 0, got NaN",
    ],
    [
      "a clipping of null",
      but({ clipping: null }),
      "TypeError: clipping: expected an object, got null",
    ],
    [
      "a clipping of null, though no epoch will clip",
      but({ clipping: null, epochs: 0 }),
      "TypeError: clipping: expected an object, got null",
    ],
    [
      "a clipping to nothing",
      but({ clipping: { kind: "norm", limit: 0 } }),
      "RangeError: clipping.limit: expected a finite number above 0, got 0",
    ],
    [
      "an unknown rhythm of updates",
      but({ updateEvery: "epoch" }),
      'RangeError: updateEvery: expected one of sequence, chunk, got "epoch"',
    ],
    [
      "chunk updates without chunks",
      but({ updateEvery: "chunk" }),
      'RangeError: updateEvery: expected "sequence" with the truncation full, got "chunk"',
    ],
    [
      "patience with nothing to judge by",
      but({ patience: 1 }),
      "RangeError: patience: expected validation sequences to judge by, got none",
    ],
    [
      "no patience at all",
      but({ patience: 0 }, true),
      "RangeError: patience: expected a whole number of at least 1, got 0",
    ],
    [
      "an event for a signal",
      but({ signal: "abort" }),
      'TypeError: signal: expected an object, got "abort"',
    ],
    [
      "a controller for its signal",
      but({ signal: new AbortController() }),
      "TypeError: signal.aborted: expected true or false, got undefined",
    ],
    [
      "an engine by its name",
      but({ engine: "wasm" }),
      'TypeError: engine: expected an object, got "wasm"',
    ],
    [
      "an engine that cannot go back",
      but({ engine: { ...referencePasses, propagate: undefined } }),
      "TypeError: engine.propagate: expected a function, got undefined",
    ],
  ]);

  it("nothing is told before", () => {
    expect(() => attempt(null, null, null, null)).not.toThrow();
  });
});

/** The rows `from` … `to` of a matrix. */
function part(A: Matrix, from: number, to: number): Matrix {
  const data = A.data.slice(from * A.cols, (to + 1) * A.cols);
  return { rows: to - from + 1, cols: A.cols, data };
}
