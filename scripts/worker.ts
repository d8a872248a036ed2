/** What a worker thread computes: a run, told apart by what is to be kept of it, or a case. */
import { ensembleMember, type RunFigures, runFigures } from "../src/article/ensemble.ts";
import type { GradientErratum } from "../src/article/errata.ts";
import { ladderRung, type Rung } from "../src/article/ladder.ts";
import { articleRun, type RunResult } from "../src/article/run.ts";
import type { RunSettings } from "../src/article/settings.ts";
import { type Finished, finishedCase } from "../src/conformance/fixtureFiles.ts";
import type { Draft } from "../src/conformance/suite/draft.ts";

export type Task =
  | { readonly kind: "run"; readonly settings: RunSettings }
  | { readonly kind: "figures"; readonly settings: RunSettings }
  | { readonly kind: "member"; readonly settings: RunSettings; readonly member: number }
  | {
      readonly kind: "rung";
      readonly settings: RunSettings;
      readonly mended: readonly GradientErratum[];
    }
  | { readonly kind: "case"; readonly draft: Draft };

/** What each kind of task returns. */
export interface TaskResults {
  readonly run: RunResult;
  readonly figures: RunFigures;
  readonly member: RunFigures;
  readonly rung: Rung;
  /** or why there is no answer to it */
  readonly case: Finished | string;
}

export default function perform(task: Task): TaskResults[Task["kind"]] {
  switch (task.kind) {
    case "run":
      return articleRun(task.settings);
    case "figures":
      return runFigures(articleRun(task.settings));
    case "member":
      return ensembleMember(task.settings, task.member);
    case "rung":
      return ladderRung(task.settings, task.mended);
    case "case":
      return finishedOrFault(task.draft);
  }
}

/** So that all cases that have no answer are named, and not the first alone. */
function finishedOrFault(draft: Draft): Finished | string {
  try {
    return finishedCase(draft);
  } catch (error) {
    return `${draft.id}: ${error}`;
  }
}
