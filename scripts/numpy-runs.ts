/**
 * `npm run numpy-runs`: NumPy's own runs of the listing, from `scripts/numpy/listing.py`, written
 * down for the specs to be held against where there is no NumPy.
 */
import { command, main, requireWritable, UsageError, writeWhole } from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import { fixturePath, shownPath } from "./files.ts";
import { startNumpy } from "./numpy/peer.ts";

const FILE = fixturePath("numpy-runs.json");
const SEEDS = [42, 0, 1];
const EPOCHS = 25;

const program = command("numpy-runs", `NumPy's runs of the listing, into ${shownPath(FILE)}`);

await main(program, async (_options, signal) => {
  const numpy = startNumpy(signal);
  if (!numpy) throw new UsageError("python3 with numpy was not found");
  await requireWritable(FILE);
  const shown = progress("seeds", SEEDS.length);
  const runs: Record<string, object> = {};
  try {
    for (const seed of SEEDS) {
      const { seconds: _seconds, ...run } = await numpy.run(seed, EPOCHS);
      runs[seed] = run;
      shown.advance();
    }
  } finally {
    numpy.stop();
    shown.stop();
  }
  await writeWhole(FILE, `${JSON.stringify(runs, null, 1)}\n`);
  process.stdout.write(`written: ${shownPath(FILE)}\n`);
});
