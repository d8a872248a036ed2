#!/usr/bin/env node
/** The command line tool. */
import { calledAs } from "./cli/calledAs.ts";
import { answerFor } from "./cli/command.ts";
import { bpttOracle } from "./cli/commands.ts";
import { FIXTURES } from "./cli/suite.ts";

await answerFor(async (signal) => {
  const called = calledAs(process.argv[1], process.cwd(), process.env);
  await bpttOracle(FIXTURES, signal, called).parseAsync();
});
