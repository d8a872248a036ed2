/** `npm run reproduce` with each of its options: what it prints and writes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reproduction } from "../../src/article/reproduction.ts";
import { ENGINES } from "../../src/engine/engine.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

const TINY = ["--hidden", "4", "--length", "6", "--epochs", "2"];

describe("npm run reproduce", () => {
  it("--json prints the file and nothing else, the same bytes every time", async () => {
    const out = temporaryFolder();
    const args = [...TINY, "--json", "--no-plots", "--out", out];
    const first = await runScript("reproduce", args);
    const second = await runScript("reproduce", args);
    expect(first.stdout).toBe(readFileSync(join(out, "reproduce.json"), "utf8"));
    expect(second.stdout).toBe(first.stdout);
    expect(first.stderr).toBe("");
    expect(JSON.parse(first.stdout)).toHaveProperty("runs.as-published.sha256");
  });

  it("draws the pictures and the page", async () => {
    const out = temporaryFolder();
    const args = ["--preset", "sane", ...TINY, "--quiet", "--out", out];
    const { code, stdout } = await runScript("reproduce", args);
    expect(code).toBe(0);
    expect(stdout).not.toContain("epoch");
    const files = readdirSync(out);
    expect(files).toEqual(
      expect.arrayContaining(["losses.png", "losses.svg", "report.html", "wave.png", "wave.svg"]),
    );
    expect(files).toContain("predictions-sane.svg");
    for (const file of files) expect(stdout).toContain(`\n  ${file}\n`);
  });

  it("says which engine computes, and prints the same numbers by either", async () => {
    const by = async (engine: string, ...more: string[]): Promise<string> => {
      const args = ["--preset", "sane", ...TINY, "--no-plots", "--engine", engine, ...more];
      return (await runScript("reproduce", [...args, "--out", temporaryFolder()])).stdout;
    };
    for (const engine of ENGINES) expect(await by(engine)).toContain(`numpy, engine ${engine}\n`);
    expect(await by("wasm", "--json")).toBe(await by("reference", "--json"));
    expect(await by("gpu")).toBe("");
  });

  it("a mended listing runs alone", async () => {
    const args = [...TINY, "--correct", "e01, E02", "--no-plots", "--out", temporaryFolder()];
    const { code, stdout } = await runScript("reproduce", [...args, "--json"]);
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Reproduction;
    expect(found.runs["as-published"]?.settings.mended).toEqual(["E01", "E02"]);
    expect(found.ladder).toBeNull();
  });

  it("a run that diverges is written down with words for what JSON cannot say", async () => {
    const args = ["--preset", "sane", ...TINY, "--learning-rate", "1e300", "--no-plots", "--json"];
    const { code, stdout } = await runScript("reproduce", [...args, "--out", temporaryFolder()]);
    expect(code).toBe(1);
    const found = JSON.parse(stdout) as Reproduction;
    expect(["NaN", "Infinity"]).toContain(found.runs.sane?.valRmse.asTrained);
  });

  it("a run that diverges is said to", async () => {
    const args = ["--preset", "sane", ...TINY, "--learning-rate", "1e300", "--no-plots", "--quiet"];
    const { stdout } = await runScript("reproduce", [...args, "--out", temporaryFolder()]);
    expect(stdout).toContain("sane diverged: it has no finite losses after epoch 1\n");
  });
});
