/**
 * What a scalar function depends on and what its gradient is made of: an object of named tensors,
 * each a matrix or a vector. The checks know no more than this about what they check.
 */
import { copyOf as copyOfMatrix, type Matrix } from "../numerics/matrix.ts";
import {
  describe,
  requireAnyMatrix,
  requireMatrix,
  requireMatrixShape,
  requireObject,
  requireOnlyKeys,
  requireVector,
  requireVectorLength,
} from "../numerics/require.ts";

/** A matrix, or a vector. */
export type Tensor = Matrix | Float64Array;

/** Tensors by their names. */
export type Tensors<Name extends string = string> = { readonly [name in Name]: Tensor };

/**
 * The bound of every type whose members are tensors: `P extends Point<P>` takes an interface, and
 * one with optional members, such as the parameters of a network. A gradient is a P as well: it has
 * the names and the shapes of the point.
 */
export type Point<P> = { readonly [name in keyof P]: Tensor };

/** The names in the order in which they were written; an optional member that is absent has none. */
export function namesOf<P extends Point<P>>(tensors: P): (keyof P & string)[] {
  return Object.keys(tensors) as (keyof P & string)[];
}

/** The numbers of a tensor, row by row: its own, not a copy. */
export function entriesOf(tensor: Tensor): Float64Array {
  return tensor instanceof Float64Array ? tensor : tensor.data;
}

/** A tensor with its own copy of the numbers. */
export function copyOf(tensor: Tensor): Tensor {
  return tensor instanceof Float64Array ? tensor.slice() : copyOfMatrix(tensor);
}

/** Each tensor made into something else, under its name. */
export function mapTensors<P extends Point<P>, To>(
  tensors: P,
  map: (tensor: Tensor, name: keyof P & string) => To,
): { [name in keyof P]: To } {
  // fromEntries defines members, also one called __proto__, which an assignment would not.
  return Object.fromEntries(namesOf(tensors).map((name) => [name, map(tensors[name], name)])) as {
    [name in keyof P]: To;
  };
}

/** The same names and shapes, every entry made into another number. */
export function mapEntries<P extends Point<P>>(tensors: P, map: (entry: number) => number): P {
  const mapped = (tensor: Tensor): Tensor =>
    tensor instanceof Float64Array
      ? tensor.map(map)
      : { rows: tensor.rows, cols: tensor.cols, data: tensor.data.map(map) };
  return mapTensors(tensors, mapped) as P;
}

/** The same names and shapes with numbers of their own. */
export function copyOfTensors<P extends Point<P>>(tensors: P): P {
  return mapTensors(tensors, copyOf) as P;
}

/** How one would write entry i in code: `W[3][1]` in a matrix, `b[2]` in a vector. */
export function pathOf(name: string, tensor: Tensor, i: number): string {
  if (tensor instanceof Float64Array) return `${name}[${i}]`;
  return `${name}[${Math.floor(i / tensor.cols)}][${i % tensor.cols}]`;
}

/**
 * At least one tensor, none of them empty, every number finite.
 *
 * @throws {TypeError | RangeError} naming the first tensor that is not so
 */
export function requireTensors(label: string, tensors: unknown): asserts tensors is Tensors {
  requireObject(label, tensors);
  const names = Object.keys(tensors);
  if (names.length === 0) throw new RangeError(`${label}: expected at least one tensor, got none`);
  for (const name of names) requireTensor(`${label}.${name}`, tensors[name]);
}

function requireTensor(label: string, value: unknown): void {
  if (value instanceof Float64Array) {
    requireVector(label, value);
    requireSome(label, value);
    return;
  }
  if (typeof value !== "object" || value === null || !("data" in value)) {
    throw new TypeError(
      `${label}: expected a matrix { rows, cols, data: Float64Array } or a Float64Array, got ${describe(value)}`,
    );
  }
  requireAnyMatrix(label, value);
  requireMatrix(label, value, value.rows, value.cols);
  requireSome(label, value.data);
}

function requireSome(label: string, entries: Float64Array): void {
  if (entries.length === 0)
    throw new RangeError(`${label}: expected at least one number, got none`);
}

/**
 * Tensors of the same names and shapes as the given ones; their numbers may be anything, since a
 * gradient can overflow.
 *
 * @throws {TypeError | RangeError} naming the first tensor that is missing, malformed or unknown
 */
export function requireShapesOf<P extends Point<P>>(
  label: string,
  tensors: unknown,
  like: P,
): asserts tensors is P {
  requireObject(label, tensors);
  const names = namesOf(like);
  requireOnlyKeys(label, tensors, names);
  for (const name of names) {
    const shape: Tensor = like[name];
    const path = `${label}.${name}`;
    if (shape instanceof Float64Array) requireVectorLength(path, tensors[name], shape.length);
    else requireMatrixShape(path, tensors[name], shape.rows, shape.cols);
  }
}

/** @throws {TypeError} when f is not a function */
export function requireFunction(f: unknown): void {
  if (typeof f !== "function") throw new TypeError(`f: expected a function, got ${describe(f)}`);
}

/**
 * f at a point.
 *
 * @throws {TypeError} when that is no number; NaN and infinity are numbers
 */
export function evaluate<P>(f: (at: P) => number, at: P): number {
  const value: unknown = f(at);
  if (typeof value !== "number") {
    throw new TypeError(`f: expected a function that returns a number, got ${describe(value)}`);
  }
  return value;
}
