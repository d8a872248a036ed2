import { describe, expect, it } from "vitest";
import { BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import type { Cause } from "../../../src/conformance/diagnosis/candidate.ts";
import type { Conclusion } from "../../../src/conformance/diagnosis/diagnosis.ts";
import { sentencesOf } from "../../../src/conformance/diagnosis/sentences.ts";
import type { TruncationReading } from "../../../src/conformance/diagnosis/truncation.ts";

const NONE: Conclusion = {
  verdict: "none",
  cases: { passed: 3, failed: 0, skipped: 0, compared: 0 },
  causes: [],
  indistinguishable: [],
  runnerUp: null,
  ruledOut: [],
  truncation: [],
  observations: [],
  elsewhere: [],
};

function cause(name: string): Cause {
  return { origin: "catalogue", id: name, title: `The ${name}`, explanation: `It is ${name}.` };
}

const FAILED: Conclusion = {
  ...NONE,
  verdict: "abstained",
  cases: { passed: 3, failed: 2, skipped: 0, compared: 2 },
};

const NAMED: Conclusion = { ...FAILED, verdict: "named", causes: [cause("one")] };

const READING: TruncationReading = {
  id: "gradient-a",
  steps: 3,
  asked: { kind: "window", hops: 2 },
  conventions: [
    { kind: "window", hops: 1 },
    { kind: "chunk", k1: 1, k2: 2 },
  ],
  pairs: [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [2, 2],
  ],
  missing: [[2, 0]],
  extra: [],
};

describe("the verdict", () => {
  it("none", () => {
    expect(sentencesOf(NONE)).toEqual(["No case failed, so there is no mistake to name."]);
  });

  it("one name, and what speaks for it", () => {
    const runnerUp = { cause: cause("other"), explained: 1, of: 2, against: 1 };
    const ruledOut = BUGS.slice(1).map(({ id }) => id);
    expect(sentencesOf({ ...NAMED, runnerUp, ruledOut })).toEqual([
      "The one. It is one.",
      "This accounts for all 2 failing answers and contradicts none of 3 that passed.",
      "The next best of the catalogue, “The other”, accounts for 1 of 2, and 1 case speaks against it.",
      `Ruled out as the only mistake: ${BUGS.length - 1} of the ${BUGS.length} of the catalogue.`,
    ]);
  });

  it("a next best that several cases speak against", () => {
    const runnerUp = { cause: cause("other"), explained: 1, of: 2, against: 2 };
    expect(sentencesOf({ ...NAMED, runnerUp })).toContain(
      "The next best of the catalogue, “The other”, accounts for 1 of 2, and 2 cases speak against it.",
    );
  });

  it("a next best that accounts for nothing is not worth its name", () => {
    const runnerUp = { cause: cause("other"), explained: 0, of: 2, against: 2 };
    expect(sentencesOf({ ...NAMED, runnerUp })).toContain(
      "No other mistake of the catalogue accounts for any of them.",
    );
    expect(sentencesOf({ ...FAILED, runnerUp })).toContain(
      "No mistake of the catalogue accounts for any of them.",
    );
  });

  it("one name for one failing answer", () => {
    const cases = { ...NAMED.cases, failed: 1, compared: 1 };
    expect(sentencesOf({ ...NAMED, cases })[1]).toBe(
      "This accounts for the one failing answer and contradicts none of 3 that passed.",
    );
  });

  it("two names", () => {
    expect(sentencesOf({ ...NAMED, causes: [cause("one"), cause("other")] }).slice(0, 3)).toEqual([
      "Two mistakes at once, that account for the answers only together:",
      "The one. It is one.",
      "The other. It is other.",
    ]);
  });

  it("several that cannot be told apart", () => {
    const indistinguishable = [[cause("one")], [cause("other"), cause("third")]];
    expect(sentencesOf({ ...FAILED, indistinguishable })).toEqual([
      "No name for it, as these cannot be told apart by the cases that were run:",
      "– The one",
      "– The other; and: The third",
    ]);
  });

  it("very many: ten, and how many more", () => {
    const indistinguishable = Array.from({ length: 12 }, (_, n) => [cause(String(n))]);
    const sentences = sentencesOf({ ...FAILED, indistinguishable });
    expect(sentences).toHaveLength(1 + 10 + 1);
    expect(sentences.at(-1)).toBe("– and 2 more");
    const ten = indistinguishable.slice(2);
    expect(sentencesOf({ ...FAILED, indistinguishable: ten }).at(-1)).toBe("– The 11");
  });

  it("one that does not quite fit", () => {
    expect(sentencesOf({ ...FAILED, indistinguishable: [[cause("one")]] })).toEqual([
      "No name for it, as nothing fits to within rounding. What comes nearest:",
      "– The one",
    ]);
  });

  it("none that fits", () => {
    const [sentence, ...others] = sentencesOf(FAILED);
    expect(sentence).toMatch(/^No name for it: no mistake of the catalogue, .* every answer\.$/);
    expect(others).toEqual([]);
  });

  it("no numbers to go by", () => {
    const cases = { ...FAILED.cases, compared: 0 };
    expect(sentencesOf({ ...FAILED, cases })).toEqual([
      "No failing answer has numbers that a mistake could be told from.",
    ]);
  });
});

describe("the truncation", () => {
  it("asked for and got", () => {
    expect(sentencesOf({ ...FAILED, truncation: [READING] }).at(-1)).toBe(
      "gradient-a: asked for a window of 2 hops, got a window of 1 hop.",
    );
  });

  it("five times, and how often more", () => {
    const sentences = sentencesOf({ ...FAILED, truncation: Array(7).fill(READING) });
    expect(sentences).toHaveLength(1 + 5 + 1);
    expect(sentences.at(-1)).toBe("So it is in 2 more gradients.");
    const five = sentencesOf({ ...FAILED, truncation: Array(5).fill(READING) });
    expect(five).toEqual(sentences.slice(0, 6));
  });

  it("one more", () => {
    const sentences = sentencesOf({ ...FAILED, truncation: Array(6).fill(READING) });
    expect(sentences.at(-1)).toBe("So it is in 1 more gradient.");
  });

  it("as asked", () => {
    const right = { ...READING, missing: [] };
    expect(sentencesOf({ ...FAILED, truncation: [right] }).at(-1)).toBe(
      "1 failing gradient is truncated as asked.",
    );
    expect(sentencesOf({ ...FAILED, truncation: [right, right] }).at(-1)).toBe(
      "2 failing gradients are truncated as asked.",
    );
  });

  it("no truncation at all: the pairs", () => {
    const drawn: TruncationReading = { ...READING, conventions: [] };
    const said = (reading: TruncationReading): string | undefined =>
      sentencesOf({ ...FAILED, truncation: [reading] }).at(-1);
    const asked = "gradient-a: asked for a window of 2 hops, got its pairs (t, i)";
    expect(said(drawn)).toBe(`${asked} without (2, 0).`);
    expect(
      said({
        ...drawn,
        extra: [
          [5, 1],
          [5, 2],
        ],
      }),
    ).toBe(`${asked} without (2, 0) and with (5, 1), (5, 2).`);
    expect(said({ ...drawn, missing: [], extra: [[5, 1]] })).toBe(`${asked} with (5, 1).`);
  });
});

describe("what else there is to be seen", () => {
  it("is said once, with the cases that show it", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const observations = [
      ...ids.map((id) => ({ id, seen: "dW is missing" })),
      { id: "g", seen: "db is missing" },
    ];
    expect(sentencesOf({ ...FAILED, observations }).slice(-2)).toEqual([
      "Left aside: a, b, c, d, e and 1 more: dW is missing.",
      "Left aside: g: db is missing.",
    ]);
    expect(sentencesOf({ ...FAILED, observations: observations.slice(1, 6) }).at(-1)).toBe(
      "Left aside: b, c, d, e, f: dW is missing.",
    );
  });

  it("first what is about no network", () => {
    const accepted = sentencesOf({ ...FAILED, elsewhere: ["canary-a", "reject-a", "reject-b"] });
    expect(accepted[0]).toContain("First look at canary-a: ");
    expect(accepted[1]).toBe(
      "Not refused, though it cannot be computed: reject-a, reject-b. No other case depends on that.",
    );
    expect(sentencesOf({ ...FAILED, elsewhere: ["reject-a"] }).join()).not.toContain("First look");
    expect(sentencesOf({ ...FAILED, elsewhere: ["canary-a"] })[0]).toBe(
      "First look at canary-a: these are about no network, and what they find makes everything after them doubtful.",
    );
  });
});
