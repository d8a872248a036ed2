import { describe, expect, it } from "vitest";
import { termsOf } from "../../../src/conformance/expected/terms.ts";
import type { Network } from "../../../src/conformance/types.ts";

const CONFIG: Network = {
  inputSize: 2,
  hiddenSize: 3,
  outputSize: 1,
  activation: "tanh",
  output: "linear",
  lossAt: "every",
  hiddenBias: false,
  outputBias: false,
  truncation: { kind: "window", hops: 1 },
};
const HEAD = { comment: "", flags: [], config: CONFIG };
const UPDATE = { clipping: null, learningRate: 1 };
const PARAMETERS = { U: [], W: [], V: [] };
const [x, y] = [
  [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  [[0], [0], [0]],
];

describe("termsOf", () => {
  // H (D + H + O) = 18 at 3 steps; H (D + 2H + O) = 27 for (0, 0), (1, 0), (1, 1), (2, 1), (2, 2).
  const [forward, backward] = [3 * 18, 5 * 27];
  const sequence = { parameters: PARAMETERS, x, y };

  it("counts steps, and pairs of a loss and a step", () => {
    expect(termsOf({ ...HEAD, kind: "forward", id: "forward-a", inputs: sequence })).toBe(forward);
    const gradient = { ...HEAD, kind: "gradient" as const, id: "gradient-a", inputs: sequence };
    expect(termsOf(gradient)).toBe(forward + backward);
    const last = { ...gradient, config: { ...CONFIG, lossAt: "last" as const } };
    expect(termsOf(last)).toBe(forward + 2 * 27);
  });

  it("counts each record of each epoch, its loss first", () => {
    const inputs = {
      parameters: PARAMETERS,
      records: [
        { x, y },
        { x, y },
      ],
      epochs: 5,
      updateEvery: "sequence" as const,
      ...UPDATE,
    };
    const terms = termsOf({ ...HEAD, kind: "trajectory", id: "trajectory-a", inputs });
    expect(terms).toBe(5 * 2 * (2 * forward + backward));
  });

  it("is at least 1", () => {
    const head = { comment: "", flags: [] };
    const inputs = { a: [1] };
    expect(
      termsOf({ ...head, kind: "activation", id: "a", config: { activation: "tanh" }, inputs }),
    ).toBe(1);
  });
});
