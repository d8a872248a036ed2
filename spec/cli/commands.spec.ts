import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { bptt } from "../support/inProcess.ts";
import { suiteFolder } from "../support/sampleSuite.ts";

describe("bptt-oracle", () => {
  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await bptt("/none", "--version")).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  it.each([[], ["init"], ["list"], ["show"], ["check"], ["fuzz"]])(
    "explains itself, and %s",
    async (...names) => {
      const { code, stdout } = await bptt("/none", ...names.flat(), "--help");
      expect(stdout).toMatch(/^Usage: bptt-oracle /);
      expect(code).toBe(0);
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it.each(["init", "list", "show", "check", "fuzz"])(
    "explains %s on a terminal of 40 columns",
    async (name) => {
      vi.stubEnv("COLUMNS", "40");
      const { stdout } = await bptt("/none", name, "--help");
      vi.unstubAllEnvs();
      const [, ...explained] = stdout.split("\n\n");
      for (const line of explained.join("\n").split("\n"))
        expect(line.length).toBeLessThanOrEqual(40);
      expect(stdout).toContain("\n  -h, --help\n    display help for command\n");
    },
  );

  it("without a command shows its help, as a mistake", async () => {
    const { code, stdout, stderr } = await bptt("/none");
    expect(stderr).toMatch(/^Usage: bptt-oracle /);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("knows no other command", async () => {
    const { code, stderr } = await bptt("/none", "lst");
    expect([code, stderr]).toEqual([2, "error: unknown command 'lst'; nearest: list\n"]);
  });

  it("knows no other option, and says which is nearest, or which are", async () => {
    const { code, stderr } = await bptt("/none", "list", "--knd", "clip");
    expect([code, stderr]).toEqual([2, "error: unknown option '--knd'; nearest: --kind\n"]);
    const far = await bptt("/none", "zzzzzz");
    expect([far.code, far.stderr]).toEqual([2, "error: unknown command 'zzzzzz'\n"]);
    const several = await bptt("/none", "check", "--jon", "x");
    expect(several.stderr).toBe("error: unknown option '--jon'; nearest: --json\n");
  });

  it("says that there are no fixtures", async () => {
    const { code, stderr } = await bptt("/none", "list");
    const said = "error: /none/manifest.json: expected a file that can be read, got none\n";
    expect([code, stderr]).toEqual([2, said]);
    expect((await bptt(suiteFolder(), "list")).code).toBe(0);
  });
});
