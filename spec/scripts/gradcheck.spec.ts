/** `npm run gradcheck` as its users run it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckReport } from "../../src/gradcheck/report.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

const SMALL = ["--hidden", "3", "--length", "4"];

describe("npm run gradcheck", () => {
  it("prints what was checked and passes, in 80 columns", async () => {
    const args = ["--activation", "sigmoid", "--truncate", "window:2", "--no-output-bias"];
    const { code, stdout, stderr } = await runScript("gradcheck", [...SMALL, ...args]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(
      "D = 1, H = 3, O = 1, T = 4\nsigmoid, linear output, loss at every step",
    );
    expect(stdout).toContain("truncated to 2 hops, biases b\nseed 1 of seedrandom\n");
    expect(stdout).toMatch(/PASS: .*\n$/);
    expect(stdout).toContain("definition");
    expect(stdout).not.toContain("dc");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("prints the report as JSON and nothing else, the same every time", async () => {
    const args = [...SMALL, "--json", "--loss", "softmax", "--output", "3", "--loss-at", "last"];
    const { code, stdout } = await runScript("gradcheck", [...args, "--truncate", "chunk:2:3"]);
    const report = JSON.parse(stdout) as CheckReport;
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual(["verdict", "worst", "tensors", "remarks", "oracles"]);
    expect(report.verdict).toBe("pass");
    expect(report.worst).toMatchObject({
      path: expect.stringMatching(/^dU\[\d\]\[0\]$/) as string,
      analytic: expect.any(Number) as number,
      numeric: expect.any(Number) as number,
      relativeError: expect.any(Number) as number,
    });
    expect(Object.keys(report.tensors)).toEqual(["dU", "dW", "dV", "db", "dc"]);
    expect(report.tensors["dU"]).toMatchObject({
      verdict: "pass",
      maxRelativeError: expect.any(Number) as number,
    });
    const again = await runScript("gradcheck", [...args, "--truncate", "chunk:2:3"]);
    expect(again.stdout).toBe(stdout);
  });

  it.each([
    ["as-published", "E01 to E10 as published"],
    ["E08", "E08 left standing"],
    ["E03", "E03 and E04 left standing"],
  ])("shows what failing looks like: --bug %s", async (bug, title) => {
    const { code, stdout } = await runScript("gradcheck", [
      "--bug",
      bug,
      "--oracles",
      "duals,taylor",
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(`the article's gradient with ${title}\n`);
    expect(stdout).toContain("truncated to 5 hops, no biases");
    expect(stdout).toMatch(/FAIL: .*\n$/);
  });

  it("has help with every default in words, and the exit codes", async () => {
    const { code, stdout } = await runScript("gradcheck", ["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("(default: full)");
    expect(stdout).not.toContain("{");
    expect(stdout.replace(/\s+/g, " ")).toContain("2 for a mistake in the options");
  });

  it("writes the report and heat maps into a folder", async () => {
    const out = join(temporaryFolder(), "made", "on", "the", "way");
    const { code, stdout } = await runScript("gradcheck", [...SMALL, "--out", out, "--json"]);
    expect(code).toBe(0);
    const files = ["gradcheck.json", "gradcheck.png", "gradcheck.svg", "pairs.png", "pairs.svg"];
    expect(readdirSync(out).sort()).toEqual(files);
    expect(readFileSync(join(out, "gradcheck.json"), "utf8")).toBe(stdout);
  });

  it.each([
    [["--hidden", "0"], "--hidden: expected a whole number of at least 1, got 0"],
    [["--length", "1.5"], "--length: expected a whole number from 1 to 1000, got 1.5"],
    [["--length", "1e9"], "--length: expected a whole number from 1 to 1000, got 1000000000"],
    [["--oracles", "pythia"], "Expected names of definition, duals, pairs, differences, taylor."],
    [["--bug", "E11"], "E01"],
    [
      ["--bug", "E01", "--loss", "softmax"],
      "--loss: the article's network has its own; not with --bug",
    ],
    [
      ["--bug", "E01", "--no-hidden-bias", "--loss-at", "last"],
      "--loss-at, --hidden-bias: the article's",
    ],
    [
      ["--bug", "E01", "--truncate", "full"],
      "--truncate: expected window:HOPS with --bug, got full",
    ],
    [["--start", "article"], "--start: only with --bug"],
    [["--seed", "-1"], "--seed: expected a whole number from 0 to 4294967295, got -1"],
    [["--out", "package.json"], "cannot write package.json"],
    [["--out", "package.json/below"], "cannot write package.json/below"],
  ])("answers %j with one line and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await runScript("gradcheck", args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
  });
});
