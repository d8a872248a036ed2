import { describe, expect, it } from "vitest";
import {
  type Change,
  disagreement,
  equivalentsIn,
  item,
} from "../../../scripts/mutate/survivors.ts";

const change: Change = {
  file: "src/numerics/matrix.ts",
  line: "  for (let j = 0; j < cols; j++) {",
  original: "j < cols",
  replacement: "j <= cols",
};

const page = (...items: string[]): string =>
  [
    "# Survivors",
    "",
    "- not an item: above all files",
    "",
    `## \`${change.file}\``,
    "",
    ...items,
  ].join("\n");

describe("the list of survivors", () => {
  it("reads what it writes", () => {
    const changes: Change[] = [
      change,
      { ...change, original: "", replacement: "``" },
      { ...change, line: "throw new RangeError(`a: expected b`, {\n  cause,\n});" },
      { ...change, replacement: "x".repeat(300) },
    ];
    const items = changes.map((each, n) => `${item(each, n + 1)}for no reason`);
    const equivalents = equivalentsIn(page(...items));
    expect(equivalents.map(({ times, reason, file }) => [times, reason, file])).toEqual(
      changes.map((_, n) => [n + 1, "for no reason", change.file]),
    );
    const survivors = changes.flatMap((each, n) => Array.from({ length: n + 1 }, () => each));
    expect(disagreement(survivors, equivalents)).toEqual({ unlisted: [], stale: [] });
  });

  it.each([
    ["no reason", item(change, 1), "reason"],
    ["no change", "- ``a``: why", "original"],
    ["the same twice", `${item(change, 1)}why\n${item(change, 2)}why`, "twice"],
  ])("refuses an item with %s", (_, items, words) => {
    expect(() => equivalentsIn(page(items))).toThrow(words);
  });

  it("says what survived and is not listed, and how often", () => {
    const listed = equivalentsIn(page(`${item(change, 1)}why`));
    expect(disagreement([change], listed).unlisted).toEqual([]);
    expect(disagreement([change, change], listed).unlisted).toEqual([{ change, times: 2 }]);
    const other = { ...change, replacement: "true" };
    expect(disagreement([change, other], listed).unlisted).toEqual([{ change: other, times: 1 }]);
    const elsewhere = { ...change, file: "src/numerics/norm.ts" };
    expect(disagreement([elsewhere], listed).unlisted).toEqual([{ change: elsewhere, times: 1 }]);
  });

  it("says what is listed and survived no more, or less often", () => {
    const listed = equivalentsIn(page(`${item(change, 2)}why`));
    expect(disagreement([change], listed).stale).toEqual(listed);
    expect(disagreement([], listed).stale).toEqual(listed);
  });
});
