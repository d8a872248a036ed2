import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binary64 } from "../../src/gradcheck/arithmetic.ts";
import { frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import {
  constantParameters,
  firstLossStep,
  flat,
  gradientsOf,
  networkOver,
  predictionOf,
  shaped,
  statesOf,
  truncatedLossOf,
} from "../../src/gradcheck/network.ts";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import { forward, predict, sequenceLoss } from "../../src/rnn/forward.ts";
import { gradientArrays, parameterArrays } from "../../src/rnn/parameters.ts";
import { networkCases, parametersOf, sevenths } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";

// Sevenths round at every step, so that a sum in another order would show in the last place.
const CASES = networkCases({ numbers: sevenths, maxSize: 6, maxSteps: 9 });

describe("the network over binary64", () => {
  it("has the states of the forward pass, to the bit", () => {
    fc.assert(
      fc.property(CASES, ({ config, parameters, sequence }) => {
        const network = networkOver(binary64, config, sequence);
        const states = statesOf(network, constantParameters(binary64, config, parameters));
        const { s } = forward(config, parameters, sequence.x, sequence.initialState);
        return sameBits(states.flat(), s.data);
      }),
    );
  });

  it("has its loss, to the bit, whatever the truncation", () => {
    fc.assert(
      fc.property(CASES, ({ config, parameters, sequence }) => {
        const loss = truncatedLossOf(config, parameters, sequence)(binary64);
        const expected = sequenceLoss(config, parameters, sequence);
        return Object.is(loss(Array.from(flat(parameters))), expected);
      }),
    );
  });

  it("and elsewhere the frozen losses, which start afresh for each loss, to the bit", () => {
    const elsewhere = CASES.chain((network) =>
      fc.tuple(fc.constant(network), parametersOf(network.config, sevenths)),
    );
    fc.assert(
      fc.property(elsewhere, ([{ config, parameters, sequence }, theta]) => {
        const loss = truncatedLossOf(config, parameters, sequence)(binary64);
        const expected = frozenLosses(config, parameters, sequence)(theta);
        return Object.is(loss(Array.from(flat(theta))), expected);
      }),
    );
  });

  it("is what one gets by hand", () => {
    const network = networkOver(binary64, handConfig(), handSequence());
    const theta = constantParameters(binary64, handConfig(), handParameters());
    expect(statesOf(network, theta)).toEqual([
      [3, 3],
      [6, 10],
    ]);
    // o_1 = −1 against the target 1.
    const loss = truncatedLossOf(handConfig(), handParameters(), handSequence())(binary64);
    expect(loss(Array.from(flat(handParameters())))).toBe(2);
  });

  it("takes the largest output away from all before the exponentials, which then stay finite", () => {
    // For o = (0, 1000) and the target 0: 1000 + ln(e^−1000 + e^0) − 0, where e^1000 would overflow.
    const config = handConfig({ output: "softmax", outputSize: 2, hiddenBias: false });
    const V = fromRows([
      [0, 0],
      [0, 0],
    ]);
    const { U, W } = handParameters();
    const parameters = { U, W, V, c: Float64Array.of(0, 1000) };
    const sequence = { x: fromRows([[1]]), y: fromRows([[1, 0]]) };
    const loss = truncatedLossOf(config, parameters, sequence)(binary64);
    expect(loss(Array.from(flat(parameters)))).toBe(1000);
  });

  it("shows NaN through relu", () => {
    const config = handConfig({ activation: "relu" });
    const network = networkOver(binary64, config, handSequence());
    const { b: _, ...others } = handParameters();
    const theta = { ...others, b: Float64Array.of(Number.NaN, 0) };
    const states = statesOf(network, constantParameters(binary64, config, theta));
    expect(states[0][0]).toBeNaN();
  });
});

describe("independence", () => {
  const SHARED = ["forward", "backward", "activation", "loss"];
  const files = ["arithmetic", "network", "dual", "decimal", "definition", "pairs"];
  it.each(files)("%s imports nothing of the passes it is to judge", (file) => {
    const path = join(import.meta.dirname, `../../src/gradcheck/${file}.ts`);
    const imported = [...readFileSync(path, "utf8").matchAll(/from "\.\.\/rnn\/(\w+)\.ts"/g)];
    expect(imported.filter(([, name]) => SHARED.includes(name))).toEqual([]);
  });
});

describe("losses", () => {
  it("are at the last step, or at each from the first on", () => {
    expect(firstLossStep(handConfig(), 5)).toBe(4);
    expect(firstLossStep(handConfig({ lossAt: "every" }), 5)).toBe(0);
  });
});

describe("predictions", () => {
  it("are those of the forward pass, to the bit", () => {
    fc.assert(
      fc.property(CASES, ({ config, parameters, sequence }) => {
        const yHat = toRows(predict(config, parameters, sequence.x, sequence.initialState));
        const { o } = forward(config, parameters, sequence.x, sequence.initialState);
        const second = toRows(o).map((ot) => predictionOf(binary64, config.output, ot));
        expect(second).toEqual(yHat);
      }),
    );
  });
});

describe("parameters in one row", () => {
  it("get their shapes back", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters }) => {
        const { U, W, V, b, c } = shaped(config, Array.from(flat(parameters)));
        expect({ U, W, V, b, c }).toEqual({
          U: toRows(parameters.U),
          W: toRows(parameters.W),
          V: toRows(parameters.V),
          b: parameters.b && Array.from(parameters.b),
          c: parameters.c && Array.from(parameters.c),
        });
      }),
    );
  });

  it("and gradients the shapes of the parameters, in the same order", () => {
    fc.assert(
      fc.property(networkCases(), ({ config, parameters }) => {
        const gradients = gradientsOf(config, flat(parameters));
        expect(Object.keys(gradients)).toEqual(Object.keys(parameters).map((name) => `d${name}`));
        expect([gradients.dU, gradients.dW, gradients.dV]).toEqual([
          parameters.U,
          parameters.W,
          parameters.V,
        ]);
        expect(gradientArrays(gradients)).toEqual(parameterArrays(parameters));
      }),
    );
  });
});
