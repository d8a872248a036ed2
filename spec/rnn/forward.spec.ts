import { describe, expect, it } from "vitest";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import {
  emptyTrace,
  forward,
  predict,
  sequenceLoss,
  stateBefore,
  traceIn,
  traceLoss,
  traceRoom,
  unroll,
  writeSteps,
} from "../../src/rnn/forward.ts";
import {
  handConfig,
  handInputs,
  handParameters,
  handSequence,
  handState,
  matrixOf,
  NOT_OBJECTS,
} from "../support/handSized.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

const config = handConfig();

describe("forward", () => {
  it("is the three equations, worked by hand", () => {
    const { x, initialState, a, s, o } = forward(
      config,
      handParameters(),
      handInputs(),
      handState(),
    );
    expect([a, s, o].map(toRows)).toEqual([
      [
        [3, 3],
        [6, 10],
      ],
      [
        [3, 3],
        [6, 10],
      ],
      [[3], [-1]],
    ]);
    expect([toRows(x), initialState]).toEqual([[[1], [2]], handState()]);
  });

  it("starts from zeros when there is no initial state", () => {
    const trace = forward(config, handParameters(), handInputs());
    expect(trace.initialState).toEqual(new Float64Array(2));
    expect(toRows(trace.a)).toEqual([
      [2, 2],
      [5, 8],
    ]);
  });

  it("has no bias where the network has none", () => {
    const { U, W, V } = handParameters();
    const bare = handConfig({ hiddenBias: false, outputBias: false });
    const { a, o } = forward(bare, { U, W, V }, handInputs());
    expect([a, o].map(toRows)).toEqual([
      [
        [1, 2],
        [4, 7],
      ],
      [[-1], [-3]],
    ]);
  });

  it.each([
    ["relu", [0.5, 0]],
    ["sigmoid", [0.6224593312018546, 0.3775406687981454]],
    ["tanh", [0.46211715726000974, -0.46211715726000974]],
  ] as const)("applies %s to each pre-activation", (activation, states) => {
    const U = fromRows([[0.5], [-0.5]]);
    const { a, s } = forward(
      handConfig({ activation, hiddenBias: false }),
      { U, W: handParameters().W, V: handParameters().V, c: Float64Array.of(0) },
      fromRows([[1]]),
    );
    expect(toRows(a)).toEqual([[0.5, -0.5]]);
    // Within 2 ulp of σ and tanh at ±1/2, whose values are below 1: 2·2^-53.
    states.forEach((state, h) => {
      expect(Math.abs(s.data[h] - state)).toBeLessThanOrEqual(2 ** -52);
    });
  });
});

describe("the unchecked steps", () => {
  it("write into an empty trace, a part at a time", () => {
    const trace = emptyTrace(config, handInputs(), handState());
    expect(stateBefore(trace, 0)).toBe(trace.initialState);
    writeSteps(trace, config, handParameters(), 0, 0);
    expect(toRows(trace.o)).toEqual([[3], [0]]);
    writeSteps(trace, config, handParameters(), 1, 1);
    expect(trace).toEqual(unroll(config, handParameters(), handInputs(), handState()));
    expect([...stateBefore(trace, 1)]).toEqual([3, 3]);
  });
});

describe("a trace in the room of another", () => {
  it.each([true, false])("holds its own numbers and no others, with biases: %s", (biases) => {
    const network = handConfig({ hiddenBias: biases, outputBias: biases });
    const { U, W, V, b, c } = handParameters();
    const parameters = { U, W, V, ...(biases && { b, c }) };
    const room = traceRoom(network, 3);
    for (const { data } of [room.a, room.s, room.o]) data.fill(Number.NaN);
    const trace = traceIn(room, handInputs(), handState());
    writeSteps(trace, network, parameters, 0, 1);
    expect(trace).toEqual(forward(network, parameters, handInputs(), handState()));
    expect(room.s.data.subarray(0, 4)).toEqual(trace.s.data);
    expect([...room.s.data.subarray(4)]).toEqual([Number.NaN, Number.NaN]);
    expect(traceIn(room, handInputs()).initialState).toEqual(new Float64Array(2));
  });
});

describe("predict", () => {
  it("is the output itself, or its softmax", () => {
    expect(toRows(predict(config, handParameters(), handInputs(), handState()))).toEqual([
      [3],
      [-1],
    ]);
    const softmax = handConfig({ output: "softmax", outputSize: 2, outputBias: false });
    const { U, W, b } = handParameters();
    const V = fromRows([
      [1, 0],
      [1, 0],
    ]);
    expect(toRows(predict(softmax, { U, W, V, b }, handInputs()))).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });
});

describe("sequenceLoss", () => {
  it("is the loss at the last step, or the sum over every step", () => {
    expect(sequenceLoss(config, handParameters(), handSequence())).toBe(2);
    const every = handConfig({ lossAt: "every" });
    // e = 3 − 1, −1 − 2: losses 2 and 4.5
    const sequence = { ...handSequence(), y: fromRows([[1], [2]]) };
    expect(sequenceLoss(every, handParameters(), sequence)).toBe(6.5);
    const trace = forward(every, handParameters(), handInputs(), handState());
    expect(traceLoss(every, trace, sequence.y)).toBe(6.5);
  });

  it("of softmax at every step is finite: one class is certain, and costs nothing", () => {
    const every = handConfig({ lossAt: "every", output: "softmax" });
    const sequence = { ...handSequence(), y: fromRows([[1], [1]]) };
    expect(sequenceLoss(every, handParameters(), sequence)).toBe(0);
  });
});

describe("what overflows", () => {
  it("shows, as infinity and then NaN, in predictions and loss", () => {
    const huge = (v: number) => ({ ...handParameters(), V: fromRows([[1e308, v]]) });
    // s_0 = (3, 3): 3e308 is past the largest number, and less another such it is none at all.
    expect(predict(config, huge(0), handInputs(), handState()).data[0]).toBe(Infinity);
    expect(predict(config, huge(-1e308), handInputs(), handState()).data[0]).toBeNaN();
    expect(sequenceLoss(config, huge(0), handSequence())).toBe(Infinity);
    expect(sequenceLoss(config, huge(-1e308), handSequence())).toBeNaN();
  });
});

describe("what does not fit", () => {
  const run = untyped(forward);
  const loss = untyped(sequenceLoss);
  const P = handParameters;
  const bad = (rows: number, cols: number, size: number): unknown => ({
    rows,
    cols,
    data: new Float64Array(size),
  });
  itRefuses([
    ...NOT_OBJECTS.flatMap(([value, words]): Refusal[] => [
      [
        `${words} for a configuration`,
        () => run(value, P(), handInputs()),
        `TypeError: config: expected an object, got ${words}`,
      ],
      [
        `${words} for parameters`,
        () => run(config, value, handInputs()),
        `TypeError: parameters: expected an object, got ${words}`,
      ],
      [
        `${words} for inputs`,
        () => run(config, P(), value),
        `TypeError: x: expected a matrix { rows, cols, data: Float64Array }, got ${words}`,
      ],
      [
        `${words} for a sequence`,
        () => loss(config, P(), value),
        `TypeError: sequence: expected an object, got ${words}`,
      ],
    ]),
    [
      "a configuration without members",
      () => run({}, P(), handInputs()),
      "TypeError: inputSize: expected a whole number of at least 1, got undefined",
    ],
    [
      "parameters without members",
      () => run(config, {}, handInputs()),
      "TypeError: U: expected a 2×1 matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "inputs without members",
      () => run(config, P(), {}),
      "TypeError: x: expected a matrix { rows, cols, data: Float64Array }, got an object",
    ],
    [
      "a sequence without members",
      () => loss(config, P(), {}),
      "TypeError: sequence.x: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "no steps",
      () => run(config, P(), bad(0, 1, 0)),
      "RangeError: x: expected at least one step, got none",
    ],
    [
      "half a step",
      () => run(config, P(), bad(0.5, 2, 1)),
      "RangeError: x.rows: expected a whole number of at least 0, got 0.5",
    ],
    [
      "NaN steps",
      () => run(config, P(), bad(Number.NaN, 1, 0)),
      "RangeError: x.rows: expected a whole number of at least 0, got NaN",
    ],
    [
      "too many features",
      () => run(config, P(), bad(2, 2, 4)),
      "RangeError: x: expected a 2×1 matrix, got 2×2",
    ],
    [
      "a step that is not finite",
      () => run(config, P(), matrixOf(2, 1, 1, Infinity)),
      "RangeError: x[1][0]: expected a finite number, got Infinity",
    ],
    [
      "an initial state of null",
      () => run(config, P(), handInputs(), null),
      "TypeError: initialState: expected a Float64Array of length 2, got null",
    ],
    [
      "an initial state too long",
      () => run(config, P(), handInputs(), new Float64Array(3)),
      "RangeError: initialState: expected length 2, got 3",
    ],
    [
      "an initial state with NaN",
      () => run(config, P(), handInputs(), Float64Array.of(0, Number.NaN)),
      "RangeError: initialState[1]: expected a finite number, got NaN",
    ],
    [
      "a parameter with NaN",
      () => run(config, { ...P(), V: matrixOf(1, 2, Number.NaN, 0) }, handInputs()),
      "RangeError: V[0][0]: expected a finite number, got NaN",
    ],
    [
      "no parameters for a loss",
      () => loss(config, null, handSequence()),
      "TypeError: parameters: expected an object, got null",
    ],
    [
      "a missing target",
      () => loss(config, P(), { x: handInputs() }),
      "TypeError: sequence.y: expected a 1×1 matrix { rows, cols, data: Float64Array }, got undefined",
    ],
    [
      "prediction without inputs",
      () => untyped(predict)(config, P()),
      "TypeError: x: expected a matrix { rows, cols, data: Float64Array }, got undefined",
    ],
  ]);
});
