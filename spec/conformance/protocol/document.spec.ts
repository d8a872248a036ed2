/** What implementers read about the protocol is so. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkCommand } from "../../../src/cli/check.ts";
import { fuzzCommand } from "../../../src/cli/fuzz.ts";
import { FIXTURES, requireCase } from "../../../src/cli/suite.ts";
import { judge } from "../../../src/conformance/compare.ts";
import { MAX_DEPTH } from "../../../src/conformance/json.ts";
import { type Case, casesOf } from "../../../src/conformance/kinds.ts";
import { STDERR_BYTES } from "../../../src/conformance/protocol/child.ts";
import {
  readReady,
  readReply,
  runLine,
  START,
  STOP,
} from "../../../src/conformance/protocol/messages.ts";
import { DEFAULT_OPTIONS } from "../../../src/conformance/protocol/options.ts";
import { parseCases, readBytes } from "../../../src/conformance/read.ts";
import { schemaOf } from "../../../src/conformance/schemas.ts";

const TEXT = readFileSync(join(FIXTURES, "PROTOCOL.md"), "utf8");

/** The parts of the schema that limit texts. */
interface Texts {
  readonly errorMessage: {
    readonly properties: { readonly error: { readonly maxLength: number } };
  };
  readonly skippedMessage: {
    readonly properties: { readonly skipped: { readonly maxLength: number } };
  };
}

/** The examples of messages to the program, or of those from it. */
function examples(arrow: string): string[] {
  return [...TEXT.matchAll(new RegExp(`^ {4}${arrow} (.*)$`, "gm"))].map((m) => m[1]);
}

/** The case of the suite that a command to run one is about. */
function shownCase(run: string): Case {
  const { id, kind } = JSON.parse(run).case;
  const path = join(FIXTURES, "cases", `${kind}.json`);
  return requireCase(casesOf(parseCases(readBytes(path), path)), id);
}

describe("PROTOCOL.md", () => {
  it("shows the commands as they are sent", () => {
    const [start, run, stop] = examples("→");
    expect([`${start}\n`, `${stop}\n`]).toEqual([START, STOP]);
    expect(`${run}\n`).toBe(runLine(1, shownCase(run)));
  });

  it("shows answers as they are understood", () => {
    const [ready, ...replies] = examples("←");
    expect(readReady(ready)).toMatchObject({ name: "mine", dtype: "float64" });
    expect(replies.map((line) => readReply(line).answer.kind)).toEqual([
      "result",
      "skipped",
      "error",
    ]);
  });

  it("shows the right answer to the case that it shows", () => {
    const [, run] = examples("→");
    const [, reply] = examples("←");
    const { seq, answer } = readReply(reply);
    expect(judge(shownCase(run), answer, "float64").verdict).toBe("pass");
    expect(seq).toBe(1);
  });

  it("names the limits", () => {
    const { startLimit, caseLimit, totalLimit, stopLimit, grace, restarts, maxLineBytes } =
      DEFAULT_OPTIONS;
    const { errorMessage, skippedMessage } = schemaOf("protocol")["$defs"] as Texts;
    expect(skippedMessage.properties.skipped.maxLength).toBe(
      errorMessage.properties.error.maxLength,
    );
    for (const stated of [
      `until you are ready | ${startLimit / 1000} s |`,
      `to its answer | ${caseLimit / 1000} s |`,
      `the whole run | ${totalLimit / 3_600_000} hour |`,
      `to your end | ${stopLimit / 1000} s |`,
      `an answer | ${maxLineBytes} bytes |`,
      `still runs ${grace / 1000} s later`,
      `up to ${restarts} times`,
      `last ${STDERR_BYTES} bytes`,
      `${MAX_DEPTH} levels`,
      `\`error\` | ${errorMessage.properties.error.maxLength} characters`,
    ]) {
      expect(TEXT).toContain(stated);
    }
  });

  it("names the options of the command line that change them", () => {
    const { signal } = new AbortController();
    const check = checkCommand("", signal).opts();
    expect(check).toMatchObject({ startTimeout: 60, timeout: 60 });
    expect(fuzzCommand(signal).opts()).toMatchObject({ startTimeout: 60, timeout: 10 });
    const text = TEXT.replace(/\s+/g, " ");
    for (const option of ["--start-timeout", "--timeout", "--limit"]) {
      expect(text).toContain(`\`${option}\``);
    }
    expect(text).toContain("it waits 10 s for an answer");
  });
});
