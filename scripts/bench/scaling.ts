/** How the cost of one training record grows with T, H and k. */
import { letInterrupt } from "../../src/cli/command.ts";
import { zeros } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { propagate } from "../../src/rnn/backward.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { unroll } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { sweeps } from "../../src/rnn/truncation.ts";
import { milliseconds } from "./timing.ts";

export interface Scaling {
  /** what grows, and what stays as it is */
  readonly over: string;
  readonly expected: number;
  /** the exponent of the power law that fits best, by least squares on logarithms */
  readonly exponent: number;
  readonly points: readonly { readonly size: number; readonly milliseconds: number }[];
}

/** One forward and backward pass with a loss at every step and a window of k hops. */
function record(T: number, H: number, k: number): () => void {
  const config = defineNetwork({
    inputSize: 1,
    hiddenSize: H,
    outputSize: 1,
    lossAt: "every",
    truncation: { kind: "window", hops: k },
  });
  const parameters = initializeParameters(config, randomStream("seedrandom", 1), { kind: "lecun" });
  const [x, y] = [zeros(T, 1), zeros(T, 1)];
  x.data.fill(0.5);
  return () => {
    const trace = unroll(config, parameters, x);
    propagate(config, parameters, trace, y, sweeps(config.truncation, T));
  };
}

/**
 * T at H = 64 and k = 5; H at T = 20 and k = 5; k + 1, the terms of a loss, at T = 400, H = 32.
 *
 * @throws {DOMException} the signal's reason when it is aborted
 */
export async function measureScaling(signal: AbortSignal): Promise<Scaling[]> {
  const over = async (
    what: string,
    expected: number,
    sizes: readonly number[],
    work: (size: number) => () => void,
  ): Promise<Scaling> => {
    const points: { size: number; milliseconds: number }[] = [];
    for (const size of sizes) {
      await letInterrupt(signal);
      points.push({ size, milliseconds: milliseconds(work(size)) });
    }
    return { over: what, expected, exponent: fittedExponent(points), points };
  };
  return [
    await over("T (H = 64, k = 5)", 1, [25, 50, 100, 200, 400], (T) => record(T, 64, 5)),
    await over("H (T = 20, k = 5)", 2, [64, 96, 128, 192, 256], (H) => record(20, H, 5)),
    await over("k + 1 (T = 400, H = 32)", 1, [8, 12, 16, 24, 32], (n) => record(400, 32, n - 1)),
  ];
}

function fittedExponent(points: Scaling["points"]): number {
  const logs = points.map((p) => [Math.log(p.size), Math.log(p.milliseconds)] as const);
  const mean = (pick: 0 | 1): number => logs.reduce((sum, p) => sum + p[pick], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return covariance / variance;
}
