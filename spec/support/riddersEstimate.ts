/** The estimate of a function of one variable by extrapolated differences, as the specs look at it. */
import {
  FIRST_STEP,
  MAX_LEVELS,
  type RiddersOptions,
  riddersGradient,
} from "../../src/gradcheck/ridders.ts";

export interface Estimate {
  readonly value: number;
  readonly error: number;
  readonly step: number;
  readonly kink: number;
  readonly calls: number;
}

/** The derivative of f at x, with all that is said of it, and how often f was called. */
export function estimate(f: (x: number) => number, x: number, options?: RiddersOptions): Estimate {
  let calls = 0;
  const { values, errors, steps, kinks } = riddersGradient(
    (at) => {
      calls++;
      return f(at.x[0]);
    },
    { x: Float64Array.of(x) },
    options,
  );
  return { value: values.x[0], error: errors.x[0], step: steps.x[0], kink: kinks.x[0], calls };
}

/** The last step for an entry up to 1 in size, at which a kink can only be noticed. */
export const LAST_STEP: number = FIRST_STEP / Math.sqrt(5) ** (MAX_LEVELS - 1);
