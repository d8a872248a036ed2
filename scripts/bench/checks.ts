/** What each oracle costs, in forward passes of the network that it checks. */
import { letInterrupt } from "../../src/cli/command.ts";
import { centralDifferences } from "../../src/gradcheck/centralDifferences.ts";
import { definitionGradient } from "../../src/gradcheck/definition.ts";
import { dualGradient } from "../../src/gradcheck/dual.ts";
import { asParameters, frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import { checkNetwork } from "../../src/gradcheck/networkCheck.ts";
import { riddersGradient } from "../../src/gradcheck/ridders.ts";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import { taylorTest } from "../../src/gradcheck/taylor.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { backward } from "../../src/rnn/backward.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward, unroll } from "../../src/rnn/forward.ts";
import { parameterArrays } from "../../src/rnn/parameters.ts";
import { milliseconds } from "./timing.ts";

export interface CheckCosts {
  /** how many numbers the network has */
  readonly parameters: number;
  readonly costs: readonly {
    readonly what: string;
    readonly milliseconds: number;
    /** in forward passes */
    readonly ratio: number;
  }[];
}

/**
 * Of H = 8, T = 12, D = O = 1, tanh, in full.
 *
 * @throws {DOMException} the signal's reason when it is aborted
 */
export async function measureChecks(signal: AbortSignal): Promise<CheckCosts> {
  const config = defineNetwork({ inputSize: 1, hiddenSize: 8, outputSize: 1 });
  const { parameters, sequence } = seededCase(config, 12, randomStream("seedrandom", 1));
  const { x, y, initialState } = sequence;
  const trace = forward(config, parameters, x, initialState);
  const gradients = backward(config, parameters, trace, y);
  const loss = frozenLosses(config, parameters, sequence);
  const works: readonly (readonly [string, () => void])[] = [
    ["a forward pass", () => unroll(config, parameters, x, initialState)],
    ["back-propagation through time", () => backward(config, parameters, trace, y)],
    ["central differences", () => centralDifferences(loss, parameters)],
    ["extrapolated differences", () => riddersGradient(loss, parameters)],
    ["dual numbers", () => dualGradient(config, parameters, sequence)],
    ["the Taylor remainder", () => taylorTest(loss, asParameters(gradients), parameters)],
    ["the definition, 60 digits", () => definitionGradient(config, parameters, sequence)],
    [
      "all five oracles and the report",
      () => checkNetwork(config, parameters, sequence, gradients),
    ],
  ];
  const times: number[] = [];
  for (const [, work] of works) {
    await letInterrupt(signal);
    times.push(milliseconds(work));
  }
  return {
    parameters: parameterArrays(parameters).reduce((sum, values) => sum + values.length, 0),
    costs: works.map(([what], n) => ({
      what,
      milliseconds: times[n],
      ratio: times[n] / times[0],
    })),
  };
}
