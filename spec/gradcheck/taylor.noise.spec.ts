/** The Taylor remainder where rounding, or f itself, leaves its order open. */
import { describe, expect, it } from "vitest";
import { sin, tanh } from "../../src/numerics/elementary.ts";
import { along } from "../support/taylorAlong.ts";

describe("the order stays undecided", () => {
  it.each<[string, (x: number) => number, number, number, number?]>([
    ["where f changes by less than its rounding", (x) => 1e20 + x, 7, 1],
    ["where a wrong gradient would not show in it", (x) => 1 + 1e-13 * x, 2e-13, 1],
    ["at a step", (x) => (x > 0 ? 1 : 0), 0, 0],
    ["between the two", (x) => Math.sqrt(Math.abs(x * x * x)), 0, 0],
    ["below the first", (x) => Math.sqrt(Math.abs(x)), 0, 0],
    ["where f is not finite", (x) => (x === 1 ? 0 : NaN), 0, 1],
    ["where f is finite only as it stands still", (x) => (Math.abs(x - 1) < 1e-11 ? 2 : NaN), 5, 1],
    ["where f changes by little more than its rounding", (x) => 1 + 1e-12 * x, 1e-12, 1],
    // 2 · 16u = 3.6e-15 are above a quarter of a half of a quarter of these, and below twice that.
    ["where two remainders are above the rounding", (x) => 1 + 9e-13 * x * x, 0, 0],
    ["where f straightens out above it", (x) => Math.sqrt(1e-6 + x * x) - 1e-3, 0, 0, 1e-3],
  ])("%s", (_, g, derivative, x, noise) => {
    for (let seed = 0; seed < 20; seed++) {
      const options = { seed, directions: 12, ...(noise !== undefined && { noise }) };
      expect(along(g, derivative, x, options).kind).toBe("undecided");
    }
  });
});

describe("rounding errors", () => {
  const rough = (x: number): number => Math.fround(sin(x));

  it("are told from a remainder", () => {
    const undeclared: string[] = [];
    for (let seed = 0; seed < 50; seed++) {
      const x = seed / 50 + 0.3;
      const right = Math.cos(x);
      const declared = { seed, noise: 2 ** -24 };
      expect(along(rough, right, x, declared).kind).toBe("second order");
      expect(along(rough, 1.1 * right, x, declared).kind).toBe("first order");
      // Not declared, they still show.
      undeclared.push(along(rough, right, x, { seed }).kind);
      expect(undeclared).not.toContain("first order");
      expect(["undecided", "first order"]).toContain(along(rough, 1.1 * right, x, { seed }).kind);
    }
    expect(undeclared.filter((kind) => kind === "second order").length).toBeGreaterThan(25);
  });

  it("of the argument count, without a word", () => {
    // 10⁴ x is rounded by up to 10⁴ u x, which makes 10⁴ u in f for x = 1.
    const wave = (x: number): number => sin(1e4 * x);
    const kindsAt = Array.from({ length: 50 }, (_, seed) => {
      const x = 0.3 + seed / 50;
      expect(along(wave, 1.1e4 * Math.cos(1e4 * x), x, { seed }).kind).toBe("first order");
      return along(wave, 1e4 * Math.cos(1e4 * x), x, { seed }).kind;
    });
    expect(kindsAt).not.toContain("first order");
    expect(kindsAt.filter((kind) => kind === "second order").length).toBeGreaterThan(25);
  });

  it("of an f that stands still at short steps are not taken for a wrong gradient", () => {
    // As the loss of a softmax may be, a difference of two numbers near 20 that is a multiple of
    // 3.6e-15: from steps of a millionth on it does not move.
    const loss = (x: number): number => 20 + (3e-9 * tanh(x) + 1e-8 * x * x) - 20;
    const results = Array.from({ length: 50 }, (_, seed) => along(loss, 3e-9, 0, { seed }));
    expect(results.every(({ kind }) => kind !== "first order")).toBe(true);
  });

  it("leave a kink at the point what it is: no gradient is right", () => {
    const relu = (x: number): number => Math.max(0, x);
    for (const derivative of [0, 0.5, 1]) {
      expect(along(relu, derivative, 0, { directions: 12 }).kind).toBe("first order");
    }
  });
});
