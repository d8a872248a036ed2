import { describe, expect, it } from "vitest";
import { FORWARD, LARGE_FORWARD } from "../../../src/conformance/suite/forward.ts";
import { numbersIn } from "../../support/solvedCases.ts";
import { draftOf, preActivations, solved } from "../../support/suite.ts";

describe("the forward passes", () => {
  it("have every activation with every output", () => {
    const met = FORWARD.map(({ config }) => `${config.activation} ${config.output}`);
    expect(new Set(met).size).toBe(8);
  });

  it("have every truncation, which must not matter, and each combination of biases", () => {
    expect(new Set(FORWARD.map(({ config }) => config.truncation.kind)).size).toBe(3);
    const biases = FORWARD.map(({ config }) => `${config.hiddenBias} ${config.outputBias}`);
    expect(new Set(biases).size).toBe(4);
  });

  it("have sequences from one step to thirty, with a state and without one", () => {
    const steps = FORWARD.map(({ inputs }) => inputs.x.length);
    expect(Math.min(...steps)).toBe(1);
    expect(Math.max(...steps)).toBe(30);
    expect(new Set(FORWARD.map(({ inputs }) => inputs.initialState !== undefined)).size).toBe(2);
  });

  it("saturate, overflow and explode where they say so", () => {
    const saturated = preActivations(draftOf("forward-saturated-tanh"));
    expect(Math.max(...saturated.flatMap((a) => Array.from(a, Math.abs)))).toBeGreaterThan(9);
    const outputs = numbersIn(solved(draftOf("forward-softmax-overflow"))["o"]);
    expect(Math.max(...outputs)).toBeGreaterThan(88.8);
    const states = preActivations(draftOf("forward-exploding-identity"));
    const sizes = states.map((a) => Math.max(...Array.from(a, Math.abs)));
    expect(sizes[sizes.length - 1] / sizes[0]).toBeGreaterThan(100);
  });

  it("have one as large as the article's", () => {
    const shapes = LARGE_FORWARD.map(({ config, inputs }) => [config.hiddenSize, inputs.x.length]);
    expect(shapes).toEqual([[100, 50]]);
  });
});
