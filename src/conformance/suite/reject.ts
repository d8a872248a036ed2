/**
 * Requests that cannot be carried out: right ones, each with one thing changed. An implementation
 * that goes on with them computes something that nobody asked for.
 */
import { ACCEPTED, PARAMETERS, RECORD } from "./accepted.ts";
import { about } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { Flag } from "./notes.ts";

/** What is put in the place of members, objects within objects; undefined takes a member away. */
interface Change {
  readonly config?: object;
  readonly inputs?: object;
}

/** What a request starts from, the rest of the id, why it must be refused, and what is changed. */
type Refused = readonly [
  from: keyof typeof ACCEPTED,
  name: string,
  comment: string,
  change: Change,
];

function rejected(flag: Flag, table: readonly Refused[]): Draft<"reject">[] {
  return table.map(([from, name, comment, change]) => {
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
  });
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

const SHAPES: readonly Draft<"reject">[] = rejected("Shape", [
  [
    "gradient",
    "u-transposed",
    "A U of D×H has the right number of entries, so that a reshape would take it.",
    parameters({
      U: [
        [0.5, -0.25, 0.125],
        [1, -0.75, 0.375],
      ],
    }),
  ],
  [
    "gradient",
    "w-not-square",
    "W connects units with units, and must have a row and a column for each.",
    parameters({ W: PARAMETERS.W.slice(1) }),
  ],
  [
    "gradient",
    "v-with-one-row",
    "A V with one row for two outputs would be broadcast to both.",
    parameters({ V: PARAMETERS.V.slice(1) }),
  ],
  [
    "gradient",
    "ragged-row",
    "A row that lacks an entry makes no matrix, whatever the other rows are.",
    parameters({
      W: [
        [0.25, -0.5, 0.125],
        [0.75, 0.375],
        [-0.125, 0.625, 0.5],
      ],
    }),
  ],
  [
    "gradient",
    "b-of-one-entry",
    "A bias of one entry would be broadcast to all units.",
    parameters({ b: [0.125] }),
  ],
  [
    "gradient",
    "c-too-long",
    "A bias with an entry for an output that does not exist belongs to another network.",
    parameters({ c: [-0.5, 0.25, 1] }),
  ],
  [
    "gradient",
    "hidden-size-disagrees",
    "The config speaks of another number of units than the parameters have.",
    { config: { hiddenSize: 4 } },
  ],
  [
    "forward",
    "x-too-wide",
    "Inputs with three entries for two columns of U: the last one would be left out.",
    { inputs: { x: RECORD.x.map((row) => [...row, 1]) } },
  ],
  [
    "forward",
    "initial-state-too-long",
    "A state of four entries for three units.",
    {
      inputs: { initialState: [0.5, -0.25, 0.125, 1] },
    },
  ],
  [
    "forward",
    "empty-sequence",
    "A sequence of no steps has no state and no output to return.",
    { inputs: { x: [] } },
  ],
  [
    "gradient",
    "too-few-targets",
    "A loss at every step needs a target for every step: one for all would be broadcast.",
    { inputs: { y: [[0.5, 1]] } },
  ],
  [
    "gradient",
    "too-many-targets",
    "A loss at the last step has one target, and nobody knows which of these three it is.",
    { config: { lossAt: "last" } },
  ],
  [
    "pairs",
    "target-too-narrow",
    "Targets of one entry for two outputs would be broadcast.",
    { inputs: { y: [[0.5], [-1], [0.75]] } },
  ],
  [
    "loss",
    "lengths-differ",
    "An output and a target of different length have no loss.",
    { inputs: { o: [0.5, -1] } },
  ],
  [
    "trajectory",
    "second-record-too-wide",
    "All records belong to one network, and each of them must fit it, not the first one only.",
    { inputs: { records: [RECORD, { ...RECORD, x: RECORD.x.map((row) => [...row, 1]) }] } },
  ],
  [
    "gradient",
    "vector-for-a-matrix",
    "A list of numbers is no matrix of one column, not even if a library would take it for one.",
    { inputs: { x: [1, 0.25, -1.25] } },
  ],
]);

const MISSING: readonly Draft<"reject">[] = rejected("Missing", [
  [
    "gradient",
    "w-missing",
    "Without W there is no recurrence; zeros are not what was meant.",
    parameters({ W: undefined }),
  ],
  [
    "gradient",
    "b-missing",
    "The config says that there is a hidden bias, and there is none.",
    parameters({ b: undefined }),
  ],
  [
    "gradient",
    "c-without-output-bias",
    "The config says that there is no output bias, and here is one that nothing would read.",
    { config: { outputBias: false } },
  ],
  [
    "gradient",
    "targets-missing",
    "A gradient is that of a loss, and without targets there is none.",
    { inputs: { y: undefined } },
  ],
  [
    "clip",
    "db-missing",
    "The norm is one of all tensors, and would be another without this one.",
    { inputs: { gradients: { db: undefined } } },
  ],
  [
    "step",
    "learning-rate-missing",
    "There is no usual learning rate that could be taken instead.",
    { inputs: { learningRate: undefined } },
  ],
  [
    "trajectory",
    "no-records",
    "A training without records would report a loss of zero and learn nothing.",
    { inputs: { records: [] } },
  ],
]);

const OPTIONS: readonly Draft<"reject">[] = rejected("Option", [
  [
    "activation",
    "unknown",
    "An activation that does not exist, which a chain of else would take for the last one.",
    { config: { activation: "softplus" } },
  ],
  [
    "gradient",
    "output-unknown",
    "An output that does not exist, of which nobody knows the loss.",
    { config: { output: "sigmoid" } },
  ],
  [
    "gradient",
    "placement-unknown",
    "A loss at the first step is not among the placements.",
    { config: { lossAt: "first" } },
  ],
  [
    "gradient",
    "k2-below-k1",
    "With k2 below k1 the first losses of a chunk would be left out.",
    { config: { truncation: { k1: 3, k2: 2 } } },
  ],
  [
    "gradient",
    "hops-negative",
    "Minus one is no number of hops, though some libraries take it for all.",
    truncation("window", { hops: -1 }),
  ],
  [
    "gradient",
    "hops-fractional",
    "One hop and a half would be rounded one way or the other.",
    truncation("window", { hops: 1.5 }),
  ],
  [
    "gradient",
    "k1-zero",
    "Chunks of no steps never come to an end.",
    {
      config: { truncation: { k1: 0 } },
    },
  ],
  [
    "gradient",
    "hops-for-chunks",
    "Hops mean nothing to chunks: one of the two was not meant.",
    { config: { truncation: { hops: 2 } } },
  ],
  [
    "forward",
    "hidden-size-fractional",
    "A size is a whole number, and two and a half units would be cut to two.",
    {
      config: { hiddenSize: 2.5 },
    },
  ],
  [
    "clip",
    "limit-zero",
    "A limit of zero would make every gradient zero, or divide by it.",
    { inputs: { clipping: { limit: 0 } } },
  ],
  [
    "step",
    "limit-negative",
    "Between 0.5 and -0.5, in this order, there is no number.",
    { inputs: { clipping: { limit: -0.5 } } },
  ],
  [
    "step",
    "learning-rate-negative",
    "A negative learning rate climbs; who wants that negates the loss.",
    { inputs: { learningRate: -0.25 } },
  ],
  [
    "trajectory",
    "no-epochs",
    "A training of no epochs has no loss to report.",
    {
      inputs: { epochs: 0 },
    },
  ],
  [
    "trajectory",
    "updates-without-chunks",
    "An update after every chunk needs a truncation that has chunks.",
    truncation("window", { hops: 2 }),
  ],
  [
    "random",
    "seed-too-large",
    "2^32 is one more than a seed can be, and would wrap around to 0.",
    { inputs: { seed: 2 ** 32 } },
  ],
  [
    "random",
    "ends-exchanged",
    "The upper end of the interval lies below the lower one.",
    { inputs: { high: -2 } },
  ],
]);

const TARGETS: readonly Draft<"reject">[] = rejected("Target", [
  [
    "softmax",
    "target-spread",
    "A target that is spread over classes is a distribution, and p - y is derived for one class.",
    {
      inputs: {
        y: [
          [1, 0],
          [0.5, 0.5],
          [1, 0],
        ],
      },
    },
  ],
  [
    "softmax",
    "target-of-zeros",
    "A target without a class, as padding often is: its error would be p.",
    {
      inputs: {
        y: [
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      },
    },
  ],
  [
    "softmax",
    "class-numbers",
    "Numbers of classes are not one-hot rows; many libraries want the one or the other.",
    { inputs: { y: [[0], [1], [0]] } },
  ],
  [
    "loss",
    "two-classes-at-once",
    "A target of two classes has no single probability to take the logarithm of.",
    { inputs: { y: [0, 1, 1] } },
  ],
]);

const NUMBERS: readonly Draft<"reject">[] = rejected("NotANumber", [
  [
    "gradient",
    "null-in-a-matrix",
    "JSON's only way to write NaN is null, which some languages read as zero.",
    parameters({
      V: [
        [1, null, 0.25],
        [0.5, 0.75, -1],
      ],
    }),
  ],
  [
    "gradient",
    "text-in-a-matrix",
    "A number in quotes is text: added to a number it is appended in one language, converted in another.",
    {
      inputs: {
        x: [
          [1, -0.5],
          ["0.25", 0.75],
          [-1.25, 0.5],
        ],
      },
    },
  ],
]);

export const REJECT: readonly Draft<"reject">[] = [
  ...SHAPES,
  ...MISSING,
  ...OPTIONS,
  ...TARGETS,
  ...NUMBERS,
];
