import { describe, expect, it } from "vitest";
import { differences, packageFiles } from "../../scripts/packageFiles.ts";

const PAPERS = ["CHANGELOG.md", "CITATION.cff", "LICENSE", "NOTICE", "README.md", "package.json"];

describe("the files of the package", () => {
  it("are what is compiled, the fixtures and the papers", () => {
    expect(packageFiles(["src/index.ts", "src/rnn/clip.ts"], ["fixtures/cases/clip.json"])).toEqual(
      [
        ...PAPERS,
        "dist/index.d.ts",
        "dist/index.js",
        "dist/rnn/clip.d.ts",
        "dist/rnn/clip.js",
        "fixtures/cases/clip.json",
      ].sort(),
    );
  });

  it("are missing or too many when they differ", () => {
    expect(differences(["a", "b"], ["b", "c"])).toEqual(["missing: a", "too many: c"]);
    expect(differences(["a", "b"], ["b", "a"])).toEqual([]);
  });
});
