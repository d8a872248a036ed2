/** The manifest: which files of cases there are, what they hold, and the digest of their bytes. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { refuse } from "./formatError.ts";
import { parseCases } from "./read.ts";
import type { CasesFile, Manifest, ManifestFile } from "./types.ts";

/**
 * The manifest of files of cases.
 *
 * @param texts of the files, by their paths relative to the manifest
 * @param version of the generator that wrote them
 * @throws {FormatError} naming the first place in a file that is not as it should be
 */
export function manifestOf(texts: Readonly<Record<string, string>>, version: string): Manifest {
  const files = Object.entries(texts).map(([path, text]): ManifestFile => {
    const { kind, numberOfCases, cases } = parseCases(text, path);
    const ids = cases.map(({ id }) => id);
    return { path, kind, numberOfCases, sha256: digest(utf8ToBytes(text)), ids };
  });
  return {
    format: "bptt-oracle/manifest",
    version: 1,
    generator: { name: "bptt-oracle", version },
    numberOfCases: files.reduce((sum, { numberOfCases }) => sum + numberOfCases, 0),
    files,
  };
}

/**
 * The cases of a file that is what the manifest says it is.
 *
 * @param bytes of the file
 * @throws {FormatError} when it has another digest, or is not as it should be
 */
export function parseListed(
  { path, sha256: expected, kind, ids }: ManifestFile,
  bytes: Uint8Array,
): CasesFile {
  const got = digest(bytes);
  if (got !== expected) refuse(path, `the SHA-256 ${expected} of the manifest`, got);
  const file = parseCases(bytes, path);
  const own = file.cases.map(({ id }) => id);
  if (file.kind !== kind || own.join() !== ids.join()) {
    refuse(path, `the cases ${ids.join(", ")} of the manifest`, own.join(", "));
  }
  return file;
}

function digest(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
