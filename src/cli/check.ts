/** `bptt-oracle check`: holds an implementation against the cases. */
import { type Command, Option } from "commander";
import { type Check, isPassed, type Judged } from "../conformance/checkReport.ts";
import { answerIn, judge } from "../conformance/compare.ts";
import { DTYPES, type Dtype } from "../conformance/dtype.ts";
import type { Case } from "../conformance/kinds.ts";
import { loadSuite } from "../conformance/load.ts";
import { parseResults, readBytes } from "../conformance/read.ts";
import type { Implementation } from "../conformance/types.ts";
import { checkJUnit } from "../report/checkJUnit.ts";
import { checkText } from "../report/checkText.ts";
import {
  command,
  letInterrupt,
  parsePath,
  parseSeconds,
  requireWritable,
  UsageError,
  writeWhole,
} from "./command.ts";
import { type Choice, chosenCases, collectId, withChoice } from "./suite.ts";

interface Options extends Choice {
  readonly results?: string;
  readonly dtype?: Dtype;
  readonly timeout: number;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly all?: true;
}

/**
 * @param folder where the manifest is
 * @param signal that Ctrl-C aborts
 */
export function checkCommand(folder: string, signal: AbortSignal): Command {
  return withChoice(command("check", "Holds an implementation against the cases."))
    .usage("[options] --results FILE\n       bptt-oracle check [options] -- COMMAND …")
    .argument("[command...]", "the program, after --: it is sent the cases and answers them")
    .option("--only <id>", "only this case; may be given again", collectId)
    .option("--results <file>", "what the implementation answered, instead of asking it", parsePath)
    .addOption(
      new Option("--dtype <dtype>", "what it computes in, to be sure that it says so").choices(
        DTYPES,
      ),
    )
    .option("--timeout <seconds>", "for each case that the program is sent", parseSeconds, 60)
    .option("--json <file>", "write the report as JSON; -: to standard output", parsePath)
    .option("--junit <file>", "write it as JUnit XML", parsePath)
    .option("--html <file>", "write it as a page", parsePath)
    .option("--all", "print every failure, not only the first")
    .action((words: readonly string[], options: Options, self: Command) =>
      check(words, options),
    );

  async function check(words: readonly string[], options: Options): Promise<void> {
    const { results, json, junit, html } = options;
    if ((results === undefined) === (words.length === 0)) {
      throw new UsageError("expected either --results FILE or -- COMMAND …");
    }
    const paths = [json, junit, html].filter((path) => path !== undefined && path !== "-");
    await requireWritable(...paths);
    const suite = loadSuite(folder);
    const cases = chosenCases(suite, options, folder);
  }
}
