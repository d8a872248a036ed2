/** The problem as it is sent to a rival, and what a rival answers. */
import type { Matrix } from "../../../src/numerics/matrix.ts";
import { CHUNK, HOPS, type Mode, type Problem } from "./problem.ts";

export interface Job {
  readonly mode: Mode;
  readonly epochs: number;
  readonly learningRate: number;
  readonly clip: number;
  readonly chunk: number;
  readonly hops: number;
  readonly hidden: number;
  readonly U: readonly number[];
  readonly W: readonly number[];
  readonly V: readonly number[];
  /** T numbers of each record */
  readonly x: readonly (readonly number[])[];
  /** one number of each record, or T */
  readonly y: readonly (readonly number[])[];
}

export interface RivalRun {
  readonly seconds: number;
  /** before each epoch's updates, the sum over the records */
  readonly trainLoss: readonly number[];
  /** of what it is made with */
  readonly version: string;
}

export function jobOf({ mode, epochs, learningRate, clip, config, start, training }: Problem): Job {
  const numbers = ({ data }: Matrix): number[] => Array.from(data);
  return {
    mode,
    epochs,
    learningRate,
    clip,
    chunk: CHUNK,
    hops: HOPS,
    hidden: config.hiddenSize,
    U: numbers(start.U),
    W: numbers(start.W),
    V: numbers(start.V),
    x: training.map(({ x }) => numbers(x)),
    y: training.map(({ y }) => numbers(y)),
  };
}

/** The job as a program without a reader of JSON wants it: words with spaces between. */
export function jobWords(job: Job): string {
  const { mode, epochs, learningRate, clip, chunk, hops, hidden, U, W, V, x, y } = job;
  const sizes = [hidden, x[0].length, x.length, y[0].length];
  const words = [mode, epochs, learningRate, clip, chunk, hops, ...sizes, ...U, ...W, ...V];
  return [...words, ...x.flat(), ...y.flat()].join(" ");
}
