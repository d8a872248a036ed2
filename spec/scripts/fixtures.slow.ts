/** `npm run fixtures` on single cases; all of them are for CI. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript, temporaryFolder } from "../support/cli.ts";

const ID = "clip-value-inside";

describe("npm run fixtures", () => {
  it("shows one case, as it stands in its file", async () => {
    const { code, stdout } = await runScript("fixtures", ["--only", ID]);
    expect(code).toBe(0);
    const [summary, ...lines] = stdout.split("\n");
    expect(summary).toMatch(
      /^clip-value-inside: \d+ bytes, kills \d+ in float64 and \d+ in float32, our own network: pass, 0\.000 of the tolerance$/,
    );
    expect(JSON.parse(lines.join("\n"))).toMatchObject({ id: ID });

    const folder = temporaryFolder();
    const check = ["--only", ID, "--check", "--out", folder];
    expect(await runScript("fixtures", check)).toMatchObject({
      code: 1,
      stdout: `DIFFERENT ${ID}\n`,
    });
    mkdirSync(join(folder, "cases"));
    writeFileSync(join(folder, "cases/clip.json"), `[\n${lines.join("\n")},\n{}]`);
    expect(await runScript("fixtures", check)).toMatchObject({
      code: 0,
      stdout: `equal     ${ID}\n`,
    });
  });

  it.each([
    [["--only", "clip-none"], 'error: --only: expected the id of a case, got "clip-none"\n'],
    [["--only", ID, "--node", "20"], "error: --node: for all cases, not for some\n"],
    [["--threads", "0"], "error: --threads: expected a whole number from 1 to 1024, got 0\n"],
    [["--node", "18"], "error: --node: expected a whole number of at least 20, got 18\n"],
  ])("answers %j with one line", async (args, stderr) => {
    expect(await runScript("fixtures", args)).toMatchObject({ code: 2, stdout: "", stderr });
  });
});
