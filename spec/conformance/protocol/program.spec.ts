import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/conformance/compare.ts";
import { type CaseOf, casesOf } from "../../../src/conformance/kinds.ts";
import type { Asked } from "../../../src/conformance/protocol/messages.ts";
import { openProgram, ProgramError } from "../../../src/conformance/protocol/program.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { type SampleProgram, sampleProgram } from "../../support/programs.ts";

const [ACTIVATION] = casesOf(sampleFile("activation"));
const [REJECT] = casesOf(sampleFile("reject"));
const RIGHT = { kind: "result", result: { s: [2, 0], derivative: [1, 0] } };

/** Pre-activations whose JSON is several times what the system holds between two processes. */
function large(id: string): Asked {
  const a = Array.from({ length: 100_000 }, (_, n) => n / 4096);
  return { id, kind: "activation", config: { activation: "relu" }, inputs: { a } };
}

async function expectNothingLeft(sample: SampleProgram): Promise<void> {
  expect(await sample.leftBehind()).toEqual([]);
}

describe.concurrent("Program", () => {
  it("asks one process one case after another, and stops it", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    const implementation = {
      name: "sample",
      language: "JavaScript",
      version: "1",
      dtype: "float64",
    };
    expect(program.implementation).toEqual(implementation);
    for (let n = 0; n < 50; n++) expect(await program.ask(ACTIVATION)).toEqual(RIGHT);
    expect(await program.ask(REJECT)).toEqual({ kind: "error", message: "not supported" });
    expect(await program.close()).toEqual({
      implementation,
      asked: 51,
      answered: 51,
      restarts: 0,
      fault: null,
      warnings: [],
      stderr: "",
    });
    expect(judge(ACTIVATION, await program.ask(ACTIVATION), "float64")).toMatchObject({
      verdict: "fail",
      reason: "not asked: the program was stopped",
    });
    await expectNothingLeft(sample);
  });

  it("reads answers that come in any pieces, with any line ends", async () => {
    const sample = sampleProgram(`
      let first = true;
      const bytes = (text) => { for (const byte of Buffer.from(text)) print(Buffer.of(byte)); };
      on.start = () => print("\\ufeff\\n\\r\\n" + JSON.stringify({ ready: true, version: 1,
        implementation: { ...implementation, name: "größte Näherung ∂" } }) + "\\r\\n\\n  \\n");
      on.run = ({ seq }) => bytes(JSON.stringify({ seq, skipped: "später ∂ 🙂" }) + "\\r\\n\\n");
    `);
    const program = await openProgram(sample.command);
    expect(program.implementation.name).toBe("größte Näherung ∂");
    for (let n = 0; n < 3; n++) {
      expect(await program.ask(ACTIVATION)).toEqual({ kind: "skipped", reason: "später ∂ 🙂" });
    }
    expect(await program.close()).toMatchObject({ asked: 3, answered: 0, fault: null });
    await expectNothingLeft(sample);
  });

  it("sends much and receives much, also when the program prints before it reads", async () => {
    const sample = sampleProgram(`
      on.run = ({ seq, case: { inputs } }) => send({ seq, results: { s: inputs.a, derivative: inputs.a } });
      process.stdin.pause();
      setTimeout(() => { console.error("x".repeat(2e6)); process.stdin.resume(); }, 100);
    `);
    const program = await openProgram(sample.command);
    for (const id of ["a", "b"]) {
      const asked = large(id);
      const answer = await program.ask(asked);
      const { a } = (asked as CaseOf<"activation">).inputs;
      expect(answer).toEqual({ kind: "result", result: { s: a, derivative: a } });
    }
    const { stderr } = await program.close();
    expect(stderr).toBe(`${"x".repeat(2 ** 16 - 1)}\n`);
    await expectNothingLeft(sample);
  });

  it("reads a line of 5 MB", async () => {
    const sample = sampleProgram(
      "on.run = ({ seq }) => print(JSON.stringify({ seq, results: {} }) + ' '.repeat(5e6) + '\\n');",
    );
    const program = await openProgram(sample.command);
    expect(await program.ask(ACTIVATION)).toEqual({ kind: "result", result: {} });
    await program.close();
    await expectNothingLeft(sample);
  });

  it("says so when a question was answered without having been read", async () => {
    const sample = sampleProgram(`
      const read = () => { process.stdin.pause(); send({ seq: 1, results: {} }); };
      on.start = () => { ready(); process.stdin.removeAllListeners("data").once("data", read); };
      setInterval(() => {}, 1000);
    `);
    const program = await openProgram(sample.command, { caseLimit: 1000 });
    expect(await program.ask(large("activation-large"))).toMatchObject({
      kind: "fault",
      message: "the program answered activation-large, but did not read the question to its end",
    });
    await program.close();
    await expectNothingLeft(sample);
  });

  it("goes on with a fresh process after a fault, so many times and no more", async () => {
    const sample = sampleProgram("on.run = (m) => (m.seq % 2 ? process.exit(run) : answer(m));");
    const program = await openProgram(sample.command, { restarts: 2 });
    const told: string[] = [];
    for (let n = 1; n <= 7; n++) {
      const answer = await program.ask(ACTIVATION);
      told.push(answer.kind === "fault" ? answer.message : answer.kind);
    }
    const at = "before it answered activation-a-1";
    expect(told).toEqual([
      `the program exited with code 1 ${at}`,
      "result",
      `the program exited with code 2 ${at}`,
      "result",
      `the program exited with code 3 ${at}`,
      "not asked: the program failed 3 times and was not started again",
      "not asked: the program failed 3 times and was not started again",
    ]);
    expect(await program.close()).toMatchObject({ asked: 5, answered: 2, restarts: 2 });
    await expectNothingLeft(sample);
  });

  it.each([
    [
      "may not be started again",
      "if (run > 1) process.exit(9);",
      /^not asked: the program could not be started anew: .*: the program exited with code 9 before it was ready$/,
    ],
    [
      "is another one",
      "implementation.dtype = run > 1 ? 'float32' : 'float64';",
      /: the program says that it is another implementation than before$/,
    ],
  ])("a fresh process that %s is the end", async (_, changes, said) => {
    const sample = sampleProgram(`${changes} on.run = () => process.exit(1);`);
    const program = await openProgram(sample.command);
    await program.ask(ACTIVATION);
    for (let n = 0; n < 2; n++) {
      const answer = await program.ask(ACTIVATION);
      expect(answer).toMatchObject({ kind: "fault", message: expect.stringMatching(said) });
    }
    expect(await program.close()).toMatchObject({ asked: 1, answered: 0, restarts: 1 });
    await expectNothingLeft(sample);
  });

  it("holds the whole run to its limit", async () => {
    const implementation = { name: "shell", language: "sh", version: "1", dtype: "float64" };
    const ready = JSON.stringify({ ready: true, version: 1, implementation });
    // A shell starts in no time, of which the limit leaves little.
    const command = ["sh", "-c", 'read -r start; echo "$0"; sleep 100', ready];
    const program = await openProgram(command, { totalLimit: 1000 });
    expect(await program.ask(ACTIVATION)).toMatchObject({
      kind: "fault",
      message:
        "the program took more than the whole run's 1000 ms before it answered activation-a-1",
    });
    expect(await program.ask(ACTIVATION)).toMatchObject({
      message: "not asked: the whole run's 1000 ms are over",
    });
    expect(await program.close()).toMatchObject({ asked: 1, restarts: 0 });
  });

  it.each([
    [
      "does not exit",
      "on.stop = () => {}; setInterval(() => {}, 1000);",
      "did not exit within 300 ms and was killed",
    ],
    [
      "exits with a code",
      "on.stop = () => process.exit(2);",
      "exited with code 2 when it was told to stop",
    ],
    [
      "is ended by a signal",
      "on.stop = () => process.kill(process.pid, 'SIGABRT');",
      "was ended by SIGABRT when it was told to stop",
    ],
  ])("warns of a program that %s at the end; its answers stand", async (_, changes, warning) => {
    const sample = sampleProgram(changes);
    const program = await openProgram(sample.command, {
      stopLimit: warning.includes("300") ? 300 : 60_000,
    });
    await program.ask(ACTIVATION);
    expect(await program.close()).toMatchObject({
      answered: 1,
      fault: null,
      warnings: [`the program ${warning}`],
    });
    await expectNothingLeft(sample);
  });

  it.each([
    [
      "answered twice",
      "on.run = (m) => { answer(m); answer(m); };",
      '{"seq":1,"results":{"s":[2,0],"derivative":[1,0]}}',
    ],
    ["prints a farewell", "on.stop = () => { print('bye\\n'); process.exit(0); };", "bye"],
    ["does not end its farewell", "on.stop = () => { print('bye'); process.exit(0); };", "bye"],
  ])("the last answer of a program that %s does not stand", async (_, changes, excess) => {
    const sample = sampleProgram(changes);
    const program = await openProgram(sample.command);
    await program.ask(ACTIVATION);
    const message = `the program printed ${JSON.stringify(excess)} after its last answer`;
    expect((await program.close()).fault).toEqual({ kind: "fault", message, stderr: "" });
    await expectNothingLeft(sample);
  });

  it("a second answer is the wrong one to the next case", async () => {
    const sample = sampleProgram("on.run = (m) => { answer(m); answer(m); };");
    const program = await openProgram(sample.command);
    await program.ask(ACTIVATION);
    expect(await program.ask(ACTIVATION)).toMatchObject({
      message: "the program answered with the seq 1 where activation-a-1 has the seq 2",
    });
    await program.close();
    await expectNothingLeft(sample);
  });

  it("answers one call at a time", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    const first = program.ask(ACTIVATION);
    const busy = "program: expected one call at a time, got another";
    await expect(program.ask(ACTIVATION)).rejects.toThrow(busy);
    await expect(program.close()).rejects.toThrow(busy);
    expect(await first).toEqual(RIGHT);
    await program.close();
    await expectNothingLeft(sample);
  });

  it("asks nothing that JSON cannot hold, and goes on", async () => {
    const sample = sampleProgram();
    const program = await openProgram(sample.command);
    const config = { activation: "relu" } as const;
    const asked = { id: "a", kind: "activation", config, inputs: { a: [Number.NaN] } } as const;
    const attempt = program.ask({ ...asked, inputs: { a: [Number.NaN] } });
    await expect(attempt).rejects.toThrow("request: expected what JSON can hold, got NaN");
    expect(await program.ask(ACTIVATION)).toEqual(RIGHT);
    expect(await program.close()).toMatchObject({ asked: 1 });
    await expectNothingLeft(sample);
  });
});

describe.concurrent("an abort", () => {
  const HANGS = "process.on('SIGTERM', () => {}); orphan('setInterval(() => {}, 1000)');";

  // Each hangs for ever where it is aborted, so that it is aborted there however slow the machine.
  it.each([
    ["at the start", 0, `${HANGS} on.start = () => {};`],
    ["at a case", 1, `${HANGS} on.run = () => {};`],
    [
      "at a new start",
      2,
      `${HANGS} if (run > 2) on.start = () => {}; on.run = () => process.exit(1);`,
    ],
  ])("%s ends all processes, and says why", async (_, stepsBefore, changes) => {
    const sample = sampleProgram(changes);
    const controller = new AbortController();
    const { signal } = controller;
    let steps = 0;
    const step = (): void => {
      if (steps++ === stepsBefore) setTimeout(() => controller.abort("enough"), 500);
    };
    step();
    const run = openProgram(sample.command, { signal }).then(async (program) => {
      step();
      await program.ask(ACTIVATION);
      step();
      await program.ask(ACTIVATION);
    });
    await expect(run).rejects.toBe("enough");
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await expectNothingLeft(sample);
  });

  it("is heeded also when nothing more would be asked anyway", async () => {
    const sample = sampleProgram("on.run = () => process.exit(1);");
    const controller = new AbortController();
    const { signal } = controller;
    const program = await openProgram(sample.command, { signal, restarts: 0 });
    await program.ask(ACTIVATION);
    expect((await program.ask(ACTIVATION)).kind).toBe("fault");
    controller.abort("enough");
    await expect(program.ask(ACTIVATION)).rejects.toBe("enough");
    await expectNothingLeft(sample);
  });

  it("stops a program that is waiting to be asked", async () => {
    const sample = sampleProgram(HANGS);
    const controller = new AbortController();
    const program = await openProgram(sample.command, { signal: controller.signal });
    controller.abort("enough");
    expect(await program.close()).toMatchObject({
      asked: 0,
      warnings: ["the program was ended by SIGKILL when it was told to stop"],
    });
    await expectNothingLeft(sample);
  });

  it("before the start, or between two cases, is heeded as well", async () => {
    const sample = sampleProgram(HANGS);
    const controller = new AbortController();
    const { signal } = controller;
    const program = await openProgram(sample.command, { signal });
    await program.ask(ACTIVATION);
    controller.abort("enough");
    await expect(program.ask(ACTIVATION)).rejects.toBe("enough");
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await expect(openProgram(sample.command, { signal })).rejects.toBe("enough");
    expect(await program.close()).toMatchObject({ asked: 2, answered: 1, warnings: [] });
    await expectNothingLeft(sample);
  });
});

describe("ProgramError", () => {
  it("names the command as one would type it, and keeps what was said", async () => {
    const sample = sampleProgram();
    const error: unknown = await openProgram([
      process.execPath,
      "-e",
      "console.error('a\\nb'); process.exit(7)",
    ]).catch((reason) => reason);
    expect(error).toBeInstanceOf(ProgramError);
    expect(String(error)).toBe(
      `ProgramError: ${process.execPath} -e "console.error('a\\\\nb'); process.exit(7)": the program exited with code 7 before it was ready; last on standard error: "b"`,
    );
    expect((error as ProgramError).stderr).toBe("a\nb\n");
    await expectNothingLeft(sample);
  });
});
