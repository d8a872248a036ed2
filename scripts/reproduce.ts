/** `npm run reproduce`: the article's run, the corrected ones beside it, and what each erratum does. */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Option } from "commander";
import type { GradientErratum } from "../src/article/errata.ts";
import { ladderSteps, type Rung } from "../src/article/ladder.ts";
import { startParameters } from "../src/article/network.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../src/article/published.ts";
import { type Reproduction, reproduction } from "../src/article/reproduction.ts";
import { articleEpochs, type EpochLosses, type RunResult, summarize } from "../src/article/run.ts";
import {
  isAsPublished,
  PRESETS,
  type Preset,
  type RunOptions,
  type RunSettings,
  runSettings,
} from "../src/article/settings.ts";
import {
  command,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import type { Engine, EngineName } from "../src/engine/engine.ts";
import { GENERATORS, type Generator } from "../src/numerics/random.ts";
import { CHART_NAMES } from "../src/report/chart.ts";
import {
  diverged,
  epochHeading,
  epochLine,
  ladderTable,
  presetsTable,
  verdictText,
} from "../src/report/terminal.ts";
import { wrapped } from "../src/report/wrap.ts";
import type { Truncation } from "../src/rnn/truncation.ts";
import { ensembleFile, fixturePath, readFixture } from "./files.ts";
import { asUsage, chosenEngine, engineOption, parseErrata, parseTruncation } from "./options.ts";
import { runInPool } from "./pool.ts";

interface Options {
  readonly preset?: Preset;
  readonly seed?: number;
  readonly rng?: Generator;
  readonly epochs?: number;
  readonly hidden?: number;
  readonly length?: number;
  readonly truncate?: Truncation;
  readonly learningRate?: number;
  readonly correct?: readonly GradientErratum[] | "all";
  readonly engine?: EngineName;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly plots: boolean;
}

const program = command(
  "reproduce",
  "The article's run as published, held against its table; then the presets side by side and the " +
    "ladder of errata. With --preset or --correct: that one run.",
)
  .addOption(new Option("--preset <name>", "run only this").choices(PRESETS))
  .option("--seed <n>", "seed of the random numbers (default: 42)", parseNumber)
  .addOption(new Option("--rng <name>", "their generator (default: numpy)").choices(GENERATORS))
  .option("--epochs <n>", "epochs (default: 25)", parseNumber)
  .option("--hidden <n>", "hidden units (default: 100)", parseNumber)
  .option("--length <n>", "window length (default: 50)", parseNumber)
  .option(
    "--truncate <how>",
    "full, window:HOPS or HOPS, chunk:K1:K2 (default: the preset's)",
    parseTruncation,
  )
  .option("--learning-rate <x>", "learning rate (default: the preset's)", parseNumber)
  .option("--correct <ids>", "mend errata of the listing: all, or E01,E02,… to E10", parseErrata)
  .addOption(engineOption())
  .option("--out <dir>", "folder for reproduce.json, report.html and pictures", parsePath, "out")
  .option("--json", "print reproduce.json on standard output, and nothing else there")
  .option("--quiet", "print only the verdict and the tables")
  .option("--no-plots", "no pictures and no report.html");

await main<Options>(program, async (options, signal) => {
  const presets = options.correct ? (["as-published"] as const) : PRESETS;
  const chosen = options.preset ? [options.preset] : presets;
  const settings = asUsage(() => chosen.map((preset) => runSettings(preset, runOptions(options))), {
    generator: "--rng",
    learningRate: "--learning-rate",
    truncation: "--truncate",
  });
  const engine = chosenEngine(options.engine);
  const ensemble = await readFixture(fixturePath("rounding-ensemble.json"), ensembleFile);
  await requireWritable(...possibleFiles(options).map((name) => join(options.out, name)));
  const print = (text: string): void => {
    if (!options.json) process.stdout.write(`${text}\n`);
  };

  const [first, ...others] = settings;
  const results = [await liveRun(first, engine, options, signal)];
  const early = reproduction(results, null, ensemble, !signal.aborted);
  if (early.verdict) print(`\n${verdictText(early.verdict, ensemble.members)}\n`);

  const withLadder = !options.preset && !options.correct;
  const { runs, rungs } = await backgroundRuns(first, others, withLadder, engine, options, signal);
  const found = reproduction(
    [...results, ...runs],
    withLadder ? rungs : null,
    ensemble,
    !signal.aborted,
  );
  print(presetsTable(found.runs));
  const faults = diverged(found.runs, rungs);
  for (const line of faults) print(wrapped(line));
  if (faults.length > 0) process.exitCode = 1;
  if (rungs.length > 0) {
    const heading =
      "The ladder: which errata are mended, the last losses, the RMSE as trained, and " +
      "how far the gradient is from the true one, both clipped and relative to it, at " +
      "the article's start and at a centred one";
    print(`\n${wrapped(heading, "", "")}`);
    print(ladderTable(rungs));
  }
  if (!found.complete) print("\ninterrupted: this is what was computed so far");

  const files = await writeReports(found, options);
  if (options.json) process.stdout.write(json(found));
  print(`\nwritten into ${options.out}:\n${files.map((file) => `  ${file}`).join("\n")}`);
});

function runOptions(options: Options): RunOptions {
  const { seed, rng, epochs, hidden, length, truncate, learningRate, correct } = options;
  return {
    ...(seed !== undefined && { seed }),
    ...(rng !== undefined && { generator: rng }),
    ...(epochs !== undefined && { epochs }),
    ...(hidden !== undefined && { hidden }),
    ...(length !== undefined && { length }),
    ...(truncate !== undefined && { truncation: truncate }),
    ...(learningRate !== undefined && { learningRate }),
    ...(correct !== undefined && { correct }),
  };
}

interface Finished {
  readonly settings: RunSettings;
  readonly result: RunResult;
}

/** The first run, in this thread, so that each epoch can be printed when it is done. */
async function liveRun(
  settings: RunSettings,
  engine: Engine,
  { json, quiet }: Options,
  signal: AbortSignal,
): Promise<Finished> {
  const comparable = isAsPublished(settings);
  const silent = Boolean(json || quiet);
  const shown = progress("epochs", settings.epochs, { quiet: silent, logged: true });
  if (!silent) {
    const { preset, seed, generator } = settings;
    shown.log(wrapped(`${preset}: seed ${seed} of ${generator}, engine ${engine.name}`));
    shown.log(epochHeading(comparable));
  }
  const losses: EpochLosses[] = [];
  let last = startParameters(settings);
  for (const { parameters, ...epoch } of articleEpochs(settings, last, engine)) {
    losses.push(epoch);
    last = parameters;
    const n = epoch.epoch - 1;
    const published = comparable &&
      n < PUBLISHED_TRAIN_LOSS.length && {
        trainLoss: PUBLISHED_TRAIN_LOSS[n],
        valLoss: PUBLISHED_VAL_LOSS[n],
      };
    if (!silent) shown.log(epochLine({ ...epoch, ...(published && { published }) }));
    shown.advance();
    // Lets Ctrl-C in, which only arrives between turns of the event loop.
    await setImmediate();
    if (signal.aborted) break;
  }
  shown.stop();
  return { settings, result: summarize(settings, losses, last, engine) };
}

/** The other presets and the rungs of the ladder, in worker threads. */
async function backgroundRuns(
  listing: RunSettings,
  others: readonly RunSettings[],
  withLadder: boolean,
  { name: engine }: Engine,
  { json, quiet }: Options,
  signal: AbortSignal,
): Promise<{ runs: Finished[]; rungs: Rung[] }> {
  const steps = withLadder ? ladderSteps() : [];
  if (others.length + steps.length === 0) return { runs: [], rungs: [] };
  const tasks = [
    ...others.map((settings) => ({ kind: "run", settings, engine }) as const),
    ...steps.map((mended) => ({ kind: "rung", settings: listing, mended, engine }) as const),
  ];
  const results = await runInPool<"run" | "rung">("runs", tasks, {
    quiet: Boolean(json || quiet),
    signal,
  });
  return {
    runs: others.flatMap((settings, n) => {
      const result = results[n];
      return result && "sha256" in result ? [{ settings, result }] : [];
    }),
    rungs: results.flatMap((result) => (result && "mended" in result ? [result] : [])),
  };
}

/** The names of all files that may come to be written. */
function possibleFiles({ plots }: Options): string[] {
  const pictures = CHART_NAMES.flatMap((name) => [`${name}.svg`, `${name}.png`]);
  return ["reproduce.json", ...(plots ? ["report.html", ...pictures] : [])];
}

/** Writes the numbers, the page and the pictures; returns the files' names. */
async function writeReports(found: Reproduction, { out, plots }: Options): Promise<string[]> {
  const files = new Map<string, string | Uint8Array>([["reproduce.json", json(found)]]);
  if (plots) {
    // Loaded only now: the charting library takes longer to load than a small run takes.
    const { reproductionCharts } = await import("../src/report/charts.ts");
    const { renderPng } = await import("../src/report/png.ts");
    const { renderSvg } = await import("../src/report/svg.ts");
    const { reproductionPage } = await import("../src/report/page.ts");
    const charts = reproductionCharts(found);
    files.set("report.html", await reproductionPage(found, charts));
    for (const chart of charts) {
      const svg = await renderSvg(chart, "file");
      files.set(`${chart.name}.svg`, svg).set(`${chart.name}.png`, renderPng(svg));
    }
  }
  for (const [name, content] of files) await writeWhole(join(out, name), content);
  return [...files.keys()];
}

/** JSON has no NaN and no Infinity, which a run that diverged is made of: they become strings. */
function json(found: Reproduction): string {
  const writable = (_key: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(found, writable, 1)}\n`;
}
