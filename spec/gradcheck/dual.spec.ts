import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScalarFunction, VectorFunction } from "../../src/gradcheck/arithmetic.ts";
import { definitionDerivatives } from "../../src/gradcheck/definition.ts";
import { dualDerivatives, dualGradient, dualJacobian } from "../../src/gradcheck/dual.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { fromRows, toRows } from "../../src/numerics/matrix.ts";
import { ulpDistance } from "../../src/numerics/ulp.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import { eighths, type NetworkCase, networkCases, sevenths } from "../support/arbitraries.ts";
import { bptt } from "../support/bptt.ts";
import { differences } from "../support/compare.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { MISTAKES, plainGradients } from "../support/plainBptt.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("the rules of differentiation", () => {
  // At x = 3, y = 2 no operation below is rounded.
  const AT = Float64Array.of(3, 2);
  const RULES: readonly [what: string, f: ScalarFunction, derivatives: readonly number[]][] = [
    ["7", (A) => () => A.constant(7), [0, 0]],
    ["y", () => (x) => x[1], [0, 1]],
    ["x + y", (A) => (x) => A.add(x[0], x[1]), [1, 1]],
    ["x + x", (A) => (x) => A.add(x[0], x[0]), [2, 0]],
    ["x − y", (A) => (x) => A.subtract(x[0], x[1]), [1, -1]],
    ["5 − y", (A) => (x) => A.subtract(A.constant(5), x[1]), [0, -1]],
    ["x y", (A) => (x) => A.multiply(x[0], x[1]), [2, 3]],
    ["(x + y)(x + y)", (A) => (x) => A.multiply(A.add(x[0], x[1]), A.add(x[0], x[1])), [10, 10]],
    [
      "(x y)(x y)",
      (A) => (x) => A.multiply(A.multiply(x[0], x[1]), A.multiply(x[0], x[1])),
      [24, 36],
    ],
    ["x / y", (A) => (x) => A.divide(x[0], x[1]), [1 / 2, -3 / 4]],
    ["4 + x y + y y", (A) => (x) => A.sumOfProducts(A.constant(4), x, [x[1], x[1]]), [2, 7]],
    ["x + x y", (A) => (x) => A.sumOfProducts(x[0], [x[0]], [x[1]]), [3, 3]],
    ["y + 5·5", (A) => (x) => A.sumOfProducts(x[1], [A.constant(5)], [A.constant(5)]), [0, 1]],
    ["0 + 5 y", (A) => (x) => A.sumOfProducts(A.constant(0), [A.constant(5)], [x[1]]), [0, 5]],
    [
      "0 + 5·7 + x·2",
      (A) => (x) => {
        const [zero, two, five, seven] = [0, 2, 5, 7].map(A.constant);
        return A.sumOfProducts(zero, [five, x[0]], [seven, two]);
      },
      [2, 0],
    ],
    [
      "0 + 5·5",
      (A) => () => A.sumOfProducts(A.constant(0), [A.constant(5)], [A.constant(5)]),
      [0, 0],
    ],
    ["e^(x − 3)", (A) => (x) => A.exp(A.subtract(x[0], A.constant(3))), [1, 0]],
    ["ln(x + 1)", (A) => (x) => A.ln(A.add(x[0], A.constant(1))), [1 / 4, 0]],
    ["tanh(x − 3)", (A) => (x) => A.tanh(A.subtract(x[0], A.constant(3))), [1, 0]],
    ["min(x, y)", (A) => (x) => (A.isAtMost(x[0], x[1]) ? x[0] : x[1]), [0, 1]],
  ];
  it.each(RULES)("of %s at (3, 2)", (_, f, derivatives) => {
    expect(Array.from(dualDerivatives(f, AT))).toEqual(derivatives);
  });

  it("for several functions at once", () => {
    const polar: VectorFunction = (A) => (x) => [A.multiply(x[0], x[1]), A.constant(1), x[0]];
    expect(dualJacobian(polar, AT)).toEqual([
      Float64Array.of(2, 3),
      Float64Array.of(0, 0),
      Float64Array.of(1, 0),
    ]);
  });

  it("for more intermediate results than are stored in one piece", () => {
    // x (x + 1) (x + 1) … at x = 0, 200 times: the derivative is 1.
    const chain: ScalarFunction = (A) => (x) => {
      let value = x[0];
      for (let n = 0; n < 200; n++) value = A.multiply(value, A.add(x[0], A.constant(1)));
      return value;
    };
    expect(Array.from(dualDerivatives(chain, Float64Array.of(0, 0, 0)))).toEqual([1, 0, 0]);
  });

  it("keeps the precision of tanh′ in saturated units", () => {
    // 1 − tanh² would be exactly 0 from 19 on. Rounded are e^q twice over, 1 + q, its square, the
    // quotient: six units in the last place at most.
    const tanh: ScalarFunction = (A) => (x) => A.tanh(x[0]);
    for (const a of [0, 1e-9, 0.3, -1, 2.5, -7, 17, -19, 20, 30]) {
      const [dual] = dualDerivatives(tanh, Float64Array.of(a));
      const [exact] = definitionDerivatives(tanh, Float64Array.of(a));
      expect(ulpDistance(dual, exact)).toBeLessThanOrEqual(6);
    }
    // sech²400 < 10^-346 is below all binary64 numbers, and e^800 above them.
    expect(Array.from(dualDerivatives(tanh, Float64Array.of(400)))).toEqual([0]);
  });

  it.each<readonly [string, ScalarFunction]>([
    ["a sum", (A) => () => A.add(A.constant(1), A.constant(1))],
    [
      "a sum of products",
      (A) => () => A.sumOfProducts(A.constant(1), [A.constant(1)], [A.constant(1)]),
    ],
  ])("leaves out what constants are made into, though it is beside an overflow: %s", (_, two) => {
    // 0 times the infinite e^1000 would be NaN.
    const f: ScalarFunction = (A) => (x) => A.multiply(two(A)(x), A.exp(x[0]));
    expect(Array.from(dualDerivatives(f, Float64Array.of(1000)))).toEqual([Infinity]);
  });
});

function duals({ config, parameters, sequence }: NetworkCase): Gradients {
  return dualGradient(config, parameters, sequence);
}

/**
 * Where a gradient is further from the duals' than rounding can bring them: both sum the same paths
 * through the network, so each is within the running bound of the exact gradient.
 */
function failures(network: NetworkCase, gradients: Gradients): string[] {
  const { config, parameters, sequence } = network;
  const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
  return differences(gradients, duals(network), (n, i) => 2 * bounds[n][i]);
}

describe("the gradient by dual numbers", () => {
  const LARGE = { maxSize: 8, maxSteps: 12 };

  it.each([
    ["eighths, with relu's kinks among them", eighths],
    ["sevenths, which are rounded everywhere", sevenths],
  ])("is back-propagation's, for networks of %s", (_, numbers) => {
    // At a kink both take the derivative 0. Only where a is rounded to the kink could they part, and
    // both sides compute it by the same operations.
    fc.assert(
      fc.property(networkCases({ ...LARGE, numbers }), (network) => {
        expect(failures(network, bptt(network))).toEqual([]);
      }),
    );
  });

  it.each(MISTAKES)("is not that of a backward pass with a mistake: %s", (mistake) => {
    const right = fc.property(networkCases(), (network) => {
      return failures(network, plainGradients(network)).length === 0;
    });
    const wrong = fc.property(networkCases(), (network) => {
      return failures(network, plainGradients(network, mistake)).length === 0;
    });
    // The same loop passes without its mistake, so it is the mistake that is found.
    expect(fc.check(right, { numRuns: 20 }).failed).toBe(false);
    expect(fc.check(wrong, { endOnFailure: true }).failed).toBe(true);
  });

  it("is not NaN's", () => {
    const network = {
      config: handConfig(),
      parameters: handParameters(),
      sequence: handSequence(),
    };
    const gradients = bptt(network);
    gradients.dV.data[1] = Number.NaN;
    expect(failures(network, gradients)).toHaveLength(1);
  });

  it("is what one gets by hand, in full and without a hop", () => {
    // As worked in spec/rnn/backward.spec.ts: δ_1 = (−2, 2), δ_0 = (2, 0).
    const full = dualGradient(handConfig(), handParameters(), handSequence());
    expect({ ...full, dU: toRows(full.dU), dW: toRows(full.dW), dV: toRows(full.dV) }).toEqual({
      dU: [[-2], [4]],
      dW: [
        [-6, -4],
        [6, 6],
      ],
      dV: [[-12, -20]],
      db: Float64Array.of(0, 2),
      dc: Float64Array.of(-2),
    });
    const config = handConfig({ truncation: { kind: "window", hops: 0 } });
    const { dU } = dualGradient(config, handParameters(), handSequence());
    expect(toRows(dU)).toEqual([[-4], [4]]);
  });

  it("is 0 at relu's kink", () => {
    const config = handConfig({ activation: "relu", hiddenBias: false, outputBias: false });
    const { W, V } = handParameters();
    const parameters = { U: fromRows([[0], [0]]), W, V };
    const sequence = { x: fromRows([[1]]), y: fromRows([[-1]]) };
    expect(Array.from(dualGradient(config, parameters, sequence).dU.data)).toEqual([0, 0]);
  });

  it("leaves its arguments as they are", () => {
    const [parameters, sequence] = [handParameters(), handSequence()];
    dualGradient(handConfig(), parameters, sequence);
    expect(parameters).toEqual(handParameters());
    expect(sequence).toEqual(handSequence());
  });
});

describe("what does not fit", () => {
  const gradient = untyped(dualGradient);
  const derivatives = untyped(dualDerivatives);
  itRefuses([
    [
      "no configuration",
      () => gradient(null, handParameters(), handSequence()),
      "TypeError: config: expected an object, got null",
    ],
    [
      "another network's parameters",
      () => gradient(handConfig({ hiddenSize: 3 }), handParameters(), handSequence()),
      "RangeError: U: expected a 3×1 matrix, got 2×1",
    ],
    [
      "another network's sequence",
      () => gradient(handConfig({ lossAt: "every" }), handParameters(), handSequence()),
      "RangeError: sequence.y: expected a 2×1 matrix, got 1×1",
    ],
    [
      "an array for a point",
      () => derivatives(() => () => 0, [1]),
      "TypeError: at: expected a Float64Array, got an array of 1",
    ],
    [
      "a point that is not finite",
      () => derivatives(() => () => 0, Float64Array.of(1, Number.NaN)),
      "RangeError: at[1]: expected a finite number, got NaN",
    ],
  ]);
});
