import { type TaylorOptions, type TaylorResult, taylorTest } from "../../src/gradcheck/taylor.ts";

/** The Taylor test of a function of one number. */
export function along(
  g: (x: number) => number,
  derivative: number,
  x: number,
  options?: TaylorOptions,
): TaylorResult {
  return taylorTest(
    ({ x }) => g(x[0]),
    { x: Float64Array.of(derivative) },
    { x: Float64Array.of(x) },
    options,
  ).tensors.x;
}
