/**
 * Requests that cannot be carried out: right ones, each with one thing changed. An implementation
 * that goes on with them computes something that nobody asked for.
 */
import type { Kind } from "../kinds.ts";
import type { Request } from "../request.ts";
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

/** Parameters of a network with D = 2, H = 3, O = 2. */
const PARAMETERS = {
  U: [
    [0.5, -0.25],
    [0.125, 1],
    [-0.75, 0.375],
  ],
  W: [
    [0.25, -0.5, 0.125],
    [0.75, 0.375, -0.25],
    [-0.125, 0.625, 0.5],
  ],
  V: [
    [1, -0.5, 0.25],
    [0.5, 0.75, -1],
  ],
  b: [0.125, -0.25, 0.0625],
  c: [-0.5, 0.25],
};

const CONFIG = {
  inputSize: 2,
  hiddenSize: 3,
  outputSize: 2,
  activation: "tanh",
  output: "linear",
  lossAt: "every",
  hiddenBias: true,
  outputBias: true,
  truncation: { kind: "chunk", k1: 2, k2: 3 },
} as const;

const X = [
  [1, -0.5],
  [0.25, 0.75],
  [-1.25, 0.5],
];
const RECORD = {
  x: X,
  y: [
    [0.5, 1],
    [-1, 0.25],
    [0.75, -0.5],
  ],
  initialState: [0.5, -0.25, 0.125],
};
const ONE_HOT = {
  x: X,
  y: [
    [1, 0],
    [0, 1],
    [1, 0],
  ],
};

const { U: dU, W: dW, V: dV, b: db, c: dc } = PARAMETERS;

/** What the requests would be if nothing were changed; an implementation must not refuse these. */
export const ACCEPTED: Readonly<Record<Exclude<Kind, "canary" | "reject"> | "softmax", Request>> = {
  random: {
    kind: "random",
    config: { generator: "mt19937" },
    inputs: { seed: 42, low: -1, high: 1, count: 3 },
  },
  activation: { kind: "activation", config: { activation: "relu" }, inputs: { a: [-1, 2] } },
  loss: {
    kind: "loss",
    config: { output: "softmax" },
    inputs: { o: [0.5, -1, 2], y: [0, 1, 0] },
  },
  forward: {
    kind: "forward",
    config: CONFIG,
    inputs: { parameters: PARAMETERS, x: X, initialState: RECORD.initialState },
  },
  gradient: {
    kind: "gradient",
    config: CONFIG,
    inputs: { parameters: PARAMETERS, ...RECORD },
  },
  softmax: {
    kind: "gradient",
    config: { ...CONFIG, output: "softmax" },
    inputs: { parameters: PARAMETERS, ...ONE_HOT },
  },
  pairs: { kind: "pairs", config: CONFIG, inputs: { parameters: PARAMETERS, ...RECORD } },
  clip: {
    kind: "clip",
    config: { inputSize: 2, hiddenSize: 3, outputSize: 2, hiddenBias: true, outputBias: true },
    inputs: { gradients: { dU, dW, dV, db, dc }, clipping: { kind: "norm", limit: 1 } },
  },
  step: {
    kind: "step",
    config: CONFIG,
    inputs: {
      parameters: PARAMETERS,
      ...RECORD,
      clipping: { kind: "value", limit: 0.5 },
      learningRate: 0.25,
    },
  },
  trajectory: {
    kind: "trajectory",
    config: CONFIG,
    inputs: {
      parameters: PARAMETERS,
      records: [RECORD],
      epochs: 2,
      learningRate: 0.25,
      clipping: null,
      updateEvery: "chunk",
    },
  },
};

/** What is put in the place of members, objects within objects; undefined takes a member away. */
interface Change {
  readonly config?: object;
  readonly inputs?: object;
}

function reject(
  from: keyof typeof ACCEPTED,
  name: string,
  comment: string,
  flag: Flag,
  change: Change,
): Draft<"reject"> {
  const { kind, config, inputs } = ACCEPTED[from];
  return {
    kind: "reject",
    ...about(`reject-${from}-${name}`, comment, [flag]),
    config: {},
    inputs: {
      kind,
      config: changed(config, change.config),
      inputs: changed(inputs, change.inputs),
    },
  };
}

type Members = Record<string, unknown>;

/** An object with some of its members changed. */
function changed(members: object, change: object = {}): Members {
  const result: Members = { ...members };
  for (const [name, value] of Object.entries(change)) {
    const old = result[name];
    if (value === undefined) delete result[name];
    else if (isPlain(value) && isPlain(old)) result[name] = changed(old, value);
    else result[name] = value;
  }
  return result;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The change of one parameter. */
function parameters(change: object): Change {
  return { inputs: { parameters: change } };
}

/** The change of the truncation, all of it. */
function truncation(kind: string, change: object): Change {
  return { config: { truncation: { kind, k1: undefined, k2: undefined, ...change } } };
}

const SHAPES: readonly Draft<"reject">[] = [
  reject(
    "gradient",
    "u-transposed",
    "A U of D×H has the right number of entries, so that a reshape would take it.",
    "Shape",
    parameters({
      U: [
        [0.5, -0.25, 0.125],
        [1, -0.75, 0.375],
      ],
    }),
  ),
  reject(
    "gradient",
    "w-not-square",
    "W connects units with units, and must have a row and a column for each.",
    "Shape",
    parameters({ W: PARAMETERS.W.slice(1) }),
  ),
  reject(
    "gradient",
    "v-with-one-row",
    "A V with one row for two outputs would be broadcast to both.",
    "Shape",
    parameters({ V: PARAMETERS.V.slice(1) }),
  ),
  reject(
    "gradient",
    "ragged-row",
    "A row that lacks an entry makes no matrix, whatever the other rows are.",
    "Shape",
    parameters({
      W: [
        [0.25, -0.5, 0.125],
        [0.75, 0.375],
        [-0.125, 0.625, 0.5],
      ],
    }),
  ),
  reject(
    "gradient",
    "b-of-one-entry",
    "A bias of one entry would be broadcast to all units.",
    "Shape",
    parameters({ b: [0.125] }),
  ),
  reject(
    "gradient",
    "c-too-long",
    "A bias with an entry for an output that does not exist belongs to another network.",
    "Shape",
    parameters({ c: [-0.5, 0.25, 1] }),
  ),
  reject(
    "gradient",
    "hidden-size-disagrees",
    "The config speaks of another number of units than the parameters have.",
    "Shape",
    { config: { hiddenSize: 4 } },
  ),
  reject(
    "forward",
    "x-too-wide",
    "Inputs with three entries for two columns of U: the last one would be left out.",
    "Shape",
    { inputs: { x: X.map((row) => [...row, 1]) } },
  ),
  reject("forward", "initial-state-too-long", "A state of four entries for three units.", "Shape", {
    inputs: { initialState: [0.5, -0.25, 0.125, 1] },
  }),
  reject(
    "forward",
    "empty-sequence",
    "A sequence of no steps has no state and no output to return.",
    "Shape",
    { inputs: { x: [] } },
  ),
  reject(
    "gradient",
    "too-few-targets",
    "A loss at every step needs a target for every step: one for all would be broadcast.",
    "Shape",
    { inputs: { y: [[0.5, 1]] } },
  ),
  reject(
    "gradient",
    "too-many-targets",
    "A loss at the last step has one target, and nobody knows which of these three it is.",
    "Shape",
    { config: { lossAt: "last" } },
  ),
  reject(
    "pairs",
    "target-too-narrow",
    "Targets of one entry for two outputs would be broadcast.",
    "Shape",
    { inputs: { y: [[0.5], [-1], [0.75]] } },
  ),
  reject(
    "loss",
    "lengths-differ",
    "An output and a target of different length have no loss.",
    "Shape",
    { inputs: { o: [0.5, -1] } },
  ),
  reject(
    "trajectory",
    "second-record-too-wide",
    "All records belong to one network, and each of them must fit it, not the first one only.",
    "Shape",
    { inputs: { records: [RECORD, { ...RECORD, x: X.map((row) => [...row, 1]) }] } },
  ),
];

const MISSING: readonly Draft<"reject">[] = [
  reject(
    "gradient",
    "w-missing",
    "Without W there is no recurrence; zeros are not what was meant.",
    "Missing",
    parameters({ W: undefined }),
  ),
  reject(
    "gradient",
    "b-missing",
    "The config says that there is a hidden bias, and there is none.",
    "Missing",
    parameters({ b: undefined }),
  ),
  reject(
    "gradient",
    "c-without-output-bias",
    "The config says that there is no output bias, and here is one that nothing would read.",
    "Missing",
    { config: { outputBias: false } },
  ),
  reject(
    "gradient",
    "targets-missing",
    "A gradient is that of a loss, and without targets there is none.",
    "Missing",
    { inputs: { y: undefined } },
  ),
  reject(
    "clip",
    "db-missing",
    "The norm is one of all tensors, and would be another without this one.",
    "Missing",
    { inputs: { gradients: { db: undefined } } },
  ),
  reject(
    "step",
    "learning-rate-missing",
    "There is no usual learning rate that could be taken instead.",
    "Missing",
    { inputs: { learningRate: undefined } },
  ),
  reject(
    "trajectory",
    "no-records",
    "A training without records would report a loss of zero and learn nothing.",
    "Missing",
    { inputs: { records: [] } },
  ),
];

const OPTIONS: readonly Draft<"reject">[] = [
  reject(
    "activation",
    "unknown",
    "An activation that does not exist, which a chain of else would take for the last one.",
    "Option",
    { config: { activation: "softplus" } },
  ),
  reject(
    "gradient",
    "output-unknown",
    "An output that does not exist, of which nobody knows the loss.",
    "Option",
    { config: { output: "sigmoid" } },
  ),
  reject(
    "gradient",
    "placement-unknown",
    "A loss at the first step is not among the placements.",
    "Option",
    { config: { lossAt: "first" } },
  ),
  reject(
    "gradient",
    "k2-below-k1",
    "With k2 below k1 the first losses of a chunk would be left out.",
    "Option",
    { config: { truncation: { k1: 3, k2: 2 } } },
  ),
  reject(
    "gradient",
    "hops-negative",
    "Minus one is no number of hops, though some libraries take it for all.",
    "Option",
    truncation("window", { hops: -1 }),
  ),
  reject(
    "gradient",
    "hops-fractional",
    "One hop and a half would be rounded one way or the other.",
    "Option",
    truncation("window", { hops: 1.5 }),
  ),
  reject("gradient", "k1-zero", "Chunks of no steps never come to an end.", "Option", {
    config: { truncation: { k1: 0 } },
  }),
  reject(
    "gradient",
    "hops-for-chunks",
    "Hops mean nothing to chunks: one of the two was not meant.",
    "Option",
    { config: { truncation: { hops: 2 } } },
  ),
  reject(
    "forward",
    "hidden-size-fractional",
    "A size is a whole number, and two and a half units would be cut to two.",
    "Option",
    {
      config: { hiddenSize: 2.5 },
    },
  ),
  reject(
    "clip",
    "limit-zero",
    "A limit of zero would make every gradient zero, or divide by it.",
    "Option",
    { inputs: { clipping: { limit: 0 } } },
  ),
  reject(
    "step",
    "limit-negative",
    "Between 0.5 and -0.5, in this order, there is no number.",
    "Option",
    { inputs: { clipping: { limit: -0.5 } } },
  ),
  reject(
    "step",
    "learning-rate-negative",
    "A negative learning rate climbs; who wants that negates the loss.",
    "Option",
    { inputs: { learningRate: -0.25 } },
  ),
  reject("trajectory", "no-epochs", "A training of no epochs has no loss to report.", "Option", {
    inputs: { epochs: 0 },
  }),
  reject(
    "trajectory",
    "updates-without-chunks",
    "An update after every chunk needs a truncation that has chunks.",
    "Option",
    truncation("window", { hops: 2 }),
  ),
  reject(
    "random",
    "seed-too-large",
    "2^32 is one more than a seed can be, and would wrap around to 0.",
    "Option",
    { inputs: { seed: 2 ** 32 } },
  ),
  reject(
    "random",
    "ends-exchanged",
    "The upper end of the interval lies below the lower one.",
    "Option",
    { inputs: { high: -2 } },
  ),
];

const TARGETS: readonly Draft<"reject">[] = [
  reject(
    "softmax",
    "target-spread",
    "A target that is spread over classes is a distribution, and p - y is derived for one class.",
    "Target",
    {
      inputs: {
        y: [
          [1, 0],
          [0.5, 0.5],
          [1, 0],
        ],
      },
    },
  ),
  reject(
    "softmax",
    "target-of-zeros",
    "A target without a class, as padding often is: its error would be p.",
    "Target",
    {
      inputs: {
        y: [
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      },
    },
  ),
  reject(
    "softmax",
    "class-numbers",
    "Numbers of classes are not one-hot rows; many libraries want the one or the other.",
    "Target",
    { inputs: { y: [[0], [1], [0]] } },
  ),
  reject(
    "loss",
    "two-classes-at-once",
    "A target of two classes has no single probability to take the logarithm of.",
    "Target",
    { inputs: { y: [0, 1, 1] } },
  ),
];

const NUMBERS: readonly Draft<"reject">[] = [
  reject(
    "gradient",
    "null-in-a-matrix",
    "JSON's only way to write NaN is null, which some languages read as zero.",
    "NotANumber",
    parameters({
      V: [
        [1, null, 0.25],
        [0.5, 0.75, -1],
      ],
    }),
  ),
  reject(
    "gradient",
    "text-in-a-matrix",
    "A number in quotes is text: added to a number it is appended in one language, converted in another.",
    "NotANumber",
    {
      inputs: {
        x: [
          [1, -0.5],
          ["0.25", 0.75],
          [-1.25, 0.5],
        ],
      },
    },
  ),
  reject(
    "gradient",
    "vector-for-a-matrix",
    "A list of numbers is no matrix of one column, not even if a library would take it for one.",
    "Shape",
    { inputs: { x: [1, 0.25, -1.25] } },
  ),
];

export const REJECT: readonly Draft<"reject">[] = [
  ...SHAPES,
  ...MISSING,
  ...OPTIONS,
  ...TARGETS,
  ...NUMBERS,
];
