/** A gradient held against central differences, entry by entry, with a tolerance for each entry. */
import { STEP } from "../../src/gradcheck/centralDifferences.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { frozenDifferences } from "../../src/gradcheck/frozenLoss.ts";
import { toRows } from "../../src/numerics/matrix.ts";
import { type Gradients, gradientArrays, parameterArrays } from "../../src/rnn/parameters.ts";
import type { NetworkCase } from "./arbitraries.ts";
import { differences } from "./compare.ts";
import { plainForward } from "./plainBptt.ts";

/**
 * Where the gradient is not the derivative of the frozen losses.
 *
 * With D(h) the central difference, E the rounding error of one loss and c = f‴/6,
 *
 *     |D(h) − f′| ≤ c h² + E/h         the series cut short, and two losses over 2h
 *     |D(2h) − D(h)| ≥ 3 c h² − 3E/2h   what the two differ by, less its own rounding
 *
 * so that |D(h) − f′| ≤ |D(2h) − D(h)|/3 + 3E/2h up to terms in h⁴ ≈ 1e-21. A half and 2 stand for
 * the third and the 3/2: E is a first-order bound, taken at x and used at x ± 2h. The gradient's own
 * rounding comes on top.
 */
export function gradientFailures(network: NetworkCase, gradients: Gradients): string[] {
  const { config, parameters, sequence } = network;
  const single = frozenDifferences(config, parameters, sequence, STEP);
  const double = gradientArrays(frozenDifferences(config, parameters, sequence, 2 * STEP));
  const singles = gradientArrays(single);
  const theta = parameterArrays(parameters);
  const bounds = errorBounds(config, parameters, sequence);
  const own = gradientArrays(bounds.gradients);
  return differences(gradients, single, (n, i) => {
    const h = STEP * Math.max(1, Math.abs(theta[n][i]));
    const series = Math.abs(double[n][i] - singles[n][i]) / 2;
    return series + (2 * bounds.loss) / h + own[n][i];
  });
}

/**
 * Whether a step of 2h in some parameter can carry a pre-activation over relu's kink, where the loss
 * has no derivative: 2h moves a_t by at most r_t = 2h·max(1, |x_t|, |s_{t−1}|) + |W| r_{t−1} to first
 * order; twice that is taken.
 */
export function isNearKink(network: NetworkCase): boolean {
  const { config, parameters, sequence } = network;
  if (config.activation !== "relu") return false;
  const H = config.hiddenSize;
  const W = toRows(parameters.W);
  const largest = Math.max(1, ...parameterArrays(parameters).flatMap((v) => [...v.map(Math.abs)]));
  const { a, s } = plainForward(network);
  let before: readonly number[] = Array.from(sequence.initialState ?? new Float64Array(H));
  let reach: number[] = Array<number>(H).fill(0);
  return toRows(sequence.x).some((x, t) => {
    const factor = Math.max(1, ...x.map(Math.abs), ...before.map(Math.abs));
    const own = 2 * STEP * largest * factor;
    reach = W.map((weights) => weights.reduce((sum, w, j) => sum + Math.abs(w) * reach[j], own));
    before = s[t];
    return a[t].some((value, h) => !(Math.abs(value) > 2 * reach[h]));
  });
}
