/** How many products a result sums, to know beforehand what it costs. */
import { firstStep } from "../../gradcheck/frozenLoss.ts";
import type { NetworkConfig } from "../../rnn/config.ts";
import type { SolvedKind } from "../bugs/solve.ts";
import type { Draft } from "../suite/draft.ts";

/** Of the result for a draft, losses going back one by one; at least 1. */
export function termsOf({ kind, config, inputs }: Draft<SolvedKind>): number {
  switch (kind) {
    case "activation":
    case "loss":
    case "clip":
      return 1;
    case "forward":
      return forwardTerms(config, inputs.x.length);
    case "gradient":
    case "pairs":
    case "step":
      return forwardTerms(config, inputs.x.length) + backwardTerms(config, inputs.x.length);
    case "trajectory": {
      const lengths = inputs.records.map(({ x }) => x.length);
      const ofEpoch = lengths.reduce(
        (sum, T) => sum + 2 * forwardTerms(config, T) + backwardTerms(config, T),
        0,
      );
      return inputs.epochs * ofEpoch;
    }
  }
}

/** H (D + H + O) at each of T steps. */
function forwardTerms({ inputSize: D, hiddenSize: H, outputSize: O }: NetworkConfig, T: number) {
  return T * H * (D + H + O);
}

/** For each pair of a loss and a step that it reaches the products with W, with x and with s. */
function backwardTerms(config: NetworkConfig, T: number): number {
  const { inputSize: D, hiddenSize: H, outputSize: O, lossAt, truncation } = config;
  let pairs = 0;
  for (let t = lossAt === "every" ? 0 : T - 1; t < T; t++) {
    pairs += t - firstStep(truncation, t, T) + 1;
  }
  return pairs * H * (D + 2 * H + O);
}
