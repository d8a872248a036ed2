import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOLVED_KINDS } from "../../../src/conformance/bugs/solve.ts";
import { roundTo } from "../../../src/conformance/dtype.ts";
import { randomDrafts } from "../../../src/conformance/fuzz/drafts.ts";
import { draftsToShrink } from "../../../src/conformance/fuzz/shrinking.ts";
import { longestIn, tensorsOf, withoutIndex } from "../../../src/conformance/fuzz/tensors.ts";
import { requirePossible } from "../../../src/conformance/request.ts";
import { numbersIn } from "../../support/solvedCases.ts";

describe.each(SOLVED_KINDS)("random drafts of %s", (kind) => {
  it("can be carried out, and have numbers that are the same in either dtype", () => {
    fc.assert(
      fc.property(fc.oneof(randomDrafts(kind), draftsToShrink(kind)), (draft) => {
        requirePossible(draft, "draft");
        for (const x of numbersIn(draft.inputs).filter(Number.isFinite))
          expect(roundTo("float32", x)).toBe(x);
      }),
    );
  });
});

describe("draftsToShrink", () => {
  it("has every truncation, and sequences that are longer than it reaches", () => {
    const drafts = fc.sample(draftsToShrink("gradient"), { seed: 1, numRuns: 200 });
    const reached = drafts.map((draft) => {
      const { truncation } = draft.kind === "gradient" ? draft.config : { truncation: undefined };
      if (truncation?.kind === "full") return "full";
      const reach = truncation?.kind === "window" ? truncation.hops : (truncation?.k2 ?? 0);
      return longestIn(draft) > reach + 1 ? truncation?.kind : "all";
    });
    const times = (what: string): number => reached.filter((one) => one === what).length;
    expect(times("full")).toBeGreaterThan(20);
    expect(times("window")).toBeGreaterThan(30);
    expect(times("chunk")).toBeGreaterThan(30);
  });

  it("shrinks nothing that was not drawn, and goes on where it was", () => {
    const drafts = draftsToShrink("loss");
    expect(drafts.canShrinkWithoutContext({})).toBe(false);
    const [draft] = fc.sample(drafts, { seed: 3, numRuns: 1 });
    const shrunk = (from: number): string[] =>
      [...drafts.shrink(draft, from)].map(({ value }) => JSON.stringify(value.inputs));
    const all = shrunk(0);
    expect(all.length).toBeGreaterThan(3);
    expect(shrunk(2)).toEqual([...all.slice(2), ...all.slice(0, 2)]);
    expect([...drafts.shrink(draft, 2)].map(({ context }) => context)[0]).toBe(2);
  });
});

describe("the tensors of inputs", () => {
  const inputs = {
    parameters: {
      W: [
        [1, 2],
        [3, 4],
      ],
      V: [[5, 6]],
    },
    records: [{ x: [[7], [8]], y: [[9]] }],
    learningRate: 0.5,
    clipping: null,
  };

  it("are found by their names, wherever they are", () => {
    expect(tensorsOf(inputs).map(({ name }) => name)).toEqual(["W", "V", "x", "y"]);
  });

  it("lose an index on every axis that runs over it", () => {
    const [W, V, x] = tensorsOf(inputs);
    expect(withoutIndex(W, "H", 0)).toEqual([[4]]);
    expect(withoutIndex(V, "H", 1)).toEqual([[5]]);
    expect(withoutIndex(x, "T", 0)).toEqual([[8]]);
    expect(withoutIndex(x, "H", 0)).toEqual([[7], [8]]);
  });

  it("of a single step are rows", () => {
    const [o, y] = tensorsOf({ o: [1, 2], y: [3, 4] });
    expect(withoutIndex(o, "O", 0)).toEqual([2]);
    expect(withoutIndex(y, "O", 1)).toEqual([3]);
    expect(withoutIndex(y, "T", 0)).toEqual([3, 4]);
  });
});
