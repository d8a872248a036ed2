/** The shapes that the tensors of a case must have, by its network's sizes. */
import { counted, refuse, shown } from "./formatError.ts";
import type { Sizes } from "./types.ts";

/** No size for a number, one for a vector, two for a matrix. */
export type Shape = readonly number[];

/** Numbers in as many arrays within each other as a shape has sizes. */
export type Nested = number | readonly Nested[];

/** Shapes by the names of their tensors. */
export type Shapes = Readonly<Record<string, Shape>>;

/** U, W, V and whichever of b and c the network has. */
export function parameterShapes(sizes: Sizes): Shapes {
  const { inputSize: D, hiddenSize: H, outputSize: O, hiddenBias, outputBias } = sizes;
  return {
    U: [H, D],
    W: [H, H],
    V: [O, H],
    ...(hiddenBias && { b: [H] }),
    ...(outputBias && { c: [O] }),
  };
}

/** dU, dW, dV and whichever of db and dc the network has. */
export function gradientShapes(sizes: Sizes): Shapes {
  const shapes = Object.entries(parameterShapes(sizes));
  return Object.fromEntries(shapes.map(([name, shape]) => [`d${name}`, shape]));
}

/**
 * A tensor of the shape; that its innermost entries are numbers is for the schema to say.
 *
 * @param place where it is, as messages begin
 * @throws {FormatError} naming the first row that is not so long
 */
export function requireShape(place: string, tensor: Nested, shape: Shape): void {
  if (typeof tensor === "number") return;
  const [length, ...inner] = shape;
  if (inner.length === 0) {
    requireLength(place, tensor, length);
    return;
  }
  if (tensor.length !== length) refuse(place, shape.join("×"), counted(tensor.length, "row"));
  for (let i = 0; i < length; i++) requireShape(`${place}[${i}]`, tensor[i], inner);
}

/** @throws {FormatError} when the list has more or fewer entries */
export function requireLength(place: string, list: readonly unknown[], length: number): void {
  if (list.length !== length) {
    refuse(place, counted(length, "entry", "entries"), String(list.length));
  }
}

/**
 * Tensors of exactly these names and shapes.
 *
 * @throws {FormatError} naming the first that is missing, too many, or of another shape
 */
export function requireTensors(
  place: string,
  tensors: Readonly<Record<string, Nested>> | object,
  shapes: Shapes,
): void {
  requireNames(place, tensors, Object.keys(shapes));
  for (const [name, tensor] of Object.entries(tensors)) {
    requireShape(`${place}.${name}`, tensor, shapes[name]);
  }
}

/** @throws {FormatError} naming the first member that is missing or one too many */
export function requireNames(place: string, members: object, names: readonly string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(members, name)) refuse(`${place}.${name}`, "a value", "none");
  }
  for (const name of Object.keys(members)) {
    if (!names.includes(name)) refuse(place, `only ${names.join(", ")}`, shown(name));
  }
}
