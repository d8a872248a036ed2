/**
 * An implementation as somebody else might write it, in plain JavaScript: gradients of an Elman
 * network over a pipe. With the argument `wrong` its window is one hop short.
 */
import { createInterface } from "node:readline";

const hopsTaken = process.argv[2] === "wrong" ? (hops) => hops - 1 : (hops) => hops;

const ACTIVATIONS = {
  sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (_, s) => s * (1 - s)],
  tanh: [Math.tanh, (_, s) => 1 - s * s],
  relu: [(a) => Math.max(0, a), (a) => (a > 0 ? 1 : 0)],
  identity: [(a) => a, () => 1],
};

const zeros = (rows, cols) => Array.from({ length: rows }, () => new Array(cols).fill(0));
const times = (A, x) => A.map((row) => row.reduce((sum, entry, j) => sum + entry * x[j], 0));
const plus = (...vectors) => vectors[0].map((_, j) => vectors.reduce((sum, v) => sum + v[j], 0));

function addOuter(A, left, right) {
  left.forEach((l, i) => {
    right.forEach((r, j) => {
      A[i][j] += l * r;
    });
  });
}

/** The earliest step that the loss at step t reaches. */
function start(truncation, t, T) {
  if (truncation.kind === "full") return 0;
  if (truncation.kind === "window") return Math.min(t, Math.max(0, t - hopsTaken(truncation.hops)));
  const update = Math.min((Math.floor(t / truncation.k1) + 1) * truncation.k1, T) - 1;
  return Math.max(0, update - truncation.k2 + 1);
}

/** The loss of a step and its derivative with respect to o. */
function lossOf(output, o, y) {
  if (output === "linear") {
    const error = o.map((ok, k) => ok - y[k]);
    return [error.reduce((sum, e) => sum + e * e, 0) / 2, error];
  }
  const largest = Math.max(...o);
  const powers = o.map((ok) => Math.exp(ok - largest));
  const total = powers.reduce((sum, p) => sum + p, 0);
  const k = y.indexOf(1);
  return [Math.log(total) + largest - o[k], powers.map((p, j) => p / total - y[j])];
}

function gradient({ config, inputs }) {
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  const { U, W, V, b = new Array(H).fill(0), c = new Array(O).fill(0) } = inputs.parameters;
  const { x, y, initialState = new Array(H).fill(0) } = inputs;
  const [f, derivative] = ACTIVATIONS[config.activation];
  const T = x.length;
  const a = [];
  const s = [];
  for (let t = 0; t < T; t++) {
    a[t] = plus(b, times(U, x[t]), times(W, s[t - 1] ?? initialState));
    s[t] = a[t].map(f);
  }
  const [dU, dW, dV] = [zeros(H, D), zeros(H, H), zeros(O, H)];
  let db = new Array(H).fill(0);
  let dc = new Array(O).fill(0);
  let loss = 0;
  for (let t = config.lossAt === "last" ? T - 1 : 0; t < T; t++) {
    const target = config.lossAt === "last" ? y[0] : y[t];
    const [lossAtT, error] = lossOf(config.output, plus(c, times(V, s[t])), target);
    loss += lossAtT;
    dc = plus(dc, error);
    addOuter(dV, error, s[t]);
    let carried = s[t].map((_, j) => error.reduce((sum, e, k) => sum + e * V[k][j], 0));
    for (let i = t; i >= start(config.truncation, t, T); i--) {
      const delta = carried.map((d, j) => d * derivative(a[i][j], s[i][j]));
      db = plus(db, delta);
      addOuter(dU, delta, x[i]);
      addOuter(dW, delta, s[i - 1] ?? initialState);
      carried = s[i].map((_, j) => delta.reduce((sum, d, m) => sum + d * W[m][j], 0));
    }
  }
  const biases = { ...(config.hiddenBias && { db }), ...(config.outputBias && { dc }) };
  return { loss, dU, dW, dV, ...biases };
}

const implementation = {
  name: "plain Elman",
  language: "JavaScript",
  version: "1",
  dtype: "float64",
};

function reply({ cmd, seq, case: asked }) {
  if (cmd === "start") return { ready: true, version: 1, implementation };
  if (asked.kind !== "gradient") return { seq, skipped: "gradients only" };
  return { seq, results: gradient(asked) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.cmd === "stop") break;
  process.stdout.write(`${JSON.stringify(reply(message))}\n`);
}
