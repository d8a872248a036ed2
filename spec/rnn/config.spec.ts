import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineNetwork, LOSS_PLACEMENTS, requireNetwork } from "../../src/rnn/config.ts";
import { networks } from "../support/arbitraries.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const SIZES = { inputSize: 2, hiddenSize: 3, outputSize: 1 };

const OPTIONS =
  "inputSize, hiddenSize, outputSize, activation, output, lossAt, hiddenBias, outputBias, truncation";

describe("defineNetwork", () => {
  it("fills in tanh, linear, last, both biases and full BPTT", () => {
    expect(defineNetwork(SIZES)).toEqual({
      ...SIZES,
      activation: "tanh",
      output: "linear",
      lossAt: "last",
      hiddenBias: true,
      outputBias: true,
      truncation: { kind: "full" },
    });
  });

  it("takes what it returned, and copies of it", () => {
    fc.assert(
      fc.property(networks(), (config) => {
        expect(defineNetwork(config)).toEqual(config);
        requireNetwork(config);
        requireNetwork(structuredClone(config));
      }),
    );
  });

  it("freezes the result to the bottom, and its names, and does not hold on to the options", () => {
    const truncation = { kind: "window" as const, hops: 2 };
    const config = defineNetwork({ ...SIZES, truncation });
    truncation.hops = 7;
    expect(config.truncation).toEqual({ kind: "window", hops: 2 });
    expect([config, config.truncation, LOSS_PLACEMENTS].every(Object.isFrozen)).toBe(true);
  });

  const define = untyped(defineNetwork);
  const but = (change: object) => () => define({ ...SIZES, ...change });
  const SIZE = "expected a whole number of at least 1, got";
  itRefuses([
    ["no options", () => define(), "TypeError: options: expected an object, got undefined"],
    ["null", () => define(null), "TypeError: options: expected an object, got null"],
    [
      "sizes in an array",
      () => define([1, 2, 3]),
      "TypeError: options: expected an object, got an array of 3",
    ],
    ["no sizes", () => define({}), `TypeError: inputSize: ${SIZE} undefined`],
    ["a size of zero", but({ inputSize: 0 }), `RangeError: inputSize: ${SIZE} 0`],
    ["a size of −0", but({ outputSize: -0 }), `RangeError: outputSize: ${SIZE} -0`],
    ["a fractional size", but({ hiddenSize: 1.5 }), `RangeError: hiddenSize: ${SIZE} 1.5`],
    ["a size in words", but({ outputSize: "1" }), `TypeError: outputSize: ${SIZE} "1"`],
    ["a size that is NaN", but({ hiddenSize: Number.NaN }), `RangeError: hiddenSize: ${SIZE} NaN`],
    [
      "a matrix too large for any memory",
      but({ hiddenSize: 2 ** 17 }),
      "RangeError: hiddenSize × 131072: expected a whole number from 1 to 4294967296, got 17179869184",
    ],
    [
      "sizes whose product is past counting",
      but({ inputSize: 2 ** 52 }),
      "RangeError: hiddenSize × 4503599627370496: expected a whole number from 1 to 4294967296, got 13510798882111488",
    ],
    [
      "an unknown activation",
      but({ activation: "gelu" }),
      'RangeError: activation: expected one of sigmoid, tanh, relu, identity, got "gelu"',
    ],
    [
      "an activation by function",
      but({ activation: Math.tanh }),
      "TypeError: activation: expected one of sigmoid, tanh, relu, identity, got a function",
    ],
    [
      "an activation left undefined",
      but({ activation: undefined }),
      "TypeError: activation: expected one of sigmoid, tanh, relu, identity, got undefined",
    ],
    [
      "an unknown output",
      but({ output: "sigmoid" }),
      'RangeError: output: expected one of linear, softmax, got "sigmoid"',
    ],
    [
      "an unknown placement",
      but({ lossAt: "first" }),
      'RangeError: lossAt: expected one of last, every, got "first"',
    ],
    ["a bias of 1", but({ hiddenBias: 1 }), "TypeError: hiddenBias: expected true or false, got 1"],
    [
      "a bias of null",
      but({ outputBias: null }),
      "TypeError: outputBias: expected true or false, got null",
    ],
    [
      "a truncation by number",
      but({ truncation: 5 }),
      "TypeError: truncation: expected an object, got 5",
    ],
    [
      "a negative window",
      but({ truncation: { kind: "window", hops: -1 } }),
      "RangeError: truncation.hops: expected a whole number of at least 0, got -1",
    ],
    [
      "a misspelt option",
      but({ activaton: "tanh" }),
      `RangeError: options: expected only ${OPTIONS}, got "activaton"`,
    ],
  ]);
});

describe("requireNetwork", () => {
  const config = defineNetwork(SIZES);
  itRefuses([
    ["null", () => requireNetwork(null), "TypeError: config: expected an object, got null"],
    [
      "bare sizes, for which nothing is filled in",
      () => requireNetwork(SIZES),
      "TypeError: activation: expected one of sigmoid, tanh, relu, identity, got undefined",
    ],
    [
      "a copy spoiled",
      () => requireNetwork({ ...config, hiddenSize: 0 }),
      "RangeError: hiddenSize: expected a whole number of at least 1, got 0",
    ],
    [
      "a copy with a misspelt member, which would be passed over",
      () => requireNetwork({ ...config, lossat: "every" }),
      `RangeError: config: expected only ${OPTIONS}, got "lossat"`,
    ],
  ]);
});
