/** A short series to train on, and settings for it. */
import { sin } from "../../src/numerics/elementary.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";
import type { SeriesSettings } from "../../src/series/training.ts";

/** Two columns: a sine above 0, and its time to come. */
export function wave(rows: number): Matrix {
  const data = Float64Array.from({ length: 2 * rows }, (_, n) =>
    n % 2 === 0 ? 3 + sin(n / 2) : 30 - 10 * sin(n / 2 + 1),
  );
  return { rows, cols: 2, data };
}

export const SETTINGS: SeriesSettings = {
  columns: ["a", "b"],
  targets: ["a"],
  window: 3,
  transform: "none",
  hidden: 4,
  truncation: { kind: "full" },
  generator: "seedrandom",
  seed: 1,
  learningRate: 0.05,
  clipping: { kind: "norm", limit: 1 },
  validation: 0.25,
  test: 0,
};
