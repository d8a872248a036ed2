/** Files of cases to read, write, break and judge: a small one of each kind, and random ones. */
import fc from "fast-check";
import { bitsOf } from "../../src/conformance/dtype.ts";
import { KINDS, type Kind } from "../../src/conformance/kinds.ts";
import { parseCases } from "../../src/conformance/read.ts";
import type { CasesFile } from "../../src/conformance/types.ts";
import { itRefuses, type Refusal } from "./refusals.ts";

/** D = 1, H = 2, O = 3: no two alike, so that no transposition goes unseen. */
const CONFIG = {
  inputSize: 1,
  hiddenSize: 2,
  outputSize: 3,
  activation: "tanh",
  output: "linear",
  lossAt: "every",
  hiddenBias: true,
  outputBias: false,
  truncation: { kind: "chunk", k1: 1, k2: 2 },
};
const SIZES = { inputSize: 1, hiddenSize: 2, outputSize: 3, hiddenBias: true, outputBias: false };
const [U, W, V, b] = [
  [[1], [2]],
  [
    [0.5, 0],
    [0, 0.25],
  ],
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  [0.125, -1],
];
const PARAMETERS = { U, W, V, b };
const GRADIENTS = { dU: U, dW: W, dV: V, db: b };
const PARAMETER_FACTORS = { U: 1, W: 2, V: 3, b: 4 };
const GRADIENT_FACTORS = { dU: 1, dW: 2, dV: 3, db: 4 };
const X = [[1], [-1]];
const Y = [
  [0, 1, 2],
  [3, 4, 5],
];
const SEQUENCE = { parameters: PARAMETERS, x: X, y: Y, initialState: [0, 0.5] };
const PAIRS = [[GRADIENTS], [GRADIENTS, GRADIENTS]];
const PAIR_FACTORS = [[GRADIENT_FACTORS], [GRADIENT_FACTORS, GRADIENT_FACTORS]];
const STEP = { clipping: { kind: "norm", limit: 1 }, learningRate: 0.5 };
const TRAINING = { epochs: 3, learningRate: 0.5, clipping: null, updateEvery: "chunk" };

/** config, inputs, expected, errorFactor of one case of each kind. */
const PARTS: Readonly<Record<Kind, readonly [object, object, object, object]>> = {
  canary: [
    { dtype: "float64" },
    { values: [0.1, -0], decimals: ["1e-400"] },
    {
      values: [0.1, -0],
      bits: ["3fb999999999999a", "8000000000000000"],
      decimalBits: ["0000000000000000"],
    },
    { values: 0 },
  ],
  random: [
    { generator: "mt19937" },
    { seed: 42, low: 0, high: 1, count: 1 },
    { values: [0.3745401188473625] },
    { values: 0 },
  ],
  activation: [
    { activation: "relu" },
    { a: [2, -1] },
    { s: [2, 0], derivative: [1, 0] },
    { s: 0, derivative: 0 },
  ],
  loss: [
    { output: "linear" },
    { o: [0, 1], y: [1, 0] },
    { loss: 1, outputError: [-1, 1] },
    { loss: 4, outputError: 4 },
  ],
  forward: [
    CONFIG,
    { parameters: PARAMETERS, x: X },
    {
      a: [
        [1, 2],
        [3, 4],
      ],
      s: [
        [5, 6],
        [7, 8],
      ],
      o: Y,
      prediction: Y,
    },
    { a: 1, s: 1, o: 1, prediction: 1 },
  ],
  gradient: [CONFIG, SEQUENCE, { loss: 1, ...GRADIENTS }, { loss: 8, ...GRADIENT_FACTORS }],
  pairs: [CONFIG, SEQUENCE, { pairs: PAIRS }, { pairs: PAIR_FACTORS }],
  clip: [
    SIZES,
    { gradients: GRADIENTS, clipping: { kind: "value", limit: 1 } },
    GRADIENTS,
    GRADIENT_FACTORS,
  ],
  step: [CONFIG, { ...SEQUENCE, ...STEP }, PARAMETERS, PARAMETER_FACTORS],
  trajectory: [
    CONFIG,
    {
      parameters: PARAMETERS,
      records: [
        { x: X, y: Y },
        { x: [[0]], y: [[0, 0, 0]] },
      ],
      ...TRAINING,
    },
    {
      trainLoss: [4, 2, 1],
      ...PARAMETERS,
      horizon: { float64: 3, float32: 2 },
      ranges: { float64: [], float32: [{ min: 0.5, max: 1.5 }] },
    },
    { trainLoss: [1, 2, 3], ...PARAMETER_FACTORS },
  ],
  reject: [
    {},
    { kind: "gradient", config: CONFIG, inputs: { ...SEQUENCE, y: [[0, 1, 2]] } },
    { error: true },
    {},
  ],
};

/** A file with one small case of the kind; its own down to the last array. */
export function sampleFile<K extends Kind>(kind: K): Extract<CasesFile, { kind: K }> {
  const [config, inputs, expected, errorFactor] = PARTS[kind];
  const about = { id: `${kind}-a-1`, comment: "A case.", flags: ["Small"] };
  const file = {
    format: "bptt-oracle/cases",
    version: 1,
    kind,
    notes: { Small: { bugType: "BASIC", description: "Small enough to work by hand." } },
    numberOfCases: 1,
    cases: [{ ...about, config, inputs, expected, errorFactor, kills: ["no-carry"] }],
  };
  return copyOf(file) as Extract<CasesFile, { kind: K }>;
}

/**
 * The sample of a kind as JSON, with one value changed: put at the path, or taken away when undefined.
 */
export function brokenFile(kind: Kind, path: Path, value: unknown): string {
  const file = sampleFile(kind);
  put(file, path, value);
  return jsonOf(file);
}

export type Path = readonly (string | number)[];

/** Where the parts of a sample's case are: the case, its config, inputs and so on. */
export const C: Path = ["cases", 0];
export const G: Path = [...C, "config"];
export const I: Path = [...C, "inputs"];
export const P: Path = [...I, "parameters"];
export const E: Path = [...C, "expected"];
export const F: Path = [...C, "errorFactor"];

/** What is wrong, the sample it is done to, the value put where, and what is said of it. */
export type BrokenCase = readonly [
  what: string,
  kind: Kind,
  path: Path,
  value: unknown,
  said: string,
];

/** One test for each row: the file must be refused, with exactly this said. */
export function itRefusesCases(table: readonly BrokenCase[]): void {
  itRefuses(
    table.map(([what, kind, path, value, said]): Refusal => {
      const attempt = (): unknown => parseCases(brokenFile(kind, path, value), "f.json");
      return [what, attempt, `FormatError: f.json: ${said}`];
    }),
  );
}

/** The same value, sharing nothing; structuredClone would keep what is shared within it. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

/** JSON that keeps −0. */
export function jsonOf(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  const members = Object.entries(value).map(([name, m]) => `${JSON.stringify(name)}:${jsonOf(m)}`);
  return `{${members.join(",")}}`;
}

/** Changes the value at a path in place; takes it away when undefined. */
export function put(root: object, path: Path, value: unknown): void {
  const keys = path.map(String);
  const last = keys[keys.length - 1];
  const parent = keys.slice(0, -1).reduce((inner: unknown, key) => {
    return Reflect.get(Object(inner), key);
  }, root);
  if (value === undefined) Reflect.deleteProperty(Object(parent), last);
  else Reflect.set(Object(parent), last, value);
}

/** Every finite binary64 number, −0 included. */
export const finite: fc.Arbitrary<number> = fc.double({ noNaN: true, noDefaultInfinity: true });

const factor: fc.Arbitrary<number> = fc.double({ min: 0, max: 1e9, noNaN: true });

/** The sample of a kind, each number in a tensor any number, in several cases with any comments. */
export const caseFiles: fc.Arbitrary<CasesFile> = fc
  .record({
    kind: fc.constantFrom(...KINDS.filter((kind) => kind !== "trajectory")),
    comments: fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 4 }),
    numbers: fc.infiniteStream(finite),
    factors: fc.infiniteStream(factor),
  })
  .map(({ kind, comments, numbers, factors }) => {
    const cases = comments.map((comment, n) => {
      const testCase = sampleFile(kind).cases[0];
      scatter(testCase, kind, numbers, factors);
      return { ...testCase, id: `${kind}-b-${n}`, comment };
    });
    return { ...sampleFile(kind), numberOfCases: cases.length, cases } as CasesFile;
  });

/** Other numbers into the tensors of a case, where its kind leaves them free. */
function scatter(
  testCase: CasesFile["cases"][number],
  kind: Kind,
  numbers: Iterator<number>,
  factors: Iterator<number>,
): void {
  if (kind === "reject") return;
  const { inputs, expected, errorFactor } = testCase;
  replaceNumbers(expected, numbers);
  if (kind === "canary") {
    const { values } = expected as { values: number[] };
    Object.assign(inputs, { values: [...values] });
    Object.assign(expected, { bits: values.map((value) => bitsOf("float64", value)) });
    return;
  }
  replaceNumbers(errorFactor, factors);
  for (const name of ["parameters", "x", "a", "o"]) {
    const tensors: unknown = Reflect.get(inputs, name);
    if (typeof tensors === "object") replaceNumbers(tensors, numbers);
  }
}

function replaceNumbers(tensors: object | null, numbers: Iterator<number>): void {
  for (const [name, value] of Object.entries(tensors ?? {})) {
    if (typeof value === "number") Reflect.set(tensors ?? {}, name, numbers.next().value);
    else if (typeof value === "object") replaceNumbers(value, numbers);
  }
}
