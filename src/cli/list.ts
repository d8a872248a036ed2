/** `bptt-oracle list`: which cases there are. */
import type { Command } from "commander";
import { loadSuite } from "../conformance/load.ts";
import { listText } from "../report/listText.ts";
import { command } from "./command.ts";
import { type Choice, chosenCases, withChoice } from "./suite.ts";

interface Options extends Choice {
  readonly json?: true;
}

/** @param folder where the manifest is */
export function listCommand(folder: string): Command {
  return withChoice(command("list", "The cases: their ids, and what each is about."))
    .option("--json", "as JSON")
    .action((options: Options) => {
      const cases = chosenCases(loadSuite(folder), options, folder);
      const rows = cases.map(({ id, kind, comment, flags }) => ({ id, kind, comment, flags }));
      const text = options.json ? JSON.stringify(rows, null, 1) : listText(rows);
      process.stdout.write(`${text}\n`);
    });
}
