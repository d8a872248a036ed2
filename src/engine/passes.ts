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
import { newPage, rows } from "./page.ts";
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
      const T = trace.x.rows;
      const counted = config.lossAt === "every" ? along : along.filter(({ end }) => end === T - 1);
      const pairs = pairsTogether(config, counted, pageNumbers);
      const steps = prepare(workspace, config, parameters, T, pairs, pageNumbers);
      return steps === 0 || overlapBeyond(steps, counted)
        ? propagate(config, parameters, trace, y, along, gradients)
        : backward(workspace, steps, pairs, config, trace, y, counted, gradients);
    },
  };
}

/**
 * Whether a sweep of more steps than a page has shares some of them with the one before it in time, so
 * that their Σδ would have to wait where they are not in memory.
 */
function overlapBeyond(steps: number, along: readonly Sweep[]): boolean {
  return along.some(
    ({ start, end }, n) => n > 0 && along[n - 1].end >= start && end - start >= steps,
  );
}

/**
 * How many pairs of a loss and a step that it reaches are in memory at once: none where no two sweeps
 * go back together.
 */
function pairsTogether(
  { hiddenSize: H }: NetworkConfig,
  along: readonly Sweep[],
  pageNumbers: number,
): number {
  const together = slidingBefore(along, along.length - 1, 2) === 2;
  if (!together) return 0;
  const pairs = along.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  return Math.min(pairs, Math.floor(pageNumbers / H));
}

/**
 * How many sweeps up to the n-th, at most so many, slide along: each with one loss, and one step later
 * than the one before.
 */
function slidingBefore(along: readonly Sweep[], n: number, most: number): number {
  const least = Math.max(0, n - most + 1);
  let first = n;
  while (first > least && slides(along[first - 1], along[first])) first--;
  return n - first + 1;
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
  // Of x, a, s, Σδ, δ, o and e.
  const steps = Math.min(T, Math.max(1, Math.floor(pageNumbers / (D + 4 * H + 2 * O))));
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

/** `propagate` of rnn/backward, after {@link prepare}; every sweep ends with a loss. */
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
  const { outputSize: O } = config;
  const activation = ACTIVATIONS.indexOf(config.activation);
  const page = newPage(workspace, steps, trace);
  const bring = (first: number, last: number, errors: readonly Float64Array[]): void => {
    page.bring(first, last);
    errors.forEach((e, n) => {
      workspace.write(kernels.e, e, (last - page.begin - n) * O);
    });
  };

  kernels.startBackward();
  for (let n = along.length - 1; n >= 0; n--) {
    const sweep = along[n];
    const hops = sweep.end - sweep.start;
    const most = Math.min(steps - hops, Math.floor(pairs / (hops + 1)));
    const together = slidingBefore(along, n, most);
    n -= together - 1;
    const next = n > 0 ? along[n - 1].end : -1;
    if (together > 1) {
      const { start, end } = along[n];
      bring(start, sweep.end, errorsOf(config, trace, y, end, sweep.end));
      kernels.backwardWindows(activation, end - page.begin, together, hops);
      page.reached(start, sweep.end, next);
      continue;
    }
    for (let last = sweep.end; last >= sweep.start; last -= steps) {
      const first = Math.max(sweep.start, last - steps + 1);
      const errors = errorsOf(config, trace, y, Math.max(first, sweep.firstLoss), last);
      bring(first, last, errors);
      const goesOn = last < sweep.end;
      kernels.backward(activation, first - page.begin, last - first + 1, errors.length, goesOn);
      page.reached(first, last, next);
    }
  }
  page.finish();
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
