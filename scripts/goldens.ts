/**
 * `npm run goldens`: runs the golden runs and writes them down; with `--check`, compares them with
 * what is written down; with `--node 20`, does so compiled, on that version of Node.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { GOLDEN_NAMES, type Golden, goldenRun } from "../src/article/goldens.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { asUsage, command, main, parseNumber, UsageError, writeWhole } from "./command.ts";

interface Options {
  readonly check?: true;
  readonly node?: number;
}

type Goldens = Readonly<Record<string, Golden>>;

const FILE = "fixtures/article/goldens.json";

const program = command("goldens", `the golden runs, bit for bit, in ${FILE}`)
  .option("--check", "compare with the file instead of writing it")
  .option("--node <version>", "run them compiled, on this major version of Node", parseNumber);

await main<Options>(program, async ({ check, node }) => {
  if (node !== undefined) asUsage(() => requireInteger("node", node, { min: 20 }));
  const goldens = node === undefined ? here() : await compiledOn(node);
  if (!check) {
    await writeWhole(FILE, `${JSON.stringify(goldens, null, 1)}\n`);
    process.stdout.write(`written: ${FILE}\n`);
    return;
  }
  const written = JSON.parse(await readFile(FILE, "utf8")) as Goldens;
  const names = new Set([...Object.keys(written), ...Object.keys(goldens)]);
  const different = [...names].filter((name) => {
    const same = JSON.stringify(written[name]) === JSON.stringify(goldens[name]);
    process.stdout.write(
      `${same ? "equal    " : "DIFFERENT"} ${goldens[name]?.sha256.slice(0, 16)} ${name}\n`,
    );
    return !same;
  });
  if (different.length > 0) process.exitCode = 1;
});

function here(): Goldens {
  return Object.fromEntries(GOLDEN_NAMES.map((name) => [name, goldenRun(name)]));
}

/** The goldens as the compiled package computes them on another Node, which npm fetches. */
async function compiledOn(version: number): Promise<Goldens> {
  const run = promisify(execFile);
  const program = `
    import { GOLDEN_NAMES, goldenRun } from "./dist/article/goldens.js";
    const runs = Object.fromEntries(GOLDEN_NAMES.map((name) => [name, goldenRun(name)]));
    console.log(JSON.stringify({ version: process.version, runs }));
  `;
  const node = ["exec", "--yes", `--package=node@${version}`, "--", "node"];
  await run("npm", ["run", "build"]);
  const { stdout } = await run("npm", [...node, "--input-type=module", "-e", program]);
  const { version: ran, runs } = JSON.parse(stdout) as { version: string; runs: Goldens };
  if (!ran.startsWith(`v${version}.`))
    throw new UsageError(`asked for Node ${version}, got ${ran}`);
  process.stdout.write(`compiled, on Node ${ran}\n`);
  return runs;
}
