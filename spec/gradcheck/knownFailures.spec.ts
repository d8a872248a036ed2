/**
 * How checks of gradients have failed elsewhere (see src/gradcheck/README.md), each reproduced by the
 * naive check that fails, beside ours on the same numbers.
 */
import { describe, expect, it } from "vitest";
import { centralDifferences } from "../../src/gradcheck/centralDifferences.ts";
import { checkGradient } from "../../src/gradcheck/check.ts";
import { checkNetwork, type Oracle } from "../../src/gradcheck/networkCheck.ts";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import type { Verdict } from "../../src/gradcheck/verdict.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { clipByValue } from "../../src/rnn/clip.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { type NetworkCase, truncated } from "../support/arbitraries.ts";
import { bptt } from "../support/bptt.ts";

const QUICK: readonly Oracle[] = ["duals", "differences", "taylor"];

function seeded(options: Partial<NetworkOptions>): NetworkCase {
  const config = defineNetwork({ inputSize: 1, hiddenSize: 4, outputSize: 1, ...options });
  return { config, ...seededCase(config, 8, randomStream("seedrandom", 2)) };
}

function verdict({ config, parameters, sequence }: NetworkCase, gradients: Gradients): Verdict {
  return checkNetwork(config, parameters, sequence, gradients, QUICK).verdict;
}

interface X {
  readonly x: Float64Array;
}

const at = (...values: readonly number[]): X => ({ x: Float64Array.from(values) });
const square = ({ x: [v] }: X): number => v * v;

describe("a relative error of 0/0", () => {
  it("is NaN, and NaN is not above a threshold; here it is no pass", () => {
    const naive = (a: number, n: number): boolean =>
      !(Math.abs(a - n) / (Math.abs(a) + Math.abs(n)) > 0.01);
    expect(naive(0, 0)).toBe(true);
    expect(naive(Number.NaN, 1)).toBe(true);
    expect(checkGradient(() => 1, at(0), at(1)).verdict).toBe("vacuous");
    expect(checkGradient(square, at(Number.NaN), at(1)).verdict).toBe("fail");
  });
});

describe("absolute and relative tolerance exchanged", () => {
  it("lets a small entry be wrong; here there is neither", () => {
    const close = (a: number, n: number, rtol: number, atol: number): boolean =>
      Math.abs(a - n) <= atol + rtol * Math.abs(n);
    const [wrong, right] = [9e-4, 2e-4];
    expect(close(wrong, right, 1e-3, 1e-5)).toBe(false);
    expect(close(wrong, right, 1e-5, 1e-3)).toBe(true);
    expect(checkGradient(square, at(wrong), at(right / 2)).verdict).toBe("fail");
    expect(checkGradient(square, at(right), at(right / 2)).verdict).toBe("pass");
  });
});

describe("truncation switched off for the check", () => {
  it("never tests it; here the truncated gradient is what is checked", () => {
    const network = seeded({ lossAt: "every", truncation: { kind: "window", hops: 3 } });
    const oneShort = (hops: number): Gradients =>
      bptt(truncated(network, { kind: "window", hops: hops - 1 }));
    const untruncated = truncated(network, { kind: "window", hops: 1000 });
    expect(verdict(untruncated, oneShort(1000))).toBe("pass");
    expect(verdict(network, oneShort(3))).toBe("fail");
    expect(verdict(network, bptt(network))).toBe("pass");
  });

  it("a truncated gradient is not the gradient of the loss, and is not passed as one", () => {
    const network = seeded({ lossAt: "every", truncation: { kind: "chunk", k1: 2, k2: 3 } });
    expect(verdict(truncated(network, { kind: "full" }), bptt(network))).toBe("fail");
  });
});

describe("a clipped gradient", () => {
  it("is not the gradient, as soon as there is something to clip", () => {
    const network = seeded({ lossAt: "every" });
    const right = bptt(network);
    const largest = Math.max(...gradientArrays(right).flatMap((v) => [...v.map(Math.abs)]));
    expect(verdict(network, clipByValue(right, -largest, largest))).toBe("pass");
    expect(verdict(network, clipByValue(right, -largest / 2, largest / 2))).toBe("fail");
  });
});

describe("a random projection of the whole gradient", () => {
  it("misses a wrong tensor among larger ones; here each entry is asked for", () => {
    const point = { large: Float64Array.of(10, -20), small: Float64Array.of(1e-3) };
    const f = ({ large: [v, w], small: [z] }: typeof point): number => v * w + z * z;
    const wrong = { large: Float64Array.of(-20, 10), small: Float64Array.of(-2e-3) };
    const direction = { large: [0.3, -0.7], small: 0.9 };
    const projected = (g: typeof point): number =>
      g.large[0] * direction.large[0] +
      g.large[1] * direction.large[1] +
      g.small[0] * direction.small;
    const numeric = projected(centralDifferences(f, point));
    expect(Math.abs(projected(wrong) - numeric)).toBeLessThan(1e-3 * Math.abs(numeric));
    const { tensors } = checkGradient(f, wrong, point);
    expect(tensors["dlarge"].verdict).toBe("pass");
    expect(tensors["dsmall"].verdict).toBe("fail");
  });
});

describe("a step that rounds to nothing", () => {
  it("gives 0 in float32, and in binary64 for a large entry; here the step grows with it", () => {
    expect(Math.fround(Math.fround(64) + 1e-6)).toBe(64);
    const large = 2 ** 40;
    expect(large + 1e-5).toBe(large);
    expect(checkGradient(square, at(2 * large), at(large)).verdict).toBe("pass");
    expect(checkGradient(square, at(0), at(large)).verdict).toBe("fail");
  });
});

describe("zero on both sides", () => {
  it("is agreement about nothing: a dead relu is vacuous", () => {
    const network = seeded({ activation: "relu", hiddenBias: true });
    const b = new Float64Array(4).fill(-100);
    const dead = { ...network, parameters: { ...network.parameters, b } };
    const gradients = bptt(dead);
    expect(gradients.dU.data).toEqual(new Float64Array(4));
    expect(verdict(dead, gradients)).toBe("vacuous");
  });
});
