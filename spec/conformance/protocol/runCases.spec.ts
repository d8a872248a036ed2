import { describe, expect, it } from "vitest";
import { judge } from "../../../src/conformance/compare.ts";
import { type Case, casesOf } from "../../../src/conformance/kinds.ts";
import type { Asked } from "../../../src/conformance/protocol/messages.ts";
import { openProgram, type Summary } from "../../../src/conformance/protocol/program.ts";
import { type Answered, runCases } from "../../../src/conformance/protocol/runCases.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { sampleProgram } from "../../support/programs.ts";

const [ACTIVATION] = casesOf(sampleFile("activation"));
const [REJECT] = casesOf(sampleFile("reject"));

/** Activations under different ids. */
const cases = (...ids: string[]): Case[] => ids.map((id) => ({ ...ACTIVATION, id }));

/** All that comes back, and what is returned in the end. */
async function all(
  answers: AsyncGenerator<Answered, Summary, undefined>,
): Promise<[Answered[], Summary]> {
  const answered: Answered[] = [];
  for (;;) {
    const { done, value } = await answers.next();
    if (done) return [answered, value];
    answered.push(value);
  }
}

describe.concurrent("runCases", () => {
  it("gives each case its answer, in order, and the summary at the end", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    const [answered, summary] = await all(runCases(program, [...cases("a", "b"), REJECT]));
    expect(answered.map(({ id }) => id)).toEqual(["a", "b", REJECT.id]);
    const verdicts = [ACTIVATION, ACTIVATION, REJECT].map((testCase, n) => {
      return judge(testCase, answered[n].answer, program.implementation.dtype).verdict;
    });
    expect(verdicts).toEqual(["pass", "pass", "pass"]);
    expect(summary).toMatchObject({ asked: 3, answered: 3, fault: null, warnings: [] });
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("takes a case when it is asked, and no sooner", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    const taken: string[] = [];
    async function* endless(): AsyncGenerator<Asked> {
      for (let n = 0; ; n++) {
        taken.push(`a${n}`);
        yield* cases(`a${n}`);
      }
    }
    const told: string[] = [];
    for await (const { id } of runCases(program, endless())) {
      told.push(id);
      if (told.length === 3) break;
    }
    expect(told).toEqual(["a0", "a1", "a2"]);
    expect(taken).toEqual(["a0", "a1", "a2", "a3"]);
    // To break off is to stop the program.
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("finds fault with each case that a program does not answer, and with no other", async () => {
    const sample = sampleProgram(
      "on.run = (m) => (m.case.id === 'b' ? process.exit(1) : answer(m));",
    );
    const program = await openProgram(sample.command);
    const [answered, summary] = await all(runCases(program, cases("a", "b", "c", "b")));
    expect(answered.map(({ answer }) => answer.kind)).toEqual([
      "result",
      "fault",
      "result",
      "fault",
    ]);
    expect(summary).toMatchObject({ asked: 4, answered: 2, restarts: 1, fault: null });
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("takes the last answer back when the program prints on", async () => {
    const sample = sampleProgram(
      "on.stop = () => { send({ seq: 2, results: {} }); process.exit(0); };",
    );
    const program = await openProgram(sample.command);
    const [answered] = await all(runCases(program, cases("a", "b")));
    expect(answered.map(({ id, answer }) => [id, answer.kind])).toEqual([
      ["a", "result"],
      ["b", "fault"],
    ]);
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("is no run without a case", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    await expect(runCases(program, []).next()).rejects.toThrow(
      /: expected a case to be run, got none$/,
    );
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("stops the program when there are no more cases to be had", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    function* broken(): Generator<Asked> {
      yield* cases("a", "b");
      throw new Error("no more");
    }
    await expect(all(runCases(program, broken()))).rejects.toThrow("no more");
    expect(await sample.leftBehind()).toEqual([]);
  });

  it("gives up when it is aborted", async () => {
    const sample = sampleProgram("on.run = (m) => m.seq < 3 && answer(m);");
    const controller = new AbortController();
    const program = await openProgram(sample.command, { signal: controller.signal });
    const answers = runCases(program, cases("a", "b", "c", "d"));
    expect(await answers.next()).toMatchObject({ value: { id: "a" } });
    setTimeout(() => controller.abort("enough"), 50);
    await expect(answers.next()).rejects.toBe("enough");
    expect(await answers.next()).toEqual({ done: true, value: undefined });
    expect(await sample.leftBehind()).toEqual([]);
  });
});
