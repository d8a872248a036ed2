/** Ctrl-C: exit code 130, no stack trace, and no file touched but by who says so. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliOptions, runScript, temporaryFolder } from "../support/cli.ts";

const GOLDENS = join(import.meta.dirname, "../../fixtures/article/goldens.json");

/** Interrupts a command as soon as its output has the text; once, since a second time ends it at once. */
function interruptAt(text: string): CliOptions {
  let done = false;
  return {
    onOutput: (output, kill) => {
      if (done || !output.includes(text)) return;
      done = true;
      kill("SIGINT");
    },
  };
}

describe("Ctrl-C", () => {
  it("ends the goldens between two runs, and leaves their file alone", async () => {
    const before = readFileSync(GOLDENS, "utf8");
    const { code, stdout, stderr } = await runScript("goldens", [], interruptAt("runs 1/6"));
    expect(code).toBe(130);
    expect(stdout).toBe("");
    // The next ones, which are short, may be done before the signal comes.
    expect(stderr).toMatch(/^(runs [1-5]\/6\n)+interrupted\n$/);
    expect(readFileSync(GOLDENS, "utf8")).toBe(before);
  });

  it("ends the survey of seeds with a report of those done, and leaves the file alone", async () => {
    const out = join(temporaryFolder(), "seeds.json");
    const args = ["--from", "42", "--to", "44", "--threads", "1", "--out", out];
    const { code, stdout, stderr } = await runScript("seeds", args, interruptAt("seeds 1/3"));
    expect(code).toBe(130);
    expect(stdout).toMatch(/^1 seed\n/);
    expect(stdout).toContain(`interrupted: 1 of 3 done, ${out} left as it was\n`);
    expect(stderr).toBe("seeds 1/3\n");
    expect(existsSync(out)).toBe(false);
  });

  it("ends the check of a gradient at once, in the midst of an oracle", async () => {
    // Some minutes of work, of which nothing is said before its end.
    const args = ["--hidden", "60", "--length", "60", "--oracles", "definition"];
    const ended = runScript("gradcheck", args, {
      startedWith: (kill) => setTimeout(kill, 3000, "SIGINT"),
    });
    expect(await ended).toEqual({ code: null, signal: "SIGINT", stdout: "", stderr: "" });
  });

  it("ends the bench between two sizes", async () => {
    const out = join(temporaryFolder(), "bench.json");
    const args = ["--rounds", "1", "--epochs", "1", "--out", out];
    const { code, stderr } = await runScript("bench", args, interruptAt("\n"));
    expect(code).toBe(130);
    expect(stderr).toBe("interrupted\n");
    expect(existsSync(out)).toBe(false);
  });
});
