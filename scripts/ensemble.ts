/** `npm run ensemble`: measures how far last-place changes of the start move the published run. */

import { type Ensemble, ensembleOf, runFigures } from "../src/article/ensemble.ts";
import {
  PUBLISHED_TRAIN_LOSS,
  PUBLISHED_VAL_LOSS,
  PUBLISHED_VAL_RMSE,
} from "../src/article/published.ts";
import { articleRun } from "../src/article/run.ts";
import { runSettings } from "../src/article/settings.ts";
import { verdict } from "../src/article/verdict.ts";
import {
  command,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import type { Engine, EngineName } from "../src/engine/engine.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { wrapped } from "../src/report/wrap.ts";
import { fixturePath, shownPath } from "./files.ts";
import { asUsage, chosenEngine, engineOption } from "./options.ts";
import { runInPool } from "./pool.ts";

interface Options {
  readonly members: number;
  readonly threads?: number;
  readonly engine?: EngineName;
  readonly out: string;
}

/** What `reproduce` reads; README and page say how many members it has, and a spec holds them to it. */
const FIXTURE = shownPath(fixturePath("rounding-ensemble.json"));

const program = command("ensemble", "the published run, with last-place changes of the initial W")
  .option("--members <n>", "how many members", parseNumber, 300)
  .option("--threads <n>", "worker threads (default: one a core)", parseNumber)
  .addOption(engineOption())
  .option("--out <file>", "where to write", parsePath, FIXTURE);

await main<Options>(program, async ({ members, threads, out, ...options }, signal) => {
  asUsage(() => {
    requireInteger("members", members, { min: 1, max: 100_000 });
    if (threads !== undefined) requireInteger("threads", threads, { min: 1, max: 1024 });
  });
  const engine = chosenEngine(options.engine);
  const settings = runSettings("as-published");
  const tasks = Array.from({ length: members }, (_, n) => {
    return { kind: "member", settings, member: n + 1, engine: engine.name } as const;
  });
  await requireWritable(out);
  const results = await runInPool<"member">("members", tasks, { threads, signal });
  const done = results.filter((figures) => figures !== undefined);
  if (done.length === 0) signal.throwIfAborted();
  const ensemble = ensembleOf(done);
  report(ensemble, engine);
  if (done.length < members) {
    process.stdout.write(`interrupted: ${done.length} of ${members} done, ${out} left as it was\n`);
    return;
  }
  const description =
    "the run as published, seed 42, in each member about half of the entries of the initial W " +
    "moved by one unit in the last place, up or down at random (seedrandom, seeded with 1, 2, …)";
  await writeWhole(out, `${JSON.stringify({ description, ...ensemble }, null, 1)}\n`);
  process.stdout.write(`written: ${out}\n`);
});

function report(ensemble: Ensemble, engine: Engine): void {
  const { digitForDigit, insideEnsemble, outside, valRmse } = verdict(
    runFigures(articleRun(runSettings("as-published"), undefined, engine)),
    ensemble,
  );
  const figures = PUBLISHED_TRAIN_LOSS.length + PUBLISHED_VAL_LOSS.length;
  const last = ensemble.trainLoss[ensemble.trainLoss.length - 1];
  const rmse = ensemble.valRmse.articlePrediction;
  process.stdout.write(
    `${ensemble.members === 1 ? "1 member" : `${ensemble.members} members`}\n` +
      `${wrapped(`of the ${figures} published losses ${digitForDigit} are equal digit for digit, ${insideEnsemble} of the others are inside the range, as ours are, ${outside} are not`)}\n` +
      `${wrapped(`training loss after the last epoch: ${last.min.toFixed(4)} to ${last.max.toFixed(4)}`)}\n` +
      `${wrapped(`RMSE, predicted in the article's way: ${rmse.min.toFixed(4)} to ${rmse.max.toFixed(4)}; the published ${PUBLISHED_VAL_RMSE} and ours are ${valRmse?.insideEnsemble ? "inside" : "not both inside"}`)}\n` +
      `engine: ${engine.name}\n`,
  );
}
