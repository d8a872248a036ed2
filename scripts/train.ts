/** `npm run train`: a network on anyone's table of numbers. */
import { command, main, UsageError } from "../src/cli/command.ts";
import { commonOptions } from "./train/common.ts";
import { type SeriesOptions, seriesOptions, trainOnSeries } from "./train/series.ts";

const program = command(
  "train",
  "Trains an Elman network to predict the next values of columns of a CSV file, and holds it against baselines on what it was not trained on. --resume goes on from a model.json, as if training had never stopped; --load only uses it, on the same table or another: errors and a forecast without training. Ctrl-C saves the model as it is after the epoch that is under way. Exit code 2 for a mistake in the options or the data, 130 after Ctrl-C.",
);
for (const option of [...seriesOptions(), ...commonOptions()]) program.addOption(option);

await main<Partial<SeriesOptions>>(program, async ({ csv, ...options }, signal) => {
  if (options.resume !== undefined && options.load !== undefined) {
    throw new UsageError("--load: expected none with --resume, which trains");
  }
  if (csv === undefined) throw new UsageError("--csv: expected a table to train on, got none");
  await trainOnSeries({ plots: true, out: "out/train", ...options, csv }, signal);
});
