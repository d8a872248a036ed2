/** How a computation by hand is written down. */
import type { Key } from "../../conformance/formatError.ts";
import { type Matrix, row } from "../../numerics/matrix.ts";
import type { Gradients, Parameters } from "../../rnn/parameters.ts";

/** A line of a computation. */
export interface WorkedLine {
  readonly text: string;
  /** where in an answer its number belongs, if it is one that is answered */
  readonly keys?: readonly Key[];
}

/** Some lines, and the equations that they follow. */
export interface WorkedSection {
  readonly title: string;
  readonly lines: readonly WorkedLine[];
}

/** Six digits: enough to see which factor is wrong. */
const DIGITS = 6;

export function numeral(x: number): string {
  // Adding zero takes the sign of −0 away.
  return String(Number(x.toPrecision(DIGITS)) + 0);
}

/** A number that something stands before. */
export function factor(x: number): string {
  return x < 0 ? `(${numeral(x)})` : numeral(x);
}

export function product(...factors: readonly number[]): string {
  return factors.map((x, n) => (n === 0 ? numeral(x) : factor(x))).join("·");
}

/** l_0 r_0 + l_1 r_1 + …, with its numbers. */
export function dot(left: Float64Array, right: Float64Array): string {
  return sum(Array.from(left, (l, n) => product(l, right[n])));
}

export function sum(terms: readonly string[]): string {
  return terms.map((term, n) => (n > 0 && term.startsWith("-") ? `(${term})` : term)).join(" + ");
}

/** `name = part = part`, where what is the same is written once. */
export function chain(...parts: readonly string[]): string {
  return parts.filter((part, n) => n === 0 || part !== parts[n - 1]).join(" = ");
}

/** A tensor's name, with indices where it has more than one entry. */
export function entryName(
  name: string,
  tensor: Matrix | Float64Array,
  ...indices: readonly number[]
): string {
  return sizeOf(tensor) === 1 ? name : `${name}${indices.map((i) => `[${i}]`).join("")}`;
}

function sizeOf(tensor: Matrix | Float64Array): number {
  return "data" in tensor ? tensor.data.length : tensor.length;
}

/** The name of a row of a matrix times a vector. */
export function rowTimes(name: string, A: Matrix, i: number, vector: string): string {
  if (A.data.length === 1) return `${name} ${vector}`;
  return `${name}${A.rows > 1 ? `[${i}]` : ""}·${vector}`;
}

/** The name of a column of a matrix times a vector. */
export function columnTimes(name: string, A: Matrix, j: number, vector: string): string {
  if (A.data.length === 1) return `${name} ${vector}`;
  return `${name}${A.cols > 1 ? `[:][${j}]` : ""}·${vector}`;
}

export function column(A: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: A.rows }, (_, i) => row(A, i)[j]);
}

/** An entry of parameters or gradients. */
export interface Entry {
  /** of the tensor */
  readonly name: string;
  readonly indices: readonly number[];
  readonly tensor: Matrix | Float64Array;
  readonly value: number;
}

/** Every entry, tensor by tensor. */
export function* entriesOf(tensors: Parameters | Gradients): Generator<Entry, void> {
  const named: [string, Matrix | Float64Array][] = Object.entries(tensors);
  for (const [name, tensor] of named) {
    const isMatrix = "data" in tensor;
    const numbers = isMatrix ? tensor.data : tensor;
    for (const [n, value] of numbers.entries()) {
      const indices = isMatrix ? [Math.floor(n / tensor.cols), n % tensor.cols] : [n];
      yield { name, indices, tensor, value };
    }
  }
}

/** An entry's number in tensors of the same shapes. */
export function numberAt(tensors: Parameters | Gradients, { name, indices }: Entry): number {
  const tensor: Matrix | Float64Array = Reflect.get(tensors, name);
  const [i, j] = indices;
  return "data" in tensor ? row(tensor, i)[j] : tensor[i];
}
