/**
 * JSON (RFC 8259), read strictly. `JSON.parse` keeps the last of two members of the same name, turns
 * 1e999 into Infinity, takes any depth, and words its errors as each engine likes; here each of these
 * is an error that names the place. Only single numbers, strings and literals are left to it.
 */
import { FormatError, type Key, placeText, shown } from "./formatError.ts";

/** The largest file that is read: many times what all cases and their results take. */
export const MAX_BYTES: number = 2 ** 26;

/** The deepest nesting that is read; nothing written here goes beyond ten. */
export const MAX_DEPTH = 32;

/** Where the reader is: in the text, and in the value. */
interface Cursor {
  readonly file: string;
  readonly text: string;
  readonly path: Key[];
  at: number;
}

/**
 * The text of a file.
 *
 * @param file how messages call it
 * @throws {FormatError} when the bytes are too many or none, are not UTF-8, or begin with a byte
 *   order mark
 */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) throw new FormatError(`${file}: expected JSON, got an empty file`);
  if (bytes.length > MAX_BYTES) {
    throw new FormatError(`${file}: expected at most ${MAX_BYTES} bytes, got ${bytes.length}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError(`${file}: expected UTF-8, got bytes that are not`);
  }
  if (text.startsWith("\ufeff")) {
    throw new FormatError(`${file}: expected UTF-8 without a byte order mark, got one`);
  }
  return text;
}

/**
 * The value of a JSON text. Members called `__proto__` are members like any other.
 *
 * @param file how messages call it
 * @throws {FormatError} when the text is not JSON, an object has two members of the same name, a number
 *   is beyond binary64's range, or the nesting is deeper than {@link MAX_DEPTH}
 */
export function parseJson(text: string, file: string): unknown {
  const cursor: Cursor = { file, text, path: [], at: 0 };
  const value = readValue(cursor);
  if (peek(cursor) !== "") fail(cursor, "the end of the text");
  return value;
}

function readValue(cursor: Cursor): unknown {
  const next = peek(cursor);
  if (next !== "[" && next !== "{") return readScalar(cursor, "a JSON value");
  if (cursor.path.length === MAX_DEPTH) {
    fail(cursor, `at most ${MAX_DEPTH} levels of nesting`, "more");
  }
  return next === "[" ? readArray(cursor) : readObject(cursor);
}

function readArray(cursor: Cursor): unknown[] {
  const values: unknown[] = [];
  cursor.at++;
  if (peek(cursor) === "]") {
    cursor.at++;
    return values;
  }
  for (;;) {
    cursor.path.push(values.length);
    values.push(readValue(cursor));
    cursor.path.pop();
    if (readSeparator(cursor, "]")) return values;
  }
}

function readObject(cursor: Cursor): object {
  const members = new Map<string, unknown>();
  cursor.at++;
  if (peek(cursor) === "}") {
    cursor.at++;
    return {};
  }
  for (;;) {
    if (peek(cursor) !== '"') fail(cursor, "a name in double quotes");
    const from = cursor.at;
    const name = String(readScalar(cursor, "a name in double quotes"));
    if (members.has(name)) {
      cursor.at = from;
      fail(cursor, "members of different names", `${shown(name)} twice`);
    }
    if (peek(cursor) !== ":") fail(cursor, `":" after ${shown(name)}`);
    cursor.at++;
    cursor.path.push(name);
    members.set(name, readValue(cursor));
    cursor.path.pop();
    // fromEntries defines members, also one called __proto__, which an assignment would not.
    if (readSeparator(cursor, "}")) return Object.fromEntries(members);
  }
}

/** Past a comma, or past the end of the array or object: whether it was the end. */
function readSeparator(cursor: Cursor, close: string): boolean {
  const next = peek(cursor);
  if (next !== "," && next !== close) fail(cursor, `"," or "${close}"`);
  cursor.at++;
  return next === close;
}

/** A string, a number, true, false or null. */
function readScalar(cursor: Cursor, expected: string): unknown {
  const token = tokenAt(cursor);
  let value: unknown;
  try {
    value = JSON.parse(token);
  } catch {
    fail(cursor, expected);
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    fail(cursor, "a number within the range of binary64");
  }
  cursor.at += token.length;
  return value;
}

/** From here to the closing quote, or else to what cannot be part of a number or literal. */
function tokenAt({ text, at }: Cursor): string {
  let end = at + 1;
  if (text[at] === '"') {
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    return text.slice(at, end + 1);
  }
  while (end < text.length && !' \t\n\r,:[]{}"'.includes(text[end])) end++;
  return text.slice(at, end);
}

/** The next character that is not white space, still to be read; empty at the end of the text. */
function peek(cursor: Cursor): string {
  while (cursor.at < cursor.text.length && " \t\n\r".includes(cursor.text[cursor.at])) cursor.at++;
  return cursor.text.charAt(cursor.at);
}

function fail(cursor: Cursor, expected: string, got: string = next(cursor)): never {
  const { file, text, path, at } = cursor;
  let line = 1;
  let start = 0;
  for (let n = text.indexOf("\n"); n >= 0 && n < at; n = text.indexOf("\n", start)) {
    line++;
    start = n + 1;
  }
  const where = `(line ${line}, column ${at - start + 1})`;
  throw new FormatError(`${placeText(file, path)}: expected ${expected}, got ${got} ${where}`);
}

/** What stands where something else was expected. */
function next(cursor: Cursor): string {
  if (cursor.at >= cursor.text.length) return "the end of the text";
  const token = tokenAt(cursor);
  return token.length > 30 ? `${token.slice(0, 30)}…` : token;
}
