/**
 * Every public function, with every part of its arguments replaced by what does not belong there.
 * What it throws must be its own words (`label: expected …, got …`), a TypeError or a RangeError, and
 * never the engine's "Cannot read properties of undefined"; what is of another kind than belongs there
 * it must refuse; and what it returns must be sound: no NaN, no infinity, no hole, no matrix at odds
 * with itself.
 */
import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import { articleEpochs, articleRun, summarize } from "../../src/article/run.ts";
import { PRESETS, runSettings } from "../../src/article/settings.ts";
import { sineWave } from "../../src/data/sine.ts";
import { shapes, slidingWindows, splitInOrder } from "../../src/data/windows.ts";
import { ENGINES } from "../../src/engine/engine.ts";
import { bestEngine, engineOf } from "../../src/engine/engines.ts";
import { centralDifferences } from "../../src/gradcheck/centralDifferences.ts";
import { checkGradient } from "../../src/gradcheck/check.ts";
import { definitionGradient } from "../../src/gradcheck/definition.ts";
import { dualGradient } from "../../src/gradcheck/dual.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { frozenDifferences, frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import { checkNetwork } from "../../src/gradcheck/networkCheck.ts";
import {
  definitionPairs,
  differencePairs,
  dualPairs,
  sumOfPairs,
} from "../../src/gradcheck/pairs.ts";
import { riddersGradient } from "../../src/gradcheck/ridders.ts";
import { taylorTest } from "../../src/gradcheck/taylor.ts";
import * as library from "../../src/index.ts";
import { sha256OfNumbers } from "../../src/numerics/digest.ts";
import { fromRows, type Matrix, toRows, zeros } from "../../src/numerics/matrix.ts";
import { GENERATORS, randomStream } from "../../src/numerics/random.ts";
import { quantile, spread } from "../../src/numerics/statistics.ts";
import { nextDown, nextUp, ulpDistance } from "../../src/numerics/ulp.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import { backward, pairContributions } from "../../src/rnn/backward.ts";
import { clip, clipByNorm, clipByValue, globalNorm } from "../../src/rnn/clip.ts";
import { defineNetwork, LOSS_PLACEMENTS } from "../../src/rnn/config.ts";
import { forward, predict, sequenceLoss } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { OUTPUTS, softmax } from "../../src/rnn/loss.ts";
import { rootMeanSquaredError } from "../../src/rnn/metrics.ts";
import { zeroGradients } from "../../src/rnn/parameters.ts";
import { oneHot } from "../../src/rnn/sequence.ts";
import { sgdStep } from "../../src/rnn/sgd.ts";
import { train } from "../../src/rnn/train.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { untyped } from "../support/refusals.ts";

const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  -0,
  -1,
  0.5,
  7,
  Infinity,
  2 ** 53,
  10n,
  "",
  "12",
  Symbol("hostile"),
  () => 1,
  {},
  Object.create(null),
  [],
  [null],
  [[]],
  Object.assign([], { length: 2 }),
  new Map(),
  new Float64Array(0),
  Float64Array.of(Number.NaN),
  new Float32Array(2),
  new Proxy(new Float64Array(1), {}),
  { rows: 2, cols: 1 },
  { rows: 0.5, cols: 2, data: new Float64Array(1) },
  { rows: Number.NaN, cols: 1, data: new Float64Array(1) },
  { rows: 1, cols: 1, data: Float64Array.of(Number.NaN) },
];

const config = handConfig();
const parameters = handParameters();
const sequence = handSequence();
const trace = forward(config, parameters, sequence.x, sequence.initialState);
const gradients = backward(config, parameters, trace, sequence.y);
const series = fromRows([[1], [2], [3]]);
const records = slidingWindows(series, { length: 1 });
const settings = { ...runSettings("corrected", { hidden: 1, length: 1, epochs: 1 }) };
const epochs = [...articleEpochs(settings)];

type Call = readonly [f: (...args: never[]) => unknown, ...args: unknown[]];

/** Each function with arguments that it takes. A copy of the configuration, so that it is looked at. */
const CALLS: Readonly<Record<string, Call>> = {
  defineNetwork: [defineNetwork, { ...config, truncation: { kind: "chunk", k1: 1, k2: 2 } }],
  forward: [forward, { ...config }, parameters, sequence.x, sequence.initialState],
  predict: [predict, { ...config }, parameters, sequence.x, sequence.initialState],
  sequenceLoss: [sequenceLoss, { ...config }, parameters, sequence],
  backward: [backward, { ...config }, parameters, trace, sequence.y],
  frozenLosses: [frozenLosses, { ...config }, parameters, sequence],
  frozenDifferences: [frozenDifferences, { ...config }, parameters, sequence, 1e-5],
  centralDifferences: [centralDifferences, () => 0, { x: Float64Array.of(1) }, 1e-5],
  riddersGradient: [riddersGradient, () => 0, { x: Float64Array.of(1) }, { noise: 0, step: 1 }],
  taylorTest: [
    taylorTest,
    () => 0,
    { x: Float64Array.of(1) },
    { x: Float64Array.of(1) },
    { seed: 1, directions: 1, noise: 0 },
  ],
  checkGradient: [
    checkGradient,
    () => 0,
    { x: Float64Array.of(1) },
    { x: Float64Array.of(1) },
    { noise: 0, rounding: { x: Float64Array.of(1) } },
  ],
  checkNetwork: [checkNetwork, { ...config }, parameters, sequence, gradients, ["duals"]],
  dualGradient: [dualGradient, { ...config }, parameters, sequence],
  definitionGradient: [definitionGradient, { ...config }, parameters, sequence, { digits: 30 }],
  errorBounds: [errorBounds, { ...config }, parameters, sequence],
  dualPairs: [dualPairs, { ...config }, parameters, sequence],
  differencePairs: [differencePairs, { ...config }, parameters, sequence, 1e-5],
  definitionPairs: [definitionPairs, { ...config }, parameters, sequence, { digits: 30 }],
  sumOfPairs: [sumOfPairs, { ...config }, dualPairs(config, parameters, sequence)],
  pairContributions: [pairContributions, { ...config }, parameters, trace, sequence.y],
  clip: [clip, gradients, { kind: "value", limit: 1 }],
  clipByValue: [clipByValue, gradients, -1, 1],
  clipByNorm: [clipByNorm, gradients, 1],
  globalNorm: [globalNorm, gradients],
  zeroGradients: [zeroGradients, { ...config }],
  sgdStep: [sgdStep, parameters, gradients, 0.1],
  "train, its first epoch": [
    (...args: never[]) => (untyped(train)(...args) as Generator).next(),
    { ...config },
    parameters,
    { training: [sequence], validation: [sequence] },
    { epochs: 1, learningRate: 0.1, clipping: { kind: "norm", limit: 1 }, patience: 1 },
  ],
  "initializeParameters, one distribution": [
    initializeParameters,
    { ...config },
    { next: () => 0.5 },
    { kind: "uniform", low: 0, high: 1 },
  ],
  "initializeParameters, three distributions": [
    initializeParameters,
    { ...config },
    { next: () => 0.5 },
    { U: { kind: "he" }, W: { kind: "he" }, V: { kind: "he" } },
  ],
  runSettings: [runSettings, "as-published", { seed: 1, hidden: 2, correct: ["E01"] }],
  articleData: [articleData, 3],
  "articleEpochs, the first": [
    (...args: never[]) => (untyped(articleEpochs)(...args) as Generator).next(),
    settings,
    epochs[0].parameters,
  ],
  articleRun: [articleRun, settings, epochs[0].parameters],
  summarize: [
    summarize,
    settings,
    epochs.map(({ epoch, trainLoss, valLoss }) => ({ epoch, trainLoss, valLoss })),
    epochs[0].parameters,
  ],
  engineOf: [engineOf, "wasm"],
  oneHot: [oneHot, 1, 3],
  rootMeanSquaredError: [rootMeanSquaredError, Float64Array.of(1), Float64Array.of(2)],
  slidingWindows: [slidingWindows, series, { length: 1, targets: [0] }],
  splitInOrder: [splitInOrder, records, { training: 1, validation: 1 }],
  shapes: [shapes, records],
  sineWave: [sineWave, 3],
  randomStream: [randomStream, "numpy", 1],
  quantile: [quantile, [1, 2], 0.5],
  spread: [spread, [1, 2]],
  sha256OfNumbers: [sha256OfNumbers, [[1], [2]]],
  fromRows: [fromRows, [[1], [2]]],
  toRows: [toRows, series],
  nextUp: [nextUp, 1],
  nextDown: [nextDown, 1],
};

/** Of these what is not finite may come out when it went in, as their descriptions say. */
const LETS_THROUGH = [
  "clip",
  "clipByValue",
  "clipByNorm",
  "globalNorm",
  "sgdStep",
  "summarize",
  "taylorTest",
  "checkGradient",
  "checkNetwork",
  "sumOfPairs",
  "toRows",
  "nextUp",
  "nextDown",
];

/** Parts that nobody looks at, by function and path. */
const UNREAD = /^(backward|pairContributions) 2,a/;

/** The paths to every part of a value: itself, its members, theirs, …, typed arrays left whole. */
function pathsInto(value: unknown): string[][] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [[]];
  const inner = Object.entries(value).flatMap(([key, member]) =>
    pathsInto(member).map((path) => [key, ...path]),
  );
  return [[], ...inner];
}

/** A copy in which the part at the path is another value. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as object) };
  const members = copy as Record<string, unknown>;
  members[key] = replaced(members[key], rest, by);
  return copy;
}

const OWN_WORDS = /^[^:]+: expected .+/;

/** What is wrong with a result, if anything. */
function unsound(value: unknown, finite: boolean, path = "result"): string | undefined {
  if (typeof value === "number")
    return finite && !Number.isFinite(value) ? `${path} is ${value}` : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if (isMatrixLike(value) && value.data.length !== value.rows * value.cols) {
    return `${path} is ${value.rows}×${value.cols} with ${value.data.length} numbers`;
  }
  if (Array.isArray(value) && value.includes(undefined)) return `${path} has a hole`;
  for (const [key, member] of Object.entries(value)) {
    const found = unsound(member, finite, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMatrixLike(value: object): value is Matrix {
  return "rows" in value && "cols" in value && "data" in value;
}

/** What kind a value is of, as far as a caller could mistake one for another. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value) : typeof value;
}

/** Whether what is put in a place is, by its kind alone, not what belongs there. */
function isMisplaced(belongs: unknown, value: unknown): boolean {
  // Many things are optional, and an array of numbers may be typed.
  if (value === undefined) return false;
  if (kindOf(belongs) === "array" && value instanceof Float64Array) return false;
  return kindOf(value) !== kindOf(belongs);
}

function partAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((part, key) => (part as Record<string, unknown>)[key], value);
}

type Outcome = { readonly threw: unknown } | { readonly returned: unknown };

function outcomeOf(f: () => unknown): Outcome {
  try {
    return { returned: f() };
  } catch (error) {
    return { threw: error };
  }
}

/** What a function did wrong with a value in one part of its arguments, if anything. */
function fault(
  name: string,
  outcome: Outcome,
  belongs: unknown,
  value: unknown,
): string | undefined {
  if ("threw" in outcome) {
    const { threw } = outcome;
    const own =
      (threw instanceof TypeError || threw instanceof RangeError) && OWN_WORDS.test(threw.message);
    return own ? undefined : String(threw);
  }
  if (isMisplaced(belongs, value)) return "was not refused";
  const finite = unsound(value, true) === undefined || !LETS_THROUGH.includes(name);
  return unsound(outcome.returned, finite);
}

/** What a function does wrong with what does not belong in its arguments. */
function faults(name: string, [f, ...args]: Call): { readonly found: string[]; refused: number } {
  const found: string[] = [];
  let refused = 0;
  for (const path of pathsInto(args).slice(1)) {
    if (UNREAD.test(`${name} ${path}`)) continue;
    for (const value of HOSTILE) {
      const outcome = outcomeOf(() => untyped(f)(...(replaced(args, path, value) as unknown[])));
      if ("threw" in outcome) refused++;
      const wrong = fault(name, outcome, partAt(args, path), value);
      if (wrong !== undefined) found.push(`[${path}] = ${describeValue(value)}: ${wrong}`);
    }
  }
  return { found, refused };
}

describe("in its own words, whatever comes, speaks, and returns nothing unsound", () => {
  it.each(Object.entries(CALLS))("%s", (name, call) => {
    const [f, ...args] = call;
    expect(outcomeOf(() => untyped(f)(...args))).toHaveProperty("returned");
    const { found, refused } = faults(name, call);
    expect(found).toEqual([]);
    expect(refused).toBeGreaterThan(HOSTILE.length / 2);
  });

  it("ulpDistance, which is infinite for what is no number", () => {
    for (const value of HOSTILE) {
      expect(untyped(ulpDistance)(value, 1)).toBe(
        typeof value === "number" && !Number.isNaN(value) ? ulpDistance(value, 1) : Infinity,
      );
    }
  });

  it.each<[name: string, sign: string, call: Call]>([
    ["zeros", "result is 0.5×3 with 1 numbers", [zeros, 0, 3]],
    ["zeros", "was not refused", [zeros, 2, 3]],
    ["softmax", "result.0 is NaN", [softmax, Float64Array.of(1)]],
    ["softmax", "o.reduce is not a function", [softmax, Float64Array.of(1)]],
    ["mend", "was not refused", [(ids: never[]) => new Set(ids), ["E01"]]],
  ])("is told from what does not: %s, %s", (name, sign, call) => {
    expect(faults(name, call).found.join("\n")).toContain(sign);
  });
});

describe("the library", () => {
  it("has no function that is not tried above", () => {
    const tried = Object.values(CALLS).map(([f]) => f as unknown);
    const others: readonly unknown[] = [train, articleEpochs, ulpDistance, bestEngine];
    const functions = Object.entries(library).filter(([, value]) => typeof value === "function");
    expect(functions.length).toBeGreaterThan(20);
    const untried = functions.filter(([, f]) => !tried.includes(f) && !others.includes(f));
    expect(untried.map(([name]) => name)).toEqual([]);
  });

  it("has lists that no one can add to", () => {
    for (const list of [ACTIVATIONS, OUTPUTS, GENERATORS, PRESETS, LOSS_PLACEMENTS, ENGINES]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
    expect([library.PUBLISHED_TRAIN_LOSS, library.PUBLISHED_VAL_LOSS].every(Object.isFrozen)).toBe(
      true,
    );
  });
});

function describeValue(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
