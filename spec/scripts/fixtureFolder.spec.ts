import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  differencesIn,
  releasedIn,
  straysIn,
  textIn,
  writeTexts,
} from "../../scripts/fixtureFolder.ts";
import { UsageError } from "../../src/cli/command.ts";
import { manifestOf } from "../../src/conformance/manifest.ts";
import { casesText, manifestText } from "../../src/conformance/write.ts";
import { sampleFile } from "../support/caseFiles.ts";
import { temporaryFolder } from "../support/cli.ts";

const TEXTS = { "cases/clip.json": "a\nb\n", "certificate.md": "# c\n" };

describe("the folder of the fixtures", () => {
  it("holds what was written, and differs in nothing", async () => {
    const folder = join(temporaryFolder(), "new");
    await writeTexts(folder, TEXTS);
    expect(readFileSync(join(folder, "cases/clip.json"), "utf8")).toBe("a\nb\n");
    expect(await differencesIn(folder, TEXTS)).toEqual({
      "cases/clip.json": undefined,
      "certificate.md": undefined,
    });
    expect(straysIn(folder, TEXTS)).toEqual([]);
  });

  it("differs in the first line that is another, and in a file that is not there", async () => {
    const folder = temporaryFolder();
    await writeTexts(folder, { "cases/clip.json": "a\nc\n" });
    expect(await differencesIn(folder, TEXTS)).toEqual({
      "cases/clip.json": 'line 2: expected "b", got "c"',
      "certificate.md": "expected a file, got none",
    });
  });

  it("has strays, also in folders within, but only among the cases", async () => {
    const folder = temporaryFolder();
    const strays = { "cases/z.json": "", "cases/old/a.json": "", "article/b.json": "" };
    await writeTexts(folder, { ...TEXTS, ...strays });
    expect(straysIn(folder, TEXTS)).toEqual([
      "cases/old/a.json: expected no such file, got one",
      "cases/z.json: expected no such file, got one",
    ]);
  });

  it("may have the manifest of a release", () => {
    const folder = temporaryFolder();
    expect(releasedIn(folder)).toBe(null);
    const manifest = manifestOf({ "cases/clip.json": casesText(sampleFile("clip")) }, "0.1.0");
    writeFileSync(join(folder, "released.json"), manifestText(manifest));
    expect(releasedIn(folder)).toEqual(manifest);
    writeFileSync(join(folder, "released.json"), "{}");
    const path = join(folder, "released.json");
    const message = `${path}: format: expected "bptt-oracle/manifest", got none`;
    expect(() => releasedIn(folder)).toThrow(new UsageError(message));
  });

  it("says what cannot be read", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "certificate.md"));
    expect(await textIn(folder, "cases/clip.json")).toBe(undefined);
    await expect(textIn(folder, "certificate.md")).rejects.toThrow(
      `cannot read ${join(folder, "certificate.md")}: EISDIR`,
    );
  });
});
