import { describe, expect, it } from "vitest";
import { clip, clipByNorm, clipByValue, globalNorm } from "../../src/rnn/clip.ts";
import { type Gradients, mapGradients } from "../../src/rnn/parameters.ts";
import {
  brokenGradientsShow,
  clippingKeepsShapes,
  clippingTwiceIsClippingOnce,
  entriesEndInTheInterval,
  normClippingOnlyShortens,
  normEndsAtTheLimit,
} from "./clipping.properties.ts";

describe("clipping by value", () => {
  it("moves every entry into the interval and leaves those inside alone", () => {
    entriesEndInTheInterval(clipByValue);
  });
  it("done twice is done once", () => {
    clippingTwiceIsClippingOnce(clipByValue);
  });
  it("keeps the shapes", () => {
    clippingKeepsShapes((g) => clipByValue(g, -1, 1));
    clippingKeepsShapes((g) => clip(g, { kind: "norm", limit: 1 }));
  });
  it("is told from Math.min and Math.max, which lose −0, and from one-sided clipping", () => {
    expect(() =>
      entriesEndInTheInterval((g, low, high) =>
        mapGradients(g, (v) => Math.min(Math.max(v, low), high)),
      ),
    ).toThrow();
    expect(() =>
      entriesEndInTheInterval((g, _, high) => mapGradients(g, (v) => Math.min(v, high))),
    ).toThrow();
  });
});

describe("clipping by norm", () => {
  it("shortens without turning", () => {
    normClippingOnlyShortens(clipByNorm);
  });
  it("ends at the limit", () => {
    normEndsAtTheLimit(clipByNorm, globalNorm);
  });
  it("hides no gradient that is not finite, nor does clipping by value hide NaN", () => {
    brokenGradientsShow(clipByValue, clipByNorm);
    // As it was: limit / Infinity = 0 makes zeros of all that was finite, and NaN of Infinity.
    const zeroing = (g: Gradients, limit: number): Gradients => {
      const factor = Math.min(1, limit / globalNorm(g));
      return mapGradients(g, (v) => v * factor);
    };
    expect(() => brokenGradientsShow(clipByValue, zeroing)).toThrow();
    const bounding = (g: Gradients, low: number, high: number): Gradients =>
      mapGradients(g, (v) => (v > low ? (v < high ? v : high) : low));
    expect(() => brokenGradientsShow(bounding, clipByNorm)).toThrow();
  });
  it("is told from clipping by value and from a norm per tensor", () => {
    expect(() => normClippingOnlyShortens((g, limit) => clipByValue(g, -limit, limit))).toThrow();
    expect(() =>
      normEndsAtTheLimit(
        (g, limit) => ({ ...clipByNorm(g, limit), dU: clipByNorm(g, 2 * limit).dU }),
        globalNorm,
      ),
    ).toThrow();
  });
});
