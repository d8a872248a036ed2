/**
 * Every public function, with every part of its arguments replaced by what does not belong there:
 * it may return or refuse, but what it throws must be its own words (`label: expected …, got …`),
 * a TypeError or a RangeError, and never the engine's "Cannot read properties of undefined".
 */
import { describe, expect, it } from "vitest";
import { sineWave } from "../../src/data/sine.ts";
import { shapes, slidingWindows, splitInOrder } from "../../src/data/windows.ts";
import { centralDifferences } from "../../src/gradcheck/centralDifferences.ts";
import { frozenDifferences, frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import { sha256OfNumbers } from "../../src/numerics/digest.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { quantile, spread } from "../../src/numerics/statistics.ts";
import { backward } from "../../src/rnn/backward.ts";
import { clip, clipByNorm, clipByValue, globalNorm } from "../../src/rnn/clip.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward, predict, sequenceLoss } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
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
  { rows: 2, cols: 1 },
  { rows: 0.5, cols: 2, data: new Float64Array(1) },
  { rows: Number.NaN, cols: 1, data: new Float64Array(1) },
];

const config = handConfig();
const parameters = handParameters();
const sequence = handSequence();
const trace = forward(config, parameters, sequence.x, sequence.initialState);
const gradients = backward(config, parameters, trace, sequence.y);
const series = fromRows([[1], [2], [3]]);
const records = slidingWindows(series, { length: 1 });

/** Each function with arguments that it takes. A copy of the configuration, so that it is looked at. */
const CALLS: Readonly<
  Record<string, readonly [f: (...args: never[]) => unknown, ...args: unknown[]]>
> = {
  defineNetwork: [defineNetwork, { ...config, truncation: { kind: "chunk", k1: 1, k2: 2 } }],
  forward: [forward, { ...config }, parameters, sequence.x, sequence.initialState],
  predict: [predict, { ...config }, parameters, sequence.x, sequence.initialState],
  sequenceLoss: [sequenceLoss, { ...config }, parameters, sequence],
  backward: [backward, { ...config }, parameters, trace, sequence.y],
  frozenLosses: [frozenLosses, { ...config }, parameters, sequence],
  frozenDifferences: [frozenDifferences, { ...config }, parameters, sequence, 1e-5],
  centralDifferences: [centralDifferences, () => 0, { x: Float64Array.of(1) }, 1e-5],
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
};

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

describe("in its own words, whatever comes, speaks", () => {
  it.each(Object.entries(CALLS))("%s", (_, [f, ...args]) => {
    expect(() => untyped(f)(...args)).not.toThrow();
    let refused = 0;
    for (const path of pathsInto(args).slice(1)) {
      for (const value of HOSTILE) {
        try {
          untyped(f)(...(replaced(args, path, value) as unknown[]));
        } catch (error) {
          refused++;
          const own =
            (error instanceof TypeError || error instanceof RangeError) &&
            OWN_WORDS.test(error.message);
          expect(own ? "" : `[${path}] = ${describeValue(value)}: ${String(error)}`).toBe("");
        }
      }
    }
    expect(refused).toBeGreaterThan(HOSTILE.length / 2);
  });
});

function describeValue(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
