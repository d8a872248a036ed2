/**
 * What a network is, apart from its numbers: sizes, activation, output, loss placement, biases,
 * truncation. Validated once, here, and frozen; everything in this folder relies on it.
 *
 * Letters, used everywhere: D input size, H hidden size, O output size, T sequence length.
 */
import { MAX_ENTRIES } from "../numerics/matrix.ts";
import {
  requireBoolean,
  requireInteger,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { ACTIVATIONS, type Activation } from "./activation.ts";
import { OUTPUTS, type Output } from "./loss.ts";
import { requireTruncation, type Truncation } from "./truncation.ts";

/** Where a network may have losses. */
export const LOSS_PLACEMENTS = ["last", "every"] as const;
Object.freeze(LOSS_PLACEMENTS);
/** `last`: a loss at step T−1 only (many to one). `every`: at each step (many to many). */
export type LossPlacement = (typeof LOSS_PLACEMENTS)[number];

/** A validated, frozen configuration. Obtain it from {@link defineNetwork}. */
export interface NetworkConfig {
  /** D */
  readonly inputSize: number;
  /** H */
  readonly hiddenSize: number;
  /** O */
  readonly outputSize: number;
  /** f in s_t = f(a_t) */
  readonly activation: Activation;
  /** `linear` with half squared error, or `softmax` with cross-entropy */
  readonly output: Output;
  /** which steps have a loss */
  readonly lossAt: LossPlacement;
  /** whether a_t has the bias b */
  readonly hiddenBias: boolean;
  /** whether o_t has the bias c */
  readonly outputBias: boolean;
  /** how far back each loss reaches */
  readonly truncation: Truncation;
}

/** The sizes, and whatever is to differ from the defaults. */
export type NetworkOptions = Pick<NetworkConfig, "inputSize" | "hiddenSize" | "outputSize"> &
  Partial<NetworkConfig>;

const DEFAULTS = {
  activation: "tanh",
  output: "linear",
  lossAt: "last",
  hiddenBias: true,
  outputBias: true,
  truncation: { kind: "full" },
} as const satisfies Partial<NetworkConfig>;

const SIZES = ["inputSize", "hiddenSize", "outputSize"] as const;

/** The configurations that were found valid and are frozen, and so need no second look. */
const VALID = new WeakSet<object>();

/**
 * A network's configuration: tanh, linear output, loss at the last step, both biases and full BPTT
 * unless the options say otherwise.
 *
 * @throws {TypeError} when an option is of the wrong kind
 * @throws {RangeError} when a size is not a whole number of at least 1, a matrix would
 *   have more than {@link MAX_ENTRIES} entries, a name is unknown, a truncation is impossible, or an
 *   option does not exist
 */
export function defineNetwork(options: NetworkOptions): NetworkConfig {
  requireObject("options", options);
  const config = { ...DEFAULTS, ...options };
  requireValid("options", config);
  const frozen = Object.freeze({ ...config, truncation: Object.freeze({ ...config.truncation }) });
  VALID.add(frozen);
  return frozen;
}

/**
 * A configuration as {@link defineNetwork} returns it, or a copy of one.
 *
 * @throws {TypeError | RangeError} naming the first member that is not so
 */
export function requireNetwork(config: unknown): asserts config is NetworkConfig {
  requireObject("config", config);
  if (!VALID.has(config)) requireValid("config", config);
}

function requireValid(
  label: string,
  config: { readonly [member in keyof NetworkConfig]?: unknown },
): void {
  requireOnlyKeys(label, config, [...SIZES, ...Object.keys(DEFAULTS)]);
  for (const size of SIZES) requireInteger(size, config[size], { min: 1 });
  const { inputSize: D, hiddenSize: H, outputSize: O } = config as NetworkConfig;
  const largest = Math.max(D, H, O);
  requireInteger(`hiddenSize × ${largest}`, H * largest, { min: 1, max: MAX_ENTRIES });
  requireOneOf("activation", config.activation, ACTIVATIONS);
  requireOneOf("output", config.output, OUTPUTS);
  requireOneOf("lossAt", config.lossAt, LOSS_PLACEMENTS);
  requireBoolean("hiddenBias", config.hiddenBias);
  requireBoolean("outputBias", config.outputBias);
  requireTruncation("truncation", config.truncation);
}
