import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, type SolvedKind } from "../../../src/conformance/bugs/solve.ts";
import type { Answer } from "../../../src/conformance/compare.ts";
import { DTYPES } from "../../../src/conformance/dtype.ts";
import { answersOf } from "../../../src/conformance/fuzz/answering.ts";
import { type Ask, type Ending, isClean } from "../../../src/conformance/fuzz/fuzz.ts";
import { fileOf, fuzzReport } from "../../../src/conformance/fuzz/fuzzReport.ts";
import { longestIn } from "../../../src/conformance/fuzz/tensors.ts";
import { parseCases } from "../../../src/conformance/read.ts";
import { casesText, fuzzReportText } from "../../../src/conformance/write.ts";
import { fuzzed, rightIn, withBug } from "../../support/fuzzed.ts";

const IMPLEMENTATION = {
  name: "sample",
  language: "any",
  version: "1",
  dtype: "float64",
} as const;

/** A right program but for what it does at every nth question. */
function everyNth(n: number, answer: (id: string) => Answer): Ask {
  const right = answersOf(RIGHT);
  let asked = 0;
  return (question) => {
    return ++asked % n === 0 ? Promise.resolve(answer(question.id)) : right(question);
  };
}

describe("a right program", () => {
  it.each(DTYPES)("passes in %s, however it rounds", async (dtype) => {
    const found = await fuzzed(rightIn(dtype), SOLVED_KINDS, { dtype, runs: 120, seed: 6 });
    expect(found.smallest).toBeUndefined();
    expect(found.ending).toBeUndefined();
    expect(isClean(found)).toBe(true);
    expect(found.tallies.map(({ kind }) => kind)).toEqual(SOLVED_KINDS);
    expect(found.tallies.reduce((sum, { passed }) => sum + passed, 0)).toBe(120);
    expect(found.diagnosis.verdict).toBe("none");
    expect(fuzzReport(found, IMPLEMENTATION)).toMatchObject({ ending: null, failure: null });
  });

  it("gets more cases of the kinds in which there is more to get wrong", async () => {
    const { tallies } = await fuzzed(answersOf(RIGHT), ["loss", "gradient"], { runs: 40 });
    expect(tallies.map(({ passed }) => passed)).toEqual([10, 30]);
  });
});

describe("a wrong program", () => {
  // A bug of each kind; all 97: `npm run fuzz-bugs`.
  it.each<[bug: string, kind: SolvedKind, steps: number, units: number]>([
    ["derivative-missing", "activation", 1, 0],
    ["softmax-error-without-target", "loss", 0, 0],
    ["w-transposed-in-forward", "forward", 2, 2],
    ["w-not-transposed", "gradient", 2, 2],
    ["window-one-hop-short", "gradient", 2, 1],
    ["clip-norm-of-each-tensor", "clip", 0, 1],
    ["update-twice", "step", 1, 1],
    ["gradients-not-zeroed", "trajectory", 1, 1],
  ])("with %s is found out, in %s", async (bug, kind, steps, units) => {
    const { smallest, diagnosis } = await fuzzed(withBug(bug), [kind]);
    expect(smallest?.testCase.kind).toBe(kind);
    expect(smallest?.judgement.verdict).toBe("fail");
    expect(smallest?.isSteady).toBe(true);
    if (!smallest) return;
    const { config } = smallest.testCase;
    expect(longestIn(smallest.testCase)).toBeLessThanOrEqual(steps);
    expect("hiddenSize" in config ? config.hiddenSize : 0).toBeLessThanOrEqual(units);
    expect(diagnosis.causes.map(({ id }) => id)).toEqual([bug]);
  });

  it("is looked at kind by kind, up to the first that fails", async () => {
    const { tallies, smallest } = await fuzzed(withBug("state-not-fed-back"));
    expect(tallies.map(({ kind }) => kind)).toEqual(["activation", "loss", "forward"]);
    expect(tallies.map(({ failed }) => failed)).toEqual([0, 0, 1]);
    expect(smallest?.testCase.id).toBe("forward-fuzz-1");
  });

  it("fails the same cases again, to the byte, and others with another seed", async () => {
    const report = async (seed: number): Promise<string> => {
      const found = await fuzzed(withBug("db-from-dh"), ["gradient"], { seed });
      return fuzzReportText(fuzzReport(found, IMPLEMENTATION));
    };
    const first = await report(3);
    expect(await report(3)).toBe(first);
    expect(await report(4)).not.toBe(first);
    expect(JSON.parse(first)).toMatchObject({
      seed: 3,
      kinds: [{ kind: "gradient", failed: 1, skipped: 0 }],
      ending: null,
      failure: { steady: true, diagnosis: [{ bug: "db-from-dh" }] },
    });
  });

  it("leaves a file that can be checked again", async () => {
    const { smallest } = await fuzzed(withBug("first-step-dropped"), ["gradient"]);
    const text = casesText(fileOf(smallest?.testCase as never));
    expect(parseCases(text, "f.json")).toMatchObject({
      kind: "gradient",
      cases: [{ id: "gradient-fuzz-1", flags: [], kills: [] }],
    });
  });
});

describe("what is no answer", () => {
  const fault = (message: string): Answer => ({ kind: "fault", message, stderr: "" });

  it("is a failure that is shrunk as well", async () => {
    const ask: Ask = async (asked) => {
      if (asked.kind === "gradient" && asked.inputs.x.length > 2) {
        return fault(`the program exited with code 1 before it answered ${asked.id}`);
      }
      return answersOf(RIGHT)(asked);
    };
    const found = await fuzzed(ask, ["gradient"]);
    const { smallest } = found;
    expect(longestIn(smallest?.testCase as never)).toBe(3);
    expect(smallest?.judgement.reason).toMatch(/^the program exited with code 1/);
    expect(smallest?.isSteady).toBe(true);
    const report = fuzzReport(found, IMPLEMENTATION);
    expect(report.failure).toMatchObject({ result: null, steady: true, diagnosis: [] });
  });

  it("is not mistaken for another failure on the way", async () => {
    const ask: Ask = async (asked) => {
      if (asked.kind !== "activation" || asked.inputs.a.length === 1) {
        return { kind: "result", result: {} };
      }
      return { kind: "error", message: "no" };
    };
    const several = { seed: 2 };
    const { smallest } = await fuzzed(ask, ["activation"], several);
    expect(smallest?.answer.kind).toBe("error");
    expect(longestIn(smallest?.testCase as never)).toBe(2);
  });

  it("tells a program that is not steady", async () => {
    const ask = everyNth(9, (id) =>
      fault(`the program took more than 9 ms before it answered ${id}`),
    );
    const { smallest } = await fuzzed(ask, ["loss"]);
    expect(smallest?.isSteady).toBe(false);
    const wavering: Ask = async (asked) => {
      const result = asked.id.endsWith("-1") && asked.id !== "loss-fuzz-1-1" ? 2 : 1;
      return {
        kind: "result",
        result: { loss: 1e9 + result + Number(asked.id.length), outputError: [] },
      };
    };
    expect((await fuzzed(wavering, ["loss"])).smallest?.isSteady).toBe(false);
  });

  it("does not count where it was skipped, and a kind that always is is left", async () => {
    let asked = 0;
    const skipping: Ask = async (question) => {
      if (question.kind === "loss") return answersOf(RIGHT)(question);
      asked++;
      return { kind: "skipped", reason: "no" };
    };
    const found = await fuzzed(skipping, ["activation", "loss"], { runs: 30 });
    expect(asked).toBe(10);
    expect(found.tallies).toEqual([
      { kind: "activation", passed: 0, skipped: 10, failed: 0 },
      { kind: "loss", passed: 30, skipped: 0, failed: 0 },
    ]);
    expect(isClean(found)).toBe(true);
    const nothing = await fuzzed(skipping, ["activation"]);
    expect(isClean(nothing)).toBe(false);
  });
});

describe("an ending", () => {
  const after = (looks: number, ending: Ending) => (): Ending | undefined =>
    --looks < 0 ? ending : undefined;

  it("leaves what was found by then", async () => {
    const found = await fuzzed(answersOf(RIGHT), ["loss", "gradient"], {
      ending: after(9, "time"),
    });
    expect(found.ending).toBe("time");
    expect(found.tallies).toHaveLength(1);
    expect(found.tallies[0].passed).toBeGreaterThan(0);
  });

  it("during the shrinking leaves the smallest case so far, not asked again", async () => {
    let isOver = false;
    const late = (): Ending | undefined => (isOver ? "interrupt" : undefined);
    const ask: Ask = async (asked) => {
      const answer = await withBug("no-carry")(asked);
      if (asked.id === "gradient-fuzz-20") isOver = true;
      return answer;
    };
    const found = await fuzzed(ask, ["gradient"], { ending: late });
    expect(found.ending).toBe("interrupt");
    expect(found.smallest?.isSteady).toBeNull();
    expect(found.smallest?.judgement.verdict).toBe("fail");
  });

  it("explains what a question that was cut off throws; anything else is thrown", async () => {
    let isOver = false;
    const cut: Ask = async () => {
      isOver = true;
      throw new Error("cut off");
    };
    const late = (): Ending | undefined => (isOver ? "interrupt" : undefined);
    expect((await fuzzed(cut, ["loss"], { ending: late })).ending).toBe("interrupt");
    await expect(fuzzed(cut, ["loss"])).rejects.toThrow("cut off");
  });
});

describe("on the way", () => {
  it("tells of every case, and of the first failure", async () => {
    const heard: string[] = [];
    await fuzzed(withBug("squared-error-twice"), ["loss"], {
      onCase: () => heard.push("case"),
      onFailure: (kind, { verdict }) => heard.push(`${kind} ${verdict}`),
    });
    expect(heard.at(-1)).toBe("loss fail");
    expect(heard.slice(0, -1).every((one) => one === "case")).toBe(true);
  });
});
