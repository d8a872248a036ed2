import { describe, expect, it } from "vitest";
import { type Model, modelText, parseModel } from "../../src/model/modelFile.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { thrownBy } from "../support/refusals.ts";

/** A model of the task, with parameters that no two of which are equal. */
function modelOf(
  task: Model["task"],
  options: NetworkOptions,
  progress: Partial<Model["progress"]> = {},
): Model {
  const network = defineNetwork(options);
  const start = (seed: number) =>
    initializeParameters(network, randomStream("seedrandom", seed), { kind: "glorot" });
  return {
    task,
    network,
    training: {
      generator: "seedrandom",
      seed: 7,
      learningRate: 0.1,
      clipping: { kind: "norm", limit: 5 },
      validation: 0.2,
      test: 0.1,
    },
    progress: {
      data: "0".repeat(64),
      earlier: ["1".repeat(64)],
      epochs: 3,
      bestEpoch: 2,
      bestLoss: 0.5,
      ...progress,
    },
    best: start(1),
    parameters: start(2),
  };
}

const PRICES = modelOf(
  {
    kind: "series",
    columns: ["close", "volume"],
    targets: ["close"],
    window: 4,
    transform: "none",
    mean: [100, -0],
    scale: [3, 1],
  },
  { inputSize: 2, hiddenSize: 3, outputSize: 1, hiddenBias: false },
);

const LETTERS = modelOf(
  { kind: "text", vocabulary: ["\n", "a", "😀"], length: 5, every: 50, decay: 0.5 },
  {
    inputSize: 3,
    hiddenSize: 2,
    outputSize: 3,
    output: "softmax",
    lossAt: "every",
    truncation: { kind: "window", hops: 2 },
  },
  { position: 10, state: [0.25, -0.5], bestLoss: null },
);

/** The model as a file whose member at the path is another; left out where it is undefined. */
function changed(model: Model, path: readonly (string | number)[], member: unknown): string {
  const file: object = JSON.parse(modelText(model));
  let inner = file;
  for (const key of path.slice(0, -1)) inner = Reflect.get(inner, key);
  Reflect.set(inner, path[path.length - 1], member);
  return JSON.stringify(file);
}

describe("modelText and parseModel", () => {
  it.each([PRICES, LETTERS])("give back the model, to the bit", (model) => {
    const text = modelText(model);
    expect(parseModel(text, "model.json")).toStrictEqual(model);
    expect(modelText(parseModel(text, "model.json"))).toBe(text);
  });

  it("read version 1, which had no test part and no data of before", () => {
    const file = JSON.parse(modelText(LETTERS));
    const { training, progress } = file;
    const old = JSON.stringify({
      ...file,
      version: 1,
      training: { ...training, test: undefined },
      progress: { ...progress, earlier: undefined },
    });
    expect(parseModel(old, "m")).toStrictEqual({
      ...LETTERS,
      training: { ...LETTERS.training, test: 0 },
      progress: { ...LETTERS.progress, earlier: [] },
    });
    const refusal = (text: string): string => thrownBy(() => parseModel(text, "m"));
    expect(
      refusal('{"format":"bptt-oracle/model","version":1,"training":[],"progress":null}'),
    ).toMatch(/^FormatError: m: /);
    expect(refusal("[]")).toMatch(/^FormatError: m: expected an object/);
  });

  it("write nothing that could not be read", () => {
    const parameters = structuredClone(PRICES.parameters);
    parameters.W.data[4] = Number.NaN;
    expect(() => modelText({ ...PRICES, parameters })).toThrow(/parameters\.W\[1\].*NaN/);
  });

  it.each([
    [
      "another format",
      PRICES,
      ["format"],
      "bptt-oracle/cases",
      'format: expected "bptt-oracle/model", got "bptt-oracle/cases"',
    ],
    ["a later version", PRICES, ["version"], 3, "version: expected 2, got 3"],
    [
      "an unknown task",
      PRICES,
      ["task", "kind"],
      "music",
      'task.kind: expected one of series, text, got "music"',
    ],
    [
      "a network without a size",
      PRICES,
      ["network", "hiddenSize"],
      undefined,
      "network.hiddenSize: expected a value, got none",
    ],
    [
      "a network beyond all memory",
      PRICES,
      ["network", "hiddenSize"],
      2 ** 31,
      "network: expected a network that there can be, got hiddenSize × 2147483648: expected a whole number from 1 to 4294967296, got 4611686018427388000",
    ],
    [
      "another input size",
      PRICES,
      ["network", "inputSize"],
      3,
      "network.inputSize: expected 2, got 3",
    ],
    [
      "another output",
      LETTERS,
      ["network", "output"],
      "linear",
      "network.output: expected softmax, got linear",
    ],
    [
      "another loss placement",
      LETTERS,
      ["network", "lossAt"],
      "last",
      "network.lossAt: expected every, got last",
    ],
    [
      "another output size",
      LETTERS,
      ["network", "outputSize"],
      2,
      "network.outputSize: expected 3, got 2",
    ],
    ["a scale too few", PRICES, ["task", "scale"], [1], "task.scale: expected 2 entries, got 1"],
    [
      "a mean too many",
      PRICES,
      ["task", "mean"],
      [1, 2, 3],
      "task.mean: expected 2 entries, got 3",
    ],
    [
      "a scale of zero",
      PRICES,
      ["task", "scale"],
      [1, 0],
      "task.scale[1]: expected a number above 0, got 0",
    ],
    [
      "a target that is no column",
      PRICES,
      ["task", "targets"],
      ["open"],
      "task.targets[0]: expected one of the columns, got open",
    ],
    [
      "a state too short",
      LETTERS,
      ["progress", "state"],
      [1],
      "progress.state: expected 2 entries, got 1",
    ],
    [
      "no state",
      LETTERS,
      ["progress", "state"],
      undefined,
      "progress.state: expected 2 entries, got 0",
    ],
    [
      "no position",
      LETTERS,
      ["progress", "position"],
      undefined,
      "progress.position: expected a value, got none",
    ],
    ["a row too short", PRICES, ["best", "W", 1], [1, 2], "best.W[1]: expected 3 entries, got 2"],
    [
      "a bias that the network does not have",
      PRICES,
      ["parameters", "b"],
      [1, 2, 3],
      'parameters: expected only U, W, V, c, got "b"',
    ],
    [
      "text for a parameter",
      PRICES,
      ["parameters", "U", 0, 0],
      "1",
      'parameters.U[0][0]: expected a number, got "1"',
    ],
  ] as const)("refuse %s", (_, model, path, member, error) => {
    expect(thrownBy(() => parseModel(changed(model, path, member), "m"))).toBe(
      `FormatError: m: ${error}`,
    );
  });
});
