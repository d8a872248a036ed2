/** The golden runs, one a step, for whoever shows how far they are. */
import { GOLDEN_NAMES, type Golden, type GoldenName, goldenRun } from "../article/goldens.ts";
import type { Engine } from "../engine/engine.ts";
import { bestEngine } from "../engine/engines.ts";

export interface GoldenStep {
  readonly name: GoldenName;
  readonly golden: Golden;
  /** how many are done, with this one */
  readonly done: number;
  /** how many there are */
  readonly of: number;
}

/** Each golden run in the order of `fixtures/article/goldens.json`; each costs its time when asked for. */
export function* goldenSteps(engine: Engine = bestEngine()): Generator<GoldenStep, void> {
  const of = GOLDEN_NAMES.length;
  for (const [n, name] of GOLDEN_NAMES.entries()) {
    yield { name, golden: goldenRun(name, engine), done: n + 1, of };
  }
}
