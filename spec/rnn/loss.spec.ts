import { describe, expect, it } from "vitest";
import { ulpDistance } from "../../src/numerics/ulp.ts";
import { OUTPUTS, outputError, prediction, softmax, stepLoss } from "../../src/rnn/loss.ts";

const v = (...numbers: number[]): Float64Array => Float64Array.of(...numbers);

describe("the outputs", () => {
  it("are a list that cannot be changed", () => {
    expect(Object.isFrozen(OUTPUTS)).toBe(true);
  });
});

describe("linear output with half squared error", () => {
  const o = v(1, -0.5, 2);
  const y = v(0, 0.5, 2);

  it("predicts o, in an array of its own", () => {
    const yHat = prediction("linear", o);
    expect(yHat).toEqual(o);
    expect(yHat).not.toBe(o);
  });

  it("is half the sum of squares, and its derivative o − y", () => {
    expect(stepLoss("linear", o, y)).toBe(1);
    expect(outputError("linear", o, y)).toEqual(v(1, -1, 0));
  });
});

describe("softmax output with cross-entropy", () => {
  const o = v(1, -0.5, 2.25);
  // From mpmath with 200 bits.
  const p = [0.21215778154411105, 0.04733879977267309, 0.7405034186832159];
  const losses = [1.5504250285621644, 3.0504250285621644, 0.3004250285621643];

  it("predicts probabilities", () => {
    // Three exponentials of 1 ulp, a sum and a quotient: at most 4 ulp.
    softmax(o).forEach((pk, k) => {
      expect(ulpDistance(pk, p[k])).toBeLessThanOrEqual(4);
    });
    expect(prediction("softmax", o)).toEqual(softmax(o));
  });

  it.each([0, 1, 2])("is −ln p of the target %i", (k) => {
    const y = v(0, 0, 0);
    y[k] = 1;
    // m + ln Σ ≈ 2.55 is rounded to a unit of 4u, which the difference to o_k leaves as it is, but
    // in smaller units: 4u is 8 ulp of 0.3.
    expect(Math.abs(stepLoss("softmax", o, y) - losses[k])).toBeLessThanOrEqual(8 * 2 ** -53);
    const e = outputError("softmax", o, y);
    expect([...e]).toEqual([...softmax(o)].map((pj, j) => pj - y[j]));
  });

  it("depends on differences only, and does not overflow", () => {
    const y = v(0, 1);
    expect(softmax(v(1000, 1000))).toEqual(v(0.5, 0.5));
    expect(softmax(v(-1e308, 1e308))).toEqual(v(0, 1));
    expect(stepLoss("softmax", v(1000, 0), y)).toBe(1000);
    expect(stepLoss("softmax", v(0, 1000), y)).toBe(0);
    expect(outputError("softmax", v(0, 1000), y)).toEqual(v(0, 0));
  });

  it("of one class is certain", () => {
    expect([...softmax(v(-3)), stepLoss("softmax", v(-3), v(1))]).toEqual([1, 0]);
  });

  it("keeps NaN", () => {
    expect(stepLoss("softmax", v(Number.NaN, 0), v(1, 0))).toBeNaN();
    expect(softmax(v(Number.NaN, 0))).toEqual(v(Number.NaN, Number.NaN));
  });
});
