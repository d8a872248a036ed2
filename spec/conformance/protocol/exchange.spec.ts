/** Programs that do not do what they should: each is found out in time, and none is left behind. */
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/conformance/compare.ts";
import { casesOf } from "../../../src/conformance/kinds.ts";
import {
  endingText,
  Misbehaviour,
  misbehaviourOf,
} from "../../../src/conformance/protocol/exchange.ts";
import type { ProgramOptions } from "../../../src/conformance/protocol/options.ts";
import { openProgram, ProgramError } from "../../../src/conformance/protocol/program.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { sampleProgram } from "../../support/programs.ts";

const [ACTIVATION] = casesOf(sampleFile("activation"));
const [REJECT] = casesOf(sampleFile("reject"));

/** Of what does hang, where it is waited for. */
const SHORT = 300;

type Row = readonly [
  what: string,
  changes: string,
  said: string | RegExp,
  options?: Partial<ProgramOptions>,
];

function full([what, changes, said, options = {}]: Row): Required<Row> {
  return [what, changes, said, options];
}

/** A message that is so, or like that; what the program itself said is for whoever sees it fail. */
function expectSaid(message: string, said: string | RegExp, stderr: string): void {
  if (typeof said === "string") expect(message, stderr).toBe(said);
  else expect(message, stderr).toMatch(said);
}

const NO_ANSWER = "as its answer to activation-a-1: answer:";
const BELONGS = "(what is no answer belongs on standard error)";

const AT_A_CASE: readonly Row[] = [
  [
    "exits with a code",
    "on.run = () => { console.error('at work\\nno memory'); process.exit(3); };",
    'the program exited with code 3 before it answered activation-a-1; last on standard error: "no memory"',
  ],
  [
    "exits with 0",
    "on.run = () => process.exit(0);",
    "the program exited with code 0 before it answered activation-a-1",
  ],
  [
    "throws",
    "on.run = () => { throw new Error('no such kind'); };",
    /^the program exited with code 1 before it answered activation-a-1; last on standard error: "Node/,
  ],
  [
    "is ended by a signal",
    "on.run = () => process.kill(process.pid, 'SIGSEGV');",
    "the program was ended by SIGSEGV before it answered activation-a-1",
  ],
  [
    "exits in the middle of a line",
    "on.run = ({ seq }) => { print('{\"seq\":1,'); process.exit(0); };",
    'the program exited with code 0 before it answered activation-a-1, in the middle of the line "{\\"seq\\":1,"',
  ],
  [
    "does not answer",
    "on.run = () => {};",
    "the program took more than 300 ms before it answered activation-a-1",
    { caseLimit: SHORT },
  ],
  [
    "is busy for ever",
    "on.run = () => { for (;;); };",
    "the program took more than 300 ms before it answered activation-a-1",
    { caseLimit: SHORT },
  ],
  [
    "does not end its line",
    "on.run = ({ seq }) => print(JSON.stringify({ seq, results: {} }));",
    'the program took more than 300 ms before it answered activation-a-1, in the middle of the line "{\\"seq\\":1,\\"results\\":{}}"',
    { caseLimit: SHORT },
  ],
  [
    "does not answer, and does not end when asked to",
    "process.on('SIGTERM', () => {}); on.run = () => {};",
    "the program took more than 300 ms before it answered activation-a-1",
    { caseLimit: SHORT, grace: SHORT },
  ],
  [
    "prints a log",
    "on.run = (m) => { print('Epoch 1: loss 0.25\\n'); answer(m); };",
    `the program printed "Epoch 1: loss 0.25" ${NO_ANSWER} expected a JSON value, got Epoch (line 1, column 1) ${BELONGS}`,
  ],
  [
    "prints half an answer",
    'on.run = () => print(\'{"seq":1,"results":{\\n\');',
    `the program printed "{\\"seq\\":1,\\"results\\":{" ${NO_ANSWER} results: expected a name in double quotes, got the end of the text (line 1, column 21)`,
  ],
  [
    "prints NaN",
    'on.run = () => print(\'{"seq":1,"results":{"dW":[[0,NaN]]}}\\n\');',
    /answer: results\.dW\[0\]\[1\]: expected a JSON value, got NaN \(line 1, column 30\)$/,
  ],
  [
    "prints what is not UTF-8",
    "on.run = () => print(Buffer.from('7b22ff22c30a', 'hex'));",
    'the program printed "{\\"\ufffd\\"\ufffd" as its answer to activation-a-1: expected UTF-8, got bytes that are not',
  ],
  [
    "prints noise",
    "on.run = () => { const noise = Buffer.alloc(1e5, 'f7801b00', 'hex'); noise[9] = 10; print(noise); };",
    /^the program printed ".*" as its answer to activation-a-1: expected UTF-8, got bytes that are not \(what/,
  ],
  [
    "prints a line without end",
    "on.run = () => process.stdout.write('a'.repeat(1e6), on.run);",
    /^the program printed "a{60}…" as its answer to activation-a-1: expected at most 5000000 bytes a line, got more/,
    { maxLineBytes: 5e6 },
  ],
  [
    "prints blank lines without end",
    "on.run = () => process.stdout.write('\\n'.repeat(1e4), on.run);",
    "the program took more than 300 ms before it answered activation-a-1",
    { caseLimit: SHORT },
  ],
  [
    "answers with the wrong seq",
    "on.run = ({ seq, ...m }) => answer({ seq: seq + 1, ...m });",
    "the program answered with the seq 2 where activation-a-1 has the seq 1",
  ],
  [
    "answers without a seq",
    "on.run = () => send({ results: {} });",
    `the program printed "{\\"results\\":{}}" ${NO_ANSWER} seq: expected a value, got none`,
  ],
  [
    "answers by a result and an error",
    "on.run = ({ seq }) => send({ seq, results: {}, error: 'x' });",
    /answer: expected one of results, skipped, error, got results and error$/,
  ],
  [
    "answers by more than there is to say",
    "on.run = ({ seq }) => send({ seq, results: {}, seconds: 1 });",
    /answer: expected only seq, results, got "seconds"$/,
  ],
  [
    "answers by something else",
    "on.run = () => ready();",
    /answer: expected one of results, skipped, error, got none$/,
  ],
  [
    "answers before it was asked",
    'on.start = () => print(JSON.stringify({ ready: true, version: 1, implementation }) + \'\\n{"seq":1,"results":{}}\\n\');',
    "the program answered activation-a-1 before it was asked",
  ],
  [
    "closes its standard input",
    "on.start = () => { process.stdin.destroy(); fs.closeSync(0); ready(); }; setInterval(() => {}, 1000);",
    "the program closed its standard input before it answered activation-a-1",
    { grace: SHORT },
  ],
  [
    "closes its standard input and exits",
    "on.start = () => { process.stdin.destroy(); fs.closeSync(0); ready(); setTimeout(() => process.exit(6), 100); };",
    "the program exited with code 6 before it answered activation-a-1",
  ],
  [
    "closes its standard output",
    "on.run = () => fs.closeSync(1); setInterval(() => {}, 1000);",
    "the program closed its standard output before it answered activation-a-1",
    { grace: SHORT },
  ],
  [
    "leaves a process behind that holds its output open",
    "on.run = () => { orphan('setInterval(() => {}, 1000)'); process.exit(4); };",
    "the program exited with code 4 before it answered activation-a-1",
  ],
  [
    "leaves a process behind that holds its output open out of reach, until that ends by itself",
    "on.run = () => { orphan('setTimeout(() => {}, 1500)', { detached: true }); process.exit(4); };",
    "the program exited with code 4 before it answered activation-a-1",
    { grace: SHORT },
  ],
  [
    "leaves a process behind that does not end when asked to",
    "on.run = () => orphan('process.on(\"SIGTERM\", () => {}); setInterval(() => {}, 1000)');",
    "the program took more than 1000 ms before it answered activation-a-1",
    { caseLimit: 1000 },
  ],
  [
    "floods its standard error and exits",
    "on.run = () => { const text = 'x'.repeat(1e6); for (let n = 0; n < 20; n++) fs.writeSync(2, text); fs.writeSync(2, 'last\\n'); process.exit(5); };",
    /^the program exited with code 5 before it answered activation-a-1; last on standard error: "x{60}…"$/,
  ],
];

describe("a program that misbehaves at a case", () => {
  it.concurrent.each(AT_A_CASE.map(full))("%s", async (_, changes, said, options) => {
    const sample = sampleProgram(changes);
    const program = await openProgram(sample.command, options);
    const answer = await program.ask(ACTIVATION);
    expect(answer.kind).toBe("fault");
    if (answer.kind === "fault") {
      expectSaid(answer.message, said, answer.stderr);
      expect(answer.stderr.length).toBeLessThanOrEqual(2 ** 16);
    }
    expect(judge(ACTIVATION, answer, "float64").verdict).toBe("fail");
    expect(judge(REJECT, answer, "float64").verdict).toBe("fail");
    const { asked, answered, restarts, fault, warnings } = await program.close();
    expect([asked, answered, restarts, fault, warnings]).toEqual([1, 0, 0, null, []]);
    expect(await sample.leftBehind()).toEqual([]);
  });
});

const INSTEAD = "instead of saying that it is ready: answer:";

const AT_THE_START: readonly Row[] = [
  [
    "exits",
    "console.error('no module named rnn'); process.exit(1);",
    'the program exited with code 1 before it was ready; last on standard error: "no module named rnn"',
  ],
  [
    "hangs",
    "on.start = () => {};",
    "the program took more than 300 ms before it was ready",
    { startLimit: SHORT },
  ],
  [
    "prints before it is ready",
    "print('Loading model...\\n');",
    `the program printed "Loading model..." ${INSTEAD} expected a JSON value, got Loading (line 1, column 1) ${BELONGS}`,
  ],
  [
    "speaks another version",
    "on.start = () => send({ ready: true, version: 2, implementation });",
    /answer: version: expected 1, got 2$/,
  ],
  [
    "does not say who it is",
    "on.start = () => send({ ready: true, version: 1 });",
    `the program printed "{\\"ready\\":true,\\"version\\":1}" ${INSTEAD} implementation: expected a value, got none`,
  ],
  [
    "closes its standard output",
    "fs.closeSync(1); setInterval(() => {}, 1000);",
    "the program closed its standard output before it was ready",
    { grace: SHORT },
  ],
];

describe("misbehaviourOf", () => {
  it("is the message of a misbehaviour, and goes on with what is none", () => {
    expect(misbehaviourOf(new Misbehaviour("hangs"))).toBe("the program hangs");
    expect(() => misbehaviourOf(new TypeError("ours"))).toThrow(new TypeError("ours"));
  });
});

describe("how a process ended", () => {
  it("says what the system said, where that is not known better", () => {
    expect(endingText({ kind: "failed", code: "EAGAIN" })).toBe(
      "could not be started: the system refused (EAGAIN)",
    );
  });
});

describe("a program that is never ready", () => {
  it.concurrent.each(AT_THE_START.map(full))("%s", async (_, changes, said, options) => {
    const sample = sampleProgram(changes);
    const error: unknown = await openProgram(sample.command, options).catch((reason) => reason);
    expect(error).toBeInstanceOf(ProgramError);
    const { message, stderr } = error as ProgramError;
    const at = message.indexOf(": the program ");
    expect(message.slice(0, at)).toContain(`${process.execPath} -e `);
    expectSaid(message.slice(at + 2), said, stderr);
    expect(await sample.leftBehind()).toEqual([]);
  });

  it.concurrent.each([
    [
      ["no-such-program-here", "a b"],
      'no-such-program-here "a b": the program could not be started: there is none of that name, or none of the name that its first line asks for (ENOENT)',
    ],
    [
      ["/tmp"],
      "/tmp: the program could not be started: it is a directory, or may not be executed (EACCES)",
    ],
    [
      ["package.json"],
      "package.json: the program could not be started: there is none of that name, or none of the name that its first line asks for (ENOENT)",
    ],
    [
      ["./package.json"],
      "./package.json: the program could not be started: it is a directory, or may not be executed (EACCES)",
    ],
    [
      ["sh", "\0"],
      'sh "\\u0000": the program could not be started: a word of it is empty, or holds a NUL (ERR_INVALID_ARG_VALUE)',
    ],
    [
      [""],
      '"": the program could not be started: a word of it is empty, or holds a NUL (ERR_INVALID_ARG_VALUE)',
    ],
  ])("%j", async (command, message) => {
    const error: unknown = await openProgram(command).catch((reason) => reason);
    expect(String(error)).toBe(`ProgramError: ${message}`);
  });
});
