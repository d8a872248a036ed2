/** The options of `npm run train --text`. */
import { Option } from "commander";
import { parseNumber, parsePath } from "../../src/cli/command.ts";
import type { CommonOptions } from "./common.ts";

export interface TextOptions extends CommonOptions {
  readonly text: string;
  readonly length?: number;
  readonly every?: number;
  readonly decay?: number;
  readonly sampleLength?: number;
  readonly temperature?: number;
  readonly sampleSeed?: number;
  readonly prompt?: string;
}

/** The options that only a text has. */
export function textOptions(): Option[] {
  const number = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(parseNumber);
  const options = [
    number("--length <n>", "steps of a segment, after each of which is an update (default: 25)"),
    number(
      "--every <n>",
      "steps of a round (default: 100000, or twice the validation part)",
    ).conflicts("load"),
    number("--decay <factor>", "what a round leaves of the learning rate (default: 0.9)").conflicts(
      "load",
    ),
    number("--sample-length <n>", "characters of a sample (default: 200)"),
    number("--temperature <x>", "of the samples; 0 takes the likeliest (default: 0.8)"),
    number("--sample-seed <n>", "seed of the samples (default: 1)"),
    new Option("--prompt <text>", "what the samples begin with (default: a new line)"),
  ];
  const text = new Option("--text <file>", "train on the characters of this file").argParser(
    parsePath,
  );
  return [text, ...options].map((option) => option.conflicts("csv"));
}
