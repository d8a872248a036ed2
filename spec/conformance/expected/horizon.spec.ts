import { describe, expect, it } from "vitest";
import { boundingMethod } from "../../../src/conformance/expected/bounds.ts";
import { definedTrajectory } from "../../../src/conformance/expected/definedValues.ts";
import { ensembleOf, horizonsOf } from "../../../src/conformance/expected/horizon.ts";
import { trajectoryOver } from "../../../src/conformance/expected/solveOver.ts";
import type { Draft } from "../../../src/conformance/suite/draft.ts";

const LEAPING = 2;

/** A unit and two steps: the loss falls; with a large η and clipping it leaps about for ever. */
function training(learningRate: number, epochs: number, activation: "tanh" | "identity" = "tanh") {
  const draft: Draft<"trajectory"> = {
    kind: "trajectory",
    id: "trajectory-a",
    comment: "",
    flags: [],
    config: {
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation,
      output: "linear",
      lossAt: "every",
      hiddenBias: false,
      outputBias: false,
      truncation: { kind: "full" },
    },
    inputs: {
      parameters: { U: [[1]], W: [[0.5]], V: [[1]] },
      records: [{ x: [[1], [-0.5]], y: [[0.25], [0.75]] }],
      epochs,
      learningRate,
      clipping: learningRate === LEAPING ? { kind: "value", limit: 1 } : null,
      updateEvery: "sequence",
    },
  };
  return draft;
}

function horizonsFor(draft: Draft<"trajectory">) {
  const exact = definedTrajectory(draft);
  const bounds = {
    float64: trajectoryOver(boundingMethod("float64", draft), draft),
    float32: trajectoryOver(boundingMethod("float32", draft), draft),
  };
  return { exact, bounds, ...horizonsOf(draft, exact, bounds) };
}

describe("horizonsOf", () => {
  it("takes in all epochs of a training that settles", () => {
    const { horizon, ranges } = horizonsFor(training(0.125, 5));
    expect(horizon).toEqual({ float64: 5, float32: 5 });
    expect(ranges).toEqual({ float64: [], float32: [] });
  });

  it("ends where rounding decides, in float32 first, and gives ranges past it", () => {
    const { exact, horizon, ranges } = horizonsFor(training(LEAPING, 60));
    expect(horizon.float32).toBeGreaterThan(0);
    expect(horizon.float64).toBeGreaterThan(horizon.float32);
    for (const dtype of ["float64", "float32"] as const) {
      expect(ranges[dtype]).toHaveLength(60 - horizon[dtype]);
      ranges[dtype].forEach(({ min, max }, n) => {
        const loss = exact.trainLoss[horizon[dtype] + n];
        expect(min).toBeGreaterThanOrEqual(0);
        expect(min).toBeLessThan(loss);
        expect(max).toBeGreaterThan(loss);
      });
    }
  });

  it("widens the ensemble's range by itself", () => {
    const draft = training(LEAPING, 60);
    const { exact, ranges } = horizonsFor(draft);
    const last = ensembleOf(draft, "float32").map(({ trainLoss }) => trainLoss[59]);
    const all = [...last, exact.trainLoss[59]];
    const [min, max] = [Math.min(...all), Math.max(...all)];
    const range = ranges.float32[ranges.float32.length - 1];
    expect(range.max).toBeCloseTo(max + (max - min), 3);
    expect(range.min).toBeCloseTo(Math.max(0, min - (max - min)), 3);
  });

  it("does not go past a bound that is no bound, or that somebody leaves", () => {
    const draft = training(0.125, 3);
    const { exact, bounds } = horizonsFor(draft);
    const at = (trainLoss: number[]) => ({ ...bounds, float64: { ...bounds.float64, trainLoss } });
    const [first, second, third] = bounds.float64.trainLoss;
    for (const wrong of [Number.NaN, Infinity, 0]) {
      const { horizon } = horizonsOf(draft, exact, at([first, wrong, third]));
      expect(horizon).toEqual({ float64: 1, float32: 1 });
    }
    expect(horizonsOf(draft, exact, at([first, second, third])).horizon.float64).toBe(3);
  });

  it("leaves the last epoch out where the parameters are not as near", () => {
    const draft = training(0.125, 3);
    const { exact, bounds } = horizonsFor(draft);
    const float32 = { ...bounds.float32, W: [[Infinity]] };
    expect(horizonsOf(draft, exact, { ...bounds, float32 }).horizon).toEqual({
      float64: 3,
      float32: 2,
    });
  });

  it("refuses a training that does not stay finite", () => {
    const draft = training(64, 12, "identity");
    expect(() => ensembleOf(draft, "float32")).toThrow(
      /^trajectory-a: expected finite losses, got (NaN|Infinity) in float32$/,
    );
  });
});
