/**
 * `npm run try-package`: packs the package, installs it in an empty folder as a stranger would, looks
 * whether it holds what it should and no more, and there runs `bptt-oracle`, imports the library and
 * compiles against its types; with `--node 20`, on that version of Node.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { InvalidArgumentError } from "commander";
import { command, letInterrupt, main, QuotingError } from "../src/cli/command.ts";
import { differences, packageFiles } from "./packageFiles.ts";

interface Options {
  readonly node?: string;
}

const ROOT = join(import.meta.dirname, "..");
const TSC = join(ROOT, "node_modules/.bin/tsc");
const ELMAN = join(ROOT, "spec/support/elman.mjs");

/** What is run, the exit code that it must have, and what it must print on either output. */
const TRIALS: readonly (readonly [args: readonly string[], code: number, prints: RegExp])[] = [
  [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
  [["list", "--kind", "gradient"], 0, /│ gradient-window-1-of-7 /],
  [["list", "--quick"], 0, /\n\d+ cases\n$/],
  [["show", "gradient-window-1-of-7"], 0, /\n {2}window-one-hop-short: /],
  [["check", "--kind", "gradient", "--", "node", ELMAN], 0, /\nPASS: /],
  [
    ["check", "--kind", "gradient", "--", "node", ELMAN, "wrong"],
    1,
    /\n {2}The window is one hop short\./,
  ],
  [["init", "javascript", "my rnn"], 0, /^wrote my rnn\/elman\.mjs$/m],
  [
    ["check", "--", "node", "my rnn/answer.mjs"],
    1,
    /\nFAIL: nothing was tested, as all \d+ cases /,
  ],
  [["check"], 2, /^error: expected either --results FILE or -- COMMAND …$/m],
  [["show", "gradient-window-1"], 2, /^error: there is no case "gradient-window-1"; nearest: /m],
];

/** A program that uses both entry points, by TypeScript at its strictest and without Node's types. */
const USER = `import { defineNetwork, type NetworkConfig } from "bptt-oracle";
import { BUGS, type Bug, loadSuite } from "bptt-oracle/conformance";

const config: NetworkConfig = defineNetwork({ inputSize: 1, hiddenSize: 2, outputSize: 1 });
const bugs: readonly Bug[] = BUGS;
export const said: string = [config.activation, bugs.length > 0, loadSuite.length].join();
console.log(said);
`;

const USER_CONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "dom"],
    module: "nodenext",
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  },
  files: ["user.ts"],
};

const program = command("try-package", "the package, installed in an empty folder and run").option(
  "--node <version>",
  "on this version of Node, such as 20 or 20.19.0",
  parseVersion,
);

await main<Options>(program, async ({ node }, signal) => {
  const engine = node === undefined ? [] : ["npm", "exec", "--yes", `--package=node@${node}`, "--"];
  const folder = await mkdtemp(join(tmpdir(), "bptt-oracle-"));
  try {
    await succeed(["npm", "pack", "--pack-destination", folder], ROOT, signal);
    const [tarball] = await readdir(folder);
    await writeFile(join(folder, "package.json"), "{}");
    await succeed(["npm", "install", "--no-audit", "--no-fund", tarball], folder, signal);
    const version = await succeed([...engine, "node", "--version"], folder, signal);
    process.stdout.write(`${tarball}, ${await sizesOf(folder, tarball)}, on Node ${version}`);
    const wrong = differences(await expectedFiles(signal), await installedFiles(folder));
    process.stdout.write(wrong.length === 0 ? "right: its files\n" : `${wrong.join("\n")}\n`);
    if (wrong.length > 0) process.exitCode = 1;
    process.stdout.write(
      `right: a program with its types prints ${await use(folder, engine, signal)}`,
    );
    for (const [args, code, prints] of TRIALS) {
      const words = [...engine, join(folder, "node_modules/.bin/bptt-oracle"), ...args];
      const ended = await run(words, folder, signal);
      const printed = prints.test(ended.stdout) || prints.test(ended.stderr);
      const isRight = ended.code === code && printed;
      process.stdout.write(`${isRight ? "right" : "WRONG"}: bptt-oracle ${args.join(" ")}\n`);
      if (isRight) continue;
      const { stdout, stderr } = ended;
      process.stdout.write(
        `expected ${code} and ${prints}, got ${ended.code}:\n${stdout}${stderr}`,
      );
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function parseVersion(text: string): string {
  if (!/^\d+(\.\d+){0,2}$/.test(text)) {
    throw new InvalidArgumentError("Expected a version such as 20 or 20.19.0.");
  }
  return text;
}

/** What the package should hold. */
async function expectedFiles(signal: AbortSignal): Promise<string[]> {
  const compiler = [TSC, "-p", "tsconfig.build.json", "--listFilesOnly"];
  const listed = (await succeed(compiler, ROOT, signal)).trimEnd().split("\n");
  const sources = listed.map((path) => slashed(relative(ROOT, path)));
  const tracked = await succeed(["git", "ls-files", "-z", "fixtures"], ROOT, signal);
  return packageFiles(
    sources.filter((path) => path.startsWith("src/")),
    tracked.split("\0").filter((path) => path !== ""),
  );
}

async function installedFiles(folder: string): Promise<string[]> {
  const own = join(folder, "node_modules/bptt-oracle");
  const entries = await readdir(own, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(relative(own, join(entry.parentPath, entry.name))));
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

/** What a program prints that is compiled against the package and run. */
async function use(
  folder: string,
  engine: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "user.ts"), USER);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(USER_CONFIG));
  await succeed([TSC], folder, signal);
  return succeed([...engine, "node", "user.js"], folder, signal);
}

/** How much is downloaded of this package, and how much is installed with all that it needs. */
async function sizesOf(folder: string, tarball: string): Promise<string> {
  const modules = join(folder, "node_modules");
  const { packages } = JSON.parse(await readFile(join(modules, ".package-lock.json"), "utf8")) as {
    readonly packages: object;
  };
  const names = Object.keys(packages);
  const ofStdlib = names.filter((name) => name.includes("/@stdlib/")).length;
  const entries = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => sizeOf(join(file.parentPath, file.name))));
  const installed = sizes.reduce((sum, size) => sum + size, 0);
  return `${megabytes(await sizeOf(join(folder, tarball)))} packed, ${megabytes(installed)} installed in ${names.length} packages, ${ofStdlib} of them of @stdlib`;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a folder to its end. */
async function run(
  [file, ...args]: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<Ended> {
  try {
    return { code: 0, ...(await promisify(execFile)(file, args, { cwd, signal })) };
  } catch (error) {
    await letInterrupt(signal);
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== "number") throw error;
    return { code, stdout, stderr };
  }
}

/**
 * What a command prints on standard output.
 *
 * @throws {QuotingError} when it fails
 */
async function succeed(
  words: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const { code, stdout, stderr } = await run(words, cwd, signal);
  if (code === 0) return stdout;
  throw new QuotingError(`${words.join(" ")} ended with exit code ${code}:\n${stdout}${stderr}`);
}
