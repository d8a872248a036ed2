/** The options that both halves of `npm run train` share, and the model that they ask for. */
import { Option } from "commander";
import { parseNumber, parsePath, UsageError } from "../../src/cli/command.ts";
import { readBytes } from "../../src/conformance/read.ts";
import type { ModelTask, ModelTraining } from "../../src/conformance/types.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { type Model, parseModel } from "../../src/model/modelFile.ts";
import { GENERATORS, type Generator } from "../../src/numerics/random.ts";
import { requireNumber } from "../../src/numerics/require.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import { asUsage, engineOption, parseTruncation } from "../options.ts";

export interface CommonOptions {
  readonly hidden?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly clip?: number;
  readonly truncate?: Truncation;
  readonly seed?: number;
  readonly rng?: Generator;
  readonly validation?: number;
  readonly test?: number;
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
    number("--hidden <n>", "hidden units H (default: 16 with --csv, 100 with --text)"),
    number(
      "--epochs <n>",
      "epochs, or rounds over a text; with --resume, more of them (default: 50 with --csv, 15 with --text)",
    ).conflicts("load"),
    number(
      "--learning-rate <x>",
      "learning rate (default: 0.003 with --csv, 0.03 with --text)",
    ).conflicts("load"),
    number(
      "--clip <norm>",
      "the gradient's largest norm, 0 for none (default: 1 with --csv, 5 with --text)",
    ).conflicts("load"),
    new Option(
      "--truncate <how>",
      "full, window:HOPS or HOPS, chunk:K1:K2; in a window, or a segment of a text (default: full)",
    ).argParser(parseTruncation),
    number("--seed <n>", "seed of the first parameters (default: 1)"),
    new Option("--rng <name>", "its generator (default: seedrandom)").choices(GENERATORS),
    number(
      "--validation <part>",
      "the part after what is trained on that chooses the best epoch (default: 0.1)",
    ),
    number(
      "--test <part>",
      "the part at the end that judges that epoch; with 0 the validation part does (default: 0.2 with --csv, 0.1 with --text)",
    ),
    number("--patience <n>", "stop after n epochs without a better loss (default: 10)").conflicts(
      "load",
    ),
    new Option("--resume <model>", "go on training from this model.json").argParser(parsePath),
    new Option("--load <model>", "use this model.json without training").argParser(parsePath),
    engineOption(),
    new Option(
      "--out <dir>",
      "folder for model.json, of which one that is there is kept as model.1.json, and the reports, of which those of an earlier run are replaced",
    )
      .argParser(parsePath)
      .default("out/train"),
    new Option("--json", "print train.json on standard output, and nothing else there"),
    new Option("--quiet", "print only the results"),
    new Option("--no-plots", "no pictures and no report.html"),
  ];
}

/** What the user calls the parts of the settings. */
export const NAMES = {
  learningRate: "--learning-rate",
  truncation: "--truncate",
  generator: "--rng",
  hiddenSize: "--hidden",
};

/** By option, what was asked for, if anything, and what the model has. */
export type Asked = Readonly<Record<string, readonly [unknown, unknown]>>;

/**
 * The model that is to be gone on with, or only used; nothing may be asked for that it has otherwise.
 *
 * @param isTask whether a model's task is of the kind that is wanted
 * @param kinds what is wanted, and what else there is
 * @param own what is asked for of the task
 */
export function knownModel<Task extends ModelTask>(
  options: CommonOptions,
  isTask: (task: ModelTask) => task is Task,
  kinds: readonly [wanted: string, other: string],
  own: (task: Task) => Asked,
): (Model & { readonly task: Task }) | undefined {
  const path = options.resume ?? options.load;
  if (path === undefined) return undefined;
  const model = parseModel(readBytes(path), path);
  const { task, network, training } = model;
  if (!isTask(task)) {
    throw new UsageError(`${path}: expected a model of a ${kinds[0]}, got one of a ${kinds[1]}`);
  }
  requireAsInModel({
    ...own(task),
    "--hidden": [options.hidden, network.hiddenSize],
    "--truncate": [options.truncate, network.truncation],
    "--rng": [options.rng, training.generator],
    "--seed": [options.seed, training.seed],
    "--validation": [options.validation, training.validation],
    "--test": [options.test, training.test],
  });
  return { ...model, task };
}

function requireAsInModel(asked: Asked): void {
  for (const [option, [wanted, has]] of Object.entries(asked)) {
    if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(has)) {
      throw new UsageError(
        `${option}: expected ${JSON.stringify(has)}, which is the model's, or nothing, got ${JSON.stringify(wanted)}`,
      );
    }
  }
}

/** What determines a model, of all that was given. */
export type CommonSettings = ModelTraining & {
  readonly hidden: number;
  readonly truncation: Truncation;
};

/** The settings that were given. */
export function chosenSettings(options: CommonOptions): Partial<CommonSettings> {
  const { hidden, truncate, rng, seed, learningRate, validation, test } = options;
  return given({
    ...{ hidden, truncation: truncate, generator: rng, seed, learningRate, validation, test },
    clipping: clippingOf(options),
  });
}

/** What of an object is not undefined. */
export function given<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  };
}

/** A model whose learning rate and clipping are as asked for: those may change on the way. */
export function trainedAs<Some extends Model>(model: Some, options: CommonOptions): Some {
  const { learningRate } = options;
  const clipping = clippingOf(options);
  const training = { ...model.training, ...given({ learningRate, clipping }) };
  asUsage(() => requireNumber("learningRate", training.learningRate, { min: 0 }), NAMES);
  return { ...model, training };
}

/** The clipping that was asked for, if any was. */
function clippingOf({ clip }: CommonOptions): ModelTraining["clipping"] | undefined {
  if (clip === undefined) return undefined;
  if (!(clip >= 0 && clip < Infinity)) {
    throw new UsageError(`--clip: expected a finite number of at least 0, got ${clip}`);
  }
  return clip === 0 ? null : { kind: "norm", limit: clip };
}
