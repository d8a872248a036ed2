/**
 * What the files of cases must be together, and what no schema says: ids for good, comments and flags
 * that say something, no case twice, text as it is written here.
 */
import { isDeepStrictEqual } from "node:util";
import { BUGS } from "./bugs/catalogue.ts";
import { differenceOf } from "./difference.ts";
import { refusalOf, shown } from "./formatError.ts";
import { manifestOf } from "./manifest.ts";
import { parseCases } from "./read.ts";
import type { CasesFile, Manifest } from "./types.ts";
import { casesText } from "./write.ts";

/** What all files may take together: they are read by people and fetched by builds. */
export const MAX_TOTAL_BYTES = 5_000_000;

/** A file that could be read. */
interface Listed {
  readonly path: string;
  readonly text: string;
  readonly file: CasesFile;
}

/** A case with its file. */
interface Located {
  readonly path: string;
  readonly testCase: CasesFile["cases"][number];
}

/**
 * Everything that is wrong with the files of cases, a line each; nothing when all is well.
 *
 * @param texts of the files, by their paths relative to the manifest
 * @param manifest that should describe them
 * @param released the manifest of the last release; null when there was none
 */
export function lint(
  texts: Readonly<Record<string, string>>,
  manifest: Manifest,
  released: Manifest | null,
): string[] {
  const unreadable = Object.entries(texts).flatMap(([path, text]) => {
    return refusalOf(() => parseCases(text, path)) ?? [];
  });
  if (unreadable.length > 0) return unreadable;
  const files = Object.entries(texts).map(([path, text]): Listed => {
    return { path, text, file: parseCases(text, path) };
  });
  const cases = files.flatMap(({ path, file }) =>
    file.cases.map((testCase): Located => ({ path, testCase })),
  );
  return [
    ...againstManifest(texts, manifest),
    ...(released ? againstRelease(files, released) : []),
    ...repeated(cases, "id", ({ id }) => id),
    ...repeated(cases, "comment", ({ comment }) => comment),
    ...repeated(cases, "config and inputs", questionOf),
    ...files.flatMap(notOurText),
    ...files.flatMap(unusedNotes),
    ...cases.flatMap(unendedComment),
    ...cases.flatMap(unknownBugs),
    ...tooLarge(texts),
  ];
}

/** A manifest that has other paths, counts, digests or ids than the files. */
function againstManifest(texts: Readonly<Record<string, string>>, manifest: Manifest): string[] {
  const own = manifestOf(texts, manifest.generator.version);
  return isDeepStrictEqual(own, manifest)
    ? []
    : ["manifest: expected that of the files, got another"];
}

/** Ids that were released and are gone, or in another file. */
function againstRelease(files: readonly Listed[], released: Manifest): string[] {
  const places = new Map(
    files.flatMap(({ path, file }) => file.cases.map(({ id }) => [id, path] as const)),
  );
  return released.files.flatMap(({ path, ids }) =>
    ids
      .filter((id) => places.get(id) !== path)
      .map((id) => `${id}: expected in ${path} as released, got ${places.get(id) ?? "none"}`),
  );
}

/** Cases that share what each should have to itself; the kind is part of it, since ids begin so. */
function repeated(
  cases: readonly Located[],
  what: string,
  of: (testCase: Located["testCase"]) => string,
): string[] {
  const first = new Map<string, Located>();
  return cases.flatMap((located) => {
    const { path, testCase } = located;
    const before = first.get(of(testCase));
    first.set(of(testCase), before ?? located);
    if (!before) return [];
    const other = `${before.testCase.id} in ${before.path}`;
    return [`${path}: ${testCase.id}: expected ${what} of its own, got that of ${other}`];
  });
}

/** All that is asked, −0 told from 0. */
function questionOf({ id, config, inputs }: Located["testCase"]): string {
  const [kind] = id.split("-");
  return JSON.stringify([kind, config, inputs], (_name, value) => {
    return Object.is(value, -0) ? "-0" : value;
  });
}

/** Text that says the same otherwise: numbers that are not the shortest, members in another order. */
function notOurText({ path, text, file }: Listed): string[] {
  const difference = differenceOf(text, casesText(file));
  return difference === undefined ? [] : [`${path}: ${difference}`];
}

function unusedNotes({ path, file }: Listed): string[] {
  const used = new Set(file.cases.flatMap(({ flags }) => flags));
  return Object.keys(file.notes)
    .filter((name) => !used.has(name))
    .map((name) => `${path}: notes.${name}: expected a case that has this flag, got none`);
}

function unendedComment({ path, testCase: { id, comment } }: Located): string[] {
  if (/\S\.$/.test(comment)) return [];
  return [`${path}: ${id}: expected a comment that ends with a full stop, got ${shown(comment)}`];
}

function unknownBugs({ path, testCase: { id, kills } }: Located): string[] {
  const known = new Set(BUGS.map((bug) => bug.id));
  return kills
    .filter((bug) => !known.has(bug))
    .map((bug) => `${path}: ${id}: expected kills from the catalogue, got ${shown(bug)}`);
}

function tooLarge(texts: Readonly<Record<string, string>>): string[] {
  const total = Object.values(texts).reduce((sum, text) => sum + bytesOf(text), 0);
  if (total <= MAX_TOTAL_BYTES) return [];
  return [`all files: expected at most ${MAX_TOTAL_BYTES} bytes, got ${total}`];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A line for each file: its cases, its bytes, and the smallest and largest of its cases. */
export function sizesOf(texts: Readonly<Record<string, string>>): string[] {
  return Object.entries(texts).map(([path, text]) => {
    const { cases } = parseCases(text, path);
    const sizes = cases.map((testCase) => bytesOf(JSON.stringify(testCase)));
    const least = Math.min(...sizes);
    const most = Math.max(...sizes);
    const each = least === most ? `${least}` : `${least} to ${most}`;
    return `${path}: ${cases.length} cases of ${each} bytes, ${bytesOf(text)} in all`;
  });
}
