import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Case, casesOf, KINDS } from "../../../src/conformance/kinds.ts";
import {
  readReady,
  readReply,
  runLine,
  START,
  STOP,
} from "../../../src/conformance/protocol/messages.ts";
import { requireValid } from "../../../src/conformance/schemas.ts";
import type { CasesFile } from "../../../src/conformance/types.ts";
import { caseFiles, copyOf, jsonOf, put, sampleFile } from "../../support/caseFiles.ts";
import { itRefuses, type Refusal, thrownBy } from "../../support/refusals.ts";

const sample = (file: CasesFile): Case => casesOf(file)[0];

describe("the commands", () => {
  it("are lines that the schema describes", () => {
    expect([START, STOP]).toEqual(['{"cmd":"start","version":1}\n', '{"cmd":"stop"}\n']);
    for (const [part, line] of [
      ["startCommand", START],
      ["stopCommand", STOP],
      ...KINDS.map((kind) => ["runCommand", runLine(1, sample(sampleFile(kind)))]),
    ]) {
      requireValid("protocol", JSON.parse(line), "line", [], `#/$defs/${part}`);
      expect(line.indexOf("\n")).toBe(line.length - 1);
    }
  });

  it("send of a case what is to be computed, to the last bit, and nothing else", () => {
    fc.assert(
      fc.property(caseFiles, fc.integer({ min: 1 }), (file, seq) => {
        for (const testCase of casesOf(file)) {
          if (testCase.kind === "reject") continue;
          const { id, kind, config, inputs } = testCase;
          const sent = JSON.parse(runLine(seq, testCase));
          expect(sent).toEqual({ cmd: "run", seq, case: { id, kind, config, inputs } });
          expect(runLine(seq, testCase)).toBe(`${jsonOf(sent)}\n`);
        }
      }),
    );
    expect(runLine(1, sample(sampleFile("canary")))).toContain('"values":[0.1,-0]');
  });

  it("send what is to be refused as if it were not", () => {
    const testCase = sample(sampleFile("reject"));
    const line = runLine(7, testCase);
    expect(line).not.toContain("reject");
    expect(JSON.parse(line)).toEqual({
      cmd: "run",
      seq: 7,
      case: { id: "gradient-request-7", ...(copyOf(testCase.inputs) as object) },
    });
  });

  it("send no text that could be taken for two lines", () => {
    const testCase = sample(sampleFile("reject"));
    put(testCase, ["inputs", "config"], { "a\nb": ["c\r\nd", null, true, "\ud800"] });
    const line = runLine(1, testCase);
    expect(line).toContain('"config":{"a\\nb":["c\\r\\nd",null,true,"\\ud800"]}');
    expect(line.indexOf("\n")).toBe(line.length - 1);
  });

  it.each([Number.NaN, Infinity, undefined, 1n])("do not send %s", (value) => {
    const testCase = sample(sampleFile("activation"));
    put(testCase, ["inputs", "a"], [value]);
    expect(thrownBy(() => runLine(1, testCase))).toBe(
      `RangeError: request: expected what JSON can hold, got ${value}`,
    );
  });
});

const READY = {
  ready: true,
  version: 1,
  implementation: { name: "mine", language: "C", version: "0.1", dtype: "float32" },
};

/** What a line is refused with that has one member of the right one changed. */
function refusal(
  read: (line: string) => unknown,
  message: object,
  path: readonly string[],
  value: unknown,
  said: string,
): Refusal {
  const changed = copyOf(message) as object;
  put(changed, path, value);
  const line = JSON.stringify(changed);
  return [line.slice(0, 60), () => read(line), `FormatError: answer: ${said}`];
}

describe("readReady", () => {
  it("gives who answers", () => {
    expect(readReady(JSON.stringify(READY))).toEqual(READY.implementation);
  });

  itRefuses([
    [
      "text",
      () => readReady("Loading"),
      "FormatError: answer: expected a JSON value, got Loading (line 1, column 1)",
    ],
    [
      "another message",
      () => readReady('{"seq":1,"results":{}}'),
      "FormatError: answer: ready: expected a value, got none",
    ],
    refusal(readReady, READY, ["ready"], false, "ready: expected true, got false"),
    refusal(readReady, READY, ["version"], 2, "version: expected 1, got 2"),
    refusal(
      readReady,
      READY,
      ["pid"],
      2,
      'expected only ready, version, implementation, got "pid"',
    ),
    refusal(
      readReady,
      READY,
      ["implementation"],
      "mine",
      'implementation: expected an object, got "mine"',
    ),
    refusal(
      readReady,
      READY,
      ["implementation", "dtype"],
      "float16",
      'implementation.dtype: expected one of float64, float32, got "float16"',
    ),
    refusal(
      readReady,
      READY,
      ["implementation", "name"],
      "",
      'implementation.name: expected some text, got ""',
    ),
    refusal(
      readReady,
      READY,
      ["implementation", "author"],
      "me",
      'implementation: expected only name, language, version, dtype, got "author"',
    ),
  ]);
});

describe("readReply", () => {
  it.each([
    ['{"seq":7,"results":{"loss":-0}}', { kind: "result", result: { loss: -0 } }],
    ['{"skipped":"not yet","seq":7}\r', { kind: "skipped", reason: "not yet" }],
    [' { "seq" : 7.0, "error" : "" }', { kind: "error", message: "" }],
  ])("reads %s", (line, answer) => {
    expect(readReply(line)).toEqual({ seq: 7, answer });
  });

  it("refuses whatever else there may be, in words", () => {
    const values = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record(
          { seq: fc.anything(), results: fc.anything(), error: fc.anything() },
          { requiredKeys: [] },
        )
        .map((message) =>
          String(JSON.stringify(message, (_, m) => (typeof m === "bigint" ? 1 : m))),
        ),
    );
    fc.assert(
      fc.property(values, (line) => {
        const said = thrownBy(() => readReply(line));
        if (said !== "nothing was thrown")
          expect(said).toMatch(/^FormatError: answer: .*expected /s);
        else expect(JSON.parse(line)).toMatchObject({ seq: expect.any(Number) });
      }),
    );
  });

  const result = { seq: 7, results: { loss: 1 } };
  itRefuses([
    [
      "NaN",
      () => readReply('{"seq":7,"results":{"dW":[[1,NaN]]}}'),
      "FormatError: answer: results.dW[0][1]: expected a JSON value, got NaN (line 1, column 30)",
    ],
    [
      "half a message",
      () => readReply('{"seq":7,"results"'),
      'FormatError: answer: expected ":" after "results", got the end of the text (line 1, column 19)',
    ],
    [
      "a seq twice",
      () => readReply('{"seq":7,"seq":8}'),
      'FormatError: answer: expected members of different names, got "seq" twice (line 1, column 10)',
    ],
    [
      "null",
      () => readReply("null"),
      "FormatError: answer: expected one of results, skipped, error, got none",
    ],
    [
      "an array",
      () => readReply("[1]"),
      "FormatError: answer: expected one of results, skipped, error, got none",
    ],
    [
      "the name of a method",
      () => readReply('"toString"'),
      "FormatError: answer: expected one of results, skipped, error, got none",
    ],
    [
      "ready once more",
      () => readReply(JSON.stringify(READY)),
      "FormatError: answer: expected one of results, skipped, error, got none",
    ],
    refusal(
      readReply,
      result,
      ["error"],
      "x",
      "expected one of results, skipped, error, got results and error",
    ),
    refusal(readReply, result, ["seq"], undefined, "seq: expected a value, got none"),
    refusal(readReply, result, ["seq"], "7", 'seq: expected a whole number, got "7"'),
    refusal(readReply, result, ["seq"], 7.5, "seq: expected a whole number, got 7.5"),
    refusal(readReply, result, ["results"], [1], "results: expected an object, got an array of 1"),
    refusal(readReply, result, ["time"], 3, 'expected only seq, results, got "time"'),
    refusal(
      readReply,
      { seq: 7, skipped: "x" },
      ["skipped"],
      "",
      'skipped: expected some text, got ""',
    ),
    refusal(
      readReply,
      { seq: 7, error: "x" },
      ["error"],
      true,
      "error: expected a string, got true",
    ),
    refusal(
      readReply,
      { seq: 7, error: "x" },
      ["error"],
      "x".repeat(65537),
      `error: expected at most 65536 characters, got "${"x".repeat(60)}…"`,
    ),
  ]);
});
