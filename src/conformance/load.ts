/** The suite as it is on the disk: a manifest, and the files of cases that it lists. */
import { join } from "node:path";
import { type Case, casesOf } from "./kinds.ts";
import { parseListed } from "./manifest.ts";
import { parseCertificate, parseManifest, readBytes } from "./read.ts";
import type { CasesFile } from "./types.ts";

/**
 * The files that the manifest lists, in its order, each with the digest that it states.
 *
 * @param folder where `manifest.json` is
 * @throws {FormatError} naming the first file, and the place in it, that is not as it should be
 */
export function loadFiles(folder: string): CasesFile[] {
  const path = join(folder, "manifest.json");
  const { files } = parseManifest(readBytes(path), path);
  return files.map((listed) => parseListed(listed, readBytes(join(folder, listed.path))));
}

/**
 * All cases of the suite, in the order of the manifest.
 *
 * @param folder where `manifest.json` is
 * @throws {FormatError} naming the first file, and the place in it, that is not as it should be
 */
export function loadSuite(folder: string): readonly Case[] {
  return loadFiles(folder).flatMap(casesOf);
}

/**
 * The ids of the few cases that find every mistake that any case finds.
 *
 * @param folder where `certificate.json` is
 * @throws {FormatError} when it is not as it should be
 */
export function loadQuick(folder: string): readonly string[] {
  const path = join(folder, "certificate.json");
  return parseCertificate(readBytes(path), path).quick.cases;
}
