import { describe, expect, it } from "vitest";
import { articleRun } from "../../src/article/run.ts";
import { runSettings } from "../../src/article/settings.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { wasmEngine } from "../../src/engine/wasm.ts";

describe("the listing by an engine whose memory is too small for it", () => {
  // 65536 bytes are 8192 numbers: with H = 100, W alone takes 10,000.
  const cramped = wasmEngine(16, 65536);

  it.each([
    ["its states", "as-published", []],
    ["its sums", "as-published", ["E01"]],
    ["the network's passes", "sane", []],
  ] as const)("leaves it to the loops of the reference: %s", (_, preset, correct) => {
    const settings = runSettings(preset, { epochs: 1, length: 8, correct });
    const run = articleRun(settings, undefined, cramped);
    expect(run).toEqual(articleRun(settings, undefined, engineOf("reference")));
    expect(run).toEqual(articleRun(settings, undefined, engineOf("wasm")));
  });
});
