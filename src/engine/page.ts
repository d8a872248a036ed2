/**
 * The page of a backward pass: which of a sequence's steps are in memory, and which of their Σδ wait to
 * be added to the gradients. Steps are taken from the last to the first.
 */
import type { Matrix } from "../numerics/matrix.ts";
import { stateBefore, type Trace } from "../rnn/forward.ts";
import type { Workspace } from "./workspace.ts";

/** In memory are the steps `begin` … `begin` + n − 1. */
export interface Page {
  /** the first step in memory */
  readonly begin: number;
  /** Sees to it that the steps from `first` to `last` are in memory. */
  bring(first: number, last: number): void;
  /** Notes that a sweep was at these steps, of which those after `nextEnd` are reached by no other. */
  reached(first: number, last: number, nextEnd: number): void;
  /** Adds all that waits. */
  finish(): void;
}

/**
 * A page before the first sweep, with nothing in it.
 *
 * @param steps how many there is room for; a sweep of more must not share steps with one before it
 */
export function newPage({ kernels, write, read }: Workspace, steps: number, trace: Trace): Page {
  const H = trace.s.cols;
  let [begin, end] = [0, 0];
  // Σδ of the steps `low` … `top` waits; those from `complete` on will not change any more.
  let [low, top, complete] = [0, -1, 0];

  const addComplete = (): void => {
    const first = Math.max(low, complete);
    if (first > top) return;
    kernels.addSteps(first - begin, top - first + 1);
    top = first - 1;
  };

  return {
    get begin() {
      return begin;
    },
    bring(first, last) {
      if (first >= begin && last < end) return;
      addComplete();
      const waiting = new Float64Array((top - low + 1) * H);
      if (top >= low) read(kernels.sums, waiting, (low - begin) * H);
      end = last + 1;
      begin = Math.max(0, end - steps);
      kernels.clearSums(end - begin);
      if (top >= low) write(kernels.sums, waiting, (low - begin) * H);
      write(kernels.x, rows(trace.x, begin, end - begin));
      write(kernels.s, stateBefore(trace, begin));
      write(kernels.s, rows(trace.s, begin, end - begin), H);
    },
    reached(first, last, nextEnd) {
      if (top < low) top = last;
      low = first;
      complete = nextEnd + 1;
    },
    finish() {
      complete = 0;
      addComplete();
    },
  };
}

/** Rows of A as a view. */
export function rows(A: Matrix, first: number, count: number): Float64Array {
  return A.data.subarray(first * A.cols, (first + count) * A.cols);
}
