/** The tensors among the inputs of a draft, by their names and axes. */
import type { Vector } from "../types.ts";
import type { SolvedDraft } from "./drafts.ts";

/** What a tensor's index runs over: inputs D, hidden units H, outputs O, or steps T. */
export type Axis = "D" | "H" | "O" | "T";

type Axes = readonly [Axis] | readonly [Axis, Axis];

const AXES: Readonly<Record<string, Axes>> = {
  U: ["H", "D"],
  W: ["H", "H"],
  V: ["O", "H"],
  b: ["H"],
  c: ["O"],
  x: ["T", "D"],
  y: ["T", "O"],
  initialState: ["H"],
  dU: ["H", "D"],
  dW: ["H", "H"],
  dV: ["O", "H"],
  db: ["H"],
  dc: ["O"],
  a: ["T"],
  o: ["O"],
};

/** A vector, or a matrix as its rows. */
export type Tensor = Vector | readonly Vector[];

/** A tensor and what is known of it. */
export interface Named {
  readonly name: string;
  readonly axes: Axes;
  readonly tensor: Tensor;
}

/** f of each tensor among inputs; all other members stay. */
export function mapTensors<Inputs extends object>(
  inputs: Inputs,
  f: (named: Named) => Tensor,
): Inputs {
  const entries = Object.entries(inputs).map(([name, value]: [string, unknown]) => {
    if (Object.hasOwn(AXES, name)) return [name, f(named(name, value as Tensor))];
    if (Array.isArray(value)) return [name, value.map((part: object) => mapTensors(part, f))];
    const isGroup = typeof value === "object" && value !== null;
    return [name, isGroup ? mapTensors(value, f) : value];
  });
  return Object.fromEntries(entries) as Inputs;
}

/** A vector under a matrix's name, as the target of one step is, is a row of it. */
function named(name: string, tensor: Tensor): Named {
  const axes = AXES[name];
  const isRow = axes.length === 2 && typeof tensor[0] === "number";
  return { name, axes: isRow ? [axes[1]] : axes, tensor };
}

/** The tensors among inputs, in their order. */
export function tensorsOf(inputs: object): readonly Named[] {
  const found: Named[] = [];
  mapTensors(inputs, (one) => {
    found.push(one);
    return one.tensor;
  });
  return found;
}

/** f of each number of a tensor. */
export function mapNumbers(tensor: Tensor, f: (x: number) => number): Tensor {
  return isMatrix(tensor) ? tensor.map((row) => row.map(f)) : tensor.map(f);
}

export function isMatrix(tensor: Tensor): tensor is readonly Vector[] {
  return typeof tensor[0] === "object";
}

/** The tensor without the entries at an index of an axis. */
export function withoutIndex({ axes, tensor }: Named, axis: Axis, index: number): Tensor {
  const [first, second] = axes;
  if (!isMatrix(tensor)) return first === axis ? without(tensor, index) : tensor;
  const rows = first === axis ? without(tensor, index) : tensor;
  return second === axis ? rows.map((row) => without(row, index)) : rows;
}

/** The list without the entry at an index. */
export function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, n) => n !== index);
}

/** Whether the numbers of a tensor may be any: those of a softmax's targets are one-hot. */
export function isFree({ config }: SolvedDraft, { name }: Named): boolean {
  return name !== "y" || !("output" in config) || config.output !== "softmax";
}

/** The most steps of a sequence among the inputs; 0 where there is none. */
export function longestIn({ inputs }: SolvedDraft): number {
  const lengths = tensorsOf(inputs).map(({ axes, tensor }) =>
    axes[0] === "T" ? tensor.length : 0,
  );
  return Math.max(...lengths);
}
