/** `npm run wasm`: what is in `assembly` and what is in `src` do not drift apart. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MODULE } from "../../src/engine/module.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

describe("npm run wasm", () => {
  it("finds the module as assembly is compiled", async () => {
    expect(await runScript("wasm", ["--check"])).toMatchObject({
      code: 0,
      stdout: "equal: src/engine/module.ts\n",
      stderr: "",
    });
  });

  it("writes it, and finds any difference", async () => {
    const out = join(temporaryFolder(), "module.ts");
    writeFileSync(out, "");
    const outcome = await runScript("wasm", ["--check", "--out", out]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain(`DIFFERENT: ${out}`);
    expect(await runScript("wasm", ["--out", out])).toMatchObject({ code: 0 });
    expect(await import(out)).toMatchObject({ MODULE });
  });
});
