import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScalarFunction } from "../../src/gradcheck/arithmetic.ts";
import { exactDecimal, toNearestBinary64 } from "../../src/gradcheck/decimal.ts";
import {
  definitionDerivatives,
  definitionGradient,
  definitionJacobian,
  RESOLUTION,
} from "../../src/gradcheck/definition.ts";
import { dualGradient } from "../../src/gradcheck/dual.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { sequenceLoss } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  EXACT,
  type Limits,
  type NetworkCase,
  networkCases,
  sevenths,
} from "../support/arbitraries.ts";
import { bptt } from "../support/bptt.ts";
import { differences, sameGradientBits } from "../support/compare.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { isNearKink } from "../support/gradientCheck.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { MISTAKES, plainGradients } from "../support/plainBptt.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

/** 60-digit arithmetic is some 10^4 times slower than binary64. */
const FEW: number = Math.ceil(FC_RUNS / 10);
const SMALL: Limits = { maxSize: 3, maxSteps: 5 };

/** factor · x, with the factor a sum of binary64 numbers that need not be one. */
function linear(...factor: readonly number[]): ScalarFunction {
  return (A) => (x) => {
    const sum = factor.map((part) => A.constant(part)).reduce(A.add);
    return A.multiply(sum, x[0]);
  };
}

const cube: ScalarFunction = (A) => (x) => A.multiply(A.multiply(x[0], x[0]), x[0]);
const square: ScalarFunction = (A) => (x) => A.multiply(x[0], x[0]);

function derivativeAt(f: ScalarFunction, x: number): number {
  return definitionDerivatives(f, Float64Array.of(x))[0];
}

describe("the derivative by its definition", () => {
  it("is the derivative, rounded once", () => {
    expect(derivativeAt((A) => (x) => A.divide(x[0], A.constant(3)), 1)).toBe(1 / 3);
    expect(derivativeAt((A) => (x) => A.exp(x[0]), 1)).toBe(Math.E);
    expect(derivativeAt((A) => (x) => A.ln(x[0]), 7)).toBe(1 / 7);
    // sech²(1/2) = 0.786447732965927410149698934343…
    expect(derivativeAt((A) => (x) => A.tanh(x[0]), 0.5)).toBe(0.7864477329659274);
    const exact = new Decimal(exactDecimal(0.1)).pow(2).times(3);
    expect(derivativeAt(cube, 0.1)).toBe(toNearestBinary64(exact));
  });

  it("of several functions, in each variable", () => {
    const jacobian = definitionJacobian(
      (A) => (x) => [A.multiply(x[0], x[1]), A.subtract(x[1], x[0]), A.constant(3)],
      Float64Array.of(2, -5),
    );
    expect(jacobian).toEqual([
      Float64Array.of(-5, 2),
      Float64Array.of(-1, 1),
      Float64Array.of(0, 0),
    ]);
  });

  it("steps in proportion to a large variable", () => {
    expect(derivativeAt(square, 2 ** 70)).toBe(2 ** 71);
    expect(derivativeAt(linear(1), 1e300)).toBe(1);
  });

  it("takes more digits where 60 do not tell which neighbour is nearest", () => {
    // 1 + 2^-53 lies halfway between 1 and its upper neighbour; 10^-40 is below what 60 digits see.
    expect(derivativeAt(linear(1, 2 ** -53, 1e-40), 1)).toBe(1 + 2 ** -52);
    expect(derivativeAt(linear(1, 2 ** -53, -1e-40), 1)).toBe(1);
    expect([1, 1 + 2 ** -52]).toContain(derivativeAt(linear(1, 2 ** -53), 1));
  });

  it("keeps all 53 bits of a small derivative, down to 10^-70 of the function", () => {
    for (const small of [1e-20, -3e-35, 1 / 7e50, 1e-65]) {
      expect(derivativeAt(linear(small), 1)).toBe(small);
    }
    expect(derivativeAt(linear(RESOLUTION / 2), 1)).toBe(0);
  });

  it("is 0 where the derivative is, not the h² that the series leaves", () => {
    expect(derivativeAt(cube, 0)).toBe(0);
    expect(derivativeAt(square, 0)).toBe(0);
  });

  it("is the mean of both sides at a kink", () => {
    const relu: ScalarFunction = (A) => (x) =>
      A.isAtMost(x[0], A.constant(0)) ? A.constant(0) : x[0];
    expect(derivativeAt(relu, 0)).toBe(0.5);
  });

  it("takes as many digits as decimal.js can go", () => {
    // x·10^-300·ln(x² + 2) at 0: so small a derivative leaves 480 digits in doubt, and takes 960.
    const f: ScalarFunction = (A) => (x) => {
      const ln = A.ln(A.add(square(A)(x), A.constant(2)));
      return A.multiply(A.multiply(ln, x[0]), A.constant(1e-300));
    };
    const Wide = Decimal.clone({ defaults: true, precision: 100 });
    const exact = new Wide(2).ln().times(exactDecimal(1e-300));
    const [derivative] = definitionDerivatives(f, Float64Array.of(0), { digits: 480 });
    expect(derivative).toBe(toNearestBinary64(exact));
  });

  it("passes on NaN and infinity instead of hiding them", () => {
    expect(derivativeAt((A) => (x) => A.ln(x[0]), -1)).toBeNaN();
    expect(derivativeAt(linear(1e300), 1)).toBe(1e300);
    expect(derivativeAt((A) => (x) => A.multiply(A.constant(1e300), cube(A)(x)), 1e9)).toBe(
      Infinity,
    );
  });
});

function definition({ config, parameters, sequence }: NetworkCase, digits?: number): Gradients {
  return definitionGradient(config, parameters, sequence, digits === undefined ? {} : { digits });
}

/** Where a gradient is further from the definition's than the rounding of the two can take it. */
function failures(network: NetworkCase, ...gradients: Gradients[]): string[] {
  const { config, parameters, sequence } = network;
  const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
  const exact = definition(network);
  const values = gradientArrays(exact);
  const least = RESOLUTION * Math.max(1, sequenceLoss(config, parameters, sequence));
  const tolerance = (n: number, i: number): number =>
    bounds[n][i] + UNIT_ROUNDOFF * Math.abs(values[n][i]) + least;
  return gradients.flatMap((side) => differences(side, exact, tolerance));
}

describe("the gradient by the definition", () => {
  it("changes in no bit with twice the digits and the square of the step", () => {
    // Sevenths have all 53 bits, so that no derivative is exactly halfway between two numbers.
    fc.assert(
      fc.property(networkCases({ ...SMALL, numbers: sevenths }), (network) => {
        return (
          isNearKink(network) || sameGradientBits(definition(network), definition(network, 120))
        );
      }),
      { numRuns: FEW },
    );
  });

  it.each([
    ["eighths", SMALL],
    ["sevenths", { ...SMALL, numbers: sevenths }],
  ])("is back-propagation's and the duals' up to their rounding: %s", (_, limits) => {
    fc.assert(
      fc.property(networkCases(limits), (network) => {
        fc.pre(!isNearKink(network));
        const { config, parameters, sequence } = network;
        const duals = dualGradient(config, parameters, sequence);
        expect(failures(network, bptt(network), duals)).toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  it("is back-propagation's exactly where that is exact, zeros included", () => {
    fc.assert(
      fc.property(networkCases({ ...EXACT, activations: ["identity"] }), (network) => {
        expect(differences(definition(network), bptt(network), () => 0)).toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  it.each(MISTAKES)("is not that of a backward pass with a mistake: %s", (mistake) => {
    // Short windows and losses at every step give each mistake something to get wrong.
    const truncation = fc.nat({ max: 2 }).map((hops): Truncation => ({ kind: "window", hops }));
    const limits: Limits = { ...SMALL, truncation, lossAt: ["every"] };
    const wrong = fc.property(networkCases(limits), (network) => {
      fc.pre(!isNearKink(network));
      return failures(network, plainGradients(network, mistake)).length === 0;
    });
    expect(fc.check(wrong, { endOnFailure: true }).failed).toBe(true);
  });

  it("leaves its arguments as they are", () => {
    const [parameters, sequence] = [handParameters(), handSequence()];
    definitionGradient(handConfig(), parameters, sequence);
    expect(parameters).toEqual(handParameters());
    expect(sequence).toEqual(handSequence());
  });
});

describe("what does not fit", () => {
  const gradient = untyped(definitionGradient);
  const derivatives = untyped(definitionDerivatives);
  const digits = (value: unknown) => (): unknown =>
    gradient(handConfig(), handParameters(), handSequence(), { digits: value });
  itRefuses([
    [
      "no parameters",
      () => gradient(handConfig(), null, handSequence()),
      "TypeError: parameters: expected an object, got null",
    ],
    [
      "another network's sequence",
      () => gradient(handConfig({ lossAt: "every" }), handParameters(), handSequence()),
      "RangeError: sequence.y: expected a 2×1 matrix, got 1×1",
    ],
    [
      "too few digits",
      digits(29),
      "RangeError: digits: expected a whole number from 30 to 480, got 29",
    ],
    [
      "more digits than decimal.js has of ln 10, twice over",
      digits(481),
      "RangeError: digits: expected a whole number from 30 to 480, got 481",
    ],
    [
      "a point without variables",
      () => derivatives(() => () => 0, new Float64Array(0)),
      "RangeError: at.length: expected a whole number of at least 1, got 0",
    ],
    [
      "half a digit",
      digits(60.5),
      "RangeError: digits: expected a whole number from 30 to 480, got 60.5",
    ],
    [
      "digits in words",
      digits("60"),
      'TypeError: digits: expected a whole number from 30 to 480, got "60"',
    ],
    [
      "an array for a point",
      () => derivatives(() => () => 0, [1]),
      "TypeError: at: expected a Float64Array, got an array of 1",
    ],
    [
      "a point that is not finite",
      () => derivatives(() => () => 0, Float64Array.of(Infinity)),
      "RangeError: at[0]: expected a finite number, got Infinity",
    ],
  ]);
});
