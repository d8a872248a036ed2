/**
 * Files of cases, of results, the manifest and the certificate: from bytes to data that can be relied on, or to one
 * error that names the file, the place in it, what was expected and what was found.
 */
import { readFileSync, statSync } from "node:fs";
import { requireAnswer } from "./answer.ts";
import { DTYPES } from "./dtype.ts";
import { FormatError, type Key, placeText, refusalOf, refuse, shown } from "./formatError.ts";
import { decodeUtf8, MAX_BYTES, parseJson } from "./json.ts";
import { type Case, type CaseOf, casesOf, KINDS } from "./kinds.ts";
import { isRequest, requirePossible, requireRequest } from "./request.ts";
import { type Contents, requireValid, type SchemaName, versionOf } from "./schemas.ts";
import { requireLength } from "./shapes.ts";
import type { CasesFile, Certificate, Manifest, ResultsFile } from "./types.ts";

/** A file's bytes, or its text. */
export type Content = Uint8Array | string;

/**
 * The bytes of a file.
 *
 * @throws {FormatError} when there is no such file, it is none, cannot be read, or is too large
 */
export function readBytes(path: string): Uint8Array {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) refuse(path, "a file", "a directory");
    if (!stat.isFile()) refuse(path, "a file", "something else");
    if (stat.size > MAX_BYTES) refuse(path, `at most ${MAX_BYTES} bytes`, String(stat.size));
    return readFileSync(path);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    return refuse(path, "a file that can be read", code === "ENOENT" ? "none" : String(code));
  }
}

/**
 * Cases, each of which can be computed and judged.
 *
 * @param file how messages call the file
 * @throws {FormatError} naming the first place that is not as `cases.schema.json` describes it, or at
 *   odds with another: a shape with the config, a count with what is counted, a flag without a note
 */
export function parseCases(content: Content, file: string): CasesFile {
  const value = parsed("cases", content, file);
  requireCount(placeText(file, ["numberOfCases"]), value.numberOfCases, value.cases.length);
  requireIds(value, file);
  casesOf(value).forEach((testCase, n) => {
    const place = placeText(file, ["cases", n]);
    requireNotes(testCase, value, place);
    if (isRequest(testCase)) requireRequest(testCase, place);
    else requireImpossible(testCase, place);
    requireAnswer(testCase, place);
  });
  return value;
}

/**
 * An implementation's results. Whether a result is right, even whether it is made of numbers, is for
 * the comparison to say: one bad result does not spoil the others.
 *
 * @param file how messages call the file
 * @throws {FormatError} naming the first place that is not as `results.schema.json` describes it, or a
 *   case that has a result and was skipped as well
 */
export function parseResults(content: Content, file: string): ResultsFile {
  const value = parsed("results", content, file);
  for (const id of Object.keys(value.skipped)) {
    if (Object.hasOwn(value.results, id)) {
      refuse(placeText(file, ["skipped", id]), "no reason beside a result", "one");
    }
  }
  return value;
}

/**
 * The manifest.
 *
 * @param file how messages call the file
 * @throws {FormatError} naming the first place that is not as `manifest.schema.json` describes it, a
 *   wrong count, or a path or an id that occurs twice
 */
export function parseManifest(content: Content, file: string): Manifest {
  const value = parsed("manifest", content, file);
  const paths = new Set<string>();
  const ids = new Set<string>();
  let total = 0;
  value.files.forEach(({ path, kind, numberOfCases, ids: own }, n) => {
    const at = (...keys: Key[]): string => placeText(file, ["files", n, ...keys]);
    if (paths.has(path)) refuse(at("path"), "a path of its own", `${shown(path)} again`);
    paths.add(path);
    requireCount(at("numberOfCases"), numberOfCases, own.length);
    own.forEach((id, i) => {
      requireNewId(at("ids", i), id, kind, ids);
    });
    total += numberOfCases;
  });
  requireCount(placeText(file, ["numberOfCases"]), value.numberOfCases, total);
  return value;
}

/**
 * The certificate.
 *
 * @param file how messages call the file
 * @throws {FormatError} naming the first place that is not as `certificate.schema.json` describes it,
 *   a wrong count, or a case or bug that is not in the lists
 */
export function parseCertificate(content: Content, file: string): Certificate {
  const value = parsed("certificate", content, file);
  const { cases, bugs, kinds, killsNothing, quick } = value;
  const at = (...keys: Key[]): string => placeText(file, keys);
  const isCase = (place: string, id: string): void => {
    if (!cases.includes(id)) refuse(place, "one of cases", shown(id));
  };
  requireCount(at("numberOfBugs"), value.numberOfBugs, bugs.length);
  requireCount(at("numberOfCases"), value.numberOfCases, cases.length);
  bugs.forEach((bug, n) => {
    for (const dtype of DTYPES) {
      const { kills, smallest, row } = bug[dtype];
      const place = (name: string): string => at("bugs", n, dtype, name);
      requireLength(place("row"), Array.from(row), cases.length);
      requireCount(place("kills"), kills, row.replaceAll("0", "").length);
      if (smallest !== null) isCase(place("smallest"), smallest);
    }
  });
  const ids = bugs.map(({ id }) => id);
  kinds.forEach(({ cannotShow, missed }, n) => {
    for (const id of [...cannotShow, ...missed]) {
      if (!ids.includes(id)) refuse(at("kinds", n), "ids of bugs", shown(id));
    }
  });
  killsNothing.forEach(({ id }, n) => {
    isCase(at("killsNothing", n, "id"), id);
  });
  quick.cases.forEach((id, n) => {
    isCase(at("quick", "cases", n), id);
  });
  return value;
}

/**
 * A value that its schema describes; what kind of file it is comes first, then all the rest.
 *
 * @param file how messages call the file
 * @param upgraded makes the version of now of an older one, and leaves all else as it is
 * @throws {FormatError} naming the first place that is not as described
 */
export function parsed<Name extends SchemaName>(
  name: Name,
  content: Content,
  file: string,
  upgraded: (value: unknown) => unknown = (value) => value,
): Contents[Name] {
  const text = typeof content === "string" ? content : decodeUtf8(content, file);
  const value = upgraded(parseJson(text, file));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    requireHeader(name, value, file);
  }
  requireValid(name, value, file);
  return value as Contents[Name];
}

/** Format and version first: in a file of another one, every further complaint would mislead. */
function requireHeader(
  name: SchemaName,
  { format, version, kind }: { format?: unknown; version?: unknown; kind?: unknown },
  file: string,
): void {
  const expected = `bptt-oracle/${name}`;
  if (format !== expected) refuse(placeText(file, ["format"]), shown(expected), found(format));
  const current = versionOf(name);
  if (version !== current) refuse(placeText(file, ["version"]), String(current), found(version));
  if (name === "cases" && !(KINDS as readonly unknown[]).includes(kind)) {
    refuse(placeText(file, ["kind"]), `one of ${KINDS.join(", ")}`, found(kind));
  }
}

function found(value: unknown): string {
  return value === undefined ? "none" : shown(value);
}

function requireCount(place: string, stated: number, counted: number): void {
  if (stated !== counted) refuse(place, String(counted), String(stated));
}

function requireIds({ kind, cases }: CasesFile, file: string): void {
  const ids = new Set<string>();
  cases.forEach(({ id }, n) => {
    requireNewId(placeText(file, ["cases", n, "id"]), id, kind, ids);
  });
}

/** An id that begins with its kind and is not among those before, which it joins. */
function requireNewId(place: string, id: string, kind: string, ids: Set<string>): void {
  if (!id.startsWith(`${kind}-`)) refuse(place, `an id that begins with ${kind}-`, shown(id));
  if (ids.has(id)) refuse(place, "an id of its own", `${shown(id)} again`);
  ids.add(id);
}

function requireNotes({ flags }: Case, { notes }: CasesFile, place: string): void {
  flags.forEach((flag, n) => {
    if (Object.hasOwn(notes, flag)) return;
    const names = Object.keys(notes).join(", ") || "none";
    refuse(`${place}.flags[${n}]`, `a name from notes (${names})`, shown(flag));
  });
}

/** A request that the checks of its kind refuse, as every implementation must. */
function requireImpossible({ inputs: request }: CaseOf<"reject">, place: string): void {
  if (refusalOf(() => requirePossible(request, place)) !== undefined) return;
  refuse(`${place}.inputs`, "a request that cannot be carried out", "one that can");
}
