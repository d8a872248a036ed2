/**
 * `npm run engines`: the golden runs in one file of JavaScript, on every engine that npm or the
 * distribution provides; and for contrast the same runs with each engine's own exp, sin and tanh.
 */
import { Option } from "commander";
import {
  command,
  letInterrupt,
  main,
  parsePath,
  requireWritable,
  writeWhole,
} from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { bundled } from "./engines/bundle.ts";
import { examine, type Outcome } from "./engines/examine.ts";
import { HOSTS } from "./engines/hosts.ts";
import { enginesJson, enginesText, isEqual } from "./engines/table.ts";
import { fixturePath, goldensFile, readFixture, shownPath } from "./files.ts";

interface Options {
  readonly only?: string;
  readonly json?: string;
}

/** Many times what the slowest needs for one of the two scripts. */
const SECONDS = 600;

const program = command(
  "engines",
  "Runs the goldens on JavaScript engines, each as one file. Exit code 0 when all have the same bits, 1 when one does not, or is skipped where CI is set, 2 for a mistake in the options.",
)
  .addOption(new Option("--only <name>", "only this one").choices(HOSTS.map(({ name }) => name)))
  .option("--json <file>", "the hash of every run besides, and where it parts by Math", parsePath);

// A time limit or a closed terminal ends the engines too, which a process left to die would not do.
for (const name of ["SIGTERM", "SIGHUP"] as const) process.once(name, () => process.exit(1));

await main<Options>(program, async ({ only, json }, signal) => {
  if (json !== undefined) await requireWritable(json);
  const goldens = await readFixture(fixturePath("goldens.json"), goldensFile);
  const scripts = { ours: await bundled("ours"), math: await bundled("math") };
  const hosts = HOSTS.filter(({ name }) => name === (only ?? name));
  const outcomes: Outcome[] = [];
  const shown = progress("engines", hosts.length);
  try {
    for (const host of hosts) {
      await letInterrupt(signal);
      outcomes.push(await examine(host, scripts, goldens, SECONDS, signal));
      shown.advance();
    }
  } finally {
    shown.stop();
  }
  process.stdout.write(`${enginesText(outcomes)}\n`);
  if (json !== undefined) {
    await writeWhole(json, enginesJson(outcomes));
    process.stdout.write(`written: ${shownPath(json)}\n`);
  }
  const isFine = (outcome: Outcome): boolean =>
    "skipped" in outcome ? !process.env["CI"] : isEqual(outcome);
  if (!outcomes.every(isFine)) process.exitCode = 1;
});
