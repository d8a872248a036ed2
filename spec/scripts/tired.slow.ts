/** Two runs at once in one folder, other locales, odd folders, a run that is ended from outside. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript, runTool, temporaryFolder } from "../support/cli.ts";

const SMALL = ["--epochs", "2", "--hidden", "4", "--length", "5"];

function filesIn(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("hex")]),
  );
}

describe("two runs at once", () => {
  it("into one folder leave whole files, each of one or the other, and nothing besides", async () => {
    const [alone, other, both] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const run = (preset: string, out: string): ReturnType<typeof runScript> =>
      runScript("reproduce", ["--preset", preset, ...SMALL, "--out", out]);
    await run("sane", alone);
    await run("corrected", other);
    const outcomes = await Promise.all([run("sane", both), run("corrected", both)]);
    expect(outcomes.map(({ code, stderr }) => [code, stderr.includes("error")])).toEqual([
      [0, false],
      [0, false],
    ]);
    const [ofAlone, ofOther, found] = [alone, other, both].map(filesIn);
    for (const [name, content] of found) {
      expect([ofAlone.get(name), ofOther.get(name)], name).toContain(content);
    }
    expect([...found.keys()].toSorted()).toEqual(
      [...new Set([...ofAlone.keys(), ...ofOther.keys()])].toSorted(),
    );
  });
});

describe("a run that is ended from outside", () => {
  it("leaves no half of a file", async () => {
    const out = join(temporaryFolder(), "out");
    // A run of half a minute and more, in the midst of it.
    const { code, signal } = await runScript("reproduce", ["--out", out], {
      startedWith: (kill) => setTimeout(kill, 3000, "SIGTERM"),
    });
    expect([code, signal]).toEqual([null, "SIGTERM"]);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });
});

describe("the environment", () => {
  it("changes no digit: commas in the locale, colours asked for and not", async () => {
    const args = ["--hidden", "3", "--length", "4", "--oracles", "duals"];
    const plain = await runScript("gradcheck", args);
    expect(plain.code).toBe(0);
    for (const env of [
      { LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8" },
      { NO_COLOR: "1", TERM: "dumb" },
      { FORCE_COLOR: "1" },
    ]) {
      expect((await runScript("gradcheck", args, { env })).stdout).toBe(plain.stdout);
    }
  });
});

describe("a folder with spaces and letters of other alphabets", () => {
  it("is as good as any, for the program that is asked and for what is written", async () => {
    const odd = join(temporaryFolder(), "mit Leerzeichen ü 文 'x'");
    const begun = await runTool(["init", "python", odd]);
    expect(begun.code).toBe(0);
    const report = join(odd, "a report.json");
    const args = ["--kind", "clip", "--json", report, "--", "python3", join(odd, "answer.py")];
    const { code, stdout } = await runTool(["check", ...args]);
    // The template answers nothing yet.
    expect([code, existsSync(report)]).toEqual([1, true]);
    expect(stdout.replace(/\s+/g, " ")).toContain("clip is not written yet");
    const copied = join(odd, "results");
    mkdirSync(copied);
    cpSync(report, join(copied, "copy.json"));
    const misread = await runTool(["check", "--results", "copy.json"], { cwd: copied });
    expect(misread.code).toBe(2);
    expect(misread.stderr).toMatch(/^error: copy\.json: [^\n]*\n$/);
  });
});
