/** `npm run gradcheck` on networks of the article's size. */
import { describe, expect, it } from "vitest";
import { runScript } from "../support/cli.ts";

describe("npm run gradcheck", () => {
  it("passes the article's gradient with everything mended, and calls its start vacuous", async () => {
    const args = ["--bug", "none", "--oracles", "duals"];
    const centred = await runScript("gradcheck", [...args, "--truncate", "3", "--rng", "numpy"]);
    expect(centred.code).toBe(0);
    expect(centred.stdout).toContain("E01 to E10 mended");
    const start = ["--start", "article", "--hidden", "100", "--length", "50"];
    const saturated = await runScript("gradcheck", [...args, ...start]);
    expect(saturated.code).toBe(1);
    expect(saturated.stdout).toMatch(/% of the states are saturated[\s\S]*VACUOUS: .*\n$/);
  });

  it("says in one line which oracles are left out for their cost", async () => {
    const large = ["--hidden", "40", "--length", "12", "--input", "9", "--truncate", "window:0"];
    const { code, stdout } = await runScript("gradcheck", large);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nLeft out as slow \(ask for them with --oracles\): definition\.\n$/);
  });
});
