import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { referencePasses } from "../../src/rnn/engine.ts";
import { predict } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { softmax } from "../../src/rnn/loss.ts";
import { draw, sample } from "../../src/text/sample.ts";
import { segment } from "../../src/text/stream.ts";
import { itRefuses } from "../support/refusals.ts";

const O = Float64Array.of(0, 1, -1, 0.5);

describe("draw", () => {
  it("goes by the cumulative distribution, its ends included", () => {
    const quarters = Float64Array.of(0, 0, 0, 0);
    expect([0, 0.2499, 0.25, 0.5, 0.75, 1 - 2 ** -53].map((r) => draw(quarters, 1, r))).toEqual([
      0, 0, 1, 2, 3, 3,
    ]);
  });

  it.each([0.5, 1, 2])("has the frequencies of the distribution at a temperature of %f", (tau) => {
    const p = softmax(O.map((ok) => ok / tau));
    const random = randomStream("seedrandom", 1);
    const N = 5_000;
    const counts = new Float64Array(O.length);
    for (let n = 0; n < N; n++) counts[draw(O, tau, random.next())]++;
    counts.forEach((count, k) => {
      // Hoeffding: a frequency is off by more than ε with a probability of at most 2 exp(−2 N ε²),
      // which is 1e-9 for ε = √(ln(2e9) / 2N) = 0.0463.
      expect(Math.abs(count / N - p[k])).toBeLessThan(Math.sqrt(Math.log(2e9) / (2 * N)));
    });
  });

  it("takes the first of the largest at a temperature of 0, and next to it the largest", () => {
    expect(draw(Float64Array.of(1, 3, 3, 2), 0, 0.99)).toBe(1);
    expect(draw(Float64Array.of(1, 3, 2), Number.MIN_VALUE, 0.99)).toBe(1);
    expect(draw(Float64Array.of(-1e300, 1e300), 1e-300, 0.99)).toBe(1);
  });

  it("never draws what has no probability, where rounding leaves the sum below r", () => {
    // Ten times 1/10 is below 1 by a unit in the last place, and e^−1000 is 0.
    const o = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1000);
    expect(draw(o, 1, 1 - 2 ** -53)).toBe(9);
  });
});

describe("sample", () => {
  const K = 5;
  const config = defineNetwork({
    inputSize: K,
    hiddenSize: 4,
    outputSize: K,
    output: "softmax",
    lossAt: "every",
  });
  const random = randomStream("seedrandom", 7);
  const parameters = initializeParameters(config, random, { kind: "uniform", low: -2, high: 2 });
  const options = { length: 12, temperature: 1, prompt: Uint32Array.of(3, 1) };

  it("draws each character by what the network predicts after all those before it", () => {
    const drawn = sample(referencePasses, config, parameters, randomStream("numpy", 1), options);
    const read = Uint32Array.of(...options.prompt, ...drawn);
    const { x } = segment(config, Uint32Array.of(...read, 0), 0, read.length);
    const p = predict(config, parameters, x);
    const numbers = randomStream("numpy", 1);
    drawn.forEach((code, n) => {
      const at = (n + 1) * K;
      const below = (k: number): number => p.data.slice(at, at + k).reduce((a, b) => a + b, 0);
      const r = numbers.next();
      expect(r).toBeGreaterThanOrEqual(below(code));
      expect(r).toBeLessThan(below(code + 1));
    });
    expect(new Set(drawn).size).toBeGreaterThan(2);
  });

  it("is the same from the same stream, and none when none is asked for", () => {
    const run = (length: number): Uint32Array =>
      sample(referencePasses, config, parameters, randomStream("seedrandom", 3), {
        ...options,
        length,
      });
    expect(run(40)).toEqual(run(40));
    expect(run(40).slice(0, 10)).toEqual(run(10));
    expect(run(0)).toEqual(new Uint32Array());
  });

  it("draws from one character when there is but one", () => {
    const alone = defineNetwork({ ...config, inputSize: 1, outputSize: 1, hiddenSize: 1 });
    const one = fromRows([[1]]);
    const theta = { U: one, W: one, V: one, b: new Float64Array(1), c: new Float64Array(1) };
    const prompt = new Uint32Array(1);
    const stream = randomStream("seedrandom", 1);
    const drawn = sample(referencePasses, alone, theta, stream, { ...options, prompt });
    expect(drawn).toEqual(new Uint32Array(12));
  });

  const refused = (changed: object) => (): unknown =>
    sample(referencePasses, config, parameters, random, { ...options, ...changed });
  itRefuses([
    [
      "a length below 0",
      refused({ length: -1 }),
      "RangeError: sampleLength: expected a whole number from 0 to 100000, got -1",
    ],
    [
      "a temperature below 0",
      refused({ temperature: -1 }),
      "RangeError: temperature: expected a finite number of at least 0, got -1",
    ],
    [
      "no prompt",
      refused({ prompt: new Uint32Array() }),
      "RangeError: prompt.length: expected a whole number of at least 1, got 0",
    ],
  ]);
});
