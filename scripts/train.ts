/** `npm run train`: a network on anyone's table of numbers, or text. */
import type { Command, Option } from "commander";
import { command, main, UsageError } from "../src/cli/command.ts";
import { commonOptions } from "./train/common.ts";
import { trainOnSeries } from "./train/series.ts";
import { type SeriesOptions, seriesOptions } from "./train/seriesOptions.ts";
import { trainOnText, writeSample } from "./train/text.ts";
import { type TextOptions, textOptions } from "./train/textOptions.ts";

const program = command(
  "train",
  "Trains an Elman network to predict the next values of columns of a CSV file (--csv), or the next character of a text (--text). The data are divided in the order of time: the network learns from the first part, the second chooses its best epoch, and the third judges that beside baselines. --resume goes on from a model.json, as if training had never stopped; --load only uses it: on the same table or text or another, or, for a sample alone, on none. Ctrl-C saves the model as it was after the last whole epoch, or round over a text, and judges nothing. Exit code 1 after a training that diverged, 2 for a mistake in the options or the data, 130 after Ctrl-C.",
);
for (const option of [...seriesOptions(), ...textOptions(), ...commonOptions()]) {
  program.addOption(option);
}

/** What a sample alone has no use for. */
const WRITING = ["out", "json", "plots"];

await main<Partial<SeriesOptions & TextOptions>>(program, async (chosen, signal) => {
  const { csv, text, ...options } = { plots: true, out: "out/train", ...chosen };
  const { resume, load } = options;
  if (resume !== undefined && load !== undefined) {
    throw new UsageError("--load: expected none with --resume, which trains");
  }
  if (csv !== undefined) return trainOnSeries({ ...options, csv }, signal);
  if (text !== undefined) return trainOnText({ ...options, text }, signal);
  if (load === undefined) {
    throw new UsageError("--csv or --text: expected something to train on, got neither");
  }
  const ofSeries = seriesOptions().map((option) => option.attributeName());
  requireNone(program, ofSeries, "--csv, which it is for");
  requireNone(program, WRITING, "--csv or --text, where a sample is printed and nothing written");
  writeSample({ ...options, load });
});

/** That none of some options was given. */
function requireNone(given: Command, names: readonly string[], without: string): void {
  const isGiven = (option: Option): boolean =>
    names.includes(option.attributeName()) &&
    given.getOptionValueSource(option.attributeName()) === "cli";
  const option = given.options.find(isGiven);
  if (option) throw new UsageError(`${option.long}: expected none without ${without}`);
}
