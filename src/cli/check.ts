/** `bptt-oracle check`: holds an implementation against the cases. */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type Check,
  isPassed,
  type Judged,
} from "../conformance/checkReport.ts";
import { type Answer, answerIn, judge } from "../conformance/compare.ts";
import { DTYPES, type Dtype } from "../conformance/dtype.ts";
import type { Case } from "../conformance/kinds.ts";
import { parseResults, readBytes } from "../conformance/read.ts";
import type { Implementation } from "../conformance/types.ts";
import { checkJUnit } from "../report/checkJUnit.ts";
import { checkText } from "../report/checkText.ts";
import { command, letInterrupt, parseNumber, parsePath, requireWritable, UsageError, writeWhole } from "./command.ts";
import { progress } from "./progress.ts";
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
  ;
}
