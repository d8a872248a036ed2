/** The papers of the house agree with each other and with what is there. */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUGS } from "../src/conformance/bugs/catalogue.ts";
import { KINDS } from "../src/conformance/kinds.ts";
import { loadSuite } from "../src/conformance/load.ts";
import { FLOORS } from "./support/floors.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const PACKAGE = JSON.parse(read("package.json")) as {
  readonly version: string;
  readonly license: string;
  readonly author: string;
};

describe("the version", () => {
  it("is that of CITATION.cff, with its licence and author", () => {
    const citation = read("CITATION.cff");
    expect(citation).toMatch(/^cff-version: 1\.2\.0$/m);
    expect(citation).toContain(`\nversion: ${PACKAGE.version}\n`);
    expect(citation).toContain(`\nlicense: ${PACKAGE.license}\n`);
    expect(citation).toContain(`\n  - name: ${PACKAGE.author}\n`);
  });

  it("is the uppermost in CHANGELOG.md", () => {
    expect(read("CHANGELOG.md").match(/^## \[(.*?)\] - /m)?.[1]).toBe(PACKAGE.version);
  });
});

describe("CONTRIBUTING.md", () => {
  const rows = [...read("CONTRIBUTING.md").matchAll(/^\| `src\/(\w+)` \| (\d+) \| /gm)];

  it("has each folder of src on its floor", () => {
    expect(rows.map(([, folder, floor]) => [folder, Number(floor)])).toEqual(
      FLOORS.map((folder, floor) => [folder, floor]),
    );
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(rows.map(([, folder]) => folder).toSorted()).toEqual(folders.toSorted());
  });

  it("names only files that there are", () => {
    const text = read("CONTRIBUTING.md");
    const paths = [...text.matchAll(/`((?:src|spec|scripts|fixtures|\.ci)\/[\w./-]+)`/g)]
      .map(([, path]) => path)
      .filter((path) => !/LANGUAGE|released/.test(path));
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});

describe("the numbers of cases and mistakes", () => {
  const cases = loadSuite(join(ROOT, "fixtures")).length;

  it.each([
    ["README.md", `holds ${cases} cases`],
    ["README.md", `which of ${BUGS.length} known mistakes`],
    ["CHANGELOG.md", `${cases} in JSON`],
    ["CHANGELOG.md", `which of ${BUGS.length} known mistakes`],
  ])("%s says: %s", (file, words) => {
    expect(read(file).replace(/\s+/g, " ")).toContain(words);
  });
});

describe("the README of the fixtures", () => {
  it("says of each kind where its values come from", () => {
    const [, table] =
      read("fixtures/README.md").match(/\| kind \| its expected values .*\n.*\n((?:\|.*\n)+)/) ??
      [];
    const kinds = table.trimEnd().split("\n");
    expect(kinds.map((row) => row.split(" | ")[0].slice(2))).toEqual(KINDS);
  });
});

describe("links between files", () => {
  const pages = globSync(["*.md", "{src,fixtures}/**/*.md"], { cwd: ROOT });

  it.each(pages)("of %s lead somewhere", (page) => {
    const prose = read(page).replace(/^```[\s\S]*?^```/gm, "");
    const targets = [...prose.matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)].map(([, to]) => to);
    for (const to of targets) expect(existsSync(join(ROOT, dirname(page), to)), to).toBe(true);
  });
});
