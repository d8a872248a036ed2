/** Order statistics of a sample. */
import { requireArray, requireNumber } from "./require.ts";

/** The spread of a sample: its extremes, its mean, and the values that 5, 50 and 95 % lie below. */
export interface Spread {
  readonly min: number;
  readonly p05: number;
  readonly median: number;
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

/**
 * @throws {TypeError | RangeError} when the sample is empty, or holds what is not a finite number
 */
export function spread(sample: readonly number[]): Spread {
  return {
    min: quantile(sample, 0),
    p05: quantile(sample, 0.05),
    median: quantile(sample, 0.5),
    mean: sample.reduce((sum, value) => sum + value, 0) / sample.length,
    p95: quantile(sample, 0.95),
    max: quantile(sample, 1),
  };
}

/**
 * The p-quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan
 * 1996, the default of R and NumPy).
 *
 * @throws {TypeError | RangeError} when p is not a number from 0 to 1, or the sample is empty
 *   or holds what is not a finite number
 */
export function quantile(sample: readonly number[], p: number): number {
  requireNumber("p", p, { min: 0, max: 1 });
  requireArray("sample", sample, "numbers");
  if (sample.length === 0) throw new RangeError("sample: expected at least one number, got none");
  for (let n = 0; n < sample.length; n++) requireNumber(`sample[${n}]`, sample[n]);
  const sorted = Float64Array.from(sample).sort();
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
