/** `npm run train`: a network on anyone's table of numbers, or text. */
import { command, main, UsageError } from "../src/cli/command.ts";
import { commonOptions } from "./train/common.ts";
import { type SeriesOptions, seriesOptions, trainOnSeries } from "./train/series.ts";
import { type TextOptions, textOptions, trainOnText } from "./train/text.ts";

const program = command(
  "train",
  "Trains an Elman network to predict the next values of columns of a CSV file (--csv), or the next character of a text (--text), and holds it against baselines on what it was not trained on. --resume goes on from a model.json, as if training had never stopped; --load only uses it: on the same table or text or another, or, for a sample alone, on none. Ctrl-C saves the model as it is after the epoch that is under way, or after the last whole round over a text. Exit code 1 after a training that diverged, 2 for a mistake in the options or the data, 130 after Ctrl-C.",
);
for (const option of [...seriesOptions(), ...textOptions(), ...commonOptions()]) {
  program.addOption(option);
}

await main<Partial<SeriesOptions & TextOptions>>(program, async (chosen, signal) => {
  const { csv, ...options } = { plots: true, out: "out/train", ...chosen };
  if (options.resume !== undefined && options.load !== undefined) {
    throw new UsageError("--load: expected none with --resume, which trains");
  }
  if (csv !== undefined) return trainOnSeries({ ...options, csv }, signal);
  if (options.text === undefined && options.load === undefined) {
    throw new UsageError("--csv or --text: expected something to train on, got neither");
  }
  await trainOnText(options, signal);
});
