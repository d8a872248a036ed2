/** That the regimes are what their flags say. */
import { describe, expect, it } from "vitest";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import { REGIMES } from "../../../src/conformance/suite/gradientRegimes.ts";
import type { Flag } from "../../../src/conformance/suite/notes.ts";
import { numbersIn } from "../../support/solvedCases.ts";
import { draftOf, preActivations, solved } from "../../support/suite.ts";

function flagged(flag: Flag): [string, Draft][] {
  return REGIMES.filter(({ flags }) => flags.includes(flag)).map((draft) => [draft.id, draft]);
}

/** The entries of a tensor of a draft's answer. */
function entriesOf(draft: Draft, name: string): number[] {
  return numbersIn(solved(draft)[name]);
}

/** The size of the largest entry of a tensor of a draft's answer. */
function largestOf(draft: Draft, name: string): number {
  return Math.max(...entriesOf(draft, name).map(Math.abs));
}

describe("gradients that vanish", () => {
  it.each(flagged("Vanishing"))("%s", (_, draft) => {
    expect(largestOf(draft, "dU")).toBeLessThan(1e-6);
    expect(largestOf(draft, "dc")).toBeGreaterThan(0.1);
    // Not so far that nothing is left of them in binary32.
    for (const g of entriesOf(draft, "dU")) expect(Math.abs(g)).toBeGreaterThan(1e-25);
  });

  it("to a millionth of a millionth", () => {
    const sizes = entriesOf(draftOf("gradient-vanishing-sigmoid"), "dU").map(Math.abs);
    expect(Math.min(...sizes)).toBeLessThan(1e-12);
  });
});

describe("gradients that explode", () => {
  it.each(flagged("Exploding"))("%s, from the output's error to dW", (_, draft) => {
    const growth = largestOf(draft, "dW") / largestOf(draft, "dc");
    expect(growth).toBeGreaterThan(50);
    expect(growth).toBeLessThan(1e4);
  });
});

describe("units and outputs that saturate", () => {
  it.each(["gradient-saturated-tanh", "gradient-saturated-sigmoid"])(
    "%s has units far out and others that learn",
    (id) => {
      const a = preActivations(draftOf(id)).flatMap((row) => Array.from(row, Math.abs));
      expect(a.filter((value) => value > 7).length).toBeGreaterThanOrEqual(3);
      expect(a.filter((value) => value < 2).length).toBeGreaterThanOrEqual(3);
    },
  );

  it("a softmax that is sure and wrong has an error of -1 at the target", () => {
    const draft = draftOf("gradient-saturated-softmax-wrong");
    expect(entriesOf(draft, "dc")[0]).toBeCloseTo(-1, 9);
    expect(entriesOf(draft, "loss")[0]).toBeGreaterThan(20);
  });
});

describe("units of relu", () => {
  /** For each unit at how many steps it is on. */
  function stepsOn(draft: Draft): number[] {
    const steps = preActivations(draft);
    return Array.from(steps[0], (_, h) => steps.filter((a) => a[h] > 0).length);
  }

  it("are all off, and leave dc alone", () => {
    const draft = draftOf("gradient-relu-all-dead");
    expect(stepsOn(draft)).toEqual([0, 0, 0]);
    for (const name of ["dU", "dW", "dV", "db"]) expect(largestOf(draft, name)).toBe(0);
    expect(entriesOf(draft, "dc")).not.toContain(0);
  });

  it("are all on", () => {
    expect(stepsOn(draftOf("gradient-relu-all-alive"))).toEqual([4, 4, 4]);
    expect(stepsOn(draftOf("gradient-exploding-relu"))).toEqual([6, 6, 6]);
  });

  it("are off, one of them, which learns nothing", () => {
    const draft = draftOf("gradient-relu-one-unit-dead");
    expect(stepsOn(draft)).toEqual([4, 0, 4]);
    const [left, dead, right] = entriesOf(draft, "db").map(Math.abs);
    expect(dead).toBe(0);
    expect(Math.min(left, right)).toBeGreaterThan(0.01);
  });
});
