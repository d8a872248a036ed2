import { afterEach, describe, expect, it, vi } from "vitest";
import { ENGINES, requireEngine } from "../../src/engine/engine.ts";
import type * as Engines from "../../src/engine/engines.ts";
import { bestEngine, engineOf } from "../../src/engine/engines.ts";
import { backward } from "../../src/rnn/backward.ts";
import { forward } from "../../src/rnn/forward.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("the engines", () => {
  it.each(ENGINES)("%s is found by its name, and is always the same", (name) => {
    expect(engineOf(name).name).toBe(name);
    expect(engineOf(name)).toBe(engineOf(name));
    expect(Object.isFrozen(engineOf(name))).toBe(true);
  });

  itRefuses([
    [
      "a name that there is not",
      () => untyped(engineOf)("gpu"),
      'RangeError: engine: expected one of reference, wasm, got "gpu"',
    ],
    [
      "no name",
      () => untyped(engineOf)(),
      "TypeError: engine: expected one of reference, wasm, got undefined",
    ],
    [
      "an engine that cannot compute",
      () => requireEngine("engine", { writeSteps: () => {} }),
      "TypeError: engine.propagate: expected a function, got undefined",
    ],
    [
      "an engine without the listing's states where they should be",
      () => requireEngine("engine", { ...engineOf("reference"), listingStates: 1 }),
      "TypeError: engine.listingStates: expected a function, got 1",
    ],
    [
      "an engine without the listing's sums where they should be",
      () => requireEngine("engine", { ...engineOf("reference"), listingStateSums: null }),
      "TypeError: engine.listingStateSums: expected a function, got null",
    ],
  ]);
});

/** The module as it is on a platform where no engine was made before. */
async function engines(platform: string): Promise<typeof Engines> {
  const url = new URL(`../../src/engine/engines.ts?${platform}`, import.meta.url);
  return await import(url.href);
}

describe("the best engine", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("is the one with vectors, where the platform has them, made once", () => {
    expect(bestEngine().name).toBe("wasm");
    expect(bestEngine()).toBe(engineOf("wasm"));
  });

  it.each<[string, object | undefined]>([
    ["has no WebAssembly", undefined],
    ["has none with vectors", { validate: () => false }],
    ["has a policy that forbids to compile it", forbidden()],
  ])("is the reference on a platform that %s", async (platform, stub) => {
    vi.stubGlobal("WebAssembly", stub);
    const fresh = await engines(platform);
    expect(fresh.bestEngine().name).toBe("reference");
    expect(() => fresh.engineOf("wasm")).toThrow(RangeError);
  });
});

/** WebAssembly as a page has it whose Content-Security-Policy lacks wasm-unsafe-eval. */
function forbidden(): object {
  const Module = class {
    constructor() {
      throw new EvalError("call to WebAssembly.Module() blocked by CSP");
    }
  };
  return { validate: () => true, Module };
}

describe.each(ENGINES)("the passes of %s", (name) => {
  const engine = engineOf(name);
  const [config, parameters, { x, y, initialState }] = [
    handConfig(),
    handParameters(),
    handSequence(),
  ];
  const trace = forward(config, parameters, x, initialState);

  it("are those of rnn/", () => {
    expect(engine.forward(config, parameters, x, initialState)).toEqual(trace);
    expect(engine.backward(config, parameters, trace, y)).toEqual(
      backward(config, parameters, trace, y),
    );
  });

  const wide = { rows: 1, cols: 9, data: new Float64Array(9) };
  it.each<[string, (by: Pick<typeof engine, "forward" | "backward">) => unknown]>([
    ["no parameters", (by) => untyped(by.forward)(config)],
    ["inputs that do not fit", (by) => by.forward(config, parameters, wide)],
    ["a state that does not fit", (by) => by.forward(config, parameters, x, wide.data)],
    ["no parameters, backwards", (by) => untyped(by.backward)(config)],
    ["no trace", (by) => untyped(by.backward)(config, parameters)],
    ["targets that do not fit", (by) => by.backward(config, parameters, trace, wide)],
  ])("refuse what those refuse, in their words: %s", (_, attempt) => {
    const message = (by: Parameters<typeof attempt>[0]): string => {
      try {
        return `returned ${String(attempt(by))}`;
      } catch (error) {
        return String(error);
      }
    };
    expect(message(engine)).toBe(message({ forward, backward }));
    expect(message(engine)).toContain(": expected ");
  });
});
