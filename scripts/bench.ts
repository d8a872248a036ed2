/**
 * `npm run bench`: the published run against the listing in NumPy, interleaved, how the cost of a
 * training record grows, what each gradient check costs, and what `check` itself takes. Seconds depend on the machine; the
 * ratios are what counts.
 */
import Table from "cli-table3";
import { articleRun } from "../src/article/run.ts";
import { runSettings } from "../src/article/settings.ts";
import {
  command,
  letInterrupt,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import { ENGINES, type EngineName } from "../src/engine/engine.ts";
import { engineOf } from "../src/engine/engines.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { type Spread, spread } from "../src/numerics/statistics.ts";
import { type CheckShare, measureCheck } from "./bench/check.ts";
import { type CheckCosts, measureChecks } from "./bench/checks.ts";
import { measureMemory } from "./bench/memory.ts";
import { measureRivals } from "./bench/rivals/measure.ts";
import { measureScaling, type Scaling } from "./bench/scaling.ts";
import { memoryTable, rivalsTable } from "./bench/tables.ts";
import { type NumpyPeer, startNumpy } from "./numpy/peer.ts";
import { asUsage } from "./options.ts";

interface Options {
  readonly rounds: number;
  readonly epochs: number;
  readonly rivalEpochs: number;
  readonly out: string;
}

interface RunComparison {
  readonly epochs: number;
  readonly rounds: number;
  readonly numpy: { readonly version: string; readonly seconds: Spread };
  readonly engines: readonly {
    readonly name: EngineName;
    readonly seconds: Spread;
    /** over the rounds, of NumPy's seconds divided by the engine's */
    readonly ratio: Spread;
  }[];
}

/**
 * Up to epoch 5 every step of V is clipped to the same ±10, and the two differ in how they add V s
 * alone: a sum of 100 terms in any order is off by 99 · 2^-53 Σ|V s| at most. Σ|V s| / |o − y| is 5
 * at most (25 over 5 in epoch 5), a square doubles the relative error, and there are two programs:
 * 2.2e-13, and 2e-14 more for the sum over the records.
 */
const SAME_RUN = 3e-13;

const program = command("bench", "speed, as ratios in one run")
  .option("--rounds <n>", "how often each peer runs", parseNumber, 3)
  .option("--epochs <n>", "epochs of each published run", parseNumber, 25)
  .option("--rival-epochs <n>", "epochs of each run of the rivals", parseNumber, 5)
  .option("--out <file>", "where to write the figures", parsePath, "out/bench.json");

await main<Options>(program, async ({ rounds, epochs, rivalEpochs, out }, signal) => {
  asUsage(() => {
    requireInteger("rounds", rounds, { min: 1, max: 100 });
    requireInteger("epochs", epochs, { min: 1, max: 1000 });
    requireInteger("rival-epochs", rivalEpochs, { min: 1, max: 1000 });
  });
  await requireWritable(out);
  const numpy = startNumpy(signal);
  await letInterrupt(signal);
  const publishedRun = numpy ? await comparePublishedRun(numpy, rounds, epochs, signal) : null;
  numpy?.stop();
  if (publishedRun) {
    process.stdout.write(`${publishedRunTable(publishedRun)}\n\n`);
  } else {
    process.stdout.write("SKIPPED: python3 with numpy was not found, so nothing was compared\n\n");
    if (process.env["CI"]) process.exitCode = 1;
  }

  const rivals = await measureRivals(rounds, rivalEpochs, signal);
  process.stdout.write(`${rivalsTable(rivals)}\n`);
  if (rivals.missing.length > 0 && process.env["CI"]) process.exitCode = 1;

  const memory = await measureMemory(signal);
  process.stdout.write(`${memoryTable(memory)}\n\n`);
  const scaling = await measureScaling(signal);
  process.stdout.write(`${scalingTable(scaling)}\n`);
  const checks = await measureChecks(signal);
  process.stdout.write(`\n${checksTable(checks)}\n`);
  const share = await measureCheck(signal);
  process.stdout.write(`\n${shareTable(share)}\n`);
  if (!share.numpy) {
    process.stdout.write("SKIPPED: python3 with numpy was not found, so no example was checked\n");
  }
  const figures = { publishedRun, rivals, memory, scaling, checks, share };
  await writeWhole(out, `${JSON.stringify(figures, null, 1)}\n`);
  process.stdout.write(`written: ${out}\n`);
});

/** NumPy and every engine in turn, which are seen to compute the same. */
async function comparePublishedRun(
  numpy: NumpyPeer,
  rounds: number,
  epochs: number,
  signal: AbortSignal,
): Promise<RunComparison> {
  const settings = runSettings("as-published", { epochs });
  const theirs: number[] = [];
  const ours = ENGINES.map((name) => ({ name, seconds: [] as number[] }));
  let version = "";
  for (let round = 0; round < rounds; round++) {
    const peer = await numpy.run(settings.seed, epochs);
    theirs.push(peer.seconds);
    version = peer.numpy;
    for (const { name, seconds } of ours) {
      const start = performance.now();
      const run = articleRun(settings, undefined, engineOf(name));
      seconds.push((performance.now() - start) / 1000);
      requireSameLosses(run.trainLoss, peer.trainLoss);
      requireSameLosses(run.valLoss, peer.valLoss);
      await letInterrupt(signal);
    }
  }
  return {
    epochs,
    rounds,
    numpy: { version, seconds: spread(theirs) },
    engines: ours.map(({ name, seconds }) => ({
      name,
      seconds: spread(seconds),
      ratio: spread(theirs.map((numpySeconds, round) => numpySeconds / seconds[round])),
    })),
  };
}

function publishedRunTable({ numpy, engines, rounds }: RunComparison): string {
  const median = (values: Spread, digits: number): string =>
    values.median.toFixed(digits) +
    (rounds > 1 ? ` (${values.min.toFixed(digits)} to ${values.max.toFixed(digits)})` : "");
  const table = new Table({
    head: ["the published run", "seconds", "times faster than NumPy"],
    style: { head: [], border: [] },
  });
  table.push([`the listing in NumPy ${numpy.version}`, median(numpy.seconds, 2), ""]);
  for (const { name, seconds, ratio } of engines) {
    table.push([`bptt-oracle, ${name}`, median(seconds, 2), median(ratio, 1)]);
  }
  return table.toString();
}

/** That the losses are those of the same run, as far as it is not chaotic. */
function requireSameLosses(ours: readonly number[], theirs: readonly number[]): void {
  for (let n = 0; n < Math.min(5, ours.length); n++) {
    if (!(Math.abs(ours[n] - theirs[n]) <= SAME_RUN * ours[n])) {
      throw new Error(`epoch ${n + 1}: ours ${ours[n]}, NumPy's ${theirs[n]}: not the same run`);
    }
  }
}

function scalingTable(scaling: readonly Scaling[]): string {
  const table = new Table({
    head: ["cost of a record over", "exponent", "expected", "milliseconds"],
    style: { head: [], border: [] },
  });
  for (const { over, exponent, expected, points } of scaling) {
    const [least, most] = [points[0], points[points.length - 1]];
    const times = [least, most].map((p) => `${p.size}: ${p.milliseconds.toPrecision(3)}`);
    table.push([over, exponent.toFixed(2), expected, times.join(", ")]);
  }
  return table.toString();
}

function checksTable({ parameters, costs }: CheckCosts): string {
  const table = new Table({
    head: [`a network of ${parameters} numbers (H = 8, T = 12)`, "ms", "forward passes"],
    style: { head: [], border: [] },
  });
  for (const { what, milliseconds, ratio } of costs) {
    table.push([what, milliseconds.toPrecision(3), ratio.toFixed(ratio < 10 ? 1 : 0)]);
  }
  return table.toString();
}

function shareTable({ cases, readingSeconds, prepared, numpy }: CheckShare): string {
  const table = new Table({
    head: [`check of ${cases} cases: a program that`, "passed", "failed", "seconds", "cases/s"],
    style: { head: [], border: [] },
  });
  table.push(["(reading the cases)", "", "", readingSeconds.toFixed(2), ""]);
  for (const { what, passed, failed, seconds, casesPerSecond } of [
    ...prepared,
    ...(numpy ? [numpy] : []),
  ]) {
    table.push([what, passed, failed, seconds.toFixed(2), casesPerSecond.toFixed(0)]);
  }
  return table.toString();
}
