/**
 * `npm run numpy-runs`: NumPy's own runs of the listing, from `scripts/numpy/listing.py`, written
 * down for the specs to be held against where there is no NumPy.
 */
import { command, main, UsageError, writeWhole } from "./command.ts";
import { startNumpy } from "./numpy/peer.ts";
import { progress } from "./progress.ts";

const FILE = "fixtures/article/numpy-runs.json";
const SEEDS = [42, 0, 1];
const EPOCHS = 25;

await main(command("numpy-runs", `NumPy's runs of the listing, into ${FILE}`), async () => {
  const numpy = startNumpy();
  if (!numpy) throw new UsageError("python3 with numpy was not found");
  const shown = progress("seeds", SEEDS.length);
  const runs: Record<string, object> = {};
  for (const seed of SEEDS) {
    const { seconds: _seconds, ...run } = await numpy.run(seed, EPOCHS);
    runs[seed] = run;
    shown.advance();
  }
  numpy.stop();
  shown.stop();
  await writeWhole(FILE, `${JSON.stringify(runs, null, 1)}\n`);
  process.stdout.write(`written: ${FILE}\n`);
});
