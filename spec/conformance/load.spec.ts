import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadFiles, loadQuick, loadSuite } from "../../src/conformance/load.ts";
import { SAMPLE_CASES, suiteFolder } from "../support/sampleSuite.ts";

describe("the suite on the disk", () => {
  it("is every case, with its kind, in the order of the manifest", () => {
    const folder = suiteFolder();
    const files = loadFiles(folder);
    expect(loadSuite(folder).map(({ id }) => id)).toEqual(
      files.flatMap(({ cases }) => cases.map(({ id }) => id)),
    );
    for (const testCase of SAMPLE_CASES) expect(loadSuite(folder)).toContainEqual(testCase);
  });

  it("is refused when a file is another than the manifest says", () => {
    const folder = suiteFolder({ "cases/clip.json": " " });
    expect(() => loadSuite(folder)).toThrow(/^cases\/clip\.json: expected the SHA-256 /);
  });

  it("is refused when a file is missing", () => {
    const folder = suiteFolder();
    rmSync(join(folder, "cases/clip.json"));
    expect(() => loadSuite(folder)).toThrow(
      /cases\/clip\.json: expected a file that can be read, got none$/,
    );
    rmSync(join(folder, "manifest.json"));
    expect(() => loadSuite(folder)).toThrow(
      /manifest\.json: expected a file that can be read, got none$/,
    );
  });

  it("has quick cases that are in it", () => {
    const folder = suiteFolder();
    const ids = loadSuite(folder).map(({ id }) => id);
    expect(loadQuick(folder).length).toBeGreaterThan(0);
    for (const id of loadQuick(folder)) expect(ids).toContain(id);
    rmSync(join(folder, "certificate.json"));
    expect(() => loadQuick(folder)).toThrow(/certificate\.json: expected a file that can be read/);
  });
});
