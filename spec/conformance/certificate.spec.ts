import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bug, bugFrom } from "../../src/conformance/bugs/bug.ts";
import { BUGS } from "../../src/conformance/bugs/catalogue.ts";
import type { Result, SolvedKind } from "../../src/conformance/bugs/solve.ts";
import { caseSize, certify, killsOf, shortfalls } from "../../src/conformance/certificate.ts";
import { type Case, type CaseOf, casesOf } from "../../src/conformance/kinds.ts";
import { parseCertificate } from "../../src/conformance/read.ts";
import { referenceAnswer } from "../../src/conformance/reference.ts";
import { certificateText } from "../../src/conformance/write.ts";
import { sampleFile } from "../support/caseFiles.ts";
import { numbersIn, solvedCases } from "../support/solvedCases.ts";

/** f′ = 1 at 2, 0 at −1; so is what follows from the answer by a bug that a function makes of it. */
function reluCase(id: string, a: readonly number[], errorFactor = 1): CaseOf<"activation"> {
  const s = a.map((x) => Math.max(0, x));
  const derivative = a.map((x) => (x > 0 ? 1 : 0));
  return {
    kind: "activation",
    ...sampleFile("activation").cases[0],
    id,
    inputs: { a: [...a] },
    expected: { s, derivative },
    errorFactor: { s: errorFactor, derivative: 0 },
  };
}

/** A bug that makes of a case's expected values what a function makes of them. */
function planted(
  id: string,
  wrong: (expected: CaseOf<"activation">["expected"]) => Result | undefined,
  kinds: readonly SolvedKind[] = ["activation"],
): Bug {
  const bug = bugFrom({ id, title: `The bug ${id}`, explanation: "", kinds, seams: {} });
  return {
    ...bug,
    apply: (testCase) =>
      testCase.kind === "activation" ? wrong(testCase.expected) : bug.apply(testCase),
  };
}

/** Adds to every state. */
const offBy = (amount: number): Bug =>
  planted("off", ({ s, derivative }) => ({ s: s.map((x) => x + amount), derivative }));

describe("what a case kills", () => {
  const one = reluCase("activation-one", [1], 8);
  const [u64, u32] = [2 ** -53, 2 ** -24];

  it.each([
    ["nothing at twice the tolerance of float64", 16 * u64, [], []],
    ["one beyond it", 18 * u64, ["off"], []],
    ["in float32 nothing at twice that tolerance", 16 * u32, ["off"], []],
    ["in both what is beyond both", 18 * u32, ["off"], ["off"]],
    // 1 + 16.4 u rounds to 1 + 16 u in float32, where 2 u is the distance of two numbers.
    ["in float32 nothing that rounds to twice the tolerance", 16.4 * u32, ["off"], []],
    ["what is no number", NaN, ["off"], ["off"]],
  ])("%s", (_, amount, float64, float32) => {
    expect(killsOf(one, [offBy(amount)])).toEqual({ float64, float32 });
  });

  it("leaves exact what has to be exact", () => {
    const bug = planted("slope", ({ s }) => ({ s, derivative: [1 + 2 * u64] }));
    expect(killsOf(one, [bug])).toEqual({ float64: ["slope"], float32: [] });
  });

  it.each([
    [0.1, []],
    [-0.1, ["loss"]],
    [2.9, []],
    [3.1, ["loss"]],
  ])(
    "past the horizon nothing within twice the range about what is expected: %f",
    (loss, float32) => {
      const [sample] = casesOf(sampleFile("trajectory")) as CaseOf<"trajectory">[];
      const { horizon, ranges, ...right } = sample.expected;
      expect([right.trainLoss, horizon.float32]).toEqual([[4, 2, 1], 2]);
      const expected = {
        ...sample.expected,
        ranges: { ...ranges, float32: [{ min: 0.5, max: 2 }] },
      };
      const bug: Bug = {
        ...bugFrom({ id: "loss", title: "", explanation: "", kinds: ["trajectory"], seams: {} }),
        apply: () => ({ ...right, trainLoss: [4, 2, loss] }),
      };
      expect(killsOf({ ...sample, expected }, [bug])).toEqual({ float64: ["loss"], float32 });
    },
  );

  it("is sorted, and leaves out bugs that have nothing to say", () => {
    const bugs = ["m", "z", "a"].map((id) => planted(id, () => ({})));
    const silent = planted("b", () => undefined);
    const { float64, float32 } = killsOf(one, [...bugs, silent]);
    expect([float64, float32]).toEqual([
      ["a", "m", "z"],
      ["a", "m", "z"],
    ]);
  });

  it.each(["gradient", "pairs", "step", "trajectory"] as const)(
    "is what is more than twice the tolerance off, number by number: %s",
    (kind) => {
      const property = fc.property(solvedCases(kind), (question) => {
        const answer = referenceAnswer(question);
        const right = answer.kind === "result" && Object(answer.result);
        const kills = killsOf({ ...question, ...judgedBy(right) } as Case);
        for (const bug of BUGS) {
          const result = bug.apply(question);
          const isKilled = (u: number, round: (x: number) => number): boolean => {
            const got = result ? numbersIn(result) : numbersIn(right);
            return numbersIn(right).some(
              (x, n) => !(Math.abs(round(got[n]) - x) <= 2 * FACTOR * u),
            );
          };
          expect(kills.float64.includes(bug.id)).toBe(isKilled(u64, Number));
          expect(kills.float32.includes(bug.id)).toBe(isKilled(u32, Math.fround));
        }
      });
      fc.assert(property, { numRuns: 20 });
    },
  );
});

/** 1e-10 in float64, a sixteenth in float32: between rounding and most mistakes, and among them. */
const FACTOR = 1e6;

/** Expected values and error factors for a right result. */
function judgedBy(right: Readonly<Record<string, unknown>>): object {
  const factors = (tensors: object): object =>
    Object.fromEntries(Object.keys(tensors).map((name) => [name, FACTOR]));
  const { pairs, trainLoss } = right as {
    pairs?: readonly (readonly object[] | null)[];
    trainLoss?: readonly number[];
  };
  if (pairs) {
    const errorFactor = { pairs: pairs.map((row) => row?.map(factors) ?? null) };
    return { expected: right, errorFactor };
  }
  if (!trainLoss) return { expected: right, errorFactor: factors(right) };
  const horizon = { float64: trainLoss.length, float32: trainLoss.length };
  return {
    expected: { ...right, horizon, ranges: { float64: [], float32: [] } },
    errorFactor: { ...factors(right), trainLoss: trainLoss.map(() => FACTOR) },
  };
}

describe("the certificate", () => {
  const sample = (kind: "canary" | "random" | "reject"): Case =>
    ({ kind, ...sampleFile(kind).cases[0] }) as Case;
  // Longer cases are larger: 3 is beyond 12 only where there is no 12.
  const cases = [
    sample("canary"),
    sample("random"),
    reluCase("activation-a", [1, 12]),
    reluCase("activation-b", [1]),
    reluCase("activation-c", [3]),
    reluCase("activation-d", [-1]),
    sample("reject"),
  ];
  const has = (bug: string, value: number, amount: number): Bug =>
    planted(bug, ({ s, derivative }) => ({
      s: s.map((x) => (x === value ? x + amount : x)),
      derivative,
    }));
  const bugs = [
    has("one", 1, 0.5),
    has("twelve", 12, 0.5),
    has("three", 3, 2 ** -40),
    has("never", 7, 1),
    planted("elsewhere", () => undefined, ["clip"]),
  ];
  const certificate = certify(cases, bugs);

  it("counts bugs and cases, in their order", () => {
    const { numberOfBugs, numberOfCases } = certificate;
    expect([numberOfBugs, numberOfCases]).toEqual([5, 7]);
    expect(certificate.cases).toEqual(cases.map(({ id }) => id));
    expect(certificate.bugs.map(({ id, title }) => [id, title])).toEqual(
      bugs.map(({ id }) => [id, `The bug ${id}`]),
    );
  });

  it("knows for each bug how often, by what and by which smallest case it is killed", () => {
    const [one, twelve, three, never, elsewhere] = certificate.bugs;
    expect(one.float64).toEqual({ kills: 2, smallest: "activation-b", row: "0011000" });
    expect(one.float32).toEqual(one.float64);
    expect(twelve.float64).toEqual({ kills: 1, smallest: "activation-a", row: "0010000" });
    expect(three.float64).toEqual({ kills: 1, smallest: "activation-c", row: "0000100" });
    const none = { kills: 0, smallest: null, row: "0000000" };
    expect([three.float32, never.float64, never.float32]).toEqual([none, none, none]);
    expect(elsewhere.float64).toEqual(none);
  });

  it("takes the first id between cases of one size", () => {
    const twins = [reluCase("activation-y", [1]), reluCase("activation-x", [1])];
    expect(certify(twins, bugs).bugs[0].float64.smallest).toBe("activation-x");
  });

  it("knows what a kind cannot show and what it misses, in either dtype", () => {
    const all = bugs.map(({ id }) => id);
    expect(certificate.kinds).toEqual([
      { kind: "canary", numberOfCases: 1, cannotShow: all, missed: [] },
      { kind: "random", numberOfCases: 1, cannotShow: all, missed: [] },
      {
        kind: "activation",
        numberOfCases: 4,
        cannotShow: ["elsewhere"],
        missed: ["three", "never"],
      },
      { kind: "reject", numberOfCases: 1, cannotShow: all, missed: [] },
    ]);
  });

  it("names the cases that kill nothing, and what they are for", () => {
    expect(certificate.killsNothing).toEqual([
      { id: "canary-a-1", purpose: "numbers are read and written as they are" },
      { id: "random-a-1", purpose: "the generator draws the numbers of others" },
      { id: "activation-d", purpose: null },
      { id: "reject-a-1", purpose: "what cannot be carried out is refused" },
    ]);
  });

  it("has a quick choice of cases: killers, a canary for each dtype, a reject case", () => {
    expect(certificate.quick).toEqual({
      cases: ["canary-a-1", "activation-a", "activation-c", "reject-a-1"],
      killers: 2,
      atLeast: 2,
    });
    const other = {
      ...sampleFile("canary").cases[0],
      id: "canary-b",
      config: { dtype: "float32" },
    };
    const canaries = [...cases, { kind: "canary", ...other } as Case];
    expect(certify(canaries, bugs).quick.cases).toContain("canary-b");
  });

  it("says which bugs too few cases kill", () => {
    const killed = (id: string, dtype: string, kills: number): string =>
      `${id}: expected at least 2 cases that kill it in ${dtype}, got ${kills}`;
    expect(shortfalls(certificate)).toEqual([
      killed("twelve", "float64", 1),
      killed("twelve", "float32", 1),
      killed("three", "float64", 1),
      killed("three", "float32", 0),
      ...["never", "elsewhere"].flatMap((id) => [
        killed(id, "float64", 0),
        killed(id, "float32", 0),
      ]),
    ]);
  });

  it("reads back as it was written, whatever the cases were known to kill", () => {
    const known = cases.map((testCase) => ({ ...testCase, kills: ["one"] }) as Case);
    expect(certificateText(certify(known, bugs))).toBe(certificateText(certificate));
    expect(parseCertificate(certificateText(certificate), "c.json")).toEqual(certificate);
    expect(certificateText(certificate)).toMatch(/}\n$/);
  });

  it("measures a case as JSON", () => {
    const [, , small] = cases;
    expect(caseSize(small)).toBe(JSON.stringify(small).length - '"no-carry"'.length);
  });
});
