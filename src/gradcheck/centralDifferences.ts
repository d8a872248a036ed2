/**
 * The derivative of a scalar function by its definition, in binary64: central differences,
 *
 *     ∂f/∂x ≈ (f(x + h) − f(x − h)) / ((x + h) − (x − h))
 *
 * one entry at a time. No calculus of the network is in here, which is why it can judge one. Not an
 * answer without an error: the result is off by about h²/6·f‴ (cutting the series short) and by the
 * rounding errors of the two values of f divided by 2h.
 */
import { requireNumber } from "../numerics/require.ts";
import {
  copyOfTensors,
  entriesOf,
  evaluate,
  namesOf,
  type Point,
  pathOf,
  requireFunction,
  requireTensors,
} from "./tensors.ts";

/**
 * 2^-17 ≈ 7.6e-6, the power of two nearest to ∛(2^-52), where h² and 2^-52/h are equal: neither part
 * of the error can be made smaller without the other one growing.
 */
export const STEP: number = 2 ** -17;

/**
 * The derivatives of f with respect to every entry of every tensor, in the names and the shapes of
 * the point.
 *
 * @param f called with tensors of its own, which it must not keep: they change between the calls
 * @param at the point; left untouched
 * @param step h for entries up to 1 in size; it grows with larger ones, so that x + h is not x
 * @throws {TypeError} when f is not a function that returns a number, or the point no tensors
 * @throws {RangeError} when the step is not above 0, a number of the point is not finite, or the
 *   step leads from an entry to no finite number
 */
export function centralDifferences<P extends Point<P>>(
  f: (at: P) => number,
  at: P,
  step: number = STEP,
): P {
  requireFunction(f);
  requireTensors("at", at);
  requireNumber("step", step, { above: 0 });
  const point = copyOfTensors(at);
  const derivatives = copyOfTensors(at);
  for (const name of namesOf(point)) {
    const values = entriesOf(point[name]);
    const results = entriesOf(derivatives[name]);
    for (let i = 0; i < values.length; i++) {
      const h = step * Math.max(1, Math.abs(values[i]));
      const label = `${pathOf(name, point[name], i)} ± ${h}`;
      results[i] = differenceQuotient(() => evaluate(f, point), values, i, h, label);
    }
  }
  return derivatives;
}

function differenceQuotient(
  f: () => number,
  values: Float64Array,
  i: number,
  h: number,
  label: string,
): number {
  const saved = values[i];
  // x ± h are rounded when they are stored, so the divisor is what was stored, not 2h.
  const above = valueAt(saved + h);
  const below = valueAt(saved - h);
  // Put back, not moved back: (x + h) − h need not be x.
  values[i] = saved;
  return (above.f - below.f) / (above.x - below.x);

  function valueAt(x: number): { readonly x: number; readonly f: number } {
    requireNumber(label, x);
    values[i] = x;
    return { x, f: f() };
  }
}
