/** `npm run schema-types`: the types of the fixtures and their schemas do not drift apart. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript, temporaryFolder } from "../support/cli.ts";

const TYPES = "src/conformance/types.ts";

describe("npm run schema-types", () => {
  it("finds the types as the schemas describe them", async () => {
    const outcome = await runScript("schema-types", ["--check"]);
    expect(outcome).toMatchObject({ code: 0, stdout: `equal: ${TYPES}\n`, stderr: "" });
  });

  it("writes them, and finds any difference", async () => {
    const out = join(temporaryFolder(), "types.ts");
    expect(await runScript("schema-types", ["--out", out])).toMatchObject({ code: 0 });
    const types = readFileSync(out, "utf8");
    expect(types).toBe(readFileSync(TYPES, "utf8"));
    writeFileSync(out, types.replace("loss: number", "loss?: number"));
    const outcome = await runScript("schema-types", ["--check", "--out", out]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain(`DIFFERENT: ${out}`);
  });
});
