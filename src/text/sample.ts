/** Text out of a network: each character is drawn by its probability and goes in as the next input. */
import { zeros } from "../numerics/matrix.ts";
import type { RandomStream } from "../numerics/random.ts";
import { requireInteger, requireNumber } from "../numerics/require.ts";
import type { NetworkConfig } from "../rnn/config.ts";
import { type Passes, unrollBy } from "../rnn/engine.ts";
import { softmax } from "../rnn/loss.ts";
import type { Parameters } from "../rnn/parameters.ts";

export interface SampleOptions {
  /** how many characters, at most 100,000 */
  readonly length: number;
  /** at least 0; see {@link draw} */
  readonly temperature: number;
  /** codes that go in before the first character is drawn, at least one */
  readonly prompt: Uint32Array;
}

/** What a network of thousands of units writes within a minute or so. */
const MOST_CHARACTERS = 100_000;

/**
 * Draws characters, one at a time, from a state of zeros and a prompt.
 *
 * @param random advanced once a character
 * @returns the codes of the characters that were drawn, without the prompt
 * @throws {TypeError | RangeError} when an option is not as described
 */
export function sample(
  engine: Passes,
  config: NetworkConfig,
  parameters: Parameters,
  random: RandomStream,
  { length, temperature, prompt }: SampleOptions,
): Uint32Array {
  requireInteger("sampleLength", length, { min: 0, max: MOST_CHARACTERS });
  requireNumber("temperature", temperature, { min: 0 });
  requireInteger("prompt.length", prompt.length, { min: 1 });
  const drawn = new Uint32Array(length);
  let input = prompt;
  let state = new Float64Array(config.hiddenSize);
  for (let n = 0; n < length; n++) {
    const x = zeros(input.length, config.inputSize);
    input.forEach((code, t) => {
      x.data[t * x.cols + code] = 1;
    });
    const { s, o } = unrollBy(engine, config, parameters, x, state);
    state = s.data.slice(-s.cols);
    drawn[n] = draw(o.data.slice(-o.cols), temperature, random.next());
    input = drawn.subarray(n, n + 1);
  }
  return drawn;
}

/**
 * The k that r in [0, 1) falls to, by the cumulative distribution of softmax(o / temperature): the first
 * one with r < p_0 + … + p_k. At a temperature of 0, the limit, it is the first of the largest o.
 *
 * @param o finite
 */
export function draw(o: Float64Array, temperature: number, r: number): number {
  const largest = o.reduce((m, ok) => Math.max(m, ok), -Infinity);
  if (temperature === 0) return o.indexOf(largest);
  const p = softmax(o.map((ok) => (ok - largest) / temperature));
  let sum = 0;
  for (let k = 0; k < p.length; k++) {
    sum += p[k];
    if (r < sum) return k;
  }
  // Rounding may leave the sum below 1, and r above it.
  return p.findLastIndex((pk) => pk > 0);
}
