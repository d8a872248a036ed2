/** `bptt-oracle show`: one case, in words or as a file. */
import type { Command } from "commander";
import { BUGS } from "../conformance/bugs/catalogue.ts";
import { casesOf } from "../conformance/kinds.ts";
import { loadFiles } from "../conformance/load.ts";
import type { CasesFile } from "../conformance/types.ts";
import { casesText } from "../conformance/write.ts";
import { caseText } from "../report/caseText.ts";
import { command } from "./command.ts";
import { requireCase } from "./suite.ts";

/** @param folder where the manifest is */
export function showCommand(folder: string): Command {
  return command("show", "One case: what it asks for, its numbers, and the mistakes that it finds.")
    .argument("<id>", "of the case")
    .option("--json", "as a file of this case alone")
    .action((id: string, { json }: { readonly json?: true }) => {
      const files = loadFiles(folder);
      const testCase = requireCase(files.flatMap(casesOf), id);
      const [file] = files.flatMap((one) => fileOf(one, id));
      const killed = BUGS.filter((bug) => testCase.kills.includes(bug.id));
      process.stdout.write(json ? casesText(file) : `${caseText(testCase, file.notes, killed)}\n`);
    });
}

/** The file as if it held this case only, with no notes but its own; nothing if it does not. */
function fileOf(file: CasesFile, id: string): CasesFile[] {
  const cases = file.cases.filter((one) => one.id === id);
  const flags = cases.flatMap((one) => one.flags);
  const notes = Object.fromEntries(flags.map((flag) => [flag, file.notes[flag]]));
  return cases.map((one) => ({ ...file, notes, numberOfCases: 1, cases: [one] }) as CasesFile);
}
