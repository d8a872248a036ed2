import { describe, expect, it } from "vitest";
import { gradientsFrom } from "../../../src/conformance/convert.ts";
import { CLIP } from "../../../src/conformance/suite/clip.ts";
import { globalNorm } from "../../../src/rnn/clip.ts";
import { numbersIn } from "../../support/solvedCases.ts";

/** For each case what there is to clip, as its norm and as its entries beside the limit. */
const cases = CLIP.map(({ id, flags, inputs: { gradients, clipping } }) => ({
  id,
  flags,
  ...clipping,
  gradients,
  norm: globalNorm(gradientsFrom(gradients)),
  entries: numbersIn(gradients),
}));

const byValue = cases.filter(({ kind }) => kind === "value");
const byNorm = cases.filter(({ kind }) => kind === "norm");

describe("clipping by value", () => {
  it("has entries within, beyond and exactly at the limit, on both sides", () => {
    const sides = byValue.map(({ entries, limit }) =>
      [
        entries.some((g) => g < -limit) && "below",
        entries.includes(-limit) && "at -limit",
        entries.some((g) => Math.abs(g) < limit && g !== 0) && "within",
        entries.includes(limit) && "at limit",
        entries.some((g) => g > limit) && "above",
      ].filter((side) => side !== false),
    );
    expect(sides).toContainEqual(["within"]);
    expect(sides).toContainEqual(["below", "within"]);
    expect(sides).toContainEqual(["below", "above"]);
    expect(sides.some((side) => side.includes("at limit") && side.includes("at -limit"))).toBe(
      true,
    );
    expect(sides.some((side) => ["below", "within", "above"].every((s) => side.includes(s)))).toBe(
      true,
    );
  });
});

describe("clipping by norm", () => {
  it("has norms below, at and above the limit, and of zero", () => {
    const ratios = byNorm.map(({ norm, limit }) => norm / limit);
    expect(ratios).toContain(0);
    expect(ratios).toContain(1);
    expect(ratios).toContain(2);
    expect(ratios.filter((ratio) => ratio > 0 && ratio < 1)).not.toEqual([]);
    expect(ratios.filter((ratio) => ratio > 1).length).toBeGreaterThanOrEqual(5);
  });

  it("is at the limit where the flag says so, by either kind", () => {
    for (const { flags, kind, norm, limit, entries } of cases) {
      const at = kind === "norm" ? norm === limit : entries.some((g) => Math.abs(g) === limit);
      if (flags.includes("AtTheLimit")) expect(at).toBe(true);
    }
    expect(cases.filter(({ flags }) => flags.includes("AtTheLimit"))).toHaveLength(2);
  });

  it("has a limit that all tensors exceed together and none alone", () => {
    const within = byNorm.filter(
      ({ gradients, norm, limit }) =>
        norm > limit &&
        Object.values(gradients).every((tensor) => Math.hypot(...numbersIn(tensor)) < limit),
    );
    expect(within.map(({ id }) => id)).toContain("clip-norm-each-tensor-within");
  });

  it("has a limit that only the biases make the norm exceed", () => {
    const decided = byNorm.filter(({ gradients: { dU, dW, dV }, norm, limit }) => {
      return norm > limit && Math.hypot(...numbersIn([dU, dW, dV])) < limit;
    });
    expect(decided.map(({ id }) => id)).toContain("clip-norm-biases-decide");
  });
});
