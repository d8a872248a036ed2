/**
 * The passes of `src/rnn` by the kernels of `assembly`. A sequence goes through memory page by page;
 * what does not fit in memory at all is left to the reference.
 */
import type { Matrix } from "../numerics/matrix.ts";
import { row } from "../numerics/matrix.ts";
import { ACTIVATIONS } from "../rnn/activation.ts";
import { propagate } from "../rnn/backward.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import type { Passes } from "../rnn/engine.ts";
import { stateBefore, type Trace, writeSteps } from "../rnn/forward.ts";
import { outputError } from "../rnn/loss.ts";
import { type Gradients, type Parameters, zeroGradients } from "../rnn/parameters.ts";
import { targetAt } from "../rnn/sequence.ts";
import type { Sweep } from "../rnn/truncation.ts";
import type { Workspace } from "./workspace.ts";

/**
 * @param pageNumbers how many numbers the steps of a page may take; one step always fits
 */
export function kernelPasses(workspace: Workspace, pageNumbers: number): Passes {
  return {
    writeSteps(trace, config, parameters, from, to) {
      const steps = prepare(workspace, config, parameters, to - from + 1, 0, pageNumbers);
      if (steps === 0) writeSteps(trace, config, parameters, from, to);
      else forward(workspace, steps, trace, config, from, to);
    },
    propagate(config, parameters, trace, y, along, gradients = zeroGradients(config)) {
      const pairs = pairsTogether(config, along, pageNumbers);
      const steps = prepare(workspace, config, parameters, trace.x.rows, pairs, pageNumbers);
      return steps === 0
        ? propagate(config, parameters, trace, y, along, gradients)
        : backward(workspace, steps, pairs, config, trace, y, along, gradients);
    },
  };
}

/**
 * How many pairs of a loss and a step that it reaches are in memory at once: none where no two sweeps
 * go back together.
 */
function pairsTogether(
  { inputSize: D, hiddenSize: H, lossAt }: NetworkConfig,
  along: readonly Sweep[],
  pageNumbers: number,
): number {
  const together = along.length > 1 && slidingFrom(along, along.length - 2, 2) === 2;
  if (lossAt === "last" || !together) return 0;
  const pairs = along.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  return Math.min(pairs, Math.floor(pageNumbers / (D + 2 * H)));
}

/**
 * How many sweeps from the n-th on, as far as `most`, slide along: each with one loss, and one step
 * later than the one before.
 */
function slidingFrom(along: readonly Sweep[], n: number, most: number): number {
  const end = Math.min(along.length, n + most);
  let next = n + 1;
  while (next < end && slides(along[next - 1], along[next])) next++;
  return next - n;
}

function slides(sweep: Sweep, next: Sweep): boolean {
  const single = sweep.firstLoss === sweep.end && next.firstLoss === next.end;
  return single && next.start === sweep.start + 1 && next.end === sweep.end + 1;
}

/**
 * Lays out the network with a page of at most T steps and so many pairs, and writes the parameters.
 *
 * @returns how many steps a page has; 0 when there is no room
 */
function prepare(
  workspace: Workspace,
  { inputSize: D, hiddenSize: H, outputSize: O }: NetworkConfig,
  { U, W, V, b, c }: Parameters,
  T: number,
  pairs: number,
  pageNumbers: number,
): number {
  const { kernels } = workspace;
  // Of x, a, s, δ, o and e.
  const steps = Math.min(T, Math.max(1, Math.floor(pageNumbers / (D + 3 * H + 2 * O))));
  if (!workspace.reserve(kernels.layOutNetwork(D, H, O, steps, pairs))) return 0;
  workspace.write(kernels.U, U.data);
  workspace.write(kernels.W, W.data);
  workspace.write(kernels.V, V.data);
  workspace.write(kernels.b, b ?? new Float64Array(H));
  workspace.write(kernels.c, c ?? new Float64Array(O));
  return steps;
}

/** `writeSteps` of rnn/forward, after {@link prepare}. */
function forward(
  workspace: Workspace,
  steps: number,
  trace: Trace,
  config: NetworkConfig,
  from: number,
  to: number,
): void {
  const { kernels } = workspace;
  kernels.startForward();
  for (let first = from; first <= to; first += steps) {
    const count = Math.min(steps, to - first + 1);
    workspace.write(kernels.x, rows(trace.x, first, count));
    workspace.write(kernels.s, stateBefore(trace, first));
    kernels.forward(ACTIVATIONS.indexOf(config.activation), count);
    workspace.read(kernels.a, rows(trace.a, first, count));
    workspace.read(kernels.s, rows(trace.s, first, count), config.hiddenSize);
    workspace.read(kernels.o, rows(trace.o, first, count));
  }
}

/** `propagate` of rnn/backward, after {@link prepare}. */
function backward(
  workspace: Workspace,
  steps: number,
  pairs: number,
  config: NetworkConfig,
  trace: Trace,
  y: Matrix,
  along: readonly Sweep[],
  gradients: Gradients,
): Gradients {
  const { kernels } = workspace;
  const { hiddenSize: H, outputSize: O } = config;
  const activation = ACTIVATIONS.indexOf(config.activation);
  // Steps after those of all sweeps are of no use; in memory are the steps `begin` … `end` − 1.
  const stop = along.reduce((steps, sweep) => Math.max(steps, sweep.end + 1), 0);
  let [begin, end] = [0, 0];
  const bring = (first: number, last: number, errors: readonly Float64Array[]): void => {
    if (first < begin || last >= end) {
      [begin, end] = [first, Math.min(first + steps, stop)];
      workspace.write(kernels.x, rows(trace.x, begin, end - begin));
      workspace.write(kernels.s, stateBefore(trace, begin));
      workspace.write(kernels.s, rows(trace.s, begin, end - begin), H);
    }
    errors.forEach((e, n) => {
      workspace.write(kernels.e, e, (last - begin - n) * O);
    });
  };

  kernels.startBackward();
  for (let n = 0; n < along.length; n++) {
    const sweep = along[n];
    const hops = sweep.end - sweep.start;
    const most = Math.min(steps - hops, Math.floor(pairs / (hops + 1)));
    const together = slidingFrom(along, n, most);
    if (together > 1) {
      const last = sweep.end + together - 1;
      bring(sweep.start, last, errorsOf(config, trace, y, sweep.end, last));
      kernels.backwardWindows(activation, sweep.end - begin, together, hops);
      n += together - 1;
      continue;
    }
    let carries = false;
    for (let last = sweep.end; last >= sweep.start; last -= steps) {
      const first = Math.max(sweep.start, last - steps + 1);
      const errors = errorsOf(config, trace, y, Math.max(first, sweep.firstLoss), last);
      // Until the sweep meets its first loss there is nothing to carry back.
      if (errors.length === 0 && !carries) continue;
      bring(first, last, errors);
      kernels.backward(activation, first - begin, last - first + 1, errors.length, carries);
      carries = true;
    }
  }
  readGradients(workspace, gradients);
  return gradients;
}

/** e_t of the steps `first` … `last` that have a loss, the last one first. */
function errorsOf(
  config: NetworkConfig,
  trace: Trace,
  y: Matrix,
  first: number,
  last: number,
): Float64Array[] {
  const errors: Float64Array[] = [];
  for (let t = last; t >= first; t--) {
    const target = targetAt(config, y, t, trace.x.rows);
    if (target) errors.push(outputError(config.output, row(trace.o, t), target));
  }
  return errors;
}

function readGradients({ kernels, read }: Workspace, { dU, dW, dV, db, dc }: Gradients): void {
  read(kernels.dU, dU.data);
  read(kernels.dW, dW.data);
  read(kernels.dV, dV.data);
  if (db) read(kernels.db, db);
  if (dc) read(kernels.dc, dc);
}

/** Rows of A as a view. */
function rows(A: Matrix, first: number, count: number): Float64Array {
  return A.data.subarray(first * A.cols, (first + count) * A.cols);
}
