/**
 * The derivative of a scalar function by its definition, in binary64: central differences,
 *
 *     ∂f/∂x ≈ (f(x + h) − f(x − h)) / ((x + h) − (x − h))
 *
 * one entry at a time. No calculus of the network is in here, which is why it can judge one. Not an
 * answer without an error: the result is off by about h²/6·f‴ (cutting the series short) and by the
 * rounding errors of the two values of f divided by 2h.
 */
import {
  describe,
  requireNumber,
  requireObject,
  requireVectorLength,
} from "../numerics/require.ts";

/** Named arrays of numbers: what the function depends on, or its derivatives. */
export type Tensors<Name extends string> = { readonly [name in Name]: Float64Array };

/**
 * 2^-17 ≈ 7.6e-6, the power of two nearest to ∛(2^-52), where h² and 2^-52/h are equal: neither part
 * of the error can be made smaller without the other one growing.
 */
export const STEP: number = 2 ** -17;

/**
 * The derivatives of f with respect to every entry of every tensor, at the given point.
 *
 * @param f called with tensors of its own, which it must not keep: they change between the calls
 * @param at the point; left untouched
 * @param step h for entries up to 1 in size; it grows with larger ones, so that x + h is not x
 * @throws {TypeError} when f is not a function that returns a number, or a tensor not a Float64Array
 * @throws {RangeError} when the step is not above 0, or leads from an entry to no finite number
 */
export function centralDifferences<Name extends string>(
  f: (tensors: Tensors<Name>) => number,
  at: Tensors<Name>,
  step: number = STEP,
): Tensors<Name> {
  if (typeof f !== "function") {
    throw new TypeError(`f: expected a function, got ${describe(f)}`);
  }
  requireObject("at", at);
  requireNumber("step", step, { above: 0 });
  const point = copyOf(at);
  const derivatives = copyOf(at);
  for (const name of namesOf(point)) {
    for (let i = 0; i < point[name].length; i++) {
      derivatives[name][i] = differenceQuotient(() => f(point), point[name], i, name, step);
    }
  }
  return derivatives;
}

function differenceQuotient(
  f: () => number,
  values: Float64Array,
  i: number,
  name: string,
  step: number,
): number {
  const saved = values[i];
  const h = step * Math.max(1, Math.abs(saved));
  // x ± h are rounded when they are stored, so the divisor is what was stored, not 2h.
  const above = valueAt(saved + h);
  const below = valueAt(saved - h);
  // Put back, not moved back: (x + h) − h need not be x.
  values[i] = saved;
  return (above.f - below.f) / (above.x - below.x);

  function valueAt(x: number): { readonly x: number; readonly f: number } {
    requireNumber(`${name}[${i}] ± ${h}`, x);
    values[i] = x;
    const value = f();
    if (typeof value !== "number") {
      throw new TypeError(`f: expected a function that returns a number, got ${describe(value)}`);
    }
    return { x, f: value };
  }
}

function copyOf<Name extends string>(tensors: Tensors<Name>): Tensors<Name> {
  const copies = { ...tensors } as Record<Name, Float64Array>;
  for (const name of namesOf(tensors)) {
    requireVectorLength(name, tensors[name]);
    copies[name] = tensors[name].slice();
  }
  return copies;
}

function namesOf<Name extends string>(tensors: Tensors<Name>): Name[] {
  return Object.keys(tensors) as Name[];
}
