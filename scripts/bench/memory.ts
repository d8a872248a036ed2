/** What full back-propagation through time keeps, over the length of the sequence. */
import { letInterrupt } from "../../src/cli/command.ts";
import { ENGINES, type EngineName } from "../../src/engine/engine.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { zeros } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";

export interface MemoryUse {
  /** T */
  readonly steps: number;
  /** of the trace, which is what grows with T */
  readonly megabytes: number;
  readonly seconds: Readonly<Record<EngineName, number>>;
}

/**
 * With H = 32, D = O = 1 and a loss at every step, by each engine, which are seen to find the same.
 *
 * @throws {DOMException} the signal's reason when it is aborted
 */
export async function measureMemory(signal: AbortSignal): Promise<MemoryUse[]> {
  const config = defineNetwork({ inputSize: 1, hiddenSize: 32, outputSize: 1, lossAt: "every" });
  const parameters = initializeParameters(config, randomStream("seedrandom", 1), {
    kind: "glorot",
  });
  const used: MemoryUse[] = [];
  for (const steps of [1_000, 10_000, 100_000]) {
    const [x, y] = [zeros(steps, 1), zeros(steps, 1)];
    for (let t = 0; t < steps; t++) x.data[t] = (t % 7) / 7;
    let megabytes = 0;
    const found = await Promise.all(
      ENGINES.map(async (name) => {
        await letInterrupt(signal);
        const { forward, backward } = engineOf(name);
        const start = performance.now();
        const trace = forward(config, parameters, x);
        const gradients = backward(config, parameters, trace, y);
        const seconds = (performance.now() - start) / 1000;
        const { a, s, o } = trace;
        megabytes = (a.data.byteLength + s.data.byteLength + o.data.byteLength) / 1e6;
        return { name, seconds, dW: gradients.dW.data };
      }),
    );
    const [reference, fast] = found;
    if (!reference.dW.every((value, i) => Object.is(value, fast.dW[i]) && Number.isFinite(value))) {
      throw new Error(`T = ${steps}: the engines do not find the same gradient`);
    }
    const seconds = { reference: reference.seconds, wasm: fast.seconds };
    used.push({ steps, megabytes, seconds });
  }
  return used;
}
