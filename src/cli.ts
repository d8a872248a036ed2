#!/usr/bin/env node
/** The command line tool. */
import { answerFor } from "./cli/command.ts";
import { bpttOracle } from "./cli/commands.ts";
import { FIXTURES } from "./cli/suite.ts";

await answerFor(async (signal) => {
  await bpttOracle(FIXTURES, signal).parseAsync();
});
