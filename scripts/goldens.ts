/**
 * `npm run goldens`: runs the golden runs and writes them down; with `--check`, compares those of
 * every engine with what is written down; with `--node 20`, does so compiled, on that version of Node.
 */
import { GOLDEN_NAMES, type Golden, goldenRun } from "../src/article/goldens.ts";
import {
  command,
  letInterrupt,
  main,
  parseNumber,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { ENGINES, type EngineName } from "../src/engine/engine.ts";
import { engineOf } from "../src/engine/engines.ts";
import { fixturePath, goldensFile, readFixture, shownPath } from "./files.ts";
import { compiledOn } from "./otherNode.ts";

interface Options {
  readonly check?: true;
  readonly node?: number;
}

type Goldens = Readonly<Record<string, Golden>>;
/** by engine */
type Found = ReadonlyMap<EngineName, Goldens>;

const FILE = fixturePath("goldens.json");

const program = command("goldens", `the golden runs, bit for bit, in ${shownPath(FILE)}`)
  .option("--check", "compare with the file instead of writing it")
  .option("--node <version>", "run them compiled, on this major version of Node", parseNumber);

await main<Options>(program, async ({ check, node }, signal) => {
  const written = check && (await readFixture(FILE, goldensFile));
  if (!written) await requireWritable(FILE);
  const engines = written ? ENGINES : (["reference"] as const);
  const found =
    node === undefined ? await here(engines, signal) : await onNode(node, engines, signal);
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

/** The goldens as the compiled package computes them on another Node. */
async function onNode(
  version: number,
  engines: readonly EngineName[],
  signal: AbortSignal,
): Promise<Found> {
  const node = await compiledOn(version, signal);
  const printed = await node.run(`
    import { GOLDEN_NAMES, goldenRun } from "./dist/article/goldens.js";
    import { engineOf } from "./dist/engine/engines.js";
    const goldens = (engine) => GOLDEN_NAMES.map((name) => [name, goldenRun(name, engineOf(engine))]);
    const runs = (engine) => [engine, Object.fromEntries(goldens(engine))];
    console.log(JSON.stringify(${JSON.stringify(engines)}.map(runs)));
  `);
  process.stdout.write(`compiled, on Node ${node.version}\n`);
  return new Map(JSON.parse(printed) as [EngineName, Goldens][]);
}
