import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bpttOracle } from "../../src/cli/commands.ts";
import { fuzzCommand } from "../../src/cli/fuzz.ts";
import { requireValid } from "../../src/conformance/schemas.ts";
import { temporaryFolder } from "../support/cli.ts";
import { bptt, type Printed, printedBy } from "../support/inProcess.ts";
import { sampleProgram } from "../support/programs.ts";
import { suiteFolder } from "../support/sampleSuite.ts";

const ELMAN = [process.execPath, join(import.meta.dirname, "../support/elman.mjs")];
const GRADIENT = ["--kind", "gradient", "--runs", "40", "--seed", "1"];

function fuzz(...args: readonly string[]): Promise<Printed> {
  return bptt("no folder", "fuzz", ...args);
}

describe("fuzz -- COMMAND", () => {
  it("passes a right program, and skips what it does not answer", async () => {
    const { code, stdout, stderr } = await fuzz("--runs", "16", "--seed", "2", "--", ...ELMAN);
    expect(stdout).toMatch(/│ activation │ +0 │ +0 │ +10 │/);
    expect(stdout).toMatch(
      /PASS: \d+ random cases passed, none failed; seed 2\. Nothing passed of\s+activation,\s/,
    );
    expect(stderr).toMatch(/^cases \d+\/16\n/);
    expect(code).toBe(0);
  });

  it("takes a wrong one down to a case that check asks again", async () => {
    const folder = temporaryFolder();
    const [save, json] = [join(folder, "case.json"), join(folder, "report.json")];
    const files = ["--save", save, "--json", json];
    const found = await fuzz(...GRADIENT, ...files, "--", ...ELMAN, "wrong");
    expect(found.code).toBe(1);
    expect(found.stderr).toMatch(/gradient: a case fails: d.*\nlooking for a smaller one …\n$/);
    expect(found.stdout).toContain("\nDiagnosis\n  The window is one hop short. ");
    const [, replay] = found.stdout.match(/To find it again\n {2}bptt-oracle fuzz (.*) -- /) ?? [];
    expect(replay).toMatch(/--timeout 10$/);
    expect(found.stdout).toContain(`bptt-oracle check --cases ${save} -- `);
    const report: unknown = JSON.parse(readFileSync(json, "utf8"));
    requireValid("fuzz", report, "report");
    expect(report).toMatchObject({
      seed: 1,
      failure: { diagnosis: [{ bug: "window-one-hop-short" }] },
    });

    const check = ["check", "--cases", save, "--"];
    const wrong = await bptt(suiteFolder(), ...check, ...ELMAN, "wrong");
    expect(wrong.stdout).toContain("✗ gradient-fuzz-1\n");
    expect(wrong.code).toBe(1);
    expect((await bptt(suiteFolder(), ...check, ...ELMAN)).code).toBe(0);

    const again = await fuzz(
      ...replay.split(" "),
      "--save",
      save,
      "--json",
      "-",
      "--",
      ...ELMAN,
      "wrong",
    );
    expect(JSON.parse(again.stdout)).toEqual(report);
  });

  it("writes nothing that was not asked for", async () => {
    const { stdout } = await fuzz(...GRADIENT, "--", ...ELMAN, "wrong");
    expect(stdout).toContain("check --cases FILE -- ");
    expect(existsSync("bptt-oracle-fuzz.json")).toBe(false);
  });

  it("gives a slow start its time, in what it says to run again too", async () => {
    const slow = ["--start-timeout", "90.5", "--", ...ELMAN, "wrong"];
    const { stdout } = await fuzz(...GRADIENT, ...slow);
    expect(stdout).toMatch(/\n {2}bptt-oracle fuzz .* --timeout 10 --start-timeout 90\.5 -- /);
    expect(stdout).toMatch(/\n {2}bptt-oracle check --cases FILE --start-timeout 90\.5 -- /);
    const late = [
      "--start-timeout",
      "0.1",
      "--",
      process.execPath,
      "-e",
      "setInterval(() => {}, 9)",
    ];
    expect((await fuzz(...late)).stderr).toContain("took more than 100 ms before it was ready");
  });

  it("says what to run again as it was called itself", async () => {
    const { stdout } = await printedBy(() => {
      const { signal } = new AbortController();
      const args = ["fuzz", ...GRADIENT, "--", ...ELMAN, "wrong"];
      return bpttOracle("no folder", signal, "npx bptt-oracle").parseAsync(args, { from: "user" });
    });
    expect(stdout).toMatch(/\n {2}npx bptt-oracle fuzz --seed 1 /);
    expect(stdout).toMatch(/\n {2}npx bptt-oracle check --cases FILE /);
  });

  it("shrinks a crash, starting the program anew each time", async () => {
    const crash = `on.run = ({ seq, case: { kind, inputs } }) => {
      if (inputs.a.length > 1) { console.error("too 'many'"); process.exit(3); }
      send({ seq, skipped: "no" });
    };`;
    const { command, leftBehind } = sampleProgram(crash);
    const kind = ["--kind", "activation", "--seed", "1", "--timeout", "20"];
    const { code, stdout } = await fuzz(...kind, "--", ...command);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ the program exited with code 3 before it answered activation-fuzz-/);
    expect(stdout).toContain("  a (2)\n    0  0\n");
    expect(stdout).toContain("its standard error ended with:\n    too 'many'\n");
    expect(stdout).toContain("'\\''many'\\''");
    expect(await leftBehind()).toEqual([]);
  });

  it("ends when the time is over", async () => {
    const args = ["--limit", "0.000001", "--seed", "1", "--", ...ELMAN];
    const { code, stdout } = await fuzz(...args);
    expect(stdout).toContain(
      "FAIL: nothing was tested; seed 1. Not all was done: the time ran out.",
    );
    expect(code).toBe(1);
  });

  it("when it is interrupted says what was found so far", async () => {
    const controller = new AbortController();
    const args = ["--kind", "gradient", "--runs", "100000", "--seed", "1", "--", ...ELMAN];
    const { stdout } = await printedBy(() => {
      setTimeout(() => controller.abort(), 400);
      return fuzzCommand(controller.signal).parseAsync(args, { from: "user" });
    });
    expect(stdout).toMatch(/Not\s+all\s+was\s+done:\s+interrupted\.\n$/);
  });

  it("draws a seed of its own where none is given", async () => {
    const run = (): Promise<Printed> => fuzz("--kind", "gradient", "--runs", "1", "--", ...ELMAN);
    const seeds = [await run(), await run()].map(({ stdout }) => stdout.match(/seed \d+/)?.[0]);
    expect(seeds[0]).not.toBe(seeds[1]);
  });
});

describe("what a user gets wrong", () => {
  it("makes no folder for what a program that does not start would fail", async () => {
    const folder = temporaryFolder();
    await fuzz("--save", join(folder, "new", "case.json"), "--", "no-such-program");
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  it.each([
    [[], "error: expected -- COMMAND …\n"],
    [["--runs", "0.5"], "Expected a whole number from 1 on."],
    [["--seed", "-1"], "Expected a whole number from 0 to 2147483647."],
    [["--kind", "reject"], "Expected one of activation, loss, "],
    [["--dtype", "float32", "--", ...ELMAN], "--dtype: expected float64, as "],
    [["--save", "/proc/none/case.json", "--", ...ELMAN], "cannot write /proc/none/case.json"],
    [["--save", "-", "--", ...ELMAN], "--save: expected a file, got -"],
    [
      ["--save", "a.json", "--json", "./a.json", "--", ...ELMAN],
      "--json: expected another file than --save, got ./a.json",
    ],
    [["--", "no-such-program"], "no-such-program: the program could not be started"],
  ])("%j: %s", async (args, said) => {
    const { code, stdout, stderr } = await fuzz(...args);
    expect(stderr).toContain(said);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("check --cases refuses a file that is none", async () => {
    const path = join(temporaryFolder(), "cases.json");
    writeFileSync(path, "{}");
    const { code, stderr } = await bptt(suiteFolder(), "check", "--cases", path, "--", ...ELMAN);
    expect(stderr).toContain(`error: ${path}: format: expected "bptt-oracle/cases", got none`);
    expect(code).toBe(2);
  });
});
