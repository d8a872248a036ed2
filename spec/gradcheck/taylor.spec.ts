import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { asParameters, frozenLosses } from "../../src/gradcheck/frozenLoss.ts";
import {
  TAYLOR_KINDS,
  type TaylorResult,
  type TaylorTest,
  taylorTest,
} from "../../src/gradcheck/taylor.ts";
import { exp, sin } from "../../src/numerics/elementary.ts";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import type { Gradients } from "../../src/rnn/parameters.ts";
import { type NetworkCase, networkCases } from "../support/arbitraries.ts";
import { sameBits } from "../support/compare.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { isNearKink } from "../support/gradientCheck.ts";
import { MISTAKES, plainGradients } from "../support/plainBptt.ts";
import { itRefuses, thrownBy, untyped } from "../support/refusals.ts";
import { along } from "../support/taylorAlong.ts";

interface Layer {
  readonly W: Matrix;
  readonly b: Float64Array;
}

/** A layer's worth of everything: f = Σ_ij sin(W_ij + i) e^(j/2 W_ij) + Σ_i b_i² (1 + i) + W_01 b_0. */
function f({ W, b }: Layer): number {
  let sum = 0;
  for (let i = 0; i < W.rows; i++) {
    for (let j = 0; j < W.cols; j++) {
      const w = W.data[i * W.cols + j];
      sum += sin(w + i) * exp((j / 2) * w);
    }
    sum += b[i] * b[i] * (1 + i);
  }
  return sum + W.data[1] * b[0];
}

function gradientOf({ W, b }: Layer): Layer {
  const dW = W.data.map((w, n) => {
    const [i, j] = [Math.floor(n / W.cols), n % W.cols];
    return (Math.cos(w + i) + (j / 2) * Math.sin(w + i)) * Math.exp((j / 2) * w);
  });
  dW[1] += b[0];
  const db = b.map((bi, i) => 2 * (1 + i) * bi + (i === 0 ? W.data[1] : 0));
  return { W: { ...W, data: dW }, b: db };
}

const layer = (): Layer => ({
  W: fromRows([
    [0.3, -0.7, 0.2],
    [1.1, 0.4, -0.9],
    [-0.2, 0.8, 0.6],
  ]),
  b: Float64Array.of(0.5, -0.25, 0.75),
});

function kinds<P>({ tensors, joint }: TaylorTest<P>): string[] {
  const each: TaylorResult[] = Object.values(tensors);
  return [...each, joint].map(({ kind }) => kind);
}

describe("the gradient", () => {
  it("leaves a remainder of second order in each tensor and in all of them", () => {
    const { tensors, joint } = taylorTest(f, gradientOf(layer()), layer());
    for (const { kind, slope } of [tensors.W, tensors.b, joint]) {
      expect(kind).toBe("second order");
      expect(slope).toBeCloseTo(2, 1);
    }
  });

  it("of x² leaves the square of the displacement", () => {
    const { remainders } = along((x) => x * x, 0, 0);
    expect(remainders).toHaveLength(39);
    expect(remainders.map(({ h }) => h)).toEqual(
      Array.from({ length: 39 }, (_, n) => 2 ** -(n + 2)),
    );
    const v = Math.sqrt(remainders[0].remainder) * 4;
    expect(v).toBeGreaterThanOrEqual(0.5);
    expect(v).toBeLessThan(1);
    for (const { h, remainder } of remainders)
      expect(remainder / (h * v * h * v)).toBeCloseTo(1, 12);
  });

  it.each<[string, (x: number) => number, number, number, number]>([
    ["x³ at its saddle", (x) => x * x * x, 0, 0, 3],
    ["x⁸ at its bottom", (x) => (x * x * x * x) ** 2, 0, 0, 8],
    ["sin at its inflection", sin, 1, 0, 3],
    ["a steep exp", (x) => exp(100 * x), 100, 0, 2],
    ["√x where long steps leave its domain", Math.sqrt, 0.5 / Math.sqrt(1e-3), 1e-3, 2],
    ["a huge entry", (x) => x * 1e-300 * (x * 1e-300), 2e-300, 1e300, 2],
    ["the largest entry there is", (x) => x * 1e-308 * (x * 1e-308), 3.4e-308, 1.7e308, 2],
    ["a subnormal entry", (x) => x * x + x, 1, 5e-324, 2],
    ["a negative zero", (x) => exp(x), 1, -0, 2],
    // 3.6e-15 is below a quarter of the fourth of these, and above the fifth.
    ["a slight curve, above the rounding at four steps", (x) => 1 + 1.4e-11 * x * x, 0, 0, 2],
  ])("of %s leaves a power of at least two", (_, g, derivative, x, power) => {
    const { kind, slope } = along(g, derivative, x);
    expect([kind, slope]).toEqual(["second order", expect.closeTo(power, 1)]);
  });

  it("of a linear function leaves nothing but rounding", () => {
    expect(along((x) => 3 * x + 1, 3, 0.7)).toMatchObject({ kind: "exact", slope: null });
    expect(along(() => 5, 0, 1).kind).toBe("exact");
    // With a kink at some distance there is a remainder, and then at once there is none.
    const bent = along((x) => Math.max(0, x) + 2 * x, 2, -0.01);
    expect(bent).toMatchObject({ kind: "exact", slope: null });
    expect(bent.remainders.some(({ remainder }) => remainder > 0.01)).toBe(true);
  });
});

describe("a wrong gradient", () => {
  const right = gradientOf(layer());
  const wrongW = (data: Float64Array): Layer => ({ ...right, W: { ...right.W, data } });
  const transposed = right.W.data.map((_, n) => right.W.data[(n % 3) * 3 + Math.floor(n / 3)]);
  const oneEntry = right.W.data.with(4, right.W.data[4] + 0.01);

  it.each<[string, Layer, string[]]>([
    ["a sign", wrongW(right.W.data.map((g) => -g)), ["first order", "second order", "first order"]],
    [
      "a factor",
      wrongW(right.W.data.map((g) => 2 * g)),
      ["first order", "second order", "first order"],
    ],
    [
      "a millionth",
      wrongW(right.W.data.map((g) => g * (1 + 1e-6))),
      ["first order", "second order", "first order"],
    ],
    ["one entry", wrongW(oneEntry), ["first order", "second order", "first order"]],
    ["the transpose", wrongW(transposed), ["first order", "second order", "first order"]],
    ["zero", wrongW(new Float64Array(9)), ["first order", "second order", "first order"]],
    [
      "the other tensor's",
      { ...right, b: right.b.map((g) => g / 2) },
      ["second order", "first order", "first order"],
    ],
  ])("leaves a remainder of first order where it is wrong: %s", (_, wrong, expected) => {
    const result = taylorTest(f, wrong, layer());
    expect(kinds(result)).toEqual(expected);
    const { slope } = expected[0] === "first order" ? result.tensors.W : result.tensors.b;
    expect(slope).toBeCloseTo(1, 1);
    expect(result.joint.slope).toBeCloseTo(1, 1);
  });

  it("in one entry is found in every direction, whatever the seed", () => {
    for (let seed = 0; seed < 100; seed++) {
      const { kind } = taylorTest(f, wrongW(oneEntry), layer(), { seed, directions: 1 }).tensors.W;
      expect(kind).toBe("first order");
    }
  });

  it("in a small tensor is hidden by a large one, and found in the tensor itself", () => {
    // A curves a million times as much: h·1e6 is above the error of 1e-6 until h = 1e-12, where the
    // rounding errors of f long hide both. Alone, b has no curve at all.
    const steep = ({ W, b }: Layer): number =>
      1e6 * W.data.reduce((sum, w) => sum + (w - 1) * (w - 1), 0) + 1e-6 * b[0];
    const at = { W: fromRows([[1, 1, 1]]), b: Float64Array.of(0.5) };
    const wrong = { W: fromRows([[0, 0, 0]]), b: Float64Array.of(0) };
    expect(kinds(taylorTest(steep, wrong, at))).toEqual([
      "second order",
      "first order",
      "second order",
    ]);
    const rightOne = { ...wrong, b: Float64Array.of(1e-6) };
    expect(kinds(taylorTest(steep, rightOne, at))).toEqual([
      "second order",
      "exact",
      "second order",
    ]);
  });

  it.each<[string, (x: number) => number, number, number]>([
    ["of a linear function", (x) => 3 * x + 1, 3 + 1e-9, 0.7],
    ["of a constant", () => 5, 1e-3, 1],
    ["of √x where long steps leave its domain", Math.sqrt, 0.4 / Math.sqrt(1e-3), 1e-3],
    ["of a huge entry", (x) => x * 1e-300, 2e-300, 1e300],
    ["with f″ of the other sign, which cancels it at one step", (x) => x - x * x, 1 - 2 ** -6, 0],
  ])("leaves a remainder of first order %s", (_, g, derivative, x) => {
    for (let seed = 0; seed < 20; seed++) {
      const { kind, slope } = along(g, derivative, x, { seed });
      expect([kind, slope]).toEqual(["first order", expect.closeTo(1, 1)]);
    }
  });

  it("is seen past a step at which f″ happens to cancel it", () => {
    // R = |ε d − d²| with d = h v is 0 at h = 2^-7 if ε is v 2^-7. In units of 2^-16 v² it is then
    // 1, 3/4, 7/16 and 15/64 at the next four steps, and those are all that is above the noise.
    const v = 4 * Math.sqrt(along((x) => x * x, 0, 0, { directions: 1 }).remainders[0].remainder);
    const curve = (x: number): number => x - x * x;
    const options = { directions: 1, noise: 0.1 * 2 ** -16 * v * v };
    const { slope } = along(curve, 1 - v * 2 ** -7, 0, options);
    // The least-squares line through (0, 0), (−1, lb 3/4), (−2, lb 7/16), (−3, lb 15/64).
    const [y1, y2, y3] = [3 / 4, 7 / 16, 15 / 64].map(Math.log2);
    expect(slope).toBeCloseTo(-(-0.5 * y1 + 0.5 * y2 + 1.5 * y3) / 5, 6);
  });

  it("is what NaN and infinity are", () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const result = taylorTest(f, wrongW(right.W.data.with(3, bad)), layer());
      expect(kinds(result)).toEqual(["first order", "second order", "first order"]);
      expect([result.tensors.W.slope, result.joint.slope]).toEqual([null, null]);
      expect(result.tensors.W.remainders.every(({ remainder }) => Number.isNaN(remainder))).toBe(
        true,
      );
    }
  });
});

describe("the directions", () => {
  it("are the seed's", () => {
    const run = (seed?: number): TaylorTest<Layer> =>
      taylorTest(f, gradientOf(layer()), layer(), seed === undefined ? {} : { seed });
    expect(run(0)).toEqual(run());
    expect(run(1)).toEqual(run(1));
    expect(run(1).joint.remainders).not.toEqual(run(2).joint.remainders);
  });

  it("are as many as asked for, and the worst is reported", () => {
    // To the left of its kink relu is 0, as its gradient here: half of the directions see no more.
    const relu = (x: number): number => Math.max(0, x);
    const single = Array.from({ length: 40 }, (_, seed) => {
      return along(relu, 0, 0, { seed, directions: 1 }).kind;
    });
    expect(new Set(single)).toEqual(new Set(["exact", "first order"]));
    for (let seed = 0; seed < 40; seed++) {
      expect(along(relu, 0, 0, { seed, directions: 12 }).kind).toBe("first order");
    }
    let calls = 0;
    const counted = (at: Layer): number => {
      calls++;
      return f(at);
    };
    taylorTest(counted, gradientOf(layer()), layer());
    expect(calls).toBe(1 + 3 * 3 * 39);
    calls = 0;
    taylorTest(counted, gradientOf(layer()), layer(), { directions: 5 });
    expect(calls).toBe(1 + 5 * 3 * 39);
  });

  it("report the smallest slope among equals", () => {
    // (x₀ + x₁)² + (x₀ − x₁)⁴ has slopes from 2 to 4; more directions cannot raise the reported one.
    const g = ({ x }: { x: Float64Array }): number =>
      (x[0] + x[1]) * (x[0] + x[1]) * 1e-4 + (x[0] - x[1]) ** 4;
    const at = { x: new Float64Array(2) };
    const slopes = [1, 2, 4, 8, 16].map(
      (directions) => taylorTest(g, at, at, { directions }).tensors.x.slope ?? 0,
    );
    expect(slopes).toEqual([...slopes].sort((one, other) => other - one));
    expect(slopes[0]).toBeGreaterThan(slopes[4]);
  });
});

describe("the point", () => {
  it("is left as it is, to the bit, and so when f throws", () => {
    const at = { x: Float64Array.of(-0, 5e-324, 1e300, 0.1) };
    const gradient = { x: new Float64Array(4) };
    const original = at.x.slice();
    const seen = new Set<Float64Array>();
    let calls = 0;
    const failing = ({ x }: typeof at): number => {
      seen.add(x);
      if (++calls === 50) throw new Error("enough");
      return x[0];
    };
    expect(thrownBy(() => taylorTest(failing, gradient, at))).toBe("Error: enough");
    expect(sameBits(at.x, original)).toBe(true);
    expect(seen.has(at.x)).toBe(false);
  });

  it("is what the tensors that are not on trial keep, to the bit", () => {
    const at = layer();
    const changes: string[] = [];
    const watched = (theta: Layer): number => {
      const changed = [
        sameBits(theta.W.data, at.W.data) ? "" : "W",
        sameBits(theta.b, at.b) ? "" : "b",
      ].join("");
      if (changed !== changes.at(-1)) changes.push(changed);
      return f(theta);
    };
    taylorTest(watched, gradientOf(at), at);
    expect(changes).toEqual(["", "W", "b", "Wb"]);
  });

  it("is never left for what is no number", () => {
    const seen: number[] = [];
    along((x) => seen.push(x), 0, 1.7e308);
    expect(seen.every(Number.isFinite)).toBe(true);
  });
});

describe("the truncated gradient of a network", () => {
  const test = ({ config, parameters, sequence }: NetworkCase, gradients: Gradients): string[] => {
    const { loss: noise } = errorBounds(config, parameters, sequence);
    const f = frozenLosses(config, parameters, sequence);
    return kinds(taylorTest(f, asParameters(gradients), parameters, { noise }));
  };

  it("is never of first order", () => {
    let second = 0;
    let all = 0;
    const property = fc.property(networkCases({ maxSize: 4, maxSteps: 6 }), (network) => {
      if (isNearKink(network)) return;
      const found = test(network, plainGradients(network));
      expect(found).not.toContain("first order");
      all += found.length;
      second += found.filter((kind) => kind === "second order" || kind === "exact").length;
    });
    fc.assert(property, { numRuns: Math.ceil(FC_RUNS / 4) });
    expect(second / all).toBeGreaterThan(0.95);
  });

  it.each(MISTAKES)("with a mistake is: %s", (mistake) => {
    const networks = fc.sample(networkCases({ maxSize: 4, maxSteps: 6 }), { numRuns: 12, seed: 1 });
    const found = networks
      .filter((network) => !isNearKink(network))
      .map((network) => {
        return test(network, plainGradients(network, mistake)).includes("first order");
      });
    expect(found).toContain(true);
  });
});

describe("what is refused", () => {
  const attempt = untyped(taylorTest);
  const at = { x: Float64Array.of(1, 2) };
  const f = (): number => 0;
  itRefuses([
    ["no function", () => attempt(7, at, at), "TypeError: f: expected a function, got 7"],
    [
      "a function of no number",
      () => attempt(() => [1], at, at),
      "TypeError: f: expected a function that returns a number, got an array of 1",
    ],
    [
      "a gradient of another shape",
      () => attempt(f, { x: Float64Array.of(1) }, at),
      "RangeError: gradient.x: expected length 2, got 1",
    ],
    [
      "a gradient of another name",
      () => attempt(f, { y: at.x }, at),
      'RangeError: gradient: expected only x, got "y"',
    ],
    ["no point", () => attempt(f, at), "TypeError: at: expected an object, got undefined"],
    [
      "a point that is not finite",
      () => attempt(f, at, { x: Float64Array.of(1, Infinity) }),
      "RangeError: at.x[1]: expected a finite number, got Infinity",
    ],
    [
      "f that is not finite there",
      () => attempt(() => Number.NaN, at, at),
      "RangeError: f(at): expected a finite number, got NaN",
    ],
    [
      "options of no kind",
      () => attempt(f, at, at, 42),
      "TypeError: options: expected an object, got 42",
    ],
    [
      "an option that does not exist",
      () => attempt(f, at, at, { h: 1 }),
      'RangeError: options: expected only seed, directions, noise, got "h"',
    ],
    [
      "a seed below 0",
      () => attempt(f, at, at, { seed: -1 }),
      "RangeError: options.seed: expected a whole number from 0 to 4294967295, got -1",
    ],
    [
      "no direction",
      () => attempt(f, at, at, { directions: 0 }),
      "RangeError: options.directions: expected a whole number of at least 1, got 0",
    ],
    [
      "noise below 0",
      () => attempt(f, at, at, { noise: -1e-9 }),
      "RangeError: options.noise: expected a finite number of at least 0, got -1e-9",
    ],
  ]);

  it("kinds are told in their order, from the best to the worst", () => {
    expect(TAYLOR_KINDS).toEqual(["exact", "second order", "undecided", "first order"]);
  });
});
