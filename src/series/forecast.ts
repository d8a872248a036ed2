/** What a network says comes next, its own predictions fed back. */
import { type Matrix, zeros } from "../numerics/matrix.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { type Passes, unrollBy } from "../rnn/engine.ts";
import type { Parameters } from "../rnn/parameters.ts";
import type { Sequence } from "../rnn/sequence.ts";
import { ownUnit, type SeriesData } from "./data.ts";
import { scaled } from "./scaling.ts";
import { rowsLost, type Transform, transformed } from "./transform.ts";

/** What a network predicts for each record: a row of O numbers, as it was trained to. */
export function predicted(
  engine: Passes,
  network: NetworkConfig,
  parameters: Parameters,
  records: readonly Sequence[],
): Matrix {
  const O = network.outputSize;
  const result = zeros(records.length, O);
  records.forEach(({ x }, n) => {
    const { o } = unrollBy(engine, network, parameters, x);
    result.data.set(o.data.subarray((x.rows - 1) * O), n * O);
  });
  return result;
}

/**
 * The next rows of a series, in its own units: the targets as predicted from the rows before them,
 * predicted ones included; columns that are no targets keep their last value.
 *
 * @returns steps×O; stops short where a number leaves the range in which there is a next one
 */
export function forecast(
  engine: Passes,
  network: NetworkConfig,
  parameters: Parameters,
  { task, values, targets }: SeriesData,
  steps: number,
): Matrix {
  const { rows: N, cols: D } = values;
  const needed = task.window + rowsLost(task.transform);
  const next: number[] = [];
  let recent: Float64Array = values.data.slice((N - needed) * D);
  while (next.length < steps * targets.length) {
    const shown = transformed(
      { rows: needed, cols: D, data: recent },
      task.transform,
      task.columns,
    );
    const { o } = unrollBy(engine, network, parameters, scaled(shown, task));
    const last = recent.slice((needed - 1) * D);
    targets.forEach((d, k) => {
      last[d] = ownUnit(task, d, last[d], o.data[(task.window - 1) * o.cols + k]);
    });
    if (!last.every((value) => canFollow(task.transform, value))) break;
    next.push(...targets.map((d) => last[d]));
    recent = Float64Array.from([...recent.subarray(D), ...last]);
  }
  return {
    rows: next.length / targets.length,
    cols: targets.length,
    data: Float64Array.from(next),
  };
}

function canFollow(transform: Transform, value: number): boolean {
  return Number.isFinite(value) && (transform !== "log-difference" || value > 0);
}
