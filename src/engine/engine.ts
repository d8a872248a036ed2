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
  /** absent where the listing's own loop is to run, as it does where this lacks memory */
  readonly listingStates?: ListingStates;
  /** likewise */
  readonly listingStateSums?: ListingStateSums;
}

/** Where a forward pass of the article's listing is written, T×H each; it may hold anything before. */
export interface ListingRoom {
  /** U x_t */
  readonly Ux: Matrix;
  /** W s_{t−1}, which is summed on its own */
  readonly Ws: Matrix;
  /** a_t = W s_{t−1} + U x_t */
  readonly a: Matrix;
  /** s_t = f(a_t), s_{−1} = 0 */
  readonly s: Matrix;
}

/**
 * Writes Ws, a and s of the article's listing from W and the U x_t that are there.
 *
 * @param activation f; the article's is the sigmoid
 * @returns whether there was memory for it; if not, nothing is written
 */
export type ListingStates = (activation: Activation, W: Matrix, room: ListingRoom) => boolean;

/** How the listing's gradient is summed over the steps t: each entry on its own. */
export interface ListingSums {
  /** whether the inner sum of a step starts from the last one's (E03), or from zero */
  readonly carried: boolean;
  /** where the sum is clipped at every step (E10), or Infinity */
  readonly limit: number;
}

/** A term of the inner sum. */
export interface ListingTerm {
  /** the step whose input x_read and last state s_{read−1} it meets */
  readonly read: number;
  /** δ, of length H */
  readonly delta: Float64Array;
}

/**
 * dW of the listing with E01 mended, H×H, of terms δ s_{read−1}ᵀ.
 *
 * @param terms those of every step t
 * @param s T×H, s_t in row t
 * @returns undefined when there is no memory for it
 */
export type ListingStateSums = (
  terms: readonly (readonly ListingTerm[])[],
  s: Matrix,
  sums: ListingSums,
) => Matrix | undefined;

/** @throws {TypeError} when the value does not have the functions of an engine */
export function requireEngine(label: string, value: unknown): asserts value is Engine {
  requirePasses(label, value);
  const engine: Readonly<Record<string, unknown>> = { ...value };
  for (const name of ["listingStates", "listingStateSums"]) {
    if (engine[name] !== undefined && typeof engine[name] !== "function") {
      throw new TypeError(`${label}.${name}: expected a function, got ${describe(engine[name])}`);
    }
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
