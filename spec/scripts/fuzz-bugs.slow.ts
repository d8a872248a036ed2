import { describe, expect, it } from "vitest";
import { runScript } from "../support/cli.ts";

describe("npm run fuzz-bugs", () => {
  it("shows how small a case finds a bug, and fails where none does", async () => {
    const found = await runScript("fuzz-bugs", ["--only", "no-carry", "--runs", "60"]);
    expect(found.stdout).toMatch(/│ no-carry │ +gradient │ +\d+ │ +\d+ │ +2 │ +1 │ +yes │\n/);
    expect(found.code).toBe(0);
    const missed = await runScript("fuzz-bugs", ["--only", "no-carry", "--runs", "1"]);
    expect(missed.stdout).toMatch(/│ not found │[\s\S]*\nNOT FOUND: no-carry\n$/);
    expect(missed.code).toBe(1);
    const none = await runScript("fuzz-bugs", ["--only", "x"]);
    expect(none).toMatchObject({ code: 2, stderr: 'error: --only: there is no bug "x"\n' });
  });
});
