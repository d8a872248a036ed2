/**
 * `npm run goldens`: runs the golden runs and writes them down; with `--check`, compares those of
 * every engine with what is written down; with `--node 20`, does so compiled, on that version of Node.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { GOLDEN_NAMES, type Golden, goldenRun } from "../src/article/goldens.ts";
import { ENGINES, type EngineName } from "../src/engine/engine.ts";
import { engineOf } from "../src/engine/engines.ts";
import { requireInteger } from "../src/numerics/require.ts";
import {
  asUsage,
  command,
  letInterrupt,
  main,
  parseNumber,
  UsageError,
  writeWhole,
} from "./command.ts";
import { fixturePath, goldensFile, readFixture, shownPath } from "./fixtures.ts";
import { progress } from "./progress.ts";

interface Options {
  readonly check?: true;
  readonly node?: number;
}

type Goldens = Readonly<Record<string, Golden>>;
/** by engine */
type Found = ReadonlyMap<EngineName, Goldens>;

const ROOT = join(import.meta.dirname, "..");
const FILE = fixturePath("goldens.json");

const program = command("goldens", `the golden runs, bit for bit, in ${shownPath(FILE)}`)
  .option("--check", "compare with the file instead of writing it")
  .option("--node <version>", "run them compiled, on this major version of Node", parseNumber);

await main<Options>(program, async ({ check, node }, signal) => {
  if (node !== undefined) asUsage(() => requireInteger("node", node, { min: 20 }));
  const written = check && (await readFixture(FILE, goldensFile));
  const engines = written ? ENGINES : (["reference"] as const);
  const found =
    node === undefined ? await here(engines, signal) : await compiledOn(node, engines, signal);
  if (written) {
    for (const engine of engines) compare(written, found.get(engine) ?? {}, engine);
  } else {
    await writeWhole(FILE, `${JSON.stringify(found.get("reference"), null, 1)}\n`);
    process.stdout.write(`written: ${shownPath(FILE)}\n`);
  }
});

/** Prints what is equal, and sets the exit code to 1 where something is not. */
function compare(written: Goldens, goldens: Goldens, engine: EngineName): void {
  for (const name of new Set([...Object.keys(written), ...Object.keys(goldens)])) {
    const golden = goldens[name];
    const same = JSON.stringify(written[name]) === JSON.stringify(golden);
    const fingerprint = golden ? golden.sha256.slice(0, 16) : "no such run".padEnd(16);
    process.stdout.write(`${same ? "equal    " : "DIFFERENT"} ${fingerprint} ${name}, ${engine}\n`);
    if (!same) process.exitCode = 1;
  }
}

async function here(engines: readonly EngineName[], signal: AbortSignal): Promise<Found> {
  const found = new Map<EngineName, Goldens>();
  const shown = progress("runs", GOLDEN_NAMES.length * engines.length);
  try {
    for (const engine of engines) {
      const goldens: Record<string, Golden> = {};
      for (const name of GOLDEN_NAMES) {
        goldens[name] = goldenRun(name, engineOf(engine));
        shown.advance();
        await letInterrupt(signal);
      }
      found.set(engine, goldens);
    }
  } finally {
    shown.stop();
  }
  return found;
}

/** The goldens as the compiled package computes them on another Node, which npm fetches. */
async function compiledOn(
  version: number,
  engines: readonly EngineName[],
  signal: AbortSignal,
): Promise<Found> {
  const npm = async (...args: readonly string[]): Promise<string> => {
    try {
      return (await promisify(execFile)("npm", args, { cwd: ROOT, signal })).stdout;
    } catch (error) {
      // Ctrl-C reaches npm too, and npm may end before the signal is known here.
      await letInterrupt(signal);
      throw error;
    }
  };
  const node = ["exec", "--yes", `--package=node@${version}`, "--", "node"];
  const ran = await npm(...node, "--version").catch((error: unknown) => {
    signal.throwIfAborted();
    const [, reason = "it does not say why"] =
      String(error).match(/^npm error (?:notarget )?(?!code )(.*)$/m) ?? [];
    throw new UsageError(`npm provides no Node ${version}: ${reason}`);
  });
  if (!ran.startsWith(`v${version}.`)) {
    throw new UsageError(`asked for Node ${version}, got ${ran.trim()}`);
  }
  await npm("run", "build");
  const program = `
    import { GOLDEN_NAMES, goldenRun } from "./dist/article/goldens.js";
    import { engineOf } from "./dist/engine/engines.js";
    const goldens = (engine) => GOLDEN_NAMES.map((name) => [name, goldenRun(name, engineOf(engine))]);
    const runs = (engine) => [engine, Object.fromEntries(goldens(engine))];
    console.log(JSON.stringify(${JSON.stringify(engines)}.map(runs)));
  `;
  const printed = await npm(...node, "--input-type=module", "-e", program);
  const runs = new Map(JSON.parse(printed) as [EngineName, Goldens][]);
  process.stdout.write(`compiled, on Node ${ran}`);
  return runs;
}
