/** NumPy's example with a mistake in it, as a program that runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildIn, CONSUMERS, type Recipe } from "../consumers/programs.ts";
import { type Plant, plantIn } from "./plant.ts";

const [EXAMPLE] = CONSUMERS;

/** How the example is run, or what this machine lacks. */
export function exampleRecipe(): Recipe | { readonly missing: string } {
  return EXAMPLE.recipe();
}

/** A copy of the example. */
export interface Planted {
  readonly folder: string;
  /** the words of the command that runs it in float64 */
  readonly words: readonly string[];
}

/**
 * Plants a mistake in a copy of the example, in a folder that is gone when the work with it is done.
 *
 * @throws {RangeError} when a part does not occur exactly once
 */
export async function withPlanted<Result>(
  recipe: Recipe,
  plant: Plant,
  signal: AbortSignal,
  work: (planted: Planted) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "bptt-oracle-planted-"));
  try {
    const commandFor = await buildIn(folder, EXAMPLE.name, recipe, signal);
    plantIn(folder, plant);
    return await work({ folder, words: commandFor("float64") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
