/**
 * Hidden units have no names: renaming them renames rows and columns, and changes nothing else.
 */
import fc from "fast-check";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { type Matrix, zeros } from "../../src/numerics/matrix.ts";
import type { Trace } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays, type Parameters } from "../../src/rnn/parameters.ts";
import { type Limits, type NetworkCase, networkCases } from "../support/arbitraries.ts";
import { differences } from "../support/compare.ts";

/** What an implementation makes of a network. */
export interface Run {
  readonly trace: Trace;
  readonly loss: number;
  readonly gradients: Gradients;
}

/**
 * The permuted network's trace, loss and gradients are the permuted ones of the network, up to
 * rounding: its sums over hidden units run in another order, so each side is within the running
 * bound of the exact value, and the two within twice the bound of each other.
 *
 * @param exact the arithmetic is exact under these limits, so that nothing at all may differ
 */
export function hiddenUnitsHaveNoNames(
  run: (network: NetworkCase) => Run,
  limits: Limits,
  exact: boolean,
): void {
  const permuted = networkCases(limits).chain((network) => {
    const units = Array.from({ length: network.config.hiddenSize }, (_, h) => h);
    return fc.tuple(
      fc.constant(network),
      fc.shuffledSubarray(units, { minLength: units.length, maxLength: units.length }),
    );
  });
  fc.assert(
    fc.property(permuted, ([network, order]) => {
      const renamed = rename(network, order);
      const expected = run(network);
      const actual = run(renamed);
      const bounds = errorBounds(renamed.config, renamed.parameters, renamed.sequence);
      const ofGradients = gradientArrays(bounds.gradients);
      const slack = exact ? 0 : 2;
      const s = columnsInOrder(expected.trace.s, order).data;
      s.forEach((value, i) => {
        requireNear(`s[${i}]`, actual.trace.s.data[i], value, slack * bounds.s.data[i]);
      });
      expected.trace.o.data.forEach((value, i) => {
        requireNear(`o[${i}]`, actual.trace.o.data[i], value, slack * bounds.o.data[i]);
      });
      requireNear("loss", actual.loss, expected.loss, slack * bounds.loss);
      const found = differences(
        actual.gradients,
        renamedGradients(expected.gradients, order),
        (n, i) => slack * ofGradients[n][i],
      );
      if (found.length > 0) throw new Error(found.join("\n"));
    }),
  );
}

function requireNear(label: string, actual: number, expected: number, allowed: number): void {
  if (!(Math.abs(actual - expected) <= allowed)) {
    throw new Error(`${label}: ${actual} and ${expected} differ by more than ${allowed}`);
  }
}

function rename(network: NetworkCase, order: readonly number[]): NetworkCase {
  const { parameters, sequence } = network;
  const { U, W, V, b, c } = parameters;
  const initialState = sequence.initialState && inOrder(sequence.initialState, order);
  const renamed: Parameters = {
    U: rowsInOrder(U, order),
    W: columnsInOrder(rowsInOrder(W, order), order),
    V: columnsInOrder(V, order),
    ...(b && { b: inOrder(b, order) }),
    ...(c && { c }),
  };
  return {
    ...network,
    parameters: renamed,
    sequence: { ...sequence, ...(initialState && { initialState }) },
  };
}

function renamedGradients({ dU, dW, dV, db, dc }: Gradients, order: readonly number[]): Gradients {
  return {
    dU: rowsInOrder(dU, order),
    dW: columnsInOrder(rowsInOrder(dW, order), order),
    dV: columnsInOrder(dV, order),
    ...(db && { db: inOrder(db, order) }),
    ...(dc && { dc }),
  };
}

function inOrder(values: Float64Array, order: readonly number[]): Float64Array {
  return Float64Array.from(order, (i) => values[i]);
}

function rowsInOrder(A: Matrix, order: readonly number[]): Matrix {
  const B = zeros(A.rows, A.cols);
  order.forEach((from, i) => {
    B.data.set(A.data.subarray(from * A.cols, (from + 1) * A.cols), i * A.cols);
  });
  return B;
}

function columnsInOrder(A: Matrix, order: readonly number[]): Matrix {
  const B = zeros(A.rows, A.cols);
  for (let i = 0; i < A.rows; i++) {
    order.forEach((from, j) => {
      B.data[i * A.cols + j] = A.data[i * A.cols + from];
    });
  }
  return B;
}
