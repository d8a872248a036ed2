import { describe, expect, it } from "vitest";
import { kernelPasses } from "../../src/engine/passes.ts";
import { wasmEngine } from "../../src/engine/wasm.ts";
import { LARGEST_MEMORY, newWorkspace } from "../../src/engine/workspace.ts";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import type { NetworkCase } from "../support/arbitraries.ts";
import { expectReferenceBits } from "../support/engines.ts";

function someCase(T: number, options: Partial<NetworkOptions> = {}): NetworkCase {
  const config = defineNetwork({
    inputSize: 2,
    hiddenSize: 6,
    outputSize: 3,
    lossAt: "every",
    ...options,
  });
  return { config, ...seededCase(config, T, randomStream("seedrandom", T)) };
}

describe("the engine of WebAssembly", () => {
  // A step of this network takes 2 + 4 · 6 + 2 · 3 = 32 numbers.
  const STEP = 32;
  const truncations: readonly Truncation[] = [
    { kind: "full" },
    { kind: "window", hops: 0 },
    { kind: "window", hops: 3 },
    { kind: "window", hops: 9 },
    { kind: "chunk", k1: 3, k2: 3 },
    { kind: "chunk", k1: 2, k2: 9 },
  ];
  const steps = [1, 2, 3, 4, 7, 8, 9, 19, 20];

  it.each(truncations.flatMap((truncation) => steps.map((page) => ({ ...truncation, page }))))(
    "goes through 20 steps page by page: $kind, $page steps a page",
    ({ page, ...truncation }) => {
      const engine = wasmEngine(page * STEP);
      for (const lossAt of ["every", "last"] as const) {
        expectReferenceBits(engine, someCase(20, { truncation, lossAt }));
      }
    },
  );

  it("leaves to the reference what does not fit into its memory", () => {
    const engine = wasmEngine(100, 65536);
    expectReferenceBits(engine, someCase(5));
    expectReferenceBits(engine, someCase(5, { hiddenSize: 60 }));
    expectReferenceBits(engine, someCase(5));
  });

  it("carries nothing from one network to the next, larger or smaller", () => {
    const engine = wasmEngine();
    for (const hiddenSize of [3, 40, 3, 17, 1]) {
      for (const T of [1, 12, 2]) {
        expectReferenceBits(engine, someCase(T, { hiddenSize, activation: "relu" }));
        expectReferenceBits(engine, someCase(T, { hiddenSize, hiddenBias: false }));
        expectReferenceBits(engine, someCase(T, { hiddenSize, outputBias: false }));
      }
    }
  });

  it("takes no more memory the second time", () => {
    const workspace = newWorkspace(LARGEST_MEMORY);
    const passes = kernelPasses(workspace, 2 ** 17);
    const large = someCase(40, { hiddenSize: 50 });
    expectReferenceBits(passes, large);
    const size = workspace.kernels.memory.buffer.byteLength;
    for (let n = 0; n < 20; n++) expectReferenceBits(passes, large);
    expect(workspace.kernels.memory.buffer.byteLength).toBe(size);
  });

  it("goes back through many thousand steps in a few megabytes", () => {
    const workspace = newWorkspace(LARGEST_MEMORY);
    const options = { inputSize: 1, hiddenSize: 32, outputSize: 1 };
    expectReferenceBits(kernelPasses(workspace, 2 ** 17), someCase(20_000, options));
    // Their states alone would take five.
    expect(workspace.kernels.memory.buffer.byteLength).toBeLessThan(4 * 2 ** 20);
  });
});
