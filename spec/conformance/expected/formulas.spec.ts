import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Formulas, withFormulas } from "../../../src/conformance/expected/formulas.ts";
import { type Decimal, decimalArithmetic } from "../../../src/gradcheck/decimal.ts";
import { ACTIVATIONS } from "../../../src/rnn/activation.ts";
import { sevenths } from "../../support/arbitraries.ts";

const BASIS = { ...decimalArithmetic(60), toNumber: Number };
const PLAIN: Formulas = { slope: "state", crossEntropy: "logSumExp" };
const OTHER: Formulas = { slope: "preActivation", crossEntropy: "prediction" };
const [plain, other] = [PLAIN, OTHER].map((formulas) => withFormulas(BASIS, formulas));

/** Equal, up to what sixty digits leave. */
function expectSame(x: Decimal, y: Decimal): void {
  expect(x.minus(y).abs().lt("1e-56")).toBe(true);
}

describe("withFormulas", () => {
  it.each(ACTIVATIONS)("f′ is the same from s and from a: %s", (activation) => {
    fc.assert(
      fc.property(sevenths, (value) => {
        const a = plain.constant(value);
        const s = plain.activated(activation, a);
        expectSame(other.slope(activation, a, s), plain.slope(activation, a, s));
      }),
      { numRuns: 20 },
    );
  });

  it("the cross-entropy is the same from ln Σ and from p; the squared error has one formula", () => {
    const [o, y] = [
      [1, -0.5, 0.25],
      [0, 1, 0],
    ].map((values) => values.map(plain.constant));
    for (const output of ["softmax", "linear"] as const) {
      expectSame(other.stepLoss(output, o, y), plain.stepLoss(output, o, y));
    }
    // ½ (1 + 2.25 + 0.0625)
    expect(plain.toNumber(other.stepLoss("linear", o, y))).toBe(1.65625);
  });

  it("clips to either side, and shortens what is too long", () => {
    const [limit, ...numbers] = [2, -3, 1, 5].map(plain.constant);
    expect(numbers.map((x) => Number(plain.clamped(x, limit)))).toEqual([-2, 1, 2]);
    const lengths = [0, 2, 8].map(plain.constant);
    expect(lengths.map((x) => Number(plain.shortening(x, limit)))).toEqual([1, 1, 0.25]);
    expect(plain.settled(numbers)).toBe(numbers);
  });
});
