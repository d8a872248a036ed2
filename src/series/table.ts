/**
 * Columns of numbers from a CSV file (RFC 4180; csv-parse reads it), as a series: one row a time, in
 * the order of the file. Whatever cannot be taken for a number ends it, with its place.
 */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { closest, distance } from "fastest-levenshtein";
import { counted, FormatError, shown } from "../conformance/formatError.ts";
import type { Matrix } from "../numerics/matrix.ts";
import { numberIn } from "../numerics/numeral.ts";
import { dateIn, isImpossibleDate } from "./date.ts";

export const MISSING = ["error", "previous", "drop"] as const;
/**
 * What becomes of a value that is missing: an error; the value of the row before; or the row is left
 * out.
 */
export type Missing = (typeof MISSING)[number];

/** Only rows that have the value in the column are taken. */
export interface Condition {
  readonly column: string;
  readonly value: string;
}

export interface TableOptions {
  /** the columns to take, in order, by their names in the first line */
  readonly columns: readonly string[];
  /** a column that says when each row was, each time once; dates of ISO 8601 must ascend */
  readonly date?: string;
  /** all of them must hold */
  readonly where?: readonly Condition[];
  /** `error` unless given */
  readonly missing?: Missing;
  /** between values; a comma unless given */
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

export interface Table {
  /** the D names */
  readonly columns: readonly string[];
  /** N×D */
  readonly values: Matrix;
  /** milliseconds since 1970, row by row; empty unless there is a column of dates of ISO 8601 */
  readonly dates: readonly number[];
  /** how many values were taken from the row before */
  readonly filled: number;
  /** how many rows were left out since a value is missing */
  readonly dropped: number;
}

/** A record is a line, or a few where a quoted value has line feeds: so long is none but by mistake. */
const LONGEST_RECORD = 1_000_000;

/**
 * Reads the columns.
 *
 * @throws {FormatError} naming the file, the line and the column of the first thing that is not as it
 *   should be
 * @throws the signal's reason when that is aborted
 */
export async function readTable(file: string, options: TableOptions): Promise<Table> {
  const { delimiter = ",", signal } = options;
  const rows = rowsTaker(file, options);
  try {
    await pipeline(
      decoded(file),
      parse({
        delimiter,
        record_delimiter: ["\r\n", "\n", "\r"],
        trim: true,
        skip_empty_lines: true,
        relax_column_count: true,
        max_record_size: LONGEST_RECORD,
        on_record(record, { lines }) {
          rows.take(record, lines);
          return null;
        },
      }),
      { ...(signal && { signal }) },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw refusal(file, error);
  }
  return rows.finish();
}

/** The file's text; a byte order mark is none of it. */
async function* decoded(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

const CSV_ERRORS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "expected a closing quote, got the end of the file",
  INVALID_OPENING_QUOTE: "expected quotes around a whole value, got one inside it",
  CSV_INVALID_CLOSING_QUOTE: "expected the value to end with its closing quote, got more of it",
  CSV_MAX_RECORD_SIZE: `expected a row of at most ${LONGEST_RECORD} characters, got more (is a quote not closed?)`,
};

/** The error for whoever chose the file; any other goes on as it is. */
function refusal(file: string, error: unknown): unknown {
  if (error instanceof CsvError) {
    return new FormatError(
      `${file}, line ${error["lines"]}: ${CSV_ERRORS[error.code] ?? error.message}`,
    );
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    return new FormatError(`${file}: expected text in UTF-8, got other bytes`);
  }
  if (code === "EISDIR") return new FormatError(`${file}: expected a file, got a directory`);
  if (syscall === undefined) return error;
  const got = code === "ENOENT" ? "none" : code;
  return new FormatError(`${file}: expected a file that can be read, got ${got}`);
}

/** Where the columns are in each record. */
interface Header {
  readonly width: number;
  readonly columns: readonly number[];
  readonly date: number | undefined;
  readonly where: readonly number[];
}

interface RowsTaker {
  readonly take: (record: readonly string[], line: number) => void;
  readonly finish: () => Table;
}

/** Takes records one after the other, the first for the header. */
function rowsTaker(
  file: string,
  { columns, date, where = [], missing = "error" }: TableOptions,
): RowsTaker {
  const D = columns.length;
  const values: number[] = [];
  /** those that are no dates of ISO 8601 */
  const labels = new Set<string>();
  const dates: number[] = [];
  /** the values that stand where the first condition's should, as long as none is met */
  const others = new Set<string>();
  let header: Header | undefined;
  let filled = 0;
  let dropped = 0;
  let previous = "";

  const takeLabel = (label: string, line: number): void => {
    const at = `${file}, line ${line}, column ${date}`;
    const time = dateIn(label);
    if (labels.size === 0 && isImpossibleDate(label)) {
      throw new FormatError(`${at}: expected a date that there is, got ${label}`);
    }
    if (dates.length > 0 || (labels.size === 0 && time !== undefined)) {
      if (time === undefined) {
        throw new FormatError(`${at}: expected a date like ${previous}, got ${shown(label)}`);
      }
      if (dates.length > 0 && !(time > dates[dates.length - 1])) {
        throw new FormatError(`${at}: expected a date after ${previous}, got ${label}${SEVERAL}`);
      }
      dates.push(time);
      previous = label;
    } else if (labels.has(label)) {
      throw new FormatError(`${at}: expected each date once, got ${shown(label)} again${SEVERAL}`);
    } else {
      labels.add(label);
    }
  };

  const takeValues = (record: readonly string[], at: readonly number[], line: number): boolean => {
    const start = values.length;
    for (let d = 0; d < D; d++) {
      const text = record[at[d]];
      const place = `${file}, line ${line}, column ${columns[d]}`;
      if (!isMissing(text)) {
        values.push(finiteNumber(text, place));
      } else if (missing === "drop") {
        values.length = start;
        dropped++;
        return false;
      } else if (missing === "previous" && start > 0) {
        values.push(values[start - D + d]);
        filled++;
      } else {
        throw new FormatError(`${place}: ${missingText(text, missing)}`);
      }
    }
    return true;
  };

  return {
    take(record, line) {
      if (!header) {
        header = headerOf(file, record, { columns, where, ...(date !== undefined && { date }) });
        return;
      }
      if (record.length !== header.width) {
        throw new FormatError(
          `${file}, line ${line}: expected ${counted(header.width, "value")} as in the header, got ${record.length}`,
        );
      }
      const at = header.where.findIndex((place, n) => record[place] !== where[n].value);
      if (at >= 0) {
        if (others.size < MOST_SHOWN) others.add(record[header.where[at]]);
        return;
      }
      if (takeValues(record, header.columns, line) && header.date !== undefined) {
        takeLabel(record[header.date], line);
      }
    },
    finish() {
      if (!header) throw new FormatError(`${file}: expected a header, got an empty file`);
      if (values.length === 0) {
        if (others.size > 0) throw noRows(file, where, [...others]);
        throw new FormatError(
          dropped > 0
            ? `${file}: expected rows with values, got ${dropped} that miss some`
            : `${file}: expected rows below the header, got none`,
        );
      }
      const matrix = { rows: values.length / D, cols: D, data: Float64Array.from(values) };
      return { columns: [...columns], values: matrix, dates, filled, dropped };
    },
  };
}

const SEVERAL = " (of several series in one file choose one: --where COLUMN=VALUE)";

/** What stands for a value that is not there. */
function isMissing(text: string): boolean {
  return /^(|na|n\/a|nan|null)$/i.test(text);
}

function missingText(text: string, missing: Missing): string {
  const got = text === "" ? "nothing" : shown(text);
  return missing === "previous"
    ? `expected a number, got ${got}, and there is no row before to take it from`
    : `expected a number, got ${got} (--missing previous takes the value before, --missing drop leaves the row out)`;
}

function finiteNumber(text: string, place: string): number {
  const number = numberIn(text);
  if (number === undefined) {
    throw new FormatError(`${place}: expected a number, got ${shown(text)}`);
  }
  if (!Number.isFinite(number)) {
    throw new FormatError(`${place}: expected a number of at most 1.8e308, got ${shown(text)}`);
  }
  return number;
}

/** Names and values that are listed in a message, at most. */
const MOST_SHOWN = 20;

function headerOf(
  file: string,
  names: readonly string[],
  { columns, date, where = [] }: TableOptions,
): Header {
  if (names.every((name) => numberIn(name) !== undefined)) {
    throw new FormatError(`${file}, line 1: expected the columns' names, got only numbers`);
  }
  if (columns.length === 0) {
    throw new FormatError(`${file}: expected --columns to name some of ${listed(names)}`);
  }
  const place = (name: string): number => {
    const at = names.indexOf(name);
    if (at < 0) throw unknownColumn(file, name, names);
    const again = names.indexOf(name, at + 1);
    if (again >= 0) {
      throw new FormatError(
        `${file}, line 1: expected one column ${shown(name)}, got columns ${at + 1} and ${again + 1}`,
      );
    }
    return at;
  };
  return {
    width: names.length,
    columns: columns.map(place),
    date: date === undefined ? undefined : place(date),
    where: where.map(({ column }) => place(column)),
  };
}

function unknownColumn(file: string, name: string, names: readonly string[]): FormatError {
  const known = names.length === 1 ? `${listed(names)} (is --delimiter right?)` : listed(names);
  return new FormatError(
    `${file}: expected one of the columns ${known}, got ${shown(name)}${nearest(name, names)}`,
  );
}

function noRows(file: string, where: readonly Condition[], others: readonly string[]): FormatError {
  const [{ column, value }] = where;
  const all = where.map((one) => `${one.column}=${one.value}`).join(" and ");
  const hint = where.length === 1 ? nearest(value, others) : "";
  const known = where.length === 1 ? `; ${column} is ${listed(others)}` : "";
  return new FormatError(`${file}: expected rows with ${all}, got none${known}${hint}`);
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, MOST_SHOWN).map((name) => (name === "" ? '""' : printed(name)));
  return some.join(", ") + (names.length > some.length ? ", …" : "");
}

/** As it is, where it cannot be misread. */
function printed(name: string): string {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_ .%()/-]*$/u.test(name) ? name : shown(name);
}

/** A question for whoever mistyped a name. */
function nearest(name: string, names: readonly string[]): string {
  const guess = closest(name, names);
  const near = distance(name.toLowerCase(), guess.toLowerCase()) <= name.length / 2;
  return near ? `; do you mean ${printed(guess)}?` : "";
}
