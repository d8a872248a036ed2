/**
 * Checks for the boundary, where data comes in. Each throws TypeError for the wrong kind of value
 * and RangeError for the wrong value of the right kind, naming the argument, what was expected and
 * what came. Inside the boundary nothing is checked again.
 */
import type { Matrix } from "./shape.ts";

/** The value as it should appear in a message: strings quoted, arrays and objects by their kind. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return describeView(value);
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  return String(value);
}

/** By its tag, since `constructor` may be anything. */
function describeView(view: ArrayBufferView): string {
  const name = viewName(view) ?? "DataView";
  const foreign = name === "Float64Array" && !isFloat64Array(view);
  return foreign ? "a Float64Array of another realm or class" : `a ${name}`;
}

/** Float64Array, Int8Array, …; undefined for what is no typed array, a Proxy of one included. */
function viewName(value: unknown): string | undefined {
  // ECMA-262 §23.2.3.38, the getter %TypedArray%.prototype[@@toStringTag], reads an internal slot.
  return Reflect.get(Object.getPrototypeOf(Float64Array.prototype), Symbol.toStringTag, value);
}

/**
 * A Float64Array of this realm and no other class: those of others may have methods, like `map`,
 * that return who knows what (ECMA-262 §23.2.4.1, TypedArraySpeciesCreate).
 */
export function isFloat64Array(value: unknown): value is Float64Array {
  return viewName(value) === "Float64Array" && (value as Float64Array).constructor === Float64Array;
}

/** @throws {TypeError} when the value is not a number; NaN and the infinities are */
export function requireAnyNumber(label: string, value: unknown): asserts value is number {
  if (typeof value !== "number") {
    throw new TypeError(`${label}: expected a number, got ${describe(value)}`);
  }
}

/**
 * @throws {TypeError} when the value is not a number
 * @throws {RangeError} when it is not finite, or outside the limits (`above` is exclusive)
 */
export function requireNumber(
  label: string,
  value: unknown,
  limits: { readonly min?: number; readonly above?: number; readonly max?: number } = {},
): asserts value is number {
  const { min = -Infinity, above = -Infinity, max = Infinity } = limits;
  const expected =
    "a finite number" +
    (limits.above === undefined ? "" : ` above ${above}`) +
    (limits.min === undefined ? "" : ` of at least ${min}`) +
    (limits.max === undefined ? "" : ` and at most ${max}`);
  if (typeof value !== "number") {
    throw new TypeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
  if (!(Number.isFinite(value) && value >= min && value > above && value <= max)) {
    throw new RangeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
}

/**
 * @throws {TypeError} when the value is not a number
 * @throws {RangeError} when it is not a whole number from `min` to `max`
 */
export function requireInteger(
  label: string,
  value: unknown,
  { min, max = Number.MAX_SAFE_INTEGER }: { readonly min: number; readonly max?: number },
): asserts value is number {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`;
  if (typeof value !== "number") {
    throw new TypeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
  if (!(Number.isSafeInteger(value) && value >= min && value <= max)) {
    throw new RangeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
}

/** @throws {TypeError} when the value is neither true nor false */
export function requireBoolean(label: string, value: unknown): asserts value is boolean {
  if (typeof value !== "boolean") {
    throw new TypeError(`${label}: expected true or false, got ${describe(value)}`);
  }
}

/**
 * @throws {TypeError} when the value is not a string
 * @throws {RangeError} when it is none of the names
 */
export function requireOneOf<Name extends string>(
  label: string,
  value: unknown,
  names: readonly Name[],
): asserts value is Name {
  const expected = `one of ${names.join(", ")}`;
  if (typeof value !== "string") {
    throw new TypeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
  if (!(names as readonly string[]).includes(value)) {
    throw new RangeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
}

/** @throws {TypeError} when the value is not an object with named members */
export function requireObject(
  label: string,
  value: unknown,
): asserts value is Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null;
  if (!isObject || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`${label}: expected an object, got ${describe(value)}`);
  }
}

/**
 * @param of what the array should hold, for the message
 * @throws {TypeError} when the value is not an array
 */
export function requireArray(
  label: string,
  value: unknown,
  of: string,
): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`${label}: expected an array of ${of}, got ${describe(value)}`);
  }
}

/** @throws {RangeError} when the object has a member that is none of the names */
export function requireOnlyKeys(label: string, value: object, names: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (!names.includes(key)) {
      throw new RangeError(`${label}: expected only ${names.join(", ")}, got "${key}"`);
    }
  }
}

/**
 * @param length any length when absent
 * @throws {TypeError} when the value is not a Float64Array
 * @throws {RangeError} when its length differs or an entry is not finite
 */
export function requireVector(
  label: string,
  value: unknown,
  length?: number,
): asserts value is Float64Array {
  requireVectorLength(label, value, length);
  const bad = value.findIndex((entry) => !Number.isFinite(entry));
  if (bad >= 0) {
    throw new RangeError(`${label}[${bad}]: expected a finite number, got ${value[bad]}`);
  }
}

/** The part of {@link requireVector} whose cost does not grow with the vector: its length. */
export function requireVectorLength(
  label: string,
  value: unknown,
  length?: number,
): asserts value is Float64Array {
  if (!isFloat64Array(value)) {
    const expected = `a Float64Array${length === undefined ? "" : ` of length ${length}`}`;
    throw new TypeError(`${label}: expected ${expected}, got ${describe(value)}`);
  }
  if (length !== undefined && value.length !== length) {
    throw new RangeError(`${label}: expected length ${length}, got ${value.length}`);
  }
}

/**
 * @throws {TypeError} when the value is not a matrix
 * @throws {RangeError} when its shape differs or an entry is not finite
 */
export function requireMatrix(
  label: string,
  value: unknown,
  rows: number,
  cols: number,
): asserts value is Matrix {
  requireMatrixShape(label, value, rows, cols);
  const bad = value.data.findIndex((entry) => !Number.isFinite(entry));
  if (bad >= 0) {
    const path = `${label}[${Math.floor(bad / cols)}][${bad % cols}]`;
    throw new RangeError(`${path}: expected a finite number, got ${value.data[bad]}`);
  }
}

/** The part of {@link requireMatrix} whose cost does not grow with the matrix: its shape. */
export function requireMatrixShape(
  label: string,
  value: unknown,
  rows: number,
  cols: number,
): asserts value is Matrix {
  const shape = `a ${rows}×${cols} matrix`;
  if (!isMatrix(value)) {
    throw new TypeError(
      `${label}: expected ${shape} { rows, cols, data: Float64Array }, got ${describe(value)}`,
    );
  }
  if (value.rows !== rows || value.cols !== cols) {
    throw new RangeError(`${label}: expected ${shape}, got ${value.rows}×${value.cols}`);
  }
  if (value.data.length !== rows * cols) {
    throw new RangeError(
      `${label}.data: expected ${rows * cols} numbers for ${shape}, got ${value.data.length}`,
    );
  }
}

/**
 * A matrix in itself, whatever its shape and numbers.
 *
 * @throws {TypeError} when the value is not a matrix
 * @throws {RangeError} when its numbers of rows, columns and entries do not fit each other
 */
export function requireAnyMatrix(label: string, value: unknown): asserts value is Matrix {
  if (!isMatrix(value)) {
    throw new TypeError(
      `${label}: expected a matrix { rows, cols, data: Float64Array }, got ${describe(value)}`,
    );
  }
  requireInteger(`${label}.rows`, value.rows, { min: 0 });
  requireInteger(`${label}.cols`, value.cols, { min: 0 });
  requireMatrixShape(label, value, value.rows, value.cols);
}

/**
 * A matrix of whatever shape.
 *
 * @throws {TypeError} when the value is not a matrix
 * @throws {RangeError} when it is at odds with itself, or an entry is not finite
 */
export function requireFiniteMatrix(label: string, value: unknown): asserts value is Matrix {
  requireAnyMatrix(label, value);
  requireMatrix(label, value, value.rows, value.cols);
}

function isMatrix(value: unknown): value is Matrix {
  return (
    typeof value === "object" &&
    value !== null &&
    "rows" in value &&
    typeof value.rows === "number" &&
    "cols" in value &&
    typeof value.cols === "number" &&
    "data" in value &&
    isFloat64Array(value.data)
  );
}
