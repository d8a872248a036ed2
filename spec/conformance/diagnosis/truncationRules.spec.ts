import { describe, expect, it } from "vitest";
import { SUMMED } from "../../../src/conformance/bugs/bug.ts";
import type { Program } from "../../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { catalogueCandidates, diagnose } from "../../../src/conformance/diagnosis/diagnose.ts";
import type { Pair, TruncationReading } from "../../../src/conformance/diagnosis/truncation.ts";
import {
  truncationRules,
  truncationText,
} from "../../../src/conformance/diagnosis/truncationRules.ts";
import { firstStep } from "../../../src/gradcheck/frozenLoss.ts";
import type { Truncation } from "../../../src/rnn/truncation.ts";
import { evidenceOf, SUITE } from "../../support/implementations.ts";

const CATALOGUE = catalogueCandidates();

const CASES = SUITE.filter(({ kind }) => SUMMED.some((summed) => summed === kind));

/** A program that takes another truncation than it is asked for. */
function programTaking(taken: (asked: Truncation) => Truncation): Program {
  const start: Program["start"] = (asked, t, T) => Math.min(t, RIGHT.start(taken(asked), t, T));
  return { ...RIGHT, start };
}

describe("a rule that no bug of the catalogue is", () => {
  it.each<[string, (asked: Truncation) => Truncation]>([
    [
      "windows of k + 2 hops for k",
      (asked) => (asked.kind === "window" ? { kind: "window", hops: asked.hops + 2 } : asked),
    ],
    [
      "windows of k − 2 hops for k",
      (asked) =>
        asked.kind === "window" ? { kind: "window", hops: Math.max(0, asked.hops - 2) } : asked,
    ],
    [
      "a window of 2 hops wherever a window is asked for",
      (asked) => (asked.kind === "window" ? { kind: "window", hops: 2 } : asked),
    ],
    [
      "chunks of k1 = 2, k2 = 3 wherever a window is asked for",
      (asked) => (asked.kind === "window" ? { kind: "chunk", k1: 2, k2: 3 } : asked),
    ],
    [
      "k1 for k1 and k2 + 1 for k2",
      (asked) => (asked.kind === "chunk" ? { ...asked, k2: asked.k2 + 1 } : asked),
    ],
    [
      "windows of k1 hops for chunks",
      (asked) => (asked.kind === "chunk" ? { kind: "window", hops: asked.k1 } : asked),
    ],
    [
      "chunks of k + 2 steps for windows of k hops",
      (asked) =>
        asked.kind === "window" ? { kind: "chunk", k1: asked.hops + 2, k2: asked.hops + 2 } : asked,
    ],
    [
      "a window of 1 hop wherever the full gradient is asked for",
      (asked) => (asked.kind === "full" ? { kind: "window", hops: 1 } : asked),
    ],
    [
      "windows of k + 2 hops for k; k1 for k1 and k2 + 2 for k2",
      (asked) => {
        if (asked.kind === "window") return { kind: "window", hops: asked.hops + 2 };
        return asked.kind === "chunk" ? { ...asked, k2: asked.k2 + 2 } : asked;
      },
    ],
  ])("%s", (said, taken) => {
    const evidence = evidenceOf(programTaking(taken), CASES, "float64");
    const { verdict, causes, indistinguishable } = diagnose(evidence, "float64", CATALOGUE);
    expect(indistinguishable).toEqual([]);
    expect(verdict).toBe("named");
    expect(causes.map(({ title }) => title)).toEqual([`The truncation is another: ${said}`]);
    expect(causes[0].origin).toBe("truncation");
  });

  it("there is none where nothing was read, or what was asked for", () => {
    expect(truncationRules([])).toEqual([]);
    const asked: Truncation = { kind: "window", hops: 1 };
    const reading = { id: "gradient-a", steps: 4, asked, pairs: [], missing: [], extra: [] };
    expect(truncationRules([{ ...reading, conventions: [asked] }])).toEqual([]);
    expect(truncationRules([{ ...reading, conventions: [], missing: [[1, 0]] }])).toEqual([]);
  });
});

describe("the rules that one reading allows", () => {
  const T = 8;
  /** Asked for one truncation, and got the pairs of another. */
  function reading(asked: Truncation, got: Truncation): TruncationReading {
    const pairs = Array.from({ length: T }, (_, t) => {
      const first = firstStep(got, t, T);
      return Array.from({ length: t - first + 1 }, (_, n): Pair => [t, first + n]);
    }).flat();
    return { id: "a", steps: T, asked, conventions: [got], pairs, missing: [], extra: [] };
  }
  const window = (hops: number): Truncation => ({ kind: "window", hops });
  const chunk = (k1: number, k2: number): Truncation => ({ kind: "chunk", k1, k2 });
  const FULL: Truncation = { kind: "full" };

  it.each<[string, Truncation, Truncation, readonly string[]]>([
    ["a window got in full", window(2), FULL, ["the full gradient wherever a window is asked for"]],
    ["a chunk in full", chunk(3, 5), FULL, ["the full gradient wherever a chunk is asked for"]],
    [
      "a window as uneven chunks",
      window(3),
      chunk(2, 4),
      ["chunks of k1 = 2, k2 = 4 wherever a window is asked for"],
    ],
    [
      "a window as chunks",
      window(3),
      chunk(5, 5),
      [
        "chunks of k + 2 steps for windows of k hops",
        "chunks of k1 = 5, k2 = 5 wherever a window is asked for",
      ],
    ],
    [
      "a window as another",
      window(3),
      window(1),
      ["windows of k − 2 hops for k", "a window of 1 hop wherever a window is asked for"],
    ],
    [
      "chunks as a window",
      chunk(2, 4),
      window(3),
      [
        "windows of k1 + 1 hops for chunks",
        "windows of k2 − 1 hops for chunks",
        "a window of 3 hops wherever a chunk is asked for",
      ],
    ],
    [
      "chunks as others",
      chunk(3, 3),
      chunk(2, 4),
      ["k1 − 1 for k1 and k2 + 1 for k2", "chunks of k1 = 2, k2 = 4 wherever a chunk is asked for"],
    ],
    [
      "the full gradient as a window",
      FULL,
      window(3),
      ["a window of 3 hops wherever the full gradient is asked for"],
    ],
  ])("%s", (_, asked, got, said) => {
    expect(truncationRules([reading(asked, got)]).map(({ causes }) => causes)).toEqual(
      said.map((rule) => [
        {
          origin: "truncation",
          id: `truncation-${rule
            .replaceAll("−", "+")
            .split(/[ +=,]+/)
            .join("-")}`,
          title: `The truncation is another: ${rule}`,
          explanation:
            "Which steps a loss reaches was read off the gradients. Everything else in them is right.",
        },
      ]),
    );
  });

  it("two rules for two kinds are one candidate, with both in its id", () => {
    const readings = [reading(FULL, window(3)), reading(chunk(3, 5), FULL)];
    expect(truncationRules(readings).map(({ causes }) => causes[0].id)).toEqual([
      "truncation-a-window-of-3-hops-wherever-the-full-gradient-is-asked-for-the-full-gradient-wherever-a-chunk-is-asked-for",
    ]);
  });
});

describe("a truncation in words", () => {
  it.each<[Truncation, string]>([
    [{ kind: "full" }, "the full gradient"],
    [{ kind: "window", hops: 0 }, "a window of 0 hops"],
    [{ kind: "window", hops: 1 }, "a window of 1 hop"],
    [{ kind: "chunk", k1: 3, k2: 5 }, "chunks of k1 = 3, k2 = 5"],
  ])("%j", (truncation, words) => {
    expect(truncationText(truncation)).toBe(words);
  });
});
