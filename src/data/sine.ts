/** The sine wave of the article: sin(0), sin(1), … in radians. */
import { sin } from "../numerics/elementary.ts";
import { MAX_ENTRIES, type Matrix, zeros } from "../numerics/matrix.ts";
import { requireInteger } from "../numerics/require.ts";

/**
 * sin(n) for n = 0 … points − 1, as a points×1 series.
 *
 * @throws {TypeError | RangeError} when the number of points is not a whole number of at least 1
 */
export function sineWave(points: number): Matrix {
  requireInteger("points", points, { min: 1, max: MAX_ENTRIES });
  const series = zeros(points, 1);
  for (let n = 0; n < points; n++) series.data[n] = sin(n);
  return series;
}
