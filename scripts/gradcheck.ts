/**
 * `npm run gradcheck`: the gradient of a seeded network of any configuration before five oracles, or
 * one of the article's wrong gradients, to see what failing looks like.
 */
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { listingCheck, WRONG_GRADIENTS, type WrongGradient } from "../src/article/wrongGradient.ts";
import {
  command,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  UsageError,
  writeWhole,
} from "../src/cli/command.ts";
import { firstStep } from "../src/gradcheck/frozenLoss.ts";
import { checkNetwork, ORACLES, type Oracle } from "../src/gradcheck/networkCheck.ts";
import { dualPairs } from "../src/gradcheck/pairs.ts";
import type { CheckReport } from "../src/gradcheck/report.ts";
import { seededCase } from "../src/gradcheck/seededCase.ts";
import { GENERATORS, type Generator, randomStream } from "../src/numerics/random.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { checkText } from "../src/report/gradcheckText.ts";
import { ACTIVATIONS, type Activation } from "../src/rnn/activation.ts";
import { backward } from "../src/rnn/backward.ts";
import {
  defineNetwork,
  LOSS_PLACEMENTS,
  type LossPlacement,
  type NetworkConfig,
} from "../src/rnn/config.ts";
import { forward } from "../src/rnn/forward.ts";
import { OUTPUTS, type Output } from "../src/rnn/loss.ts";
import { type Gradients, type Parameters, parameterArrays } from "../src/rnn/parameters.ts";
import type { Sequence } from "../src/rnn/sequence.ts";
import type { Truncation } from "../src/rnn/truncation.ts";
import { asUsage, parseTruncation } from "./options.ts";

interface Options {
  readonly input: number;
  readonly hidden: number;
  readonly output: number;
  readonly length: number;
  readonly activation: Activation;
  readonly loss: Output;
  readonly lossAt: LossPlacement;
  readonly truncate: Truncation;
  readonly hiddenBias: boolean;
  readonly outputBias: boolean;
  readonly seed: number;
  readonly rng: Generator;
  readonly oracles?: readonly Oracle[];
  readonly bug?: WrongGradient;
  readonly start: "article" | "centred";
  readonly out?: string;
  readonly json?: true;
}

/** What is checked: a gradient, and what it claims to be the gradient of. */
interface Subject {
  readonly title: string;
  readonly config: NetworkConfig;
  readonly parameters: Parameters;
  readonly sequence: Sequence;
  readonly gradients: Gradients;
}

const program = command(
  "gradcheck",
  "Holds back-propagation through time, on a seeded network, against five oracles that do without it. Exit code 0 for a pass, 1 for any other verdict, 2 for a mistake in the options.",
)
  .option("--input <n>", "inputs D", parseNumber, 1)
  .option("--hidden <n>", "hidden units H", parseNumber, 8)
  .option("--output <n>", "outputs O", parseNumber, 1)
  .option("--length <n>", "steps T", parseNumber, 12)
  .addOption(new Option("--activation <name>", "of the state").choices(ACTIVATIONS).default("tanh"))
  .addOption(
    new Option("--loss <name>", "linear with half squared error, or softmax with cross-entropy")
      .choices(OUTPUTS)
      .default("linear"),
  )
  .addOption(
    new Option("--loss-at <steps>", "where the loss is").choices(LOSS_PLACEMENTS).default("every"),
  )
  .addOption(
    new Option("--truncate <how>", "full, window:HOPS or HOPS, chunk:K1:K2")
      .argParser(parseTruncation)
      .default({ kind: "full" } satisfies Truncation, "full"),
  )
  .option("--no-hidden-bias", "without b")
  .option("--no-output-bias", "without c")
  .option("--seed <n>", "seed of all numbers", parseNumber, 1)
  .addOption(
    new Option("--rng <name>", "their generator").choices(GENERATORS).default("seedrandom"),
  )
  .option(
    "--oracles <names>",
    `of ${ORACLES.join(", ")} (default: those that take no more than some ten seconds)`,
    parseOracles,
  )
  .addOption(
    new Option(
      "--bug <id>",
      "check the article's gradient with this erratum instead (sigmoid, an input column a step)",
    ).choices(WRONG_GRADIENTS),
  )
  .addOption(
    new Option("--start <weights>", "with --bug: the article's, which saturate, or centred ones")
      .choices(["article", "centred"])
      .default("centred"),
  )
  .option(
    "--out <dir>",
    "also write gradcheck.json and heat maps there, of the pairs if not slow",
    parsePath,
  )
  .option("--json", "print the report as JSON on standard output, and nothing else there");

/** Longer sequences take pairs, one for each two steps, beyond any patience. */
const LONGEST = 1000;

/**
 * How many products the slow oracles may take in some ten seconds: in decimals for the definition,
 * with as many tangents as parameters for the pairs, and in binary64 for the differences, which take
 * a dozen losses for each parameter. Measured at up to 60 hidden units and 30 steps.
 */
const AFFORDABLE: Readonly<Partial<Record<Oracle, number>>> = {
  definition: 1e6,
  pairs: 1e10,
  differences: 1e9,
};

/** Options that the article's network leaves no choice in. */
const FIXED_BY_BUG = [
  "input",
  "output",
  "activation",
  "loss",
  "lossAt",
  "hiddenBias",
  "outputBias",
];

/** What the article's listing truncates to. */
const FIVE: Truncation = { kind: "window", hops: 5 };

await main<Options>(program, run, { endsAtOnce: true });

async function run(options: Options): Promise<void> {
  const subject = asUsage(
    () => (options.bug ? wrongSubject(options.bug, options) : ours(options)),
    {
      inputSize: "--input",
      hiddenSize: "--hidden",
      outputSize: "--output",
      steps: "--length",
      truncation: "--truncate",
    },
  );
  if (!options.bug && program.getOptionValueSource("start") === "cli") {
    throw new UsageError("--start: only with --bug");
  }
  if (options.out !== undefined) await requireWritable(join(options.out, "gradcheck.json"));
  const { config, parameters, sequence, gradients } = subject;
  const affordable = affordableOracles(subject);
  const oracles = options.oracles ?? affordable;
  const report = checkNetwork(config, parameters, sequence, gradients, oracles);
  const json = `${JSON.stringify(summary(report), withoutNaN, 1)}\n`;
  process.stdout.write(options.json ? json : `${subject.title}\n${checkText(report)}\n`);
  const left = ORACLES.filter((oracle) => !oracles.includes(oracle)).join(", ");
  if (!options.json && !options.oracles && left !== "") {
    process.stdout.write(`Left out as slow (ask for them with --oracles): ${left}.\n`);
  }
  if (options.out !== undefined) {
    const withPairs = affordable.includes("pairs") || oracles.includes("pairs");
    await writePictures(options.out, subject, report, json, withPairs);
  }
  if (report.verdict !== "pass") process.exitCode = 1;
}

/** Our own gradient, of a network with the options' sizes. */
function ours(options: Options): Subject {
  const config = defineNetwork({
    inputSize: options.input,
    hiddenSize: options.hidden,
    outputSize: options.output,
    activation: options.activation,
    output: options.loss,
    lossAt: options.lossAt,
    hiddenBias: options.hiddenBias,
    outputBias: options.outputBias,
    truncation: options.truncate,
  });
  requireInteger("steps", options.length, { min: 1, max: LONGEST });
  const random = randomStream(options.rng, options.seed);
  const { parameters, sequence } = seededCase(config, options.length, random);
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  const gradients = backward(config, parameters, trace, sequence.y);
  return { title: titleOf(config, options), config, parameters, sequence, gradients };
}

/** The article's gradient, with an erratum in it. */
function wrongSubject(bug: WrongGradient, options: Options): Subject {
  const given = FIXED_BY_BUG.filter((name) => program.getOptionValueSource(name) === "cli");
  if (given.length > 0) {
    const flags = given.map((name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
    throw new UsageError(`${flags.join(", ")}: the article's network has its own; not with --bug`);
  }
  const truncation = program.getOptionValueSource("truncate") === "cli" ? options.truncate : FIVE;
  if (truncation.kind !== "window") {
    throw new UsageError(`--truncate: expected window:HOPS with --bug, got ${truncation.kind}`);
  }
  const random = randomStream(options.rng, options.seed);
  const { hidden, length, start } = options;
  const checked = listingCheck(bug, random, { hidden, length, hops: truncation.hops, start });
  const title = `the article's gradient with ${standingText(bug, checked.standing)}\n${titleOf(checked.config, options)}`;
  return { ...checked, title };
}

function standingText(bug: WrongGradient, standing: readonly string[]): string {
  if (bug === "as-published") return "E01 to E10 as published";
  return standing.length > 0 ? `${standing.join(" and ")} left standing` : "E01 to E10 mended";
}

function titleOf(config: NetworkConfig, { length, seed, rng }: Options): string {
  const { inputSize: D, hiddenSize: H, outputSize: O, activation, output, lossAt } = config;
  const { truncation, hiddenBias, outputBias } = config;
  const biases = [...(hiddenBias ? ["b"] : []), ...(outputBias ? ["c"] : [])].join(" and ");
  return [
    `D = ${D}, H = ${H}, O = ${O}, T = ${length}`,
    `${activation}, ${output} output, loss at ${lossAt === "last" ? "the last step" : "every step"}`,
    `${truncationText(truncation)}, ${biases === "" ? "no biases" : `biases ${biases}`}`,
    `seed ${seed} of ${rng}`,
  ].join("\n");
}

function truncationText(truncation: Truncation): string {
  switch (truncation.kind) {
    case "full":
      return "not truncated";
    case "window":
      return `truncated to ${truncation.hops} hops`;
    case "chunk":
      return `truncated to chunks of k1 = ${truncation.k1}, k2 = ${truncation.k2}`;
  }
}

function parseOracles(text: string): readonly Oracle[] {
  return text.split(",").map((part) => {
    const oracle = ORACLES.find((name) => name === part.trim());
    if (!oracle) throw new InvalidArgumentError(`Expected names of ${ORACLES.join(", ")}.`);
    return oracle;
  });
}

/** The report in the order in which one reads it, entries last. */
function summary({ verdict, worst, tensors, remarks, oracles }: CheckReport): object {
  return { verdict, worst, tensors, remarks, oracles };
}

/** All oracles but those that would take more than some ten seconds. */
function affordableOracles({ config, parameters, sequence }: Subject): readonly Oracle[] {
  const { inputSize: D, hiddenSize: H, outputSize: O, truncation } = config;
  const T = sequence.x.rows;
  const count = parameterArrays(parameters).reduce((sum, values) => sum + values.length, 0);
  const perStep = count * H * (D + H + O);
  // The losses recomputed, each from the state before its start; in full they share one start.
  const first = config.lossAt === "last" ? T - 1 : 0;
  let recomputed = 0;
  for (let t = first; t < T; t++) recomputed += t - firstStep(truncation, t, T) + 1;
  const products: Readonly<Partial<Record<Oracle, number>>> = {
    definition: perStep * (truncation.kind === "full" ? T : recomputed),
    pairs: (perStep * T * (T + 1)) / 2,
    differences: perStep * recomputed,
  };
  return ORACLES.filter((oracle) => (products[oracle] ?? 0) <= (AFFORDABLE[oracle] ?? Infinity));
}

/** JSON has no NaN and no Infinity, which a wrong gradient may be made of: they become strings. */
function withoutNaN(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

async function writePictures(
  out: string,
  { config, parameters, sequence }: Subject,
  report: CheckReport,
  json: string,
  withPairs: boolean,
): Promise<void> {
  const { errorMaps, pairMap } = await import("../src/report/gradcheckCharts.ts");
  const { renderPng } = await import("../src/report/png.ts");
  const { renderSvg } = await import("../src/report/svg.ts");
  const charts = errorMaps(report);
  if (withPairs) {
    charts.push(pairMap(dualPairs(config, parameters, sequence), config.truncation));
  }
  await writeWhole(join(out, "gradcheck.json"), json);
  for (const chart of charts) {
    const svg = await renderSvg(chart, "file");
    await writeWhole(join(out, `${chart.name}.svg`), svg);
    await writeWhole(join(out, `${chart.name}.png`), renderPng(svg));
  }
}
