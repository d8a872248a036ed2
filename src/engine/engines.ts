/** The engines by name. */
import { requireOneOf } from "../numerics/require.ts";
import { backward } from "../rnn/backward.ts";
import { referencePasses } from "../rnn/engine.ts";
import { forward } from "../rnn/forward.ts";
import { ENGINES, type Engine, type EngineName } from "./engine.ts";
import { wasmEngine } from "./wasm.ts";

const reference: Engine = Object.freeze({
  name: "reference",
  ...referencePasses,
  forward,
  backward,
});

/** Made when it is first asked for, and once: its memory is only a place to compute in. */
let wasm: Engine | undefined;

/**
 * The engine of that name.
 *
 * @throws {TypeError | RangeError} when there is none, or the platform cannot run it
 */
export function engineOf(name: EngineName): Engine {
  requireOneOf("engine", name, ENGINES);
  if (name === "reference") return reference;
  wasm ??= wasmEngine();
  return wasm;
}

/** The fastest engine that the platform can run: whether it can, only shows when it is tried. */
export function bestEngine(): Engine {
  try {
    return engineOf("wasm");
  } catch {
    return engineOf("reference");
  }
}
