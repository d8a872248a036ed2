/** The engines as programs: what is bundled, what becomes of processes, and the command itself. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { printedInBrowser } from "../../scripts/engines/browser.ts";
import { bundled } from "../../scripts/engines/bundle.ts";
import { whileRunning } from "../../scripts/engines/child.ts";
import { examine } from "../../scripts/engines/examine.ts";
import { type Host, runsFile } from "../../scripts/engines/hosts.ts";
import { isEqual } from "../../scripts/engines/table.ts";
import { ENGINES } from "../../src/engine/engine.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";
import { GOLDENS } from "../support/engineRuns.ts";

const NEVER: AbortSignal = new AbortController().signal;
const SCRIPTS = { ours: await bundled("ours"), math: await bundled("math") };

/** Node as it runs this, on a script of which something may be replaced. */
function hereWith(before: string, after: string): Host {
  const run = runsFile([process.execPath]);
  return {
    name: "here",
    ways: ENGINES,
    find: async () => ({
      version: process.version,
      run: (script, signal) => run(script.replace(before, after), signal),
    }),
  };
}

/** Whether no process has the words on its command line. */
function noneHas(words: string): boolean {
  return !spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.includes(words);
}

describe("the bundles", () => {
  const ofMath = (script: string): string[] => [
    ...new Set([...script.matchAll(/\bMath\.(\w+)/g)].map(([, name]) => name)),
  ];
  const inexact = ["exp", "log", "sin", "tanh", "cos", "pow", "expm1", "random"];

  it("take no elementary function from Math, or all four", () => {
    expect(ofMath(SCRIPTS.ours).filter((name) => inexact.includes(name))).toEqual([]);
    const found = ofMath(SCRIPTS.math).filter((name) => inexact.includes(name));
    expect(found.sort()).toEqual(["exp", "log", "sin", "tanh"]);
  });

  it.each(["ours", "math"] as const)("import nothing: %s", (elementary) => {
    const script = SCRIPTS[elementary];
    expect([...script.matchAll(/^\s*(?:import|export)\b|\bimport\(/gm)]).toEqual([]);
    // Inside a try of seedrandom's.
    expect(script.match(/\brequire\([^)]*\)/g)).toEqual(['require("crypto")']);
  });
});

describe("an engine end to end", () => {
  it("is equal to the goldens, and parts from them by Math", async () => {
    const outcome = await examine(hereWith("", ""), SCRIPTS, GOLDENS, 600, NEVER);
    expect(isEqual(outcome), JSON.stringify(outcome)).toBe(true);
    const math = "math" in outcome ? outcome.math : [];
    const partings = math.map(({ run, parting }) => [run.name, parting.figure]);
    // The only one without an exp, a tanh or a sine.
    expect(partings).toContainEqual(["small-identity-linear-chunk", "none"]);
    expect(partings).not.toContainEqual(["small-tanh-softmax-full", "none"]);
  });

  it("fails when it stops halfway", async () => {
    const halfway = hereWith("of GOLDEN_NAMES)", "of GOLDEN_NAMES.slice(0, 3))");
    const outcome = await examine(halfway, SCRIPTS, GOLDENS, 600, NEVER);
    expect(outcome).toMatchObject({ failed: expect.stringContaining("as-published, reference; ") });
  });

  it("fails when it throws, with what it says", async () => {
    const throwing = hereWith("for (const way of ways)", 'throw new Error("no such thing");');
    const outcome = await examine(throwing, SCRIPTS, GOLDENS, 600, NEVER);
    expect(outcome).toMatchObject({
      failed: expect.stringMatching(/^it ended with exit code 1\n[\s\S]*Error: no such thing/),
    });
  });
});

describe("a program", () => {
  it("that does not exist is an error", async () => {
    const running = whileRunning(["no-such-engine"], NEVER, ({ printed }) => printed);
    await expect(running).rejects.toThrow(/ENOENT/);
  });

  it("is ended with all it has started when its time is over", async () => {
    const mark = `left-behind-${process.pid}`;
    const child = `setInterval(() => {}, 1000, "${mark}")`;
    const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); ${child}`;
    const words = [process.execPath, "-e", parent];
    const signal = AbortSignal.timeout(1000);
    const running = whileRunning(words, signal, ({ printed }) => printed);
    await setTimeout(500);
    expect(noneHas(mark)).toBe(false);
    await expect(running).rejects.toThrow(/timeout/);
    await expect.poll(() => noneHas(mark)).toBe(true);
  });
});

describe("a browser", () => {
  /** A program that does with the page's address what the text says. */
  const browser =
    (text: string) =>
    (_profile: string, address: string): string[] => {
      const file = join(temporaryFolder(), "browser.mjs");
      writeFileSync(
        file,
        `const post = (path, body) => fetch(address + path, { method: "POST", body });
      const address = process.argv[2];\n${text}`,
      );
      return [process.execPath, file, address];
    };
  const HANG = "setInterval(() => {}, 1000);";

  it("is asked for the script, and its lines are what is printed", async () => {
    const text = `const script = await (await fetch(address + "script.js")).text();
      await post("line", script); await post("line", "two"); await post("end", ""); ${HANG}`;
    expect(await printedInBrowser(browser(text), "one", NEVER)).toBe("one\ntwo");
  });

  it.each([
    ['await post("line", "one"); await post("failed", "Error: no memory");', "Error: no memory"],
    ['await post("line", "one");', "it ended before the page did"],
    ["process.exit(3);", "it ended with exit code 3"],
  ])("fails by %s", async (text, message) => {
    await expect(printedInBrowser(browser(text), "", NEVER)).rejects.toThrow(message);
  });

  it("that does nothing is ended in time", async () => {
    const printed = printedInBrowser(browser(HANG), "", AbortSignal.timeout(1000));
    await expect(printed).rejects.toThrow(/timeout/);
  });
});

describe("npm run engines", () => {
  it("prints a table and writes the hashes", async () => {
    const json = join(temporaryFolder(), "engines.json");
    const { code, stdout } = await runScript("engines", ["--only", "node24", "--json", json]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/ node24 .* 24\.21\.0 .* 6 of 6 .* 6 of 6 .* e80c9239 /),
    ]);
    const { engines } = JSON.parse(readFileSync(json, "utf8"));
    for (const { name, sha256 } of engines[0].ours) expect(sha256).toBe(GOLDENS[name].sha256);
    expect(engines[0].ours).toHaveLength(12);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 1],
  ] as const)("is ended by %s, and the engine with it", async (signal, code) => {
    const script = join(import.meta.dirname, "../../scripts/engines.ts");
    const TMPDIR = temporaryFolder();
    const child = spawn(process.execPath, [script, "--only", "node20"], {
      env: { ...process.env, TMPDIR },
    });
    const closed = once(child, "close");
    await expect.poll(() => noneHas(TMPDIR), { timeout: 60_000 }).toBe(false);
    child.kill(signal);
    expect(await closed).toEqual([code, null]);
    await expect.poll(() => noneHas(TMPDIR)).toBe(true);
  });

  it("answers an unknown engine with one line", async () => {
    const { code, stdout, stderr } = await runScript("engines", ["--only", "ie6"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("ie6");
  });
});
