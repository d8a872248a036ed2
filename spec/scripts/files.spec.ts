/** Files that commands read and that are not what they should be: one line that says which and why. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ensembleFile,
  fixturePath,
  goldensFile,
  readFixture,
  shownPath,
} from "../../scripts/files.ts";
import { UsageError } from "../../src/cli/command.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

/** A file with the content. */
function file(content: string): string {
  const path = join(temporaryFolder(), "fixture.json");
  writeFileSync(path, content);
  return path;
}

describe("readFixture", () => {
  it("reads the fixtures there are", async () => {
    const ensemble = await readFixture(fixturePath("rounding-ensemble.json"), ensembleFile);
    expect(ensemble.trainLoss).toHaveLength(25);
    const goldens = await readFixture(fixturePath("goldens.json"), goldensFile);
    expect(Object.keys(goldens)).toContain("as-published");
  });

  const golden = (changes: object): string =>
    JSON.stringify({ run: { trainLoss: [1], valLoss: [2], sha256: "0".repeat(64), ...changes } });
  it.each([
    ["", ": expected JSON, got nothing"],
    ['{\n "run": {', ": expected JSON, got something else"],
    ["null", ": expected Object, got null"],
    ['{"run": null}', ", run: expected Object, got null"],
    ['{"run": {}}', ', run.trainLoss: expected "trainLoss", got undefined'],
    [golden({ trainLoss: null }), ", run.trainLoss: expected Array, got null"],
    [golden({ valLoss: [1, null] }), ", run.valLoss.1: expected number, got null"],
    [golden({ valLoss: ["NaN"] }), ', run.valLoss.0: expected number, got "NaN"'],
    [
      golden({ valLoss: [0] }).replace("[0]", "[1e999]"),
      ", run.valLoss.0: expected finite, got Infinity",
    ],
    [golden({ sha256: "0" }), ', run.sha256: expected /^[0-9a-f]{64}$/, got "0"'],
  ])("goldens %j", async (content, message) => {
    const path = file(content);
    await expect(readFixture(path, goldensFile)).rejects.toThrow(new UsageError(path + message));
  });

  it("an ensemble without members, without epochs, and of too few", async () => {
    const { members: _none, ...others } = await readFixture(
      fixturePath("rounding-ensemble.json"),
      ensembleFile,
    );
    const wrong: [object, string][] = [
      [{}, ', members: expected "members", got undefined'],
      [others, ', members: expected "members", got undefined'],
      [{ ...others, members: 0 }, ", members: expected >=1, got 0"],
      [
        { ...others, members: 3, valLoss: others.valLoss.slice(1) },
        ", valLoss: expected 25, got 24",
      ],
    ];
    for (const [content, message] of wrong) {
      const path = file(JSON.stringify(content));
      await expect(readFixture(path, ensembleFile)).rejects.toThrow(new UsageError(path + message));
    }
  });

  it("a file that is missing, or a directory", async () => {
    const path = join(temporaryFolder(), "fixture.json");
    await expect(readFixture(path, goldensFile)).rejects.toThrow(`cannot read ${path}: ENOENT`);
    mkdirSync(path);
    await expect(readFixture(path, goldensFile)).rejects.toThrow(`cannot read ${path}: EISDIR`);
  });

  it("shows a path from where the command was started, if it is below", () => {
    expect(shownPath(join(process.cwd(), "a/b.json"))).toBe(join("a", "b.json"));
    expect(shownPath(join(process.cwd(), "../b.json"))).toBe(join(process.cwd(), "../b.json"));
  });
});

describe("npm run verify-reproduction", () => {
  it("answers a broken file with one line, wherever it is started", async () => {
    const path = file('{"verdict": null}');
    const { code, stdout, stderr } = await runScript("verify-reproduction", [path], { cwd: "/" });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: [^\n]*fixture\.json, verdict: expected Object, got null\n$/);
  });
});
