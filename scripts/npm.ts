/** npm as a child process, and what it says when it fails. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { letInterrupt } from "../src/cli/command.ts";

const ROOT = join(import.meta.dirname, "..");

/** What a program may print: some times what it takes to print all fixtures. */
const MOST_BYTES = 2 ** 27;

/**
 * Runs npm in the project's folder and returns what it prints.
 *
 * @param signal ends what is under way, which then throws its reason
 * @param onError called with each piece of what it prints on standard error
 */
export async function npm(
  args: readonly string[],
  signal: AbortSignal,
  onError?: (text: string) => void,
): Promise<string> {
  try {
    const options = { cwd: ROOT, signal, maxBuffer: MOST_BYTES };
    const running = promisify(execFile)("npm", args, options);
    if (onError) running.child.stderr?.on("data", onError);
    return (await running).stdout;
  } catch (error) {
    // Ctrl-C reaches npm too, and npm may end before the signal is known here.
    await letInterrupt(signal);
    throw error;
  }
}

/** Why npm failed, in its own words. */
export function npmReason(error: unknown): string {
  const [, reason = "it does not say why"] =
    String(error).match(/^npm error (?:notarget )?(?!code )(.*)$/m) ?? [];
  return reason;
}
