/** The options that both halves of `npm run train` share. */
import { Option } from "commander";
import { parseNumber, parsePath } from "../../src/cli/command.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { GENERATORS, type Generator } from "../../src/numerics/random.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import { engineOption, parseTruncation } from "../options.ts";

export interface CommonOptions {
  readonly hidden?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly clip?: number;
  readonly truncate?: Truncation;
  readonly seed?: number;
  readonly rng?: Generator;
  readonly validation?: number;
  readonly patience?: number;
  readonly resume?: string;
  readonly load?: string;
  readonly engine?: EngineName;
  readonly out: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly plots: boolean;
}

/** The options that mean the same whatever is trained on. */
export function commonOptions(): Option[] {
  const number = (flags: string, description: string): Option =>
    new Option(flags, description).argParser(parseNumber);
  return [
    number("--hidden <n>", "hidden units H (default: 16 with --csv)"),
    number("--epochs <n>", "epochs; with --resume, more of them (default: 50 with --csv)"),
    number("--learning-rate <x>", "learning rate (default: 0.003 with --csv)"),
    number("--clip <norm>", "the gradient's largest norm, 0 for none (default: 1 with --csv)"),
    new Option(
      "--truncate <how>",
      "full, window:HOPS or HOPS, chunk:K1:K2 (default: full with --csv)",
    ).argParser(parseTruncation),
    number("--seed <n>", "seed of the first parameters (default: 1)"),
    new Option("--rng <name>", "its generator (default: seedrandom)").choices(GENERATORS),
    number("--validation <part>", "the part at the end that is held out (default: 0.2)"),
    number("--patience <n>", "stop after n epochs without a better loss (default: 10)"),
    new Option("--resume <model>", "go on training from this model.json").argParser(parsePath),
    new Option("--load <model>", "use this model.json without training").argParser(parsePath),
    engineOption(),
    new Option("--out <dir>", "folder for model.json and the reports")
      .argParser(parsePath)
      .default("out/train"),
    new Option("--json", "print train.json on standard output, and nothing else there"),
    new Option("--quiet", "print only the results"),
    new Option("--no-plots", "no pictures and no report.html"),
  ];
}
