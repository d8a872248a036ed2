import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  definedPairs,
  definedTrajectory,
  definedValues,
  EXACT,
  entriesToConfirm,
  type Problem,
  requireConfirmed,
} from "../../../src/conformance/expected/definedValues.ts";
import { gradientOver, pairsResultOver } from "../../../src/conformance/expected/solveOver.ts";
import type { CaseOf } from "../../../src/conformance/kinds.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import { definitionGradient } from "../../../src/gradcheck/definition.ts";
import { asParameters } from "../../../src/gradcheck/frozenLoss.ts";
import { flat } from "../../../src/gradcheck/network.ts";
import { fromRows } from "../../../src/numerics/matrix.ts";
import { defineNetwork, type NetworkConfig } from "../../../src/rnn/config.ts";
import { sevenths } from "../../support/arbitraries.ts";
import { FC_RUNS } from "../../support/fastCheck.ts";
import { numbersIn, solvedCases } from "../../support/solvedCases.ts";

const FEW: number = Math.ceil(FC_RUNS / 25);
/** relu's kink apart, where the definition has nothing to say. */
const SMOOTH = { numbers: sevenths, activations: ["sigmoid", "tanh", "identity"] as const };
const HEAD = { comment: "", flags: [] };

function activation(name: "sigmoid" | "tanh" | "relu" | "identity", a: number[]) {
  const config = { activation: name };
  return definedValues({ ...HEAD, kind: "activation", id: "activation-a", config, inputs: { a } });
}

/** Sizes H × D of one network, all weights 1/8. */
function problem(D: number, H: number, T: number, config: Partial<NetworkConfig> = {}): Problem {
  const filled = (rows: number, cols: number) =>
    fromRows(Array.from({ length: rows }, () => Array.from({ length: cols }, () => 1 / 8)));
  return {
    config: defineNetwork({
      inputSize: D,
      hiddenSize: H,
      outputSize: 1,
      hiddenBias: false,
      outputBias: false,
      ...config,
    }),
    parameters: { U: filled(H, D), W: filled(H, H), V: filled(1, H) },
    sequence: { x: filled(T, D), y: filled(config.lossAt === "every" ? T : 1, 1) },
  };
}

describe("definedValues", () => {
  it("f′ is by the definition, and 0 at relu's kink", () => {
    expect(activation("relu", [-1, 0, 2])).toEqual({ s: [0, 0, 2], derivative: [0, 0, 1] });
    expect(activation("identity", [-3])).toEqual({ s: [-3], derivative: [1] });
    expect(activation("sigmoid", [0])).toEqual({ s: [0.5], derivative: [0.25] });
    expect(activation("tanh", [0])).toEqual({ s: [0], derivative: [1] });
  });

  it("f′ is not lost far out", () => {
    // e^-200 (1 − 2 e^-200 + …), and 4 e^-200.
    const e = 1.3838965267367376e-87;
    expect(activation("sigmoid", [200])).toEqual({ s: [1], derivative: [e] });
    expect(activation("tanh", [-100])).toEqual({ s: [-1], derivative: [4 * e] });
  });

  it("e is the derivative of the loss", () => {
    const config = { output: "softmax" as const };
    const inputs = { o: [0, 0], y: [0, 1] };
    const draft: Draft<"loss"> = { ...HEAD, kind: "loss", id: "loss-a", config, inputs };
    expect(definedValues(draft)).toEqual({ loss: Math.LN2, outputError: [0.5, -0.5] });
  });

  it.each(["gradient", "step"] as const)("the definition confirms every %s", (kind) => {
    fc.assert(
      fc.property(solvedCases(kind, SMOOTH), (draft) => {
        expect(() =>
          definedValues(draft as CaseOf<typeof kind> as Draft<typeof kind>),
        ).not.toThrow();
      }),
      { numRuns: FEW },
    );
  });

  it("the definition confirms the first update of every trajectory", () => {
    fc.assert(
      fc.property(solvedCases("trajectory", SMOOTH), (draft) => {
        expect(() => definedTrajectory(draft as Draft<"trajectory">)).not.toThrow();
      }),
      { numRuns: FEW },
    );
  });

  it("the reverse pass has the pairs of the definition", () => {
    fc.assert(
      fc.property(solvedCases("pairs", SMOOTH), (draft) => {
        const defined = numbersIn(definedPairs(draft as Draft<"pairs">));
        const reverse = numbersIn(pairsResultOver(EXACT, draft as Draft<"pairs">));
        expect(reverse).toHaveLength(defined.length);
        defined.forEach((value, n) => {
          const least = 1e-50 + 2 ** -52 * Math.abs(value);
          expect(Math.abs(reverse[n] - value)).toBeLessThanOrEqual(least);
        });
      }),
      { numRuns: Math.ceil(FEW / 2) },
    );
  });

  it("at relu's kink f′ is 0 in pairs and gradients, not the mean that differences would have", () => {
    const config = { ...problem(1, 1, 1).config, activation: "relu" as const };
    const inputs = { parameters: { U: [[1]], W: [[1]], V: [[1]] }, x: [[0]], y: [[1]] };
    const pairs = definedPairs({ ...HEAD, kind: "pairs", id: "pairs-a", config, inputs });
    expect(pairs.pairs[0]?.[0]).toMatchObject({ dW: [[0]], dV: [[0]] });
    const initialState = [1];
    const moved = {
      ...inputs,
      parameters: { ...inputs.parameters, W: [[-1]] },
      x: [[1]],
      initialState,
    };
    const draft = { ...HEAD, kind: "gradient" as const, id: "gradient-a", config, inputs: moved };
    expect(definedValues(draft)).toEqual({ loss: 0.5, dU: [[0]], dW: [[0]], dV: [[0]] });
  });

  it("merged or loss by loss, the reverse pass is the same in decimals", () => {
    fc.assert(
      fc.property(solvedCases("gradient", SMOOTH), (draft) => {
        const merged = numbersIn(gradientOver(EXACT, draft as Draft<"gradient">));
        const apart = numbersIn(
          gradientOver({ ...EXACT, merged: false }, draft as Draft<"gradient">),
        );
        merged.forEach((value, n) => {
          const least = 1e-50 + 2 ** -52 * Math.abs(value);
          expect(Math.abs(apart[n] - value)).toBeLessThanOrEqual(least);
        });
      }),
      { numRuns: FEW },
    );
  });
});

describe("requireConfirmed", () => {
  const small = problem(1, 2, 2);

  it("takes the gradient, and no other", () => {
    const { config, parameters, sequence } = small;
    const gradient = flat(asParameters(definitionGradient(config, parameters, sequence)));
    expect(() => requireConfirmed("a", small, gradient)).not.toThrow();
    for (const entry of gradient.keys()) {
      const wrong = gradient.with(entry, gradient[entry] * (1 + 2 ** -50));
      expect(() => requireConfirmed("a", small, wrong)).toThrow(
        `a: entry ${entry}: expected ${gradient[entry]}, by the definition, got ${wrong[entry]}`,
      );
    }
  });

  it("asks for every entry of a small network, and for some of each tensor of a large one", () => {
    expect(entriesToConfirm(small)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const [D, H] = [2, 16];
    const entries = entriesToConfirm(problem(D, H, 20, { lossAt: "every" }));
    const [afterU, afterW, all] = [H * D, H * D + H * H, H * D + H * H + H];
    expect(entries.filter((n) => n < afterU)).toHaveLength(8);
    expect(entries.filter((n) => n >= afterU && n < afterW)).toHaveLength(8);
    expect(entries.filter((n) => n >= afterW && n < all)).toHaveLength(8);
    expect(entries).toHaveLength(24);
    // Even where one of each costs more than a sample may.
    const windows = problem(1, 100, 50, {
      lossAt: "every",
      truncation: { kind: "window", hops: 40 },
    });
    expect(entriesToConfirm(windows)).toHaveLength(3);
  });
});
