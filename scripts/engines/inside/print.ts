/** What runs inside an engine. It asks of its host nothing but console.log. */
import {
  GOLDEN_NAMES,
  type Golden,
  type GoldenName,
  goldenRun,
} from "../../../src/article/goldens.ts";
import { articleRun } from "../../../src/article/run.ts";
import { PRESETS, runSettings } from "../../../src/article/settings.ts";
import type { Engine, EngineName } from "../../../src/engine/engine.ts";
import { engineOf } from "../../../src/engine/engines.ts";

/** Set by the host of an engine that would take too long over all epochs of the article's runs. */
declare const epochs: number | undefined;

/** Prints a line of JSON for each golden run, by each way of computing it. */
export function printGoldens(ways: readonly EngineName[]): void {
  for (const way of ways) {
    for (const name of GOLDEN_NAMES) {
      console.log(JSON.stringify({ name, way, ...runOf(name, engineOf(way)) }));
    }
  }
}

function runOf(name: GoldenName, engine: Engine): Golden {
  const preset = PRESETS.find((each) => each === name);
  if (preset === undefined || typeof epochs === "undefined") return goldenRun(name, engine);
  const { trainLoss, valLoss, sha256 } = articleRun(
    runSettings(preset, { epochs }),
    undefined,
    engine,
  );
  return { trainLoss, valLoss, sha256 };
}
