/**
 * The problem that the rivals solve: the article's network and waves from an unsaturated start, so
 * that gradients flow, trained by three kinds of back-propagation through time, batch 1.
 */
import { articleData } from "../../../src/article/data.ts";
import { sineWave } from "../../../src/data/sine.ts";
import { type Matrix, zeros } from "../../../src/numerics/matrix.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { defineNetwork, type NetworkConfig } from "../../../src/rnn/config.ts";
import { initializeParameters } from "../../../src/rnn/initialization.ts";
import type { Parameters } from "../../../src/rnn/parameters.ts";
import type { Sequence } from "../../../src/rnn/sequence.ts";

export const MODES = ["full", "chunk", "window"] as const;
/**
 * - `full`: one loss, at the last step; BPTT through all of them
 * - `chunk`: a loss at every step, the state detached every ten steps
 * - `window`: a loss at every step, each of which reaches back five hops
 */
export type Mode = (typeof MODES)[number];

export const CHUNK = 10;
export const HOPS = 5;

export interface Problem {
  readonly mode: Mode;
  readonly epochs: number;
  readonly learningRate: number;
  /** every entry of a gradient is clipped to ± this */
  readonly clip: number;
  readonly config: NetworkConfig;
  readonly start: Parameters;
  readonly training: readonly Sequence[];
}

export function problemOf(mode: Mode, epochs: number): Problem {
  const config = defineNetwork({
    inputSize: 1,
    hiddenSize: 100,
    outputSize: 1,
    hiddenBias: false,
    outputBias: false,
    lossAt: mode === "full" ? "last" : "every",
    truncation:
      mode === "full"
        ? { kind: "full" }
        : mode === "chunk"
          ? { kind: "chunk", k1: CHUNK, k2: CHUNK }
          : { kind: "window", hops: HOPS },
  });
  const start = initializeParameters(config, randomStream("numpy", 42), {
    U: { kind: "uniform", low: -0.5, high: 0.5 },
    W: { kind: "uniform", low: -0.1, high: 0.1 },
    V: { kind: "uniform", low: -0.1, high: 0.1 },
  });
  const { training } = articleData(50);
  const records = mode === "full" ? training : everyNext(training.length, 50);
  // A loss at every step makes fifty times the gradient.
  const learningRate = mode === "full" ? 0.01 : 0.0005;
  return { mode, epochs, learningRate, clip: 10, config, start, training: records };
}

/** Windows of the wave whose target at each step is the value that comes next. */
function everyNext(count: number, T: number): Sequence[] {
  const wave = sineWave(count + T).data;
  const column = (from: number): Matrix => {
    const A = zeros(T, 1);
    A.data.set(wave.subarray(from, from + T));
    return A;
  };
  return Array.from({ length: count }, (_, n) => ({ x: column(n), y: column(n + 1) }));
}
