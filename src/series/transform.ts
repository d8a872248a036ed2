/**
 * What a network is shown of a series: its values, or how they change from one row to the next. A
 * series with a trend leaves the range that a network was trained on; its changes often do not.
 */
import { exp, ln } from "../numerics/elementary.ts";
import { type Matrix, row, zeros } from "../numerics/matrix.ts";

/** `none`: v_t. `difference`: v_t − v_{t−1}. `log-difference`: ln v_t − ln v_{t−1}. */
export const TRANSFORMS = ["none", "difference", "log-difference"] as const;
export type Transform = (typeof TRANSFORMS)[number];

/** How many rows the transformed series has fewer than the series. */
export function rowsLost(transform: Transform): number {
  return transform === "none" ? 0 : 1;
}

/**
 * The series as the network is shown it: row i has what leads to row i + {@link rowsLost}.
 *
 * @param columns the columns' names, for the message
 * @throws {RangeError} when logarithms are to be taken of a number that is not above 0
 */
export function transformed(
  values: Matrix,
  transform: Transform,
  columns: readonly string[],
): Matrix {
  if (transform === "log-difference") requirePositive(values, columns);
  const lost = rowsLost(transform);
  const result = zeros(Math.max(0, values.rows - lost), values.cols);
  for (let i = 0; i < result.rows; i++) {
    const before = row(values, i);
    const after = row(values, i + lost);
    const z = row(result, i);
    for (let d = 0; d < z.length; d++) z[d] = changeTo(transform, before[d], after[d]);
  }
  return result;
}

/** What the network is shown of the step from one value to the next. */
export function changeTo(transform: Transform, before: number, after: number): number {
  switch (transform) {
    case "none":
      return after;
    case "difference":
      return after - before;
    case "log-difference":
      return ln(after) - ln(before);
  }
}

/** The value after a step from one that is known: the inverse of {@link changeTo}. */
export function valueAfter(transform: Transform, before: number, change: number): number {
  switch (transform) {
    case "none":
      return change;
    case "difference":
      return before + change;
    case "log-difference":
      return before * exp(change);
  }
}

function requirePositive(values: Matrix, columns: readonly string[]): void {
  const at = values.data.findIndex((value) => !(value > 0));
  if (at < 0) return;
  const where = `row ${Math.floor(at / values.cols) + 1} of ${columns[at % values.cols]}`;
  throw new RangeError(
    `transform: expected only numbers above 0 for log-difference, got ${values.data[at]} in ${where}`,
  );
}
