/** Runs the project's scripts and its tool as a user does, in a process of their own. */
import { type SpawnOptions, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** A third of the start-up: what was compiled for one process is there for the next. */
const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/node") };

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** called with each piece of either output, and what sends a signal */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** called at the start, with what sends a signal */
  readonly startedWith?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** close standard output after its first piece, or standard error at once */
  readonly closeEarly?: "stdout" | "stderr";
  /** a file to send standard output to */
  readonly stdoutTo?: string;
  /** where to start, instead of the project's folder */
  readonly cwd?: string;
  /** beside the variables that there are */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `scripts/NAME.ts` with the arguments, without a terminal. */
export function runScript(
  name: string,
  args: readonly string[],
  options?: CliOptions,
): Promise<Outcome> {
  return run(join(ROOT, "scripts", `${name}.ts`), args, options);
}

/** Runs `bptt-oracle` from its source with the arguments, without a terminal. */
export function runTool(args: readonly string[], options?: CliOptions): Promise<Outcome> {
  return run(join(ROOT, "src/cli.ts"), args, options);
}

function run(
  path: string,
  args: readonly string[],
  { onOutput, startedWith, closeEarly, stdoutTo, cwd = ROOT, env }: CliOptions = {},
): Promise<Outcome> {
  const file = stdoutTo === undefined ? undefined : openSync(stdoutTo, "w");
  const stdio: SpawnOptions["stdio"] = ["ignore", file ?? "pipe", "pipe"];
  const options: SpawnOptions = { cwd, stdio, env: { ...process.env, ...COMPILE_CACHE, ...env } };
  const child = spawn(process.execPath, [path, ...args], options);
  startedWith?.((signal) => child.kill(signal));
  if (file !== undefined) closeSync(file);
  if (closeEarly === "stderr") child.stderr?.destroy();
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(text, (signal) => child.kill(signal));
    if (closeEarly === "stdout") child.stdout?.destroy();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    onOutput?.(text, (signal) => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A folder of its own for one test, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bptt-oracle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
