/** Runs the project's scripts as a user does, in a process of their own. */
import { type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** called with each piece of standard output, and what sends a signal */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** close standard output after its first piece */
  readonly closeEarly?: boolean;
}

/** Runs `scripts/NAME.ts` with the arguments, without a terminal. */
export function runScript(
  name: string,
  args: readonly string[],
  { onOutput, closeEarly = false }: CliOptions = {},
): Promise<Outcome> {
  const options: SpawnOptions = { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] };
  const child = spawn(process.execPath, [join("scripts", `${name}.ts`), ...args], options);
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(text, (signal) => child.kill(signal));
    if (closeEarly) child.stdout?.destroy();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
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
