/** What an engine is, to whoever computes with one. */
import type { Matrix } from "../numerics/matrix.ts";
import { describe } from "../numerics/require.ts";
import type { Activation } from "../rnn/activation.ts";
import { type backward, requireTrace } from "../rnn/backward.ts";
import { type Passes, requirePasses, unrollBy } from "../rnn/engine.ts";
import type { forward } from "../rnn/forward.ts";
import { requireParameters } from "../rnn/parameters.ts";
import { requireInputs, requireTargets } from "../rnn/sequence.ts";
import { sweeps } from "../rnn/truncation.ts";

/** The names of the engines. */
export const ENGINES = ["reference", "wasm"] as const;
Object.freeze(ENGINES);
/**
 * - `reference`: `src/rnn` and the article's listing as they stand there, which define every bit.
 * - `wasm`: the same bits, by the vectors of WebAssembly.
 */
export type EngineName = (typeof ENGINES)[number];

/** Obtain one from `engineOf` or `bestEngine`. */
export interface Engine extends Passes {
  /** which engine it is */
  readonly name: EngineName;
  /** as `forward` of `rnn/`, with the same checks */
  readonly forward: typeof forward;
  /** as `backward` of `rnn/`, with the same checks */
  readonly backward: typeof backward;
  /** absent where the listing's own loop is to run */
  readonly listingStates?: ListingStates;
}

/**
 * The states of the article's listing, T×H each: a_t = W s_{t−1} + U x_t and s_t = f(a_t), where W
 * s_{t−1} is summed on its own and kept, and s_{−1} = 0.
 *
 * @param activation f; the article's is the sigmoid
 * @param Ux T×H, U x_t in row t
 */
export type ListingStates = (
  activation: Activation,
  W: Matrix,
  Ux: Matrix,
) => {
  /** T×H, W s_{t−1} in row t */
  readonly Ws: Matrix;
  /** T×H, a_t in row t */
  readonly a: Matrix;
  /** T×H, s_t in row t */
  readonly s: Matrix;
};

/** @throws {TypeError} when the value does not have the functions of an engine */
export function requireEngine(label: string, value: unknown): asserts value is Engine {
  requirePasses(label, value);
  const { listingStates } = value as { readonly listingStates?: unknown };
  if (listingStates !== undefined && typeof listingStates !== "function") {
    throw new TypeError(
      `${label}.listingStates: expected a function, got ${describe(listingStates)}`,
    );
  }
}

/** `forward` and `backward` of `rnn/`, checks and all, by other passes. */
export function checked(passes: Passes): Pick<Engine, "forward" | "backward"> {
  return {
    forward(config, parameters, x, initialState) {
      requireParameters(config, parameters);
      requireInputs(config, x, initialState);
      return unrollBy(passes, config, parameters, x, initialState);
    },
    backward(config, parameters, trace, y) {
      requireParameters(config, parameters);
      requireTrace(config, trace);
      requireTargets(config, y, trace.x.rows);
      const along = sweeps(config.truncation, trace.x.rows);
      return passes.propagate(config, parameters, trace, y, along);
    },
  };
}
