/** A mistake as a person would make it in NumPy's example, `fixtures/consumers/python-numpy`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files of the example. */
export const PLANTED_FILES = ["elman.py", "answer.py"] as const;
export type PlantedFile = (typeof PLANTED_FILES)[number];

/** A part of a file that occurs once, and what takes its place. */
export interface Replacement {
  readonly file: PlantedFile;
  readonly part: string;
  readonly by: string;
}

/** Replacements, made one after the other. */
export type Plant = readonly Replacement[];

/** By the id of the bug of the catalogue that each is. */
export type Plants = Readonly<Record<string, Plant>>;

/** A replacement in the network. */
export function network(part: string, by: string): Replacement {
  return { file: "elman.py", part, by };
}

/** A replacement where the network's answers are put together. */
export function answers(part: string, by: string): Replacement {
  return { file: "answer.py", part, by };
}

/**
 * The text of a file with a mistake in it.
 *
 * @throws {RangeError} when a part does not occur exactly once
 */
export function planted(source: string, file: PlantedFile, plant: Plant): string {
  let text = source;
  for (const { part, by } of plant.filter((replacement) => replacement.file === file)) {
    const occurrences = text.split(part).length - 1;
    if (occurrences !== 1) {
      throw new RangeError(`${file}: expected once, got ${occurrences} times: ${part}`);
    }
    text = text.replace(part, () => by);
  }
  return text;
}

/**
 * Plants a mistake in the copy of the example in a folder.
 *
 * @throws {RangeError} when a part does not occur exactly once
 */
export function plantIn(folder: string, plant: Plant): void {
  for (const file of PLANTED_FILES) {
    const path = join(folder, file);
    writeFileSync(path, planted(readFileSync(path, "utf8"), file, plant));
  }
}
