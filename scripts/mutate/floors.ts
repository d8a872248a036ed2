/** What is mutated, floor by floor, and the specs that have to notice: a floor's own, no others. */

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
