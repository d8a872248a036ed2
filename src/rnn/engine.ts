/**
 * An engine computes the passes of a network. What they compute is defined in this folder, to the
 * last bit; an engine may be faster, and nothing else.
 */
import type { Matrix } from "../numerics/matrix.ts";
import { describe, requireObject } from "../numerics/require.ts";
import { propagate } from "./backward.ts";
import type { NetworkConfig } from "./config.ts";
import { emptyTrace, type Trace, writeSteps } from "./forward.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The passes as `forward.ts` and `backward.ts` describe them. They check nothing, and keep nothing:
 * training writes on in the same parameters, traces and gradients.
 */
export interface Passes {
  /** the forward pass over some steps, written into a trace */
  readonly writeSteps: typeof writeSteps;
  /** the backward pass along sweeps, which yields the gradients */
  readonly propagate: typeof propagate;
}

/** The passes as they are defined. */
export const referencePasses: Passes = Object.freeze({ writeSteps, propagate });

/** The forward pass over a whole sequence; checks nothing. */
export function unrollBy(
  passes: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  x: Matrix,
  initialState?: Float64Array,
): Trace {
  const trace = emptyTrace(config, x, initialState);
  passes.writeSteps(trace, config, parameters, 0, x.rows - 1);
  return trace;
}

/** @throws {TypeError} when the value has no such functions */
export function requirePasses(label: string, value: unknown): asserts value is Passes {
  requireObject(label, value);
  for (const name of ["writeSteps", "propagate"]) {
    if (typeof value[name] !== "function") {
      throw new TypeError(`${label}.${name}: expected a function, got ${describe(value[name])}`);
    }
  }
}
