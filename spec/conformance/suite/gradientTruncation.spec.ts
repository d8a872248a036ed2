import { describe, expect, it } from "vitest";
import { TRUNCATION_EDGES } from "../../../src/conformance/suite/gradientTruncation.ts";
import { sweeps, type Truncation } from "../../../src/rnn/truncation.ts";
import { distance } from "../../support/solvedCases.ts";
import { draftOf, solved } from "../../support/suite.ts";

/** The truncations of one kind, each with the length of its sequence. */
function lengths<K extends Truncation["kind"]>(
  kind: K,
): { truncation: Extract<Truncation, { kind: K }>; T: number }[] {
  return TRUNCATION_EDGES.flatMap(({ config: { truncation }, inputs }) => {
    const isOfKind = (one: Truncation): one is Extract<Truncation, { kind: K }> =>
      one.kind === kind;
    return isOfKind(truncation) ? [{ truncation, T: inputs.x.length }] : [];
  });
}

describe("the edges of truncation", () => {
  it("windows of no hops, of one, of several, to the first step and past it", () => {
    const relations = lengths("window").map(({ truncation: { hops }, T }) => {
      if (hops >= T) return "past";
      if (hops === T - 1) return "whole";
      return hops < 2 ? String(hops) : "several";
    });
    expect(new Set(relations)).toEqual(new Set(["past", "whole", "0", "1", "several"]));
  });

  it("chunks that fit and that do not, with k1 and k2 alike and different, and past the sequence", () => {
    const chunks = lengths("chunk");
    for (const holds of [
      (k1: number, k2: number, T: number) => k1 === k2 && T % k1 === 0,
      (k1: number, k2: number, T: number) => k1 === k2 && k1 < T && T % k1 !== 0,
      (k1: number, k2: number, T: number) => k1 < k2 && T % k1 === 0,
      (k1: number, k2: number, T: number) => k1 < k2 && T % k1 !== 0,
      (k1: number) => k1 === 1,
      (k1: number, k2: number, T: number) => k1 < T && k2 >= T,
      (k1: number, _k2: number, T: number) => k1 > T,
    ]) {
      const some = chunks.some(({ truncation: { k1, k2 }, T }) => holds(k1, k2, T));
      expect(some, String(holds)).toBe(true);
    }
  });

  it("either placement with windows and with chunks", () => {
    const met = TRUNCATION_EDGES.map(({ config }) => `${config.lossAt} ${config.truncation.kind}`);
    expect(new Set(met).size).toBe(4);
  });

  it("what only looks like a truncation is none, and everything else is one", () => {
    for (const draft of TRUNCATION_EDGES) {
      const { config, inputs, id } = draft;
      const T = inputs.x.length;
      const full = { ...draft, config: { ...config, truncation: { kind: "full" } } } as const;
      const isWhole = sweeps(config.truncation, T).every(({ start }) => start === 0);
      const apart = distance(solved(draft), solved(full));
      if (isWhole) expect(apart, id).toBe(0);
      else expect(apart, id).toBeGreaterThan(2 ** -10);
    }
    const whole = solved(draftOf("gradient-window-past-the-first-step"));
    expect(Object.keys(whole)).toEqual(["loss", "dU", "dW", "dV", "db", "dc"]);
  });
});
