import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reproduction } from "../../src/article/reproduction.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

const TINY = ["--hidden", "4", "--length", "6", "--epochs", "2"];

describe("npm run reproduce", () => {
  it("prints every epoch, the presets and the ladder, and writes the numbers", async () => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await runScript("reproduce", [
      ...TINY,
      "--no-plots",
      "--out",
      out,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^as-published: seed 42 of numpy, engine wasm\nepoch +training loss +validation\n/,
    );
    expect(stdout).toMatch(/^ {4}2 +\d+\.\d{8} +\d+\.\d{8}$/m);
    for (const text of ["corrected", "sane", "nothing", "E01–E10", "written into "]) {
      expect(stdout).toContain(text);
    }
    for (const line of stdout.split("\n")) {
      if (!line.startsWith("written into ")) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(stderr).toContain("runs 22/22");
    expect(readdirSync(out)).toEqual(["reproduce.json"]);
    const found = JSON.parse(readFileSync(join(out, "reproduce.json"), "utf8")) as Reproduction;
    expect(found.verdict).toBeNull();
    expect(found.complete).toBe(true);
    expect(found.ladder).toHaveLength(20);
    expect(Object.keys(found.runs)).toEqual(["as-published", "corrected", "sane"]);
  });

  it("holds the published settings against the table, with fewer epochs too", async () => {
    const args = ["--preset", "as-published", "--epochs", "2", "--no-plots"];
    const { code, stdout } = await runScript("reproduce", [...args, "--out", temporaryFolder()]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "    1  101185.61756671  101185.61756671  14  50591.03401480   50591.0340148  12\n",
    );
    expect(stdout).toMatch(/Of the 4 published losses\n +4 are equal to ours digit for digit/);
    expect(stdout).not.toContain("ladder");
  });

  it("Ctrl-C ends it with what was computed so far", async () => {
    const out = temporaryFolder();
    const args = ["--hidden", "4", "--length", "6", "--epochs", "1000000", "--no-plots"];
    const { code, stdout } = await runScript("reproduce", [...args, "--out", out], {
      onOutput: (text, kill) => {
        if (/^ +20 /m.test(text)) kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain("interrupted: this is what was computed so far");
    const found = JSON.parse(readFileSync(join(out, "reproduce.json"), "utf8")) as Reproduction;
    expect(found.complete).toBe(false);
    expect(found.runs["as-published"]?.trainLoss.length).toBeGreaterThanOrEqual(20);
    expect(found.runs.corrected).toBeUndefined();
  });

  it("--help says what there is, and exits 0", async () => {
    const { code, stdout } = await runScript("reproduce", ["--help"]);
    expect(code).toBe(0);
    for (const option of [
      "preset",
      "seed",
      "rng",
      "epochs",
      "hidden",
      "length",
      "truncate",
      "learning-rate",
      "correct",
      "out",
      "json",
      "quiet",
      "no-plots",
      "help",
    ]) {
      expect(stdout).toContain(`--${option}`);
    }
  });
});

describe("a wrong value exits 2 with one line that says what is accepted", () => {
  it.each([
    [["--preset", "best"], "Allowed choices are as-published, corrected, sane."],
    [["--seed", "x"], "Expected a decimal number."],
    [["--seed", "0x10"], "Expected a decimal number."],
    [["--seed", "0b11"], "Expected a decimal number."],
    [["--seed", "-1"], "--seed: expected a whole number from 0 to 4294967295, got -1"],
    [["--seed", "1.5"], "--seed: expected a whole number from 0 to 4294967295, got 1.5"],
    [["--rng", "mt"], "Allowed choices are seedrandom, numpy."],
    [["--epochs", "0"], "--epochs: expected a whole number from 1 to 1000000, got 0"],
    [["--epochs", ""], "Expected a decimal number."],
    [["--epoch", "3"], "unknown option '--epoch'"],
    [["--hidden", "Infinity"], "Expected a decimal number."],
    [["--hidden", "1e999"], "--hidden: expected a whole number from 1 to 2000, got Infinity"],
    [["--length", "150"], "--length: expected a whole number from 1 to 149, got 150"],
    [["--truncate", "window"], "Expected full, window:HOPS (or HOPS alone) or chunk:K1:K2."],
    [["--truncate", "chunk:4"], "Expected full, window:HOPS (or HOPS alone) or chunk:K1:K2."],
    [["--truncate", "window:-1"], "Expected full, window:HOPS (or HOPS alone) or chunk:K1:K2."],
    [["--truncate", "full"], "--truncate: expected a window, which is all the listing knows"],
    [["--preset", "sane", "--truncate", "chunk:4:2"], "--truncate, k2: expected at least k1 = 4"],
    [["--learning-rate", "-1"], "--learning-rate: expected a finite number of at least 0, got -1"],
    [["--correct", "E11"], "Expected all, or ids from E01 to E10 with commas between."],
    [["--preset", "sane", "--correct", "all"], "--correct: expected none with the preset sane"],
    [["--out", ""], "Expected a path."],
    [["--frobnicate"], "unknown option '--frobnicate'"],
    [["extra"], "too many arguments"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await runScript("reproduce", args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  it("a file where the folder should be", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "mine");
    const { code, stderr } = await runScript("reproduce", ["--out", file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: cannot write [^\n]*\n$/);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it.each(["report.html", "wave.png", "predictions-sane.svg"])(
    "a folder called %s, before any work",
    async (name) => {
      const out = temporaryFolder();
      mkdirSync(join(out, name));
      const { code, stdout, stderr } = await runScript("reproduce", ["--out", out]);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toBe(`error: cannot write ${join(out, name)}: it is a directory\n`);
    },
  );

  it("a folder where the file should be", async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await runScript("ensemble", ["--members", "1", "--out", folder]);
    expect(code).toBe(2);
    expect(stderr).toBe(`error: cannot write ${folder}: it is a directory\n`);
    expect(existsSync(folder)).toBe(true);
  });

  it.each([
    ["ensemble", ["--members", "0"], "--members: expected a whole number from 1 to 100000, got 0"],
    ["ensemble", ["--threads", "0"], "--threads: expected a whole number from 1 to 1024, got 0"],
    ["seeds", ["--from", "5", "--to", "3"], "--to: expected a whole number from 5 to"],
    ["seeds", ["--from", "-5"], "--from: expected a whole number from 0 to 4294967295, got -5"],
    ["ensemble", ["--out", ""], "Expected a path."],
    ["seeds", ["--out", ""], "Expected a path."],
    ["bench", ["--out", ""], "Expected a path."],
    ["verify-reproduction", [], "missing required argument 'file'"],
    ["bench", ["--rounds", "0"], "--rounds: expected a whole number from 1 to 100, got 0"],
    ["goldens", ["--node", "8"], "--node: expected a whole number of at least 20, got 8"],
  ])("%s %j", async (script, args, message) => {
    const { code, stderr } = await runScript(script, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});
