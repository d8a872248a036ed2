/** What is mutated, floor by floor, and the specs that have to notice: a floor's own, no others. */

import { glob } from "node:fs/promises";
import { sep } from "node:path";

/** Glob patterns from the project's folder. */
export interface Floor {
  readonly sources: readonly string[];
  readonly specs: readonly string[];
}

export type FloorName = "numerics" | "rnn" | "gradcheck" | "conformance";

export const FLOORS: Readonly<Record<FloorName, Floor>> = {
  numerics: { sources: ["src/numerics/**/*.ts"], specs: ["spec/numerics/**/*.spec.ts"] },
  rnn: { sources: ["src/rnn/**/*.ts"], specs: ["spec/rnn/**/*.spec.ts"] },
  gradcheck: { sources: ["src/gradcheck/**/*.ts"], specs: ["spec/gradcheck/**/*.spec.ts"] },
  conformance: {
    sources: [
      "src/conformance/{answer,compare,convert,difference,dtype,formatError}.ts",
      "src/conformance/diagnosis/**/*.ts",
    ],
    specs: [
      "spec/conformance/{answer,compare,compare.kinds,convert,difference,dtype,formatError}.spec.ts",
      "spec/conformance/diagnosis/**/*.spec.ts",
    ],
  },
};

export const FLOOR_NAMES: readonly FloorName[] = Object.keys(FLOORS) as FloorName[];

/** The files of each floor, from the project's folder. */
export async function filesByFloor(root: string): Promise<Map<FloorName, readonly string[]>> {
  const files = new Map<FloorName, readonly string[]>();
  for (const name of FLOOR_NAMES) {
    const found: string[] = [];
    for await (const file of glob(FLOORS[name].sources, { cwd: root })) {
      found.push(file.split(sep).join("/"));
    }
    files.set(name, found.sort());
  }
  return files;
}
