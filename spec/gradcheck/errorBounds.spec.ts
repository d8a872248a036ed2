import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimalArithmetic } from "../../src/gradcheck/decimal.ts";
import { definitionGradient, RESOLUTION } from "../../src/gradcheck/definition.ts";
import { type ErrorBounds, errorBounds } from "../../src/gradcheck/errorBounds.ts";
import {
  constantParameters,
  flat,
  networkOver,
  stateBefore,
  statesOf,
  truncatedLossOf,
} from "../../src/gradcheck/network.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { UNIT_ROUNDOFF as u } from "../../src/numerics/ulp.ts";
import type { Activation } from "../../src/rnn/activation.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays } from "../../src/rnn/parameters.ts";
import {
  eighths,
  type Limits,
  type NetworkCase,
  networkCases,
  sevenths,
} from "../support/arbitraries.ts";
import { bptt } from "../support/bptt.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { isNearKink } from "../support/gradientCheck.ts";
import { handConfig, handParameters, handSequence } from "../support/handSized.ts";
import { plainGradients } from "../support/plainBptt.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

/** −10 … 10 in sevenths: nearly every unit is saturated, and f′ rounded to nothing. */
const saturating: fc.Arbitrary<number> = fc.integer({ min: -70, max: 70 }).map((n) => n / 7);
/** The exact numbers, as far as binary64 is concerned. */
const A = decimalArithmetic(60);
const FEW: number = Math.ceil(FC_RUNS / 10);
const SMALL: Limits = { maxSize: 3, maxSteps: 5 };

/** |value − exact|. */
function errorOf(value: number, exact: Decimal): number {
  return exact.minus(A.constant(value)).abs().toNumber();
}

/** Each true error of the forward pass beside its bound. */
function forwardErrors({ config, parameters, sequence }: NetworkCase): [number, number][] {
  const trace = forward(config, parameters, sequence.x, sequence.initialState);
  const bounds = errorBounds(config, parameters, sequence);
  const network = networkOver(A, config, sequence);
  const theta = constantParameters(A, config, parameters);
  const s = statesOf(network, theta);
  const a = network.x.flatMap((x, t) =>
    theta.U.map((row, h) => {
      const fromInput = A.sumOfProducts(theta.b ? theta.b[h] : A.constant(0), row, x);
      return A.sumOfProducts(fromInput, theta.W[h], stateBefore(network, s, t));
    }),
  );
  const o = s.flatMap((st) =>
    theta.V.map((row, k) => A.sumOfProducts(theta.c ? theta.c[k] : A.constant(0), row, st)),
  );
  const lossOf = truncatedLossOf(config, parameters, sequence)(A);
  const loss = lossOf(Array.from(flat(parameters), A.constant));
  return [
    ...a.map((v, i): [number, number] => [errorOf(trace.a.data[i], v), bounds.a.data[i]]),
    ...s.flat().map((v, i): [number, number] => [errorOf(trace.s.data[i], v), bounds.s.data[i]]),
    ...o.map((v, i): [number, number] => [errorOf(trace.o.data[i], v), bounds.o.data[i]]),
    [errorOf(sequenceLoss(config, parameters, sequence), loss), bounds.loss],
  ];
}

/** Each error of the gradients beside its bound, and what the definition itself may be off by. */
function gradientErrors(network: NetworkCase, ...gradients: Gradients[]): [number, number][] {
  const { config, parameters, sequence } = network;
  const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
  const exact = gradientArrays(definitionGradient(config, parameters, sequence));
  const least = RESOLUTION * Math.max(1, sequenceLoss(config, parameters, sequence));
  return gradients.flatMap(gradientArrays).flatMap((values, m) => {
    const n = m % exact.length;
    return Array.from(values, (value, i): [number, number] => [
      Math.abs(value - exact[n][i]),
      bounds[n][i] + u * Math.abs(exact[n][i]) + least,
    ]);
  });
}

/** In units of u to first order: γ_n is n·u up to a factor 1 + n·u. */
function inUnits(bounds: readonly number[]): number[] {
  return bounds.map((bound) => Number((bound / u).toPrecision(12)));
}

describe("the running error bounds", () => {
  it("are what one gets by hand", () => {
    // a = s = 1 + 2·1 + 4·1 = 7, o = 1 + 2·7 = 15, e = 15 − 14 = 1, δ = 2. To first order, in units of
    // u: E_a = E_s = 3·7, E_o = 2·15 + 2·21 = 72, E_e = 72 + 1; the loss with 15 + 14 for e:
    // 29·(72 + 29) + 2·29²/2; dV: (2·1 + 73)·7 + 1·21, dc: 1 + 73; δ: 6·2 + 2·73.
    const config = handConfig({ hiddenSize: 1 });
    const parameters = {
      U: fromRows([[2]]),
      W: fromRows([[4]]),
      V: fromRows([[2]]),
      b: Float64Array.of(1),
      c: Float64Array.of(1),
    };
    const one = fromRows([[1]]);
    const sequence = { x: one, y: fromRows([[14]]), initialState: Float64Array.of(1) };
    const { a, s, o, loss, gradients } = errorBounds(config, parameters, sequence);
    const bounds = [
      ...a.data,
      ...s.data,
      ...o.data,
      loss,
      ...gradientArrays(gradients).map(([g]) => g),
    ];
    expect(inUnits(bounds)).toEqual([21, 21, 72, 29 * 101 + 29 ** 2, 158, 158, 546, 158, 74]);
  });

  it("are what one gets by hand over two steps", () => {
    // x = 1, 1: s = 1, 1 + 2·1 = 3 = o, e = 3 − 2. E_s = 3·1, then 3·3 + 2·3; E_o = 2·3 + 15, E_e one
    // more; the loss 5·(21 + 5) + 2·5²/2. Paths have 2·(1 + 1 + 2) + 1 + 3 = 12 roundings: δ = 1, then
    // 2·1; E_δ = 22, then 2·22; dU 12 + 22 and 24 + 44, dW (12 + 22)·1 + 1·3, dV (3 + 22)·3 + 1·15.
    const config = handConfig({ hiddenSize: 1, hiddenBias: false, outputBias: false });
    const [one, two] = [fromRows([[1]]), fromRows([[2]])];
    const parameters = { U: one, W: two, V: one };
    const sequence = { x: fromRows([[1], [1]]), y: two };
    const { s, o, loss, gradients } = errorBounds(config, parameters, sequence);
    const bounds = [...s.data, ...o.data, loss, ...gradientArrays(gradients).map(([g]) => g)];
    expect(inUnits(bounds)).toEqual([3, 15, 5, 21, 155, 102, 37, 90]);
  });

  it("are what one gets by hand for softmax", () => {
    // o = c = (1, 1), p = (½, ½): E_o = 2; an exponential 4, their sum 4 + 2, a quotient 1 more;
    // E_e = ½(4 + 6 + 1 + 2 + 2) + ½, dc ½ more. The loss 6 + 4 ln 2 + 3 (1 + ln 2) + ½·2·2.
    const config = handConfig({ hiddenSize: 1, outputSize: 2, output: "softmax" });
    const zero = fromRows([[0]]);
    const parameters = {
      U: zero,
      W: zero,
      V: fromRows([[0], [0]]),
      b: Float64Array.of(0),
      c: Float64Array.of(1, 1),
    };
    const sequence = { x: fromRows([[1]]), y: fromRows([[0, 1]]) };
    const { o, loss, gradients } = errorBounds(config, parameters, sequence);
    expect(inUnits([...o.data, ...(gradients.dc ?? [])])).toEqual([2, 2, 8.5, 8.5]);
    expect(loss / u).toBeCloseTo(11 + 7 * Math.LN2, 12);
  });

  it("are what one gets by hand where exponentials of several sizes are added", () => {
    // o = c = (0, ln 3), m = ln 3: weights (⅓, 1) of the sum 4/3, p = (¼, ¾), e = (¼, −¼). E_o = 2c; an
    // exponential ln 3 + 4 and 4, their sum (ln 3)/4 + 4 + 2, carried ¾·2 ln 3; the largest scale ln 3.
    const config = handConfig({ hiddenSize: 1, outputSize: 2, output: "softmax" });
    const zero = fromRows([[0]]);
    const l = Math.log(3);
    const parameters = {
      U: zero,
      W: zero,
      V: fromRows([[0], [0]]),
      b: Float64Array.of(0),
      c: Float64Array.of(0, l),
    };
    const sequence = { x: fromRows([[1]]), y: fromRows([[0, 1]]) };
    const { o, loss, gradients } = errorBounds(config, parameters, sequence);
    const sum = l / 4 + 6;
    const Ee = [
      (l + 4 + sum + 1 + 1.5 * l) / 4 + 1 / 4,
      (3 / 4) * (4 + sum + 1 + 2 * l + 1.5 * l) + 1 / 4,
    ];
    expect(o.data[1] / u).toBeCloseTo(2 * l, 12);
    [...(gradients.dc ?? [])].forEach((dc, k) => {
      expect(dc / u).toBeCloseTo(1 / 4 + Ee[k], 10);
    });
    expect(loss / u).toBeCloseTo(sum + 4 * Math.log(4 / 3) + 3 * Math.log(4) + l / 2, 10);
  });

  /** One unit whose input is a, without biases. */
  const unitOf = (activation: Activation, a: number, y: number): ErrorBounds =>
    errorBounds(
      handConfig({ hiddenSize: 1, activation, hiddenBias: false, outputBias: false }),
      { U: fromRows([[a]]), W: fromRows([[0]]), V: fromRows([[1]]) },
      { x: fromRows([[1]]), y: fromRows([[y]]) },
    );

  it.each<[Activation, a: number, s: number, f: number, own: number, slope: number]>([
    // f′ = s(1 − s) has the error |1 − 2s| E_s + 2s, f′ = 1 − s² has 2|s| E_s + 2.
    ["sigmoid", Math.log(3), 3 / 4, 3 / 16, 4 * (3 / 4), 2 * (3 / 4)],
    ["tanh", Math.log(2), 3 / 5, 16 / 25, 4 * (3 / 5), 2],
    ["relu", 3, 3, 1, 0, 0],
    ["identity", -3, -3, 1, 0, 0],
  ])("are what one gets by hand for %s", (activation, a, s, f, own, slope) => {
    // E_a = 3|a|, E_o = 2|s| + E_s, e = o − y = 1, E_e = E_o + 1, E_δ = f E_e + E_f; a path of 6.
    const bounds = unitOf(activation, a, s - 1);
    const Es = f * 3 * Math.abs(a) + own;
    const steepness = { sigmoid: Math.abs(1 - 2 * s), tanh: 2 * s, relu: 0, identity: 0 };
    const Ef = steepness[activation] * Es + slope;
    expect(bounds.s.data[0] / u).toBeCloseTo(Es, 9);
    expect(bounds.gradients.dU.data[0] / u).toBeCloseTo(
      6 * f + f * (2 * Math.abs(s) + Es + 1) + Ef,
      9,
    );
  });

  it("know that a dead unit passes nothing on, and no error", () => {
    expect(unitOf("relu", -3, 1).gradients.dU.data[0]).toBe(0);
    expect(unitOf("relu", 0, 1).gradients.dU.data[0]).toBe(0);
  });

  it.each<[Activation, s: number, f: number, own: number]>([
    ["sigmoid", 1 / 2, 1 / 4, 4 * (1 / 2)],
    ["tanh", 0, 1, 0],
  ])("keep the squares of large errors, over two steps: %s", (activation, s, f, own) => {
    // a = 2^40 − 2^40 = 0 at both steps, give or take η = γ_3 2^41; at the second E_s of the first more.
    // |f″|/2 is taken for ½; f′ is off by E_s² where its own slope is 0, and then by its rounding.
    const config = handConfig({ hiddenSize: 1, activation, outputBias: false });
    const size = 2 ** 40;
    const parameters = {
      U: fromRows([[size]]),
      W: fromRows([[1]]),
      V: fromRows([[1]]),
      b: Float64Array.of(activation === "sigmoid" ? -size - s : -size),
    };
    const x = fromRows([[1 + (activation === "sigmoid" ? s / size : 0)], [1]]);
    const { s: Es, gradients } = errorBounds(config, parameters, { x, y: fromRows([[s - 1]]) });
    const spread = (Ea: number): number => f * Ea + (Ea * Ea) / 2 + own * u;
    const eta = 3 * u * (2 * size);
    const first = spread(eta);
    const second = spread(eta + first);
    // An η in 10^12 or so is left out here: γ_3 is not 3u, and ½ is small beside 2^41.
    expect(Es.data[0] / first).toBeCloseTo(1, 9);
    expect(Es.data[1] / second).toBeCloseTo(1, 9);
    // e = 1 at the second step, E_e = E_s but for roundings; f′ is off by E_s² and its own.
    const [eMost, Ef] = [1 + second, second * second];
    const delta = (f + Ef) * eMost;
    const Edelta = f * second + Ef * eMost;
    expect(gradients.dW.data[0] / (Edelta * (s + first) + delta * first)).toBeCloseTo(1, 9);
  });

  it("count every rounding of a long sequence, to the second order", () => {
    // Nothing but the last input, so that only the number of roundings in a path grows with T:
    // n = 4T + 1 + T(T + 1)/2 of them, γ_n = n u / (1 − n u), and E_e = 6u beside it.
    const T = 2000;
    const config = handConfig({
      activation: "identity",
      hiddenSize: 1,
      hiddenBias: false,
      outputBias: false,
    });
    const one = fromRows([[1]]);
    const x = fromRows(Array.from({ length: T }, (_, t) => [t === T - 1 ? 1 : 0]));
    const parameters = { U: one, W: fromRows([[0]]), V: one };
    const { loss, gradients } = errorBounds(config, parameters, { x, y: fromRows([[0]]) });
    const n = 4 * T + 1 + (T * (T + 1)) / 2;
    // n² u = 4.5e-4 is the second order.
    expect(gradients.dU.data[0] / u).toBeCloseTo(n / (1 - n * u) + 6, 6);
    // 1·(5 + 1) + 2·1/2 of the one loss, and T roundings of the sum.
    expect((loss / (7 * u) - 1) / u).toBeCloseTo(T, -2);
  });

  it("see through a saturated unit that rounding alone may have saturated", () => {
    // a = 256 is what 2^60 leaves of itself, give or take 3·2^61·u = 768: tanh′ = 0 says nothing.
    const config = handConfig({ hiddenSize: 1, activation: "tanh", outputBias: false });
    const zero = fromRows([[0]]);
    const parameters = {
      U: fromRows([[2 ** 60 + 256]]),
      W: zero,
      V: zero,
      b: Float64Array.of(-(2 ** 60)),
    };
    const { a, s } = errorBounds(config, parameters, { x: fromRows([[1]]), y: zero });
    expect(a.data[0]).toBeCloseTo(768, 9);
    expect(s.data[0]).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ["sigmoid", 1],
    ["tanh", 2],
  ] as const)("of a state are at most the length of its range: %s", (activation, range) => {
    // Each step's error times W = 10^8: without the range it would be squared beyond all numbers.
    const config = handConfig({
      activation,
      hiddenSize: 1,
      hiddenBias: false,
      outputBias: false,
    });
    const parameters = { U: fromRows([[1]]), W: fromRows([[1e8]]), V: fromRows([[0.5]]) };
    const x = fromRows(Array.from({ length: 20 }, (_, t) => [t / 7]));
    const bounds = errorBounds(config, parameters, { x, y: fromRows([[0.3]]) });
    expect(Math.max(...bounds.s.data)).toBe(range);
    // One output of 0.5 times a state: it is off by no more than half the range, and its rounding.
    expect(bounds.o.data[19]).toBeCloseTo(range / 2, 12);
    expect(bounds.loss).toBeLessThan(4);
    for (const [bound] of gradientArrays(bounds.gradients)) {
      expect(bound).toBeLessThan(Infinity);
    }
  });

  it.each(["relu", "identity", "tanh", "sigmoid"] as const)(
    "are infinite where they overflow, and never NaN: %s",
    (activation) => {
      const config = handConfig({
        activation,
        hiddenSize: 1,
        hiddenBias: false,
        outputBias: false,
      });
      const parameters = { U: fromRows([[1]]), W: fromRows([[1e200]]), V: fromRows([[1]]) };
      const x = fromRows([[1], [0], [1]]);
      const { a, s, o, loss, gradients } = errorBounds(config, parameters, {
        x,
        y: fromRows([[0]]),
      });
      const values = [
        ...a.data,
        ...s.data,
        ...o.data,
        loss,
        ...gradientArrays(gradients).flatMap((g) => [...g]),
      ];
      expect(values.some(Number.isNaN)).toBe(false);
      expect(values).toContain(Infinity);
    },
  );

  it.each([
    ["eighths", eighths],
    ["sevenths", sevenths],
    ["numbers that saturate", saturating],
  ])("hold for the forward pass and the loss: %s", (_, numbers) => {
    fc.assert(
      fc.property(networkCases({ numbers, maxSize: 8, maxSteps: 12 }), (network) => {
        fc.pre(!isNearKink(network));
        for (const [error, bound] of forwardErrors(network)) {
          expect(error).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: FEW },
    );
  });

  it.each([
    ["eighths", eighths],
    ["sevenths", sevenths],
    ["numbers that saturate", saturating],
  ])("hold for the gradient, in whichever order it is summed: %s", (_, numbers) => {
    fc.assert(
      fc.property(networkCases({ ...SMALL, numbers }), (network) => {
        fc.pre(!isNearKink(network));
        const both = [bptt(network), plainGradients(network)];
        for (const [error, bound] of gradientErrors(network, ...both)) {
          expect(error).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: FEW },
    );
  });

  it("are not absurdly wide", () => {
    // They add up absolute values where true errors have signs and cancel. Seen are a median ratio of
    // 1/100 and a largest of 1/4 to 1/3: at most ten bits of 53 may be wasted, and four at the worst.
    const ratios: number[] = [];
    fc.assert(
      fc.property(networkCases({ ...SMALL, numbers: sevenths }), (network) => {
        fc.pre(!isNearKink(network));
        const errors = [...forwardErrors(network), ...gradientErrors(network, bptt(network))];
        ratios.push(...errors.filter(([, bound]) => bound > 0).map(([e, bound]) => e / bound));
      }),
      { numRuns: FEW },
    );
    ratios.sort((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeGreaterThan(2 ** -10);
    expect(ratios[ratios.length - 1]).toBeGreaterThan(2 ** -4);
  });

  it("are zero where nothing is rounded because there is nothing", () => {
    const config = handConfig({ hiddenBias: false, outputBias: false });
    const parameters = {
      U: fromRows([[0], [0]]),
      W: fromRows([
        [0, 0],
        [0, 0],
      ]),
      V: fromRows([[0, 0]]),
    };
    const sequence = { x: fromRows([[1], [1]]), y: fromRows([[0]]) };
    const { s, o, loss, gradients } = errorBounds(config, parameters, sequence);
    for (const values of [s.data, o.data, [loss], ...gradientArrays(gradients)]) {
      expect(values.every((value) => value === 0)).toBe(true);
    }
  });

  it("of losses that count are counted, and of no others", () => {
    // A loss at every step has the bound of each: no less than the last one's alone.
    const every = handConfig({ lossAt: "every", truncation: { kind: "window", hops: 0 } });
    const last = handConfig({ truncation: { kind: "window", hops: 0 } });
    const { x, y, initialState } = handSequence();
    const both = { x, y: fromRows([[1], [1]]), ...(initialState && { initialState }) };
    const bounds = errorBounds(every, handParameters(), both);
    const ofLast = errorBounds(last, handParameters(), handSequence());
    const ofFirst = errorBounds(last, handParameters(), { ...both, x: fromRows([[1]]), y });
    expect(bounds.loss / (ofLast.loss + ofFirst.loss)).toBeCloseTo(1, 12);
  });
});

describe("what does not fit", () => {
  const bounds = untyped(errorBounds);
  itRefuses([
    [
      "no configuration",
      () => bounds(null, handParameters(), handSequence()),
      "TypeError: config: expected an object, got null",
    ],
    [
      "another network's parameters",
      () => bounds(handConfig({ hiddenSize: 3 }), handParameters(), handSequence()),
      "RangeError: U: expected a 3×1 matrix, got 2×1",
    ],
    [
      "another network's sequence",
      () => bounds(handConfig({ lossAt: "every" }), handParameters(), handSequence()),
      "RangeError: sequence.y: expected a 2×1 matrix, got 1×1",
    ],
  ]);
});
