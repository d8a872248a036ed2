import { describe, expect, it } from "vitest";
import { backward } from "../../src/rnn/backward.ts";
import { forward } from "../../src/rnn/forward.ts";
import { MISTAKES, plainGradients } from "../support/plainBptt.ts";
import {
  agreesExactlyWith,
  agreesWith,
  chunkOfOneIsWindow,
  dividingChunksAreDetached,
  type GradientOf,
  isToldFrom,
  longChunkIsFull,
  longWindowIsFull,
  longWindowOfOneLossIsFull,
  otherChunksAreNot,
  wholeChunkIsFull,
} from "./truncation.properties.ts";

const oracle: GradientOf = ({ config, parameters, sequence: { x, y, initialState } }) =>
  backward(config, parameters, forward(config, parameters, x, initialState), y);

const IMPLEMENTATIONS: readonly (readonly [name: string, gradientOf: GradientOf])[] = [
  ["backward", oracle],
  ["the sum of pairs", (network) => plainGradients(network)],
];

describe.each(IMPLEMENTATIONS)("truncations, by %s", (_, gradientOf) => {
  it("a window of T−1 hops or more is full, up to rounding", () => {
    longWindowIsFull(gradientOf);
  });
  it("a window of T−1 hops is full to the bit when there is one loss", () => {
    longWindowOfOneLossIsFull(gradientOf);
  });
  it("a chunk of T steps is full, to the bit", () => {
    wholeChunkIsFull(gradientOf);
  });
  it("chunks that look back over T steps are full, up to rounding", () => {
    longChunkIsFull(gradientOf);
  });
  it("chunks with k1 = k2 are detached states when k1 divides T, up to rounding", () => {
    dividingChunksAreDetached(gradientOf, (network) => plainGradients(network));
    dividingChunksAreDetached(gradientOf, oracle);
  });
  it("and are not when k1 does not divide T", () => {
    expect(otherChunksAreNot(gradientOf, (network) => plainGradients(network))).toBe(true);
  });
  it("chunks of one step are windows of k2 − 1 hops, to the bit", () => {
    chunkOfOneIsWindow(gradientOf);
  });
});

describe("backward and the sum of pairs", () => {
  it("agree up to rounding for every network and truncation", () => {
    agreesWith((network) => plainGradients(network), oracle);
  });
  it("agree exactly where every number is whole", () => {
    agreesExactlyWith((network) => plainGradients(network), oracle);
  });
  it.each(MISTAKES)("disagree when the sum of pairs makes a mistake: %s", (mistake) => {
    expect(isToldFrom((network) => plainGradients(network, mistake), oracle)).toBe(true);
  });
});
