/** `npm run seeds`: the published run from other seeds, and where seed 42 stands among them. */
import { type SeedSurvey, seedRun, seedSurvey } from "../src/article/seeds.ts";
import { runSettings } from "../src/article/settings.ts";
import {
  command,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import type { EngineName } from "../src/engine/engine.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { columns, wrapped } from "../src/report/wrap.ts";
import { asUsage, chosenEngine, engineOption } from "./options.ts";
import { runInPool } from "./pool.ts";

interface Options {
  readonly from: number;
  readonly to: number;
  readonly threads?: number;
  readonly engine?: EngineName;
  readonly out: string;
}

const program = command("seeds", "the published run from every seed of a range")
  .option("--from <seed>", "the first seed", parseNumber, 0)
  .option("--to <seed>", "the last seed (default: 200 after the first)", parseNumber)
  .option("--threads <n>", "worker threads (default: one a core)", parseNumber)
  .addOption(engineOption())
  .option("--out <file>", "where to write", parsePath, "out/seeds.json");

await main<Options>(
  program,
  async ({ from, to = from + 200, threads, out, ...options }, signal) => {
    asUsage(() => {
      requireInteger("from", from, { min: 0, max: 2 ** 32 - 1 });
      requireInteger("to", to, { min: from, max: Math.min(from + 99_999, 2 ** 32 - 1) });
      if (threads !== undefined) requireInteger("threads", threads, { min: 1, max: 1024 });
    });
    const engine = chosenEngine(options.engine);
    const seeds = Array.from({ length: to - from + 1 }, (_, n) => from + n);
    const tasks = seeds.map((seed) => {
      const settings = runSettings("as-published", { seed });
      return { kind: "figures", settings, engine: engine.name } as const;
    });
    await requireWritable(out);
    const results = await runInPool<"figures">("seeds", tasks, { threads, signal });
    const runs = seeds.flatMap((seed, n) => {
      const figures = results[n];
      return figures ? [seedRun(seed, figures)] : [];
    });
    if (runs.length === 0) signal.throwIfAborted();
    const survey = seedSurvey(runs);
    report(survey);
    process.stdout.write(`engine: ${engine.name}\n`);
    if (runs.length < seeds.length) {
      process.stdout.write(
        `interrupted: ${runs.length} of ${seeds.length} done, ${out} left as it was\n`,
      );
      return;
    }
    await writeWhole(out, `${JSON.stringify(survey, null, 1)}\n`);
    process.stdout.write(`written: ${out}\n`);
  },
);

function report({ runs, trainLoss, valRmse, asGoodAsPublished, worseThan42 }: SeedSurvey): void {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const asGood = (seeds: number): string =>
    `${seeds === 1 ? "1 seed is" : `${seeds} seeds are`} as good as the published run`;
  const { p05, median, p95 } = trainLoss;
  process.stdout.write(
    `${runs.length === 1 ? "1 seed" : `${runs.length} seeds`}\n` +
      `${wrapped(
        `training loss after the last epoch: median ${median.toFixed(2)}, 5 % below ${p05.toFixed(2)}, 5 % above ${p95.toFixed(2)}; ${asGood(asGoodAsPublished.trainLoss)}`,
      )}\n` +
      `${wrapped(
        `RMSE, predicted in the article's way: median ${valRmse.median.toFixed(3)}, 5 % below ${valRmse.p05.toFixed(3)}, 5 % above ${valRmse.p95.toFixed(3)}; ${asGood(asGoodAsPublished.valRmse)}`,
      )}\n` +
      histogram(runs.map((run) => run.valRmse)) +
      (worseThan42
        ? `${wrapped(`seed 42 has a lower training loss than ${percent(worseThan42.trainLoss)} of them and a lower RMSE than ${percent(worseThan42.valRmse)}`)}\n`
        : "seed 42 is not among them\n"),
  );
}

/** Counts of the RMSE in steps of 0.1, a line of bars each; the last one is open above. */
function histogram(values: readonly number[]): string {
  const step = 0.1;
  const bins = 16;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(value / step))]++;
  const widest = Math.max(...counts);
  // Beside what stands before a bar.
  const cells = Math.min(40, columns() - 16);
  return counts
    .map((count, n) => {
      const from = (n * step).toFixed(1);
      const to = n === bins - 1 ? "   " : ((n + 1) * step).toFixed(1);
      const bar = "█".repeat(Math.round((cells * count) / widest));
      return `  ${from}–${to} ${String(count).padStart(5)} ${bar}`.trimEnd();
    })
    .join("\n")
    .concat("\n");
}
