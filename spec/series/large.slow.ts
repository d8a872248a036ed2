/** Tables as large as they come. */
import { createWriteStream, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { readTable } from "../../src/series/table.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

describe("a large table", () => {
  it("of 50 MB is read, trained on and forecast", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "large.csv");
    const rows = 1_500_000;
    await pipeline(
      Readable.from(
        (function* lines() {
          yield "date,close,volume\n";
          for (let n = 0; n < rows; n++) {
            const date = new Date(60_000 * n).toISOString();
            yield `${date},${(n % 97) / 8},${n % 1000}\n`;
          }
        })(),
      ),
      createWriteStream(file),
    );
    expect(statSync(file).size).toBeGreaterThan(50e6);
    const { code, stdout, stderr } = await runScript("train", [
      ...["--csv", file, "--date", "date", "--columns", "close,volume", "--target", "close"],
      ...["--window", "3", "--hidden", "2", "--epochs", "1", "--out", join(folder, "out")],
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("1500000 rows of close,");
    expect(stdout).toMatch(/│ close │ +[\d.]+ │ +[\d.]+ │ +[\d.]+ │/);
    expect(stdout).toContain("  predictions.png\n");
  });

  it("is what it is however its bytes are cut into chunks", async () => {
    // Several chunks of 1 MiB, whose ends come between the two bytes of a letter.
    const rows = Array.from({ length: 300_000 }, (_, n) => `${n},éééééééé`);
    const file = join(temporaryFolder(), "t.csv");
    writeFileSync(file, `a,b\n${rows.join("\n")}`);
    const { values } = await readTable(file, { columns: ["a"] });
    expect(values.rows).toBe(300_000);
    expect(values.data.every((value, n) => value === n)).toBe(true);
  });

  it("of a single row is refused", async () => {
    const file = join(temporaryFolder(), "t.csv");
    writeFileSync(file, `a\n"${"1\n".repeat(600_000)}`);
    await expect(readTable(file, { columns: ["a"] })).rejects.toThrow(
      /, line \d+: expected a row of at most 1000000 characters, got more/,
    );
  });
});
