/** Nested values with numbers in them, for a terminal: each number, vector and matrix by its name. */
import { shown } from "../conformance/formatError.ts";
import { columns } from "./wrap.ts";

/** What is shown at most; a case of thousands of numbers is for programs to read. */
const MAX_TENSORS = 24;
const MAX_ROWS = 8;
const MAX_ENTRIES = 12;

/** Of the numbers in matrices, so that more than three stand on a line. */
const DIGITS = 10;

/** A part of a value that is shown as one: a scalar, a list of scalars, or a matrix. */
interface Tensor {
  readonly path: string;
  readonly value: unknown;
  /** of the tolerance, where there is one */
  readonly factor: unknown;
}

/**
 * The lines for a value, such as a case's inputs.
 *
 * @param factors the error factors of the value, in its shape as far as they differ
 */
export function tensorText(value: unknown, factors?: unknown): string {
  const tensors = tensorsIn(value, factors, "");
  const lines = tensors.slice(0, MAX_TENSORS).flatMap(tensorLines);
  const more = tensors.length - MAX_TENSORS;
  if (more > 0) lines.push(`  … and ${more} more, which --json has`);
  return lines.join("\n");
}

function tensorsIn(value: unknown, factor: unknown, path: string): Tensor[] {
  if (isScalar(value) || isList(value) || isMatrix(value)) return [{ path, value, factor }];
  const isArray = Array.isArray(value);
  return Object.entries(Object(value)).flatMap(([name, part]) => {
    const place = isArray ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    const own = typeof factor === "object" ? Reflect.get(Object(factor), name) : factor;
    return tensorsIn(part, own, place);
  });
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every(isScalar);
}

function isMatrix(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every((row) => isList(row) && row.length > 0);
}

function tensorLines({ path, value, factor }: Tensor): string[] {
  const tolerance = typeof factor === "number" ? toleranceText(factor) : "";
  if (isList(value)) {
    const own = isList(factor) ? [`  ${path}, each ± so many u`, ...listLines(factor)] : [];
    return [`  ${path} (${value.length})${tolerance}`, ...listLines(value), ...own];
  }
  if (isMatrix(value)) {
    const [first] = value;
    const shownRows = value.slice(0, MAX_ROWS).map((row) => row.map(rounded));
    const width = widthOf(shownRows.flatMap((row) => row.slice(0, MAX_ENTRIES)));
    const rows = shownRows.flatMap((row) => rowLines(row, width));
    const more = value.length - MAX_ROWS;
    if (more > 0) rows.push(`    … ${more} more rows`);
    return [`  ${path} (${value.length}×${first.length})${tolerance}`, ...rows];
  }
  return [`  ${path} = ${entryText(value)}${tolerance}`];
}

function toleranceText(factor: number): string {
  return factor === 0 ? ", exact" : `, ± ${Number(factor.toPrecision(4))} u`;
}

function listLines(list: readonly unknown[]): string[] {
  return rowLines(list, widthOf(list.slice(0, MAX_ENTRIES)));
}

/** One row, on as many lines as it needs. */
function rowLines(row: readonly unknown[], width: number): string[] {
  const entries = row.slice(0, MAX_ENTRIES).map((entry) => entryText(entry).padStart(width));
  if (row.length > MAX_ENTRIES) entries.push(`… ${row.length - MAX_ENTRIES} more`);
  const perLine = Math.max(1, Math.floor((columns() - 2) / (width + 2)));
  const lines: string[] = [];
  for (let n = 0; n < entries.length; n += perLine) {
    lines.push(`    ${entries.slice(n, n + perLine).join("  ")}`);
  }
  return lines;
}

function widthOf(entries: readonly unknown[]): number {
  return Math.max(0, ...entries.map((entry) => entryText(entry).length));
}

function rounded(entry: unknown): unknown {
  return typeof entry === "number" && entry !== 0 ? Number(entry.toPrecision(DIGITS)) : entry;
}

function entryText(entry: unknown): string {
  return typeof entry === "string" ? entry : shown(entry);
}
