/** What a worker thread computes: a run, told apart by what is to be kept of it, or a case. */
import { ensembleMember, type RunFigures, runFigures } from "../src/article/ensemble.ts";
import type { GradientErratum } from "../src/article/errata.ts";
import { ladderRung, type Rung } from "../src/article/ladder.ts";
import { articleRun, type RunResult } from "../src/article/run.ts";
import type { RunSettings } from "../src/article/settings.ts";
import { type Finished, finishedCase } from "../src/conformance/fixtureFiles.ts";
import type { Draft } from "../src/conformance/suite/draft.ts";
import type { EngineName } from "../src/engine/engine.ts";
import { engineOf } from "../src/engine/engines.ts";

/** A run of the article's network, by an engine. */
type RunTask = { readonly settings: RunSettings; readonly engine: EngineName } & (
  | { readonly kind: "run" }
  | { readonly kind: "figures" }
  | { readonly kind: "member"; readonly member: number }
  | { readonly kind: "rung"; readonly mended: readonly GradientErratum[] }
);

export type Task = RunTask | { readonly kind: "case"; readonly draft: Draft };

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
  if (task.kind === "case") return finishedOrFault(task.draft);
  const { settings } = task;
  const engine = engineOf(task.engine);
  switch (task.kind) {
    case "run":
      return articleRun(settings, undefined, engine);
    case "figures":
      return runFigures(articleRun(settings, undefined, engine));
    case "member":
      return ensembleMember(settings, task.member, engine);
    case "rung":
      return ladderRung(settings, task.mended, engine);
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
