/** A planted mistake before the shipped cases and before random ones. */
import { START_SECONDS, startProgram, type Times } from "../../src/cli/ask.ts";
import type { Bug } from "../../src/conformance/bugs/bug.ts";
import type { Candidate } from "../../src/conformance/diagnosis/candidate.ts";
import { diagnose } from "../../src/conformance/diagnosis/diagnose.ts";
import type { Evidence } from "../../src/conformance/diagnosis/evidence.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { runCases } from "../../src/conformance/protocol/runCases.ts";
import type { Recipe } from "../consumers/programs.ts";
import { type FuzzFigures, fuzzFigures } from "../fuzzFigures.ts";
import { withPlanted } from "./example.ts";
import type { Plant } from "./plant.ts";

/** What came of a planted mistake. */
export interface Trial {
  readonly bug: Bug;
  /** the shipped cases that fail */
  readonly failed: number;
  /** what the diagnosis of their answers named */
  readonly causes: readonly string[];
  readonly fuzzed: FuzzFigures;
}

export interface TrialOptions {
  /** how the example is run */
  readonly recipe: Recipe;
  readonly cases: readonly Case[];
  /** the candidates of the diagnosis, which remember what they make of a case */
  readonly catalogue: readonly Candidate[];
  readonly signal: AbortSignal;
}

/** The random cases of `bptt-oracle fuzz --seed 1 --runs 200`. */
export const RANDOM_CASES = { seed: 1, runs: 200 } as const;

/** Seconds for an answer: the other program's diagnosis may come in between. */
const TIMES: Times = { timeout: 60, startTimeout: START_SECONDS };

/** Runs the example with a bug's plant against the cases and against random ones. */
export async function trialOf(bug: Bug, plant: Plant, options: TrialOptions): Promise<Trial> {
  const { recipe, cases, catalogue, signal } = options;
  return withPlanted(recipe, plant, signal, async ({ words }) => {
    const evidence: Evidence[] = [];
    for await (const { answer } of runCases(await startProgram(words, TIMES, signal), cases)) {
      evidence.push({ case: cases[evidence.length], answer });
    }
    const diagnosis = diagnose(evidence, "float64", catalogue);
    const program = await startProgram(words, TIMES, signal);
    try {
      return {
        bug,
        failed: diagnosis.cases.failed,
        causes: diagnosis.causes.map(({ id }) => id),
        fuzzed: await fuzzFigures(bug, (asked) => program.ask(asked), RANDOM_CASES, signal),
      };
    } finally {
      await program.close();
    }
  });
}

/** Whether the cases named a planted bug, and random ones found it. */
export function isAsExpected({ bug, causes, fuzzed }: Trial): boolean {
  return isNamed({ bug, causes }) && fuzzed.isFound;
}

/** Whether the cases named a planted bug, and nothing besides. */
export function isNamed({ bug, causes }: Pick<Trial, "bug" | "causes">): boolean {
  return causes.join() === bug.id;
}
