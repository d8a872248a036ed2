import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asGradients,
  asParameters,
  firstStep,
  frozenDifferences,
  frozenLosses,
} from "../../src/gradcheck/frozenLoss.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import { backward } from "../../src/rnn/backward.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import type { Gradients, Parameters } from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import { type NetworkCase, networkCases, truncations } from "../support/arbitraries.ts";
import { gradientFailures, isNearKink } from "../support/gradientCheck.ts";
import { handParameters } from "../support/handSized.ts";
import { MISTAKES, plainGradients, startOf } from "../support/plainBptt.ts";

function oracle({ config, parameters, sequence: { x, y, initialState } }: NetworkCase): Gradients {
  return backward(config, parameters, forward(config, parameters, x, initialState), y);
}

describe("firstStep", () => {
  const T = 7;
  const STARTS: readonly [truncation: Truncation, starts: number[]][] = [
    [{ kind: "full" }, [0, 0, 0, 0, 0, 0, 0]],
    [{ kind: "window", hops: 0 }, [0, 1, 2, 3, 4, 5, 6]],
    [{ kind: "window", hops: 2 }, [0, 0, 0, 1, 2, 3, 4]],
    [{ kind: "chunk", k1: 3, k2: 3 }, [0, 0, 0, 3, 3, 3, 4]],
    [{ kind: "chunk", k1: 2, k2: 4 }, [0, 0, 0, 0, 2, 2, 3]],
    [{ kind: "chunk", k1: 1, k2: 3 }, [0, 0, 0, 1, 2, 3, 4]],
    [{ kind: "chunk", k1: 9, k2: 9 }, [0, 0, 0, 0, 0, 0, 0]],
  ];
  it.each(STARTS)("of %o, step by step", (truncation, starts) => {
    expect(starts.map((_, t) => firstStep(truncation, t, T))).toEqual(starts);
  });

  it("is the table's, is never after t and never goes back as t goes on", () => {
    fc.assert(
      fc.property(networkCases(), truncations, (network, truncation) => {
        const under = { ...network, config: defineNetwork({ ...network.config, truncation }) };
        const steps = network.sequence.x.rows;
        for (let t = 0; t < steps; t++) {
          const start = firstStep(truncation, t, steps);
          expect(start).toBe(startOf(under, t));
          expect(start >= 0 && start <= t).toBe(true);
          if (t > 0) expect(start).toBeGreaterThanOrEqual(firstStep(truncation, t - 1, steps));
        }
      }),
    );
  });
});

describe("frozenLosses", () => {
  it("has the value of the loss where it is frozen, to the bit", () => {
    // From the same state the same steps are computed in the same order.
    fc.assert(
      fc.property(networkCases(), ({ config, parameters, sequence }) =>
        Object.is(
          frozenLosses(config, parameters, sequence)(parameters),
          sequenceLoss(config, parameters, sequence),
        ),
      ),
    );
  });

  it("keeps the states before the window at their values, and only these", () => {
    // s_t = W s_{t−1}, o = s, no input: from s_{−1} = 1, W = 2 the states are 2, 4, 8. One hop back
    // from t = 2 leaves s_0 = 2 frozen: ½ (W²·2)², which at W = 3 is 162. Unfrozen it is ½·27².
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      hiddenBias: false,
      outputBias: false,
      truncation: { kind: "window", hops: 1 },
    });
    const at = (w: number): Parameters => ({
      U: fromRows([[0]]),
      W: fromRows([[w]]),
      V: fromRows([[1]]),
    });
    const sequence = {
      x: fromRows([[0], [0], [0]]),
      y: fromRows([[0]]),
      initialState: Float64Array.of(1),
    };
    const loss = frozenLosses(config, at(2), sequence);
    expect([loss(at(2)), loss(at(3))]).toEqual([32, 162]);
    expect(sequenceLoss(config, at(3), sequence)).toBe(364.5);
  });

  it("refuses what does not fit the network", () => {
    const config = defineNetwork({ inputSize: 1, hiddenSize: 1, outputSize: 1 });
    const parameters = { U: fromRows([[0]]), W: fromRows([[0]]), V: fromRows([[0]]) };
    const sequence = { x: fromRows([[0, 0]]), y: fromRows([[0]]) };
    expect(() => frozenLosses(config, parameters, sequence)).toThrow(
      new TypeError("b: expected a Float64Array of length 1, got undefined"),
    );
    const biases = { b: new Float64Array(1), c: new Float64Array(1) };
    expect(() => frozenLosses(config, { ...parameters, ...biases }, sequence)).toThrow(
      new RangeError("sequence.x: expected a 1×1 matrix, got 1×2"),
    );
  });
});

describe("gradients and parameters", () => {
  it("go by each other's names, absent biases stay absent", () => {
    const { b, c, ...bare } = handParameters();
    const { U, W, V } = bare;
    expect(asGradients(bare)).toStrictEqual({ dU: U, dW: W, dV: V });
    expect(asGradients({ ...bare, b })).toStrictEqual({ dU: U, dW: W, dV: V, db: b });
    expect(asGradients({ ...bare, c })).toStrictEqual({ dU: U, dW: W, dV: V, dc: c });
    for (const parameters of [bare, { ...bare, b }, { ...bare, c }, { ...bare, b, c }]) {
      expect(asParameters(asGradients(parameters))).toStrictEqual(parameters);
    }
  });
});

describe("backward is the derivative of the frozen losses", () => {
  it.each(ACTIVATIONS)("for %s, every output, placement and truncation", (activation) => {
    let skipped = 0;
    let checked = 0;
    fc.assert(
      fc.property(networkCases({ activations: [activation] }), (network) => {
        if (isNearKink(network)) {
          skipped++;
          return;
        }
        checked++;
        const found = gradientFailures(network, oracle(network));
        if (found.length > 0) throw new Error(found.join("\n"));
      }),
    );
    // Only relu has a kink. A sum of eighths is zero, the very kink, in one case in eighteen.
    expect(skipped).toBeLessThanOrEqual(activation === "relu" ? checked / 5 : 0);
  });

  it.each(MISTAKES)("and a wrong gradient is not: %s", (mistake) => {
    const rightOnes = fc.property(networkCases(), (network) => {
      return isNearKink(network) || gradientFailures(network, plainGradients(network)).length === 0;
    });
    const wrongOnes = fc.property(networkCases(), (network) => {
      const wrong = plainGradients(network, mistake);
      return isNearKink(network) || gradientFailures(network, wrong).length === 0;
    });
    // The same loop passes without its mistake, so it is the mistake that is found.
    expect(fc.check(rightOnes, { numRuns: 20 }).failed).toBe(false);
    expect(fc.check(wrongOnes, { endOnFailure: true }).failed).toBe(true);
  });

  it("and NaN is not, wherever it stands", () => {
    fc.assert(
      fc.property(networkCases({ activations: ["tanh"] }), (network) => {
        const gradients = oracle(network);
        gradients.dV.data[0] = Number.NaN;
        expect(gradientFailures(network, gradients)).toHaveLength(1);
      }),
      { numRuns: 10 },
    );
  });

  it("with the tensors that the network has, in its shapes", () => {
    fc.assert(
      fc.property(networkCases(), (network) => {
        const { config, parameters, sequence } = network;
        const numerical = frozenDifferences(config, parameters, sequence);
        const shape = (g: Gradients): unknown =>
          Object.entries(g).map(([name, v]) => [name, v.rows ?? v.length, v.cols]);
        expect(shape(numerical)).toEqual(shape(oracle(network)));
      }),
      { numRuns: 20 },
    );
  });
});
