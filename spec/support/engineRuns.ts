/** What an engine is to print, from the goldens as they are written down. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../scripts/engines/judge.ts";
import { GOLDEN_NAMES, type Golden } from "../../src/article/goldens.ts";
import type { EngineName } from "../../src/engine/engine.ts";

const FILE = join(import.meta.dirname, "../../fixtures/article/goldens.json");

export const GOLDENS: Readonly<Record<string, Golden>> = JSON.parse(readFileSync(FILE, "utf8"));

/** Every golden by each way, without a difference. */
export function rightRuns(ways: readonly EngineName[]): Run[] {
  return ways.flatMap((way) => GOLDEN_NAMES.map((name) => ({ name, way, ...GOLDENS[name] })));
}

/** As a program prints them. */
export function asPrinted(runs: readonly Run[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join("");
}
