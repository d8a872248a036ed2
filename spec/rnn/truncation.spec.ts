import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireTruncation, sweeps, type Truncation } from "../../src/rnn/truncation.ts";
import { truncations } from "../support/arbitraries.ts";
import { itRefuses } from "../support/refusals.ts";

describe("sweeps", () => {
  const short = (truncation: Truncation, T: number): number[][] =>
    sweeps(truncation, T).map(({ end, firstLoss, start }) => [start, firstLoss, end]);

  it.each<[Truncation, number, number[][]]>([
    // start, first loss, end
    [{ kind: "full" }, 5, [[0, 0, 4]]],
    [{ kind: "full" }, 1, [[0, 0, 0]]],
    [
      { kind: "window", hops: 0 },
      3,
      [
        [0, 0, 0],
        [1, 1, 1],
        [2, 2, 2],
      ],
    ],
    [
      { kind: "window", hops: 2 },
      5,
      [
        [0, 0, 0],
        [0, 1, 1],
        [0, 2, 2],
        [1, 3, 3],
        [2, 4, 4],
      ],
    ],
    [
      { kind: "chunk", k1: 2, k2: 2 },
      5,
      [
        [0, 0, 1],
        [2, 2, 3],
        [3, 4, 4],
      ],
    ],
    [
      { kind: "chunk", k1: 2, k2: 3 },
      4,
      [
        [0, 0, 1],
        [1, 2, 3],
      ],
    ],
    [
      { kind: "chunk", k1: 3, k2: 7 },
      7,
      [
        [0, 0, 2],
        [0, 3, 5],
        [0, 6, 6],
      ],
    ],
    [{ kind: "chunk", k1: 9, k2: 9 }, 4, [[0, 0, 3]]],
    // Not what detaching at step 8 would be: the last run of two looks back four steps all the same.
    [
      { kind: "chunk", k1: 4, k2: 4 },
      10,
      [
        [0, 0, 3],
        [4, 4, 7],
        [6, 8, 9],
      ],
    ],
  ])("of %o over %i steps", (truncation, T, expected) => {
    expect(short(truncation, T)).toEqual(expected);
  });

  it("take in every loss exactly once, in order, and never begin after their first loss", () => {
    fc.assert(
      fc.property(truncations, fc.integer({ min: 1, max: 20 }), (truncation, T) => {
        const all = sweeps(truncation, T);
        const losses = all.flatMap(({ firstLoss, end }) =>
          Array.from({ length: end - firstLoss + 1 }, (_, n) => firstLoss + n),
        );
        expect(losses).toEqual(Array.from({ length: T }, (_, t) => t));
        expect(all.every(({ start, firstLoss }) => start >= 0 && start <= firstLoss)).toBe(true);
      }),
    );
  });
});

describe("requireTruncation", () => {
  it("takes every truncation there is", () => {
    fc.assert(
      fc.property(truncations, (truncation) => {
        requireTruncation("truncation", truncation);
      }),
    );
  });

  const ask = (value: unknown) => () => requireTruncation("truncation", value);
  const KINDS = "truncation.kind: expected one of full, window, chunk, got";
  itRefuses([
    ["nothing", ask(undefined), "TypeError: truncation: expected an object, got undefined"],
    ["a name alone", ask("full"), 'TypeError: truncation: expected an object, got "full"'],
    ["an object without members", ask({}), `TypeError: ${KINDS} undefined`],
    ["an unknown kind", ask({ kind: "stateful" }), `RangeError: ${KINDS} "stateful"`],
    [
      "hops of full BPTT",
      ask({ kind: "full", hops: 3 }),
      'RangeError: truncation: expected only kind, got "hops"',
    ],
    [
      "a window without hops",
      ask({ kind: "window" }),
      "TypeError: truncation.hops: expected a whole number of at least 0, got undefined",
    ],
    [
      "negative hops",
      ask({ kind: "window", hops: -1 }),
      "RangeError: truncation.hops: expected a whole number of at least 0, got -1",
    ],
    [
      "half a hop",
      ask({ kind: "window", hops: 0.5 }),
      "RangeError: truncation.hops: expected a whole number of at least 0, got 0.5",
    ],
    [
      "infinitely many hops",
      ask({ kind: "window", hops: Infinity }),
      "RangeError: truncation.hops: expected a whole number of at least 0, got Infinity",
    ],
    [
      "a window with k1",
      ask({ kind: "window", hops: 1, k1: 1 }),
      'RangeError: truncation: expected only kind, hops, got "k1"',
    ],
    [
      "a chunk of no steps",
      ask({ kind: "chunk", k1: 0, k2: 1 }),
      "RangeError: truncation.k1: expected a whole number of at least 1, got 0",
    ],
    [
      "a chunk without k2",
      ask({ kind: "chunk", k1: 1 }),
      "TypeError: truncation.k2: expected a whole number of at least 1, got undefined",
    ],
    [
      "k2 below k1",
      ask({ kind: "chunk", k1: 3, k2: 2 }),
      "RangeError: truncation.k2: expected at least k1 = 3, or losses would be left out, got 2",
    ],
    [
      "NaN for k1",
      ask({ kind: "chunk", k1: Number.NaN, k2: 2 }),
      "RangeError: truncation.k1: expected a whole number of at least 1, got NaN",
    ],
    [
      "hops of a chunk",
      ask({ kind: "chunk", k1: 1, k2: 1, hops: 1 }),
      'RangeError: truncation: expected only kind, k1, k2, got "hops"',
    ],
  ]);
});
