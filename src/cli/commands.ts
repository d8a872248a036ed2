/** The command line tool: its subcommands, and what it says of itself. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { checkCommand } from "./check.ts";
import { command } from "./command.ts";
import { fuzzCommand } from "./fuzz.ts";
import { initCommand } from "./init.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";

/**
 * `bptt-oracle`, to be given arguments by `parseAsync`.
 *
 * @param folder where the manifest of the cases is
 * @param signal that Ctrl-C aborts
 * @param called what to type to have it again
 */
export function bpttOracle(
  folder: string,
  signal: AbortSignal,
  called: string = "bptt-oracle",
): Command {
  return command(
    "bptt-oracle",
    "Holds implementations of an Elman network with truncated back-propagation through time against cases whose answers are known, and says what is wrong with those that fail.",
  )
    .version(version())
    .addCommand(initCommand(called))
    .addCommand(listCommand(folder))
    .addCommand(showCommand(folder))
    .addCommand(checkCommand(folder, signal))
    .addCommand(fuzzCommand(signal, called));
}

/** Of the package. */
function version(): string {
  const url = new URL("../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(url, "utf8")) as { readonly version: string };
  return version;
}
