/** Another version of Node, which npm fetches, and the compiled package on it. */
import { UsageError } from "../src/cli/command.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { npm, npmReason } from "./npm.ts";
import { asUsage } from "./options.ts";

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

/**
 * Compiles the package and finds the Node to run it.
 *
 * @param major 20 or above
 * @param signal ends what is under way, which then throws its reason
 * @throws {UsageError} when npm provides no such version
 */
export async function compiledOn(major: number, signal: AbortSignal): Promise<OtherNode> {
  asUsage(() => requireInteger("node", major, { min: 20 }));
  const node = ["exec", "--yes", `--package=node@${major}`, "--", "node"];
  const version = await npm([...node, "--version"], signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new UsageError(`npm provides no Node ${major}: ${npmReason(error)}`);
  });
  if (!version.startsWith(`v${major}.`)) {
    throw new UsageError(`asked for Node ${major}, got ${version.trim()}`);
  }
  await npm(["run", "build"], signal);
  return {
    version: version.trim(),
    run: (program, onError) =>
      npm([...node, "--input-type=module", "-e", program], signal, onError),
  };
}
