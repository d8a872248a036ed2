/** Another version of Node, which npm fetches, and the compiled package on it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { letInterrupt, UsageError } from "../src/cli/command.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { asUsage } from "./options.ts";

const ROOT = join(import.meta.dirname, "..");

export interface OtherNode {
  /** as it calls itself, such as v20.1.0 */
  readonly version: string;
  /**
   * Runs the text of a module in the project's folder, where the package is compiled into `dist`,
   * and returns what it prints.
   *
   * @param onError called with each piece of what it prints on standard error
   */
  readonly run: (program: string, onError?: (text: string) => void) => Promise<string>;
}

/** What a program may print: some times what it takes to print all fixtures. */
const MOST_BYTES = 2 ** 27;

/**
 * Compiles the package and finds the Node to run it.
 *
 * @param major 20 or above
 * @param signal ends what is under way, which then throws its reason
 * @throws {UsageError} when npm provides no such version
 */
export async function compiledOn(major: number, signal: AbortSignal): Promise<OtherNode> {
  asUsage(() => requireInteger("node", major, { min: 20 }));
  const npm = async (
    args: readonly string[],
    onError?: (text: string) => void,
  ): Promise<string> => {
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
  };
  const node = ["exec", "--yes", `--package=node@${major}`, "--", "node"];
  const version = await npm([...node, "--version"]).catch((error: unknown) => {
    signal.throwIfAborted();
    const [, reason = "it does not say why"] =
      String(error).match(/^npm error (?:notarget )?(?!code )(.*)$/m) ?? [];
    throw new UsageError(`npm provides no Node ${major}: ${reason}`);
  });
  if (!version.startsWith(`v${major}.`)) {
    throw new UsageError(`asked for Node ${major}, got ${version.trim()}`);
  }
  await npm(["run", "build"]);
  return {
    version: version.trim(),
    run: (program, onError) => npm([...node, "--input-type=module", "-e", program], onError),
  };
}
