import { describe, expect, it } from "vitest";
import type { Dtype } from "../../../src/conformance/dtype.ts";
import { canaryAnswers, randomAnswers } from "../../../src/conformance/expected/numbers.ts";

function canary(dtype: Dtype, values: number[], decimals: string[]) {
  return canaryAnswers({
    kind: "canary",
    id: "canary-a",
    comment: "",
    flags: [],
    config: { dtype },
    inputs: { values, decimals },
  });
}

describe("canary", () => {
  it("values are as the dtype holds them, −0 apart from 0", () => {
    const { expected, errorFactor } = canary("float32", [0.1, -0], []);
    expect(expected.values).toEqual([0.10000000149011612, -0]);
    expect(expected.bits).toEqual(["3dcccccd", "80000000"]);
    expect(errorFactor).toEqual({ values: 0 });
    expect(canary("float64", [0.1], []).expected.bits).toEqual(["3fb999999999999a"]);
  });

  it("decimals are rounded once", () => {
    // A little more than halfway from 1 to 1 + 2^-23; by way of binary64 it would be the very middle.
    const decimal = "1.000000059604644775390626";
    expect(canary("float32", [], [decimal]).expected.decimalBits).toEqual(["3f800001"]);
    expect(canary("float64", [], [decimal]).expected.decimalBits).toEqual(["3ff0000010000000"]);
  });

  it("decimals may be huge, tiny or negative", () => {
    const decimals = ["1e400", "-1e-400", "3.4028235677973367e38", "-7.1e-46", "7.0e-46"];
    expect(canary("float32", [], decimals).expected.decimalBits).toEqual([
      "7f800000",
      "80000000",
      "7f800000",
      "80000001",
      "00000000",
    ]);
  });
});

describe("random", () => {
  it("draws as NumPy does", () => {
    // np.random.seed(42); np.random.uniform(-1, 3, 2) in NumPy 2.
    const draft = { comment: "", flags: [], config: { generator: "mt19937" as const } };
    const inputs = { seed: 42, low: -1, high: 3, count: 2 };
    const { expected, errorFactor } = randomAnswers({
      ...draft,
      kind: "random",
      id: "random-a",
      inputs,
    });
    expect(expected.values).toEqual([-1 + 4 * 0.3745401188473625, -1 + 4 * 0.9507143064099162]);
    // Three roundings of at most |low| + |high| = 4, and as many of what is expected.
    expect(errorFactor.values).toBe(24);
  });
});
