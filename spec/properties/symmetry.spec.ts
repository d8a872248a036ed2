import { describe, expect, it } from "vitest";
import { backward } from "../../src/rnn/backward.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { EXACT, type NetworkCase } from "../support/arbitraries.ts";
import { plainGradients } from "../support/plainBptt.ts";
import { hiddenUnitsHaveNoNames, type Run } from "./symmetry.properties.ts";

function run({ config, parameters, sequence }: NetworkCase): Run {
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  return {
    trace,
    loss: sequenceLoss(config, parameters, sequence),
    gradients: backward(config, parameters, trace, sequence.y),
  };
}

describe("a permutation of the hidden units", () => {
  it("permutes the trace and the gradients, exactly where every number is whole", () => {
    hiddenUnitsHaveNoNames(run, EXACT, true);
  });
  it("and up to rounding elsewhere", () => {
    // Not relu: where a sum is zero in one order and 1e-17 in another, its derivative jumps.
    hiddenUnitsHaveNoNames(run, { activations: ["sigmoid", "tanh", "identity"] }, false);
  });
  it("finds a unit that is treated differently from the others", () => {
    const partial = (network: NetworkCase): Run => {
      const whole = run(network);
      whole.gradients.dU.data[0] = 0;
      return whole;
    };
    expect(() => hiddenUnitsHaveNoNames(partial, EXACT, true)).toThrow();
    expect(() => hiddenUnitsHaveNoNames(partial, { activations: ["tanh"] }, false)).toThrow();
  });
  it("does not find W taken for its transpose, which only the definition does", () => {
    const transposed = (network: NetworkCase): Run => ({
      ...run(network),
      gradients: plainGradients(network, "W for its transpose"),
    });
    hiddenUnitsHaveNoNames(transposed, EXACT, true);
  });
});
