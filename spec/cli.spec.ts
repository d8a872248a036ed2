/** The tool as it is run, on the cases that come with it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIXTURES } from "../src/cli/suite.ts";
import { runTool, temporaryFolder } from "./support/cli.ts";
import { printedBy } from "./support/inProcess.ts";

const ELMAN = [process.execPath, join(import.meta.dirname, "support/elman.mjs")];

/** Gradients whose window a program can get wrong. */
const SOME = ["--only", "gradient-window-1-of-7", "--only", "gradient-window-4-of-7"];

describe("bptt-oracle", () => {
  it("reads the process's arguments", async () => {
    const before = process.argv;
    process.argv = ["node", "bptt-oracle", "--version"];
    try {
      const { code, stdout } = await printedBy(() => import("../src/cli.ts"));
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
    } finally {
      process.argv = before;
    }
  });

  it("is what the package runs under its name", () => {
    const { bin } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(bin).toEqual({ "bptt-oracle": "dist/cli.js" });
    expect(readFileSync("src/cli.ts", "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it("shows a case, wherever it is started", async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runTool(["show", "gradient-window-1-of-7"], { cwd });
    expect(stdout).toContain("\n  window-one-hop-short: The window is one hop short\n");
    expect(code).toBe(0);
  });

  it("passes a right program", async () => {
    const { code, stdout } = await runTool(["check", ...SOME, "--", ...ELMAN]);
    expect(stdout).toMatch(/\nPASS: 2 of 2 cases passed, none failed\.\n$/);
    expect(code).toBe(0);
  });

  it("fails a wrong one", async () => {
    const { code, stdout, stderr } = await runTool(["check", ...SOME, "--", ...ELMAN, "wrong"]);
    expect(stdout).toMatch(/\nDiagnosis\n {2}The window is one hop short\. /);
    expect(code).toBe(1);
    expect(stderr).not.toContain("error");
  });

  it("answers misuse with one line and 2", async () => {
    const { code, stdout, stderr } = await runTool(["check", "--results", "none.json"]);
    expect(stderr).toBe("error: none.json: expected a file that can be read, got none\n");
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("answers Ctrl-C with 130, and writes no report", async () => {
    const out = join(temporaryFolder(), "report.json");
    const ready = `{"ready":true,"version":1,"implementation":{"name":"n","language":"l","version":"v","dtype":"float64"}}`;
    const interrupting = `process.stdin.on("data", (line) =>
      String(line).includes("start") ? console.log('${ready}') : process.kill(process.ppid, "SIGINT"))`;
    const args = ["check", "--json", out, ...SOME, "--", process.execPath, "-e", interrupting];
    const { code, stdout, stderr } = await runTool(args);
    expect(stderr).toBe("interrupted\n");
    expect([code, stdout]).toEqual([130, ""]);
    expect(existsSync(out)).toBe(false);
  });

  it("finds its cases in the package", () => {
    expect(existsSync(join(FIXTURES, "schema/cases.schema.json"))).toBe(true);
  });
});
