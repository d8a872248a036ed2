import { describe, expect, it } from "vitest";
import type { Draft } from "../../../src/conformance/suite/draft.ts";
import {
  CHAOTIC_TRAJECTORY,
  LARGE_TRAJECTORY,
  TRAJECTORY,
} from "../../../src/conformance/suite/trajectory.ts";
import { numbersIn } from "../../support/solvedCases.ts";
import { solved } from "../../support/suite.ts";

function lossesOf(draft: Draft): number[] {
  return numbersIn(solved(draft)["trainLoss"]);
}

/** The losses when one weight is changed by so much of itself. */
function disturbed(draft: Draft<"trajectory">, by: number): number[] {
  const { parameters } = draft.inputs;
  const [[w, ...others], ...rows] = parameters.W;
  const W = [[w * (1 + by), ...others], ...rows];
  return lossesOf({ ...draft, inputs: { ...draft.inputs, parameters: { ...parameters, W } } });
}

/** The first epoch whose loss is another to three digits; none: the number of epochs. */
function horizon(draft: Draft<"trajectory">, by: number): number {
  const others = disturbed(draft, by);
  const losses = lossesOf(draft);
  const apart = losses.findIndex((loss, n) => !(Math.abs(others[n] - loss) <= 1e-3 * loss));
  return apart < 0 ? losses.length : apart;
}

describe("the trajectories", () => {
  it("have every activation, and updates by sequence and by chunk, with each clipping and none", () => {
    const activations = new Set(TRAJECTORY.map(({ config }) => config.activation));
    expect(activations.size).toBe(4);
    const updates = TRAJECTORY.map(({ inputs: { updateEvery, clipping } }) => {
      return `${updateEvery} ${clipping?.kind ?? "none"}`;
    });
    expect(new Set(updates).size).toBe(6);
  });

  it("have several records of different length, some with an initial state and some without", () => {
    const several = TRAJECTORY.filter(({ inputs }) => inputs.records.length > 1);
    expect(several.length).toBeGreaterThanOrEqual(10);
    for (const { id, inputs } of several) {
      expect(new Set(inputs.records.map(({ x }) => x.length)).size, id).toBeGreaterThan(1);
    }
    const states = several.filter(({ inputs }) => {
      return new Set(inputs.records.map(({ initialState }) => initialState !== undefined)).size > 1;
    });
    expect(states.length).toBeGreaterThanOrEqual(8);
  });

  it("learn: the loss falls, by little or much, where there is a learning rate", () => {
    for (const draft of TRAJECTORY.filter(({ inputs }) => inputs.epochs > 1)) {
      const losses = lossesOf(draft);
      const [first, last] = [losses[0], losses[losses.length - 1]];
      if (draft.inputs.learningRate > 0) expect(last, draft.id).toBeLessThan(0.95 * first);
      else expect(last, draft.id).toBe(first);
    }
  });

  // A last place of binary32 at the first weight is to be a small part of the tolerance at the end.
  it.each(TRAJECTORY.map((draft) => [draft.id, draft] as const))(
    "%s is not sensitive",
    (_, draft) => {
      expect(horizon(draft, 2 ** -23)).toBe(draft.inputs.epochs);
      const change = disturbed(draft, 2 ** -23).map((loss, n) =>
        Math.abs(loss / lossesOf(draft)[n] - 1),
      );
      expect(Math.max(...change)).toBeLessThan(1e-5);
    },
  );

  it("one is: its losses go up and down, and its horizon is shorter than its epochs", () => {
    const [draft, ...others] = CHAOTIC_TRAJECTORY;
    expect(others).toEqual([]);
    const { epochs } = draft.inputs;
    expect(epochs).toBeGreaterThan(30);
    const losses = lossesOf(draft);
    const rises = losses.filter((loss, n) => n > 0 && loss > losses[n - 1]).length;
    expect(rises).toBeGreaterThan(10);
    expect(epochs - rises).toBeGreaterThan(10);
    expect(Math.max(...losses)).toBeLessThan(1000);
    const [double, single] = [horizon(draft, 2 ** -52), horizon(draft, 2 ** -23)];
    expect(double).toBeLessThan(epochs - 10);
    expect(single).toBeLessThan(double);
    expect(single).toBeGreaterThan(5);
  });

  it("the large one is short enough for decimal arithmetic", () => {
    for (const { inputs } of LARGE_TRAJECTORY) {
      expect(inputs.records.length * inputs.epochs).toBeLessThanOrEqual(12);
    }
  });
});
