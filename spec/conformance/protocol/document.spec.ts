/** What implementers read about the protocol is so. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkCommand } from "../../../src/cli/check.ts";
import { fuzzCommand } from "../../../src/cli/fuzz.ts";
import { MAX_DEPTH } from "../../../src/conformance/json.ts";
import { casesOf } from "../../../src/conformance/kinds.ts";
import { STDERR_BYTES } from "../../../src/conformance/protocol/child.ts";
import { readReady, readReply, START, STOP } from "../../../src/conformance/protocol/messages.ts";
import { DEFAULT_OPTIONS } from "../../../src/conformance/protocol/options.ts";
import { openProgram } from "../../../src/conformance/protocol/program.ts";
import { requireValid, schemaOf } from "../../../src/conformance/schemas.ts";
import { sampleFile } from "../../support/caseFiles.ts";

const TEXT = readFileSync(join(import.meta.dirname, "../../../fixtures/PROTOCOL.md"), "utf8");

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

describe("PROTOCOL.md", () => {
  it("shows the commands as they are sent", () => {
    const [start, run, stop] = examples("→");
    expect([`${start}\n`, `${stop}\n`]).toEqual([START, STOP]);
    requireValid("protocol", JSON.parse(run), "run", [], "#/$defs/runCommand");
    const { config, inputs } = JSON.parse(run).case;
    requireValid("cases", config, "run", [], "#/$defs/activationCase/properties/config");
    requireValid("cases", inputs, "run", [], "#/$defs/activationCase/properties/inputs");
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

  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  it.skipIf(!hasPython)("shows a program in Python that behaves well", async () => {
    const [, script] = TEXT.split(/```(?:python)?\n/);
    const compute = `
def compute(case):
    if case["kind"] == "canary": return case["inputs"]
    if case["kind"] == "activation": return {"s": [math.inf, math.nan, 1.0], "derivative": [1]}
    if case["kind"] == "gradient": raise ValueError("y has 1 row")
    raise NotImplementedError(f"no {case['kind']}")

for line`;
    const program = await openProgram(["python3", "-c", script.replace("\nfor line", compute)]);
    const answers = [];
    for (const kind of ["canary", "activation", "reject", "step"] as const) {
      answers.push(await program.ask(casesOf(sampleFile(kind))[0]));
    }
    expect(answers).toEqual([
      { kind: "result", result: { values: [0.1, -0], decimals: ["1e-400"] } },
      { kind: "result", result: { s: [null, null, 1], derivative: [1] } },
      { kind: "error", message: "y has 1 row" },
      { kind: "skipped", reason: "no step" },
    ]);
    expect(await program.close()).toMatchObject({ fault: null, warnings: [], stderr: "" });
  });
});
