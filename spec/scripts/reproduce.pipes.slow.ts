/** `npm run reproduce` whose output is a pipe that closes early, a full disk, or npm. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reproduction } from "../../src/article/reproduction.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const TINY = ["--hidden", "4", "--length", "6", "--epochs", "2"];

describe("npm run reproduce", () => {
  it.each(["stdout", "stderr"] as const)(
    "that the reader of %s goes away is no failure, and ends no work",
    async (closeEarly) => {
      const out = temporaryFolder();
      const args = ["--hidden", "4", "--length", "6", "--epochs", "500", "--preset", "sane"];
      const { code, stderr } = await runScript("reproduce", [...args, "--no-plots", "--out", out], {
        closeEarly,
      });
      expect(code).toBe(0);
      expect(stderr).toBe("");
      const found = JSON.parse(readFileSync(join(out, "reproduce.json"), "utf8")) as Reproduction;
      expect(found.runs.sane?.trainLoss).toHaveLength(500);
    },
  );

  it.runIf(existsSync("/dev/full"))(
    "a full standard output is a failure, in one line",
    async () => {
      const out = temporaryFolder();
      const args = ["--preset", "sane", ...TINY, "--no-plots", "--out", out];
      const { code, stderr } = await runScript("reproduce", args, { stdoutTo: "/dev/full" });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: cannot write standard output: ENOSPC[^\n]*\n$/);
      expect(readdirSync(out)).toEqual(["reproduce.json"]);
    },
  );

  it("through npm, --silent leaves the JSON alone on standard output", () => {
    const command = README.match(/^npm (run --silent reproduce -- --json) > /m)?.[1] ?? "";
    const args = [...command.split(" "), ...TINY, "--no-plots", "--out", temporaryFolder()];
    const stdout = execFileSync("npm", args, { cwd: ROOT, encoding: "utf8" });
    expect(JSON.parse(stdout)).toHaveProperty("complete", true);
  });
});
