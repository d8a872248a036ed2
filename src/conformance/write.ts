/**
 * What is in `fixtures`, results and reports as text: the same content gives the same bytes, whatever
 * order its members were made in, and reads back as it was.
 *
 * One row of a matrix is one line. Numbers are the shortest decimals that read back as the same
 * binary64 (ECMA-262 §6.1.6.1.20, Number::toString), and −0 is `-0`, which `JSON.stringify` loses.
 */
import { parseJson } from "./json.ts";
import { parseCases, parseCertificate, parseManifest, parseResults } from "./read.ts";
import { type Contents, requireValid, type SchemaName, schemaOf } from "./schemas.ts";
import type {
  CasesFile,
  Certificate,
  CheckReport,
  FuzzReport,
  Manifest,
  ResultsFile,
} from "./types.ts";

/** What is shorter goes on one line, unless it holds arrays or objects. */
const WIDTH = 100;

/**
 * A file of cases.
 *
 * @throws {FormatError} when what was written could not be read
 */
export function casesText(file: CasesFile): string {
  const text = textOf("cases", file);
  parseCases(text, "cases");
  return text;
}

/**
 * A file of results.
 *
 * @throws {FormatError} when what was written could not be read
 */
export function resultsText(file: ResultsFile): string {
  const text = textOf("results", file);
  parseResults(text, "results");
  return text;
}

/**
 * A manifest.
 *
 * @throws {FormatError} when what was written could not be read
 */
export function manifestText(manifest: Manifest): string {
  const text = textOf("manifest", manifest);
  parseManifest(text, "manifest");
  return text;
}

/**
 * A certificate.
 *
 * @throws {FormatError} when what was written could not be read
 */
export function certificateText(certificate: Certificate): string {
  const text = textOf("certificate", certificate);
  parseCertificate(text, "certificate");
  return text;
}

/**
 * A report of a check.
 *
 * @throws {FormatError} when what was written is not as `check.schema.json` describes it
 */
export function checkReportText(report: CheckReport): string {
  const text = textOf("check", report);
  requireValid("check", parseJson(text, "report"), "report");
  return text;
}

/**
 * A report of random cases.
 *
 * @throws {FormatError} when what was written is not as `fuzz.schema.json` describes it
 */
export function fuzzReportText(report: FuzzReport): string {
  const text = textOf("fuzz", report);
  requireValid("fuzz", parseJson(text, "report"), "report");
  return text;
}

/** A value as its schema orders it; whether it is as the schema describes it is not asked. */
export function textOf<Name extends SchemaName>(name: Name, content: Contents[Name]): string {
  return `${written(content, 0, memberLists(schemaOf(name)))}\n`;
}

/** The members of every object that the schema describes, in the schema's order. */
function memberLists(schema: unknown): readonly string[][] {
  if (typeof schema !== "object" || schema === null) return [];
  const members = Object.keys(Reflect.get(schema, "properties") ?? {});
  return [members, ...Object.values(schema).flatMap(memberLists)];
}

function written(value: unknown, indent: number, lists: readonly string[][]): string {
  if (typeof value !== "object" || value === null) return scalar(value);
  if (Array.isArray(value)) {
    const parts = value.map((entry) => written(entry, indent + 1, lists));
    const isRow = value.every((entry) => typeof entry === "number");
    return isRow ? `[${parts.join(", ")}]` : bracketed("[", parts, "]", indent, value);
  }
  const names = inOrder(Object.keys(value), lists);
  const parts = names.map((name) => {
    return `${JSON.stringify(name)}: ${written(Reflect.get(value, name), indent + 1, lists)}`;
  });
  return bracketed("{", parts, "}", indent, Object.values(value));
}

/** As the schema orders them, where it has them in one object; else by the alphabet. */
function inOrder(names: readonly string[], lists: readonly string[][]): string[] {
  const list = lists.find((members) => names.every((name) => members.includes(name)));
  return list ? list.filter((name) => names.includes(name)) : names.toSorted();
}

/** What JSON does not have, such as NaN, is written as it is called, and then cannot be read. */
function scalar(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** On one line if it is short and of scalars only, else each part on a line of its own. */
function bracketed(
  open: string,
  parts: readonly string[],
  close: string,
  indent: number,
  values: readonly unknown[],
): string {
  const line = `${open}${parts.join(", ")}${close}`;
  const isFlat = values.every((value) => typeof value !== "object" || value === null);
  if (isFlat && indent + line.length <= WIDTH) return line;
  const margin = `\n${" ".repeat(indent + 1)}`;
  return `${open}${margin}${parts.join(`,${margin}`)}\n${" ".repeat(indent)}${close}`;
}
