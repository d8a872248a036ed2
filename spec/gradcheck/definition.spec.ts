import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arithmetic, ScalarFunction } from "../../src/gradcheck/arithmetic.ts";
import { exactDecimal, toNearestBinary64 } from "../../src/gradcheck/decimal.ts";
import {
  definitionDerivatives,
  definitionEntries,
  definitionEstimate,
  definitionGradient,
  definitionJacobian,
  RESOLUTION,
} from "../../src/gradcheck/definition.ts";
import { dualGradient } from "../../src/gradcheck/dual.ts";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF } from "../../src/numerics/ulp.ts";
import { sequenceLoss } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";
import {
  EXACT,
  type Limits,
  type NetworkCase,
  networkCases,
  scaledCases,
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

/** tanh(slope · x), whose derivative at 0 is the slope. */
function steep(slope: number): ScalarFunction {
  return (A) => (x) => A.tanh(linear(slope)(A)(x));
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

  it("takes the digits that each of several functions needs", () => {
    const jacobian = definitionJacobian(
      (A) => (x) => [linear(1), linear(1e-45), steep(1e100)].map((f) => f(A)(x)),
      Float64Array.of(0),
    );
    expect(jacobian.map(([derivative]) => derivative)).toEqual([1, 1e-45, 1e100]);
  });

  it("sets the function up once for each number of digits, 60, 120, 240, 480, if it needs them", () => {
    const timesSetUp = (f: ScalarFunction): number => {
      let times = 0;
      const counted = <N>(arithmetic: Arithmetic<N>): ((x: readonly N[]) => N) => {
        times++;
        return f(arithmetic);
      };
      definitionDerivatives(counted, Float64Array.of(0, 0));
      return times;
    };
    const sum =
      (f: ScalarFunction): ScalarFunction =>
      (A) =>
      (x) =>
        f(A)([A.add(x[0], x[1])]);
    expect(timesSetUp(sum(linear(1)))).toBe(1);
    expect(timesSetUp(sum(steep(1e100)))).toBe(4);
  });

  it("is 0 where the derivative is, not the h² that the series leaves", () => {
    expect(derivativeAt(cube, 0)).toBe(0);
    expect(derivativeAt(square, 0)).toBe(0);
  });

  it("sees a third derivative beyond all that is allowed to it", () => {
    // tanh(10^30 x) at 0: a step of 10^-20 only meets ±1; tanh(10^19 x) leaves the series 0.03 of 1.
    for (const slope of [1e6, 1e19, 1e20, 1e30, 1e100]) {
      expect(derivativeAt(steep(slope), 0)).toBe(slope);
    }
  });

  it("returns the quotient that the most digits leave in doubt", () => {
    // 10^400 is beyond 960 digits' step of 10^-320: the quotient is 1/h.
    const steepest: ScalarFunction = (A) => (x) => steep(1e200)(A)([linear(1e200)(A)(x)]);
    expect(derivativeAt(steepest, 0)).toBe(Infinity);
    const lower: ScalarFunction = (A) => (x) => linear(1e-100)(A)([steepest(A)(x)]);
    expect(derivativeAt(lower, 0) / 1e220).toBeCloseTo(1, 12);
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

  it("knows how far off it is: half a unit, or what it cannot tell from zero", () => {
    const config = handConfig({ hiddenSize: 1, hiddenBias: false, outputBias: false });
    const [one, zero] = [fromRows([[1]]), fromRows([[0]])];
    const parameters = { U: one, W: zero, V: fromRows([[1e-80]]) };
    const { values, errors } = definitionEstimate(config, parameters, {
      x: fromRows([[2]]),
      y: one,
    });
    // ∂loss/∂V = (2·10^-80 − 1)·2 and ∂loss/∂U = −2·10^-80; no state comes before the first.
    const [dU, dW, dV] = gradientArrays(values);
    expect([dU[0], dW[0], dV[0]]).toEqual([0, 0, -2]);
    const [ofU, ofW, ofV] = gradientArrays(errors);
    expect([ofU[0], ofW[0], ofV[0]]).toEqual([RESOLUTION, RESOLUTION, 2 * UNIT_ROUNDOFF]);
  });

  it("takes twelve digits more for each power of ten from 10^2 on, wherever the number is", () => {
    const config = handConfig({ hiddenSize: 1, hiddenBias: false, outputBias: false });
    // With V = 0 nothing else matters: the loss is y²/2, and W has no influence on it.
    const allowed = (U: number, x: number, state: number, y = 1): number => {
      const parameters = { U: fromRows([[U]]), W: fromRows([[0]]), V: fromRows([[0]]) };
      const sequence = { x: fromRows([[x]]), y: fromRows([[y]]) };
      const initialState = Float64Array.of(state);
      const { errors } = definitionEstimate(config, parameters, { ...sequence, initialState });
      return errors.dW.data[0];
    };
    // What 60 digits leave in doubt takes 120, and 10^10 · 10^(−2 · 120/3) is allowed.
    expect(allowed(1, 100, 1)).toBe(1e-70);
    expect(allowed(1, 101, 1)).toBe(1e-86);
    expect(allowed(1, 1000, 1)).toBe(1e-86);
    expect(allowed(1, -1001, 1)).toBe(1e-102);
    expect(allowed(1001, 1, 1)).toBe(1e-102);
    expect(allowed(1, 1, 10_001)).toBe(1e-118);
    expect(allowed(1, 1, 1, 200)).toBe(2e-82);
  });

  it("is right where the numbers are not of its own scale: inputs of 10^14 and more", () => {
    // With u = X·U = 1/2 the states are X's business no more, and ∂/∂U = X ∂/∂u.
    const config = handConfig({
      activation: "tanh",
      lossAt: "every",
      hiddenSize: 1,
      hiddenBias: false,
      outputBias: false,
    });
    const dU = (X: number): number => {
      const parameters = { U: fromRows([[0.5 / X]]), W: fromRows([[0.3]]), V: fromRows([[0.7]]) };
      const sequence = { x: fromRows([[X], [0.75 * X]]), y: fromRows([[0.2], [0.1]]) };
      return definitionGradient(config, parameters, sequence).dU.data[0] / X;
    };
    for (const X of [2 ** 40, 2 ** 47, 2 ** 67, 2 ** 200]) expect(dU(X)).toBe(dU(1));
  });

  it("is the duals' at every scale of parameters, inputs and targets", () => {
    const limits: Limits = {
      ...SMALL,
      numbers: sevenths,
      activations: ["tanh", "sigmoid", "identity"],
    };
    let sharp = 0;
    fc.assert(
      fc.property(scaledCases(limits, 20), ({ config, parameters, sequence }) => {
        const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
        const { values, errors } = definitionEstimate(config, parameters, sequence);
        const duals = dualGradient(config, parameters, sequence);
        // An exponential that overflows has no tangent in binary64: such duals say nothing.
        fc.pre(gradientArrays(duals).every((entries) => entries.every(Number.isFinite)));
        const rest = gradientArrays(errors);
        const tolerance = (n: number, i: number): number => bounds[n][i] + rest[n][i];
        expect(differences(duals, values, tolerance)).toEqual([]);
        gradientArrays(values).forEach((entries, n) => {
          sharp += entries.filter((v, i) => tolerance(n, i) <= 1e-6 * Math.abs(v)).length;
        });
      }),
      { numRuns: FEW },
    );
    // The bounds do not hold merely by being wide: most networks have some entry that they tell.
    expect(sharp).toBeGreaterThan(FEW);
  });

  it("leaves its arguments as they are", () => {
    const [parameters, sequence] = [handParameters(), handSequence()];
    definitionGradient(handConfig(), parameters, sequence);
    expect(parameters).toEqual(handParameters());
    expect(sequence).toEqual(handSequence());
  });
});

describe("single entries by the definition", () => {
  it("are those of the gradient, in the order U, W, V, b, c", () => {
    const [config, parameters, sequence] = [handConfig(), handParameters(), handSequence()];
    const all = gradientArrays(definitionGradient(config, parameters, sequence)).flatMap((g) => [
      ...g,
    ]);
    const entries = [all.length - 1, 0, 3];
    expect(Array.from(definitionEntries(config, parameters, sequence, entries))).toEqual(
      entries.map((entry) => all[entry]),
    );
  });
});

describe("what does not fit", () => {
  const gradient = untyped(definitionGradient);
  const derivatives = untyped(definitionDerivatives);
  const entries = untyped(definitionEntries);
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
      "no parameters for single entries",
      () => entries(handConfig(), null, handSequence(), [0]),
      "TypeError: parameters: expected an object, got null",
    ],
    [
      "no sequence for single entries",
      () => entries(handConfig(), handParameters(), null, [0]),
      "TypeError: sequence: expected an object, got null",
    ],
    [
      "no options",
      () => gradient(handConfig(), handParameters(), handSequence(), null),
      "TypeError: options: expected an object, got null",
    ],
    [
      "an option that does not exist",
      () => gradient(handConfig(), handParameters(), handSequence(), { digit: 60 }),
      'RangeError: options: expected only digits, got "digit"',
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
