/** Seeded starting values for the parameters. */
import { type Matrix, zeros, zeroVector } from "../numerics/matrix.ts";
import type { RandomStream } from "../numerics/random.ts";
import {
  describe,
  requireNumber,
  requireObject,
  requireOneOf,
  requireOnlyKeys,
} from "../numerics/require.ts";
import { type NetworkConfig, requireNetwork } from "./config.ts";
import type { Parameters } from "./parameters.ts";

/**
 * Where the entries of one m×n matrix (n inputs, m outputs) are drawn from, always uniformly:
 *
 * - `uniform`: [low, high)
 * - `glorot`: ±√(6 / (m + n)) (Glorot and Bengio 2010, equation 16), for tanh and sigmoid
 * - `he`: ±√(6 / n) (He et al. 2015, equation 10, as a uniform), for relu
 * - `lecun`: ±√(3 / n) (LeCun et al. 1998, §4.6, as a uniform)
 */
export type Distribution =
  | {
      readonly kind: "uniform";
      /** the lower end, included */
      readonly low: number;
      /** the upper end, left out up to rounding; at least `low` */
      readonly high: number;
    }
  | { readonly kind: "glorot" }
  | { readonly kind: "he" }
  | { readonly kind: "lecun" };

/** One distribution for all three matrices, or one for each. */
export type Initialization =
  | Distribution
  | {
      /** of H×D, D inputs */
      readonly U: Distribution;
      /** of H×H, H inputs */
      readonly W: Distribution;
      /** of O×H, H inputs */
      readonly V: Distribution;
    };

const KINDS = ["uniform", "glorot", "he", "lecun"] as const;

/**
 * Starting parameters: U, then W, then V, drawn row by row; biases start at zero and draw nothing.
 *
 * @throws {TypeError | RangeError} when a distribution is unknown, or its interval is not finite or
 *   has its ends the wrong way round, or the stream gives what is not a number in [0, 1)
 */
export function initializeParameters(
  config: NetworkConfig,
  random: RandomStream,
  initialization: Initialization,
): Parameters {
  requireNetwork(config);
  requireObject("random", random);
  if (typeof random.next !== "function") {
    throw new TypeError(`random.next: expected a function, got ${describe(random.next)}`);
  }
  const { inputSize: D, hiddenSize: H, outputSize: O } = config;
  const each = perMatrix(initialization);
  requireDistribution("initialization.U", each.U);
  requireDistribution("initialization.W", each.W);
  requireDistribution("initialization.V", each.V);
  return {
    U: draw(H, D, each.U, random),
    W: draw(H, H, each.W, random),
    V: draw(O, H, each.V, random),
    ...(config.hiddenBias && { b: zeroVector(H) }),
    ...(config.outputBias && { c: zeroVector(O) }),
  };
}

function perMatrix(initialization: Initialization): {
  readonly U: Distribution;
  readonly W: Distribution;
  readonly V: Distribution;
} {
  requireObject("initialization", initialization);
  if ("kind" in initialization) {
    return { U: initialization, W: initialization, V: initialization };
  }
  requireOnlyKeys("initialization", initialization, ["U", "W", "V"]);
  return initialization;
}

function requireDistribution(label: string, distribution: Distribution): void {
  requireObject(label, distribution);
  requireOneOf(`${label}.kind`, distribution.kind, KINDS);
  if (distribution.kind === "uniform") {
    requireOnlyKeys(label, distribution, ["kind", "low", "high"]);
    requireNumber(`${label}.low`, distribution.low);
    requireNumber(`${label}.high`, distribution.high, { min: distribution.low });
    requireNumber(`${label}.high − low`, distribution.high - distribution.low);
  } else {
    requireOnlyKeys(label, distribution, ["kind"]);
  }
}

function draw(m: number, n: number, distribution: Distribution, random: RandomStream): Matrix {
  const { low, high } = interval(distribution, m, n);
  const A = zeros(m, n);
  // low + (high − low) r, in this order, is how NumPy's uniform(low, high) rounds.
  for (let i = 0; i < A.data.length; i++) A.data[i] = low + (high - low) * drawn(random);
  return A;
}

/** The stream's next number, which may be anyone's. */
function drawn(random: RandomStream): number {
  const r: unknown = random.next();
  if (!(typeof r === "number" && r >= 0 && r < 1)) {
    const Kind = typeof r === "number" ? RangeError : TypeError;
    throw new Kind(`random.next(): expected a number from 0 to below 1, got ${describe(r)}`);
  }
  return r;
}

function interval(distribution: Distribution, m: number, n: number): { low: number; high: number } {
  switch (distribution.kind) {
    case "uniform":
      return distribution;
    case "glorot":
      return centred(Math.sqrt(6 / (m + n)));
    case "he":
      return centred(Math.sqrt(6 / n));
    case "lecun":
      return centred(Math.sqrt(3 / n));
  }
}

function centred(limit: number): { low: number; high: number } {
  return { low: -limit, high: limit };
}
