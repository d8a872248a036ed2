import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryOf, isCurrent, score, scoreRows } from "../../../scripts/mutate/record.ts";
import type { Mutant } from "../../../scripts/mutate/stryker.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "record-"));
  for (const name of ["a.ts", "a.spec.ts", "b.spec.ts"]) await writeFile(join(root, name), name);
});
afterEach(() => rm(root, { recursive: true }));

const mutant = (survived: boolean, ...coveredBy: string[]): Mutant => ({
  file: "a.ts",
  lineNumber: 1,
  line: "a",
  original: "a",
  replacement: "b",
  survived,
  coveredBy,
});

describe("the record of a file's mutants", () => {
  const mutants = [
    mutant(false, "b.spec.ts", "a.spec.ts"),
    mutant(true, "a.spec.ts"),
    mutant(true),
  ];

  it("counts them, and names each spec once and in order", async () => {
    const entry = await entryOf("a.ts", mutants, root);
    expect(entry).toMatchObject({ killed: 1, survived: 2 });
    expect(Object.keys(entry.specs)).toEqual(["a.spec.ts", "b.spec.ts"]);
  });

  it("is current until the file or one of its specs changes or goes", async () => {
    const entry = await entryOf("a.ts", mutants, root);
    expect(await isCurrent("a.ts", entry, root)).toBe(true);
    expect(await isCurrent("a.ts", undefined, root)).toBe(false);
    await writeFile(join(root, "b.spec.ts"), "changed");
    expect(await isCurrent("a.ts", entry, root)).toBe(false);
    await writeFile(join(root, "b.spec.ts"), "b.spec.ts");
    expect(await isCurrent("a.ts", entry, root)).toBe(true);
    await rm(join(root, "a.spec.ts"));
    expect(await isCurrent("a.ts", entry, root)).toBe(false);
    await writeFile(join(root, "a.spec.ts"), "a.spec.ts");
    await writeFile(join(root, "a.ts"), "changed");
    expect(await isCurrent("a.ts", entry, root)).toBe(false);
  });
});

describe("the score", () => {
  it("is of all mutants, not of files", () => {
    expect(
      score([
        { killed: 1, survived: 0 },
        { killed: 1, survived: 2 },
      ]),
    ).toBe(50);
    expect(score([])).toBe(100);
  });

  it("stands beside the counts of each floor and of all, of the files that the record knows", () => {
    const entry = (killed: number, survived: number) => ({
      sha256: "",
      specs: {},
      killed,
      survived,
    });
    const files = new Map([
      ["one", ["a.ts", "b.ts"]],
      ["two", ["c.ts", "unknown.ts"]],
    ]);
    const record = { "a.ts": entry(2, 0), "b.ts": entry(0, 1), "c.ts": entry(7, 0) };
    expect(scoreRows(files, record)).toEqual([
      ["one", "3", "2", "1", "66.67 %"],
      ["two", "7", "7", "0", "100.00 %"],
      ["all", "10", "9", "1", "90.00 %"],
    ]);
  });
});
