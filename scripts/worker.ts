/** What a worker thread computes: one run, told apart by what is to be kept of it. */
import { ensembleMember, type RunFigures, runFigures } from "../src/article/ensemble.ts";
import type { GradientErratum } from "../src/article/errata.ts";
import { ladderRung, type Rung } from "../src/article/ladder.ts";
import { articleRun, type RunResult } from "../src/article/run.ts";
import type { RunSettings } from "../src/article/settings.ts";
import type { EngineName } from "../src/engine/engine.ts";
import { engineOf } from "../src/engine/engines.ts";

export type Task = { readonly settings: RunSettings; readonly engine: EngineName } & (
  | { readonly kind: "run" }
  | { readonly kind: "figures" }
  | { readonly kind: "member"; readonly member: number }
  | { readonly kind: "rung"; readonly mended: readonly GradientErratum[] }
);

/** What each kind of task returns. */
export interface TaskResults {
  readonly run: RunResult;
  readonly figures: RunFigures;
  readonly member: RunFigures;
  readonly rung: Rung;
}

export default function perform(task: Task): TaskResults[Task["kind"]] {
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
