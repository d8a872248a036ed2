/** The check of any function: what passes, what fails, and what is no answer at all. */
import { describe, expect, it } from "vitest";
import { checkGradient, taylorOpinion } from "../../src/gradcheck/check.ts";
import { entrywise } from "../../src/gradcheck/report.ts";
import { pathOf } from "../../src/gradcheck/tensors.ts";
import { sin, tanh } from "../../src/numerics/elementary.ts";
import { fromRows, type Matrix } from "../../src/numerics/matrix.ts";
import { nextDown } from "../../src/numerics/ulp.ts";
import { itRefuses, thrownBy, untyped } from "../support/refusals.ts";

interface Weights {
  readonly A: Matrix;
  readonly b: Float64Array;
}

/** Σ_i tanh(Σ_j A_ij b_j): what its gradient is, is on the next lines. */
function f({ A, b }: Weights): number {
  let sum = 0;
  for (let i = 0; i < A.rows; i++) sum += tanh(A.data[2 * i] * b[0] + A.data[2 * i + 1] * b[1]);
  return sum;
}

function gradientOf({ A, b }: Weights): { A: Matrix; b: Float64Array } {
  const slopes = [0, 1, 2].map((i) => {
    const t = tanh(A.data[2 * i] * b[0] + A.data[2 * i + 1] * b[1]);
    return 1 - t * t;
  });
  return {
    A: fromRows(slopes.map((slope) => [slope * b[0], slope * b[1]])),
    b: Float64Array.from([0, 1], (j) =>
      slopes.reduce((sum, slope, i) => sum + slope * A.data[2 * i + j], 0),
    ),
  };
}

const AT: Weights = {
  A: fromRows([
    [0.5, -0.25],
    [1, 0.75],
    [-0.5, 0.125],
  ]),
  b: Float64Array.of(0.75, -0.5),
};

describe("a gradient of any function", () => {
  it("passes when it is right, by both oracles", () => {
    const report = checkGradient(f, gradientOf(AT), AT);
    expect(report.verdict).toBe("pass");
    expect(report.tensors["dA"].oracles).toEqual({ differences: "pass", taylor: "pass" });
    expect(report.tensors["db"].oracles).toEqual({ differences: "pass", taylor: "pass" });
    expect(report.remarks).toEqual([]);
    // Ridders on a function of scale 1 is good to ten digits and more; nothing else is compared.
    expect(report.worst?.relativeError).toBeLessThan(1e-9);
  });

  it.each<readonly [string, "A" | "b", number, (right: number) => number]>([
    ["one entry off by a millionth", "A", 2, (right) => right * (1 + 1e-6)],
    ["one entry's sign", "A", 5, (right) => -right],
    ["a factor of 2", "b", 1, (right) => 2 * right],
    ["zero for a derivative that is not", "b", 0, () => 0],
    ["NaN", "A", 1, () => Number.NaN],
    ["Infinity", "A", 1, () => Infinity],
  ])("fails for %s, and says where", (_, name, i, spoil) => {
    const gradient = gradientOf(AT);
    const entries = name === "A" ? gradient.A.data : gradient.b;
    entries[i] = spoil(entries[i]);
    const report = checkGradient(f, gradient, AT);
    expect(report.verdict).toBe("fail");
    expect(report.worst?.path).toBe(pathOf(`d${name}`, gradient[name], i));
  });

  it("accuses the wrong tensor only", () => {
    const gradient = gradientOf(AT);
    gradient.b[0] = 7;
    const { tensors } = checkGradient(f, gradient, AT);
    expect([tensors["dA"].verdict, tensors["db"].verdict]).toEqual(["pass", "fail"]);
    expect(tensors["db"].oracles).toEqual({ differences: "fail", taylor: "fail" });
  });

  it("leaves the point and the gradient as they were", () => {
    const [at, gradient] = [structuredClone(AT), gradientOf(AT)];
    const before = structuredClone(gradient);
    checkGradient(f, gradient, at);
    expect(at).toEqual(AT);
    expect(gradient).toEqual(before);
  });
});

describe("a loss that changes its argument", () => {
  interface Vector {
    readonly x: Float64Array;
  }
  const at: Vector = { x: Float64Array.of(5, 1, 2) };
  const sorted = ({ x }: Vector): number => {
    x.sort();
    return x[0] + 2 * x[1] + 3 * x[2];
  };
  const scaled = ({ x }: Vector): number => {
    const norm = Math.hypot(...x);
    for (let i = 0; i < x.length; i++) x[i] /= norm;
    return x[0];
  };
  it.each<readonly [string, (at: Vector) => number, number[]]>([
    ["sorted", sorted, [3, 1, 2]],
    // (e₀ − x x₀/|x|²)/|x|
    ["scaled", scaled, [5 / 30, -5 / 30, -10 / 30].map((g) => g / Math.sqrt(30))],
  ])("is one as any other: %s", (_, f, gradient) => {
    const right = checkGradient(f, { x: Float64Array.from(gradient) }, at);
    expect([right.verdict, right.remarks]).toEqual(["pass", []]);
    gradient[1] *= 1.1;
    expect(checkGradient(f, { x: Float64Array.from(gradient) }, at).verdict).toBe("fail");
    expect([...at.x]).toEqual([5, 1, 2]);
  });
});

describe("what a check cannot tell from", () => {
  const x = { x: Float64Array.of(0.5) };

  it("a loss that is not the same when called twice", () => {
    let calls = 0;
    const drifting = ({ x: [v] }: typeof x): number => v * v + calls++;
    const report = checkGradient(drifting, { x: Float64Array.of(1) }, x);
    expect(report.verdict).toBe("inconclusive");
    expect(report.remarks).toEqual([
      "the loss is 0.25 and then 1.25 at the same point: it is no function of it",
    ]);
    expect(report.tensors["dx"].reasons[0]).toContain("no function");
  });

  it("a loss that changes on the way", () => {
    let calls = 0;
    const jumping = ({ x: [v] }: typeof x): number => v * v + (calls++ < 4 ? 0 : 1);
    const report = checkGradient(jumping, { x: Float64Array.of(1) }, x);
    expect(report.verdict).toBe("inconclusive");
    expect(report.remarks).toEqual([
      "the loss is 0.25 and then 1.25 at the same point: it is no function of it",
    ]);
    expect(report.tensors["dx"].oracles).toEqual({ evaluation: "inconclusive" });
  });

  it.each([Number.NaN, Infinity])("a loss that is %d, which fails", (value) => {
    const report = checkGradient(() => value, { x: Float64Array.of(0) }, x);
    expect(report).toMatchObject({ verdict: "fail", remarks: [`the loss is ${value}`] });
  });

  it("a parameter that the loss does not depend on, which is vacuous", () => {
    const at = { x: x.x, y: Float64Array.of(3, 4) };
    const square = ({ x: [v] }: typeof at): number => v * v;
    const zero = { x: Float64Array.of(1), y: Float64Array.of(0, 0) };
    const report = checkGradient(square, zero, at);
    expect(report.verdict).toBe("vacuous");
    expect(report.tensors["dx"].verdict).toBe("pass");
    expect(report.tensors["dy"].reasons).toEqual(["differences: the loss does not depend on y"]);
    // One that is said to matter and does not is wrong.
    expect(checkGradient(square, { ...zero, y: Float64Array.of(0, 1) }, at).verdict).toBe("fail");
  });

  it("a parameter with a zero derivative here, which is vacuous for another reason", () => {
    const at = { x: Float64Array.of(0) };
    const report = checkGradient(({ x: [v] }) => v ** 3 + 1, { x: Float64Array.of(0) }, at);
    expect(report.tensors["dx"]).toMatchObject({
      verdict: "vacuous",
      reasons: ["differences: no entry can be told from zero: nothing was tested"],
    });
  });

  it("a parameter that only moves the loss one way or only against another", () => {
    const up = { x: Float64Array.of(0, 0) };
    const onlyDifference = ({ x: [v, w] }: typeof up): number => (v - w) ** 4;
    expect(checkGradient(onlyDifference, up, up).tensors["dx"].reasons[0]).toContain("from zero");
    const oneWay = ({ x: [v] }: typeof up): number => Math.max(0, -v - 0.4);
    expect(checkGradient(oneWay, up, up).tensors["dx"].reasons[0]).toContain("from zero");
  });

  it("a parameter that is moved by half its size and a half, its entries either way in turn", () => {
    const at = { x: Float64Array.of(3, -1, 0) };
    const calls: number[][] = [];
    const recording = ({ x }: typeof at): number => {
      calls.push([...x]);
      return 1;
    };
    checkGradient(recording, { x: Float64Array.of(0, 0, 0) }, at);
    const moved = calls.filter((call) => call.every((v, i) => v !== at.x[i]));
    expect(moved.slice(0, 2)).toEqual([
      [5, -2, 0.5],
      [1, 0, -0.5],
    ]);
  });

  it("but not a parameter that does nothing when moved and has a derivative", () => {
    // At 0 and ±1/2 the loss is 0.
    const at = { x: Float64Array.of(0) };
    const cubic = ({ x: [v] }: typeof at): number => v ** 3 - v / 4;
    const report = checkGradient(cubic, { x: Float64Array.of(-1 / 4) }, at);
    expect(report.oracles["differences"]["dx"]).toMatchObject({ verdict: "pass", reason: null });
  });

  it.each([0, 1, 0.5])("a kink at the point, whatever derivative is claimed: %d", (claimed) => {
    const at = { x: Float64Array.of(0), y: Float64Array.of(0.5) };
    const relu = ({ x: [v], y: [w] }: typeof at): number => Math.max(0, v) + w * w;
    const gradient = { x: Float64Array.of(claimed), y: Float64Array.of(1) };
    const report = checkGradient(relu, gradient, at);
    expect(report.verdict).toBe("inconclusive");
    expect(report.tensors["dy"].verdict).toBe("pass");
    expect(report.remarks).toEqual([
      "the loss has a kink within the step along 1 of 2 entries: along x[0] its slope jumps by 1.0",
    ]);
  });

  it("kinks along several entries, of which the sharpest is named", () => {
    const kinks = { x: Float64Array.of(0, 0, 0.5) };
    const f = ({ x: [u, v, w] }: typeof kinks): number => Math.abs(u) + 3 * Math.abs(v) + w;
    const report = checkGradient(f, { x: Float64Array.of(0, 0, 1) }, kinks);
    expect(report.verdict).toBe("inconclusive");
    expect(report.remarks).toEqual([
      "the loss has a kink within the step along 2 of 3 entries: along x[1] its slope jumps by 6.0",
    ]);
    const other = ({ x: [u, v, w] }: typeof kinks): number => f({ x: Float64Array.of(v, u, w) });
    expect(checkGradient(other, kinks, kinks).remarks[0]).toContain("along x[0]");
    const equal = ({ x: [u, v, w] }: typeof kinks): number => Math.abs(u) + Math.abs(v) + w;
    expect(checkGradient(equal, kinks, kinks).remarks[0]).toContain("along x[0]");
  });

  it("an entry behind a kink that all but the last Taylor steps are past", () => {
    // Of the sides of a kink 5e-12 away the remainder shows the far one at every step but two.
    const near = { x: Float64Array.of(0.5) };
    const kink = 0.5 + 5e-12;
    const bent = ({ x: [v] }: typeof near): number => Math.abs(v - kink) + sin(v);
    for (const claimed of [-1, -0.9, 0, 0.9, 1]) {
      const gradient = { x: Float64Array.of(claimed + Math.cos(0.5)) };
      expect(checkGradient(bent, gradient, near).verdict).toBe("inconclusive");
    }
  });

  it.each<readonly [string, (v: number) => number, number, number]>([
    ["finer than every step", (v) => sin(1e200 * v), 1e-200, 1e200 * Math.cos(1)],
    ["lost in rounding", (v) => 2 ** 43 + sin(v) - 2 ** 43, 0.7, Math.cos(0.7)],
  ])("a curve %s, and no gradient fails by it", (_, g, v, derivative) => {
    const at = { x: Float64Array.of(v) };
    const report = checkGradient(({ x }) => g(x[0]), { x: Float64Array.of(derivative) }, at);
    expect(report.verdict).toBe("inconclusive");
  });

  it("a remainder of first order that is the rounding of terms that cancel", () => {
    const k = 1 + 1600 * 2 ** -52;
    const at = { x: Float64Array.of(0) };
    const f = ({ x: [v] }: typeof at): number => v - tanh(k * v);
    const report = checkGradient(f, { x: Float64Array.of(1 - k) }, at);
    expect(report.verdict).not.toBe("fail");
    expect(report.tensors["dx"].oracles["taylor"]).not.toBe("fail");
  });

  it("a bend finer than the differences, which the Taylor remainder finds", () => {
    const at = { x: Float64Array.of(0) };
    const bent = ({ x: [v] }: typeof at): number => v + tanh(1e10 * v) / 1e10;
    const { oracles } = checkGradient(bent, { x: Float64Array.of(1) }, at).tensors["dx"];
    expect(oracles["taylor"]).not.toBe("pass");
    const right = checkGradient(bent, { x: Float64Array.of(2) }, at);
    expect(right.verdict).not.toBe("pass");
  });

  it("an entry that is small beside another of its tensor, and says so", () => {
    const at = { x: Float64Array.of(1, 1, 1) };
    const steep = ({ x: [u, v] }: typeof at): number => 1e13 * u + v;
    // γ_1000 of 1e13 is 1.1; the third is 0 on both sides, and that is seen.
    for (const claimed of [0, 1]) {
      const report = checkGradient(steep, { x: Float64Array.of(1e13, claimed, 0) }, at);
      expect(report.verdict).toBe("pass");
      expect(report.remarks).toEqual([
        expect.stringMatching(
          /^1 of 3 entries cannot be told from zero, as dx\[1\]: an error of 1\.\d in it would/,
        ),
      ]);
    }
    expect(checkGradient(steep, { x: Float64Array.of(1e13, 4, 0) }, at).verdict).toBe("fail");
    const even = checkGradient(({ x: [u, v] }) => u + v, { x: Float64Array.of(1, 1, 0) }, at);
    expect([even.verdict, even.remarks]).toEqual(["pass", []]);
  });

  it("an entry that is just smaller than what is explained, and says nothing where it is not", () => {
    const at = { x: Float64Array.of(1, 1) };
    const first = ({ x: [u] }: typeof at): number => u;
    const rounding = { x: Float64Array.of(0, 2 ** -20) };
    const remarks = (claimed: number): readonly string[] =>
      checkGradient(first, { x: Float64Array.of(1, claimed) }, at, { rounding }).remarks;
    const found = entrywise(checkGradient(first, { x: Float64Array.of(1, 0) }, at, { rounding }));
    const explained = (found?.tensors["dx"].entries[1].errorEstimate ?? 0) + 2 ** -20;
    expect(remarks(explained)).toEqual([]);
    expect(remarks(nextDown(explained))).toHaveLength(1);
  });

  it("a loss that is mostly noise", () => {
    const noisy = ({ x: [v] }: typeof x): number => 1e-3 * v + 1e-3 * sin(1e9 * v);
    expect(checkGradient(noisy, { x: Float64Array.of(1e-3) }, x).verdict).not.toBe("pass");
  });
});

describe("the Taylor remainder's opinion", () => {
  interface Vector {
    readonly x: Float64Array;
  }
  const finding = (f: (at: Vector) => number, gradient: number[], at: number[]): unknown => {
    const [x, g] = [at, gradient].map((entries) => ({ x: Float64Array.from(entries) }));
    return checkGradient(f, g, x).oracles["taylor"]["dx"];
  };
  const first = ({ x }: Vector): number => x[0];
  // What counts is above its bound on rounding, of which some digits of the slope are left.
  const FIRST = {
    verdict: "fail",
    reason: "the Taylor remainder falls as h and not as h²",
    slope: expect.closeTo(1, 1),
  };
  const DOUBTFUL = {
    verdict: "inconclusive",
    reason: "the Taylor remainder falls as h, and not for the gradient's sake alone",
    slope: expect.closeTo(1, 1),
  };

  it("refutes what is off by more than a thousandth of the largest term", () => {
    // Along a direction the loss is off by a half to all of the error, for x = 8 times eight.
    expect(finding(first, [1 + 1e-4, 0], [1, 1])).toEqual(DOUBTFUL);
    expect(finding(first, [1 + 1e-2, 0], [1, 1])).toEqual(FIRST);
    expect(finding(first, [1 + 5e-4, 0], [8, 1])).toEqual(DOUBTFUL);
    expect(finding(first, [1 + 5e-3, 0], [8, 1])).toEqual(FIRST);
    expect(finding(first, [Infinity, 0], [1, 1])).toEqual({ ...FIRST, slope: null });
  });

  it("does not refute what is off by exactly a thousandth", () => {
    // The direction is h to h/2 long, so the remainder is exactly h, of terms of 1000.
    const step = (v: number): number => 2 ** Math.ceil(Math.log2(Math.abs(v)));
    const f = ({ x: [v] }: Vector): number => (v === 0 ? 0 : 1000 * v - Math.sign(v) * step(v));
    const [gradient, at] = [{ x: Float64Array.of(1000) }, { x: Float64Array.of(0) }];
    expect(taylorOpinion(f, gradient, at, {}, new Set())["dx"]).toEqual(DOUBTFUL);
  });

  it("refutes entries that pass one by one and together are off by more", () => {
    const at = { x: new Float64Array(64).fill(1) };
    const sum = ({ x }: Vector): number => x.reduce((one, other) => one + other, 0);
    const report = checkGradient(sum, { x: at.x.map(() => 1 + 9e-4) }, at, {
      rounding: { x: at.x.map(() => 9.5e-4) },
    });
    expect(report.tensors["dx"].oracles).toEqual({ differences: "pass", taylor: "fail" });
  });

  it("says nothing where nothing is left, or too little", () => {
    expect(finding(first, [1, 0], [1, 1])).toEqual({
      verdict: "inconclusive",
      reason: "the Taylor remainder is rounding at every h",
      slope: null,
    });
    const at = { x: Float64Array.of(3) };
    const square = ({ x: [v] }: Vector): number => v * v;
    const report = checkGradient(square, { x: Float64Array.of(6) }, at, { noise: 1 });
    expect(report.oracles["taylor"]["dx"]).toEqual({
      verdict: "inconclusive",
      reason: "the Taylor remainder falls neither as h nor as h²",
      slope: null,
    });
  });
});

describe("bounds from outside", () => {
  const at = { x: Float64Array.of(3) };
  const square = ({ x: [v] }: typeof at): number => v * v;

  it("a rounding bound excuses as much as it says and no more", () => {
    const off = { x: Float64Array.of(6 + 2 ** -20) };
    expect(checkGradient(square, off, at).verdict).toBe("fail");
    const wide = checkGradient(square, off, at, { rounding: { x: Float64Array.of(2 ** -19) } });
    expect(wide.oracles["differences"]["dx"].verdict).toBe("pass");
    const tight = checkGradient(square, off, at, { rounding: { x: Float64Array.of(2 ** -21) } });
    expect(tight.verdict).toBe("fail");
  });

  it("of a gradient's rounding nothing is known but γ_1000 times its tensor's largest entry", () => {
    const found = entrywise(checkGradient(square, { x: Float64Array.of(1) }, at));
    // n u / (1 − n u) with u = 2^-53
    expect(found?.tensors["dx"].entries[0].roundingBound).toBe(1000 / (2 ** 53 - 1000));
  });

  it("noise blunts the differences", () => {
    const right = { x: Float64Array.of(6) };
    expect(checkGradient(square, right, at).tensors["dx"].oracles["differences"]).toBe("pass");
    const { tensors } = checkGradient(square, right, at, { noise: 1 });
    expect(tensors["dx"].oracles["differences"]).toBe("inconclusive");
  });
});

describe("checkGradient", () => {
  it("leaves an error of f's own to f", () => {
    const within = ({ x: [v] }: { x: Float64Array }): number => {
      if (v > 1.05) throw new Error("out of range");
      return v;
    };
    const at = { x: Float64Array.of(1) };
    expect(thrownBy(() => checkGradient(within, at, at))).toBe("Error: out of range");
  });

  const check = untyped(checkGradient);
  const at = { x: Float64Array.of(1) };
  itRefuses([
    ["no function", () => check(1, at, at), "TypeError: f: expected a function, got 1"],
    [
      "a gradient of another shape",
      () => check(() => 0, { x: Float64Array.of(1, 2) }, at),
      "RangeError: gradient.x: expected length 1, got 2",
    ],
    [
      "a gradient without a tensor",
      () => check(() => 0, {}, at),
      "TypeError: gradient.x: expected a Float64Array of length 1, got undefined",
    ],
    [
      "an option that does not exist",
      () => check(() => 0, at, at, { tolerance: 1 }),
      'RangeError: options: expected only rounding, noise, got "tolerance"',
    ],
    [
      "a point without tensors",
      () => check(() => 0, {}, {}),
      "RangeError: at: expected at least one tensor, got none",
    ],
    [
      "no options",
      () => check(() => 0, at, at, null),
      "TypeError: options: expected an object, got null",
    ],
    [
      "a rounding that is no number",
      () => check(() => 0, at, at, { rounding: { x: Float64Array.of(Number.NaN) } }),
      "RangeError: options.rounding.x[0]: expected a finite number, got NaN",
    ],
    [
      "a noise below 0 where the loss is no number either",
      () => check(() => Number.NaN, at, at, { noise: -1 }),
      "RangeError: options.noise: expected a finite number of at least 0, got -1",
    ],
    [
      "a noise below 0",
      () => check(() => 0, at, at, { noise: -1 }),
      "RangeError: options.noise: expected a finite number of at least 0, got -1",
    ],
    [
      "a rounding of another shape",
      () => check(() => 0, at, at, { rounding: {} }),
      "TypeError: options.rounding.x: expected a Float64Array of length 1, got undefined",
    ],
  ]);
});
