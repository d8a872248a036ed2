/**
 * `npm run goldens`: runs the golden runs and writes them down; with `--check`, compares them with
 * what is written down; with `--node 20`, does so compiled, on that version of Node.
 */
import { GOLDEN_NAMES, type Golden, goldenRun } from "../src/article/goldens.ts";
import { command, letInterrupt, main, parseNumber, writeWhole } from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { compiledOn } from "./engine.ts";
import { fixturePath, goldensFile, readFixture, shownPath } from "./files.ts";

interface Options {
  readonly check?: true;
  readonly node?: number;
}

type Goldens = Readonly<Record<string, Golden>>;

const FILE = fixturePath("goldens.json");

const program = command("goldens", `the golden runs, bit for bit, in ${shownPath(FILE)}`)
  .option("--check", "compare with the file instead of writing it")
  .option("--node <version>", "run them compiled, on this major version of Node", parseNumber);

await main<Options>(program, async ({ check, node }, signal) => {
  const written = check && (await readFixture(FILE, goldensFile));
  const goldens = node === undefined ? await here(signal) : await onEngine(node, signal);
  if (written) {
    compare(written, goldens);
  } else {
    await writeWhole(FILE, `${JSON.stringify(goldens, null, 1)}\n`);
    process.stdout.write(`written: ${shownPath(FILE)}\n`);
  }
});

/** Prints what is equal, and sets the exit code to 1 where something is not. */
function compare(written: Goldens, goldens: Goldens): void {
  for (const name of new Set([...Object.keys(written), ...Object.keys(goldens)])) {
    const golden = goldens[name];
    const same = JSON.stringify(written[name]) === JSON.stringify(golden);
    const fingerprint = golden ? golden.sha256.slice(0, 16) : "no such run".padEnd(16);
    process.stdout.write(`${same ? "equal    " : "DIFFERENT"} ${fingerprint} ${name}\n`);
    if (!same) process.exitCode = 1;
  }
}

async function here(signal: AbortSignal): Promise<Goldens> {
  const goldens: Record<string, Golden> = {};
  const shown = progress("runs", GOLDEN_NAMES.length);
  try {
    for (const name of GOLDEN_NAMES) {
      goldens[name] = goldenRun(name);
      shown.advance();
      await letInterrupt(signal);
    }
  } finally {
    shown.stop();
  }
  return goldens;
}

/** The goldens as the compiled package computes them on another Node. */
async function onEngine(version: number, signal: AbortSignal): Promise<Goldens> {
  const engine = await compiledOn(version, signal);
  const runs = await engine.run(`
    import { GOLDEN_NAMES, goldenRun } from "./dist/article/goldens.js";
    console.log(JSON.stringify(Object.fromEntries(GOLDEN_NAMES.map((name) => [name, goldenRun(name)]))));
  `);
  process.stdout.write(`compiled, on Node ${engine.version}\n`);
  return JSON.parse(runs) as Goldens;
}
