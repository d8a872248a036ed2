import { describe, expect, it } from "vitest";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import { backward, hiddenErrors, pairContributions, propagate } from "../../src/rnn/backward.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import { forward } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays, zeroGradients } from "../../src/rnn/parameters.ts";
import {
  HAND_PAIRS,
  handConfig,
  handInputs,
  handParameters,
  handState,
  inRows,
  matrixOf,
  NOT_OBJECTS,
} from "../support/handSized.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

function gradients(options: Partial<NetworkOptions>, y: number[][]): Gradients {
  const config = handConfig(options);
  const trace = forward(config, handParameters(), handInputs(), handState());
  return backward(config, handParameters(), trace, fromRows(y));
}

/**
 * By hand: the target 1 at the last step gives e_1 = −1 − 1 = −2, δ_1 = (−2, 2) and δ_0 = (2, 0), as
 * worked out beside HAND_PAIRS. Then dU = Σ δ_i x_i, dW = Σ δ_i s_{i−1}ᵀ, dV = e_1 s_1ᵀ.
 */
describe("backward, worked by hand", () => {
  it("sums over both steps in full", () => {
    expect(inRows(gradients({}, [[1]]))).toEqual({
      dU: [[-4 + 2], [4]],
      dW: [
        [-6, -6 + 2],
        [6, 6],
      ],
      dV: [[-12, -20]],
      db: [-2 + 2, 2],
      dc: [-2],
    });
  });

  it("stops at the last step with no hop, whatever the carry would have been", () => {
    const last = HAND_PAIRS[1];
    expect(inRows(gradients({ truncation: { kind: "window", hops: 0 } }, [[1]]))).toEqual(last);
    const chunk = { kind: "chunk", k1: 1, k2: 1 } as const;
    expect(inRows(gradients({ truncation: chunk }, [[1]]))).toEqual(last);
  });

  it("adds what a loss at every step brings", () => {
    // e_0 = 3 − 1 = 2 more, δ_0 gains Vᵀ e_0 = (2, −2), dV gains 2 (3, 3), dc 2.
    expect(inRows(gradients({ lossAt: "every" }, [[1], [1]]))).toEqual({
      dU: [[-4 + 4], [4 - 2]],
      dW: [
        [-6, -6 + 4],
        [6, 6 - 2],
      ],
      dV: [[-12 + 6, -20 + 6]],
      db: [-2 + 4, 2 - 2],
      dc: [0],
    });
  });

  it("adds what the losses of different sweeps bring to one step", () => {
    const every = inRows(gradients({ lossAt: "every" }, [[1], [1]]));
    const window = { kind: "window", hops: 1 } as const;
    expect(inRows(gradients({ lossAt: "every", truncation: window }, [[1], [1]]))).toEqual(every);
    const chunk = { kind: "chunk", k1: 1, k2: 2 } as const;
    expect(inRows(gradients({ lossAt: "every", truncation: chunk }, [[1], [1]]))).toEqual(every);
  });

  it("multiplies the sum of a step's δ, not each of them", () => {
    // U = 0, so that every o is 0, e_t = −y_t, and with f(a) = a and W = V = 1 all of it comes back.
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      hiddenBias: false,
      outputBias: false,
      lossAt: "every",
      truncation: { kind: "window", hops: 1 },
    });
    const [none, one] = [fromRows([[0]]), fromRows([[1]])];
    const parameters = { U: none, W: one, V: one };
    const trace = forward(config, parameters, fromRows([[3], [0]]));
    const { dU } = backward(config, parameters, trace, fromRows([[-(2 ** -53)], [-1]]));
    // (1 + 2^-53) · 3, where the sum is 1; 1 · 3 + 2^-53 · 3 would be the next number after 3.
    expect(dU.data[0]).toBe(3);
  });

  it("of tanh, multiplies by 1 − s² at each step's own state", () => {
    // H = 1, W = V = 1, s_{−1} = 0.5, target o − 1, so that e_1 = 1.
    const config = handConfig({
      hiddenSize: 1,
      activation: "tanh",
      hiddenBias: false,
      outputBias: false,
    });
    const one = fromRows([[1]]);
    const parameters = { U: fromRows([[0.5]]), W: one, V: one };
    const trace = forward(config, parameters, fromRows([[1], [-3]]), Float64Array.of(0.5));
    const [s0, s1] = trace.s.data;
    const { dU, dW } = backward(config, parameters, trace, fromRows([[s1 - 1]]));
    const e = s1 - (s1 - 1);
    const d1 = e * (1 - s1 * s1);
    const d0 = d1 * (1 - s0 * s0);
    expect(dU.data[0]).toBe(d1 * -3 + d0 * 1);
    expect(dW.data[0]).toBe(d1 * s0 + d0 * 0.5);
  });

  it("of relu, is zero through a unit that is off, and at the kink", () => {
    const config = handConfig({ activation: "relu", hiddenBias: false, outputBias: false });
    const { W, V } = handParameters();
    const parameters = { U: fromRows([[-1], [0]]), W, V };
    const trace = forward(config, parameters, fromRows([[1]]));
    expect(inRows(backward(config, parameters, trace, fromRows([[-1]])))).toEqual({
      dU: [[0], [0]],
      dW: [
        [0, 0],
        [0, 0],
      ],
      dV: [[0, 0]],
      db: undefined,
      dc: undefined,
    });
  });

  it("of softmax, starts from p − y", () => {
    const config = handConfig({ output: "softmax", outputSize: 2 });
    const parameters = {
      ...handParameters(),
      V: fromRows([
        [0, 0],
        [0, 0],
      ]),
      c: Float64Array.of(5, 5),
    };
    const trace = forward(config, parameters, handInputs());
    const { dV, dc } = backward(config, parameters, trace, fromRows([[0, 1]]));
    expect([...(dc ?? [])]).toEqual([0.5, -0.5]);
    expect(toRows(dV)).toEqual([
      [2.5, 4],
      [-2.5, -4],
    ]);
  });
});

describe("propagate", () => {
  it("carries nothing back before the first loss, not even from a state that is no number", () => {
    const config = handConfig({ activation: "tanh" });
    const trace = forward(config, handParameters(), handInputs(), handState());
    trace.s.data.fill(Number.NaN, 0, 2);
    const past = { end: 0, firstLoss: 0, start: 0 };
    const none = propagate(config, handParameters(), trace, fromRows([[1]]), []);
    expect(propagate(config, handParameters(), trace, fromRows([[1]]), [past])).toEqual(none);
  });

  it("follows the sweeps it is given, and makes zeros of none", () => {
    const config = handConfig();
    const trace = forward(config, handParameters(), handInputs(), handState());
    const y = fromRows([[1]]);
    const none = propagate(config, handParameters(), trace, y, []);
    expect(inRows(none)).toEqual({
      dU: [[0], [0]],
      dW: [
        [0, 0],
        [0, 0],
      ],
      dV: [[0, 0]],
      db: [0, 0],
      dc: [0],
    });
    const past = { end: 0, firstLoss: 0, start: 0 };
    expect(propagate(config, handParameters(), trace, y, [past])).toEqual(none);
  });

  it("writes over the gradients of before where it is given some", () => {
    const config = handConfig();
    const trace = forward(config, handParameters(), handInputs(), handState());
    const y = fromRows([[1]]);
    const along = [{ end: 1, firstLoss: 1, start: 0 }];
    const expected = propagate(config, handParameters(), trace, y, along);
    const before = zeroGradients(config);
    for (const values of gradientArrays(before)) values.fill(Number.NaN);
    expect(propagate(config, handParameters(), trace, y, along, before)).toBe(before);
    expect(before).toEqual(expected);
  });
});

describe("pairContributions, worked by hand", () => {
  function pairsInRows(options: Partial<NetworkOptions>, y: number[][]): unknown[] {
    const config = handConfig(options);
    const trace = forward(config, handParameters(), handInputs(), handState());
    const pairs = pairContributions(config, handParameters(), trace, fromRows(y));
    return pairs.map((ofLoss) => ofLoss?.map(inRows) ?? null);
  }

  it("are those of the last loss, and of no other where there is none", () => {
    expect(pairsInRows({}, [[1]])).toEqual([null, HAND_PAIRS]);
  });

  it("are those of each loss, whatever the truncation", () => {
    // A loss at step 0 with the target 1 has e_0 = 2 and δ_{0,0} = Vᵀ e_0 = (2, −2).
    const ofFirst = [
      {
        dU: [[2], [-2]],
        dW: [
          [0, 2],
          [0, -2],
        ],
        db: [2, -2],
        dV: [[6, 6]],
        dc: [2],
      },
    ];
    const window = { kind: "window", hops: 0 } as const;
    for (const truncation of [{ kind: "full" } as const, window]) {
      const pairs = pairsInRows({ lossAt: "every", truncation }, [[1], [1]]);
      expect(pairs).toEqual([ofFirst, HAND_PAIRS]);
    }
  });

  it("have the hidden errors as their db, in the order of the steps", () => {
    const config = handConfig();
    const trace = forward(config, handParameters(), handInputs(), handState());
    const e = trace.o.data.map((o) => o - 1).slice(1);
    const deltas = hiddenErrors(config, handParameters(), trace, 1, e);
    expect(deltas.map((delta) => [...delta])).toEqual(HAND_PAIRS.map(({ db }) => db));
  });
});

describe("what does not fit", () => {
  const config = handConfig();
  const trace = forward(config, handParameters(), handInputs(), handState());
  const y = fromRows([[1]]);
  const back = untyped(backward);
  const pairs = untyped(pairContributions);
  const P = handParameters;
  itRefuses([
    ...NOT_OBJECTS.flatMap(([value, words]): Refusal[] => [
      [
        `${words} for a configuration`,
        () => back(value, P(), trace, y),
        `TypeError: config: expected an object, got ${words}`,
      ],
      [
        `${words} for parameters`,
        () => back(config, value, trace, y),
        `TypeError: parameters: expected an object, got ${words}`,
      ],
      [
        `${words} for a trace`,
        () => back(config, P(), value, y),
        `TypeError: trace: expected an object, got ${words}`,
      ],
      [
        `${words} for targets`,
        () => back(config, P(), trace, value),
        `TypeError: y: expected a 1×1 matrix { rows, cols, data: Float64Array }, got ${words}`,
      ],
    ]),
    [
      "a trace without members",
      () => back(config, P(), {}, y),
      "TypeError: trace.x: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "a trace without its initial state",
      () => back(config, P(), { ...trace, initialState: undefined }, y),
      "TypeError: trace.initialState: expected a Float64Array of length 2, got undefined",
    ],
    [
      "a trace with too few states",
      () => back(config, P(), { ...trace, s: fromRows([[1, 2]]) }, y),
      "RangeError: trace.s: expected a 2×2 matrix, got 1×2",
    ],
    [
      "a trace without outputs",
      () => back(config, P(), { ...trace, o: null }, y),
      "TypeError: trace.o: expected a 2×1 matrix { rows, cols, data: Float64Array }, got null",
    ],
    [
      "a trace that has overflowed",
      () => back(config, P(), { ...trace, o: matrixOf(2, 1, 1, Infinity) }, y),
      "RangeError: trace.o[1][0]: expected a finite number, got Infinity",
    ],
    [
      "a target for each step where one is expected",
      () => back(config, P(), trace, fromRows([[1], [2]])),
      "RangeError: y: expected a 1×1 matrix, got 2×1",
    ],
    [
      "one target where each step has one",
      () => back(handConfig({ lossAt: "every" }), P(), trace, y),
      "RangeError: y: expected a 2×1 matrix, got 1×1",
    ],
    [
      "a softmax target that is not one-hot",
      () => back(handConfig({ output: "softmax" }), P(), trace, fromRows([[0.5]])),
      "RangeError: y[0]: expected one 1 and otherwise 0 for softmax, got [0.5]",
    ],
    [
      "no parameters for the pairs",
      () => pairs(config, null, trace, y),
      "TypeError: parameters: expected an object, got null",
    ],
    [
      "no trace for the pairs",
      () => pairs(config, P(), null, y),
      "TypeError: trace: expected an object, got null",
    ],
    [
      "too many targets for the pairs",
      () => pairs(config, P(), trace, fromRows([[1], [2]])),
      "RangeError: y: expected a 1×1 matrix, got 2×1",
    ],
    [
      "another network's parameters",
      () => back(handConfig({ hiddenSize: 3 }), P(), trace, y),
      "RangeError: U: expected a 3×1 matrix, got 2×1",
    ],
  ]);
});
