/**
 * The problem in TensorFlow.js, by its gradients, which are of binary32: it has no other. Chunks and
 * windows begin at states without a history, the windows of a sequence as one batch.
 *
 * The first argument is the backend, cpu or wasm. A line of JSON comes in for each run; the seconds
 * and the losses go out.
 */
import { createInterface } from "node:readline";
import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import type { Job } from "./job.ts";

type Weights = readonly [U: tf.Tensor2D, W: tf.Tensor2D, V: tf.Tensor2D];

interface Record {
  /** T×1 */
  readonly x: tf.Tensor2D;
  /** 1×1, or T×1 */
  readonly y: tf.Tensor2D;
}

/** The states s_{−1} … s_{T−1}, H×1 each. */
function states([U, W]: Weights, x: tf.Tensor2D): tf.Tensor2D[] {
  const s = [tf.zeros<tf.Rank.R2>([W.shape[0], 1])];
  for (let t = 0; t < x.shape[0]; t++) s.push(stateAfter(U, W, tf.slice(x, [t, 0], [1, 1]), s[t]));
  return s;
}

/** tanh(U x + W s), for a batch in columns. */
function stateAfter(U: tf.Tensor2D, W: tf.Tensor2D, x: tf.Tensor2D, s: tf.Tensor2D): tf.Tensor2D {
  return tf.tanh(tf.add(tf.matMul(U, x), tf.matMul(W, s)));
}

/** o_t in row t, from s_t in column t. */
function outputs(V: tf.Tensor2D, s: tf.Tensor2D): tf.Tensor2D {
  return tf.transpose(tf.matMul<tf.Tensor2D>(V, s));
}

function halfSquares(o: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.square(tf.sub(o, y))), 2);
}

/** The loss of the last steps, as many as there are targets; nothing is forgotten. */
function loss(weights: Weights, { x, y }: Record): tf.Scalar {
  const s = states(weights, x).slice(-y.shape[0]);
  return halfSquares(outputs(weights[2], tf.concat<tf.Tensor2D>(s, 1)), y);
}

/** Parts of a sequence whose gradients add up to what the mode asks for. */
function losses(
  job: Job,
  weights: Weights,
  { x, y }: Record,
): ((...w: tf.Tensor[]) => tf.Scalar)[] {
  const T = x.shape[0];
  if (job.mode === "full") return [(...w) => loss(asWeights(w), { x, y })];
  const s = states(weights, x);
  if (job.mode === "chunk") {
    return Array.from({ length: Math.ceil(T / job.chunk) }, (_, n) => {
      const from = n * job.chunk;
      const count = Math.min(job.chunk, T - from);
      return (...w) => {
        const [U, W, V] = asWeights(w);
        const own = [s[from]];
        for (let t = 0; t < count; t++) {
          own.push(stateAfter(U, W, tf.slice(x, [from + t, 0], [1, 1]), own[t]));
        }
        const o = outputs(V, tf.concat<tf.Tensor2D>(own.slice(1), 1));
        return halfSquares(o, tf.slice(y, [from, 0], [count, 1]));
      };
    });
  }
  const none = tf.zeros<tf.Rank.R2>([weights[1].shape[0], job.hops]);
  const history = tf.concat<tf.Tensor2D>([none, tf.concat<tf.Tensor2D>(s.slice(0, T), 1)], 1);
  const starts = tf.slice(history, [0, 0], [-1, T]);
  const padded = tf.concat([tf.zeros<tf.Rank.R2>([1, job.hops]), tf.transpose(x)], 1);
  const real = tf.concat([tf.zeros<tf.Rank.R2>([1, job.hops]), tf.ones<tf.Rank.R2>([1, T])], 1);
  return [
    (...w) => {
      const [U, W, V] = asWeights(w);
      let own = starts;
      for (let k = 0; k <= job.hops; k++) {
        const next = stateAfter(U, W, tf.slice(padded, [0, k], [1, T]), own);
        own = tf.mul(next, tf.slice(real, [0, k], [1, T]));
      }
      return halfSquares(outputs(V, own), y);
    },
  ];
}

function asWeights(tensors: readonly tf.Tensor[]): Weights {
  const [U, W, V] = tensors;
  const H = U.shape[0];
  return [tf.reshape(U, [H, 1]), tf.reshape(W, [H, H]), tf.reshape(V, [1, H])];
}

/** The weights after one update. */
function learned(job: Job, weights: Weights, record: Record): Weights {
  const [U, W, V] = tf.tidy(() => {
    const sums = losses(job, weights, record)
      .map((part) => tf.grads(part)([...weights]))
      .reduce((total, parts) => total.map((sum, n) => tf.add(sum, parts[n])));
    const steps = sums.map((g) => tf.mul(job.learningRate, tf.clipByValue(g, -job.clip, job.clip)));
    return [...asWeights(weights.map((theta, n) => tf.sub(theta, steps[n])))];
  });
  return [U, W, V];
}

async function run(job: Job): Promise<object> {
  const H = job.hidden;
  let weights: Weights = [
    tf.tensor2d([...job.U], [H, 1]),
    tf.tensor2d([...job.W], [H, H]),
    tf.tensor2d([...job.V], [1, H]),
  ];
  const records = job.x.map((x, n) => ({
    x: tf.tensor2d([...x], [x.length, 1]),
    y: tf.tensor2d([...job.y[n]], [job.y[n].length, 1]),
  }));
  const trainLoss: number[] = [];
  const start = performance.now();
  for (let epoch = 0; epoch < job.epochs; epoch++) {
    trainLoss.push(
      records.reduce((sum, record) => {
        return sum + tf.tidy(() => loss(weights, record).dataSync()[0]);
      }, 0),
    );
    for (const record of records) {
      const next = learned(job, weights, record);
      tf.dispose([...weights]);
      weights = next;
    }
  }
  await weights[0].data();
  return { seconds: (performance.now() - start) / 1000, trainLoss, version: tf.version_core };
}

async function main(backend: string, wasmFolder: string): Promise<void> {
  if (backend === "wasm") {
    setWasmPaths(wasmFolder);
    setThreadsCount(1);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend}`);
  await tf.ready();
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Job))}\n`);
  }
}

void main(process.argv[2], process.argv[3]);
