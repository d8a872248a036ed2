/**
 * Mistakes that are seen by looking at the numbers, whatever the code may be: a gradient with the
 * wrong sign, a multiple of the right one, a tensor transposed or missing, records or steps in another
 * order.
 */
import type { Matrix } from "../../numerics/matrix.ts";
import { addGradientsTo, type Gradients } from "../../rnn/parameters.ts";
import type { Program, Run } from "../bugs/program.ts";
import { RIGHT } from "../bugs/right.ts";
import { type SolvedKind, solve } from "../bugs/solve.ts";
import type { Dtype } from "../dtype.ts";
import { type Candidate, toleranceOf } from "./candidate.ts";
import { type Finding, numbersAt, type SolvedCase, type Tensor } from "./evidence.ts";

type TensorName = keyof Gradients;

/** Tensors that may be wrong together, as they are called. */
interface Group {
  readonly name: string;
  readonly tensors: readonly TensorName[];
}

const GROUPS: readonly Group[] = [
  { name: "dU", tensors: ["dU"] },
  { name: "dW", tensors: ["dW"] },
  { name: "dV", tensors: ["dV"] },
  { name: "db", tensors: ["db"] },
  { name: "dc", tensors: ["dc"] },
  { name: "the gradient of the hidden layer (dU, dW, db)", tensors: ["dU", "dW", "db"] },
  { name: "the gradient of the output layer (dV, dc)", tensors: ["dV", "dc"] },
  { name: "the whole gradient", tensors: ["dU", "dW", "dV", "db", "dc"] },
];

const BIASES: readonly TensorName[] = ["db", "dc"];

/** Where in a training the transformed numbers are made, and the kinds that it shows in. */
interface Place {
  readonly id: string;
  /** what tells it from the next place; the first place that the cases know is the one to name */
  readonly kinds: readonly SolvedKind[];
  readonly where: string;
  readonly seams: (transformed: (gradients: Gradients, run: Run) => Gradients) => Partial<Program>;
}

const PLACES: readonly Place[] = [
  {
    id: "pairs",
    kinds: ["pairs"],
    where: "It is so in each contribution g(t, i), and in all that is made of them.",
    seams: (transformed) => ({
      term: (run, errors) => transformed(RIGHT.term(run, errors), run),
    }),
  },
  {
    id: "sum",
    kinds: ["gradient"],
    where: "It is so in the gradient of a sequence, and in the updates that are made with it.",
    seams: (transformed) => ({
      accumulate: (sum, { gradients }, run) => {
        addGradientsTo(sum, transformed(gradients, run));
      },
    }),
  },
  {
    id: "update",
    kinds: ["step", "trajectory"],
    where: "It is so in what an update subtracts, after the clipping.",
    seams: (transformed) => ({
      clipped: (run, span, options) => transformed(RIGHT.clipped(run, span, options), run),
    }),
  },
];

/** What is done to each tensor of a group. */
interface Operation {
  readonly id: string;
  /** what is said of the group */
  readonly said: string;
  readonly matrix: (A: Matrix, run: Run) => Matrix;
  /** undefined where there is nothing to do to a vector */
  readonly vector: ((v: Float64Array, run: Run) => Float64Array) | undefined;
}

/** Multiplied by a factor, which may depend on the case. */
function scaling(id: string, said: string, factor: (run: Run) => number): Operation {
  const vector = (v: Float64Array, run: Run): Float64Array => {
    const k = factor(run);
    return v.map((value) => k * value);
  };
  return { id, said, vector, matrix: (A, run) => ({ ...A, data: vector(A.data, run) }) };
}

/** Square: its transpose; else the numbers of its transpose, row by row. */
function transposed(A: Matrix): Matrix {
  const data = new Float64Array(A.data.length);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) data[j * A.rows + i] = A.data[i * A.cols + j];
  }
  return { ...A, data };
}

function lossesOf({ config, x }: Run): number {
  return config.lossAt === "every" ? x.rows : 1;
}

const OPERATIONS: readonly Operation[] = [
  scaling("negated", "has the wrong sign", () => -1),
  scaling("missing", "is missing: zero everywhere", () => 0),
  { id: "transposed", said: "is transposed", matrix: transposed, vector: undefined },
  scaling("over-steps", "is divided by the number of steps T", ({ x }) => 1 / x.rows),
  scaling("times-steps", "is multiplied by the number of steps T", ({ x }) => x.rows),
  scaling("over-losses", "is divided by the number of losses", (run) => 1 / lossesOf(run)),
  scaling("times-losses", "is multiplied by the number of losses", lossesOf),
  scaling("over-outputs", "is divided by the number of outputs O", (r) => 1 / r.config.outputSize),
  scaling("times-outputs", "is multiplied by the number of outputs O", (r) => r.config.outputSize),
  scaling("over-units", "is divided by the number of units H", (r) => 1 / r.config.hiddenSize),
];

/** Plain transforms that might account for the findings, the simplest first. */
export function transformsFor(findings: readonly Finding[], dtype: Dtype): Candidate[] {
  const kinds = new Set(findings.map((finding) => finding.case.kind));
  const places = PLACES.filter((place) => place.kinds.some((kind) => kinds.has(kind)));
  const groups = distinctGroups(findings);
  const ofTensors = places.flatMap((place) =>
    groups.flatMap((group) => {
      const found = foundScale(findings, place, group, dtype);
      const operations = found ? [...OPERATIONS, found] : OPERATIONS;
      return operations
        .filter(({ vector }) => vector || !group.tensors.some((name) => BIASES.includes(name)))
        .map((operation) => transformOf(place, group, operation));
    }),
  );
  return [...ofTensors, ...overRecords(groups), ...REORDERED];
}

/** The groups without the tensors that no case has, each once. */
function distinctGroups(findings: readonly Finding[]): Group[] {
  const biases = findings.map(({ case: { config } }) => config);
  const hasHidden = biases.some((config) => "hiddenBias" in config && config.hiddenBias);
  const hasOutput = biases.some((config) => "outputBias" in config && config.outputBias);
  const present = (name: TensorName): boolean =>
    name === "db" ? hasHidden : name === "dc" ? hasOutput : true;
  const distinct = new Map<string, Group>();
  for (const { name, tensors } of GROUPS) {
    const left = tensors.filter(present);
    const key = left.join();
    if (left.length > 0 && !distinct.has(key)) distinct.set(key, { name, tensors: left });
  }
  return [...distinct.values()];
}

function transformOf(place: Place, group: Group, operation: Operation): Candidate {
  const { matrix, vector } = operation;
  const transformed = (gradients: Gradients, run: Run): Gradients => {
    const { dU, dW, dV, db, dc } = gradients;
    const has = (name: TensorName): boolean => group.tensors.includes(name);
    return {
      dU: has("dU") ? matrix(dU, run) : dU,
      dW: has("dW") ? matrix(dW, run) : dW,
      dV: has("dV") ? matrix(dV, run) : dV,
      ...(db && { db: vector && has("db") ? vector(db, run) : db }),
      ...(dc && { dc: vector && has("dc") ? vector(dc, run) : dc }),
    };
  };
  const program: Program = { ...RIGHT, ...place.seams(transformed) };
  return {
    causes: [
      {
        origin: "transform",
        id: `${operation.id}-${group.tensors.join("-")}-in-${place.id}`,
        title: capitalised(`${group.name} ${operation.said}`),
        explanation: place.where,
      },
    ],
    predict: (testCase) => solve(program, testCase),
  };
}

function capitalised(text: string): string {
  return text.startsWith("the ") ? `The ${text.slice(4)}` : text;
}

/** Numbers that a factor can be read off: what was expected and what was answered. */
interface Sample {
  readonly expected: readonly number[];
  readonly got: readonly number[];
  readonly tolerance: number;
}

/**
 * The one factor that brings a group nearest to what was answered, by least squares over the failing
 * cases; undefined where fewer than two numbers speak of it, or it is one that is asked about anyway.
 */
function foundScale(
  findings: readonly Finding[],
  place: Place,
  group: Group,
  dtype: Dtype,
): Operation | undefined {
  let dot = 0;
  let squares = 0;
  let slack = 0;
  let numbers = 0;
  for (const { expected, got, tolerance } of samplesFor(findings, place, group, dtype)) {
    for (const [i, value] of expected.entries()) {
      if (!(Math.abs(value) > TELLING * tolerance)) continue;
      const weight = value / tolerance;
      dot += weight * (got[i] / tolerance);
      squares += weight * weight;
      slack += Math.abs(weight);
      numbers++;
    }
  }
  if (numbers < 2) return undefined;
  const factor = simplest(dot / squares, slack / squares);
  if (factor === 1 || factor === 0 || factor === -1) return undefined;
  const shown = Number(factor.toPrecision(6));
  return scaling(
    `times-${shown}`,
    `is ${String(shown).replace("-", "−")} times what it should be`,
    () => factor,
  );
}

/** A number says something of a factor when it is so many times as large as its tolerance. */
const TELLING = 64;

/** Denominators up to here make a simple fraction. */
const DENOMINATORS = 12;

/** The simplest fraction within the slack, or the factor as it is. */
function simplest(factor: number, slack: number): number {
  for (let q = 1; q <= DENOMINATORS; q++) {
    const fraction = Math.round(factor * q) / q;
    if (Math.abs(factor - fraction) <= slack) return fraction;
  }
  return factor;
}

/** The group's numbers in the failing cases that tell this place from the others. */
function samplesFor(
  findings: readonly Finding[],
  place: Place,
  group: Group,
  dtype: Dtype,
): Sample[] {
  const names = new Set<string>(group.tensors);
  return findings
    .filter(({ passed, case: { kind } }) => !passed && place.kinds.some((k) => k === kind))
    .flatMap((finding) =>
      finding.tensors.flatMap((tensor, n) => {
        const sample = sampleOf(finding.case, tensor, finding.got[n], names);
        return sample ? [{ ...sample, tolerance: toleranceOf(tensor, tensor.size, dtype) }] : [];
      }),
    );
}

/** A gradient as it is, a parameter as what an update has subtracted; else undefined. */
function sampleOf(
  testCase: SolvedCase,
  { keys, expected }: Tensor,
  got: readonly number[],
  names: ReadonlySet<string>,
): Pick<Sample, "expected" | "got"> | undefined {
  const name = String(keys.at(-1));
  if (testCase.kind !== "step") return names.has(name) ? { expected, got } : undefined;
  if (!names.has(`d${name}`)) return undefined;
  const start = numbersAt(testCase.inputs.parameters, keys);
  return {
    expected: expected.map((value, i) => start[i] - value),
    got: got.map((value, i) => start[i] - value),
  };
}

/** Updates divided by the number of records, which no single sequence shows. */
function overRecords(groups: readonly Group[]): Candidate[] {
  const [place] = PLACES.slice(-1);
  return groups.map((group) => {
    const over = (records: number): Candidate =>
      transformOf(
        place,
        group,
        scaling("over-records", "is divided by the number of records N", () => 1 / records),
      );
    return {
      causes: over(1).causes,
      predict: (testCase) =>
        testCase.kind === "trajectory"
          ? over(testCase.inputs.records.length).predict(testCase)
          : undefined,
    };
  });
}

type Training = Extract<SolvedCase, { kind: "trajectory" }>;
type Records = Training["inputs"]["records"];

/** Another order of the records: the right program, given other inputs. */
function recordsIn(id: string, said: string, order: (records: Records) => Records): Candidate {
  return {
    causes: [
      {
        origin: "transform",
        id: `records-${id}`,
        title: `The records are taken in another order: ${said}`,
        explanation: "An epoch goes through the records in the order in which they are given.",
      },
    ],
    predict: (testCase) => {
      if (testCase.kind !== "trajectory") return undefined;
      const { inputs } = testCase;
      return solve(RIGHT, { ...testCase, inputs: { ...inputs, records: order(inputs.records) } });
    },
  };
}

const REORDERED: readonly Candidate[] = [
  recordsIn("reversed", "the last one first", (records) => records.toReversed()),
  recordsIn("from-second", "beginning with the second", ([first, ...rest]) => [...rest, first]),
  recordsIn("last-to-front", "the last one before all others", (records) => [
    ...records.slice(-1),
    ...records.slice(0, -1),
  ]),
  recordsIn("first-exchanged", "the first two exchanged", (records) => [
    ...records.slice(0, 2).reverse(),
    ...records.slice(2),
  ]),
  recordsIn("last-exchanged", "the last two exchanged", (records) => [
    ...records.slice(0, -2),
    ...records.slice(-2).reverse(),
  ]),
  {
    causes: [
      {
        origin: "transform",
        id: "time-reversed-with-targets",
        title: "Inputs and targets are both read from their ends",
        explanation:
          "x_{T−1−t} enters at step t and is compared with y_{T−1−t}, as when whole sequences are turned round. The order of time is the order in which they are given.",
      },
    ],
    predict: (testCase) => {
      const turned = turnedRound(testCase);
      return turned && solve(RIGHT, turned);
    },
  },
];

/** The case with x and y from their ends; undefined where there is no sequence. */
function turnedRound(testCase: SolvedCase): SolvedCase | undefined {
  switch (testCase.kind) {
    case "forward": {
      const { inputs } = testCase;
      return { ...testCase, inputs: { ...inputs, x: inputs.x.toReversed() } };
    }
    case "gradient":
      return { ...testCase, inputs: reversed(testCase.inputs) };
    case "pairs":
      return { ...testCase, inputs: reversed(testCase.inputs) };
    case "step":
      return { ...testCase, inputs: reversed(testCase.inputs) };
    case "trajectory": {
      const { inputs } = testCase;
      return { ...testCase, inputs: { ...inputs, records: inputs.records.map(reversed) } };
    }
    default:
      return undefined;
  }
}

function reversed<S extends Records[number]>(sequence: S): S {
  return { ...sequence, x: sequence.x.toReversed(), y: sequence.y.toReversed() };
}
