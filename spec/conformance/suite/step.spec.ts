import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { solve } from "../../../src/conformance/bugs/solve.ts";
import { clippingThemes, STEP } from "../../../src/conformance/suite/step.ts";
import { globalNorm } from "../../../src/rnn/clip.ts";
import type { Gradients } from "../../../src/rnn/parameters.ts";
import { gradientArrays } from "../../../src/rnn/parameters.ts";
import { draftOf, unanswered } from "../../support/suite.ts";

/** What the clipping of a step was handed, one gradient for each call. */
function unclipped(id: string, seams: Partial<typeof RIGHT> = {}): Gradients[] {
  const seen: Gradients[] = [];
  const spy: typeof RIGHT = {
    ...RIGHT,
    ...seams,
    clip: (gradients, clipping) => {
      seen.push(gradients);
      return RIGHT.clip(gradients, clipping);
    },
  };
  solve(spy, unanswered(draftOf(id)));
  return seen;
}

describe("the steps", () => {
  it("have every truncation with every clipping", () => {
    const met = STEP.map(({ config, inputs: { clipping } }) => {
      return `${config.truncation.kind} ${clipping?.kind ?? "none"}`;
    });
    expect(new Set(met).size).toBe(9);
  });

  it("have learning rates that are exact, from none to several", () => {
    const rates = new Set(STEP.map(({ inputs }) => inputs.learningRate));
    expect(rates.size).toBeGreaterThanOrEqual(6);
    expect(rates).toContain(0);
    expect(Math.max(...rates)).toBeGreaterThan(1);
  });

  it("are clipped where they have a clipping, except those that are within the limit", () => {
    for (const { id, inputs } of STEP) {
      const { clipping } = inputs;
      if (clipping === null) continue;
      const [gradients] = unclipped(id);
      const entries = gradientArrays(gradients).flatMap((values) => Array.from(values, Math.abs));
      const size = clipping.kind === "norm" ? globalNorm(gradients) : Math.max(...entries);
      expect(size > clipping.limit, id).toBe(!/within|cancelling-norm/.test(id));
      // Not all of it either, so that what is kept shows.
      if (clipping.kind === "value") expect(Math.min(...entries), id).toBeLessThan(clipping.limit);
    }
  });

  it("sum terms that cancel: every loss's gradient exceeds the limit and their sum does not", () => {
    const draft = STEP.find(({ id }) => id === "step-cancelling-norm");
    const limit = draft?.inputs.clipping?.limit ?? NaN;
    const norms: number[] = [];
    const spy: typeof RIGHT = {
      ...RIGHT,
      clipped: (run, { from, to }, options) => {
        for (let t = from; t <= to; t++) {
          RIGHT.clipped(
            {
              ...run,
              program: {
                ...RIGHT,
                clip: (gradients) => {
                  norms.push(globalNorm(gradients));
                  return gradients;
                },
              },
            },
            { from: t, to: t },
            options,
          );
        }
        return RIGHT.clipped(run, { from, to }, options);
      },
    };
    solve(spy, unanswered(draftOf("step-cancelling-norm")));
    expect(norms).toHaveLength(4);
    for (const norm of norms) expect(norm).toBeGreaterThan(limit);
    expect(globalNorm(unclipped("step-cancelling-norm")[0])).toBeLessThan(limit);
  });

  it("name their clipping", () => {
    expect(clippingThemes(null)).toEqual([]);
    expect(clippingThemes({ kind: "value", limit: 1 })).toEqual(["ByValue"]);
    expect(clippingThemes({ kind: "norm", limit: 1 })).toEqual(["ByNorm"]);
  });
});
