/**
 * What a failing case is shrunk to: drafts that are a step simpler, those that leave out the most
 * first. A person is to work the last of them by hand: few steps, units and records, nothing that is
 * not needed, and numbers such as 0, 1 and 0.5.
 */
import type { Activation } from "../../rnn/activation.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import type { Truncation } from "../../rnn/truncation.ts";
import type { Clipping, TrainingRecord, Vector } from "../types.ts";
import type { SolvedDraft } from "./drafts.ts";
import {
  type Axis,
  isFree,
  isMatrix,
  mapNumbers,
  mapTensors,
  type Named,
  type Tensor,
  tensorsOf,
  without,
  withoutIndex,
} from "./tensors.ts";

/**
 * The drafts one step simpler, each of which can be carried out. There is no way round in a circle:
 * every one has less of something, and no more of anything else, or simpler numbers.
 */
export function* simplerDrafts(draft: SolvedDraft): Generator<SolvedDraft, void> {
  for (const { config = {}, inputs = {} } of stepsFrom(draft)) {
    const members = Object.entries({ ...draft.inputs, ...inputs });
    yield {
      ...draft,
      config: { ...draft.config, ...config },
      inputs: Object.fromEntries(members.filter(([, value]) => value !== undefined)),
    } as SolvedDraft;
  }
}

/** What is other in a simpler draft; an input that is undefined is gone. */
interface Step {
  readonly config?: object;
  readonly inputs?: object;
}

function* stepsFrom(draft: SolvedDraft): Generator<Step, void> {
  yield* fewerParts(draft);
  yield* plainerConfigs(draft);
  yield* plainerUpdates(draft);
  yield* plainerNumbers(draft);
}

/** Fewer records, epochs, steps, units, inputs and outputs; without initial states and biases. */
function* fewerParts(draft: SolvedDraft): Generator<Step, void> {
  if (draft.kind === "trajectory") {
    const { records, epochs } = draft.inputs;
    if (epochs > 1) yield { inputs: { epochs: 1 } };
    if (records.length > 1) {
      for (const n of records.keys()) yield { inputs: { records: without(records, n) } };
    }
  }
  yield* fewerSteps(draft);
  yield* fewerUnits(draft);
  yield* withoutExtras(draft);
}

function* fewerSteps(draft: SolvedDraft): Generator<Step, void> {
  switch (draft.kind) {
    case "activation":
      for (const a of shorter(draft.inputs.a)) yield { inputs: { a } };
      break;
    case "forward":
      for (const x of shorter(draft.inputs.x)) yield { inputs: { x } };
      break;
    case "gradient":
    case "pairs":
    case "step":
      for (const record of shorterRecords(draft.inputs)) yield { inputs: record };
      break;
    case "trajectory": {
      const { records } = draft.inputs;
      for (const [n, record] of records.entries()) {
        for (const fewer of shorterRecords(record)) {
          yield { inputs: { records: records.with(n, { ...record, ...fewer }) } };
        }
      }
      break;
    }
  }
}

/** Either half of the list, and the list without each of its entries. */
function* shorter<T>(list: readonly T[]): Generator<T[], void> {
  for (const kept of keptSteps(list.length)) yield kept.map((t) => list[t]);
}

function* keptSteps(T: number): Generator<number[], void> {
  if (T === 1) return;
  const all = Array.from({ length: T }, (_, t) => t);
  const half = Math.ceil(T / 2);
  if (T > 3) yield* [all.slice(0, half), all.slice(-half)];
  for (const t of all) yield without(all, t);
}

/** The same, for inputs and for targets where there is one at every step. */
function* shorterRecords({ x, y }: TrainingRecord): Generator<Partial<TrainingRecord>, void> {
  for (const kept of keptSteps(x.length)) {
    const targets = y.length === x.length ? kept.map((t) => y[t]) : y;
    yield { x: kept.map((t) => x[t]), y: targets };
  }
}

const SIZES = { D: "inputSize", H: "hiddenSize", O: "outputSize" } as const;

function* fewerUnits(draft: SolvedDraft): Generator<Step, void> {
  if (draft.kind === "activation") return;
  if (draft.kind === "loss") {
    const { length } = draft.inputs.o;
    for (let k = 0; k < length && length > 1; k++) {
      yield { inputs: inputsWithout(draft, "O", k) };
    }
    return;
  }
  for (const axis of ["H", "D", "O"] as const) {
    const size = draft.config[SIZES[axis]];
    for (let index = 0; index < size && size > 1; index++) {
      const config = { [SIZES[axis]]: size - 1 };
      yield { config, inputs: inputsWithout(draft, axis, index) };
    }
  }
}

function inputsWithout(draft: SolvedDraft, axis: Axis, index: number): object {
  return mapTensors(draft.inputs, (one) => {
    const rest = withoutIndex(one, axis, index);
    return axis === "O" && !isFree(draft, one) ? oneHotAgain(rest) : rest;
  });
}

/** Targets whose 1 may have been left out: the first class takes its place. */
function oneHotAgain(targets: Tensor): Tensor {
  const again = (y: Vector): Vector => (y.includes(1) ? y : y.with(0, 1));
  return isMatrix(targets) ? targets.map(again) : again(targets);
}

/** Without an initial state, and without a bias. */
function* withoutExtras(draft: SolvedDraft): Generator<Step, void> {
  if (draft.kind === "trajectory") {
    const { records } = draft.inputs;
    for (const [n, { initialState, ...rest }] of records.entries()) {
      if (initialState) yield { inputs: { records: records.with(n, rest) } };
    }
  } else if ("initialState" in draft.inputs) {
    yield { inputs: { initialState: undefined } };
  }
  if (!("hiddenBias" in draft.config)) return;
  const { hiddenBias, outputBias } = draft.config;
  if (hiddenBias) yield { config: { hiddenBias: false }, inputs: lacking(draft, "b") };
  if (outputBias) yield { config: { outputBias: false }, inputs: lacking(draft, "c") };
}

/** The parameters, or gradients, without those of a bias. */
function lacking({ kind, inputs }: SolvedDraft, bias: "b" | "c"): object {
  const name = kind === "clip" ? "gradients" : "parameters";
  const group: object = Reflect.get(inputs, name);
  const gone = kind === "clip" ? `d${bias}` : bias;
  return { [name]: Object.fromEntries(Object.entries(group).filter(([key]) => key !== gone)) };
}

/** From the plainest on. */
const PLAINER_ACTIVATIONS: Readonly<Record<Activation, readonly Activation[]>> = {
  identity: [],
  tanh: ["identity"],
  relu: ["identity", "tanh"],
  sigmoid: ["identity", "tanh", "relu"],
};

function* plainerConfigs(draft: SolvedDraft): Generator<Step, void> {
  const { config } = draft;
  if ("activation" in config) {
    for (const activation of PLAINER_ACTIVATIONS[config.activation]) {
      yield { config: { activation } };
    }
  }
  if ("output" in config && config.output === "softmax") yield { config: { output: "linear" } };
  yield* plainerLosses(draft);
  if (draft.kind === "trajectory" && draft.inputs.updateEvery === "chunk") {
    yield { inputs: { updateEvery: "sequence" } };
  }
  if (!("truncation" in config)) return;
  for (const truncation of plainerTruncations(config)) {
    const isOther = draft.kind === "trajectory" && truncation.kind !== "chunk";
    yield { config: { truncation }, inputs: isOther ? { updateEvery: "sequence" } : {} };
  }
}

/** The loss at the last step only. */
function* plainerLosses(draft: SolvedDraft): Generator<Step, void> {
  const config = { lossAt: "last" };
  switch (draft.kind) {
    case "forward":
      if (draft.config.lossAt === "every") yield { config };
      break;
    case "gradient":
    case "pairs":
    case "step":
      if (draft.config.lossAt === "every") yield { config, inputs: withLastLoss(draft.inputs) };
      break;
    case "trajectory":
      if (draft.config.lossAt === "every") {
        yield { config, inputs: { records: draft.inputs.records.map(withLastLoss) } };
      }
      break;
  }
}

function withLastLoss(record: TrainingRecord): TrainingRecord {
  return { ...record, y: record.y.slice(-1) };
}

function* plainerTruncations({ truncation }: NetworkConfig): Generator<Truncation, void> {
  if (truncation.kind === "full") return;
  yield { kind: "full" };
  if (truncation.kind === "window") {
    for (let hops = 0; hops < truncation.hops; hops++) yield { kind: "window", hops };
    return;
  }
  const { k1, k2 } = truncation;
  yield { kind: "window", hops: k1 - 1 };
  for (let k = 1; k < k1; k++) yield { kind: "chunk", k1: k, k2: k2 - k1 + k };
  for (let k = k1; k < k2; k++) yield { kind: "chunk", k1, k2: k };
}

function* plainerUpdates(draft: SolvedDraft): Generator<Step, void> {
  if (draft.kind === "clip") {
    for (const clipping of plainerClippings(draft.inputs.clipping)) yield { inputs: { clipping } };
  }
  if (draft.kind !== "step" && draft.kind !== "trajectory") return;
  const { clipping, learningRate } = draft.inputs;
  if (clipping) {
    yield { inputs: { clipping: null } };
    for (const plainer of plainerClippings(clipping)) yield { inputs: { clipping: plainer } };
  }
  for (const rate of plainerPositive(learningRate)) yield { inputs: { learningRate: rate } };
}

function* plainerClippings({ kind, limit }: Clipping): Generator<Clipping, void> {
  if (kind === "norm") yield { kind: "value", limit };
  for (const plainer of plainerPositive(limit)) yield { kind, limit: plainer };
}

function plainerPositive(x: number): number[] {
  return plainer(x, [1, 2, 0.5, 0.25]);
}

/** Those of the numbers that are plainer than x. */
function plainer(x: number, numbers: readonly number[]): number[] {
  return [...new Set(numbers)].filter((one) => difficultyOf(one) < difficultyOf(x));
}

/**
 * How hard a number is to compute with: 0 and 1 are the easiest, then come whole numbers, halves,
 * quarters; the smaller the easier, and positive before negative ones.
 */
export function difficultyOf(x: number): number {
  if (x === 0 || x === 1) return x;
  let digits = 0;
  for (let scaled = x; !Number.isInteger(scaled); scaled *= 2) digits++;
  return 1000 * digits + 2 * Math.abs(x) + (x < 0 ? 1 : 0);
}

/** Ways to make many numbers plainer at once. */
const BULK: readonly ((x: number) => number)[] = [
  () => 0,
  () => 1,
  Math.trunc,
  (x) => Math.trunc(2 * x) / 2,
  (x) => Math.trunc(4 * x) / 4,
  Math.abs,
];

/** All numbers plainer, those of one tensor, and one number. */
function* plainerNumbers(draft: SolvedDraft): Generator<Step, void> {
  const tensors = tensorsOf(draft.inputs);
  const free = tensors.map((one) => isFree(draft, one));
  for (const f of BULK.slice(2)) yield* changed(draft, (n) => (free[n] ? f : same));
  for (const [own] of tensors.entries()) {
    if (!free[own]) continue;
    const numbers = tensors[own].tensor.flat();
    if (numbers.length > 1) {
      for (const f of BULK) yield* changed(draft, (n) => (n === own ? f : same));
    }
    for (const [place, x] of numbers.entries()) yield* plainerEntry(draft, own, place, x);
  }
}

function* plainerEntry(
  draft: SolvedDraft,
  own: number,
  place: number,
  x: number,
): Generator<Step, void> {
  const choices = plainer(x, [0, 1, -1, Math.abs(x), 2, 0.5, -0.5, ...BULK.map((f) => f(x))]);
  for (const choice of choices) {
    yield* changed(draft, (n) => {
      let before = 0;
      return n === own ? (value) => (before++ === place ? choice : value) : same;
    });
  }
}

function same(x: number): number {
  return x;
}

/** With a function of each tensor's numbers, unless that leaves all as they are or makes one harder. */
function* changed(
  draft: SolvedDraft,
  functionFor: (n: number) => (x: number) => number,
): Generator<Step, void> {
  let n = 0;
  let isPlainer = false;
  const inputs = mapTensors(draft.inputs, ({ tensor }: Named) => {
    const f = functionFor(n++);
    return mapNumbers(tensor, (x) => {
      // Adding zero takes the sign of −0 away.
      const value = f(x) + 0;
      if (!(difficultyOf(value) < difficultyOf(x))) return x;
      isPlainer = true;
      return value;
    });
  });
  if (isPlainer) yield { inputs };
}
