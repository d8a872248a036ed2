import { describe, expect, it } from "vitest";
import { type RandomStream, randomStream } from "../../src/numerics/random.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { type Initialization, initializeParameters } from "../../src/rnn/initialization.ts";
import { parameterArrays } from "../../src/rnn/parameters.ts";
import { NOT_OBJECTS } from "../support/handSized.ts";
import { itRefuses, type Refusal, untyped } from "../support/refusals.ts";

const config = defineNetwork({ inputSize: 2, hiddenSize: 3, outputSize: 4 });

/** 0, 1/32, 2/32, …: shows what was drawn when. */
function counting(): RandomStream {
  let n = 0;
  return { next: () => n++ / 32 };
}

describe("initializeParameters", () => {
  it("draws U, then W, then V, row by row, and nothing for the biases", () => {
    const { U, W, V, b, c } = initializeParameters(config, counting(), {
      kind: "uniform",
      low: 0,
      high: 32,
    });
    const drawn = [U, W, V].flatMap(({ data }) => [...data]);
    expect(drawn).toEqual(Array.from({ length: 6 + 9 + 12 }, (_, n) => n));
    expect([U, W, V].map(({ rows, cols }) => [rows, cols])).toEqual([
      [3, 2],
      [3, 3],
      [4, 3],
    ]);
    expect([b, c]).toEqual([new Float64Array(3), new Float64Array(4)]);
  });

  it("has no bias where the network has none", () => {
    const bare = defineNetwork({ ...config, hiddenBias: false, outputBias: false });
    const parameters = initializeParameters(bare, counting(), { kind: "he" });
    expect(Object.keys(parameters)).toEqual(["U", "W", "V"]);
  });

  it("is NumPy's uniform(low, high), to the bit", () => {
    // np.random.seed(7); np.random.uniform(-0.3, 0.7, 4)
    const tiny = defineNetwork({ inputSize: 1, hiddenSize: 1, outputSize: 2 });
    const start = initializeParameters(tiny, randomStream("numpy", 7), {
      kind: "uniform",
      low: -0.3,
      high: 0.7,
    });
    expect(
      parameterArrays(start)
        .flatMap((values) => [...values])
        .slice(0, 4),
    ).toEqual([-0.22369171062604282, 0.47991879224011463, 0.1384092314408935, 0.42346517783094123]);
  });

  it.each<[Initialization & { kind: string }, number, number, number]>([
    // The limit for U 3×2, W 3×3, V 4×3: from n columns in and m rows out.
    [{ kind: "glorot" }, 6 / (3 + 2), 6 / (3 + 3), 6 / (4 + 3)],
    [{ kind: "he" }, 6 / 2, 6 / 3, 6 / 3],
    [{ kind: "lecun" }, 3 / 2, 3 / 3, 3 / 3],
  ])("of %o reaches from −limit to limit", (initialization, ...squares) => {
    const lowest = initializeParameters(config, { next: () => 0 }, initialization);
    const middle = initializeParameters(config, { next: () => 0.5 }, initialization);
    const limits = squares.map(Math.sqrt);
    expect([lowest.U, lowest.W, lowest.V].map(({ data }) => -data[0])).toEqual(limits);
    expect([middle.U, middle.W, middle.V].map(({ data }) => data[0])).toEqual([0, 0, 0]);
  });

  it("may draw each matrix from a distribution of its own", () => {
    const { U, W, V } = initializeParameters(
      config,
      { next: () => 0 },
      {
        U: { kind: "uniform", low: 1, high: 2 },
        W: { kind: "uniform", low: 3, high: 3 },
        V: { kind: "lecun" },
      },
    );
    expect([U.data[0], W.data[0], V.data[0]]).toEqual([1, 3, -1]);
  });
});

describe("what does not fit", () => {
  const init = untyped(initializeParameters);
  const he = { kind: "he" };
  const uniform = (low: unknown, high: unknown) => () =>
    init(config, counting(), { kind: "uniform", low, high });
  const KIND = "kind: expected one of uniform, glorot, he, lecun, got";
  itRefuses([
    ...NOT_OBJECTS.flatMap(([value, words]): Refusal[] => [
      [
        `${words} for a configuration`,
        () => init(value, counting(), he),
        `TypeError: config: expected an object, got ${words}`,
      ],
      [
        `${words} for a stream`,
        () => init(config, value, he),
        `TypeError: random: expected an object, got ${words}`,
      ],
      [
        `${words} for a distribution`,
        () => init(config, counting(), value),
        `TypeError: initialization: expected an object, got ${words}`,
      ],
    ]),
    [
      "a stream without next",
      () => init(config, {}, he),
      "TypeError: random.next: expected a function, got undefined",
    ],
    ...[Number.NaN, -0.5, 1].map(
      (number): Refusal => [
        `a stream of ${number}`,
        () => init(config, { next: () => number }, he),
        `RangeError: random.next(): expected a number from 0 to below 1, got ${number}`,
      ],
    ),
    [
      "a stream of text",
      () => init(config, { next: () => "0.5" }, he),
      'TypeError: random.next(): expected a number from 0 to below 1, got "0.5"',
    ],
    [
      "an unknown distribution",
      () => init(config, counting(), { kind: "normal" }),
      `RangeError: initialization.U.${KIND} "normal"`,
    ],
    [
      "a distribution without members",
      () => init(config, counting(), {}),
      "TypeError: initialization.U: expected an object, got undefined",
    ],
    [
      "a distribution for the first only",
      () => init(config, counting(), { U: he }),
      "TypeError: initialization.W: expected an object, got undefined",
    ],
    [
      "a distribution for two of three",
      () => init(config, counting(), { U: he, W: he }),
      "TypeError: initialization.V: expected an object, got undefined",
    ],
    [
      "a distribution for a bias",
      () => init(config, counting(), { U: he, W: he, V: he, b: he }),
      'RangeError: initialization: expected only U, W, V, got "b"',
    ],
    [
      "a gain",
      () => init(config, counting(), { kind: "he", gain: 2 }),
      'RangeError: initialization.U: expected only kind, got "gain"',
    ],
    [
      "an interval without ends",
      () => init(config, counting(), { kind: "uniform" }),
      "TypeError: initialization.U.low: expected a finite number, got undefined",
    ],
    [
      "an interval the wrong way round",
      uniform(1, 0),
      "RangeError: initialization.U.high: expected a finite number of at least 1, got 0",
    ],
    [
      "an end that is not finite",
      uniform(0, Infinity),
      "RangeError: initialization.U.high: expected a finite number of at least 0, got Infinity",
    ],
    [
      "an interval longer than any number",
      uniform(-1e308, 1e308),
      "RangeError: initialization.U.high − low: expected a finite number, got Infinity",
    ],
    [
      "a third parameter of uniform",
      () => init(config, counting(), { kind: "uniform", low: 0, high: 1, seed: 1 }),
      'RangeError: initialization.U: expected only kind, low, high, got "seed"',
    ],
  ]);
});
